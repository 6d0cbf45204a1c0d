//! Waiters: every acceptor checked against the output it will see.

use std::path::Path;

use pageboy_models::{Json, pointer};

use super::expression::{self, Mistake};
use super::model::{Model, Type};
use super::names;
use super::{AcceptorPlan, AcceptorState, Expected, MatcherPlan, WaiterPlan};
use crate::problem::Problem;

const WAITER_KEYS: &[&str] = &["acceptors", "delay", "description", "maxAttempts", "operation", "type"];
const ACCEPTOR_KEYS: &[&str] = &["argument", "expected", "matcher", "state"];
const STATES: &[&str] = &["failure", "retry", "success"];
const MATCHERS: &[&str] = &["error", "path", "pathAll", "pathAny", "status"];

/// The operation a waiter polls, without looking at anything else in it.
pub(super) fn operation_of(definition: &Json) -> Option<&str> {
    definition.get("operation")?.as_str()
}

/// Settles a waiter; what is wrong with it goes to the model's problems.
pub(super) fn plan(
    model: &Model<'_>,
    file: &Path,
    name: &str,
    definition: &Json,
    operation: usize,
) -> WaiterPlan {
    let reader = Reader { model, file, base: pointer(["waiters", name]) };
    reader.known_keys(definition, "", WAITER_KEYS);
    if !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        reader.report("", "the name of a waiter is made of letters and digits");
    }
    let output = reader.output(definition);
    let acceptors = match definition.get("acceptors").and_then(Json::as_array) {
        Some(acceptors) => acceptors
            .iter()
            .enumerate()
            .filter_map(|(at, acceptor)| reader.acceptor(&format!("/acceptors/{at}"), acceptor, output.as_ref()))
            .collect(),
        None => {
            reader.report("", "`acceptors` is missing or not a list");
            Vec::new()
        }
    };
    WaiterPlan {
        name: name.to_owned(),
        method: names::snake(name),
        table: names::table(name),
        operation,
        delay: reader.delay(definition),
        max_attempts: reader.max_attempts(definition),
        acceptors,
        origin: format!("`{}`, `{name}`", crate::plan::service::file_label(file)),
    }
}

struct Reader<'a, 'm> {
    model: &'a Model<'m>,
    file: &'a Path,
    base: String,
}

impl Reader<'_, '_> {
    fn problem(&self, place: &str, message: impl Into<String>) -> Problem {
        Problem::at_pointer(self.file, &format!("{}{place}", self.base), message)
    }

    fn report(&self, place: &str, message: impl Into<String>) {
        self.model.report(self.problem(place, message));
    }

    fn known_keys(&self, object: &Json, place: &str, known: &[&str]) {
        for key in object.as_object().into_iter().flat_map(|object| object.keys()) {
            if !known.contains(&key.as_str()) {
                let problem = self.problem(&format!("{place}/{key}"), format!("unknown key `{key}`"));
                self.model.report(problem.nearest(key, known.iter().copied()));
            }
        }
    }

    /// The type of the polled operation's output; `None` when it has none.
    fn output(&self, definition: &Json) -> Option<Type> {
        let operation = self.model.operation(operation_of(definition)?)?;
        operation.output.as_ref().map(|output| self.model.type_of(&output.shape))
    }

    fn delay(&self, definition: &Json) -> f64 {
        let delay = definition.get("delay").and_then(Json::as_number).and_then(|number| number.as_f64());
        match delay {
            Some(delay) if delay >= 0.0 => delay,
            _ => {
                self.report("/delay", "expected the seconds between two polls, a number of 0 or more");
                0.0
            }
        }
    }

    fn max_attempts(&self, definition: &Json) -> u32 {
        let attempts =
            definition.get("maxAttempts").and_then(Json::as_number).and_then(|number| number.as_u64());
        match attempts.and_then(|attempts| u32::try_from(attempts).ok()) {
            Some(attempts) if attempts >= 1 => attempts,
            _ => {
                self.report("/maxAttempts", "expected the most calls, an integer of 1 or more");
                1
            }
        }
    }

