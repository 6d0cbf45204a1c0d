//! Mistakes in the entries of a service model, and the entries without them.

use pageboy_schema::in_words;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::reader::Problem;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::format::{self, Findings};
use crate::service::{EntryKind, Operation, Service};
use crate::shape::Shape;

impl Service {
    /// The mistakes at the top of the file and in `metadata`.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// An operation without its wrong parts; `None` if something that others refer to is among them.
    pub fn mended_operation(&self, name: &str) -> Option<Operation> {
        self.mended(EntryKind::Operation, name)
    }

    /// A shape without its wrong parts, a misspelt word replaced by the nearest; `None` if something that
    /// others refer to is among them.
    pub fn mended_shape(&self, name: &str) -> Option<Shape> {
        self.mended(EntryKind::Shape, name)
    }

    /// The keys at the top of the file and in `metadata` that nothing reads.
    pub fn unknown_keys(&self) -> &[Problem] {
        &self.unknown
    }

    /// The mistakes in an operation, and its unknown keys.
    pub fn format_of_operation(&self, name: &str) -> (Vec<Problem>, Vec<Problem>) {
        let checked = self.checked(EntryKind::Operation, name);
        checked.map_or_else(Default::default, |(_, found)| (found.wrong, found.unknown))
    }

    /// The mistakes in a shape, and its unknown keys; `shape` is the parsed one.
    pub fn format_of_shape(&self, name: &str, shape: &Shape) -> (Vec<Problem>, Vec<Problem>) {
        let checked = shape
            .is_unfamiliar()
            .then(|| self.checked(EntryKind::Shape, name));
        checked
            .flatten()
            .map_or_else(Default::default, |(_, found)| (found.wrong, found.unknown))
    }

    fn mended<T: DeserializeOwned>(&self, kind: EntryKind, name: &str) -> Option<T> {
        let (value, found) = self.checked(kind, name)?;
        let whole = (!found.is_lossy).then(|| value.to_string());
        serde_json::from_str(&whole?).ok()
    }

    /// An entry without its wrong parts, and what does not agree with the format.
    fn checked(&self, kind: EntryKind, name: &str) -> Option<(Json, Findings)> {
        let (section, key, place) = match kind {
            EntryKind::Operation => (&self.operations, "operations", &format::OPERATION),
            EntryKind::Shape => (&self.shapes, "shapes", &format::SHAPE),
        };
        let mut value: Json = section.parse(&self.text, name)?.ok()?;
        let mut found = Findings::default();
        format::check(&mut value, place, &[key, name], &mut found);
        Some((value, found))
    }

    /// The mistakes of an entry that does not parse.
    pub(crate) fn wrong(&self, kind: EntryKind, name: &str, error: &serde_json::Error) -> Error {
        let key = match kind {
            EntryKind::Operation => "operations",
            EntryKind::Shape => "shapes",
        };
        let pointer = pointer([key, name]);
        let path = self.origin(&pointer).to_owned();
        let found = self.checked(kind, name);
        let mut problems = found.map_or_else(Vec::new, |(_, found)| found.wrong);
        if problems.is_empty() {
            let message = in_words(error);
            problems.push(Problem { pointer, message });
        }
        Error::Mistakes { path, problems }
    }
}
