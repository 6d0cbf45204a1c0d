//! Services with odd models, whole: their code compiles, and their names stay.
//!
//! They are listed in `services/sample.json`, each with what is odd about it. `cargo test -p pageboy-tests --test services --
//! --nocapture` prints a line for each. All services are for `cargo bench -p pageboy-tests --bench all_services`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose own files cannot be read has failed"
)]

mod grown;
mod names;
mod trees;
mod update;

use std::fs;

use pageboy_tests::{python, services};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Odd {
    service: String,
    /// What is odd about it.
    reason: String,
}

/// The services of the sample, the largest first.
fn sample() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/services/sample.json");
    let sample: Vec<Odd> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let reasons = sample.iter().map(|odd| odd.reason.as_str());
    assert!(reasons.clone().all(|reason| !reason.is_empty()));
    sample.into_iter().map(|odd| odd.service).collect()
}

#[test]
fn whole_services_compile_without_a_warning() {
    let folder = python::target().join("services");
    let (passed, failed) = services::check_all(&sample(), &folder, |checked| println!("{checked}"));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let lines: usize = passed.iter().map(|checked| checked.lines).sum();
    println!("{} services, {lines} lines", passed.len());
}
