//! Programs with resources on moto: boto3 and pageboy take the same steps, and make the same calls with the same results.
//!
//! A program is a file in `tests/programs`, named after its service: steps, each of which uses a resource; see [`Step`]. A
//! Python script runs it with boto3 (`src/python/programs.py`), and [`ours`] with the dynamic tables; both begin with an
//! empty moto that draws ids from the same seed.

mod ours;
mod same;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use pageboy_tests::{moto, python};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::definitions::{self, Definitions};
use crate::settings::Settings;
use crate::theirs::{Botocore, End};

/// A step of a program.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The object: the name of a result, such as `vpc` or `vpcs.0`, or a kind of resource with its identifiers; default: the
    /// service.
    #[serde(default)]
    on: Option<On>,
    /// The method, by its name in boto3.
    #[serde(rename = "do")]
    method: String,
    /// Parameters. A text such as `$vpc.id` or `$answer.Url.0` refers to an earlier result.
    #[serde(default)]
    with: Map<String, Value>,
    /// The identifiers that a subresource takes.
    #[serde(default)]
    given: Vec<Value>,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    page_size: Option<i32>,
    /// What is done with all resources of a collection.
    #[serde(default)]
    all: Option<Of>,
    /// The name the result gets.
    #[serde(default, rename = "as")]
    name: Option<String>,
    /// Why the calls differ on purpose.
    #[serde(default, skip_serializing)]
    differs: Option<String>,
    /// The code of the error that moto answers with.
    #[serde(default)]
    fails: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
enum On {
    Named(String),
    New(BTreeMap<String, Vec<Value>>),
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Of {
    #[serde(rename = "do")]
    method: String,
    #[serde(default)]
    with: Map<String, Value>,
}

/// The outcome of a step.
#[derive(Debug, Deserialize)]
pub(crate) struct StepOutcome {
    /// Operations and what the caller and the resource made of their parameters.
    calls: Vec<(String, Value)>,
    result: Value,
    end: End,
}

/// A program, as the Python side reads it.
#[derive(Serialize)]
struct ProgramText<'a> {
    service: &'a str,
    endpoint: &'a str,
    steps: &'a [Step],
}

#[test]
fn programs_do_on_moto_as_those_with_boto3() {
    let Some(moto) = moto::own_server() else {
        return;
    };
    let settings = Settings::from_environment();
    let mut boto3 = Botocore::start(python::interpreter().unwrap(), "programs.py");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (mut report, mut sums) = (Vec::new(), Coverage::default());
    for plan in definitions::plans(&settings) {
        let definitions = Definitions::new(plan);
        let service = &definitions.service;
        let steps = program(service);
        boto3.tell(&ProgramText {
            service,
            endpoint: moto.endpoint(),
            steps: &steps,
        });
        let theirs: Vec<StepOutcome> = boto3.answer();
        let ours = runtime.block_on(ours::run(&definitions, &moto, &steps));
        let mut covered = Coverage::default();
        let mut drawn = same::Placeholders::default();
        for (at, (step, (names, ours))) in steps.iter().zip(ours).enumerate() {
            let wrong = same::different(&mut drawn, &definitions, step, &ours, &theirs[at]);
            let place = format!("{service}, step {at}, {}: ", names.join(" "));
            report.extend(wrong.into_iter().map(|wrong| format!("{place}{wrong}")));
            if step.fails.is_none() {
                covered.add(names);
            }
        }
        println!("{service}: {covered}, {} steps", steps.len());
        sums.merge(service, covered);
    }
    println!("on moto: {sums}");
    assert!(report.is_empty(), "{}", report.join("\n"));
}

fn program(service: &str) -> Vec<Step> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/programs");
    let text = fs::read_to_string(format!("{folder}/{service}.json")).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{service}: {error}"))
}

/// The definitions that were used, by category.
#[derive(Default)]
struct Coverage(BTreeMap<&'static str, BTreeSet<String>>);

impl Coverage {
    fn add(&mut self, names: Vec<String>) {
        for name in names {
            let category = match name.split('/').nth(1) {
                Some("load") => "loads",
                Some("actions") => "actions",
                Some("batchActions") => "batch actions",
                Some("hasMany") => "collections",
                Some("waiters") => "waiters",
                _ => "subresources and references",
            };
            self.0.entry(category).or_default().insert(name);
        }
    }

    fn merge(&mut self, service: &str, other: Self) {
        for (category, names) in other.0 {
            let names = names.into_iter().map(|name| format!("{service}/{name}"));
            self.0.entry(category).or_default().extend(names);
        }
    }
}

impl std::fmt::Display for Coverage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = self.0.iter();
        let counts: Vec<_> = counts
            .map(|(category, names)| format!("{} {category}", names.len()))
            .collect();
        f.write_str(&counts.join(", "))
    }
}
