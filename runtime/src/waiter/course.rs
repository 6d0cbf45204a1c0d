//! The state of a wait: its progress, and the time of its next poll. It neither sleeps nor calls.

use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind};

use super::outcome::WaitErrorData;
use super::shared_reply::SharedReply;
use super::verdict::Verdict;
use super::{
    Acceptor, AcceptorState, Backoff, Decision, Options, Poll, Success, WaitError, WaitErrorKind,
    Waiter,
};

/// Maximum delay after transient errors, unless the delay of the wait is longer.
const LONGEST_RIDE: Duration = Duration::from_secs(120);

/// Minimum delay after transient errors.
const SHORTEST_RIDE: Duration = Duration::from_secs(1);

/// When a wait polls, and until when.
pub(super) struct Schedule {
    start: Instant,
    delay: Duration,
    pub(super) limit: Option<u32>,
    max_wait: Option<Duration>,
    backoff: Backoff,
    /// The duration of the slowest poll.
    slowest: Duration,
    /// Whether the next poll is the last one before the deadline, or was.
    is_last: bool,
    /// How many polls in a row failed with transient errors.
    ridden: u32,
}

impl Schedule {
    /// A wait that begins now.
    ///
    /// # Errors
    ///
    /// A mistake in the options.
    pub(super) fn new(options: &Options, waiter: &Waiter) -> Result<Self, &'static str> {
        let (delay, limit) = options.resolve(waiter)?;
        Ok(Self {
            start: Instant::now(),
            delay,
            limit,
            max_wait: options.max_wait,
            backoff: options.backoff,
            slowest: Duration::ZERO,
            is_last: false,
            ridden: 0,
        })
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.start.checked_add(self.max_wait?)
    }

    /// Why a wait ends after its deadline.
    pub(super) fn missed(&self, previous: Option<&'static Acceptor>) -> WaitErrorKind {
        WaitErrorKind::DeadlineExceeded {
            max_wait: self.max_wait.unwrap_or(Duration::MAX),
            previous,
        }
    }

    pub(super) fn is_exhausted(&self, attempts: u32) -> bool {
        self.limit.is_some_and(|limit| attempts >= limit)
    }

    /// Records a poll that began at `begun`, and returns the time until the next; `None` if none is left.
    pub(super) fn pause(
        &mut self,
        attempts: u32,
        begun: Instant,
        ridden: bool,
    ) -> Option<Duration> {
        self.slowest = self.slowest.max(begun.elapsed());
        self.ridden = if ridden {
            self.ridden.saturating_add(1)
        } else {
            0
        };
        let deadline = self.deadline();
        let remaining = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if self.is_exhausted(attempts) || self.is_last || remaining == Some(Duration::ZERO) {
            return None;
        }
        let random = fastrand::f64();
        let planned = self
            .backoff
            .delay(self.delay, attempts, remaining, random)
            .max(ride(self.delay, self.ridden, random));
        // A delay that would reach the deadline is cut so that one last call, as slow as the slowest so far, ends in time.
        // time.
        Some(match remaining {
            Some(remaining) if planned >= remaining => {
                self.is_last = true;
                remaining.saturating_sub(self.slowest)
            }
            _ => planned,
        })
    }
}

/// The minimum delay after this many transient errors in a row: one to two times the delay, two to four times, and so on.
fn ride(delay: Duration, ridden: u32, random: f64) -> Duration {
    let Some(doublings) = ridden.checked_sub(1) else {
        return Duration::ZERO;
    };
    let delay = delay.max(SHORTEST_RIDE);
    let longest = LONGEST_RIDE.max(delay);
    let factor = 1_u32.checked_shl(doublings);
    let least = factor.and_then(|factor| delay.checked_mul(factor));
    let least = least.map_or(longest, |least| least.min(longest));
    let more = Duration::try_from_secs_f64(least.as_secs_f64() * random).unwrap_or_default();
    least.saturating_add(more).min(longest)
}

/// The facts about one awaited thing.
pub(super) struct Course {
    waiter: &'static Waiter,
    pub(super) attempts: u32,
    elapsed: Duration,
    /// The last acceptor that continued the wait.
    previous: Option<&'static Acceptor>,
    /// The number of polls that failed with transient errors.
    ridden: u32,
    last_was_ridden: bool,
    last: Option<SharedReply>,
}

impl Course {
    pub(super) const fn new(waiter: &'static Waiter) -> Self {
        Self {
            waiter,
            attempts: 0,
            elapsed: Duration::ZERO,
            previous: None,
            ridden: 0,
            last_was_ridden: false,
            last: None,
        }
    }

