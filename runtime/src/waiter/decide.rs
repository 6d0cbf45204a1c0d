//! Decides what one answer means for a wait. It neither waits nor calls.

use crate::client::Reply;
use crate::error::Error;
use crate::jmespath::{EvaluationError, Found, Json, Number};
use crate::view::{Structure, View};

use super::{AcceptorState, Expected, Matcher, Waiter};

/// The result of one call of a wait.
///
/// Only an output or a service error is an answer. Acceptors do not see anything else, such as a failed connection.
#[derive(Clone, Copy)]
pub enum Answer<'a> {
    /// The call succeeded.
    Output {
        /// The HTTP status.
        status: u16,
        /// The parsed output.
        output: &'a dyn Structure,
    },
    /// The service answered with an error.
    Error {
        /// The HTTP status.
        status: u16,
        /// The error code.
        code: &'a str,
    },
}

impl<'a> Answer<'a> {
    /// The answer of a call, if there was one.
    pub(super) fn of(result: &'a Result<Reply, Error>) -> Option<Self> {
        match result {
            Ok(reply) => Some(Self::Output {
                status: reply.metadata.status,
                output: &*reply.output,
            }),
            Err(error) => error.response().map(|response| Self::Error {
                status: response.status(),
                code: response.code(),
            }),
        }
    }

    const fn status(self) -> u16 {
        match self {
            Self::Output { status, .. } | Self::Error { status, .. } => status,
        }
    }
}

/// The meaning of an answer for a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// An acceptor matched: its index, and the state it leads to.
    Matched {
        /// The index of the acceptor.
        acceptor: usize,
        /// The resulting state.
        state: AcceptorState,
    },
    /// No acceptor matched an output: poll again.
    Pending,
    /// No acceptor matched a service error: the wait has failed.
    Unmatched,
    /// An acceptor's expression could not be evaluated: the wait has failed.
    Evaluation {
        /// The index of the acceptor.
        acceptor: usize,
        /// What went wrong.
        error: EvaluationError,
    },
}

/// Judges `answer`: the first acceptor that matches decides, and later ones are not evaluated (`botocore/waiter.py`,
/// `Waiter.wait`).
///
/// Unlike botocore, which looks for a member `Error` in the output, this relies on the wire format: an output is never an
/// error.
pub fn decide(waiter: &Waiter, answer: Answer<'_>) -> Decision {
    for (index, acceptor) in waiter.acceptors.iter().enumerate() {
        match acceptor.matcher.matches(answer) {
            Ok(false) => {}
            Ok(true) => {
                return Decision::Matched {
                    acceptor: index,
                    state: acceptor.state,
                };
            }
            Err(error) => {
                return Decision::Evaluation {
                    acceptor: index,
                    error,
                };
            }
        }
    }
    match answer {
        Answer::Output { .. } => Decision::Pending,
        Answer::Error { .. } => Decision::Unmatched,
    }
}

impl Matcher {
    /// Whether an answer matches.
    ///
    /// # Errors
    ///
    /// When the expression cannot be evaluated on this output.
    pub fn matches(&self, answer: Answer<'_>) -> Result<bool, EvaluationError> {
        let output = match answer {
            Answer::Output { output, .. } => Some(View::Structure(output)),
            Answer::Error { .. } => None,
        };
        match (self, output) {
            (Self::Path(path, expected), Some(output)) => {
                Ok(equals(*expected, &path.evaluate(output)?))
            }
            (Self::PathAll(path, expected), Some(output)) => {
                let (mut any, mut all) = (false, true);
                path.each(output, |found| {
                    any = true;
                    all = all && equals(*expected, &found);
                    all
                })?;
                Ok(any && all)
            }
            (Self::PathAny(path, expected), Some(output)) => {
                let mut any = false;
                path.each(output, |found| {
                    any = any || equals(*expected, &found);
                    !any
                })?;
                Ok(any)
            }
            (Self::Path(..) | Self::PathAll(..) | Self::PathAny(..), None) => Ok(false),
            (Self::Status(status), _) => Ok(answer.status() == *status),
            (Self::Error(expected), _) => {
                Ok(matches!(answer, Answer::Error { code, .. } if code == *expected))
            }
            (Self::Condition, _) => Ok(false),
            (Self::AnyError(any), _) => Ok(*any == matches!(answer, Answer::Error { .. })),
        }
    }
}

/// Whether a result equals the expected value: same JSON type, numbers compared exactly.
///
/// Unlike in Python, `true` is not 1.
fn equals(expected: Expected, found: &Found<'_>) -> bool {
    match (expected, found.json()) {
        (Expected::String(expected), Json::String(text)) => text == expected,
        (Expected::Boolean(expected), Json::Boolean(value)) => value == expected,
        (Expected::Integer(expected), Json::Number(number)) => {
            equal(number, Number::Integer(i128::from(expected)))
        }
        (Expected::Float(expected), Json::Number(number)) => equal(number, Number::Float(expected)),
        _ => false,
    }
}

fn equal(a: Number, b: Number) -> bool {
    a.compare(b).is_some_and(|order| order.is_eq())
}
