//! `waiters-2.json`: named waits, each an operation that is polled and acceptors that judge its answers.

use indexmap::IndexMap;

use crate::document::Document;
use crate::json::{Json, pointer};
use crate::one_or_many::OneOrMany;
use crate::reader::{Problem, Reader};

/// The only version of the format there is.
const VERSION: u64 = 2;

/// The waiters of a service, with everything that is merged into them.
#[derive(Clone, Debug)]
pub struct Waiters {
    document: Document,
    waiters: IndexMap<String, Waiter>,
    problems: Vec<Problem>,
}

impl Waiters {
    /// The waiters by name, in the order of the files.
    pub const fn all(&self) -> &IndexMap<String, Waiter> {
        &self.waiters
    }

    /// The waiter of this name.
    pub fn find(&self, name: &str) -> Option<&Waiter> {
        self.waiters.get(name)
    }

    /// What is wrong with the files as such: unknown keys, missing keys, wrong types, a wrong version.
    ///
    /// Whether operations exist and expressions fit is for whoever knows the service.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The merged JSON and where it came from; waiter `Foo` is at `/waiters/Foo`.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    pub(crate) fn new(document: Document) -> Self {
        let mut problems = Vec::new();
        let mut waiters = IndexMap::new();
        if !document.sources().is_empty() {
            waiters = read(document.value(), &mut problems);
        }
        Self {
            document,
            waiters,
            problems,
        }
    }
}

/// A waiter. What is missing or of the wrong type reads as empty or zero, and [`Waiters::problems`] names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waiter {
    /// `operation`: what is polled.
    pub operation: String,
    /// `delay` between calls, in seconds.
    pub delay: f64,
    /// `maxAttempts`: calls in all, the first included.
    pub max_attempts: u32,
    /// `acceptors`, in order; the first that matches decides.
    pub acceptors: Vec<Acceptor>,
    /// `description`; absent from the vendored definitions.
    pub description: Option<String>,
    /// `batch`: how ids relate to the operation. Ours; botocore has no such key.
    pub batch: Option<Batch>,
}

/// How the ids of what is waited for relate to the polled operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// `ids`: the input member that carries them, a list of text, or a text that carries one.
    pub ids: String,
    /// `items` and `id`, and those `beside` them: lists in the output whose items are each about one id.
    pub lists: Vec<BatchList>,
    /// `limit`: the most ids of one call.
    pub limit: Option<u32>,
}

/// A list in the output whose items are each about one id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchList {
    /// `items`: the path of the list, for example `Reservations[].Instances[]`.
    pub items: String,
    /// `id`: the members of an item that may hold its id.
    pub id: OneOrMany,
    /// The JSON pointer of the object that has `items` and `id`.
    pub place: String,
}

/// An acceptor: what an answer must be, and what that means.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptor {
    /// `state`: `success`, `failure` or `retry`.
    pub state: String,
    /// `matcher`: `path`, `pathAll`, `pathAny`, `status` or `error`.
    pub matcher: String,
    /// `argument`: the JMESPath expression of a path matcher.
    pub argument: Option<String>,
    /// `expected`: a string, a number, or a boolean.
    pub expected: Json,
}

fn read(file: &Json, problems: &mut Vec<Problem>) -> IndexMap<String, Waiter> {
    let mut waiters = IndexMap::new();
    let Some(mut top) = Reader::new(file, String::new(), problems) else {
        return waiters;
    };
    if let Some(version) = top.required("version", problems)
        && version.as_number().and_then(serde_json::Number::as_f64) != Some(VERSION as f64)
    {
        top.mismatch("version", "2", version, problems);
    }
    if let Some(value) = top.required("waiters", problems) {
        match value.as_object() {
            Some(entries) => {
                for (name, value) in entries {
                    let place = pointer(["waiters", name.as_str()]);
                    waiters.insert(name.clone(), read_waiter(value, place, problems));
                }
            }
            None => top.mismatch("waiters", "an object", value, problems),
        }
    }
    top.finish(problems);
    waiters
}

