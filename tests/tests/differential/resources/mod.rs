//! Compares every shipped resource with boto3: the same identifiers, data and answers, and call by call the same behaviour.
//!
//! Unlike waiters and paginators, resources come with our corrections: many of these add what boto3 adds in code. Intended
//! differences are in `differential/resources.json`.

mod cases;
mod definitions;
mod make;
mod ours;
mod programs;
mod report;
mod shown;

use pageboy_tests::{not_run::not_run, python};
use serde::Deserialize;
use serde_json::Value;

use crate::exceptions::Exceptions;
use crate::settings::Settings;
use crate::theirs::{Botocore, End, SentCall};
use cases::Case;
use definitions::Definitions;
use report::ResourceReport;

/// What became of a case.
#[derive(Debug, Deserialize)]
pub(crate) struct ResourceOutcome {
    pub(crate) result: Value,
    pub(crate) calls: Vec<SentCall>,
    pub(crate) end: End,
}

/// What became of a service.
#[derive(Debug, Deserialize)]
struct Theirs {
    /// All that the definitions offer there.
    inventory: Vec<String>,
    outcomes: Vec<ResourceOutcome>,
}

#[test]
fn resources_do_as_those_of_boto3_do() {
    let interpreter = match python::interpreter() {
        Ok(interpreter) => interpreter,
        Err(reason) => return not_run("boto3", reason),
    };
    let settings = Settings::from_environment();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let mut boto3 = Botocore::start(interpreter, "resources.py");
    let mut report = ResourceReport::new(Exceptions::read("resources.json"));
    for plan in definitions::plans(&settings) {
        let definitions = Definitions::unsigned(plan);
        let cases = runtime.block_on(cases::of(&definitions, &settings));
        let asked: Vec<_> = cases.iter().map(|case| &case.asked).collect();
        boto3.ask(&definitions.service, &asked);
        let ours = runtime.block_on(run(&definitions, &cases));
        let theirs: Theirs = boto3.answer();
        report.service(&definitions, &settings, &cases, ours, theirs);
    }
    report.finish(&settings);
}

async fn run(definitions: &Definitions, cases: &[Case]) -> Vec<ResourceOutcome> {
    let mut outcomes = Vec::with_capacity(cases.len());
    for case in cases {
        outcomes.push(ours::run(&definitions.all[case.definition], case).await);
    }
    outcomes
}
