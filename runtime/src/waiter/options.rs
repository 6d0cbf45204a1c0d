//! The options of a wait.

use std::fmt;
use std::ops::ControlFlow;
use std::time::Duration;

use crate::client::{CallSettings, Reply};
use crate::error::Error;

use super::condition::{self, Condition};
use super::verdict::Verdict;
use super::{Answer, Decision, Poll, Waiter, decide};

/// How the delay between polls grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Backoff {
    /// Not at all: always the delay of the waiter, or the set delay.
    #[default]
    Fixed,
    /// It doubles, as Smithy defines for waiters.
    Exponential {
        /// The minimum delay. Default: the delay of the waiter, or the set delay.
        min: Option<Duration>,
        /// The maximum delay. Default: 120 s, or `min` if that is more.
        max: Option<Duration>,
        /// Whether delays are random.
        jitter: Jitter,
    },
}

/// Whether a growing delay is random.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jitter {
    /// Between the minimum delay and the formula's, so that many waits do not poll in step.
    #[default]
    Full,
    /// Exactly the formula's delay.
    None,
}

/// The default maximum of [`Backoff::Exponential`].
const DEFAULT_MAX: Duration = Duration::from_secs(120);

impl Backoff {
    /// Exponential backoff with full jitter, from the waiter's delay up to 120 s.
    pub const fn exponential() -> Self {
        Self::Exponential {
            min: None,
            max: None,
            jitter: Jitter::Full,
        }
    }

    /// The delay before retry number `retry`, counted from 1.
    ///
    /// `base` is the delay of the waiter, `remaining` the time to the deadline, `random` a number from 0 up to 1. As in
    /// Smithy's waiter specification, a delay that would leave less than the minimum delay before the deadline is extended
    /// to the deadline.
    pub fn delay(
        &self,
        base: Duration,
        retry: u32,
        remaining: Option<Duration>,
        random: f64,
    ) -> Duration {
        let Self::Exponential { min, max, jitter } = *self else {
            return base;
        };
        let min = min.unwrap_or(base);
        let max = max.unwrap_or(DEFAULT_MAX).max(min);
        let ceiling = if min.is_zero() {
            min
        } else {
            let doublings = retry.saturating_sub(1);
            let factor = 1_u32.checked_shl(doublings);
            factor
                .and_then(|factor| min.checked_mul(factor))
                .map_or(max, |ceiling| ceiling.min(max))
        };
        let delay = match jitter {
            Jitter::None => ceiling,
            Jitter::Full => {
                let spread = ceiling.saturating_sub(min);
                let part = Duration::try_from_secs_f64(spread.as_secs_f64() * random);
                min.saturating_add(part.map_or(spread, |part| part.min(spread)))
            }
        };
        match remaining {
            Some(remaining) if delay.saturating_add(min) >= remaining => remaining,
            _ => delay,
        }
    }
}

/// The options of one wait.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) delay: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) max_wait: Option<Duration>,
    pub(crate) unlimited: bool,
    pub(crate) backoff: Backoff,
    /// Whether transient errors are ridden out; default: only with a deadline.
    pub(crate) ride_out: Option<bool>,
    pub(crate) observer: Option<Box<dyn Observer>>,
    /// Holds for the call of each poll.
    pub(crate) call: CallSettings,
    /// Judges answers instead of the waiter's acceptors.
    pub(crate) condition: Option<Condition>,
}

/// The setters, as builders have them: `__wait_options!` says what they mean.
impl Options {
    pub(crate) fn delay(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    pub(crate) fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    pub(crate) fn max_wait(mut self, limit: Duration) -> Self {
        self.max_wait = Some(limit);
        self
    }

    pub(crate) fn no_attempt_limit(mut self) -> Self {
        self.unlimited = true;
        self
    }

    pub(crate) fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    pub(crate) fn ride_out(mut self, on: bool) -> Self {
        self.ride_out = Some(on);
        self
    }

    pub(crate) fn with_settings(mut self, settings: CallSettings) -> Self {
        self.call = self.call.overlaid(settings);
        self
    }

    pub(crate) fn on_poll<R: Flow>(
        mut self,
        mut observer: impl FnMut(&Poll) -> R + Send + 'static,
    ) -> Self {
        self.observer = Some(Box::new(move |poll: &Poll| observer(poll).into_flow()));
        self
    }
}

impl Options {
    /// Tells the observer, if there is one.
    pub(super) fn tell(&mut self, poll: &Poll) -> ControlFlow<()> {
        match &mut self.observer {
            Some(observer) => observer.observe(poll),
            None => ControlFlow::Continue(()),
        }
    }