    pub(super) const fn waiter(&self) -> &'static Waiter {
        self.waiter
    }

    /// Records that a call begins.
    pub(super) const fn begin(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
    }

    /// Processes an answer and tells `observer`; returns the poll, and the outcome if the wait ends.
    ///
    /// `next` is the time until the next poll, if there is to be one.
    pub(super) fn take(
        &mut self,
        answered: SharedReply,
        verdict: Verdict,
        schedule: &Schedule,
        next: Option<Duration>,
        observer: impl FnOnce(&Poll) -> ControlFlow<()>,
    ) -> (Poll, Option<Result<Success, WaitError>>) {
        self.elapsed = schedule.elapsed();
        self.last_was_ridden = verdict.is_ridden_out();
        self.ridden = self.ridden.saturating_add(u32::from(self.last_was_ridden));
        self.last = Some(answered.clone());
        let (state, acceptor) = match &verdict {
            Verdict::RiddenOut | Verdict::Decided(Decision::Pending) => {
                (AcceptorState::Retry, None)
            }
            Verdict::Decided(Decision::Matched { acceptor, state }) => {
                (*state, self.waiter.acceptors.get(*acceptor))
            }
            Verdict::Decided(Decision::Unmatched | Decision::Evaluation { .. })
            | Verdict::Failed => (AcceptorState::Failure, None),
        };
        let poll = Poll {
            waiter: self.waiter,
            attempt: self.attempts,
            limit: schedule.limit,
            elapsed: self.elapsed,
            state,
            acceptor,
            ridden: self.last_was_ridden,
            next,
            answered,
        };
        let flow = observer(&poll);
        let end = match self.settle(verdict) {
            Some(end) => Some(end),
            None if flow == ControlFlow::Break(()) => {
                Some(Err(self.fail(WaitErrorKind::Cancelled)))
            }
            None if next.is_none() => {
                let previous = self.previous;
                Some(Err(if schedule.is_exhausted(self.attempts) {
                    self.fail(WaitErrorKind::Exhausted { previous })
                } else {
                    self.fail(schedule.missed(previous))
                }))
            }
            None => None,
        };
        (poll, end)
    }

    /// The outcome of a verdict, if it ends the wait.
    fn settle(&mut self, verdict: Verdict) -> Option<Result<Success, WaitError>> {
        let kind = match verdict {
            Verdict::RiddenOut | Verdict::Decided(Decision::Pending) => return None,
            Verdict::Decided(Decision::Matched { acceptor, state }) => {
                let acceptor = self.waiter.acceptors.get(acceptor)?;
                match state {
                    AcceptorState::Success => return Some(self.succeed(acceptor)),
                    AcceptorState::Retry => {
                        self.previous = Some(acceptor);
                        return None;
                    }
                    AcceptorState::Failure => WaitErrorKind::Failed { acceptor },
                }
            }
            Verdict::Decided(Decision::Unmatched) => WaitErrorKind::Unmatched,
            Verdict::Decided(Decision::Evaluation { acceptor, error }) => {
                let acceptor = self.waiter.acceptors.get(acceptor)?;
                WaitErrorKind::Evaluation { acceptor, error }
            }
            Verdict::Failed => WaitErrorKind::Call,
        };
        Some(Err(self.fail(kind)))
    }

    fn succeed(&mut self, acceptor: &'static Acceptor) -> Result<Success, WaitError> {
        match self.last.take() {
            Some(last) => Ok(Success {
                waiter: self.waiter,
                acceptor,
                attempts: self.attempts,
                elapsed: self.elapsed,
                last,
            }),
            None => Err(self.fail(WaitErrorKind::Call)),
        }
    }

    /// The failure after the deadline.
    pub(super) fn miss(&mut self, schedule: &Schedule) -> WaitError {
        self.elapsed = schedule.elapsed();
        self.fail(schedule.missed(self.previous))
    }

    /// The failure of a wait with wrong options; no call was made.
    pub(super) fn refuse(&mut self, problem: &str) -> WaitError {
        let kind = ErrorKind::Config(format!("{}: {problem}", self.waiter.name));
        self.last = Some(SharedReply::new(Err(Error::new(
            self.waiter.operation,
            kind,
        ))));
        self.fail(WaitErrorKind::Call)
    }

    pub(super) fn fail(&mut self, kind: WaitErrorKind) -> WaitError {
        WaitError::new(WaitErrorData {
            waiter: self.waiter,
            kind,
            attempts: self.attempts,
            elapsed: self.elapsed,
            ridden: self.ridden,
            last_was_ridden: self.last_was_ridden,
            last: self.last.take(),
        })
    }
}
