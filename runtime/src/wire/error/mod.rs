//! The errors services answer with.

mod document;
mod xml;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::decode::DecodeError;
use super::depth::Depth;
use super::xml::{Scanner, read};
use super::{Limits, Response, cbor, events, headers, json, rest};
use crate::body::Body;
use crate::error::ModeledError;
use crate::schema::{Operation, Protocol, Shape};
use crate::view::Structure;

/// An error a service answered with.
///
/// `Debug` shows code, message, status and request id; the other fields and the body stay private to
/// [`field`](Self::field) and [`details`](Self::details), since they may hold what must not be logged.
pub struct ErrorResponse(Box<Inner>);

struct Inner {
    operation: &'static Operation,
    code: String,
    /// The code in the body, where a header replaced it.
    original_code: Option<String>,
    message: String,
    status: u16,
    request_id: Option<String>,
    fields: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    /// What its details are read with.
    limits: Limits,
    /// Whether it is a message in a stream of events, so that the body is the exception itself.
    is_event: bool,
}

impl Inner {
    /// An error in an event, of which only the code is known.
    fn bare(operation: &'static Operation, code: &str, limits: &Limits) -> Self {
        Self {
            operation,
            code: code.to_owned(),
            original_code: None,
            message: String::new(),
            status: 0,
            request_id: None,
            fields: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            limits: *limits,
            is_event: true,
        }
    }
}

/// What a body says about an error.
#[derive(Default)]
struct Found {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    fields: Vec<(String, String)>,
}

impl ErrorResponse {
    /// The error code, for example `InvalidInstanceID.NotFound`; the status when the service sent none.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The message; empty when there is none.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The id of the request, for the service's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What else the service sent beside code and message, by the name on the wire: `Region` or `BucketName` of S3.
    ///
    /// Only what is not nested.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.0.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// How long the service wants the client to wait before the next attempt (`x-amz-retry-after`, milliseconds).
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.0.headers.get("x-amz-retry-after")?;
        let millis = value.to_str().ok()?.trim().parse().ok()?;
        Some(Duration::from_millis(millis))
    }

    /// Whether the service limits the rate of requests.
    ///
    /// By the code (`botocore/retries/standard.py`, `ThrottledRetryableChecker`), or because the model says so of the
    /// exception.
    pub fn is_throttling(&self) -> bool {
        let declared = self.declared();
        THROTTLING_CODES.iter().any(|code| self.is_code(code))
            || declared.is_some_and(|error| error.throttling)
    }

    /// Whether trying again may help: the status is 500, 502, 503 or 504, the code is a temporary one
    /// (`botocore/retries/standard.py`, `TransientRetryableChecker`), or the model says so of the exception.
    pub fn is_transient(&self) -> bool {
        matches!(self.status(), 500 | 502..=504)
            || TRANSIENT_CODES.contains(&self.code())
            || (self.0.operation.service.name == "sts" && self.code() == "IDPCommunicationError")
            || self.declared().is_some_and(|error| error.retryable)
    }

    /// The fields of the modelled error, if this is the one.
    ///
    /// `None` when the code is another one, or when the body does not have the modelled form.
    pub fn details<T: ModeledError>(&self) -> Option<T> {
        let mut details = T::default();
        if !self.is_code(T::CODE) && !self.is_code(details.shape().name) {
            return None;
        }
        self.details_into(&mut details).ok()?;
        Some(details)
    }

    /// Reads the fields of an error shape, which is empty, from this response.
    ///
    /// # Errors
    ///
    /// When the body does not have the form of the shape.
    pub fn details_into(&self, details: &mut dyn Structure) -> Result<(), DecodeError> {
        let inner = &self.0;
        let protocol = inner.operation.service.protocol;
        let limits = &inner.limits;
        if inner.is_event {
            return events::document(protocol, &inner.body, details, limits);
        }
        if matches!(protocol, Protocol::Json10 | Protocol::Json11) {
            return json::read::document(&inner.body, details, limits);
        }
        if protocol == Protocol::RpcV2Cbor {
            return cbor::read::document(&inner.body, details, limits);
        }
        let shape = details.shape();
        if protocol == Protocol::RestJson {
            let response = Response {
                status: inner.status,
                headers: inner.headers.clone(),
                body: Body::from(inner.body.clone()),
            };
            return rest::output(protocol, shape, &response, &inner.body, details, limits);
        }
        if protocol == Protocol::RestXml {
            headers::read(shape, inner.status, &inner.headers, details)?;
        }
        if inner.body.is_empty() {
            return Ok(());
        }
        let mut scanner = Scanner::new(&inner.body, Depth::of(limits));
        let root = scanner.root()?;
        let Some(element) = xml::descend(&mut scanner, root)? else {
            return Err(DecodeError::new("the element Error is missing"));
        };
        read::element(scanner, &element, details, protocol == Protocol::RestXml)
    }

    /// A modelled error within a stream of events; `shape` is what its member holds.
    ///
    /// The code is the member's name, as in botocore; the shape's name and code are another code of it.
    pub(super) fn of_exception(
        operation: &'static Operation,
        name: &str,
        shape: Option<&'static Shape>,
        payload: Bytes,
        limits: &Limits,
    ) -> Self {
        let protocol = operation.service.protocol;
        let found = if protocol.is_xml() {
            let text = |name| read::text_at(&payload, &[name]);
            Found {
                message: text("message").or_else(|| text("Message")),
                ..Found::default()
            }
        } else if protocol == Protocol::RpcV2Cbor {
            document::cbor(&HeaderMap::new(), &payload, limits).unwrap_or_default()
        } else {
            document::json(protocol, &HeaderMap::new(), &payload, limits)
        };
        Self(Box::new(Inner {
            original_code: shape.map(|shape| shape.name.to_owned()),
            message: found.message.unwrap_or_default(),
            fields: found.fields,
            body: payload,
            ..Inner::bare(operation, name, limits)
        }))
    }

    /// An error within a stream of events that is not modelled.
    pub(super) fn of_stream(
        operation: &'static Operation,
        code: &str,
        message: &str,
        limits: &Limits,
    ) -> Self {
        Self(Box::new(Inner {
            message: message.to_owned(),
            ..Inner::bare(operation, code, limits)
        }))
    }

    /// Sets what is known of the answer that the error came with.
    pub(super) fn in_answer(mut self, status: u16, request_id: Option<String>) -> Self {
        self.0.status = status;
        self.0.request_id = request_id;
        self
    }

    /// Whether the code is this one; where a header replaced the code, also the one it replaced.
    pub(crate) fn is_code(&self, code: &str) -> bool {
        self.0.code == code || self.0.original_code.as_deref() == Some(code)
    }

    /// The exception of the operation that has the code.
    pub(crate) fn declared(&self) -> Option<&'static crate::schema::Exception> {
        let mut errors = self.0.operation.errors.iter();
        let error = errors.find(|error| self.is_code(error.code) || self.is_code(error.shape.name));
        error.copied()
    }

    /// Reads an error response (`botocore/parsers.py`, `_do_error_parse`).
    pub(super) fn parse(
        operation: &'static Operation,
        status: u16,
        headers: &HeaderMap,
        body: Bytes,
        limits: &Limits,
    ) -> Self {
        let protocol = operation.service.protocol;
        let found = match protocol {
            _ if is_generic(protocol, status, headers, &body) => None,
            Protocol::Ec2 | Protocol::Query | Protocol::RestXml => {
                xml::read(protocol, &body, limits).ok().flatten()
            }
            Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
                Some(document::json(protocol, headers, &body, limits))
            }
            Protocol::RpcV2Cbor => document::cbor(headers, &body, limits),
        };
        // A body that says nothing is as if there were none.
        let reason = || {
            let status = StatusCode::from_u16(status).ok();
            let reason = status.and_then(|status| status.canonical_reason());
            reason.unwrap_or_default().to_owned()
        };
        let (found, message) = match found {
            Some(found) => (found, String::new()),
            None => (Found::default(), reason()),
        };
        let mut code = found.code.unwrap_or_else(|| status.to_string());
        let mut original_code = None;
        let mut fields = found.fields;
        if let Some((replacement, kind)) = query_error(protocol, headers) {
            original_code = Some(std::mem::replace(&mut code, replacement));
            fields.push(("Type".to_owned(), kind));
        }
        Self(Box::new(Inner {
            operation,
            code,
            original_code,
            message: found.message.unwrap_or(message),
            status,
            request_id: headers::request_id(headers).or(found.request_id),
            fields,
            headers: headers.clone(),
            body,
            limits: *limits,
            is_event: false,
        }))
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

