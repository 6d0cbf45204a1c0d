//! `pageboy check`: mistakes and doubts in waiters, paginators, resources and models.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pageboy_codegen::{Allow, Checked, LeftOut, Level, Manifest, Problem, Service};
use serde_json::json;

use super::output;
use super::text::path;
use crate::definitions::Source;

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The services to check whole; default: all of them, those of the overlays, or those that the manifest names.
    services: Vec<String>,
    /// Check the definitions that a manifest names, with its overlays.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    manifest: Option<PathBuf>,
    /// Merge a folder of your own definitions over the others; may be repeated.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    overlay: Vec<PathBuf>,
    /// Ignore a lint: `no-failure-acceptor`, or `no-failure-acceptor:InstanceRunning`; may be repeated.
    #[arg(long, allow_hyphen_values = true, value_parser = Allow::parse)]
    allow: Vec<Allow>,
    /// Which findings beside errors make the command fail.
    #[arg(long, allow_hyphen_values = true)]
    deny: Option<Deny>,
    /// The form of the report: text for people, or a JSON object per line for each finding, and for each operation that is
    /// left out (`leftOut`, `service`, `message`).
    #[arg(long, default_value = "text", allow_hyphen_values = true)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Check {
    pub(super) fn run(self, source: Source) -> Result<(), Box<dyn Error>> {
        let checked = self.check(source)?;
        let text = match self.format {
            Format::Json => {
                let problems = checked.problems.iter().map(line);
                let left_out = checked.left_out.iter().map(line_of_left_out);
                let lines = problems.chain(left_out);
                lines.map(|line| format!("{line}\n")).collect()
            }
            Format::Text => {
                let report = checked.problems.report(stdout().is_terminal());
                let gap = if report.is_empty() { "" } else { "\n" };
                format!("{report}{gap}{}", summary(&checked))
            }
        };
        output::report(&text)?;
        let count = |level| {
            let problems = checked.problems.iter();
            problems.filter(|problem| problem.level() == level).count()
        };
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        if errors > 0 || (warnings > 0 && self.deny == Some(Deny::Warnings)) {
            let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
            return Err(format!("error: {errors} and {warnings}").into());
        }
        Ok(())
    }

    fn check(&self, source: Source) -> Result<Checked, Box<dyn Error>> {
        let source = source.overlays(&self.overlay);
        let manifest = self.manifest.as_deref().map(Manifest::from_file);
        let mut builder = source.builder(manifest.transpose()?);
        for allow in &self.allow {
            builder = builder.allow(allow.clone());
        }
        if self.manifest.is_none() || !self.services.is_empty() {
            let whole = self.whole_services(&source)?.into_iter().map(whole);
            builder = builder.services(whole);
        }
        Ok(builder.check()?)
    }

    /// The services to check whole: the named ones, those of the overlays, or all.
    fn whole_services(&self, source: &Source) -> Result<Vec<String>, Box<dyn Error>> {
        if !self.services.is_empty() {
            return Ok(self.services.clone());
        }
        let mut services = source.models().services()?;
        if !self.overlay.is_empty() {
            let own = |name: &String| {
                let mut overlays = self.overlay.iter();
                overlays.any(|folder| Path::new(folder).join(name).is_dir())
            };
            services.retain(own);
        }
        Ok(services)
    }
}

