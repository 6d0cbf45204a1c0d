//! What is known about a wait while it runs, and when it polls again: no time passes here, and nothing is called.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind};

use super::outcome::Inner;
use super::shared_reply::SharedReply;
use super::{
    Acceptor, AcceptorState, Backoff, Decision, Ended, Options, Poll, WaitError, WaitErrorKind,
    Waiter,
};

/// What ridden-out errors delay polls to at most, unless the delay of the wait is more.
const LONGEST_RIDE: Duration = Duration::from_secs(120);

/// What ridden-out errors delay polls by at least.
const SHORTEST_RIDE: Duration = Duration::from_secs(1);

/// What a call means for a wait.
pub(super) enum Verdict {
    /// There was an answer, and acceptors or a condition have judged it.
    Decided(Decision),
    /// An error that nobody judged and that passes: it is polled again, later than usual.
    RiddenOut,
    /// There was no answer.
    Failed,
}

impl Verdict {
    /// Whether the wait goes on.
    pub(super) fn goes_on(&self) -> bool {
        matches!(
            self,
            Self::RiddenOut
                | Self::Decided(
                    Decision::Pending
                        | Decision::Matched {
                            state: AcceptorState::Retry,
                            ..
                        }
                )
        )
    }

    pub(super) const fn is_ridden_out(&self) -> bool {
        matches!(self, Self::RiddenOut)
    }
}

/// When a wait polls, and until when.
pub(super) struct Schedule {
    start: Instant,
    delay: Duration,
    pub(super) limit: Option<u32>,
    max_wait: Option<Duration>,
    backoff: Backoff,
    /// How long the slowest poll took.
    slowest: Duration,
    /// The next poll is the last one before the deadline, or was.
    is_last: bool,
    /// The polls in a row that were ridden out.
    ridden: u32,
}

impl Schedule {
    /// A wait that begins now.
    ///
    /// # Errors
    ///
    /// What is wrong with the options.
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

    /// Why a wait ends whose deadline has passed.
    pub(super) fn missed(&self, previous: Option<&'static Acceptor>) -> WaitErrorKind {
        WaitErrorKind::DeadlineExceeded {
            max_wait: self.max_wait.unwrap_or(Duration::MAX),
            previous,
        }
    }

    pub(super) fn is_exhausted(&self, attempts: u32) -> bool {
        self.limit.is_some_and(|limit| attempts >= limit)
    }

    /// Takes note of a poll that began at `begun`, and gives the time until the next; `None` when none is left.
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
        // A delay that would reach the deadline is cut so that one last call, as slow as the slowest so far, ends in
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

/// The least delay after so many ridden-out polls in a row: one to two times the delay, two to four times, and so on.
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

/// What is known about one thing that is waited for.
pub(super) struct Course {
    waiter: &'static Waiter,
    pub(super) attempts: u32,
    elapsed: Duration,
    /// The last acceptor that said to go on.
    previous: Option<&'static Acceptor>,
    /// The polls that were ridden out.
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

    /// Takes note that a call begins.
    pub(super) const fn begin(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
    }

    /// Takes an answer in and tells it to `observer`; gives the poll, and how the wait ends if it does.
    ///
    /// `next` is the time until the next poll, if there is to be one.
    pub(super) fn take(
        &mut self,
        answered: SharedReply,
        verdict: Verdict,
        schedule: &Schedule,
        next: Option<Duration>,
        observer: impl FnOnce(&Poll) -> ControlFlow<()>,
    ) -> (Poll, Option<Result<Ended, WaitError>>) {
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

    /// What a verdict ends, if anything.
    fn settle(&mut self, verdict: Verdict) -> Option<Result<Ended, WaitError>> {
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

    fn succeed(&mut self, acceptor: &'static Acceptor) -> Result<Ended, WaitError> {
        match self.last.take() {
            Some(last) => Ok(Ended {
                waiter: self.waiter,
                acceptor,
                attempts: self.attempts,
                elapsed: self.elapsed,
                last,
            }),
            None => Err(self.fail(WaitErrorKind::Call)),
        }
    }

    /// The failure of a wait whose deadline has passed.
    pub(super) fn miss(&mut self, schedule: &Schedule) -> WaitError {
        self.elapsed = schedule.elapsed();
        self.fail(schedule.missed(self.previous))
    }

    /// The failure of a wait whose options are wrong; nothing was called.
    pub(super) fn refuse(&mut self, problem: &str) -> WaitError {
        let kind = ErrorKind::Config(format!("{}: {problem}", self.waiter.name));
        self.last = Some(Arc::new(Err(Error::new(self.waiter.operation, kind))));
        self.fail(WaitErrorKind::Call)
    }

    pub(super) fn fail(&mut self, kind: WaitErrorKind) -> WaitError {
        WaitError::new(Inner {
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
