//! The error of every call, and what it holds.

mod absence;
mod cursor;
mod decode;
mod response;
mod retry;
mod show;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

pub use cursor::CursorError;
pub use decode::DecodeError;
pub(crate) use response::ErrorData;
pub use response::ErrorResponse;
pub(crate) use response::reason;

use crate::excerpt::Excerpt;
use crate::schema::Operation;

/// Why a call did not return an output.
///
/// One type for every service and operation, with a predicate or accessor for what callers branch on. `Display` names the
/// service and the operation, and never contains the source, which is in [`source`](StdError::source). It shows text of a
/// service as an [`Excerpt`]: on one line, and bounded.
#[derive(Debug)]
pub struct Error(Box<Failure>);

#[derive(Debug)]
struct Failure {
    service: &'static str,
    operation: &'static str,
    kind: ErrorKind,
    attempts: u32,
    /// Whether trying again may help, where the kind does not decide.
    is_transient: Option<bool>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kind of error, for callers that branch on it.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input violates the model, or would make a listing incomplete; nothing was sent. Each problem names its member.
    Invalid(Vec<String>),
    /// A setting is missing or wrong, for example no region; nothing was sent.
    Config(String),
    /// Credentials could not be loaded, or the request could not be signed; nothing was sent.
    Credentials(String),
    /// The request was not answered: connection refused, closed or timed out.
    Transport {
        /// What failed.
        message: String,
        /// Whether a time limit was the reason.
        timeout: bool,
    },
    /// The service answered with an error.
    Service(ErrorResponse),
    /// There was an answer, but it could not be read: malformed, truncated, over a limit, or not the operation's
    /// ([`check_answer`](crate::wire::check_answer)).
    Response {
        /// The unreadable part.
        message: String,
        /// The HTTP status.
        status: u16,
        /// The request id, for the service's support.
        request_id: Option<String>,
    },
    /// The pages do not follow the rules of the paginator: a repeated token, more results without a token, a bad starting
    /// token.
    Pagination(String),
    /// A cursor belongs to something else; nothing was sent.
    Cursor(CursorError),
    /// A JMESPath expression could not be evaluated on the output.
    Evaluation(String),
    /// The service answered, without error, that a resource does not exist.
    NotFound(String),
}

impl Error {
    /// An error of `operation`.
    pub(crate) fn new(operation: &Operation, kind: ErrorKind) -> Self {
        Self::about(operation.service.name, operation.name, kind)
    }

    /// An error of an operation or a resource, by its name in the model.
    pub(crate) fn about(service: &'static str, operation: &'static str, kind: ErrorKind) -> Self {
        Self(Box::new(Failure {
            service,
            operation,
            kind,
            attempts: 0,
            is_transient: None,
            source: None,
        }))
    }

    /// Adds the cause of this error.
    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Records whether trying again may help.
    pub(crate) fn transient(mut self, is_transient: bool) -> Self {
        self.0.is_transient = Some(is_transient);
        self
    }

    /// Records how many requests were sent.
    pub(crate) fn after_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// The service's folder name, for example `ec2`.
    pub fn service(&self) -> &'static str {
        self.0.service
    }

    /// The name in the model of the operation, for example `DescribeInstances`, or of the resource where there is no
    /// operation.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// How many requests were sent, retries included.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The service's error answer, if it sent one.
    pub fn response(&self) -> Option<&ErrorResponse> {
        match &self.0.kind {
            ErrorKind::Service(response) => Some(response),
            _ => None,
        }
    }

    /// The error code the service sent, for example `InvalidInstanceID.NotFound`.
    pub fn code(&self) -> Option<&str> {
        self.response().map(|response| response.code())
    }

    /// The message the service sent, unchanged; see [`ErrorResponse::message`].
    pub fn message(&self) -> Option<&str> {
        self.response().map(|response| response.message())
    }

    /// The id of the request, for the service's support.
    pub fn request_id(&self) -> Option<&str> {
        match &self.0.kind {
            ErrorKind::Service(response) => response.request_id(),
            ErrorKind::Response { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// S3's second request id, for its support (`x-amz-id-2`), if the service sent an error with one.
    pub fn extended_request_id(&self) -> Option<&str> {
        self.response()?.extended_request_id()
    }

    /// A header of the service's error response, for example `x-amz-bucket-region`; case does not matter.
    ///
    /// [`ErrorResponse::headers`] has all of them.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.response()?.header(name)
    }

    /// The HTTP status, if the service answered.
    pub fn status(&self) -> Option<u16> {
        match &self.0.kind {
            ErrorKind::Service(response) => Some(response.status()),
            ErrorKind::Response { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether the service limits the rate of requests.
    ///
    /// Retries with growing delays have already been made. Send fewer requests, or raise the service's quota.
    pub fn is_throttling(&self) -> bool {
        self.response()
            .is_some_and(|response| response.is_throttling())
    }

    /// Whether a time limit expired before the answer was complete.
    ///
    /// The service may have carried out the request nevertheless.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Transport { timeout: true, .. })
    }

    /// Whether the input violates the model, so that nothing was sent.
    ///
    /// `Display` lists every problem with its member.
    pub fn is_invalid_input(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Invalid(_))
    }

    /// Whether the requested thing does not exist.
    ///
    /// A service error counts if its code says so (`NoSuchEntity`, `InvalidInstanceID.NotFound`,
    /// `ResourceNotFoundException`) or its status is 404. [`ErrorResponse::is_not_found`] has the rule and its exceptions.
    pub fn is_not_found(&self) -> bool {
        match &self.0.kind {
            ErrorKind::NotFound(_) => true,
            ErrorKind::Service(response) => response.is_not_found(),
            _ => false,
        }
    }

    /// Whether trying again may help: throttling, a 5xx, a broken connection, a timeout, or an answer that was truncated,
    /// damaged, or somebody else's.
    ///
    /// The call has already tried again after each of these, except after a complete answer that could not be read, as in
    /// botocore. Waits with a deadline poll again after each. An answer that exceeds one of the
    /// [`Limits`](crate::wire::Limits) does not count.
    pub fn is_transient(&self) -> bool {
        if let Some(is_transient) = self.0.is_transient {
            return is_transient;
        }
        match &self.0.kind {
            ErrorKind::Transport { .. } => true,
            ErrorKind::Service(response) => response.is_transient() || response.is_throttling(),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure {
            service,
            operation,
            kind,
            ..
        } = &*self.0;
        write!(f, "{service} {operation}: ")?;
        match kind {
            ErrorKind::Invalid(problems) => {
                f.write_str("invalid input: ")?;
                for (index, problem) in problems.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "; " };
                    write!(f, "{separator}{}", Excerpt::message(problem))?;
                }
                Ok(())
            }
            ErrorKind::Config(message)
            | ErrorKind::Credentials(message)
            | ErrorKind::Transport { message, .. }
            | ErrorKind::Pagination(message)
            | ErrorKind::Evaluation(message)
            | ErrorKind::NotFound(message) => write!(f, "{}", Excerpt::message(message)),
            ErrorKind::Cursor(error) => write!(f, "{error}"),
            ErrorKind::Service(response) => write!(f, "{response}"),
            ErrorKind::Response {
                message,
                status,
                request_id,
            } => {
                write!(f, "{} (HTTP {status}", Excerpt::message(message))?;
                if let Some(id) = request_id {
                    write!(f, ", request id {}", Excerpt::name(id))?;
                }
                f.write_str(")")
            }
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
