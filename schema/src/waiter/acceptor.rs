//! Acceptors, checked against the output that they judge.

use serde_json::Value;

use super::definition;
use super::misfit::Misfit;
use super::words::{AcceptorState, ExpectedValue};
use crate::expression::comparison::{self, Times, ValueKind};
use crate::expression::{Expression, Mistake, Shape, Type, fit};
use crate::json::Json;

const STATES: &[(&str, AcceptorState)] = &[
    ("failure", AcceptorState::Failure),
    ("retry", AcceptorState::Retry),
    ("success", AcceptorState::Success),
];
const MATCHERS: &[(&str, Kind)] = &[
    ("error", Kind::Error),
    ("path", Kind::Path(Matcher::Path)),
    ("pathAll", Kind::Path(Matcher::PathAll)),
    ("pathAny", Kind::Path(Matcher::PathAny)),
    ("status", Kind::Status),
];

/// An acceptor that fits its operation.
#[derive(Clone, Debug)]
pub struct Acceptor {
    /// The state that follows.
    pub state: AcceptorState,
    /// Its condition.
    pub matcher: Matcher,
}

/// The condition of an acceptor.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// The value of an expression equals the expected one.
    Path(Expression, ExpectedValue<String>),
    /// Every value of a non-empty list equals the expected one.
    PathAll(Expression, ExpectedValue<String>),
    /// At least one value of a list equals the expected one.
    PathAny(Expression, ExpectedValue<String>),
    /// The HTTP status is this one.
    Status(u16),
    /// The service answered with this error code.
    Error(String),
    /// The service answered with any error (`true`) or with an output (`false`).
    AnyError(bool),
}

impl Matcher {
    /// The expression, if it looks at the output.
    pub const fn path(&self) -> Option<&Expression> {
        match self {
            Self::Path(path, _) | Self::PathAll(path, _) | Self::PathAny(path, _) => Some(path),
            Self::Status(_) | Self::Error(_) | Self::AnyError(_) => None,
        }
    }
}

/// The kinds of matchers.
#[derive(Clone, Copy)]
enum Kind {
    Path(fn(Expression, ExpectedValue<String>) -> Matcher),
    Status,
    Error,
}

/// Checks an acceptor at a JSON pointer against its operation and the type of the operation's output.
///
/// `None` if it does not fit. Mistakes and doubts go to the misfits. [`read`](definition::read) has reported missing and
/// mistyped parts.
pub fn check<S: Shape>(
    place: &str,
    acceptor: &definition::Acceptor,
    (operation, output): (&str, Option<&Type<S>>),
    misfits: &mut Vec<Misfit>,
) -> Option<Acceptor> {
    let mut checker = AcceptorChecker {
        place,
        operation,
        misfits,
    };
    // Both are checked, so that both mistakes are reported.
    let state = checker.word("state", &acceptor.state, STATES);
    let kind = checker.word("matcher", &acceptor.matcher, MATCHERS);
    let Some(kind) = kind else {
        // Whatever is meant, an expression has to fit.
        if output.is_some() {
            checker.argument(acceptor, output);
        }
        return None;
    };
    let matcher = match kind {
        Kind::Status => checker.status(&acceptor.expected),
        Kind::Error => checker.error(&acceptor.expected),
        Kind::Path(make) => checker.path(acceptor, output, make),
    };
    Some(Acceptor {
        state: state?,
        matcher: matcher?,
    })
}

struct AcceptorChecker<'a> {
    place: &'a str,
    operation: &'a str,
    misfits: &'a mut Vec<Misfit>,
}

