//! What is meant to be different: `differential/identity.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::case::{Case, Outcome};
use crate::exceptions::matches;

/// A way in which both sides may differ. Texts may hold `*` for anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// What it is called in the report.
    name: String,
    /// What the case has to have about it.
    #[serde(rename = "trait")]
    of: Option<String>,
    /// How it ends here, and what is called.
    #[serde(default = "any")]
    ours: String,
    /// How it ends in botocore, and what is called.
    #[serde(default = "any")]
    theirs: String,
    /// Why.
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

    /// Whether a divergence is meant; if so, it is counted.
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

    /// Those that nothing was found for.
    pub(super) fn rest(&self) -> Vec<&str> {
        let names = self.entries.iter().map(|entry| entry.name.as_str());
        names.filter(|name| !self.met.contains_key(*name)).collect()
    }
}
