//! An error that a service answered with.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::header_lines;
use crate::limits::Limits;
use crate::schema::{Exception, Operation};

/// An error a service answered with.
///
/// `Debug` shows code, message, status and request id; the other fields and the body stay private to
/// [`field`](Self::field) and [`details`](Self::details), since they may hold what must not be logged.
#[derive(Clone)]
pub struct ErrorResponse(pub(crate) Box<ErrorData>);

/// What is known of an error that a service answered with.
#[derive(Clone)]
pub(crate) struct ErrorData {
    pub(crate) operation: &'static Operation,
    pub(crate) code: String,
    /// The code in the body, where a header replaced it.
    pub(crate) original_code: Option<String>,
    pub(crate) message: String,
    pub(crate) status: u16,
    /// The status that was sent, where another one is gone by.
    pub(crate) sent_status: Option<u16>,
    pub(crate) request_id: Option<String>,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the root of the document is the exception itself, without an element `Error`.
    pub(crate) is_root: bool,
    /// What its details are read with.
    pub(crate) limits: Limits,
    /// Whether it is a message in a stream of events, so that the body is the exception itself.
    pub(crate) is_event: bool,
}

impl ErrorData {
    /// An error in an event, of which only the code is known; without one, the status that botocore gives such events.
    pub(crate) fn bare(operation: &'static Operation, code: &str, limits: &Limits) -> Self {
        Self {
            operation,
            code: match code.trim() {
                "" => "400".to_owned(),
                code => code.to_owned(),
            },
            original_code: None,
            message: String::new(),
            status: 0,
            sent_status: None,
            request_id: None,
            fields: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            is_root: false,
            limits: *limits,
            is_event: true,
        }
    }
}

impl ErrorResponse {
    /// The error code, for example `InvalidInstanceID.NotFound`; the status when the service sent none.
    ///
    /// It is never empty. Where a body is damaged, it is the code in what can be read.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The message as it was sent; empty when there is none.
    ///
    /// It may be as long as [`Limits::body`](crate::wire::Limits::body) allows, and hold control characters; `Display` shows an
    /// [`Excerpt`](crate::Excerpt) of it.
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

    /// The second id that S3 gives a request, for its support (`x-amz-id-2`).
    pub fn extended_request_id(&self) -> Option<&str> {
        let header = self.0.headers.get("x-amz-id-2");
        let header = header.and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
        header.or_else(|| self.field("HostId"))
    }

    /// A header of the answer, for example `x-amz-bucket-region`; case does not matter.
    ///
    /// A header in several lines is one, with `, ` between them. Of an error in a stream of events there are none.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        header_lines::joined(&self.0.headers, name)
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What else the service sent beside code and message, by the name on the wire: `Region` or `BucketName` of S3.
    ///
    /// Only what is not nested.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.0.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Sets what is known of the answer that the error came with.
    pub(crate) fn in_answer(mut self, status: u16, request_id: Option<String>) -> Self {
        self.0.status = status;
        self.0.request_id = request_id;
        self
    }

    /// Whether the code is this one; where a header replaced the code, also the one it replaced.
    pub(crate) fn is_code(&self, code: &str) -> bool {
        self.0.code == code || self.0.original_code.as_deref() == Some(code)
    }

    /// The exception of the operation that has the code.
    pub(crate) fn declared(&self) -> Option<&'static Exception> {
        let mut errors = self.0.operation.errors.iter();
        let error = errors.find(|error| self.is_code(error.code) || self.is_code(error.shape.name));
        error.copied()
    }
}

/// What a status is called; empty for one that has no name.
pub(crate) fn reason(status: u16) -> &'static str {
    let status = StatusCode::from_u16(status).ok();
    status
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}
