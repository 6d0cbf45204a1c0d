use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::nearest;
use pageboy_schema::reader::{Problem, unknown_key};

use crate::corrections::{Correction, DefaultExpectation, Fit, Merger, replacement};
use crate::error::Error;
use crate::origins::Origins;
use crate::part::Part;

/// A JSON document with everything that is merged into it, and the origin of each part.
#[derive(Clone, Debug)]
pub struct Document {
    value: Json,
    origins: Origins,
    corrections: Vec<Correction>,
}

impl Document {
    /// The merged value; an empty object if no file exists.
    pub const fn value(&self) -> &Json {
        &self.value
    }

    /// The file that defines the value at a JSON pointer.
    ///
    /// The last file that sets, replaces or edits the value or an object around it; if no file does, the file that should
    /// define it.
    pub fn origin(&self, pointer: &str) -> &Path {
        self.origins.of(pointer)
    }

    /// The file that defines the value at a JSON pointer, and the pointer of the value in it: an element that `$edit` appends stands
    /// in a step.
    pub fn locate(&self, pointer: &str) -> (&Path, String) {
        self.origins.locate(pointer)
    }

    /// The places below a place that later files wrote, the latest first: file and pointer.
    pub fn written_below(&self, pointer: &str) -> Vec<(&Path, &str)> {
        self.origins.below(pointer)
    }

    /// The files the document was read from, in the order of merging; none if none exist.
    pub fn sources(&self) -> &[PathBuf] {
        self.origins.files()
    }

    /// The corrections of the overlays, with their fit.
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// A document that no file defines.
    pub(crate) fn of(value: Json) -> Self {
        Self {
            value,
            origins: Origins::new(PathBuf::new()),
            corrections: Vec::new(),
        }
    }

    /// Merges files; `place` is the file that errors name if none exists.
    pub(crate) fn read(
        parts: impl IntoIterator<Item = Part>,
        place: PathBuf,
    ) -> Result<Self, Error> {
        let (document, mut errors) = Self::judge(parts, place, DefaultExpectation::Anything);
        errors.extend(Error::of_corrections(&document.corrections));
        match errors.is_empty() {
            true => Ok(document),
            false => Err(Error::several(errors)),
        }
    }

    /// Merges the files that can be read, whether the entries of overlays fit or not; `unsaid` is the expectation of those without
    /// `$expects`.
    pub(crate) fn judge(
        parts: impl IntoIterator<Item = Part>,
        place: PathBuf,
        unsaid: DefaultExpectation<'_>,
    ) -> (Self, Vec<Error>) {
        let mut document = Self::of(Json::empty());
        document.origins = Origins::new(place);
        let mut errors = Vec::new();
        for part in parts {
            errors.extend(document.add(part, unsaid).err());
        }
        (document, errors)
    }

    fn add(&mut self, mut part: Part, unsaid: DefaultExpectation<'_>) -> Result<(), Error> {
        let mut change = Change::read(&mut part)?;
        let before = self.origins.clone();
        self.origins.add(part.path.clone());
        self.corrections.extend(change.without_effect(&part));
        if !change.deep && part.overlay {
            self.corrections
                .extend(replacements(&part.path, &self.value, &mut change.value));
        }
        match change.deep {
            true => self.origins.merged("", Some(&self.value), &change.value),
            false => self.origins.replaced(&self.value, &change.value),
        }
        if !change.deep {
            replace_entries(&mut self.value, change.value);
        } else if part.overlay {
            let mut merger = Merger::new(&part.path);
            let reason = change.reason.as_deref();
            merger.document(&mut self.value, &change.value, reason, unsaid);
            let (corrections, sources) = merger.finish();
            self.corrections.extend(corrections);
            self.origins.placed(&before, sources);
        } else {
            self.value.merge(change.value);
        }
        Ok(())
    }
}

/// How a file changes the document that it is merged into.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) value: Json,
    /// Merge object into object; otherwise entries replace entries of the same name.
    pub(crate) deep: bool,
    /// The file's `reason`.
    pub(crate) reason: Option<String>,
    /// A file of extras, or one that merges: without an entry it has no effect.
    has_entries: bool,
}

