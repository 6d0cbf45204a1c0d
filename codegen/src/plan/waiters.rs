//! Waiters: every acceptor checked against the output it will see.

use std::path::Path;

use pageboy_models::waiters::{Acceptor, Waiter};
use pageboy_models::{Json, pointer};
use pageboy_schema::expression::Mistake;
use pageboy_schema::{AcceptorState, Expected};

use super::expression;
use super::model::{Model, Type};
use super::{AcceptorPlan, MatcherPlan, WaiterPlan};
use super::{batch, comparison, names};
use crate::problem::Problem;

const STATES: &[&str] = &["failure", "retry", "success"];
const MATCHERS: &[&str] = &["error", "path", "pathAll", "pathAny", "status"];

/// Settles a waiter; what is wrong with it goes to the model's problems.
pub(super) fn plan(
    model: &Model<'_>,
    file: &Path,
    (name, waiter): (&str, &Waiter),
    operation: usize,
) -> WaiterPlan {
    let reader = Reader {
        model,
        file,
        base: pointer(["waiters", name]),
        operation: &waiter.operation,
    };
    if !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        reader.report("", "the name of a waiter is made of letters and digits");
    }
    let output = model
        .operation(&waiter.operation)
        .and_then(|operation| Some(model.type_of(&operation.output.as_ref()?.shape)));
    let acceptors: Vec<_> = waiter
        .acceptors
        .iter()
        .enumerate()
        .filter_map(|(at, acceptor)| {
            reader.acceptor(&format!("/acceptors/{at}"), acceptor, output.as_ref())
        })
        .collect();
    let paths = acceptors
        .iter()
        .filter_map(|acceptor| acceptor.matcher.path());
    let batch = batch::plan(model, file, (name, waiter), paths);
    WaiterPlan {
        name: name.to_owned(),
        method: names::snake(name),
        table: names::table(name),
        operation,
        delay: waiter.delay,
        max_attempts: waiter.max_attempts,
        acceptors,
        batch,
        origin: format!("`{}`, `{name}`", super::service::file_label(file)),
    }
}

struct Reader<'a, 'm> {
    model: &'a Model<'m>,
    file: &'a Path,
    base: String,
    operation: &'a str,
}

impl Reader<'_, '_> {
    fn problem(&self, place: &str, message: impl Into<String>) -> Problem {
        Problem::at_pointer(self.file, &format!("{}{place}", self.base), message)
    }

    fn report(&self, place: &str, message: impl Into<String>) {
        self.model.report(self.problem(place, message));
    }

    fn acceptor(
        &self,
        place: &str,
        acceptor: &Acceptor,
        output: Option<&Type>,
    ) -> Option<AcceptorPlan> {
        // Both are looked at, so that both mistakes are reported.
        let state = self.word(&format!("{place}/state"), "state", &acceptor.state, STATES);
        let matcher = self.word(
            &format!("{place}/matcher"),
            "matcher",
            &acceptor.matcher,
            MATCHERS,
        );
        let matcher = self.matcher(place, acceptor, matcher?, output);
        let state = match state? {
            "success" => AcceptorState::Success,
            "failure" => AcceptorState::Failure,
            _ => AcceptorState::Retry,
        };
        Some(AcceptorPlan {
            state,
            matcher: matcher?,
        })
    }

    fn word(
        &self,
        place: &str,
        what: &str,
        text: &str,
        known: &[&'static str],
    ) -> Option<&'static str> {
        let found = known.iter().find(|word| **word == text).copied();
        // An empty word is missing or no string, which the reader of the file has reported.
        if found.is_none() && !text.is_empty() {
            let problem = self.problem(place, format!("unknown {what} `{text}`"));
            let problem = problem.help(format!("known are {}", known.join(", ")));
            self.model
                .report(problem.nearest(text, known.iter().copied()));
        }
        found
    }

    fn matcher(
        &self,
        place: &str,
        acceptor: &Acceptor,
        matcher: &str,
        output: Option<&Type>,
    ) -> Option<MatcherPlan> {
        let expected_place = format!("{place}/expected");
        let expected = &acceptor.expected;
        match matcher {
            "status" => {
                let status = expected.as_number().and_then(|number| number.as_u64());
                match status.and_then(|status| u16::try_from(status).ok()) {
                    Some(status @ 100..=599) => Some(MatcherPlan::Status(status)),
                    _ => {
                        let found = describe(expected);
                        let message = format!(
                            "expected an HTTP status, a number from 100 to 599, found {found}"
                        );
                        self.report(&expected_place, message);
                        None
                    }
                }
            }
            "error" => match expected {
                Json::Bool(any) => Some(MatcherPlan::AnyError(*any)),
                Json::String(code) if !code.is_empty() => Some(MatcherPlan::Error(code.clone())),
                _ => {
                    let message = format!(
                        "expected an error code, `true` or `false`, found {}",
                        describe(expected)
                    );
                    self.report(&expected_place, message);
                    None
                }
            },
            path => self.path(place, acceptor, path, expected, output),
        }
    }

    fn path(
        &self,
        place: &str,
        acceptor: &Acceptor,
        matcher: &str,
        expected: &Json,
        output: Option<&Type>,
    ) -> Option<MatcherPlan> {
        let Some(argument) = acceptor.argument.as_deref() else {
            self.report(
                place,
                format!("a `{matcher}` matcher needs an `argument`, a JMESPath expression"),
            );
            return None;
        };
        let argument_place = format!("{place}/argument");
        let Some(output) = output else {
            let message = format!(
                "`{}` returns nothing that an expression could look at",
                self.operation
            );
            self.report(&argument_place, message);
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
                let message = format!(
                    "expected a string, a number or a boolean, found {}",
                    describe(other)
                );
                self.report(&format!("{place}/expected"), message);
                return None;
            }
        };
        let (expression, kind) = match expression::lower(argument, output, self.model) {
            Ok(lowered) => lowered,
            Err(mistakes) => {
                report_mistakes(
                    self.model,
                    self.file,
                    &format!("{}{argument_place}", self.base),
                    argument,
                    mistakes,
                );
                return None;
            }
        };
        if let Some((message, fix)) =
            comparison::mismatch(self.model, matcher, argument, &kind, &expected)
        {
            let problem = self.problem(&argument_place, message).help(fix);
            self.model
                .report(problem.in_expression(argument, 0..argument.len()));
            return None;
        }
        Some(match matcher {
            "path" => MatcherPlan::Path(expression, expected),
            "pathAll" => MatcherPlan::PathAll(expression, expected),
            _ => MatcherPlan::PathAny(expression, expected),
        })
    }
}

/// A value in a message: numbers, truth values and the empty string as they are, everything else by its kind.
fn describe(value: &Json) -> String {
    match value {
        Json::Number(number) => number.to_string(),
        Json::Bool(value) => value.to_string(),
        Json::String(text) if text.is_empty() => "an empty string".to_owned(),
        other => other.kind().to_owned(),
    }
}

/// Reports what is wrong with an expression at a JSON pointer.
pub(super) fn report_mistakes(
    model: &Model<'_>,
    file: &Path,
    place: &str,
    expression: &str,
    mistakes: Vec<Mistake>,
) {
    for mistake in mistakes {
        let problem = Problem::at_pointer(file, place, mistake.sentence(expression))
            .in_expression(expression, mistake.part);
        let problem = match mistake.fix {
            Some(fix) => problem.help(fix),
            None => problem,
        };
        model.report(match mistake.unknown {
            Some((name, known)) => problem.nearest(&name, known.iter().map(String::as_str)),
            None => problem,
        });
    }
}
