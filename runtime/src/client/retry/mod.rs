//! Decides which failures are retried, after which pause, and when to stop (botocore/retries/standard.py).

mod adaptive;
mod held;
mod legacy;

use std::sync::Mutex;
use std::time::Duration;

pub(crate) use adaptive::RateLimiter;
pub(crate) use held::held_for;

use crate::schema::{Operation, Service};
use crate::wire::ErrorResponse;

/// How calls are retried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryMode {
    /// Three attempts (DynamoDB and its streams: four), with short growing pauses, and a quota that the clones of a client
    /// share, so that a service that is down does not get a multiple of the requests.
    #[default]
    Standard,
    /// The same; once a service throttles, requests are also held back to a rate that it accepts.
    Adaptive,
    /// Five attempts (DynamoDB: ten), with pauses of up to a second that double (DynamoDB: 50 milliseconds that double), a
    /// list of its own of what is retried, and no quota: botocore's behaviour before 1.44.
    Legacy,
}

impl RetryMode {
    /// The name in settings and in the user agent.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Adaptive => "adaptive",
            Self::Legacy => "legacy",
        }
    }

    /// The default maximum of requests per call, the first included.
    pub(crate) fn max_attempts(self, service: &Service) -> u32 {
        match (self, service.name) {
            (Self::Legacy, "dynamodb") => 10,
            (Self::Legacy, _) => 5,
            (_, "dynamodb" | "dynamodbstreams") => 4,
            _ => 3,
        }
    }
}

/// The reason for a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retryable {
    /// A transient failure: a broken connection, a 5xx, no answer in time.
    Transient,
    /// Too many requests.
    Throttling,
    /// The time of the signature was wrong, and is known now.
    Clock,
}

/// Whether to retry after an error answer.
pub(crate) fn of_response(
    mode: RetryMode,
    service: &Service,
    response: &ErrorResponse,
) -> Option<Retryable> {
    let is_legacy = mode == RetryMode::Legacy;
    if is_legacy && !legacy::retries(service, response) {
        None
    } else if response.is_throttling() {
        Some(Retryable::Throttling)
    } else if is_legacy || response.is_transient() {
        Some(Retryable::Transient)
    } else {
        None
    }
}

/// The pause after a failed attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff<'a> {
    pub(crate) mode: RetryMode,
    pub(crate) service: &'a Service,
    pub(crate) reason: Retryable,
    /// From 1.
    pub(crate) attempt: u32,
    /// The service's own pause (`x-amz-retry-after`).
    pub(crate) asked: Option<Duration>,
}

