//! One poll of a wait, as an observer sees it.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::time::Duration;

use crate::error::Error;
use crate::view::Structure;

use super::describe::{Seconds, actual, brief};
use super::shared_reply::SharedReply;
use super::{Acceptor, AcceptorState, Waiter};

/// One poll of a wait, as [`on_poll`](crate::Wait::on_poll) shows it.
///
/// `Display` is a line for a person, for example
/// `attempt 3 of 40, 30 s: Reservations[].Instances[].State.Name is ["pending"]; next poll in 15 s`.
pub struct Poll {
    pub(super) waiter: &'static Waiter,
    pub(super) attempt: u32,
    pub(super) limit: Option<u32>,
    pub(super) elapsed: Duration,
    pub(super) state: AcceptorState,
    pub(super) acceptor: Option<&'static Acceptor>,
    pub(super) ridden: bool,
    pub(super) next: Option<Duration>,
    pub(super) answered: SharedReply,
}

impl Poll {
    /// The number of this poll, counted from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Maximum number of polls; `None` without a limit.
    pub fn max_attempts(&self) -> Option<u32> {
        self.limit
    }

    /// The time since the wait began.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The meaning of the poll for the wait.
    pub fn state(&self) -> AcceptorState {
        self.state
    }

    /// The acceptor that matched, if one did.
    pub fn acceptor(&self) -> Option<&'static Acceptor> {
        self.acceptor
    }

    /// Whether the call failed with a transient error, and the wait goes on nevertheless; see
    /// [`ride_out`](crate::Wait::ride_out).
    pub fn is_ridden_out(&self) -> bool {
        self.ridden
    }

    /// The time until the next poll; `None` when there is none.
    pub fn next_delay(&self) -> Option<Duration> {
        self.next
    }

    /// The output, when the call succeeded and `O` is its type.
    pub fn output<O: 'static>(&self) -> Option<&O> {
        let output: &dyn Any = self.output_structure()?;
        output.downcast_ref()
    }

    /// The output of any type, when the call succeeded.
    pub fn output_structure(&self) -> Option<&dyn Structure> {
        self.answered.output()
    }

    /// The error, when the call failed.
    pub fn error(&self) -> Option<&Error> {
        self.answered.error()
    }
}

impl fmt::Display for Poll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {}", self.attempt)?;
        if let Some(limit) = self.limit {
            write!(f, " of {limit}")?;
        }
        write!(f, ", {}: ", Seconds(self.elapsed))?;
        match self.error() {
            Some(error) => {
                let kind = if error.response().is_some() {
                    "error "
                } else {
                    ""
                };
                let ridden = if self.ridden { ", ridden out" } else { "" };
                write!(f, "{kind}{}{ridden}", brief(error))?;
            }
            None => {
                let path = self.waiter.path_of(self.acceptor());
                let found = path.zip(self.output_structure());
                let found = found.and_then(|(path, output)| Some((path, actual(path, output)?)));
                let status = self.answered.metadata().map(|metadata| metadata.status);
                match found {
                    Some((path, actual)) => write!(f, "{path} is {actual}")?,
                    None => write!(f, "HTTP {}", status.unwrap_or_default())?,
                }
            }
        }
        match (self.state(), self.next) {
            (AcceptorState::Success, _) => f.write_str("; the state is reached"),
            (AcceptorState::Failure, _) => f.write_str("; the wait has failed"),
            (AcceptorState::Retry, Some(next)) => write!(f, "; next poll in {}", Seconds(next)),
            (AcceptorState::Retry, None) => f.write_str("; no poll is left"),
        }
    }
}

impl fmt::Debug for Poll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Poll({} {self})", self.waiter.name)
    }
}

/// A [`Poll`] whose output's type is known, as [`Polls`](crate::Polls) yields it.
pub struct TypedPoll<O> {
    poll: Poll,
    output: PhantomData<fn() -> O>,
}

impl<O: Structure> TypedPoll<O> {
    pub(super) const fn new(poll: Poll) -> Self {
        Self {
            poll,
            output: PhantomData,
        }
    }

    /// The output, when the call succeeded.
    pub fn output(&self) -> Option<&O> {
        self.poll.output()
    }
}

impl<O> Deref for TypedPoll<O> {
    type Target = Poll;

    fn deref(&self) -> &Poll {
        &self.poll
    }
}

impl<O> fmt::Display for TypedPoll<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.poll.fmt(f)
    }
}

impl<O> fmt::Debug for TypedPoll<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.poll.fmt(f)
    }
}
