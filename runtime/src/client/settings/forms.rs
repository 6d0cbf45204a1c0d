//! Parses the texts of settings.

use std::time::Duration;

use super::sources::TextForm;
use crate::client::checksum::{RequestChecksumCalculation, ResponseChecksumValidation};
use crate::client::retry::RetryMode;

/// Any text.
pub(super) const TEXT: TextForm<String> = TextForm {
    expected: "a text",
    read: |text| Some(text.to_owned()),
};

/// `true` or `false`, in any case. botocore treats every other text as `false` (botocore/utils.py, `ensure_boolean`); here
/// it is a problem, since the intention is unknown.
pub(super) const SWITCH: TextForm<bool> = TextForm {
    expected: "true or false",
    read: |text| match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    },
};

/// Maximum number of requests per call.
pub(super) const ATTEMPTS: TextForm<u32> = TextForm {
    expected: "a whole number, at least 1",
    read: |text| text.parse().ok().filter(|attempts| *attempts > 0),
};

/// The retry mode.
pub(super) const RETRY_MODE: TextForm<RetryMode> = TextForm {
    expected: "standard, adaptive or legacy",
    read: |text| {
        let mut modes = [RetryMode::Standard, RetryMode::Adaptive, RetryMode::Legacy].into_iter();
        modes.find(|mode| text.eq_ignore_ascii_case(mode.name()))
    },
};

/// A time limit.
pub(super) const SECONDS: TextForm<Duration> = TextForm {
    expected: "a number of seconds, more than 0",
    read: |text| {
        let seconds: f64 = text.parse().ok()?;
        Duration::try_from_secs_f64(seconds)
            .ok()
            .filter(|limit| !limit.is_zero())
    },
};

/// The minimum size of bodies to compress, in bytes.
pub(super) const COMPRESSION_SIZE: TextForm<usize> = TextForm {
    expected: "a whole number from 0 to 10485760",
    read: |text| text.parse().ok().filter(|size| *size <= 10_485_760),
};

/// When checksums of requests are computed (botocore/args.py, `_handle_checksum_config`).
pub(super) const CHECKSUMS_SENT: TextForm<RequestChecksumCalculation> = TextForm {
    expected: WHEN,
    read: |text| {
        is_when_required(text).map(|required| match required {
            true => RequestChecksumCalculation::WhenRequired,
            false => RequestChecksumCalculation::WhenSupported,
        })
    },
};

/// When checksums of answers are verified.
pub(super) const CHECKSUMS_ASKED: TextForm<ResponseChecksumValidation> = TextForm {
    expected: WHEN,
    read: |text| {
        is_when_required(text).map(|required| match required {
            true => ResponseChecksumValidation::WhenRequired,
            false => ResponseChecksumValidation::WhenSupported,
        })
    },
};

const WHEN: &str = "when_supported or when_required";

fn is_when_required(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("when_required") => Some(true),
        _ if text.eq_ignore_ascii_case("when_supported") => Some(false),
        _ => None,
    }
}