impl AcceptorChecker<'_> {
    fn tell(&mut self, key: &str, mistake: Mistake) {
        self.misfits.push(Misfit {
            pointer: format!("{}{key}", self.place),
            expression: None,
            mistake,
        });
    }

    /// Reports the mistakes in an expression, or in the whole acceptor.
    fn tell_of(&mut self, key: &str, expression: &str, mistake: Mistake) {
        self.misfits.push(Misfit {
            pointer: format!("{}{key}", self.place),
            expression: Some(expression.to_owned()),
            mistake,
        });
    }

    fn word<T: Copy>(&mut self, key: &str, text: &str, known: &[(&str, T)]) -> Option<T> {
        let found = known.iter().find(|(word, _)| *word == text);
        // An empty word is missing or not a string.
        if found.is_none() && !text.is_empty() {
            let known = known.iter().map(|(word, _)| (*word).to_owned()).collect();
            let mistake = Mistake {
                unknown: Some((text.to_owned(), known)),
                ..Mistake::new(format!("unknown {key} `{text}`"), 0..0)
            };
            self.tell(&format!("/{key}"), mistake);
        }
        found.map(|(_, value)| *value)
    }

    fn unexpected(&mut self, wanted: &str, found: &Json) {
        // A null is missing.
        if *found != Json::Null {
            let message = format!("expected {wanted}, found {}", describe(found));
            self.tell("/expected", Mistake::new(message, 0..0));
        }
    }

    fn status(&mut self, expected: &Json) -> Option<Matcher> {
        let number = expected.as_number().and_then(serde_json::Number::as_u64);
        match number.and_then(|status| u16::try_from(status).ok()) {
            Some(status @ 100..=599) => Some(Matcher::Status(status)),
            _ => {
                self.unexpected("an HTTP status, a number from 100 to 599", expected);
                None
            }
        }
    }

    fn error(&mut self, expected: &Json) -> Option<Matcher> {
        match expected {
            Json::Bool(any) => Some(Matcher::AnyError(*any)),
            Json::String(code) if !code.is_empty() => Some(Matcher::Error(code.clone())),
            _ => {
                self.unexpected("an error code, `true` or `false`", expected);
                None
            }
        }
    }

    fn path<S: Shape>(
        &mut self,
        acceptor: &definition::Acceptor,
        output: Option<&Type<S>>,
        make: fn(Expression, ExpectedValue<String>) -> Matcher,
    ) -> Option<Matcher> {
        // Both are checked here, too.
        let found = self.argument(acceptor, output);
        let (expected, json) = self.expected(&acceptor.expected)?;
        let (expression, kind) = found?;
        self.compare(acceptor, (&expression.source, &kind), &json)?;
        Some(make(expression, expected))
    }

    fn expected(&mut self, expected: &Json) -> Option<(ExpectedValue<String>, Value)> {
        Some(match expected {
            Json::String(text) => (
                ExpectedValue::String(text.clone()),
                Value::from(text.as_str()),
            ),
            Json::Bool(value) => (ExpectedValue::Boolean(*value), Value::from(*value)),
            Json::Number(number) => {
                let value = match number.as_i64() {
                    Some(integer) => ExpectedValue::Integer(integer),
                    None => ExpectedValue::Float(number.as_f64().unwrap_or(f64::NAN)),
                };
                (value, Value::from(number.clone()))
            }
            other => {
                self.unexpected("a string, a number or a boolean", other);
                return None;
            }
        })
    }

    fn argument<S: Shape>(
        &mut self,
        acceptor: &definition::Acceptor,
        output: Option<&Type<S>>,
    ) -> Option<(Expression, Type<S>)> {
        let argument = acceptor.argument.as_deref()?;
        let Some(output) = output else {
            let message = format!(
                "`{}` returns nothing that an expression could look at",
                self.operation
            );
            self.tell("/argument", Mistake::new(message, 0..0));
            return None;
        };
        match fit(argument, output, Times::Seconds) {
            Ok(fitting) => {
                for doubt in fitting.doubts {
                    self.tell_of("/argument", argument, doubt);
                }
                Some((fitting.expression, fitting.kind))
            }
            Err(mistakes) => {
                for mistake in mistakes {
                    self.tell_of("/argument", argument, mistake);
                }
                None
            }
        }
    }

    /// Reports values that an expression never equals; `None` if that is not just a doubt.
    fn compare<S: Shape>(
        &mut self,
        acceptor: &definition::Acceptor,
        (argument, kind): (&str, &Type<S>),
        expected: &Value,
    ) -> Option<()> {
        let whole = 0..argument.len();
        let (known, element) = (kind.known(), kind.element().known());
        let matcher = acceptor.matcher.as_str();
        let wrong = comparison::expectation(matcher, argument, (&known, Some(&element)), expected);
        if let Some((message, fix)) = wrong {
            let mistake = Mistake {
                fix: Some(fix),
                ..Mistake::new(message, whole)
            };
            self.tell_of("/argument", argument, mistake);
            return None;
        }
        let compared = if matcher == "path" { known } else { element };
        if let (ValueKind::Enum { name, values }, Some(text)) = (&compared, expected.as_str())
            && let Some(never) = comparison::unknown_value(name, values, text)
        {
            self.tell_of("/expected", argument, Mistake::never(never, whole));
        }
        Some(())
    }
}

/// A value in a message: numbers, booleans and the empty string as they are, everything else by its kind.
fn describe(value: &Json) -> String {
    match value {
        Json::Number(number) => number.to_string(),
        Json::Bool(value) => value.to_string(),
        Json::String(text) if text.is_empty() => "an empty string".to_owned(),
        other => other.kind().to_owned(),
    }
}