    fn acceptor(&self, place: &str, acceptor: &Json, output: Option<&Type>) -> Option<AcceptorPlan> {
        self.known_keys(acceptor, place, ACCEPTOR_KEYS);
        let state = self.word(place, acceptor, "state", STATES);
        let matcher = self.word(place, acceptor, "matcher", MATCHERS);
        let matcher = self.matcher(place, acceptor, matcher?, output);
        let state = match state? {
            "success" => AcceptorState::Success,
            "failure" => AcceptorState::Failure,
            _ => AcceptorState::Retry,
        };
        Some(AcceptorPlan { state, matcher: matcher? })
    }

    fn word(&self, place: &str, acceptor: &Json, key: &str, known: &[&'static str]) -> Option<&'static str> {
        let Some(text) = acceptor.get(key).and_then(Json::as_str) else {
            self.report(place, format!("`{key}` is missing or not a string"));
            return None;
        };
        let found = known.iter().find(|word| **word == text).copied();
        if found.is_none() {
            let problem = self.problem(&format!("{place}/{key}"), format!("unknown {key} `{text}`"));
            let problem = problem.help(format!("known are {}", known.join(", ")));
            self.model.report(problem.nearest(text, known.iter().copied()));
        }
        found
    }

    fn matcher(
        &self,
        place: &str,
        acceptor: &Json,
        matcher: &str,
        output: Option<&Type>,
    ) -> Option<MatcherPlan> {
        let expected_place = format!("{place}/expected");
        let Some(expected) = acceptor.get("expected") else {
            self.report(place, "`expected` is missing");
            return None;
        };
        match matcher {
            "status" => {
                let status = expected.as_number().and_then(|number| number.as_u64());
                match status.and_then(|status| u16::try_from(status).ok()) {
                    Some(status @ 100..=599) => Some(MatcherPlan::Status(status)),
                    _ => {
                        self.report(&expected_place, "expected an HTTP status, a number from 100 to 599");
                        None
                    }
                }
            }
            "error" => match expected {
                Json::Bool(any) => Some(MatcherPlan::AnyError(*any)),
                Json::String(code) if !code.is_empty() => Some(MatcherPlan::Error(code.clone())),
                _ => {
                    self.report(&expected_place, "expected an error code, `true` or `false`");
                    None
                }
            },
            path => self.path(place, acceptor, path, expected, output),
        }
    }

    fn path(
        &self,
        place: &str,
        acceptor: &Json,
        matcher: &str,
        expected: &Json,
        output: Option<&Type>,
    ) -> Option<MatcherPlan> {
        let Some(argument) = acceptor.get("argument").and_then(Json::as_str) else {
            self.report(place, format!("a `{matcher}` matcher needs an `argument`, a JMESPath expression"));
            return None;
        };
        let argument_place = format!("{place}/argument");
        let Some(output) = output else {
            self.report(&argument_place, "the operation has no output to look at");
            return None;
        };
        let expected = match expected {
            Json::String(text) => Expected::String(text.clone()),
            Json::Bool(value) => Expected::Boolean(*value),
            Json::Number(number) => match number.as_i64() {
                Some(integer) => Expected::Integer(integer),
                None => Expected::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            other => {
                let found = other.kind();
                let message = format!("expected a string, a number or a boolean, found {found}");
                self.report(&format!("{place}/expected"), message);
                return None;
            }
        };
        let (expression, kind) = match expression::lower(argument, output, self.model) {
            Ok(lowered) => lowered,
            Err(mistakes) => {
                report_mistakes(self.model, self.file, &format!("{}{argument_place}", self.base), mistakes);
                return None;
            }
        };
        match (matcher, &kind) {
            ("path", _) => Some(MatcherPlan::Path(expression, expected)),
            (_, Type::List(_) | Type::Any) => Some(if matcher == "pathAll" {
                MatcherPlan::PathAll(expression, expected)
            } else {
                MatcherPlan::PathAny(expression, expected)
            }),
            (_, other) => {
                let message = format!("`{matcher}` needs a list, `{argument}` is {}", other.describe());
                self.model.report(self.problem(&argument_place, message).help("use `path`"));
                None
            }
        }
    }
}

/// Reports what is wrong with an expression at a JSON pointer.
pub(super) fn report_mistakes(model: &Model<'_>, file: &Path, place: &str, mistakes: Vec<Mistake>) {
    for mistake in mistakes {
        let problem = Problem::at_pointer(file, place, mistake.message);
        model.report(match mistake.unknown {
            Some((name, known)) => problem.nearest(&name, known.iter().map(String::as_str)),
            None => problem,
        });
    }
}
