//! Cases that need not pass: `conformance/exceptions.json`.

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;

/// An entry of the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The file: its folder is the direction.
    file: String,
    /// The names of its cases.
    cases: Vec<String>,
    /// The reason.
    reason: String,
}

/// The folders of all files, whichever test reads them.
const FOLDERS: [&str; 15] = [
    "input",
    "output",
    "legacy/input",
    "legacy/output",
    "response_parsing/xml",
    "response_parsing/json",
    "auth",
    "cbor",
    "requests",
    "every_operation",
    "endpoints",
    "endpoint-rules",
    "endpoint-requests",
    "smithy/input",
    "smithy/output",
];

/// The exceptions without a case so far.
#[derive(Default)]
pub(crate) struct Exceptions(BTreeSet<(String, String)>);

impl Exceptions {
    /// Those of the files in these folders.
    ///
    /// # Panics
    ///
    /// When an entry lacks a reason or belongs to an unknown folder, or a case is listed twice.
    pub(crate) fn of(folders: &[&str]) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/exceptions.json");
        let entries: Vec<Entry> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let mut listed = BTreeSet::new();
        for entry in entries {
            assert!(!entry.reason.is_empty(), "{}: no reason", entry.file);
            let (folder, _) = entry.file.rsplit_once('/').unwrap_or_default();
            assert!(FOLDERS.contains(&folder), "{}: no such folder", entry.file);
            if !folders.contains(&folder) {
                continue;
            }
            for case in entry.cases {
                let case = (entry.file.clone(), case);
                assert!(!listed.contains(&case), "{case:?} is listed twice");
                listed.insert(case);
            }
        }
        Self(listed)
    }

    /// Adds a case.
    pub(crate) fn list(&mut self, file: &str, case: &str) {
        self.0.insert((file.to_owned(), case.to_owned()));
    }

    /// Whether a case is an exception.
    pub(crate) fn take(&mut self, file: &str, case: &str) -> bool {
        self.0.remove(&(file.to_owned(), case.to_owned()))
    }

    /// The unused entries.
    pub(crate) fn rest(&self) -> Vec<String> {
        let names = self.0.iter().map(|(file, case)| format!("{file}: {case}"));
        names.collect()
    }
}