/// Whether a proxy or load balancer answered, not the service: a 5xx without body, or an HTML page.
///
/// A header with the code makes up for the body. botocore knows pages by `<html>` and with a 5xx only; it takes any other
/// page that comes in place of JSON for the message.
fn is_generic(protocol: Protocol, status: u16, headers: &HeaderMap, body: &[u8]) -> bool {
    let body = body.trim_ascii();
    let starts_with = |start: &str| {
        body.get(..start.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
    };
    let is_page = starts_with("<html") || starts_with("<!doctype html");
    let has_code = !protocol.is_xml() && headers.contains_key("x-amzn-errortype");
    if status >= 500 {
        is_page || (body.is_empty() && !has_code)
    } else {
        is_page && !has_code
    }
}

/// The code and type that a service that migrated from the query protocol sends beside those in the body.
fn query_error(protocol: Protocol, headers: &HeaderMap) -> Option<(String, String)> {
    if protocol.is_xml() || protocol.is_rest() {
        return None;
    }
    let value = headers.get("x-amzn-query-error")?.to_str().ok()?;
    let (code, kind) = value.split_once(';')?;
    let is_pair = !code.is_empty() && !kind.contains(';');
    is_pair.then(|| (code.to_owned(), kind.to_owned()))
}

impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        if !self.message().is_empty() {
            write!(f, ": {}", self.message())?;
        }
        write!(f, " (HTTP {}", self.status())?;
        if let Some(id) = self.request_id() {
            write!(f, ", request id {id}")?;
        }
        f.write_str(")")
    }
}

impl fmt::Debug for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorResponse")
            .field("code", &self.code())
            .field("message", &self.message())
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
