//! The payload of a request or a response.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures_core::Stream;

use crate::excerpt::Excerpt;

/// A stream of chunks, as transports produce and consume it.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send>>;

/// The payload of a request or a response: bytes in memory, or a stream.
///
/// A response's streaming payload (S3 `GetObject`) is handed over unread; [`Body::collect`] reads it.
pub struct Body(Inner);

enum Inner {
    Bytes(Bytes),
    // The lock is never contended: it makes a stream that is not `Sync` shareable, and lets a request take it
    // out of an input it may only read.
    Stream {
        chunks: Mutex<Option<Chunks>>,
        length: Option<u64>,
    },
}

/// Why a body could not be read to its end: the connection closed, a limit was passed, the source failed, or the checksum
/// is another one.
#[derive(Debug)]
pub struct BodyError {
    message: String,
    reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
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
            reason: Reason::Broken,
        }
    }

    /// A read that took longer than the configured time.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            reason: Reason::Timeout,
        }
    }

    /// A body that is not the one that was sent.
    pub(crate) fn checksum(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            reason: Reason::Checksum,
        }
    }

    /// Whether the read timed out.
    pub const fn is_timeout(&self) -> bool {
        matches!(self.reason, Reason::Timeout)
    }

    /// Whether there was more than the limit allows.
    pub const fn is_over_limit(&self) -> bool {
        matches!(self.reason, Reason::OverLimit)
    }

    /// Whether the body was read to its end and has another checksum than the service says.
    ///
    /// What was read of it must not be used.
    pub const fn is_checksum_mismatch(&self) -> bool {
        matches!(self.reason, Reason::Checksum)
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Excerpt::message(&self.message))
    }
}

impl std::error::Error for BodyError {}

impl Body {
    /// No bytes.
    pub const fn empty() -> Self {
        Self(Inner::Bytes(Bytes::new()))
    }

    /// A stream of chunks; `length` is the number of bytes when it is known.
    ///
    /// A request with a stream is sent once and never retried. S3 wants to know the length. Over plain HTTP, and for
    /// services other than S3 whose signature has the body's hash, it is read into memory before it is sent.
    pub fn from_stream(
        chunks: impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self(Inner::Stream {
            chunks: Mutex::new(Some(Box::pin(chunks))),
            length,
        })
    }

    /// The bytes, if they are in memory.
    pub const fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes),
            Inner::Stream { .. } => None,
        }
    }

    /// The number of bytes, if it is known.
    pub fn len(&self) -> Option<u64> {
        match &self.0 {
            Inner::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Inner::Stream { length, .. } => *length,
        }
    }

    /// Whether the body is known to have no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// A second body with the same bytes; `None` for a stream, which can be read only once.
    pub fn try_clone(&self) -> Option<Self> {
        self.bytes().map(|bytes| Self(Inner::Bytes(bytes.clone())))
    }

    /// The payload to send: a copy of bytes, or the stream itself, which then can be sent no second time.
    pub(crate) fn take(&self) -> Self {
        match &self.0 {
            Inner::Bytes(bytes) => Self(Inner::Bytes(bytes.clone())),
            Inner::Stream { chunks, length } => {
                let taken = chunks.lock().unwrap_or_else(PoisonError::into_inner).take();
                Self(Inner::Stream {
                    chunks: Mutex::new(taken),
                    length: *length,
                })
            }
        }
    }

    /// Whether this was a stream that has been taken.
    pub(crate) fn is_taken(&self) -> bool {
        match &self.0 {
            Inner::Bytes(_) => false,
            Inner::Stream { chunks, .. } => {
                let chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
                chunks.is_none()
            }
        }
    }

    /// The chunks, in order.
    pub fn into_chunks(self) -> Chunks {
        match self.0 {
            Inner::Bytes(bytes) => Box::pin(Once(Some(Ok(bytes)))),
            Inner::Stream { chunks, .. } => unlock(chunks),
        }
    }

    /// Reads everything into memory.
    ///
    /// # Errors
    ///
    /// When the source fails or ends early.
    pub async fn collect(self) -> Result<Bytes, BodyError> {
        self.collect_up_to(usize::MAX).await
    }

    /// Reads everything into memory, but not more than `limit` bytes.
    ///
    /// # Errors
    ///
    /// When the source fails, ends early, or has more than `limit` bytes.
    pub async fn collect_up_to(self, limit: usize) -> Result<Bytes, BodyError> {
        let too_large = || BodyError {
            message: format!("the body is larger than the limit of {limit} bytes"),
            reason: Reason::OverLimit,
        };
        let (mut chunks, length) = match self.0 {
            Inner::Bytes(bytes) if bytes.len() > limit => return Err(too_large()),
            Inner::Bytes(bytes) => return Ok(bytes),
            Inner::Stream { chunks, length } => (unlock(chunks), length),
        };
        let mut first: Option<Bytes> = None;
        let mut all = Vec::new();
        let mut total = 0_usize;
        while let Some(chunk) = std::future::poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            let chunk = chunk?;
            total = total.saturating_add(chunk.len());
            if total > limit {
                return Err(too_large());
            }
            match first.take() {
                None if all.is_empty() => first = Some(chunk),
                None => all.extend_from_slice(&chunk),
                Some(head) => {
                    all.reserve(head.len() + chunk.len());
                    all.extend_from_slice(&head);
                    all.extend_from_slice(&chunk);
                }
            }
        }
        if let Some(length) = length
            && u64::try_from(total).is_ok_and(|read| read < length)
        {
            return Err(BodyError::new(format!(
                "the body ended after {total} of {length} bytes"
            )));
        }
        Ok(first.unwrap_or_else(|| all.into()))
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0, self.len()) {
            (Inner::Bytes(bytes), _) => write!(f, "Body({} bytes)", bytes.len()),
            (Inner::Stream { .. }, Some(length)) => write!(f, "Body(stream of {length} bytes)"),
            (Inner::Stream { .. }, None) => f.write_str("Body(stream)"),
        }
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $bytes:expr;)*) => {$(
        impl From<$type> for Body {
            fn from($value: $type) -> Self {
                Self(Inner::Bytes($bytes))
            }
        }
    )*};
}

from! {
    Bytes => |value| value;
    Vec<u8> => |value| value.into();
    String => |value| value.into();
    &'static str => |value| Bytes::from_static(value.as_bytes());
    &'static [u8] => |value| Bytes::from_static(value);
}

fn unlock(chunks: Mutex<Option<Chunks>>) -> Chunks {
    let chunks = chunks.into_inner().unwrap_or_else(PoisonError::into_inner);
    chunks.unwrap_or_else(|| {
        Box::pin(Once(Some(Err(BodyError::new(
            "the stream was already sent",
        )))))
    })
}

struct Once(Option<Result<Bytes, BodyError>>);

impl Stream for Once {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_over_the_limit_is_an_error_not_a_prefix() {
        let error = Body::from("four").collect_up_to(3).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the body is larger than the limit of 3 bytes"
        );
    }

    #[tokio::test]
    async fn a_stream_that_ends_before_its_length_is_an_error() {
        let body = Body::from_stream(Once(Some(Ok("ab".into()))), Some(3));
        assert_eq!(
            body.collect().await.unwrap_err().to_string(),
            "the body ended after 2 of 3 bytes"
        );
    }
}
