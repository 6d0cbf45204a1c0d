//! Waiters from botocore's JSON, read while the program runs.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pageboy_schema::expression::comparison;
use pageboy_schema::{Known, Times, nearest};
use serde_json::{Map, Value};

use crate::jmespath::{Expression, Type};
use crate::schema::{Operation, shapes};

use super::{Acceptor, AcceptorState, Expected, Matcher, Waiter};

const KEYS: &[&str] = &[
    "acceptors",
    "delay",
    "description",
    "maxAttempts",
    "operation",
    "type",
];
const ACCEPTOR_KEYS: &[&str] = &["argument", "expected", "matcher", "state"];
const MATCHERS: &[&str] = &["error", "path", "pathAll", "pathAny", "status"];
const STATES: &[&str] = &["failure", "retry", "success"];

/// The waiters that were read, by the address of their operation and by their text.
type Readings = HashMap<(usize, String), &'static Waiter>;

impl Waiter {
    /// A waiter of `operation` from one entry of `waiters` in a `waiters-2.json`, which is an object with `operation`,
    /// `delay`, `maxAttempts` and `acceptors`. Its name is the operation's.
    ///
    /// Expressions are checked against the operation's output, and their members resolved, once: the waiter lives as long
    /// as the program, and the same text gives the same waiter again.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the text, each with its place. That includes what is compared and never equal, in expressions
    /// and with what acceptors expect: a number or a time, which is seconds since 1970 here, with text, and an enum with a value
    /// that the model does not list. `to_string(…)` of an enum compares with any text.
    pub fn from_json(
        operation: &'static Operation,
        text: &str,
    ) -> Result<&'static Self, DefinitionError> {
        static KNOWN: Mutex<Option<Readings>> = Mutex::new(None);
        let key = (std::ptr::from_ref(operation).addr(), text.to_owned());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        if let Some(waiter) = known.get(&key) {
            return Ok(waiter);
        }
        let waiter: &'static Self = Box::leak(Box::new(read(operation, text)?));
        known.insert(key, waiter);
        Ok(waiter)
    }
}

/// What is wrong with the definition of a waiter.
///
/// `Display` lists all problems, each with its JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionError {
    service: &'static str,
    operation: &'static str,
    problems: Vec<DefinitionProblem>,
}

/// One thing that is wrong with the definition of a waiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionProblem {
    pointer: String,
    message: String,
}

impl DefinitionError {
    /// The problems, in the order of the definition's keys.
    pub fn problems(&self) -> &[DefinitionProblem] {
        &self.problems
    }
}

impl DefinitionProblem {
    /// The JSON pointer of what is wrong; empty for the whole definition.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong with it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DefinitionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer)?;
        }
        f.write_str(&self.message)
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service, operation, ..
        } = self;
        write!(f, "{service} {operation}: the waiter's definition is wrong")?;
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { ": " } else { "; " };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for DefinitionError {}

fn read(operation: &'static Operation, text: &str) -> Result<Waiter, DefinitionError> {
    let mut reader = Reader {
        operation,
        problems: Vec::new(),
    };
    if let Some(twice) = pageboy_schema::twice(text) {
        let (first, again) = (twice.first, twice.again);
        let message = format!("is given twice, first at {first} and again at {again}");
        reader.report(&twice.pointer, message);
    }
    let waiter = match serde_json::from_str(text) {
        Ok(value) => reader.waiter(&value),
        Err(error) => {
            reader.report("", format!("it is no JSON: {error}"));
            None
        }
    };
    match waiter {
        Some(waiter) if reader.problems.is_empty() => Ok(waiter),
        _ => Err(DefinitionError {
            service: operation.service.name,
            operation: operation.name,
            problems: reader.problems,
        }),
    }
}

struct Reader {
    operation: &'static Operation,
    problems: Vec<DefinitionProblem>,
}

impl Reader {
    fn report(&mut self, pointer: &str, message: impl Into<String>) {
        self.problems.push(DefinitionProblem {
            pointer: pointer.to_owned(),
            message: message.into(),
        });
    }

