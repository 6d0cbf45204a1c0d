//! The chunks of a stream of bytes, and the errors that end it.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use crate::excerpt::Excerpt;

/// A stream of chunks, as transports produce and consume it.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send>>;

/// Why a body could not be read to its end: the connection closed, a limit was exceeded, the source failed, or the checksum
/// differs.
#[derive(Debug)]
pub struct BodyError {
    message: String,
    reason: BodyReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BodyReason {
    Broken,
    Timeout,
    OverLimit,
    Checksum,
}

impl BodyError {
    /// An error with the given text.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            reason: BodyReason::Broken,
        }
    }

    /// A read that took longer than the configured time.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            reason: BodyReason::Timeout,
        }
    }

    /// A body with more bytes than there may be.
    pub(super) fn over_limit(limit: usize) -> Self {
        Self {
            message: format!("the body is larger than the limit of {limit} bytes"),
            reason: BodyReason::OverLimit,
        }
    }

    /// A body that differs from the sent one.
    pub(crate) fn checksum(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            reason: BodyReason::Checksum,
        }
    }

    /// Whether the read timed out.
    pub const fn is_timeout(&self) -> bool {
        matches!(self.reason, BodyReason::Timeout)
    }

    /// Whether the body exceeds the limit.
    pub const fn is_over_limit(&self) -> bool {
        matches!(self.reason, BodyReason::OverLimit)
    }

    /// Whether the body was read to its end and its checksum differs from the service's.
    ///
    /// The bytes must not be used.
    pub const fn is_checksum_mismatch(&self) -> bool {
        matches!(self.reason, BodyReason::Checksum)
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Excerpt::message(&self.message))
    }
}

impl std::error::Error for BodyError {}
