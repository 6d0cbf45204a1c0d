//! Waits: poll an operation until an acceptor says that a state is reached.
//!
//! # How a wait ends
//!
//! A poll is a call of the waiter's operation; retries happen inside it. [`decide()`] compares the answer with the acceptors, in
//! the order of the definition:
//!
//! | the answer | the wait |
//! |---|---|
//! | matches an acceptor with the state `success` | ends with a [`WaitOutcome`] |
//! | matches one with `failure` | ends with [`WaitErrorKind::Failed`] |
//! | matches one with `retry`, or is an output that no acceptor matches | polls again after the [delay](Waiter::delay) |
//! | is a service error that no acceptor matches | ends with [`WaitErrorKind::Unmatched`] |
//! | did not come, or is unreadable | ends with [`WaitErrorKind::Call`] |
//!
//! With a deadline (`max_wait`), transient errors that no acceptor matches do not end the wait: it polls again, and the delays
//! grow. After the last attempt the wait ends with [`WaitErrorKind::Exhausted`], at the deadline with
//! [`WaitErrorKind::DeadlineExceeded`], and on the request of an observer with [`WaitErrorKind::Cancelled`].
//!
//! The rules are botocore's (`botocore/waiter.py`, `Waiter.wait`), but for the deadline, which is ours.

mod batch;
mod condition;
mod course;
mod decide;
mod definition;
mod describe;
mod options;
mod outcome;
mod poll;
mod polls;
mod run;
mod shared_reply;
#[cfg(test)]
mod tests;
mod verdict;

use std::fmt;
use std::time::Duration;

use crate::jmespath::Expression;
use crate::schema::Operation;

pub use batch::{Batch, BatchItems, Round, WaitAllOutcome};
pub(crate) use batch::{Ends, RoundObserver, RunAll, wait_all};
pub use condition::Judgement;
pub(crate) use condition::{Condition, condition, waiter as conditional};
pub use decide::{Answer, Decision, decide};
pub use definition::{DefinitionError, DefinitionProblem};
pub(crate) use options::Options;
pub use options::{Backoff, Flow, Jitter};
pub(crate) use outcome::Success;
pub use outcome::{WaitError, WaitErrorKind, WaitOutcome};
#[doc(inline)]
pub use pageboy_schema::waiter::{AcceptorState, ExpectedValue};
pub use poll::{Poll, TypedPoll};
pub use polls::Polls;
pub(crate) use run::{WaitRun, wait};

/// A waiter: one entry of `waiters` in a `waiters-2.json`.
///
/// In a `static`, write `acceptors` as `const { &[…] }`: the compiler does not keep a slice alive by itself that is a function's
/// argument and holds an [`Expression`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Waiter {
    /// The key in `waiters`, for example `InstanceRunning`.
    pub name: &'static str,
    /// The operation to poll.
    pub operation: &'static Operation,
    /// The time between two polls.
    pub delay: Duration,
    /// The number of calls, the first one included.
    pub max_attempts: u32,
    /// The acceptors, in the order of the definition; the first that matches decides.
    pub acceptors: &'static [Acceptor],
    /// How ids relate to the operation, for waits for many ids; `None` if unknown.
    pub batch: Option<&'static Batch>,
}

impl Waiter {
    /// A waiter.
    pub const fn new(
        name: &'static str,
        operation: &'static Operation,
        delay: Duration,
        max_attempts: u32,
        acceptors: &'static [Acceptor],
    ) -> Self {
        Self {
            name,
            operation,
            delay,
            max_attempts,
            acceptors,
            batch: None,
        }
    }

    /// Sets how ids relate to the operation.
    #[must_use]
    pub const fn batch(mut self, batch: &'static Batch) -> Self {
        self.batch = Some(batch);
        self
    }
}

/// One rule of a waiter: a state, and the condition that leads to it.
///
/// `Display` is botocore's explanation, for example
/// ``For expression "Table.TableStatus" we matched expected path: "ACTIVE"``.
#[derive(Debug)]
#[non_exhaustive]
pub struct Acceptor {
    /// The state a match leads to.
    pub state: AcceptorState,
    /// The condition.
    pub matcher: Matcher,
}

impl Acceptor {
    /// An acceptor.
    pub const fn new(state: AcceptorState, matcher: Matcher) -> Self {
        Self { state, matcher }
    }
}

/// The condition of an acceptor.
#[derive(Debug)]
#[non_exhaustive]
pub enum Matcher {
    /// `path`: the expression's result equals the expected value.
    Path(Expression, ExpectedValue),
    /// `pathAll`: the result is a list with at least one element, and each equals the expected value.
    PathAll(Expression, ExpectedValue),
    /// `pathAny`: the result is a list, and at least one element equals the expected value.
    PathAny(Expression, ExpectedValue),
    /// `status`: the HTTP status, of an output or a service error.
    Status(u16),
    /// `error` with a code: the service error's code.
    Error(&'static str),
    /// `error` with a boolean: any service error (`true`), any output (`false`).
    AnyError(bool),
    /// A condition of the program, which is not in the table: it matches nothing by itself.
    Condition,
}

impl fmt::Display for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.matcher {
            Matcher::Path(path, expected) => write!(
                f,
                "For expression \"{path}\" we matched expected path: \"{expected}\""
            ),
            Matcher::PathAll(path, expected) => write!(
                f,
                "For expression \"{path}\" all members matched expected path: \"{expected}\""
            ),
            Matcher::PathAny(path, expected) => write!(
                f,
                "For expression \"{path}\" we matched expected path: \"{expected}\" at least once"
            ),
            Matcher::Status(status) => write!(f, "Matched expected HTTP status code: {status}"),
            Matcher::Error(code) => write!(f, "Matched expected service error code: {code}"),
            Matcher::AnyError(any) => write!(
                f,
                "Matched expected service error code: {}",
                ExpectedValue::<&str>::Boolean(*any)
            ),
            Matcher::Condition => f.write_str("The condition of the program decided"),
        }
    }
}
