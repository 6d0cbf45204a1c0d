//! Runs the cases of a file and reports every failure.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write};
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// One entry of a file.
pub(crate) trait Case: DeserializeOwned {
    /// Its number, and which variant of the case it is.
    fn name(&self) -> &str;

    /// Why it is not run.
    fn skip(&self) -> Option<&str>;

    /// Collects the differences from the expected outcome.
    async fn run(&self, found: &mut Differences);
}

/// The differences.
#[derive(Default)]
pub(crate) struct Differences(String);

impl Differences {
    /// Compares a value that must be equal.
    pub(crate) fn equal<E: Debug, F: Debug + PartialEq<E>>(
        &mut self,
        what: &str,
        expected: E,
        found: F,
    ) {
        if found != expected {
            let _infallible = write!(
                self.0,
                "\n    {what}:\n      expected {expected:?}\n      found    {found:?}"
            );
        }
    }

    /// Compares a value that a case may omit.
    pub(crate) fn equal_if_given<E: Debug, F: Debug + PartialEq<E>>(
        &mut self,
        what: &str,
        expected: Option<E>,
        found: F,
    ) {
        if let Some(expected) = expected {
            self.equal(what, expected, found);
        }
    }

    /// Notes a difference that cannot be compared.
    pub(crate) fn note(&mut self, what: &str) {
        let _infallible = write!(self.0, "\n    {what}");
    }
}

/// Runs all cases of `cases/<file>.json`, in order.
pub(crate) async fn run<C: Case>(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("cases")
        .join(file)
        .with_extension("json");
    let text = fs::read_to_string(path).unwrap();
    let entries: Vec<Value> = serde_json::from_str(&text).unwrap();
    let total = entries.len();
    let mut failed = String::new();
    let mut count = 0;
    for entry in entries {
        let name = entry["case"].to_string();
        let case: C =
            serde_json::from_value(entry).unwrap_or_else(|error| panic!("{name}: {error}"));
        if let Some(reason) = case.skip() {
            println!("{} is skipped: {reason}", case.name());
            continue;
        }
        let mut differences = Differences::default();
        case.run(&mut differences).await;
        if !differences.0.is_empty() {
            count += 1;
            let _infallible = write!(failed, "\n  {}{}", case.name(), differences.0);
        }
    }
    assert!(
        count == 0,
        "{count} of {total} cases of {file}.json fail{failed}"
    );
}

/// The numbers in the files of a folder below `cases`: the first word of each entry's name.
pub(crate) fn numbers(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("cases")
        .join(folder);
    let files = fs::read_dir(folder).unwrap();
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let entries = texts.flat_map(|text| serde_json::from_str::<Vec<Value>>(&text).unwrap());
    let names = entries.map(|entry| entry["case"].as_str().unwrap().to_owned());
    names
        .filter_map(|name| name.split(' ').next().map(str::to_owned))
        .collect()
}
