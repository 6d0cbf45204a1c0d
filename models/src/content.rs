//! The content of a file of definitions, read from the merged document.

use pageboy_schema::json::Json;
use pageboy_schema::reader::Problem;

use crate::document::Document;

/// A merged document, the values read from it, and its mistakes.
#[derive(Clone, Debug)]
pub(crate) struct Content<T> {
    document: Document,
    value: T,
    problems: Vec<Problem>,
}

/// Reads a whole file; mistakes go to the problems.
pub(crate) type Read<T> = fn(&Json, &mut Vec<Problem>) -> T;

impl<T: Default> Content<T> {
    /// Reads a document; one without files is empty, without mistakes.
    pub(crate) fn new(document: Document, read: Read<T>) -> Self {
        if document.sources().is_empty() {
            return Self {
                document,
                value: T::default(),
                problems: Vec::new(),
            };
        }
        Self::read(document, read)
    }

    /// Reads a document, whether or not it comes from files.
    pub(crate) fn read(document: Document, read: Read<T>) -> Self {
        let mut problems = Vec::new();
        let value = read(document.value(), &mut problems);
        Self {
            document,
            value,
            problems,
        }
    }
}

impl<T> Content<T> {
    pub(crate) const fn value(&self) -> &T {
        &self.value
    }

    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    pub(crate) const fn document(&self) -> &Document {
        &self.document
    }
}
