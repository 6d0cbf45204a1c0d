use std::fmt;
use std::path::PathBuf;

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
    /// What the entry does, in words: `appends {…}`.
    pub change: String,
    /// Why: the nearest `$reason`, or the file's `reason`.
    pub reason: Option<String>,
    /// Whether the definitions are those that the entry was written for.
    pub fit: Fit,
    /// What to do about it; empty where there is nothing to do.
    pub advice: String,
    /// What the definitions have changed since, and what the entry changes; a line each.
    pub difference: Vec<String>,
}

impl Correction {
    /// The pointer of what is changed, in the document that the overlay is merged into.
    pub fn place(&self) -> &str {
        self.pointer.strip_prefix("/merge").unwrap_or(&self.pointer)
    }
}

/// On one line: file, JSON pointer, and what to do about it or, if nothing is, what the entry does.
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
    /// The definitions have changed beside it. It is merged, and somebody should look.
    Changed,
    /// The definitions have changed the same. It is not merged: somebody has to decide.
    Conflict,
    /// What it changes is not there. It is not merged.
    Gone,
    /// It is not written as an entry has to be.
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
