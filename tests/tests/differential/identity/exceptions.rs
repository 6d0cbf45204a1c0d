//! Intended differences: `differential/identity.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::case::{Case, Outcome};
use crate::exceptions::matches;

/// An intended difference. Texts may contain `*` for anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Its name in the report.
    name: String,
    /// The features that the case must have.
    #[serde(rename = "trait")]
    of: Option<String>,
    /// Its end here, and the calls.
    #[serde(default = "any")]
    ours: String,
    /// Its end in botocore, and the calls.
    #[serde(default = "any")]
    theirs: String,
    /// The reason.
    reason: String,
}

fn any() -> String {
    "*".to_owned()
}

/// The exceptions, and how often each was met.
pub(super) struct Exceptions {
    entries: Vec<Entry>,
    met: BTreeMap<String, usize>,
}

impl Exceptions {
    pub(super) fn read() -> Self {
        let entries: Vec<Entry> =
            serde_json::from_str(include_str!("../../../differential/identity.json")).unwrap();
        for entry in &entries {
            assert!(!entry.reason.is_empty(), "{}: no reason", entry.name);
            let is_open = entry.of.is_none() && entry.ours == "*" && entry.theirs == "*";
            assert!(!is_open, "{}: excepts everything", entry.name);
        }
        Self {
            entries,
            met: BTreeMap::new(),
        }
    }

    /// Whether a divergence is intended; if so, it is counted.
    pub(super) fn take(&mut self, case: &Case, ours: &Outcome, theirs: &Outcome) -> bool {
        let (ours, theirs) = (ours.to_string(), theirs.to_string());
        let entry = self.entries.iter().find(|entry| {
            let of = entry.of.as_deref();
            of.is_none_or(|of| case.traits.contains(of))
                && matches(&entry.ours, &ours)
                && matches(&entry.theirs, &theirs)
        });
        let Some(entry) = entry else {
            return false;
        };
        *self.met.entry(entry.name.clone()).or_default() += 1;
        true
    }

    /// How often each was met.
    pub(super) fn met(&self) -> impl Iterator<Item = (&str, usize)> {
        self.met.iter().map(|(name, count)| (name.as_str(), *count))
    }

    /// Those that no case met.
    pub(super) fn rest(&self) -> Vec<&str> {
        let names = self.entries.iter().map(|entry| entry.name.as_str());
        names.filter(|name| !self.met.contains_key(*name)).collect()
    }
}
