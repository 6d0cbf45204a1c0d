//! Known violations of the contract; an entry that no longer applies must be removed.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde::Deserialize;

use crate::runs::Work;

const FILE: &str = include_str!("../../faults/exceptions.json");

/// The entries of `faults/exceptions.json`, and which of them were met.
pub(crate) struct Exceptions {
    entries: Vec<Exception>,
    met: Mutex<BTreeSet<usize>>,
}

/// A known violation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// The kinds of fault.
    kinds: Vec<String>,
    /// The actions: `list`, `write`, `wait`, `wait all`; default: all.
    work: Option<String>,
    /// The services; default: all.
    subjects: Option<Vec<String>>,
    /// The start of the violation's text.
    violation: String,
    /// The reason.
    #[serde(rename = "reason")]
    _reason: String,
}

impl Exceptions {
    pub(crate) fn read() -> Self {
        Self {
            entries: serde_json::from_str(FILE).unwrap(),
            met: Mutex::default(),
        }
    }

    /// Whether a violation is known.
    pub(crate) fn has(&self, kind: &str, work: Work, subject: &str, violation: &str) -> bool {
        let found = self.entries.iter().position(|entry| {
            entry.kinds.iter().any(|known| known == kind)
                && entry
                    .work
                    .as_deref()
                    .is_none_or(|known| known == work.name())
                && entry
                    .subjects
                    .as_ref()
                    .is_none_or(|known| known.iter().any(|known| known == subject))
                && violation.starts_with(&entry.violation)
        });
        self.met.lock().unwrap().extend(found);
        found.is_some()
    }

    /// # Panics
    ///
    /// When an entry was not met.
    pub(crate) fn assert_used(&self) {
        let met = self.met.lock().unwrap();
        let unused = self
            .entries
            .iter()
            .enumerate()
            .filter(|(at, _)| !met.contains(at));
        let unused: Vec<_> = unused.map(|(_, entry)| entry).collect();
        assert!(
            unused.is_empty(),
            "these exceptions hold no more: {unused:#?}"
        );
    }
}
