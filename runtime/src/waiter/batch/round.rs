//! The progress of a wait for many ids.

use std::fmt;
use std::time::Duration;

use crate::waiter::describe::Seconds;

/// One round of a wait for many ids: every pending id was polled once.
///
/// `Display` is a line for a person, for example
/// `round 3, 30 s: 120 done, 1 failed, 79 pending after 9 calls; next round in 15 s`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Round {
    /// The number of this round, counted from 1.
    pub number: u32,
    /// The time since the wait began.
    pub elapsed: Duration,
    /// How many have reached the state.
    pub done: usize,
    /// How many have failed.
    pub failed: usize,
    /// How many are pending.
    pub pending: usize,
    /// The number of calls since the wait began, without retries inside calls.
    pub calls: u64,
    /// The time until the next round; `None` when there is none.
    pub next_delay: Option<Duration>,
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.calls == 1 { "" } else { "s" };
        write!(
            f,
            "round {}, {}: {} done, {} failed, {} pending after {} call{plural}",
            self.number,
            Seconds(self.elapsed),
            self.done,
            self.failed,
            self.pending,
            self.calls,
        )?;
        match self.next_delay {
            Some(next) => write!(f, "; next round in {}", Seconds(next)),
            None => Ok(()),
        }
    }
}