    /// The members of an object, after those were reported that nobody knows.
    fn object<'v>(
        &mut self,
        place: &str,
        value: &'v Value,
        known: &[&str],
    ) -> Option<&'v Map<String, Value>> {
        let Some(members) = value.as_object() else {
            self.report(place, format!("expected an object, found {}", kind(value)));
            return None;
        };
        for name in members.keys().filter(|name| !known.contains(&&***name)) {
            let message = format!("unknown key{}", meant(name, known));
            self.report(&format!("{place}/{}", escaped(name)), message);
        }
        Some(members)
    }

    /// What `take` makes of a member that must be there.
    fn member<'v, T>(
        &mut self,
        place: &str,
        members: &'v Map<String, Value>,
        name: &str,
        expected: &str,
        take: impl FnOnce(&'v Value) -> Option<T>,
    ) -> Option<T> {
        let Some(value) = members.get(name) else {
            self.report(place, format!("`{name}` is missing"));
            return None;
        };
        let taken = take(value);
        if taken.is_none() {
            let message = format!("expected {expected}, found {}", kind(value));
            self.report(&format!("{place}/{name}"), message);
        }
        taken
    }

    /// Reads as far as it can, so that all problems are found.
    fn waiter(&mut self, value: &Value) -> Option<Waiter> {
        let members = self.object("", value, KEYS)?;
        let polled = self.member("", members, "operation", "a string", Value::as_str);
        if let Some(polled) = polled.filter(|polled| *polled != self.operation.name) {
            let message = format!(
                "it polls `{polled}`, but the request is one to `{}`",
                self.operation.name
            );
            self.report("/operation", message);
        }
        let delay = self.member("", members, "delay", "seconds, 0 or more", |value| {
            Duration::try_from_secs_f64(value.as_f64()?).ok()
        });
        let attempts = "a whole number, 1 or more";
        let max_attempts = self.member("", members, "maxAttempts", attempts, |value| {
            let attempts = u32::try_from(value.as_u64()?).ok()?;
            (attempts > 0).then_some(attempts)
        });
        let listed = self.member("", members, "acceptors", "an array", Value::as_array);
        let acceptors: Vec<_> = listed
            .into_iter()
            .flatten()
            .enumerate()
            .filter_map(|(at, acceptor)| self.acceptor(&format!("/acceptors/{at}"), acceptor))
            .collect();
        if !self.problems.is_empty() {
            return None;
        }
        Some(Waiter {
            name: self.operation.name,
            operation: self.operation,
            delay: delay?,
            max_attempts: max_attempts?,
            acceptors: acceptors.leak(),
            batch: None,
        })
    }

    fn acceptor(&mut self, place: &str, value: &Value) -> Option<Acceptor> {
        let members = self.object(place, value, ACCEPTOR_KEYS)?;
        let state = self.word(place, members, "state", STATES);
        let matcher = self.word(place, members, "matcher", MATCHERS);
        let expected = members.get("expected");
        if expected.is_none() {
            self.report(place, "`expected` is missing");
        }
        let matcher = self.matcher(place, members, matcher?, expected?);
        let state = match state? {
            "success" => AcceptorState::Success,
            "failure" => AcceptorState::Failure,
            _ => AcceptorState::Retry,
        };
        Some(Acceptor::new(state, matcher?))
    }

    fn word(
        &mut self,
        place: &str,
        members: &Map<String, Value>,
        name: &str,
        known: &[&'static str],
    ) -> Option<&'static str> {
        let text = self.member(place, members, name, "a string", Value::as_str)?;
        let word = known.iter().find(|word| **word == text).copied();
        if word.is_none() {
            let meant = meant(text, known);
            self.report(
                &format!("{place}/{name}"),
                format!("unknown {name} `{text}`{meant}"),
            );
        }
        word
    }

    fn matcher(
        &mut self,
        place: &str,
        members: &Map<String, Value>,
        matcher: &str,
        expected: &Value,
    ) -> Option<Matcher> {
        let found = match (matcher, expected) {
            ("status", value) => {
                let status = value.as_u64().and_then(|status| u16::try_from(status).ok());
                status
                    .filter(|status| (100..=599).contains(status))
                    .map(Matcher::Status)
                    .ok_or("an HTTP status, a number from 100 to 599")
            }
            ("error", Value::Bool(any)) => Ok(Matcher::AnyError(*any)),
            ("error", Value::String(code)) if !code.is_empty() => Ok(Matcher::Error(kept(code))),
            ("error", _) => Err("an error code, `true` or `false`"),
            (path, value) => {
                // Both are looked at, so that both mistakes are reported.
                let argument = self.expression(place, members);
                match value_expected(value) {
                    Some(expected) => {
                        let (argument, kind) = argument?;
                        self.compared(place, path, (argument.source(), &kind), value);
                        Ok(match path {
                            "path" => Matcher::Path(argument, expected),
                            "pathAll" => Matcher::PathAll(argument, expected),
                            _ => Matcher::PathAny(argument, expected),
                        })
                    }
                    None => Err("a string, a number or a boolean"),
                }
            }
        };
        match found {
            Ok(matcher) => Some(matcher),
            Err(wanted) => {
                let message = format!("expected {wanted}, found {}", kind(expected));
                self.report(&format!("{place}/expected"), message);
                None
            }
        }
    }

    /// Reports what an expression never equals.
    fn compared(
        &mut self,
        place: &str,
        matcher: &str,
        (argument, kind): (&str, &Type),
        expected: &Value,
    ) {
        let (known, element) = (kind.known(), kind.element().known());
        if let Some((message, fix)) =
            comparison::expectation(matcher, argument, (&known, Some(&element)), expected)
        {
            return self.report(&format!("{place}/argument"), format!("{message}; {fix}"));
        }
        let compared = if matcher == "path" { known } else { element };
        if let (Known::Enum { name, values }, Some(text)) = (&compared, expected.as_str())
            && let Some(never) = comparison::unknown_value(name, values, text)
        {
            self.report(&format!("{place}/expected"), never.advice());
        }
    }

    fn expression(
        &mut self,
        place: &str,
        members: &Map<String, Value>,
    ) -> Option<(Expression, Type)> {
        let wanted = "a JMESPath expression";
        let text = self.member(place, members, "argument", wanted, Value::as_str)?;
        let output = self.operation.output.unwrap_or(&shapes::EMPTY);
        match Expression::parse_as(text, output, Times::Seconds) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.report(&format!("{place}/argument"), error.to_string());
                None
            }
        }
    }
}

fn value_expected(value: &Value) -> Option<Expected> {
    Some(match value {
        Value::String(text) => Expected::String(kept(text)),
        Value::Bool(value) => Expected::Boolean(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Expected::Integer(integer),
            None => Expected::Float(number.as_f64()?),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

/// Text that lives as long as the program.
fn kept(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn meant(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()).first() {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; known are {}", known.join(", ")),
    }
}

/// A value in a message: numbers and truth values as they are, everything else by its kind.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => String::from("null"),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) if text.is_empty() => String::from("an empty string"),
        Value::String(_) => String::from("a string"),
        Value::Array(_) => String::from("an array"),
        Value::Object(_) => String::from("an object"),
    }
}
