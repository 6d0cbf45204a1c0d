//! `pageboy check`: mistakes and doubts in waiters, paginators, resources and models.

pub(super) mod lines;
mod sarif;

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::fmt::Write as _;
use std::io::{IsTerminal, stdout};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pageboy_codegen::{
    Baseline, CheckReport, Level, Lint, LintFilter, Manifest, Omission, Problems, Service,
};

use super::exit::Failure;
use super::output;
use super::text::path;
use pageboy_models::{Models, format_table};

use crate::definitions::DefinitionSource;

const HELP: &str = "\
LINT is the id of a lint, or `all`, `warnings` or `hints`; after a colon, the name of a waiter, an operation, a resource or a shape
makes it hold there alone: `no-failure-acceptor:InstanceRunning`. Where several cover a finding, the most exact holds, and of
equally exact ones the strictest.

With overlays, a finding is reported if an overlay causes it or if it stands in what an overlay writes.

Exit codes: 0 no error, 1 errors, 2 wrong options.";

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Check {
    /// The services to check whole; default: all of them, those of the overlays, or those that the manifest names.
    services: Vec<String>,
    /// Check the definitions that a manifest names, with its overlays.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    manifest: Option<PathBuf>,
    /// Merge a folder of your own definitions, or a single file of one, over the others; may be repeated.
    #[arg(long, allow_hyphen_values = true, value_parser = path())]
    overlay: Vec<PathBuf>,
    /// Report with overlays also what the definitions beneath them have without them.
    #[arg(long)]
    all_findings: bool,
    /// Ignore findings; may be repeated.
    #[arg(long, allow_hyphen_values = true, value_name = "LINT", value_parser = LintFilter::parse)]
    allow: Vec<LintFilter>,
    /// Report findings as warnings; may be repeated.
    #[arg(long, allow_hyphen_values = true, value_name = "LINT", value_parser = LintFilter::parse)]
    warn: Vec<LintFilter>,
    /// Report findings as errors, so that the command fails; may be repeated.
    #[arg(long, allow_hyphen_values = true, value_name = "LINT", value_parser = LintFilter::parse)]
    deny: Vec<LintFilter>,
    /// Leave out the findings that a file lists, and report what it lists in vain.
    #[arg(long, allow_hyphen_values = true, value_name = "FILE", value_parser = path())]
    baseline: Option<PathBuf>,
    /// Write all findings into such a file, and succeed.
    #[arg(long, allow_hyphen_values = true, value_name = "FILE", conflicts_with = "baseline", value_parser = path())]
    write_baseline: Option<PathBuf>,
    /// The form of the report: text for people; a JSON object per line for each finding, and for each operation that is
    /// left out (`leftOut`, `service`, `message`); or a SARIF 2.1.0 log.
    #[arg(long, default_value = "text", allow_hyphen_values = true)]
    format: ReportFormat,
    /// Print the lints with their levels and what to do about each, as a table in Markdown.
    #[arg(long)]
    list: bool,
    /// Print the keys of definitions and what each means, as tables in Markdown.
    #[arg(long)]
    keys: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    Text,
    Json,
    Sarif,
}

impl Check {
    pub(super) fn run(self, source: DefinitionSource) -> Result<(), Box<dyn Error>> {
        if self.list {
            return Ok(output::report(&list())?);
        }
        if self.keys {
            return Ok(output::report(&format_table())?);
        }
        let mut checked = match self.check(source)? {
            Ok(checked) => checked,
            Err(problems) => problems.into(),
        };
        if let Some((filter, mistake)) = checked.unknown.first() {
            return Err(Failure::options(format!("`{filter}`: {mistake}")).into());
        }
        if let Some(file) = &self.write_baseline {
            let baseline = Baseline::of(&checked.problems);
            baseline.write_to(file)?;
            let count = counted(baseline.len(), "finding");
            return Ok(output::report(&format!(
                "{count} written to {}\n",
                file.display()
            ))?);
        }
        if let Ok(folder) = std::env::current_dir() {
            checked.problems.relative_to(&folder);
        }
        output::report(&self.text(&checked))?;
        let (errors, warnings) = (
            count(&checked, Level::Error),
            count(&checked, Level::Warning),
        );
        if errors > 0 {
            let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
            return Err(format!("error: {errors} and {warnings}").into());
        }
        Ok(())
    }

