//! `pageboy generate`: committed code instead of a build script.

use std::error::Error;
use std::io::{IsTerminal, stderr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pageboy_codegen::{Level, Manifest, Output, Problems, Stale, Summary};
use serde_json::{Value, json};

use super::check::lines;
use super::output;
use super::text::path;
use crate::definitions::DefinitionSource;

const HELP: &str = "\
A service whose definitions, overlays and entry in the manifest are those of the last run, with the same command, is left as it is, as
long as its code is. Stamps in the hidden folder .pageboy, which git ignores, tell this; without them everything is generated.

Exit codes: 0 done, 1 mistakes or stale code, 2 wrong options.";

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Generate {
    /// The manifest.
    #[arg(long, default_value = "pageboy.toml", allow_hyphen_values = true, value_parser = path())]
    manifest: PathBuf,
    /// The folder with the services' modules.
    #[arg(long, default_value = "src", allow_hyphen_values = true, value_parser = path())]
    out: PathBuf,
    /// Write no code; fail if the folder is stale.
    #[arg(long)]
    check: bool,
    /// The form of the report: text for people; or a JSON object per line for each problem, as `check` has them, for each stale
    /// file (`stale`, `message`), for each operation that is left out (`leftOut`, `service`, `message`), and for each service.
    #[arg(long, default_value = "text", allow_hyphen_values = true)]
    format: SummaryFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SummaryFormat {
    Text,
    Json,
}

impl Generate {
    pub(super) fn run(self, source: DefinitionSource) -> Result<(), Box<dyn Error>> {
        let made = Manifest::from_file(&self.manifest)
            .and_then(|manifest| source.builder(Some(manifest)).output(&self.out));
        let made = match made {
            Ok(made) => made,
            Err(problems) => return Err(self.failed(problems)?.into()),
        };
        self.warn(made.warnings())?;
        let stale = match self.check {
            true => made.check(),
            false => Vec::new(),
        };
        if !stale.is_empty() {
            return Err(self.stale(&stale)?.into());
        }
        if !self.check {
            made.write().map_err(|error| format!("error: {error}"))?;
        }
        Ok(output::report(&match self.format {
            SummaryFormat::Text => made.to_string(),
            SummaryFormat::Json => json_report(&made),
        })?)
    }

    /// The message for problems that prevent generation.
    fn failed(&self, mut problems: Problems) -> Result<String, String> {
        if let Ok(folder) = std::env::current_dir() {
            problems.relative_to(&folder);
        }
        if self.format == SummaryFormat::Text {
            let text = problems.report(stderr().is_terminal());
            return Ok(text.trim_end().to_owned());
        }
        output::report(&json_lines(problems.iter().map(lines::finding)))?;
        let problems = problems.iter();
        let count = problems.filter(|problem| problem.level() == Level::Error);
        Ok(format!("error: {}", counted(count.count(), "error")))
    }

    fn warn(&self, warnings: &Problems) -> Result<(), String> {
        match self.format {
            SummaryFormat::Text => {
                output::tell(warnings.report(stderr().is_terminal()));
                Ok(())
            }
            SummaryFormat::Json => output::report(&json_lines(warnings.iter().map(lines::finding))),
        }
    }

    /// The message for stale code.
    fn stale(&self, stale: &[Stale]) -> Result<String, String> {
        let (manifest, out) = (self.manifest.display(), self.out.display());
        let advice = format!(
            "run `pageboy generate --manifest {manifest} --out {out}` and commit the result"
        );
        if self.format == SummaryFormat::Json {
            let lines = stale.iter().map(
                |stale| json!({"level": "error", "stale": stale.path(), "message": stale.reason()}),
            );
            output::report(&json_lines(lines))?;
            let count = counted(stale.len(), "stale file");
            return Ok(format!("error: {count}\n{advice}"));
        }
        let lines = stale.iter().map(|stale| format!("error: {stale}\n"));
        Ok(format!("{}{advice}", lines.collect::<String>()))
    }
}

fn json_report(made: &Output) -> String {
    let left_out = made.summaries().iter().flat_map(|summary| {
        summary.left_out.iter().map(|(operation, reason)| {
            json!({"leftOut": operation, "service": summary.service, "message": reason})
        })
    });
    json_lines(left_out.chain(made.summaries().iter().map(line)))
}

fn line(summary: &Summary) -> Value {
    json!({
        "service": summary.service,
        "module": summary.module,
        "operations": summary.operations,
        "operationsInModel": summary.operations_in_model,
        "shapes": summary.shapes,
        "shapesInModel": summary.shapes_in_model,
        "lines": summary.lines,
        "unchanged": summary.is_unchanged,
    })
}

fn json_lines(values: impl Iterator<Item = Value>) -> String {
    values.map(|value| format!("{value}\n")).collect()
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
