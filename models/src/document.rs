use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use pageboy_schema::twice;

use crate::error::Error;
use crate::files::Files;
use crate::origins::Origins;
use crate::text::{self, NotText};
use pageboy_schema::json::Json;

/// Decompressed sizes above this are not trusted for the first allocation.
const LARGEST_RESERVE: usize = 64 << 20;

/// The first bytes of compressed files (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A JSON document with everything that is merged into it, and the origin of each part.
#[derive(Clone, Debug)]
pub struct Document {
    value: Json,
    origins: Origins,
}

impl Document {
    /// The merged value; an empty object if no file exists.
    pub const fn value(&self) -> &Json {
        &self.value
    }

    /// The file that defines the value at a JSON pointer.
    ///
    /// That is the last file that defines any part of its entry: the waiter for `/waiters/<Name>/…`, the paginated operation
    /// for `/pagination/<Name>/…`. If no file does, it is the file that would have to.
    pub fn origin(&self, pointer: &str) -> &Path {
        self.origins.of(pointer)
    }

    /// The files the document was read from, in the order of merging; none if none exist.
    pub fn sources(&self) -> &[PathBuf] {
        self.origins.files()
    }

    /// A document that no file defines.
    pub(crate) fn of(value: Json) -> Self {
        Self {
            value,
            origins: Origins::new(PathBuf::new()),
        }
    }

    /// Reads and merges files; `place` is the file that errors name if none exists.
    pub(crate) fn read(
        files: Files,
        parts: impl IntoIterator<Item = Part>,
        place: PathBuf,
    ) -> Result<Self, Error> {
        let mut document = Self {
            value: Json::empty(),
            origins: Origins::new(place),
        };
        for part in parts {
            document.add(files, part)?;
        }
        Ok(document)
    }

    fn add(&mut self, files: Files, part: Part) -> Result<(), Error> {
        let change = Change::read(files, &part)?;
        self.origins.add(part.path, &change.value);
        if change.deep {
            self.value.merge(change.value);
        } else {
            replace_entries(&mut self.value, change.value);
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
}

/// How a file changes the document that it is merged into.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) value: Json,
    /// Merge object into object; otherwise entries replace entries of the same name.
    pub(crate) deep: bool,
}

impl Change {
    pub(crate) fn read(files: Files, part: &Part) -> Result<Self, Error> {
        let value = parse(&part.path, &read_text(files, &part.path)?)?;
        let Json::Object(mut members) = value else {
            let message = format!("expected an object, found {}", value.kind());
            return Err(Error::invalid(&part.path, "", message));
        };
        match members.shift_remove("merge") {
            Some(value @ Json::Object(_)) => Ok(Self { value, deep: true }),
            Some(value) => {
                let message = format!("expected an object, found {}", value.kind());
                Err(Error::invalid(&part.path, "/merge", message))
            }
            None if part.extras => Ok(Self {
                value: Json::empty(),
                deep: true,
            }),
            None => Ok(Self {
                value: Json::Object(members),
                deep: false,
            }),
        }
    }
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
    serde_json::from_str(text).map_err(|error| Error::malformed(path, &error))
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
