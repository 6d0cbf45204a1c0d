//! Which failures are worth another attempt, how long to wait for it, and when to stop, as botocore in its standard mode.

use std::sync::Mutex;
use std::time::Duration;

use crate::wire::ErrorResponse;

/// Why a request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retryable {
    /// A failure that passes: a broken connection, a 5xx.
    Transient,
    /// No answer in time.
    Timeout,
    /// Too many requests.
    Throttling,
}

/// Whether an error response is worth another attempt.
pub(crate) fn of_response(response: &ErrorResponse) -> Option<Retryable> {
    if response.is_throttling() {
        Some(Retryable::Throttling)
    } else if response.is_transient() {
        Some(Retryable::Transient)
    } else {
        None
    }
}

/// How long to wait after attempt `attempt` (from 1): a random part of 1, 2, 4, … and at most 20 seconds.
///
/// `random` is at least 0 and less than 1 (botocore/retries/standard.py, `ExponentialBackoff`).
pub(crate) fn backoff(attempt: u32, random: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(5);
    let longest = f64::from(1_u32 << doublings).min(20.0);
    Duration::try_from_secs_f64(random * longest).unwrap_or_default()
}

/// What retries cost, so that a service that is down is not asked three times as often.
///
/// Shared by the clones of a client (botocore/retries/quota.py and `RetryQuotaChecker`).
#[derive(Debug)]
pub(crate) struct Quota(Mutex<u32>);

const CAPACITY: u32 = 500;

impl Quota {
    pub(crate) fn full() -> Self {
        Self(Mutex::new(CAPACITY))
    }

    /// Takes the cost of a retry; `None` when too little is left, and then there must be no retry.
    pub(crate) fn take(&self, reason: Retryable) -> Option<u32> {
        let cost = match reason {
            Retryable::Timeout => 10,
            Retryable::Transient | Retryable::Throttling => 5,
        };
        let mut left = self.left();
        *left = left.checked_sub(cost)?;
        Some(cost)
    }

    /// Gives back after a success: the cost of the last retry, or 1 if there was none.
    pub(crate) fn give_back(&self, cost: Option<u32>) {
        let mut left = self.left();
        *left = left.saturating_add(cost.unwrap_or(1)).min(CAPACITY);
    }

    fn left(&self) -> std::sync::MutexGuard<'_, u32> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Endpoint, Exception, Operation, Protocol, Service, shapes};
    use crate::wire;

    static SERVICE: Service = Service::new(
        "made-up",
        "Made Up",
        "2020-01-01",
        Protocol::Json11,
        Endpoint::regional("made-up"),
    );
    static BUSY: Exception = Exception::new("Busy", &shapes::EMPTY).retryable(false);
    static LATER: Exception = Exception::new("Later", &shapes::EMPTY).retryable(true);
    static WRONG: Exception = Exception::new("Wrong", &shapes::EMPTY);
    static OPERATION: Operation = Operation::new(&SERVICE, "Try").errors(&[&BUSY, &LATER, &WRONG]);

    #[test]
    fn only_failures_that_pass_are_retried() {
        for (status, code, expected) in [
            (500, "InternalError", Some(Retryable::Transient)),
            (503, "503", Some(Retryable::Transient)),
            (501, "NotImplemented", None),
            (429, "Unknown", None),
            (400, "ThrottlingException", Some(Retryable::Throttling)),
            (503, "SlowDown", Some(Retryable::Throttling)),
            (400, "RequestTimeout", Some(Retryable::Transient)),
            (400, "Busy", Some(Retryable::Transient)),
            (400, "Later", Some(Retryable::Throttling)),
            (400, "Wrong", None),
            (403, "AccessDenied", None),
        ] {
            let body = format!(r#"{{"__type":"{code}"}}"#);
            let headers = http::HeaderMap::new();
            let response = wire::parse_error(
                &OPERATION,
                status,
                &headers,
                body.into(),
                &wire::Limits::default(),
            );
            assert_eq!(of_response(&response), expected, "{code}");
        }
    }

    #[test]
    fn the_wait_doubles_up_to_twenty_seconds() {
        let longest = |attempt| backoff(attempt, 1.0).as_secs();
        let waits: Vec<u64> = (1..8).map(longest).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 20, 20]);
        assert_eq!(backoff(u32::MAX, 1.0).as_secs(), 20);
        assert_eq!(backoff(3, 0.0), Duration::ZERO);
    }

    #[test]
    fn an_empty_quota_ends_retries() {
        let quota = Quota::full();
        for _ in 0..50 {
            assert_eq!(quota.take(Retryable::Timeout), Some(10));
        }
        assert_eq!(quota.take(Retryable::Transient), None);
        quota.give_back(None);
        assert_eq!(quota.take(Retryable::Transient), None);
        quota.give_back(Some(10));
        assert_eq!(quota.take(Retryable::Throttling), Some(5));
    }

    #[test]
    fn no_more_is_given_back_than_the_quota_holds() {
        let quota = Quota::full();
        quota.give_back(Some(10));
        let taken = (0..).take_while(|_| quota.take(Retryable::Transient).is_some());
        assert_eq!(taken.count(), 100);
    }
}