fn read_waiter(value: &Json, place: String, problems: &mut Vec<Problem>) -> Waiter {
    let mut waiter = Waiter::default();
    let Some(mut reader) = Reader::new(value, place, problems) else {
        return waiter;
    };
    waiter.operation = reader
        .required_text("operation", problems)
        .unwrap_or_default();
    if let Some(value) = reader.required("delay", problems) {
        match value.as_number().and_then(serde_json::Number::as_f64) {
            Some(delay) if delay >= 0.0 => waiter.delay = delay,
            _ => reader.mismatch("delay", "seconds, 0 or more", value, problems),
        }
    }
    if let Some(value) = reader.required("maxAttempts", problems) {
        let attempts = value.as_number().and_then(serde_json::Number::as_u64);
        match attempts.and_then(|attempts| u32::try_from(attempts).ok()) {
            Some(attempts) if attempts > 0 => waiter.max_attempts = attempts,
            _ => reader.mismatch("maxAttempts", "a whole number, 1 or more", value, problems),
        }
    }
    if let Some(value) = reader.required("acceptors", problems) {
        match value.as_array() {
            Some(acceptors) => {
                for (index, value) in acceptors.iter().enumerate() {
                    let place = reader.place("acceptors") + &pointer([index.to_string().as_str()]);
                    waiter.acceptors.push(read_acceptor(value, place, problems));
                }
            }
            None => reader.mismatch("acceptors", "an array", value, problems),
        }
    }
    waiter.description = reader.text("description", problems);
    reader.member("type");
    if let Some(value) = reader.member("batch") {
        waiter.batch = Some(read_batch(value, reader.place("batch"), problems));
    }
    reader.finish(problems);
    waiter
}

fn read_batch(value: &Json, place: String, problems: &mut Vec<Problem>) -> Batch {
    let mut batch = Batch::default();
    let Some(mut reader) = Reader::new(value, place.clone(), problems) else {
        return batch;
    };
    batch.ids = reader.required_text("ids", problems).unwrap_or_default();
    if let Some(value) = reader.member("limit") {
        let limit = value.as_number().and_then(serde_json::Number::as_u64);
        match limit.and_then(|limit| u32::try_from(limit).ok()) {
            Some(limit) if limit > 0 => batch.limit = Some(limit),
            _ => reader.mismatch("limit", "a whole number, 1 or more", value, problems),
        }
    }
    if reader.member("items").is_some() || reader.member("id").is_some() {
        batch.lists.push(read_list(&mut reader, place, problems));
    }
    if let Some(value) = reader.member("beside") {
        match value.as_array() {
            Some(lists) => {
                for (index, value) in lists.iter().enumerate() {
                    let place = reader.place("beside") + &pointer([index.to_string().as_str()]);
                    if let Some(mut reader) = Reader::new(value, place.clone(), problems) {
                        batch.lists.push(read_list(&mut reader, place, problems));
                        reader.finish(problems);
                    }
                }
            }
            None => reader.mismatch("beside", "an array", value, problems),
        }
    }
    reader.finish(problems);
    batch
}

fn read_list(reader: &mut Reader<'_>, place: String, problems: &mut Vec<Problem>) -> BatchList {
    let items = reader.required_text("items", problems).unwrap_or_default();
    let id = reader.required("id", problems);
    BatchList {
        items,
        id: OneOrMany::read("id", id, reader, problems),
        place,
    }
}

fn read_acceptor(value: &Json, place: String, problems: &mut Vec<Problem>) -> Acceptor {
    let mut acceptor = Acceptor {
        state: String::new(),
        matcher: String::new(),
        argument: None,
        expected: Json::Null,
    };
    let Some(mut reader) = Reader::new(value, place, problems) else {
        return acceptor;
    };
    acceptor.state = reader.required_text("state", problems).unwrap_or_default();
    acceptor.matcher = reader
        .required_text("matcher", problems)
        .unwrap_or_default();
    acceptor.argument = reader.text("argument", problems);
    if let Some(expected) = reader.required("expected", problems) {
        acceptor.expected = expected.clone();
    }
    reader.finish(problems);
    acceptor
}