fn whole(name: String) -> Service {
    Service::new(name).operations(["*"]).resources(["*"])
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// A summary of the check, with the number of findings of each lint.
fn summary(checked: &Checked) -> String {
    let mut counts: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    for problem in checked.problems.iter() {
        let id = problem.id().map_or("error", |lint| lint.id());
        *counts.entry((problem.level(), id)).or_default() += 1;
    }
    let mut text = String::new();
    for LeftOut {
        service,
        operation,
        reason,
        ..
    } in &checked.left_out
    {
        let _ = writeln!(text, "left out: {service} {operation}: {reason}");
    }
    for ((level, id), count) in &counts {
        let _ = writeln!(text, "{count:6}  {level:7}  {id}");
    }
    let _ = writeln!(
        text,
        "{} services, {} operations, {} waiters, {} paginators and {} resources checked: {} findings",
        checked.services,
        checked.operations,
        checked.waiters,
        checked.paginators,
        checked.resources,
        checked.problems.iter().len()
    );
    text
}

/// A finding as JSON, without unknown parts.
fn line(problem: &Problem) -> serde_json::Value {
    let mut line = json!({
        "level": problem.level().to_string(),
        "file": problem.file(),
        "message": problem.message(),
    });
    let mut set = |name: &str, value: Option<serde_json::Value>| {
        if let Some(value) = value {
            line[name] = value;
        }
    };
    set("id", problem.id().map(|lint| lint.id().into()));
    set("pointer", problem.pointer().map(Into::into));
    set("line", problem.position().map(|(line, _)| line.into()));
    set(
        "column",
        problem.position().map(|(_, column)| column.into()),
    );
    set("fix", problem.fix().map(Into::into));
    let notes = problem.notes();
    set("notes", (!notes.is_empty()).then(|| json!(notes)));
    if let Some((expression, part)) = problem.expression() {
        set("expression", Some(expression.into()));
        set("part", Some(json!([part.start, part.end])));
    }
    line
}

/// An operation that is left out as JSON. It is not a finding, and has no level.
fn line_of_left_out(left_out: &LeftOut) -> serde_json::Value {
    json!({
        "leftOut": left_out.operation,
        "service": left_out.service,
        "message": left_out.reason,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        check: Check,
    }

    fn check(arguments: &[&str]) -> Check {
        let arguments = ["check"].iter().chain(arguments);
        Command::try_parse_from(arguments).unwrap().check
    }

    /// An overlay with a wrong waiter and a doubtful one.
    fn overlay(test: &str, argument: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("pageboy-check-{}-{test}", std::process::id()));
        let path = folder.join("sqs");
        std::fs::create_dir_all(&path).unwrap();
        let text = format!(
            r#"{{"version": 2, "waiters": {{"QueueExists": {{"operation": "GetQueueUrl", "delay": 0, "maxAttempts": 9,
            "acceptors": [{{"state": "success", "matcher": "path", "argument": "{argument}", "expected": "x"}}]}}}}}}"#
        );
        std::fs::write(path.join("waiters-2.json"), text).unwrap();
        folder
    }

    fn lines(checked: &Checked, folder: &Path) -> String {
        let lines: Vec<String> = checked
            .problems
            .iter()
            .map(|problem| line(problem).to_string())
            .collect();
        lines.join("\n").replace(&*folder.to_string_lossy(), "own")
    }

    #[test]
    fn findings_are_json_lines() {
        let folder = overlay("json", "QueueUrll");
        let checked = check(&[
            "--overlay",
            folder.to_str().unwrap(),
            "--allow",
            "no-failure-acceptor",
        ])
        .check(Source::default())
        .unwrap();
        insta::assert_snapshot!(lines(&checked, &folder), @r#"
        {"column":80,"expression":"QueueUrll","file":"own/sqs/waiters-2.json","fix":"did you mean `QueueUrl`?","level":"error","line":2,"message":"no member `QueueUrll` in GetQueueUrlResult","part":[0,9],"pointer":"/waiters/QueueExists/acceptors/0/argument"}
        {"column":81,"file":"own/sqs/waiters-2.json","id":"schedule-out-of-range","level":"warning","line":1,"message":"a delay of 0 s polls without a pause","pointer":"/waiters/QueueExists/delay"}
        "#);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn resources_are_checked_too() {
        let folder = overlay("resources", "QueueUrl");
        let text = r#"{"merge": {"resources": {"Queue": {"actions": {"Delete": {"request": {"operation": "DeletQueue"}}}}}}}"#;
        std::fs::write(folder.join("sqs/resources-1.json"), text).unwrap();
        let overlay = ["--overlay", folder.to_str().unwrap()];
        let checked = check(&overlay).check(Source::default()).unwrap();
        let found = lines(&checked, &folder);
        let expected = "no operation `DeletQueue`";
        assert!(found.contains(expected), "{found}");
        assert!(summary(&checked).contains("2 resources"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn operations_that_are_left_out_are_json_lines_too() {
        let models = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/models");
        let arguments = ["ledger", "--overlay", models];
        let checked = check(&arguments).check(Source::default()).unwrap();
        let left_out: Vec<String> = checked
            .left_out
            .iter()
            .map(|left_out| line_of_left_out(left_out).to_string())
            .collect();
        insta::assert_snapshot!(left_out.join("\n"), @r#"{"leftOut":"DictateEntries","message":"it sends a stream of events, which pageboy does for REST protocols only","service":"ledger"}"#);
        let summary = summary(&checked);
        assert!(
            summary.starts_with("left out: ledger DictateEntries: it sends"),
            "{summary}"
        );
    }

    #[test]
    fn findings_are_counted_by_id() {
        let checked = check(&["acm-pca", "omics", "--allow", "uncovered-terminal-value"])
            .check(Source::default())
            .unwrap();
        insta::assert_snapshot!(summary(&checked), @r"
             3  hint  no-failure-acceptor
             3  hint  undeclared-error-code
        2 services, 130 operations, 21 waiters, 28 paginators and 0 resources checked: 6 findings
        ");
    }

    #[test]
    fn errors_and_denied_warnings_make_the_command_fail() {
        let folder = overlay("deny", "QueueUrl");
        let with = |more: &[&str]| {
            let overlay = ["--overlay", folder.to_str().unwrap()];
            let arguments: Vec<&str> = overlay.iter().chain(more).copied().collect();
            check(&arguments)
                .run(Source::default())
                .map_err(|error| error.to_string())
        };
        assert_eq!(with(&[]), Ok(()));
        assert_eq!(
            with(&["--deny", "warnings"]),
            Err("error: 0 errors and 1 warning".to_owned())
        );
        let allowed = [
            "--deny",
            "warnings",
            "--allow",
            "schedule-out-of-range:QueueExists",
        ];
        assert_eq!(with(&allowed), Ok(()));
        std::fs::remove_dir_all(&folder).unwrap();
        let folder = overlay("error", "QueueUrll");
        let failed = check(&["sqs", "--overlay", folder.to_str().unwrap()]).run(Source::default());
        assert_eq!(
            failed.unwrap_err().to_string(),
            "error: 1 error and 1 warning"
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
