//! Waiters in the form of a definition.

use crate::json::{Json, pointer};
use crate::one_or_many::OneOrMany;
use crate::reader::{ObjectReader, Problem};

/// The longest delay, in seconds: a year.
const LONGEST_DELAY: f64 = 31_536_000.0;

/// A waiter. A missing or mistyped part reads as empty or zero, and is reported as a problem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waiter {
    /// `operation`: the operation to poll.
    pub operation: String,
    /// `delay` between calls, in seconds; NaN if it is missing or wrong.
    pub delay: f64,
    /// `maxAttempts`: the number of calls, including the first.
    pub max_attempts: u32,
    /// `acceptors`, in order; the first that matches decides.
    pub acceptors: Vec<Acceptor>,
    /// `description`; absent from the vendored definitions.
    pub description: Option<String>,
    /// `batch`: how ids relate to the operation. Ours; botocore has no such key.
    pub batch: Option<Batch>,
}

/// How the ids of a wait relate to the polled operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// `ids`: the input member that carries them: a list of text, or a text with one id.
    pub ids: String,
    /// `items` and `id`, and those `beside` them: lists in the output whose items each belong to one id.
    pub lists: Vec<BatchList>,
    /// `limit`: the maximum number of ids per call.
    pub limit: Option<u32>,
}

/// A list in the output whose items each belong to one id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchList {
    /// `items`: the path of the list, for example `Reservations[].Instances[]`.
    pub items: String,
    /// `id`: the members of an item that may hold its id.
    pub id: OneOrMany,
    /// The JSON pointer of the object that has `items` and `id`.
    pub place: String,
}

/// An acceptor: a condition on an answer, and the state that follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptor {
    /// `state`: `success`, `failure` or `retry`.
    pub state: String,
    /// `matcher`: `path`, `pathAll`, `pathAny`, `status` or `error`.
    pub matcher: String,
    /// `argument`: the JMESPath expression of a path matcher.
    pub argument: Option<String>,
    /// `expected`: a string, a number, or a boolean; null if it is missing.
    pub expected: Json,
}

/// Reads a waiter at a JSON pointer; mistakes go to the problems.
///
/// Others, which know the operation, check names and expressions.
pub fn read(value: &Json, place: String, problems: &mut Vec<Problem>) -> Waiter {
    let mut waiter = Waiter {
        delay: f64::NAN,
        ..Waiter::default()
    };
    let Some(mut reader) = ObjectReader::new(value, place, problems) else {
        return waiter;
    };
    waiter.operation = reader
        .required_text("operation", problems)
        .unwrap_or_default();
    if let Some(value) = reader.required("delay", problems) {
        match value.as_number().and_then(serde_json::Number::as_f64) {
            Some(delay) if (0.0..=LONGEST_DELAY).contains(&delay) => waiter.delay = delay,
            Some(delay) if delay > LONGEST_DELAY => {
                let expected = "seconds, at most 31536000 (a year)";
                reader.mismatch("delay", expected, value, problems);
            }
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
    let Some(mut reader) = ObjectReader::new(value, place.clone(), problems) else {
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
                    if let Some(mut reader) = ObjectReader::new(value, place.clone(), problems) {
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

fn read_list(
    reader: &mut ObjectReader<'_>,
    place: String,
    problems: &mut Vec<Problem>,
) -> BatchList {
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
    let Some(mut reader) = ObjectReader::new(value, place.clone(), problems) else {
        return acceptor;
    };
    acceptor.state = reader.required_text("state", problems).unwrap_or_default();
    acceptor.matcher = reader
        .required_text("matcher", problems)
        .unwrap_or_default();
    acceptor.argument = reader.text("argument", problems);
    let is_path = matches!(acceptor.matcher.as_str(), "path" | "pathAll" | "pathAny");
    if is_path && reader.member("argument").is_none() {
        problems.push(Problem {
            pointer: place,
            message: format!(
                "a `{}` matcher needs an `argument`, a JMESPath expression",
                acceptor.matcher
            ),
        });
    }
    match reader.required("expected", problems) {
        Some(Json::Null) => {
            let wanted = "a string, a number or a boolean";
            reader.mismatch("expected", wanted, &Json::Null, problems);
        }
        Some(expected) => acceptor.expected = expected.clone(),
        None => {}
    }
    reader.finish(problems);
    acceptor
}
