use std::borrow::Cow;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::bufread::GzDecoder;
use pageboy_schema::json::Json;
use pageboy_schema::repeated;

use crate::error::Error;
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::section::Outline;
use crate::text::{self, NotText};

/// Decompressed sizes above this are not trusted for the first allocation.
const LARGEST_RESERVE: usize = 64 << 20;

/// More repeated names in a file are no help.
const MOST_REPEATED: usize = 10;

/// The first bytes of compressed files (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file that takes part in a document, read and not yet parsed.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) path: PathBuf,
    /// The name ends in `.sdk-extras`: without a `merge` object the file has no effect.
    pub(crate) extras: bool,
    /// It stands in an overlay, not in the definitions that overlays are merged over.
    pub(crate) overlay: bool,
    /// The error of a file that cannot be read is told with those of the others, when it is parsed.
    bytes: io::Result<Bytes>,
}

#[derive(Debug)]
enum Bytes {
    /// As they stand in the file.
    File(Cow<'static, [u8]>),
    /// The bytes of a model that was parsed before.
    Model(Arc<ModelFile>),
}

/// A service model with its outline.
#[derive(Clone, Debug)]
pub(crate) struct ModelFile {
    pub(crate) text: String,
    pub(crate) outline: Outline,
    /// The number of the file's bytes.
    fingerprint: Fingerprint,
}

impl Part {
    /// Reads a file.
    pub(crate) fn read(files: Files, path: PathBuf, extras: bool, overlay: bool) -> Self {
        Self {
            bytes: files.read(&path).map(Bytes::File),
            path,
            extras,
            overlay,
        }
    }

    /// A service model that was parsed before.
    pub(crate) const fn of_model(path: PathBuf, model: Arc<ModelFile>, overlay: bool) -> Self {
        Self {
            path,
            extras: false,
            overlay,
            bytes: Ok(Bytes::Model(model)),
        }
    }

    /// The number of the file's bytes.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        match &self.bytes {
            Ok(Bytes::File(bytes)) => Fingerprint::of(bytes),
            Ok(Bytes::Model(model)) => model.fingerprint,
            Err(_) => Fingerprint::default(),
        }
    }

    /// Whether another file says the same and in the same role, byte for byte.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let is_same = match (&self.bytes, &other.bytes) {
            (Ok(Bytes::File(ours)), Ok(Bytes::File(theirs))) => ours == theirs,
            (Ok(Bytes::Model(ours)), Ok(Bytes::Model(theirs))) => ours.text == theirs.text,
            _ => false,
        };
        is_same && (self.extras, self.overlay) == (other.extras, other.overlay)
    }

    /// Parses the file whole.
    pub(crate) fn parse(&mut self) -> Result<Json, Error> {
        match self.take_bytes()? {
            Bytes::File(bytes) => parse(&self.path, &text_of(&self.path, bytes)?),
            Bytes::Model(model) => parse(&self.path, &model.text),
        }
    }

    /// Parses the file as a service model, as far as its outline.
    pub(crate) fn outline(&mut self) -> Result<ModelFile, Error> {
        match self.take_bytes()? {
            Bytes::File(bytes) => ModelFile::new(&self.path, bytes),
            Bytes::Model(model) => Ok(Arc::unwrap_or_clone(model)),
        }
    }

    /// A file is parsed once: its bytes are not kept beside what was read from them.
    fn take_bytes(&mut self) -> Result<Bytes, Error> {
        let bytes = std::mem::replace(&mut self.bytes, Ok(Bytes::File(Cow::Borrowed(&[]))));
        bytes.map_err(|error| Error::read(&self.path, error))
    }
}

impl ModelFile {
    pub(crate) fn new(path: &Path, bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        let fingerprint = Fingerprint::of(&bytes);
        let text = text_of(path, bytes)?;
        let outline =
            Outline::read(&text).map_err(|error| Error::malformed(path, &text, &error))?;
        Ok(Self {
            text,
            outline,
            fingerprint,
        })
    }
}

pub(crate) fn parse(path: &Path, text: &str) -> Result<Json, Error> {
    serde_json::from_str(text).map_err(|error| Error::malformed(path, text, &error))
}

/// Reads a JSON file as text, and decompresses it if needed.
pub(crate) fn read_text(files: Files, path: &Path) -> Result<String, Error> {
    let bytes = files.read(path).map_err(|error| Error::read(path, error))?;
    text_of(path, bytes)
}

/// The text of a JSON file, decompressed if needed. A repeated name in an object is an error, since a parser of the text would
/// not see the first one.
pub(crate) fn text_of(path: &Path, bytes: Cow<'static, [u8]>) -> Result<String, Error> {
    // The files of an archive are this crate's, whose import has refused repeated names.
    let is_checked = matches!(bytes, Cow::Borrowed(_));
    let bytes = unpacked(path, bytes).map_err(|error| Error::read(path, error))?;
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
    if is_checked {
        return Ok(text);
    }
    let errors = repeated(&text, MOST_REPEATED).into_iter();
    let errors: Vec<Error> = errors
        .map(|twice| Error::Malformed {
            path: path.to_owned(),
            line: twice.again.line,
            column: twice.again.column,
            message: twice.to_string(),
        })
        .collect();
    match errors.is_empty() {
        true => Ok(text),
        false => Err(Error::several(errors)),
    }
}

fn unpacked(path: &Path, bytes: Cow<'static, [u8]>) -> io::Result<Vec<u8>> {
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
