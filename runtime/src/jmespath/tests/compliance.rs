//! The compliance suite.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::*;

/// Cases in which pageboy differs from the suite, each with its reason; one that passes fails the test.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// Our rules that the suite leaves open, each with its reason.
const BEYOND: [(&str, &str); 2] = [
    (
        "`<`, `<=`, `>` and `>=` also compare two strings",
        "jmespath.py does (`jmespath/visitor.py`, `visit_comparator`), and botocore's users compare times with it",
    ),
    (
        "avg([]) is null",
        "jmespath.py (`jmespath/functions.py`, `_func_avg`); the specification has no value for it",
    ),
];

/// Runs the suite that ships in the `jmespath` crate's package.
#[test]
fn the_compliance_suite_passes() {
    let mut failures = Vec::new();
    let (mut cases, mut benchmarks) = (0, 0);
    for path in suite() {
        let suites: Vec<Json> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for suite in suites {
            let given = document(&suite["given"]);
            for case in suite["cases"].as_array().unwrap() {
                let text = case["expression"].as_str().unwrap();
                if case.get("bench").is_some() {
                    benchmarks += 1;
                    continue;
                }
                cases += 1;
                let outcome = check(text, case, &given);
                let excepted = EXCEPTIONS.iter().any(|(excepted, _)| *excepted == text);
                match (outcome, excepted) {
                    (Err(problem), false) => {
                        failures.push(format!("{}: {text}: {problem}", path.display()));
                    }
                    (Ok(()), true) => failures.push(format!("{text} is an exception, but passes")),
                    _ => {}
                }
            }
        }
    }
    let passed = cases - failures.len() - EXCEPTIONS.len();
    println!(
        "jmespath: {passed} of {cases} cases pass, {} excepted",
        EXCEPTIONS.len()
    );
    for (text, reason) in EXCEPTIONS {
        println!("  {text}: {reason}");
    }
    println!("  {benchmarks} are benchmarks without a result");
    for (rule, reason) in BEYOND {
        println!("  beyond the suite: {rule}: {reason}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(cases > 700, "only {cases} cases were found");
}

fn check(text: &str, case: &Json, given: &Document) -> Result<(), String> {
    let evaluated = match Expression::parse(text) {
        Ok(expression) => {
            let found = expression.evaluate(View::Document(given));
            found
                .map(|found| serde_json::to_value(&found).unwrap())
                .map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    match (case.get("error"), evaluated) {
        (Some(_), Err(_)) => Ok(()),
        (Some(error), Ok(found)) => Err(format!("expected {error}, found {found}")),
        (None, Err(error)) => Err(error),
        (None, Ok(found)) => {
            let (found, expected) = (document(&found), document(&case["result"]));
            let equal = ExpressionValue::from_view(View::Document(&found))
                == ExpressionValue::from_view(View::Document(&expected));
            // The suite's sums are rounded; 0.71 is 0.7100000000000002.
            let close = match (&found, &expected) {
                (Document::Number(a), Document::Number(b)) => {
                    (a.to_f64_lossy() - b.to_f64_lossy()).abs() < 1e-9
                }
                _ => false,
            };
            if equal || close {
                Ok(())
            } else {
                Err(format!("expected {expected:?}, found {found:?}"))
            }
        }
    }
}

/// The suite's files, where Cargo keeps the crate's package.
fn suite() -> Vec<PathBuf> {
    let version = Command::new("rustc").arg("-vV").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    // Without the filter, Cargo would download what only other platforms need.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--filter-platform"])
        .arg(host.unwrap())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    let package = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|package| package["name"] == "jmespath")
        .unwrap();
    let folder = PathBuf::from(package["manifest_path"].as_str().unwrap())
        .with_file_name("tests")
        .join("compliance");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}
