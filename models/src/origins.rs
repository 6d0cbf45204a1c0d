use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use pageboy_schema::json::{Json, pointer};

/// The file of each part of a merged document.
///
/// The first file is the origin of every place that no later one writes. A later file is the origin of each place that it sets, replaces or
/// edits, and everything below it.
#[derive(Clone, Debug)]
pub(crate) struct Origins {
    /// The file named when no file defines a place: the first file, or the one that should exist.
    place: PathBuf,
    files: Vec<PathBuf>,
    /// The places that later files write: pointers, and positions in `files`.
    entries: IndexMap<String, usize>,
    /// The places whose values stand under another pointer in their file.
    moved: IndexMap<String, Spot>,
}

/// Where a value stands.
#[derive(Clone, Debug)]
struct Spot {
    /// The position in `files`.
    file: usize,
    /// The pointer in the file.
    pointer: String,
}

/// Where the value at a place stands that an overlay sets or moves.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ElementOrigin {
    /// In the overlay's file, at this pointer.
    Overlay(String),
    /// Where the value at this place of the document stood before.
    Earlier(String),
}

impl Origins {
    /// Nothing read yet; `place` is where a first file would be.
    pub(crate) fn new(place: PathBuf) -> Self {
        Self {
            place,
            files: Vec::new(),
            entries: IndexMap::new(),
            moved: IndexMap::new(),
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

    /// Notes the entries of the last file; each replaces the document's entry of the same name.
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

    /// Notes where the values stand that the last file sets or moves; `before` are the origins without it.
    pub(crate) fn placed(&mut self, before: &Self, sources: Vec<(String, ElementOrigin)>) {
        let Some(file) = self.files.len().checked_sub(1) else {
            return;
        };
        for (place, source) in sources {
            let spot = match source {
                ElementOrigin::Overlay(pointer) => Spot { file, pointer },
                ElementOrigin::Earlier(earlier) => before.spot(&earlier),
            };
            self.moved.insert(place, spot);
        }
    }

    /// Notes that the last file writes a place, and everything below it.
    fn written(&mut self, place: &str) {
        let Some(position @ 1..) = self.files.len().checked_sub(1) else {
            return;
        };
        let below = format!("{place}/");
        self.entries.retain(|entry, _| !entry.starts_with(&below));
        self.moved
            .retain(|entry, _| entry != place && !entry.starts_with(&below));
        self.entries.insert(place.to_owned(), position);
    }

    /// The file that defines the value at a JSON pointer.
    pub(crate) fn of(&self, place: &str) -> &Path {
        self.file(&self.spot(place))
    }

    /// The file that defines the value at a JSON pointer, and the pointer of the value in it.
    pub(crate) fn locate(&self, place: &str) -> (&Path, String) {
        let spot = self.spot(place);
        (self.file(&spot), spot.pointer)
    }

    fn file(&self, spot: &Spot) -> &Path {
        self.files.get(spot.file).unwrap_or(&self.place)
    }

    fn spot(&self, place: &str) -> Spot {
        let mut rest = place;
        loop {
            if let Some(Spot { file, pointer }) = self.moved.get(rest) {
                let below = place.get(rest.len()..).unwrap_or_default();
                let pointer = format!("{pointer}{below}");
                return Spot {
                    file: *file,
                    pointer,
                };
            }
            let written = self.entries.get(rest);
            match (written, rest.rsplit_once('/')) {
                (None, Some((before, _))) => rest = before,
                (written, _) => {
                    return Spot {
                        file: written.copied().unwrap_or_default(),
                        pointer: place.to_owned(),
                    };
                }
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

    #[test]
    fn an_element_of_an_edited_list_stands_where_it_was_written() {
        let mut origins = Origins::new(PathBuf::from("none"));
        origins.add(PathBuf::from("first"));
        let base = json(r#"{"waiters":{"A":{"acceptors":[1,2]}}}"#);
        origins.merged("", Some(&Json::empty()), &base);
        let before = origins.clone();
        origins.add(PathBuf::from("own"));
        let edit = r#"{"waiters":{"A":{"acceptors":{"$edit":[{"insert":{"x":0},"at":0}]}}}}"#;
        origins.merged("", Some(&base), &json(edit));
        let list = "/waiters/A/acceptors";
        let step = format!("/merge{list}/$edit/0/insert");
        origins.placed(
            &before,
            vec![
                (format!("{list}/0"), ElementOrigin::Overlay(step.clone())),
                (
                    format!("{list}/1"),
                    ElementOrigin::Earlier(format!("{list}/0")),
                ),
            ],
        );
        assert_eq!(
            origins.locate(&format!("{list}/0/x")),
            (Path::new("own"), format!("{step}/x"))
        );
        assert_eq!(
            origins.locate(&format!("{list}/1")),
            (Path::new("first"), format!("{list}/0"))
        );
        assert_eq!(origins.of(list), Path::new("own"));
        origins.add(PathBuf::from("later"));
        origins.replaced(&base, &json(r#"{"waiters":{"A":{}}}"#));
        assert_eq!(origins.of(&format!("{list}/0")), Path::new("later"));
    }
}
