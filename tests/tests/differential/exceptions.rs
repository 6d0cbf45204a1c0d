//! Intended differences: the files of `differential`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::compare::Divergence;
use crate::generate::Trait;

/// An intended difference between cases with features of type `T`. Texts may contain `*` for anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<T> {
    /// Its name in the report.
    name: String,
    /// The definitions that it concerns, such as `ec2/InstanceRunning`.
    #[serde(default = "any")]
    definition: String,
    /// The features that the case must have.
    #[serde(rename = "trait")]
    of: Option<T>,
    /// The part that may differ, if not everything.
    what: Option<Vec<String>>,
    /// The end of the wait or run here.
    #[serde(default = "any")]
    ours: String,
    /// Its end in botocore.
    #[serde(default = "any")]
    theirs: String,
    /// The reason.
    reason: String,
}

fn any() -> String {
    "*".to_owned()
}

/// The exceptions, and how often each was met.
pub(crate) struct Exceptions<T = Trait> {
    entries: Vec<Entry<T>>,
    met: BTreeMap<String, usize>,
}

impl<T: DeserializeOwned> Exceptions<T> {
    /// Those of a file.
    ///
    /// # Panics
    ///
    /// When an entry has no reason, or nothing that restricts it.
    pub(crate) fn read(file: &str) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/differential");
        let path = Path::new(folder).join(file);
        let entries: Vec<Entry<T>> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        for entry in &entries {
            assert!(!entry.reason.is_empty(), "{}: no reason", entry.name);
            let is_open = entry.ours == "*" && entry.theirs == "*" && entry.of.is_none();
            assert!(
                !is_open || entry.definition != "*",
                "{}: excepts everything",
                entry.name
            );
        }
        Self {
            entries,
            met: BTreeMap::new(),
        }
    }

    /// Whether a divergence is intended; if so, it is counted. `has` tells the features of the case.
    pub(crate) fn take(
        &mut self,
        definition: &str,
        has: impl Fn(&T) -> bool,
        found: &Divergence,
    ) -> bool {
        let entry = self.entries.iter().find(|entry| {
            matches(&entry.definition, definition)
                && entry.of.as_ref().is_none_or(&has)
                && entry.what.as_ref().is_none_or(|what| {
                    let mut differences = found.differences.iter();
                    differences.all(|difference| what.iter().any(|may| may == difference.what))
                })
                && matches(&entry.ours, &found.ours)
                && matches(&entry.theirs, &found.theirs)
        });
        let Some(entry) = entry else {
            return false;
        };
        *self.met.entry(entry.name.clone()).or_default() += 1;
        true
    }

    /// How often each was met.
    pub(crate) fn met(&self) -> impl Iterator<Item = (&str, usize)> {
        self.met.iter().map(|(name, count)| (name.as_str(), *count))
    }

    /// Those that no case met.
    pub(crate) fn rest(&self) -> Vec<&str> {
        let names = self.entries.iter().map(|entry| entry.name.as_str());
        names.filter(|name| !self.met.contains_key(*name)).collect()
    }
}

/// Whether a text matches a pattern in which `*` stands for anything.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.any(|at| matches(rest, &text[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Difference;

    fn exceptions(entries: &str) -> Exceptions {
        Exceptions {
            entries: serde_json::from_str(entries).unwrap(),
            met: BTreeMap::new(),
        }
    }

    fn divergence(what: &'static str, ours: &str, theirs: &str) -> Divergence {
        let difference = Difference {
            what,
            ours: String::new(),
            theirs: String::new(),
        };
        Divergence {
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
            differences: vec![difference],
        }
    }

    #[test]
    fn an_entry_excepts_what_it_describes_and_nothing_else() {
        let entry = r#"[{"name": "a", "definition": "s3/*", "trait": "own_token", "what": ["end"],
            "ours": "wait: * ended", "theirs": "*", "reason": "b"}]"#;
        let mut exceptions = exceptions(entry);
        let own = |of: &Trait| *of == Trait::OwnToken;
        let none = |_: &Trait| false;
        let met = divergence("end", "wait: it has ended", "anything");
        assert!(!exceptions.take("s4/A", own, &met));
        assert!(!exceptions.take("s3/A", none, &met));
        assert!(!exceptions.take("s3/A", own, &divergence("call", &met.ours, "")));
        assert!(!exceptions.take("s3/A", own, &divergence("end", "wait: it", "")));
        assert_eq!(exceptions.rest(), ["a"]);
        assert!(exceptions.take("s3/A", own, &met));
        assert!(exceptions.rest().is_empty());
    }
}
