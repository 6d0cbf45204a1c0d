//! Which errors are transient.

use std::time::Duration;

use super::ErrorResponse;

impl ErrorResponse {
    /// How long the service wants the client to wait before the next attempt (`x-amz-retry-after`, milliseconds).
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.0.headers.get("x-amz-retry-after")?;
        let millis = value.to_str().ok()?.trim().parse().ok()?;
        Some(Duration::from_millis(millis))
    }

    /// Whether the service limits the rate of requests.
    ///
    /// Decided by the code, by the model of the exception, or by the status 429 if the model does not know the code
    /// (`botocore/retries/standard.py`, `ThrottlingErrorDetector`).
    pub fn is_throttling(&self) -> bool {
        THROTTLING_CODES.iter().any(|code| self.is_code(code))
            || match self.declared() {
                Some(declared) => declared.throttling,
                None => self.status() == 429,
            }
    }

    /// Whether trying again may help: the status is 500, 502, 503 or 504, the code is a temporary one
    /// (`botocore/retries/standard.py`, `TransientRetryableChecker`), or the model says so of the exception.
    pub fn is_transient(&self) -> bool {
        matches!(self.status(), 500 | 502..=504)
            || TRANSIENT_CODES.contains(&self.code())
            || (self.0.operation.service.name == "sts" && self.code() == "IDPCommunicationError")
            || self.declared().is_some_and(|error| error.retryable)
    }
}

/// Codes that mean too many requests (`botocore/retries/standard.py`).
const THROTTLING_CODES: [&str; 14] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
];

/// Codes that mean a temporary failure (`botocore/retries/standard.py`).
const TRANSIENT_CODES: [&str; 3] = [
    "RequestTimeout",
    "RequestTimeoutException",
    "PriorRequestNotComplete",
];
