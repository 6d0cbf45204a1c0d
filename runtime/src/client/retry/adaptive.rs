//! Holds requests back to a rate that a service accepts (botocore/retries/adaptive.py, `ClientRateLimiter`;
//! botocore/retries/bucket.py; botocore/retries/throttling.py).

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The rate of a client's requests. It is unlimited until a service throttles.
#[derive(Debug)]
pub(crate) struct RateLimiter(Mutex<LimiterState>);

#[derive(Debug)]
struct LimiterState {
    start: Instant,
    /// Whether requests are held back.
    is_on: bool,
    bucket: Bucket,
    measured: MeasuredRate,
    cubic: Cubic,
}

/// A token bucket of requests.
#[derive(Debug)]
struct Bucket {
    /// Requests per second.
    rate: f64,
    capacity: f64,
    /// Negative when requests wait for their turn.
    left: f64,
    filled: f64,
}

/// The measured rate of requests per second.
#[derive(Debug)]
struct MeasuredRate {
    rate: f64,
    count: f64,
    since: f64,
}

/// The rate to try: it grows slowly near the throttled rate, and fast beyond it.
#[derive(Debug)]
struct Cubic {
    most: f64,
    zero: f64,
    failed: f64,
}

const LEAST_RATE: f64 = 0.5;
const MOST_OF_MEASURED: f64 = 2.0;
const PERIOD: f64 = 0.5;
const SMOOTHING: f64 = 0.8;
const SCALE: f64 = 0.4;
const BETA: f64 = 0.7;

impl RateLimiter {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(LimiterState {
            start: Instant::now(),
            is_on: false,
            bucket: Bucket {
                rate: 1.0,
                capacity: 1.0,
                left: 0.0,
                filled: 0.0,
            },
            measured: MeasuredRate {
                rate: 0.0,
                count: 0.0,
                since: 0.0,
            },
            cubic: Cubic {
                most: 0.0,
                zero: 0.0,
                failed: 0.0,
            },
        }))
    }

    /// Waits until a request may be sent.
    pub(crate) async fn acquire(&self) {
        let wait = {
            let mut state = self.state();
            let now = state.now();
            match state.is_on {
                true => state.bucket.take(now),
                false => Duration::ZERO,
            }
        };
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// Records an answer.
    pub(crate) fn answered(&self, is_throttling: bool) {
        let mut state = self.state();
        let now = state.now();
        let measured = state.measured.count(now);
        let rate = if is_throttling {
            let rate = match state.is_on {
                true => measured.min(state.bucket.rate),
                false => measured,
            };
            state.is_on = true;
            state.cubic.complained(rate, now)
        } else {
            state.cubic.next(now)
        };
        state
            .bucket
            .set_rate(rate.min(MOST_OF_MEASURED * measured), now);
    }

    fn state(&self) -> MutexGuard<'_, LimiterState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LimiterState {
    fn now(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }
}

impl Bucket {
    fn fill(&mut self, now: f64) {
        self.left = (self.left + (now - self.filled) * self.rate).min(self.capacity);
        self.filled = now;
    }

    fn set_rate(&mut self, rate: f64, now: f64) {
        self.fill(now);
        self.rate = rate.max(LEAST_RATE);
        self.capacity = rate.max(1.0);
        self.left = self.left.min(self.capacity);
    }

    /// Takes one request out, and returns how long it has to wait.
    fn take(&mut self, now: f64) -> Duration {
        self.fill(now);
        self.left -= 1.0;
        Duration::try_from_secs_f64(-self.left / self.rate).unwrap_or_default()
    }
}

impl MeasuredRate {
    /// Counts an answer; returns the measured rate.
    fn count(&mut self, now: f64) -> f64 {
        self.count += 1.0;
        let period = (now / PERIOD).floor() * PERIOD;
        if period > self.since {
            let rate = self.count / (period - self.since);
            self.rate = rate * SMOOTHING + self.rate * (1.0 - SMOOTHING);
            self.count = 0.0;
            self.since = period;
        }
        self.rate
    }
}

impl Cubic {
    fn next(&self, now: f64) -> f64 {
        SCALE * (now - self.failed - self.zero).powi(3) + self.most
    }

    fn complained(&mut self, rate: f64, now: f64) -> f64 {
        self.most = rate;
        self.zero = (rate * (1.0 - BETA) / SCALE).cbrt();
        self.failed = now;
        rate * BETA
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn nothing_is_held_back_until_a_service_complains() {
        let limiter = RateLimiter::new();
        let start = Instant::now();
        for _ in 0..100 {
            limiter.acquire().await;
            limiter.answered(false);
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_complaint_requests_wait_and_the_rate_recovers() {
        let limiter = RateLimiter::new();
        // Ten requests per second for five seconds.
        for _ in 0..50 {
            limiter.acquire().await;
            limiter.answered(false);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        limiter.answered(true);
        let rate = limiter.state().bucket.rate;
        assert!((5.0..10.0).contains(&rate), "{rate}");
        let start = Instant::now();
        for _ in 0..20 {
            limiter.acquire().await;
        }
        let elapsed = start.elapsed().as_secs_f64();
        assert!(elapsed > 1.0, "{elapsed}");
        for _ in 0..100 {
            limiter.acquire().await;
            limiter.answered(false);
        }
        assert!(limiter.state().bucket.rate > rate);
    }
}
