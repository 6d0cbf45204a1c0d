//! `pageboy models`: the vendored definitions.

use std::error::Error;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use pageboy_models::import;

use super::output;
use super::text::path;

/// The folder of the vendored definitions in the sources.
const OWN: &str = "models/data";

#[derive(Debug, Subcommand)]
pub(super) enum Models {
    /// Copy definitions from botocore and boto3 into a folder, without documentation.
    ///
    /// The built-in definitions of the command stay the same until it is built again; other commands read the folder with
    /// --definitions.
    Import(Import),
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Botocore: its data folder, an installed package, or an unpacked source distribution.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    from: PathBuf,
    /// Boto3, for its resources: likewise.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    boto3: Option<PathBuf>,
    /// The folder to write, created if missing [default: models/data, inside pageboy's own sources].
    ///
    /// Only files that an earlier import wrote are replaced or removed.
    #[arg(long, value_name = "FOLDER", allow_hyphen_values = true, value_parser = path())]
    into: Option<PathBuf>,
}

impl Models {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Import(import) => import.run(),
        }
    }
}

impl Import {
    fn run(self) -> Result<(), Box<dyn Error>> {
        let into = match self.into {
            Some(folder) => folder,
            None if Path::new(OWN).join("SOURCE.json").is_file() => PathBuf::from(OWN),
            None => {
                return Err(format!(
                    "error: name the folder with --into: there is no {OWN} here, as in pageboy's own sources"
                )
                .into());
            }
        };
        let report = import::import(&import::Options {
            botocore: self.from,
            boto3: self.boto3,
            botocore_version: None,
            boto3_version: None,
            to: into.clone(),
        })
        .map_err(|error| format!("error: {error}"))?;
        let boto3 = report
            .boto3
            .map_or_else(String::new, |version| format!(" and boto3 {version}"));
        let text = format!(
            "botocore {}{boto3}: {} services, {} files, {} bytes; {} written, {} removed in the folder {}\n",
            report.botocore,
            report.services,
            report.files,
            report.bytes,
            report.written,
            report.removed,
            into.display()
        );
        Ok(output::report(&text)?)
    }
}
