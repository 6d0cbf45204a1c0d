use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use pageboy_schema::json::{Json, pointer};

/// The file of each part of a merged document.
///
/// The first file is the origin of every place that no later one writes. A later file is the origin of each place that it sets, replaces or
/// edits, and everything below it.
#[derive(Clone, Debug)]
pub(crate) struct Origins {
    /// The file named when no file defines a place: the first, or the one that would be it.
    place: PathBuf,
    files: Vec<PathBuf>,
    /// The places that later files write: pointers, and positions in `files`.
    entries: IndexMap<String, usize>,
}

impl Origins {
    /// Nothing read yet; `place` is where a first file would be.
    pub(crate) fn new(place: PathBuf) -> Self {
        Self {
            place,
            files: Vec::new(),
            entries: IndexMap::new(),
        }
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, file: PathBuf) {
        if self.files.is_empty() {
            self.place.clone_from(&file);
        }
        self.files.push(file);
    }

    /// Notes what the last file writes when it is merged into a document: object into object.
    pub(crate) fn merged(&mut self, place: &str, base: Option<&Json>, over: &Json) {
        let edits = |members: &IndexMap<String, Json>| {
            members.contains_key("$set") || members.contains_key("$edit")
        };
        match (base, over) {
            (Some(Json::Object(base)), Json::Object(over)) if !edits(over) => {
                let members = over.iter().filter(|(name, _)| !name.starts_with('$'));
                for (name, value) in members {
                    let below = format!("{place}{}", pointer([name.as_str()]));
                    self.merged(&below, base.get(name), value);
                }
            }
            _ => self.written(place),
        }
    }

    /// Notes the entries of the last file, each of which replaces the one of its name in a document.
    pub(crate) fn replaced(&mut self, base: &Json, defines: &Json) {
        for (section, value) in defines.as_object().into_iter().flatten() {
            match value.as_object().filter(|_| base.get(section).is_some()) {
                Some(entries) => {
                    for name in entries.keys() {
                        self.written(&pointer([section.as_str(), name.as_str()]));
                    }
                }
                None => self.written(&pointer([section.as_str()])),
            }
        }
    }

    /// Notes that the last file writes a place, and everything below it.
    fn written(&mut self, place: &str) {
        let Some(position @ 1..) = self.files.len().checked_sub(1) else {
            return;
        };
        let below = format!("{place}/");
        self.entries.retain(|entry, _| !entry.starts_with(&below));
        self.entries.insert(place.to_owned(), position);
    }

    /// The file that defines the value at a JSON pointer.
    pub(crate) fn of(&self, place: &str) -> &Path {
        let mut rest = place;
        loop {
            if let Some(file) = self.entries.get(rest).and_then(|at| self.files.get(*at)) {
                return file;
            }
            match rest.rsplit_once('/') {
                Some((before, _)) => rest = before,
                None => return &self.place,
            }
        }
    }

    /// The places below a place that later files wrote, the latest first: file and pointer.
    pub(crate) fn below(&self, place: &str) -> Vec<(&Path, &str)> {
        let mut found: Vec<(usize, &str)> = self
            .entries
            .iter()
            .filter(|(entry, _)| {
                let rest = entry.strip_prefix(place);
                rest.is_some_and(|rest| rest.starts_with('/'))
            })
            .map(|(entry, at)| (*at, entry.as_str()))
            .collect();
        found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let files = |(at, entry)| Some((self.files.get::<usize>(at)?.as_path(), entry));
        found.into_iter().filter_map(files).collect()
    }

    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_part_comes_from_the_file_that_wrote_it_and_the_rest_from_the_first() {
        let base = json(r#"{"waiters":{"A":{"delay":1,"acceptors":[1]},"B":{"delay":2}}}"#);
        let mut origins = Origins::new(PathBuf::from("none"));
        origins.add(PathBuf::from("first"));
        origins.merged("", Some(&Json::empty()), &base);
        origins.add(PathBuf::from("own"));
        let over = json(r#"{"waiters":{"A":{"delay":5,"$reason":"x"},"C":{"delay":1}}}"#);
        origins.merged("", Some(&base), &over);
        origins.add(PathBuf::from("later"));
        origins.replaced(&base, &json(r#"{"version":2,"waiters":{"B":{}}}"#));
        for (place, file) in [
            ("/waiters/A", "first"),
            ("/waiters/A/delay", "own"),
            ("/waiters/A/acceptors/0", "first"),
            ("/waiters/B/delay", "later"),
            ("/waiters/C/acceptors", "own"),
            ("/version", "later"),
            ("", "first"),
        ] {
            assert_eq!(origins.of(place), Path::new(file), "{place}");
        }
        assert_eq!(
            origins.below("/waiters/A"),
            [(Path::new("own"), "/waiters/A/delay")]
        );
        assert!(origins.below("/waiters/B").is_empty());
    }
}
