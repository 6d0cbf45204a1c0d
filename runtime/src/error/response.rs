//! An error that a service answered with.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};

use crate::header_lines;
use crate::limits::Limits;
use crate::schema::{Exception, Operation};

/// An error a service answered with.
///
/// `Debug` shows code, message, status and request id. Other fields and the body may hold secrets; [`field`](Self::field)
/// and [`details`](Self::details) return them.
#[derive(Clone)]
pub struct ErrorResponse(pub(crate) Box<ErrorData>);

/// The contents of a service error.
#[derive(Clone)]
pub(crate) struct ErrorData {
    pub(crate) operation: &'static Operation,
    pub(crate) code: String,
    /// The code in the body, where a header replaces it.
    pub(crate) original_code: Option<String>,
    pub(crate) message: String,
    pub(crate) status: u16,
    /// The status as sent, where another one counts.
    pub(crate) sent_status: Option<u16>,
    pub(crate) request_id: Option<String>,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the root of the document is the exception itself, without an element `Error`.
    pub(crate) is_root: bool,
    /// The limits for reading its details.
    pub(crate) limits: Limits,
    /// Whether it is a message in a stream of events, so that the body is the exception itself.
    pub(crate) is_event: bool,
}

impl ErrorResponse {
    /// The error code, for example `InvalidInstanceID.NotFound`; the status when the service sent none.
    ///
    /// Never empty. In a damaged body, the code is taken from the readable part.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The message as sent; empty if absent.
    ///
    /// It may be as long as [`Limits::body`](crate::wire::Limits::body) allows and contain control characters; `Display`
    /// shows an [`Excerpt`](crate::Excerpt).
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status; 500 for an error that S3 sent with status 200.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The id of the request, for the service's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// S3's second request id, for its support (`x-amz-id-2`).
    pub fn extended_request_id(&self) -> Option<&str> {
        let header = self.0.headers.get("x-amz-id-2");
        let header = header.and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
        header.or_else(|| self.field("HostId"))
    }

    /// A header of the answer, for example `x-amz-bucket-region`; case does not matter.
    ///
    /// Header lines of one name are joined with `, `. An error in a stream of events has no headers.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        header_lines::joined(&self.0.headers, &name)
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// A further field of the error, by its name on the wire: `Region` or `BucketName` of S3.
    ///
    /// Fields that are not scalars are absent.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.0.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the error has this code, in the header or in the body.
    pub(crate) fn is_code(&self, code: &str) -> bool {
        self.0.code == code || self.0.original_code.as_deref() == Some(code)
    }

    /// The operation's exception with this code.
    pub(crate) fn declared(&self) -> Option<&'static Exception> {
        let mut errors = self.0.operation.errors.iter();
        let error = errors.find(|error| self.is_code(error.code) || self.is_code(error.shape.name));
        error.copied()
    }
}

/// The name of a status; empty if it has none.
pub(crate) fn reason(status: u16) -> &'static str {
    let status = StatusCode::from_u16(status).ok();
    status
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}
