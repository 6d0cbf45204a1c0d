//! The protocol suites: `tests/unit/protocols`, with the rules of `tests/unit/test_protocols.py`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use pageboy_models::Json;
use pageboy_tests::beside;

use crate::report::{Outcomes, Report};
use crate::{customised, input, model, output, unit_tests};

/// Folders of suites.
const FOLDERS: [&str; 4] = ["input", "output", "legacy/input", "legacy/output"];

#[test]
fn requests_and_responses_are_those_of_the_protocol_suites() {
    let Some(tests) = unit_tests() else {
        return;
    };
    let mut report = Report::new("protocols", &FOLDERS);
    for folder in FOLDERS {
        let path = tests.join("protocols").join(folder);
        for (name, path) in json_files(&path) {
            run(&format!("{folder}/{name}"), &path, false, &mut report);
        }
    }
    report.finish();
}

/// Smithy's own suites, in the format of botocore's: the cases that botocore does not have. They are those of `smithy-protocol` in
/// [`beside::data`].
#[test]
fn requests_and_responses_are_those_of_the_suites_of_smithy() {
    let Some(suites) = beside::data("smithy-protocol", "the protocol suites of Smithy") else {
        return;
    };
    let mut report = Report::new("Smithy's protocols", &["smithy/input", "smithy/output"]);
    for folder in ["input", "output"] {
        for (name, path) in json_files(&suites.join(folder)) {
            run(&format!("smithy/{folder}/{name}"), &path, true, &mut report);
        }
    }
    report.finish();
}

/// A case with the suite it belongs to.
pub(crate) struct Case<'a> {
    /// `metadata`, `shapes` and `clientEndpoint`.
    pub(crate) suite: &'a Json,
    /// `given`, and either `params` and `serialized` or `response` and what it means.
    pub(crate) case: &'a Json,
}

impl Case<'_> {
    /// `metadata.protocol`; `protocols` does not count here.
    pub(crate) fn protocol(&self) -> &str {
        text_at(self.suite, "/metadata/protocol")
    }
}

/// The text at a JSON pointer; empty when there is none.
pub(crate) fn text_at<'a>(value: &'a Json, pointer: &str) -> &'a str {
    value.at(pointer).and_then(Json::as_str).unwrap_or_default()
}

/// The JSON files of a folder by their names, sorted.
pub(crate) fn json_files(folder: &Path) -> Vec<(String, std::path::PathBuf)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, path)
        })
        .collect();
    files.sort();
    files
}

/// Runs the cases of a file; those of services with rules of their own by the vendored service, if they test these rules.
fn run(file: &str, path: &Path, is_customised: bool, report: &mut Report) {
    let suites: Vec<Json> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let cases: Vec<(String, Case<'_>)> = named(&suites);
    let mut outcomes = Outcomes::default();
    for (name, case) in &cases {
        let result = match customised::service(case) {
            Some(service) if is_customised => check_customised(case, service),
            _ if case.case.get("response").is_some() => output::check(case),
            _ => input::check(case),
        };
        outcomes.push(name, result);
    }
    report.file(file, outcomes);
}

fn check_customised(case: &Case<'_>, service: &str) -> Result<(), String> {
    if case.case.get("response").is_none() {
        return customised::check(case, service);
    }
    let name = text_at(case.case, "/given/name").to_lowercase();
    output::check_answer(model::vendored(service, &name)?, case)
}

/// The cases of a file with their names: the `id`, else the suite's description with a number where it is shared.
///
/// A case with neither parameters nor a response says nothing; there is one.
fn named(suites: &[Json]) -> Vec<(String, Case<'_>)> {
    let cases = suites.iter().flat_map(|suite| {
        let cases = suite.get("cases").and_then(Json::as_array).unwrap();
        cases.iter().map(move |case| Case { suite, case })
    });
    let cases = cases
        .filter(|case| case.case.get("params").is_some() || case.case.get("response").is_some());
    let cases: Vec<(&str, Case<'_>)> = cases
        .map(|case| match case.case.get("id").and_then(Json::as_str) {
            Some(id) => (id, case),
            None => (text_at(case.suite, "/description"), case),
        })
        .collect();
    let mut totals: HashMap<&str, usize> = HashMap::new();
    for (name, _) in &cases {
        *totals.entry(name).or_default() += 1;
    }
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    cases
        .into_iter()
        .map(|(name, case)| {
            let number = numbers.entry(name).or_default();
            *number += 1;
            if totals[name] == 1 {
                (name.to_owned(), case)
            } else {
                (format!("{name} #{number}"), case)
            }
        })
        .collect()
}
