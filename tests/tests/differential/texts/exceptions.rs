//! Intended differences in reading texts.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;

use serde::Deserialize;

use super::folder;
use crate::exceptions::matches;

/// A text, and the outcome on both sides: `read: …` or `refused: …`.
pub(super) struct Outcomes {
    pub(super) text: String,
    ours: String,
    theirs: String,
}

impl Outcomes {
    pub(super) fn new(text: &[u8], ours: Result<String, String>, theirs: String) -> Self {
        Self {
            text: String::from_utf8_lossy(text).into_owned(),
            ours: match ours {
                Ok(value) => format!("read: {value}"),
                Err(error) => format!("refused: {error}"),
            },
            theirs,
        }
    }

    pub(super) fn is_refused(&self) -> bool {
        self.ours.starts_with("refused: ") && self.theirs.starts_with("refused: ")
    }

    pub(super) fn are_same(&self) -> bool {
        self.is_refused() || self.ours == self.theirs
    }
}

impl Outcomes {
    /// How both ended, without places and values.
    pub(super) fn way(&self) -> (String, String) {
        let short = |outcome: &str| {
            let length = if outcome.starts_with("read: ") { 6 } else { 50 };
            let start = outcome.chars().take(length);
            start.filter(|c| !c.is_ascii_digit()).collect()
        };
        (short(&self.ours), short(&self.theirs))
    }
}

impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, ours, theirs } = self;
        write!(f, "{text:?}\n  ours   {ours}\n  theirs {theirs}")
    }
}

/// An intended difference. Patterns may contain `*` for anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Its name in the report.
    name: String,
    #[serde(default = "any")]
    text: String,
    ours: String,
    theirs: String,
    /// Whether a usual run may not meet it.
    #[serde(default)]
    rare: bool,
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
    /// Those of a kind of texts.
    pub(super) fn read(kind: &str) -> Self {
        let path = folder().join(format!("{kind}.json"));
        let entries: Vec<Entry> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        for entry in &entries {
            assert!(!entry.reason.is_empty(), "{}: no reason", entry.name);
        }
        Self {
            entries,
            met: BTreeMap::new(),
        }
    }

    /// Whether a difference is intended; if so, it is counted.
    pub(super) fn take(&mut self, outcomes: &Outcomes) -> bool {
        let entry = self.entries.iter().find(|entry| {
            matches(&entry.ours, &outcomes.ours)
                && matches(&entry.theirs, &outcomes.theirs)
                && matches(&entry.text, &outcomes.text)
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
        let usual = self.entries.iter().filter(|entry| !entry.rare);
        let names = usual.map(|entry| entry.name.as_str());
        names.filter(|name| !self.met.contains_key(*name)).collect()
    }
}
