//! The errors services answer with.

mod absence;
mod document;
mod retry;
mod show;
mod xml;

use std::borrow::Cow;

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
#[derive(Clone)]
pub struct ErrorResponse(Box<Inner>);

#[derive(Clone)]
struct Inner {
    operation: &'static Operation,
    code: String,
    /// The code in the body, where a header replaced it.
    original_code: Option<String>,
    message: String,
    status: u16,
    /// The status that was sent, where another one is gone by.
    sent_status: Option<u16>,
    request_id: Option<String>,
    fields: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    /// Whether the root of the document is the exception itself, without an element `Error`.
    is_root: bool,
    /// What its details are read with.
    limits: Limits,
    /// Whether it is a message in a stream of events, so that the body is the exception itself.
    is_event: bool,
}

impl Inner {
    /// An error in an event, of which only the code is known; without one, the status that botocore gives such events.
    fn bare(operation: &'static Operation, code: &str, limits: &Limits) -> Self {
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

/// What a body says about an error.
#[derive(Default)]
struct Found {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    fields: Vec<(String, String)>,
    /// Whether the root of the document is the exception itself.
    is_root: bool,
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
    /// It may be as long as [`Limits::body`](super::Limits::body) allows, and hold control characters; `Display` shows an
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
        headers::joined(&self.0.headers, name)
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
        if inner.is_root {
            return read::element(scanner, &root, details, protocol == Protocol::RestXml);
        }
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
        // Only S3 does this.
        let effective = super::effective_status(operation, status, &body);
        let sent_status = (effective != status).then_some(status);
        let status = effective;
        let is_page = is_page(&body);
        let found = match protocol {
            _ if is_generic(status, is_page, headers, &body) => Found::default(),
            Protocol::Ec2 | Protocol::Query | Protocol::RestXml => {
                xml::read(operation, &body, limits)
            }
            Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
                document::json(protocol, headers, &body, limits)
            }
            Protocol::RpcV2Cbor => document::cbor(headers, &body, limits).unwrap_or_default(),
        };
        let code = found.code.or_else(|| errortype(headers));
        // A body that says nothing is as if there were none.
        let message = match (found.message, &code, sent_status) {
            (Some(message), ..) => message,
            (None, None, Some(sent)) => {
                let what = if is_page {
                    "an HTML page"
                } else {
                    "no complete document"
                };
                format!("the body of an answer with status {sent} is {what}")
            }
            (None, None, None) => reason(status).to_owned(),
            (None, Some(_), _) => String::new(),
        };
        let mut code = code.unwrap_or_else(|| status.to_string());
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
            message,
            status,
            sent_status,
            request_id: headers::request_id(headers).or(found.request_id),
            fields,
            headers: headers.clone(),
            body,
            is_root: found.is_root,
            limits: *limits,
            is_event: false,
        }))
    }
}

/// What a status is called; empty for one that has no name.
fn reason(status: u16) -> &'static str {
    let status = StatusCode::from_u16(status).ok();
    status
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}

/// The code in `x-amzn-errortype`.
fn errortype(headers: &HeaderMap) -> Option<String> {
    code_in(&headers::value_text(headers.get("x-amzn-errortype")?))
}

/// The code in a text: the part of a shape's id that is its name, after `#` and before `:`; none when that is blank.
fn code_in(text: &str) -> Option<String> {
    let code = text.split(':').next().unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or_default().trim();
    (!code.is_empty()).then(|| code.to_owned())
}

/// Whether a proxy or load balancer answered, not the service: a 5xx without body, or an HTML page.
///
/// A header with the code makes up for the body. botocore knows pages by `<html>` and with a 5xx only; it takes any other
/// page that comes in place of JSON for the message.
fn is_generic(status: u16, is_page: bool, headers: &HeaderMap, body: &[u8]) -> bool {
    let is_empty = body.trim_ascii().is_empty();
    is_page || (status >= 500 && is_empty && errortype(headers).is_none())
}

/// Whether a body is an HTML page. A byte order mark, declarations and comments may stand before it.
pub(super) fn is_page(body: &[u8]) -> bool {
    let mut body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    loop {
        body = body.trim_ascii_start();
        let starts_with = |start: &str| {
            body.get(..start.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
        };
        if starts_with("<html") || starts_with("<!doctype html") {
            return true;
        }
        let end: &[u8] = match body {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            _ => return false,
        };
        let at = body.windows(end.len()).position(|found| found == end);
        let rest = at.and_then(|at| body.get(at + end.len()..));
        match rest {
            Some(rest) => body = rest,
            None => return false,
        }
    }
}

/// The code and type that a service that migrated from the query protocol sends beside those in the body.
fn query_error(protocol: Protocol, headers: &HeaderMap) -> Option<(String, String)> {
    if protocol.is_xml() || protocol.is_rest() {
        return None;
    }
    let value = headers.get("x-amzn-query-error")?.to_str().ok()?;
    let (code, kind) = value.split_once(';')?;
    let (code, kind) = (code.trim(), kind.trim());
    let is_pair = !code.is_empty() && !kind.contains(';');
    is_pair.then(|| (code.to_owned(), kind.to_owned()))
}

#[cfg(test)]
mod tests;