    /// The effect of a call on a wait.
    pub(super) fn judge(&mut self, waiter: &Waiter, result: &Result<Reply, Error>) -> Verdict {
        let decision = match &mut self.condition {
            Some(condition) => condition::decide(condition, result),
            None => Answer::of(result).map(|answer| decide(waiter, answer)),
        };
        let passes = || result.as_ref().is_err_and(Error::is_transient);
        let rides_out = self.ride_out.unwrap_or(self.max_wait.is_some());
        match decision {
            None | Some(Decision::Unmatched) if rides_out && passes() => Verdict::RiddenOut,
            Some(decision) => Verdict::Decided(decision),
            None => Verdict::Failed,
        }
    }

    /// The fixed delay, and the number of calls.
    ///
    /// # Errors
    ///
    /// A mistake in the options.
    pub(super) fn resolve(&self, waiter: &Waiter) -> Result<(Duration, Option<u32>), &'static str> {
        if self.max_attempts == Some(0) {
            return Err("max_attempts must be at least 1");
        }
        if self.unlimited && self.max_wait.is_none() {
            return Err("no_attempt_limit needs max_wait");
        }
        let limit = match self.max_attempts {
            _ if self.unlimited => None,
            Some(attempts) => Some(attempts),
            None => Some(waiter.max_attempts.max(1)),
        };
        Ok((self.delay.unwrap_or(waiter.delay), limit))
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("delay", &self.delay)
            .field("max_attempts", &self.max_attempts)
            .field("max_wait", &self.max_wait)
            .field("unlimited", &self.unlimited)
            .field("backoff", &self.backoff)
            .field("ride_out", &self.ride_out)
            .field("observed", &self.observer.is_some())
            .field("call", &self.call)
            .finish()
    }
}

/// An observer, called after every poll.
pub(crate) trait Observer: Send {
    /// Sees a poll, and decides whether the wait goes on.
    fn observe(&mut self, poll: &Poll) -> ControlFlow<()>;
}

impl<F: FnMut(&Poll) -> ControlFlow<()> + Send> Observer for F {
    fn observe(&mut self, poll: &Poll) -> ControlFlow<()> {
        self(poll)
    }
}

/// The return type of an observer of polls: nothing, or a [`ControlFlow`] whose `Break` cancels the wait.
pub trait Flow: sealed::Sealed {
    /// Whether the wait goes on.
    fn into_flow(self) -> ControlFlow<()>;
}

impl Flow for () {
    fn into_flow(self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Flow for ControlFlow<()> {
    fn into_flow(self) -> ControlFlow<()> {
        self
    }
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for () {}
    impl Sealed for std::ops::ControlFlow<()> {}
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDPOINT: f64 = 0.5;

    fn backoff(jitter: Jitter) -> Backoff {
        Backoff::Exponential {
            min: Some(Duration::from_secs(2)),
            max: Some(Duration::from_secs(120)),
            jitter,
        }
    }

    /// The values of Smithy's own implementation, with the midpoint for random numbers.
    #[test]
    fn exponential_delays_follow_smithys_formula() {
        let delays: Vec<u64> = [2, 4, 7, 12, 21, 38, 71, 132, 193, 254, 300]
            .iter()
            .zip(1..)
            .map(|(elapsed, retry)| {
                let remaining = Duration::from_secs(300 - elapsed);
                backoff(Jitter::Full)
                    .delay(Duration::ZERO, retry, Some(remaining), MIDPOINT)
                    .as_secs()
            })
            .collect();
        assert_eq!(delays, [2, 3, 5, 9, 17, 33, 61, 61, 61, 46, 0]);
    }

    #[test]
    fn without_jitter_delays_double_up_to_the_maximum() {
        let delays: Vec<u64> = (1..=9)
            .map(|retry| {
                backoff(Jitter::None)
                    .delay(Duration::ZERO, retry, None, MIDPOINT)
                    .as_secs()
            })
            .collect();
        assert_eq!(delays, [2, 4, 8, 16, 32, 64, 120, 120, 120]);
    }

    #[test]
    fn a_retry_beyond_all_doublings_stays_at_the_maximum() {
        let delay = backoff(Jitter::None).delay(Duration::ZERO, u32::MAX, None, MIDPOINT);
        assert_eq!(delay, Duration::from_secs(120));
    }

    #[test]
    fn bounds_default_to_the_waiters_delay_and_two_minutes() {
        let delay =
            |base, retry| Backoff::exponential().delay(Duration::from_secs(base), retry, None, 1.0);
        assert_eq!(delay(15, 1), Duration::from_secs(15));
        assert_eq!(delay(15, 20), Duration::from_secs(120));
        assert_eq!(delay(300, 20), Duration::from_secs(300));
    }
}