impl Change {
    /// The message for a file without effect.
    pub(crate) fn without_effect(&self, part: &Part) -> Option<Correction> {
        let advice = match (self.deep, self.has_entries) {
            (true, false) if part.extras => "without `merge`, a file of extras has no effect",
            (true, false) if part.overlay => {
                "there is nothing in `merge`, so that the file has no effect"
            }
            _ => return None,
        };
        Some(Correction {
            file: part.path.clone(),
            pointer: "/merge".to_owned(),
            change: String::new(),
            reason: None,
            fit: Fit::Adopted,
            advice: advice.to_owned(),
            difference: Vec::new(),
        })
    }

    pub(crate) fn read(part: &mut Part) -> Result<Self, Error> {
        let value = part.parse()?;
        let Json::Object(mut members) = value else {
            let message = format!("expected an object, found {}", value.kind());
            return Err(Error::invalid(&part.path, "", message));
        };
        let reason = members.get("reason").and_then(Json::as_str);
        let reason = reason.map(str::to_owned);
        let merge = members.shift_remove("merge");
        if part.overlay || part.extras {
            check_keys(part, &members, merge.is_some())?;
        }
        let (value, deep) = match merge {
            Some(value @ Json::Object(_)) => (value, true),
            Some(value) => {
                let message = format!("expected an object, found {}", value.kind());
                return Err(Error::invalid(&part.path, "/merge", message));
            }
            None if part.extras => (Json::empty(), true),
            None => (Json::Object(members), false),
        };
        let has_entries = value != Json::empty();
        Ok(Self {
            value,
            deep,
            reason,
            has_entries,
        })
    }
}

/// Sections beside `merge` would have no effect, nor would a `merge` that is misspelt.
fn check_keys(part: &Part, members: &IndexMap<String, Json>, has_merge: bool) -> Result<(), Error> {
    const SECTIONS: [&str; 6] = [
        "operations",
        "pagination",
        "resources",
        "service",
        "shapes",
        "waiters",
    ];
    const BESIDE_MERGE: [&str; 2] = ["reason", "version"];
    let mut problems = Vec::new();
    for (name, value) in members {
        let message = match has_merge {
            true if name == "reason" && value.as_str().is_none() => {
                format!("expected a string, found {}", value.kind())
            }
            true if !BESIDE_MERGE.contains(&name.as_str())
                && !nearest(name, BESIDE_MERGE.into_iter()).is_empty() =>
            {
                unknown_key(name, BESIDE_MERGE.into_iter())
            }
            true if SECTIONS.contains(&name.as_str()) => {
                format!("`{name}` has no effect beside `merge`; move it into that")
            }
            false if !nearest(name, ["merge"].into_iter()).is_empty() && name != "merge" => {
                "unknown key; did you mean `merge`?".to_owned()
            }
            _ => continue,
        };
        let pointer = pointer([name.as_str()]);
        problems.push(Problem { pointer, message });
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Error::Mistakes {
            path: part.path.clone(),
            problems,
        }),
    }
}

/// How the entries of a file without `merge` fit a document; those that cannot be merged are taken out.
fn replacements(file: &Path, base: &Json, over: &mut Json) -> Vec<Correction> {
    let mut found = Vec::new();
    let Json::Object(sections) = over else {
        return found;
    };
    for (section, entries) in sections {
        let Json::Object(entries) = entries else {
            continue;
        };
        let known = base.get(section).and_then(Json::as_object);
        entries.retain(|name, value| {
            let known_names = || known.into_iter().flat_map(|known| known.keys());
            let near = || nearest(name, known_names().map(String::as_str));
            let was = known.and_then(|known| known.get(name));
            let replaced = replacement(file, (section, name), was, value, near);
            let is_error = replaced.as_ref().is_some_and(|it| it.fit.is_error());
            found.extend(replaced);
            !is_error
        });
    }
    found
}

/// Applies a whole file to a document: its entries replace entries of the same name, others stay.
fn replace_entries(base: &mut Json, over: Json) {
    let (Json::Object(base), Json::Object(over)) = (base, over) else {
        return;
    };
    for (section, value) in over {
        match (base.get_mut(&section), value) {
            (Some(Json::Object(entries)), Json::Object(over)) => entries.extend(over),
            (_, value) => {
                base.insert(section, value);
            }
        }
    }
}
