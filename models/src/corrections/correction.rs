use std::fmt;
use std::path::{Path, PathBuf};

/// An entry of an overlay: a value that it sets or removes, or a list that it edits.
///
/// How entries are written stands in pageboy's `docs/definitions.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Correction {
    /// The file the entry stands in.
    pub file: PathBuf,
    /// The JSON pointer of the entry in its file.
    pub pointer: String,
    /// The effect of the entry, in words: `appends {…}`.
    pub change: String,
    /// The reason: the nearest `$reason`, or the file's `reason`.
    pub reason: Option<String>,
    /// Whether the definitions are those that the entry was written for.
    pub fit: Fit,
    /// The remedy; empty if there is nothing to do.
    pub advice: String,
    /// The later changes of the definitions, and the changes of the entry; a line each.
    pub difference: Vec<String>,
}

impl Correction {
    /// An entry with a mistake.
    pub(crate) fn mistake(file: &Path, pointer: String, advice: String) -> Self {
        Self {
            file: file.to_owned(),
            pointer,
            change: String::new(),
            reason: None,
            fit: Fit::Mistake,
            advice,
            difference: Vec::new(),
        }
    }

    /// The pointer of the changed value, in the document that the overlay is merged into.
    pub fn place(&self) -> &str {
        self.pointer.strip_prefix("/merge").unwrap_or(&self.pointer)
    }
}

/// On one line: file, JSON pointer, and the remedy or, without one, the effect.
impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.advice.is_empty() {
            &self.change
        } else {
            &self.advice
        };
        write!(f, "{}: {}: {text}", self.file.display(), self.pointer)
    }
}

/// How an entry of an overlay fits the definitions it is merged over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fit {
    /// The definitions are those it was written for.
    Fits,
    /// It changes nothing: the definitions have it already.
    Adopted,
    /// The definitions have changed beside it. It is merged, and needs a review.
    Changed,
    /// The definitions have changed the same value. It is not merged, and needs a decision.
    Conflict,
    /// The value that it changes is gone. It is not merged.
    Gone,
    /// It has a mistake.
    Mistake,
}

impl Fit {
    /// Whether the entry cannot be merged, so that nothing can be generated.
    pub const fn is_error(self) -> bool {
        matches!(self, Self::Conflict | Self::Gone | Self::Mistake)
    }

    /// One word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Adopted => "adopted",
            Self::Changed => "changed",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
            Self::Mistake => "mistake",
        }
    }
}
