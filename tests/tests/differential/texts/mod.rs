//! Compares the reading of texts with Python's clients: answers in JSON that is not quite JSON, read by Python's `json` and
//! botocore, and the AWS CLI's shorthand, read by its own parser.
//!
//! Texts are made from a seed ([`json`], [`shorthand`]) and then damaged in some places ([`damage`]). Both sides refuse a
//! text, or read the same value. Intended differences are in `differential/texts/json.json` and `shorthand.json`.

mod damage;
mod exceptions;
mod json;
mod shorthand;
mod shown;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use pageboy::schema::Operation;
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use pageboy_tests::{not_run::not_run, python};
use serde_json::json;

use self::exceptions::{Exceptions, Outcomes};
use crate::theirs::Botocore;
use crate::wire::base64;

/// What every run of the tests covers.
const TEXTS: u64 = 30_000;
const SEED: u64 = 0;

/// How many are handed over at a time.
const BATCH: usize = 500;

#[test]
fn json_is_read_as_python_reads_it() {
    compare("json", json::make, json::read);
}

#[test]
fn shorthand_is_read_as_the_aws_cli_reads_it() {
    compare("shorthand", shorthand::make, shorthand::read);
}

/// Lets both sides read the texts of a kind.
fn compare(
    kind: &str,
    make: impl Fn(&mut Rng) -> Vec<u8>,
    read: impl Fn(&'static Operation, &[u8]) -> Result<String, String>,
) {
    let interpreter = match python::interpreter() {
        Ok(interpreter) => interpreter,
        Err(reason) => return not_run("the AWS CLI", reason),
    };
    let (count, seed) = (number("COUNT", TEXTS), number("SEED", SEED));
    let operation = operation();
    let model = folder().join("definitions/texts/2020-01-01/service-2.json");
    let mut python = Botocore::start_with(interpreter, "texts.py", &[&model]);
    let mut exceptions = Exceptions::read(kind);
    let mut rng = Rng::with_seed(seed);
    let (mut same, mut refused, mut different) = (0, 0, Vec::new());
    let mut left = usize::try_from(count).unwrap();
    while left > 0 {
        let some = left.min(BATCH);
        left -= some;
        let texts: Vec<Vec<u8>> = (0..some).map(|_| make(&mut rng)).collect();
        let encoded: Vec<String> = texts.iter().map(|text| base64(text)).collect();
        python.tell(&json!({"kind": kind, "texts": encoded}));
        let ours = texts.iter().map(|text| read(operation, text));
        let ours: Vec<_> = ours.collect();
        let theirs: Vec<String> = python.answer();
        for ((text, ours), theirs) in texts.iter().zip(ours).zip(theirs) {
            let outcomes = Outcomes::new(text, ours, theirs);
            if outcomes.are_same() {
                same += 1;
                refused += usize::from(outcomes.is_refused());
            } else if !exceptions.take(&outcomes) {
                different.push(outcomes);
            }
        }
    }
    println!("{kind}: {same} of {count} texts are the same, {refused} of them refused by both");
    for (name, met) in exceptions.met() {
        println!("  {name}: {met}");
    }
    let number = different.len();
    different.sort_by_key(|outcomes: &Outcomes| outcomes.text.len());
    // The shortest of each kind of difference.
    let mut ways = BTreeSet::new();
    different.retain(|outcomes| ways.insert(outcomes.way()));
    let shown: Vec<_> = different.iter().take(30).map(ToString::to_string).collect();
    assert!(number == 0, "{number} texts differ:\n{}", shown.join("\n"));
    if seed == SEED && count >= TEXTS {
        let rest = exceptions.rest();
        assert!(rest.is_empty(), "nothing differs any more: {rest:?}");
    }
}

/// The operation whose input and output the texts are.
fn operation() -> &'static Operation {
    let wanted = Service::new("texts").operations(["*"]);
    let plans = Builder::new().definitions(folder().join("definitions"));
    let plans = plans.service(wanted).plan();
    let plans = plans.unwrap_or_else(|problems| panic!("{problems}"));
    Tables::new(&plans[0]).operations["Read"]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("differential/texts")
}

/// `TEXTS_COUNT`, the number of texts of each kind; `TEXTS_SEED`, the seed.
fn number(name: &str, otherwise: u64) -> u64 {
    let name = format!("TEXTS_{name}");
    match std::env::var(&name) {
        Err(_) => otherwise,
        Ok(value) => {
            let number = value.parse();
            number.unwrap_or_else(|_| panic!("{name}={value} is no number"))
        }
    }
}