    /// The findings, or why there are none.
    fn check(
        &self,
        source: DefinitionSource,
    ) -> Result<Result<CheckReport, Problems>, Box<dyn Error>> {
        let baseline = self.baseline.as_deref().map(Baseline::from_file);
        let baseline = match baseline.transpose() {
            Ok(baseline) => baseline,
            Err(problems) => return Ok(Err(problems)),
        };
        let source = source.overlays(&self.overlay);
        let manifest = self.manifest.as_deref().map(Manifest::from_file);
        let manifest = match manifest.transpose() {
            Ok(manifest) => manifest,
            Err(problems) => return Ok(Err(problems)),
        };
        let mut builder = source.builder(manifest);
        for filter in &self.allow {
            builder = builder.allow(filter.clone());
        }
        for filter in &self.warn {
            builder = builder.warn(filter.clone());
        }
        for filter in &self.deny {
            builder = builder.deny(filter.clone());
        }
        if let Some(baseline) = baseline {
            builder = builder.baseline(baseline);
        }
        if builder.has_overlays() && !self.all_findings {
            builder = builder.only_own();
        }
        if self.manifest.is_none() || !self.services.is_empty() {
            let services = match self.whole_services(&source) {
                Ok(services) => services,
                Err(error) => return Ok(Err(Problems::from(&error))),
            };
            builder = builder.services(services.into_iter().map(whole));
        }
        Ok(builder.check())
    }

    fn text(&self, checked: &CheckReport) -> String {
        match self.format {
            ReportFormat::Json => {
                let problems = checked.problems.iter().map(lines::finding);
                let left_out = checked.left_out.iter().map(lines::left_out);
                let lines = problems.chain(left_out);
                lines.map(|line| format!("{line}\n")).collect()
            }
            ReportFormat::Sarif => format!("{:#}\n", sarif::log(checked)),
            ReportFormat::Text => {
                let report = checked.problems.report(stdout().is_terminal());
                let gap = if report.is_empty() { "" } else { "\n" };
                format!("{report}{gap}{}", summary(checked))
            }
        }
    }

    /// The services to check whole: the named ones, those of the overlays, or all.
    fn whole_services(
        &self,
        source: &DefinitionSource,
    ) -> Result<Vec<String>, pageboy_models::Error> {
        if !self.services.is_empty() {
            let mut named = self.services.clone();
            let mut seen = HashSet::new();
            named.retain(|name| seen.insert(name.clone()));
            return Ok(named);
        }
        let mut services = source.models().services()?;
        if !self.overlay.is_empty() {
            let overlays = self.overlay.iter();
            let overlays = overlays.fold(Models::from_dir(""), Models::overlay);
            let own = overlays.corrected()?;
            services.retain(|name| own.contains(name));
        }
        Ok(services)
    }
}

fn whole(name: String) -> Service {
    Service::new(name).operations(["*"]).resources(["*"])
}