impl Backoff<'_> {
    /// A random part of a time that doubles with each attempt, up to 20 seconds: 1 second after throttling, else 50
    /// milliseconds, for DynamoDB and its streams 25. The service's own pause counts up to 5 seconds more than that
    /// (botocore/retries/standard.py, `ExponentialBackoff`).
    ///
    /// `random` is at least 0 and less than 1.
    pub(crate) fn delay(self, random: f64) -> Duration {
        if self.reason == Retryable::Clock {
            return Duration::ZERO;
        }
        let doublings = self.attempt.saturating_sub(1).min(20);
        let growth = f64::from(1_u32 << doublings);
        if self.mode == RetryMode::Legacy {
            return seconds(legacy::base(self.service, random) * growth);
        }
        let first = match (self.reason, self.service.name) {
            (Retryable::Throttling, _) => 1.0,
            (Retryable::Transient, "dynamodb" | "dynamodbstreams") => 0.025,
            (Retryable::Transient | Retryable::Clock, _) => 0.05,
        };
        let delay = seconds(random * (first * growth).min(20.0));
        match self.asked {
            Some(asked) => delay.max(asked.min(delay + Duration::from_secs(5))),
            None => delay,
        }
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// Whether the service holds the request until there is something to answer. Polling again at once after an error would be
/// polling without a pause, so the pause is kept even if the quota allows no retry (botocore/retries/standard.py,
/// `_LONG_POLLING_OPERATIONS`).
pub(crate) fn is_long_poll(operation: &Operation) -> bool {
    matches!(
        (operation.service.name, operation.name),
        ("sqs", "ReceiveMessage")
            | ("stepfunctions", "GetActivityTask")
            | ("swf", "PollForActivityTask" | "PollForDecisionTask")
            | (
                "kinesis",
                "ReceiveQueueRecords" | "ReceiveDeadLetterQueueRecords"
            )
    )
}

/// The cost of retries, so that a service that is down does not get three times the requests.
///
/// Shared by the clones of a client (botocore/retries/quota.py and `RetryQuotaChecker`).
#[derive(Debug)]
pub(crate) struct Quota(Mutex<u32>);

const CAPACITY: u32 = 500;

impl Quota {
    pub(crate) fn full() -> Self {
        Self(Mutex::new(CAPACITY))
    }

    /// Takes the cost of a retry; `None` if too little is left, so that there must be no retry.
    pub(crate) fn take(&self, reason: Retryable) -> Option<u32> {
        let cost = match reason {
            Retryable::Transient | Retryable::Clock => 14,
            Retryable::Throttling => 5,
        };
        let mut left = self.left();
        *left = left.checked_sub(cost)?;
        Some(cost)
    }

    /// Refunds after a success: the cost of the last retry, or 1 if there was none.
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
            (429, "Unknown", Some(Retryable::Throttling)),
            (429, "Wrong", None),
            (429, "Busy", Some(Retryable::Transient)),
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
            let mode = RetryMode::Standard;
            assert_eq!(of_response(mode, &SERVICE, &response), expected, "{code}");
        }
    }

    /// As botocore 1.44.8 decides and pauses in that mode.
    #[test]
    fn the_legacy_mode_has_a_list_and_pauses_of_its_own() {
        static DYNAMODB: Service = Service::new(
            "dynamodb",
            "DynamoDB",
            "2012-08-10",
            Protocol::Json10,
            Endpoint::regional("dynamodb"),
        );
        static PUT: Operation = Operation::new(&DYNAMODB, "PutItem").errors(&[&LATER]);
        for (status, code, expected) in [
            (409, "ReplicatedWriteConflictException", true),
            (400, "ReplicatedWriteConflictException", false),
            (400, "ThrottlingException", true),
            (400, "LimitExceededException", false),
            (400, "RequestTimeout", false),
            (400, "Later", false),
            (429, "Later", true),
            (509, "Anything", true),
            (501, "NotImplemented", false),
        ] {
            let body = format!(r#"{{"__type":"{code}"}}"#);
            let headers = http::HeaderMap::new();
            let limits = wire::Limits::default();
            let response = wire::parse_error(&PUT, status, &headers, body.into(), &limits);
            let decided = of_response(RetryMode::Legacy, &DYNAMODB, &response);
            assert_eq!(decided.is_some(), expected, "{status} {code}");
        }
        let pauses = |service| {
            let pause = |attempt| Backoff {
                mode: RetryMode::Legacy,
                service,
                reason: Retryable::Transient,
                attempt,
                asked: None,
            };
            [1, 2, 9].map(|attempt| pause(attempt).delay(0.5).as_secs_f64())
        };
        assert_eq!(pauses(&DYNAMODB), [0.05, 0.1, 12.8]);
        assert_eq!(pauses(&SERVICE), [0.5, 1.0, 128.0]);
    }

    #[test]
    fn the_wait_doubles_from_what_the_reason_and_the_service_say() {
        let waits = |name, reason, mode| {
            let service = Service { name, ..SERVICE };
            let wait = |attempt| Backoff {
                mode,
                service: &service,
                reason,
                attempt,
                asked: None,
            };
            let millis = (1..8).map(|attempt| wait(attempt).delay(1.0).as_millis());
            millis.collect::<Vec<_>>()
        };
        let standard = RetryMode::Standard;
        assert_eq!(
            waits("ec2", Retryable::Throttling, standard),
            [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]
        );
        assert_eq!(
            waits("ec2", Retryable::Transient, standard),
            [50, 100, 200, 400, 800, 1_600, 3_200]
        );
        assert_eq!(
            waits("dynamodb", Retryable::Transient, standard)[..2],
            [25, 50]
        );
        assert_eq!(
            waits("ec2", Retryable::Transient, RetryMode::Legacy)[..3],
            [1_000, 2_000, 4_000]
        );
    }

    #[test]
    fn what_the_service_asks_for_counts_within_bounds() {
        let delay = |asked, random| {
            let wait = Backoff {
                mode: RetryMode::Standard,
                service: &SERVICE,
                reason: Retryable::Throttling,
                attempt: 1,
                asked: Some(Duration::from_millis(asked)),
            };
            wait.delay(random).as_millis()
        };
        assert_eq!(delay(5_000, 0.0), 5_000);
        assert_eq!(delay(60_000, 0.5), 5_500);
        assert_eq!(delay(100, 0.5), 500);
    }

    #[test]
    fn an_empty_quota_ends_retries() {
        let quota = Quota::full();
        for _ in 0..35 {
            assert_eq!(quota.take(Retryable::Transient), Some(14));
        }
        assert_eq!(quota.take(Retryable::Transient), None);
        assert_eq!(quota.take(Retryable::Throttling), Some(5));
        assert_eq!(quota.take(Retryable::Throttling), Some(5));
        assert_eq!(quota.take(Retryable::Throttling), None);
        quota.give_back(None);
        assert_eq!(quota.take(Retryable::Throttling), None);
        quota.give_back(Some(14));
        assert_eq!(quota.take(Retryable::Transient), Some(14));
    }

    #[test]
    fn no_more_is_given_back_than_the_quota_holds() {
        let quota = Quota::full();
        quota.give_back(Some(14));
        let taken = (0..).take_while(|_| quota.take(Retryable::Throttling).is_some());
        assert_eq!(taken.count(), 100);
    }
}
