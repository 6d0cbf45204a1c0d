//! Decides what one answer means for a wait. It neither waits nor calls.

use crate::client::Reply;
use crate::error::Error;
use crate::jmespath::{EvaluationError, Expression, ExpressionValue, Json, Number};
use crate::view::{Structure, View};

use super::{Acceptor, AcceptorState, ExpectedValue, Matcher, Waiter};

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
        /// The cause.
        error: EvaluationError,
    },
}

/// Judges `answer`: the first acceptor that matches decides, and later ones are not evaluated (`botocore/waiter.py`,
/// `Waiter.wait`).
///
/// Unlike botocore, which looks for a member `Error` in the output, this relies on the wire format: an output is never an
/// error.
pub fn decide(waiter: &Waiter, answer: Answer<'_>) -> Decision {
    let mut verdicts = Verdicts::default();
    for (index, acceptor) in waiter.acceptors.iter().enumerate() {
        match verdicts.of(waiter.acceptors, index, answer) {
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

/// The acceptors that are judged before their turn: all acceptors on one list, in one walk over the list.
#[derive(Default)]
struct Verdicts {
    /// A bit for each acceptor that was judged.
    known: u64,
    /// A bit for each of them that matched.
    matched: u64,
}

impl Verdicts {
    fn of(
        &mut self,
        acceptors: &[Acceptor],
        index: usize,
        answer: Answer<'_>,
    ) -> Result<bool, EvaluationError> {
        let Some(Acceptor { matcher, .. }) = acceptors.get(index) else {
            return Ok(false);
        };
        let (Some(own), Some(path), Answer::Output { output, .. }) =
            (bit(index), matcher.list(), answer)
        else {
            return matcher.matches(answer);
        };
        if self.known & own == 0 {
            let later = acceptors.iter().enumerate().skip(index);
            let group: Vec<Question> = later
                .filter(|(_, other)| other.matcher.list().is_some_and(|list| list.is(path)))
                .filter_map(|(at, other)| other.matcher.question(bit(at)?))
                .collect();
            self.matched |= matching(path, output, &group)?;
            self.known |= bits_of(&group);
        }
        Ok(self.matched & own != 0)
    }
}

/// What `PathAll` or `PathAny` asks of a list.
struct Question {
    /// Its bit.
    bit: u64,
    /// Whether all elements have to be the expected value, rather than any.
    is_of_all: bool,
    expected: ExpectedValue,
}

/// The bits of the questions about a path to which the answer is yes.
fn matching(
    path: &Expression,
    output: &dyn Structure,
    questions: &[Question],
) -> Result<u64, EvaluationError> {
    let of_all = questions.iter().filter(|question| question.is_of_all);
    let mut open = Open {
        questions,
        all: of_all.fold(0, |bits, question| bits | question.bit),
        any: 0,
        is_empty: true,
    };
    let of_any = bits_of(questions) & !open.all;
    let root = View::Structure(output);
    match path.path() {
        Some(members) => {
            // The values of an enum have their texts in one place each. What was seen there need not be looked at again.
            let mut last = None;
            members.each(root, &mut |found| {
                if let View::String(text) = found {
                    if last.is_some_and(|last| std::ptr::eq::<str>(last, text)) {
                        return true;
                    }
                    last = Some(text);
                }
                open.look(|expected| is_expected(expected, found, path));
                open.all != 0 || open.any != of_any
            });
        }
        None => {
            path.each(root, |found| {
                open.look(|expected| equals(expected, &found));
                open.all != 0 || open.any != of_any
            })?;
        }
    }
    Ok(open.any | if open.is_empty { 0 } else { open.all })
}

/// The answers so far.
struct Open<'a> {
    questions: &'a [Question],
    /// A bit for each question about all elements, unless one differs.
    all: u64,
    /// A bit for each question about any element, once there is one.
    any: u64,
    /// Whether there was no element.
    is_empty: bool,
}

impl Open<'_> {
    /// Looks at an element.
    #[inline]
    fn look(&mut self, is: impl Fn(ExpectedValue) -> bool) {
        self.is_empty = false;
        for question in self.questions {
            match (question.is_of_all, is(question.expected)) {
                (true, false) => self.all &= !question.bit,
                (false, true) => self.any |= question.bit,
                _ => {}
            }
        }
    }
}

/// Whether a part of the output that a path leads to equals the expected value.
#[inline]
fn is_expected(expected: ExpectedValue, found: View<'_>, path: &Expression) -> bool {
    match (expected, found) {
        (ExpectedValue::String(expected), View::String(text)) => expected == text,
        _ => equals(expected, &ExpressionValue::of(found, path.times)),
    }
}

fn bits_of(questions: &[Question]) -> u64 {
    let bits = questions.iter().map(|question| question.bit);
    bits.fold(0, |all, bit| all | bit)
}

/// The bit of an acceptor; `None` beyond the 64th.
fn bit(index: usize) -> Option<u64> {
    1_u64.checked_shl(u32::try_from(index).ok()?)
}

impl Matcher {
    /// The expression whose elements it looks at.
    const fn list(&self) -> Option<&Expression> {
        match self {
            Self::PathAll(path, _) | Self::PathAny(path, _) => Some(path),
            _ => None,
        }
    }

    /// What it asks of them.
    const fn question(&self, bit: u64) -> Option<Question> {
        let (is_of_all, expected) = match self {
            Self::PathAll(_, expected) => (true, *expected),
            Self::PathAny(_, expected) => (false, *expected),
            _ => return None,
        };
        Some(Question {
            bit,
            is_of_all,
            expected,
        })
    }

    /// Whether an answer matches.
    ///
    /// # Errors
    ///
    /// When the expression cannot be evaluated on this output.
    pub fn matches(&self, answer: Answer<'_>) -> Result<bool, EvaluationError> {
        let output = match answer {
            Answer::Output { output, .. } => Some(output),
            Answer::Error { .. } => None,
        };
        match (self, output) {
            (Self::Path(path, expected), Some(output)) => {
                Ok(equals(*expected, &path.evaluate(View::Structure(output))?))
            }
            (Self::PathAll(path, _) | Self::PathAny(path, _), Some(output)) => {
                let question = self.question(1);
                Ok(matching(path, output, question.as_slice())? != 0)
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
fn equals(expected: ExpectedValue, found: &ExpressionValue<'_>) -> bool {
    match (expected, found.json()) {
        (ExpectedValue::String(expected), Json::String(text)) => text == expected,
        (ExpectedValue::Boolean(expected), Json::Boolean(value)) => value == expected,
        (ExpectedValue::Integer(expected), Json::Number(number)) => {
            equal(number, Number::Integer(i128::from(expected)))
        }
        (ExpectedValue::Float(expected), Json::Number(number)) => {
            equal(number, Number::Float(expected))
        }
        _ => false,
    }
}

fn equal(a: Number, b: Number) -> bool {
    a.compare(b).is_some_and(|order| order.is_eq())
}
