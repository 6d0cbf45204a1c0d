//! One poll of a wait, as an observer sees it.

use std::any::Any;
use std::fmt;
use std::time::Duration;

use crate::client::Reply;
use crate::error::Error;
use crate::view::Structure;

use super::describe::{Seconds, actual, brief};
use super::{Acceptor, AcceptorState, Decision, Waiter};

/// One poll of a wait, as [`on_poll`](crate::Wait::on_poll) shows it.
///
/// `Display` is a line for a person, for example
/// `attempt 3 of 40, 30 s: Reservations[].Instances[].State.Name is ["pending"]; next poll in 15 s`.
pub struct Poll<'a> {
    pub(super) waiter: &'static Waiter,
    pub(super) attempt: u32,
    pub(super) limit: Option<u32>,
    pub(super) elapsed: Duration,
    pub(super) decision: Option<&'a Decision>,
    pub(super) next: Option<Duration>,
    pub(super) result: Result<&'a Reply, &'a Error>,
}

impl Poll<'_> {
    /// The number of this poll, counted from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The greatest number of polls; `None` without a limit.
    pub fn max_attempts(&self) -> Option<u32> {
        self.limit
    }

    /// The time since the wait began.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// What the poll means for the wait.
    pub fn state(&self) -> AcceptorState {
        match self.decision {
            Some(Decision::Matched { state, .. }) => *state,
            Some(Decision::Pending) => AcceptorState::Retry,
            _ => AcceptorState::Failure,
        }
    }

    /// The acceptor that matched, if one did.
    pub fn acceptor(&self) -> Option<&'static Acceptor> {
        match self.decision {
            Some(Decision::Matched { acceptor, .. }) => self.waiter.acceptors.get(*acceptor),
            _ => None,
        }
    }

    /// The time until the next poll; `None` when there is none.
    pub fn next_delay(&self) -> Option<Duration> {
        self.next
    }

    /// The output, when the call succeeded and `O` is its type.
    pub fn output<O: 'static>(&self) -> Option<&O> {
        let output: &dyn Any = &*self.result.ok()?.output;
        output.downcast_ref()
    }

    /// The output whatever its type, when the call succeeded.
    pub fn output_structure(&self) -> Option<&dyn Structure> {
        self.result.ok().map(|reply| &*reply.output)
    }

    /// The error, when the call failed.
    pub fn error(&self) -> Option<&Error> {
        self.result.err()
    }
}

impl fmt::Display for Poll<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt {}", self.attempt)?;
        if let Some(limit) = self.limit {
            write!(f, " of {limit}")?;
        }
        write!(f, ", {}: ", Seconds(self.elapsed))?;
        match self.result {
            Err(error) => f.write_str(&brief(error))?,
            Ok(reply) => {
                let path = self.waiter.path_of(self.acceptor());
                let found = path.and_then(|path| Some((path, actual(path, &*reply.output)?)));
                match found {
                    Some((path, actual)) => write!(f, "{path} is {actual}")?,
                    None => write!(f, "HTTP {}", reply.metadata.status)?,
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

impl fmt::Debug for Poll<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Poll({} {self})", self.waiter.name)
    }
}
