//! Compares the requests of every operation of every service with botocore's for the same parameters.
//!
//! The parameters are made from botocore's model, so that nearly every possible member is sent (`src/python/send_all.py`).
//! The signing times differ; `requests.rs` compares whole signatures.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use pageboy::schema::shapes;
use pageboy::{Credentials, Dynamic, Token};
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use pageboy_models::{Json, Models};
use pageboy_tests::{moto, not_run::not_run, python};

use crate::compare::{SigningTime, compare};
use crate::report::{Outcomes, Report};
use crate::requests::{KEYS, sent};
use crate::suites::text_at;
use crate::values::fill;

#[tokio::test]
#[ignore = "18,000 calls take some minutes: `cargo test -p pageboy-tests --test conformance -- --ignored`"]
async fn every_operation_is_requested_as_botocore_does() {
    let interpreter = match python::interpreter() {
        Ok(interpreter) => interpreter,
        Err(reason) => return not_run("botocore", reason),
    };
    let mut report = Report::new("every operation", &["every_operation"]);
    for (service, cases) in ask(interpreter) {
        let (asked, refused): (Vec<_>, Vec<_>) =
            cases.iter().partition(|case| case.get("error").is_none());
        for case in refused {
            let (operation, reason) = (text_at(case, "/operation"), text_at(case, "/error"));
            println!("{service} {operation}: botocore sends nothing: {reason}");
        }
        let tables = tables(&service, &asked);
        let mut outcomes = Outcomes::default();
        for case in asked {
            let outcome = match &tables {
                Ok(tables) => check(tables, case).await,
                Err(problem) => Err(problem.clone()),
            };
            outcomes.push(text_at(case, "/operation"), outcome);
        }
        report.file(&format!("every_operation/{service}"), outcomes);
    }
    report.finish();
}

/// What botocore sends, by service.
fn ask(interpreter: &Path) -> BTreeMap<String, Vec<Json>> {
    let mut command = Command::new(interpreter);
    command
        .arg("-B")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/python/send_all.py"))
        .args(Models::vendored().services().unwrap());
    moto::without_settings(&mut command);
    let output = command.output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "botocore could not be asked: {complaints}"
    );
    let mut cases: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let service = text_at(&case, "/service").to_owned();
        cases.entry(service).or_default().push(case);
    }
    cases
}

fn tables(service: &str, cases: &[&Json]) -> Result<Tables, String> {
    let operations = cases.iter().map(|case| text_at(case, "/operation"));
    let service = Service::new(service).operations(operations);
    let plans = Builder::new().service(service).plan();
    let plans = plans.map_err(|problems| problems.to_string())?;
    Ok(Tables::new(plans.first().unwrap()))
}

async fn check(tables: &Tables, case: &Json) -> Result<(), String> {
    let operation = tables.operations.get(text_at(case, "/operation"));
    let operation = *operation.ok_or("it is left out")?;
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    fill(&mut input, case.get("parameters").unwrap())?;
    let ours = sent(operation, &input, |config| {
        config
            .region("eu-central-1")
            .endpoint_url("https://service.example")
            .credentials(Credentials::new(KEYS.0, KEYS.1, None, None, "tests"))
            .bearer_token(Token::from("a.token-1"))
    });
    compare(
        &ours.await?,
        case.get("sent").unwrap(),
        SigningTime::AtAnotherTime,
    )
}
