use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use indexmap::IndexMap;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::reader::{Problem, unknown_key};
use pageboy_schema::{nearest, twice};

use crate::corrections::{Correction, DefaultExpectation, Fit, Merger, replacement};
use crate::error::Error;
use crate::files::Files;
use crate::origins::Origins;
use crate::text::{self, NotText};

/// Decompressed sizes above this are not trusted for the first allocation.
const LARGEST_RESERVE: usize = 64 << 20;

/// The first bytes of compressed files (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

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
    /// That is the last file that sets, replaces or edits it or what it stands in. If no file defines it, it is the file that
    /// would have to.
    pub fn origin(&self, pointer: &str) -> &Path {
        self.origins.of(pointer)
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

    /// Reads and merges files; `place` is the file that errors name if none exists.
    pub(crate) fn read(
        files: Files,
        parts: impl IntoIterator<Item = Part>,
        place: PathBuf,
    ) -> Result<Self, Error> {
        let document = Self::judge(files, parts, place, DefaultExpectation::Anything)?;
        match Error::of_corrections(&document.corrections) {
            Some(error) => Err(error),
            None => Ok(document),
        }
    }

    /// Reads and merges files, whether the entries of overlays fit or not; `unsaid` is the expectation of those without `$expects`.
    pub(crate) fn judge(
        files: Files,
        parts: impl IntoIterator<Item = Part>,
        place: PathBuf,
        unsaid: DefaultExpectation<'_>,
    ) -> Result<Self, Error> {
        let mut document = Self::of(Json::empty());
        document.origins = Origins::new(place);
        let mut errors = Vec::new();
        for part in parts {
            // The others are read nevertheless, so that all mistakes are told.
            errors.extend(document.add(files, part, unsaid).err());
        }
        match errors.is_empty() {
            true => Ok(document),
            false => Err(Error::several(errors)),
        }
    }

    fn add(
        &mut self,
        files: Files,
        part: Part,
        unsaid: DefaultExpectation<'_>,
    ) -> Result<(), Error> {
        let change = Change::read(files, &part)?;
        self.origins.add(part.path.clone());
        self.corrections.extend(change.without_effect(&part));
        match change.deep {
            true => self.origins.merged("", Some(&self.value), &change.value),
            false => self.origins.replaced(&self.value, &change.value),
        }
        if !change.deep {
            if part.overlay {
                self.corrections
                    .extend(replacements(&part.path, &self.value, &change.value));
            }
            replace_entries(&mut self.value, change.value);
        } else if part.overlay {
            let mut merger = Merger::new(&part.path);
            let reason = change.reason.as_deref();
            merger.document(&mut self.value, &change.value, reason, unsaid);
            self.corrections.extend(merger.finish());
        } else {
            self.value.merge(change.value);
        }
        Ok(())
    }
}

/// A file that takes part in a document.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) path: PathBuf,
    /// The name ends in `.sdk-extras`: without a `merge` object the file has no effect.
    pub(crate) extras: bool,
    /// It stands in an overlay, not in the definitions that overlays are merged over.
    pub(crate) overlay: bool,
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

    pub(crate) fn read(files: Files, part: &Part) -> Result<Self, Error> {
        let value = parse(&part.path, &read_text(files, &part.path)?)?;
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

/// How the entries of a file without `merge` fit a document.
fn replacements(file: &Path, base: &Json, over: &Json) -> Vec<Correction> {
    let mut found = Vec::new();
    for (section, entries) in over.as_object().into_iter().flatten() {
        let known = base.get(section).and_then(Json::as_object);
        for (name, value) in entries.as_object().into_iter().flatten() {
            let known_names = || known.into_iter().flat_map(|known| known.keys());
            let near = || nearest(name, known_names().map(String::as_str));
            let was = known.and_then(|known| known.get(name));
            found.extend(replacement(file, (section, name), was, value, near));
        }
    }
    found
}

/// Applies a whole file to a document: its entries replace those of the same name, others stay.
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

pub(crate) fn parse(path: &Path, text: &str) -> Result<Json, Error> {
    serde_json::from_str(text).map_err(|error| Error::malformed(path, text, &error))
}

/// Reads a JSON file as text, and decompresses it if needed. A repeated name in an object is an error, since a parser of the
/// text would not see the first one.
pub(crate) fn read_text(files: Files, path: &Path) -> Result<String, Error> {
    let bytes = read_bytes(files, path).map_err(|error| Error::read(path, error))?;
    let text = text::decode(bytes).map_err(|problem| {
        let (line, column) = match problem {
            NotText::Utf8 { line, column } => (line, column),
            NotText::Utf16 | NotText::NoMark => (1, 1),
        };
        Error::Malformed {
            path: path.to_owned(),
            line,
            column,
            message: problem.to_string(),
        }
    })?;
    match twice(&text) {
        None => Ok(text),
        Some(twice) => Err(Error::Malformed {
            path: path.to_owned(),
            line: twice.again.line,
            column: twice.again.column,
            message: twice.to_string(),
        }),
    }
}

fn read_bytes(files: Files, path: &Path) -> std::io::Result<Vec<u8>> {
    let bytes = files.read(path)?;
    let named = path.extension().is_some_and(|extension| extension == "gz");
    // Names in an archive do not say it.
    let packed = match bytes {
        Cow::Borrowed(bytes) if bytes.starts_with(&GZIP) => bytes,
        Cow::Owned(ref bytes) if named => bytes,
        bytes => return Ok(bytes.into_owned()),
    };
    // The trailer's last field is the size, modulo 2^32 (RFC 1952): a hint, never trusted.
    let hint = packed
        .last_chunk::<4>()
        .map_or(0, |size| u32::from_le_bytes(*size));
    let hint = usize::try_from(hint)
        .unwrap_or_default()
        .min(LARGEST_RESERVE);
    let mut bytes = Vec::with_capacity(hint + 1);
    GzDecoder::new(packed).read_to_end(&mut bytes)?;
    Ok(bytes)
}
