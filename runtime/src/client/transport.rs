//! Carries a request to a service and returns the answer.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::body::Body;
use crate::excerpt::Excerpt;
use crate::schema::Operation;
use crate::view::Structure;

/// Sends one signed request and returns the raw answer.
///
/// A transport follows no redirects, makes no retries, and changes neither path, query nor headers: they are signed. An
/// answer that ends before its announced length is an error.
pub trait Transport: Send + Sync + fmt::Debug + 'static {
    /// Sends `request`; the answer's body may still be on its way when this returns.
    ///
    /// # Errors
    ///
    /// When there is no answer: the connection failed, was closed, or took too long.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>;

    /// Sends the request of an attempt, with its operation and input; clients call this.
    ///
    /// The default is [`send`](Self::send). A transport that stands in for a service can answer by operation and input; one
    /// that wraps another should pass the attempt on, because the other may be of that kind.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    fn send_attempt<'a>(
        &'a self,
        _attempt: Attempt<'a>,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>
    {
        self.send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        (**self).send(request)
    }

    fn send_attempt<'a>(
        &'a self,
        attempt: Attempt<'a>,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>
    {
        (**self).send_attempt(attempt, request)
    }
}

/// How long a service may hold a request before it answers, if longer than a minute; an extension of the request.
///
/// A transport with a read timeout should wait that long ([`http::Request::extensions`]).
#[derive(Clone, Copy, Debug)]
pub struct HeldFor(pub Duration);

/// The call to which a request belongs.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The input as the caller, the wait or the paginator made it. Additions of pageboy are only in the request: idempotency
    /// tokens, checksums. A streamed payload is absent.
    pub input: &'a dyn Structure,
    /// 1 for the first attempt, more for retries.
    pub number: u32,
}

impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("operation", &self.operation.name)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// Why a request was not answered.
#[derive(Debug)]
pub struct TransportError {
    message: String,
    reason: TransportReason,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransportReason {
    Broken,
    Timeout,
    Refused,
}

impl TransportError {
    /// A connection that could not be made, or broke. The request is sent again if attempts are left.
    pub fn new(message: impl Into<String>) -> Self {
        Self::with(message, TransportReason::Broken)
    }

    /// An expired time limit. The request is sent again if attempts are left.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self::with(message, TransportReason::Timeout)
    }

    /// A request that this transport refuses. It is not sent again.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::with(message, TransportReason::Refused)
    }

    /// Adds the cause of this error.
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Whether a time limit expired.
    pub const fn is_timeout(&self) -> bool {
        matches!(self.reason, TransportReason::Timeout)
    }

    /// Whether sending the request again may help.
    pub const fn is_retryable(&self) -> bool {
        !matches!(self.reason, TransportReason::Refused)
    }

    /// The cause of this error.
    pub(super) fn into_source(self) -> Option<Box<dyn StdError + Send + Sync>> {
        self.source
    }

    fn with(message: impl Into<String>, reason: TransportReason) -> Self {
        Self {
            message: message.into(),
            reason,
            source: None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Excerpt::message(&self.message))
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
