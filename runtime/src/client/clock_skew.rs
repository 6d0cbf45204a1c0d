//! The offset between the clocks of a service and this machine. A signature has a time, and a service refuses one that is
//! minutes off; the refusal tells the service's time, and the request is signed again for that.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::HeaderMap;
use http::header::{AGE, DATE};

/// The offset of a service's clock by its last answer; shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew(AtomicI64);

/// The offset in milliseconds; negative if the service's clock is behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Skew(i64);

impl ClockSkew {
    /// The current offset; zero at first.
    pub(crate) fn now(&self) -> Skew {
        Skew(self.0.load(Ordering::Relaxed))
    }

    /// Reads the time of an answer, successful or not, and returns the offset. The time is assumed to be in the middle
    /// between `sent` and `received`.
    ///
    /// `None` if the answer tells nothing: it has no date, comes from a cache (`Age`), took more than a quarter of an hour,
    /// or is centuries away.
    pub(crate) fn learn(
        &self,
        headers: &HeaderMap,
        sent: SystemTime,
        received: SystemTime,
    ) -> Option<Skew> {
        if headers.contains_key(AGE) {
            return None;
        }
        let date = headers.get(DATE)?.to_str().ok()?;
        let date = DateTime::from_str(date, Format::HttpDate).ok()?;
        let elapsed = received.duration_since(sent).unwrap_or_default();
        if elapsed > LONGEST_EXCHANGE {
            return None;
        }
        let middle = DateTime::from(sent.checked_add(elapsed / 2)?);
        let skew = date
            .to_millis()
            .ok()?
            .checked_sub(middle.to_millis().ok()?)?;
        if skew.unsigned_abs() > LARGEST_MILLIS {
            return None;
        }
        self.0.store(skew, Ordering::Relaxed);
        Some(Skew(skew))
    }
}

impl Skew {
    /// The service's time at this machine's `time`.
    pub(crate) fn apply(self, time: SystemTime) -> SystemTime {
        let shift = Duration::from_millis(self.0.unsigned_abs());
        let shifted = match self.0 < 0 {
            true => time.checked_sub(shift),
            false => time.checked_add(shift),
        };
        shifted.unwrap_or(time)
    }

    /// Whether a signature for one of these times is refused at the other.
    pub(crate) const fn is_far_from(self, other: Self) -> bool {
        self.0.abs_diff(other.0) > TOLERATED_MILLIS
    }
}

/// Whether an error may mean that the time of the signature is wrong.
pub(crate) fn may_cause(code: &str) -> bool {
    matches!(
        code,
        "AuthFailure"
            | "InvalidSignatureException"
            | "RequestExpired"
            | "RequestTimeTooSkewed"
            | "SignatureDoesNotMatch"
    )
}

/// The services tolerate five minutes.
const TOLERATED_MILLIS: u64 = 4 * 60 * 1000;

/// The date of an answer that took longer cannot be matched to a time here.
const LONGEST_EXCHANGE: Duration = Duration::from_secs(15 * 60);

/// 200 years; a machine without a clock of its own starts in 1970.
const LARGEST_MILLIS: u64 = 200 * 365 * 24 * 60 * 60 * 1000;
