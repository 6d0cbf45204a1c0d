//! `pageboy models`: the vendored definitions.

use std::error::Error;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use pageboy_models::import;

use super::output;

#[derive(Debug, Subcommand)]
pub(super) enum Models {
    /// Copy definitions from botocore and boto3, without documentation text.
    Import(Import),
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Botocore: its data folder, an installed package, or an unpacked source distribution.
    #[arg(long)]
    from: PathBuf,
    /// Boto3, for its resources: likewise.
    #[arg(long)]
    boto3: Option<PathBuf>,
    /// Where the definitions go.
    #[arg(long, default_value = "models/data")]
    into: PathBuf,
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
        let report = import::import(&import::Options {
            botocore: self.from,
            boto3: self.boto3,
            botocore_version: None,
            boto3_version: None,
            to: self.into,
        })
        .map_err(|error| format!("error: {error}"))?;
        let boto3 = report
            .boto3
            .map_or_else(String::new, |version| format!(" and boto3 {version}"));
        let text = format!(
            "botocore {}{boto3}: {} services, {} files, {} bytes; {} written, {} removed\n",
            report.botocore,
            report.services,
            report.files,
            report.bytes,
            report.written,
            report.removed
        );
        Ok(output::report(&text)?)
    }
}
