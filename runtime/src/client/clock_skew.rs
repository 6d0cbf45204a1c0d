//! How far the clock of a service is from this machine's. A signature says when it was made, and a service takes none that is
//! some minutes off: one that refuses it says its own time, and the request is signed for that.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::HeaderMap;
use http::header::{AGE, DATE};

/// How far the clock of a service is ahead, as its last answer said; shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew(AtomicI64);

/// How far a clock is ahead, in milliseconds; negative if it is behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Skew(i64);

impl ClockSkew {
    /// What is known now; nothing at first.
    pub(crate) fn now(&self) -> Skew {
        Skew(self.0.load(Ordering::Relaxed))
    }

    /// Takes note of the time of an answer, also of a success, and returns it. It is taken for the service's time in the
    /// middle between `sent` and `received`.
    ///
    /// `None` if the answer does not tell: it has no date, comes from a cache (`Age`), was more than a quarter of an hour on
    /// its way, or is centuries away.
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
    /// The time of the service when it is `time` here.
    pub(crate) fn apply(self, time: SystemTime) -> SystemTime {
        let shift = Duration::from_millis(self.0.unsigned_abs());
        let shifted = match self.0 < 0 {
            true => time.checked_sub(shift),
            false => time.checked_add(shift),
        };
        shifted.unwrap_or(time)
    }

    /// Whether a signature that was made for one of these is refused at the other.
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

/// Of an answer that took longer, nobody knows what its date was at what time here.
const LONGEST_EXCHANGE: Duration = Duration::from_secs(15 * 60);

/// 200 years; a machine without a clock of its own starts in 1970.
const LARGEST_MILLIS: u64 = 200 * 365 * 24 * 60 * 60 * 1000;
