//! `pageboy generate`: committed code instead of a build script.

use std::error::Error;
use std::io::{IsTerminal, stderr};
use std::path::PathBuf;

use clap::Args;
use pageboy_codegen::Manifest;

use super::output;
use super::text::path;
use crate::definitions::Source;

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// The manifest.
    #[arg(long, default_value = "pageboy.toml", allow_hyphen_values = true, value_parser = path())]
    manifest: PathBuf,
    /// The folder with the services' modules.
    #[arg(long, default_value = "src", allow_hyphen_values = true, value_parser = path())]
    out: PathBuf,
    /// Write nothing; fail if the folder is stale.
    #[arg(long)]
    check: bool,
}

impl Generate {
    #[allow(clippy::print_stderr, reason = "a command talks to its user")]
    pub(super) fn run(self, source: Source) -> Result<(), Box<dyn Error>> {
        let color = stderr().is_terminal();
        let generated = Manifest::from_file(&self.manifest)
            .and_then(|manifest| source.builder(Some(manifest)).generate())
            .map_err(|problems| problems.report(color))?;
        eprint!("{}", generated.warnings().report(color));
        if self.check {
            let stale = generated.stale(&self.out);
            if !stale.is_empty() {
                let lines: Vec<_> = stale
                    .iter()
                    .map(|stale| format!("error: {stale}"))
                    .collect();
                let (manifest, out) = (self.manifest.display(), self.out.display());
                return Err(format!(
                    "{}\nrun `pageboy generate --manifest {manifest} --out {out}` and commit the result",
                    lines.join("\n")
                )
                .into());
            }
        } else {
            generated
                .write_to(&self.out)
                .map_err(|error| format!("error: {error}"))?;
        }
        Ok(output::report(&generated.to_string())?)
    }
}