fn count(checked: &CheckReport, level: Level) -> usize {
    let problems = checked.problems.iter();
    problems.filter(|problem| problem.level() == level).count()
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// The lints as a table in Markdown.
fn list() -> String {
    let mut text = "| lint | level | finds | what to do |\n|---|---|---|---|\n".to_owned();
    for lint in Lint::ALL {
        let (level, finds, remedy) = (lint.level(), lint.meaning(), lint.remedy());
        let _ = writeln!(text, "| `{lint}` | {level} | {finds} | {remedy} |");
    }
    text
}

/// A summary of the check, with the number of findings of each lint.
fn summary(checked: &CheckReport) -> String {
    let mut counts: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    for problem in checked.problems.iter() {
        let id = problem.id().map_or("error", |lint| lint.id());
        *counts.entry((problem.level(), id)).or_default() += 1;
    }
    let mut text = String::new();
    for Omission {
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
    if checked.known > 0 {
        let known = counted(checked.known, "finding");
        let _ = writeln!(text, "not shown: {known} of the baseline");
    }
    if checked.beneath > 0 {
        let beneath = counted(checked.beneath, "finding");
        let _ = writeln!(
            text,
            "not shown: {beneath} of the definitions beneath the overlays (`--all-findings` shows them)"
        );
    }
    let _ = writeln!(
        text,
        "{} services, {} operations, {} waiters, {} paginators and {} resources checked: {}",
        checked.services,
        checked.operations,
        checked.waiters,
        checked.paginators,
        checked.resources,
        counted(checked.problems.iter().len(), "finding")
    );
    text
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

    fn checked(arguments: &[&str]) -> CheckReport {
        let checked = check(arguments).check(DefinitionSource::default()).unwrap();
        checked.unwrap()
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

    fn lines_of(checked: &CheckReport, folder: &Path) -> String {
        let lines: Vec<String> = checked
            .problems
            .iter()
            .map(|problem| lines::finding(problem).to_string())
            .collect();
        lines.join("\n").replace(&*folder.to_string_lossy(), "own")
    }

    #[test]
    fn the_page_of_definitions_has_the_tables_of_lints_and_keys() {
        let page = include_str!("../../../../docs/definitions.md");
        assert!(page.ends_with(&list()), "{}", list());
        assert!(page.contains(&format_table()), "{}", format_table());
    }

    #[test]
    fn findings_are_json_lines() {
        let folder = overlay("json", "QueueUrll");
        let checked = checked(&[
            "--overlay",
            folder.to_str().unwrap(),
            "--allow",
            "no-failure-acceptor",
        ]);
        insta::assert_snapshot!(lines_of(&checked, &folder), @r#"
        {"column":80,"expression":"QueueUrll","file":"own/sqs/waiters-2.json","fix":"did you mean `QueueUrl`?","kind":"waiter","level":"error","line":2,"message":"no member `QueueUrll` in GetQueueUrlResult","name":"QueueExists","part":[0,9],"pointer":"/waiters/QueueExists/acceptors/0/argument","service":"sqs"}
        {"column":81,"file":"own/sqs/waiters-2.json","id":"schedule-out-of-range","kind":"waiter","level":"warning","line":1,"message":"a delay of 0 s polls without a pause","name":"QueueExists","pointer":"/waiters/QueueExists/delay","service":"sqs"}
        "#);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn resources_are_checked_too() {
        let folder = overlay("resources", "QueueUrl");
        let text = r#"{"merge": {"resources": {"Queue": {"actions": {"Delete": {"request": {"operation": "DeletQueue"}}}}}}}"#;
        std::fs::write(folder.join("sqs/resources-1.json"), text).unwrap();
        let overlay = ["--overlay", folder.to_str().unwrap()];
        let checked = checked(&overlay);
        let found = lines_of(&checked, &folder);
        let expected = "no operation `DeletQueue`";
        assert!(found.contains(expected), "{found}");
        assert!(summary(&checked).contains("2 resources"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn operations_that_are_left_out_are_json_lines_too() {
        let models = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/models");
        let arguments = ["ledger", "--overlay", models];
        let checked = checked(&arguments);
        let left_out: Vec<String> = checked
            .left_out
            .iter()
            .map(|left_out| lines::left_out(left_out).to_string())
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
        let checked = checked(&["rolesanywhere", "elbv2"]);
        insta::assert_snapshot!(summary(&checked), @r"
             4  hint  paginator-without-limit
             1  hint  undeclared-error-code
        2 services, 81 operations, 5 waiters, 14 paginators and 0 resources checked: 5 findings
        ");
    }

    #[test]
    fn errors_and_denied_warnings_make_the_command_fail() {
        let folder = overlay("deny", "QueueUrl");
        let with = |more: &[&str]| {
            let overlay = ["--overlay", folder.to_str().unwrap()];
            let arguments: Vec<&str> = overlay.iter().chain(more).copied().collect();
            check(&arguments)
                .run(DefinitionSource::default())
                .map_err(|error| error.to_string())
        };
        assert_eq!(with(&[]), Ok(()));
        assert_eq!(
            with(&["--deny", "warnings"]),
            Err("error: 1 error and 0 warnings".to_owned())
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
        let failed =
            check(&["sqs", "--overlay", folder.to_str().unwrap()]).run(DefinitionSource::default());
        assert_eq!(
            failed.unwrap_err().to_string(),
            "error: 1 error and 1 warning"
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
