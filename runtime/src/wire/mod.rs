//! Wire formats: turn an input into a request, and an answer into an output or an error.
//!
//! One routine per format walks the tables ([`schema`](crate::schema)) and the value ([`view`](crate::view)); no format
//! knows a service. botocore's rules for answers of single services are in `customise`.

#[cfg(any(test, feature = "testing"))]
mod answer;
#[cfg(feature = "cbor")]
mod cbor;
#[cfg(not(feature = "cbor"))]
#[path = "without_cbor.rs"]
mod cbor;
#[cfg(any(test, feature = "cbor", feature = "testing"))]
mod cbor_names;
mod compress;
mod customise;
mod decode;
mod depth;
mod due;
mod error;
mod event_members;
#[cfg(feature = "event-streams")]
mod events;
#[cfg(not(feature = "event-streams"))]
#[path = "without_events.rs"]
mod events;
#[cfg(feature = "compression")]
mod gzip;
#[cfg(not(feature = "compression"))]
#[path = "without_compression.rs"]
mod gzip;
mod headers;
mod json;
mod order;
mod query;
mod request;
mod rest;
#[cfg(test)]
pub(crate) mod samples;
mod text;
mod timestamp;
mod uri;
mod validate;
mod xml;

/// For tests of readers.
#[cfg(any(test, feature = "testing"))]
#[doc(hidden)]
pub use answer::answer;
#[cfg(any(test, feature = "testing"))]
pub(crate) use answer::{ErrorAnswer, error_answer};
pub use compress::{MIN_COMPRESSION_SIZE, compress};
pub use due::{check_answer, expects_document, lists_failures};
pub use events::EventReceiver;
pub(crate) use headers::can_hold as header_can_hold;
pub(crate) use json::parse as parse_json;
pub(crate) use json::write::document_text as json_text;
#[cfg(feature = "serde")]
pub(crate) use text::special as float_without_digits;
#[cfg(any(test, feature = "serde", feature = "testing"))]
pub(crate) use text::{base64, from_base64};
#[cfg(feature = "serde")]
pub(crate) use timestamp::{format as format_timestamp, parse as parse_timestamp};
pub(crate) use uri::encode;
/// For tests of readers.
#[doc(hidden)]
pub use xml::{OutlineElement, outline};

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName};

use crate::body::Body;
use crate::error::ErrorKind;
pub use crate::error::{DecodeError, ErrorResponse};
pub use crate::limits::Limits;
use crate::schema::{Kind, Member, Operation, Protocol, Shape};
use crate::view::{Structure, View};

/// Texts that replace the caller's values of top-level string members.
///
/// Examples: a generated idempotency token, S3's `EncodingType`, or a `UserData` in base64. The input stays unchanged, so
/// that the same call can be sent again.
#[derive(Clone, Default)]
pub struct Substitutions(Vec<(usize, String)>);

impl Substitutions {
    /// No replacement.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Replaces the value of the member at `index`; the first of two texts counts.
    pub fn push(&mut self, index: usize, text: impl Into<String>) {
        self.0.push((index, text.into()));
    }

    /// The text for the member at `index`, if there is one.
    pub fn get(&self, index: usize) -> Option<&str> {
        let found = self.0.iter().find(|(at, _)| *at == index);
        found.map(|(_, text)| text.as_str())
    }
}

impl fmt::Debug for Substitutions {
    /// Shows which members are replaced, but no text, which may be a user's data or a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = self.0.iter().map(|(index, _)| index);
        f.write_str("Substitutions")?;
        f.debug_list().entries(members).finish()
    }
}

/// A request without endpoint and signature.
pub struct Request {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, percent-encoded; it starts with `/`.
    pub path: String,
    /// The query string, percent-encoded, without `?`; empty when there is none.
    pub query: String,
    /// Header names and values. Names are unique.
    pub headers: Vec<(HeaderName, String)>,
    /// The payload.
    pub body: Body,
    /// The prefix of the endpoint's host, for example `data.`.
    pub host_prefix: Option<String>,
}

impl Request {
    /// Whether a header with this name is set; case does not matter.
    pub fn has_header(&self, name: &str) -> bool {
        has_header(&self.headers, name)
    }
}

/// An answer to parse.
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The payload.
    pub body: Payload,
}

/// The payload of an answer.
#[derive(Debug)]
pub enum Payload {
    /// All bytes.
    Bytes(Bytes),
    /// The unread body of an operation that streams it ([`streams_output`]).
    Stream(Body),
}

impl Payload {
    /// All bytes, unless the payload is a stream.
    pub const fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Stream(_) => None,
        }
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Body> for Payload {
    /// The bytes, if the body is in memory.
    fn from(body: Body) -> Self {
        match body.bytes() {
            Some(bytes) => Self::Bytes(bytes.clone()),
            None => Self::Stream(body),
        }
    }
}

/// Checks an input against the model before anything is sent, like botocore (`botocore/validate.py`).
///
/// It checks required members, `min`, unions, path labels and host labels, but not the content of streams.
///
/// # Errors
///
/// Every problem, with the path of its member: `missing required member Filters[0].Name`.
pub fn validate(
    op: &Operation,
    input: &dyn Structure,
    subs: &Substitutions,
) -> Result<(), Vec<String>> {
    let problems = validate::problems(op, Input::top(input, subs));
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// The values of an input that its document cannot contain, each with the path of its member: characters that XML cannot
/// represent.
#[cfg(feature = "resources")]
pub(crate) fn unwritable(op: &Operation, input: &dyn Structure) -> Vec<String> {
    match op.service.protocol {
        Protocol::RestXml => xml::characters::problems(Input::nested(input)),
        _ => Vec::new(),
    }
}

/// Makes the request of an operation.
///
/// The input should have passed [`validate`]. A streamed payload is moved out of the input; it can be sent once.
///
/// # Errors
///
/// [`ErrorKind::Invalid`] when a value cannot be written: an empty path label, a host label with characters other than
/// letters, digits, `.` and `-`, a header value with a line break, a timestamp after the year 9999.
pub fn serialize(
    op: &Operation,
    input: &dyn Structure,
    subs: &Substitutions,
) -> Result<Request, ErrorKind> {
    allow_events(op)?;
    let input = Input::top(input, subs);
    let mut request = match op.service.protocol {
        Protocol::Ec2 | Protocol::Query => query::request(op, input)?,
        Protocol::Json10 | Protocol::Json11 => json::request(op, input)?,
        Protocol::RestJson | Protocol::RestXml => rest::request(op, input)?,
        Protocol::RpcV2Cbor => cbor::request(op, input)?,
    };
    request.host_prefix = uri::host_prefix(op, input)?;
    Ok(request)
}

/// Refuses an operation with a stream of events if the feature for them is off.
fn allow_events(op: &Operation) -> Result<(), ErrorKind> {
    const NO_EVENTS: &str = "it has a stream of events, for which pageboy's feature `event-streams` is needed: \
        in Cargo.toml, pageboy = { version = \"…\", features = [\"event-streams\"] }";
    if !cfg!(feature = "event-streams") && (streams_events(op) || sends_events(op)) {
        return Err(ErrorKind::Config(NO_EVENTS.to_owned()));
    }
    Ok(())
}

/// Whether the body of an answer is handed over unread, as bytes or as events.
pub fn streams_output(op: &Operation) -> bool {
    let payload = op.output.and_then(payload_of);
    payload.is_some_and(|(_, member)| member.target.kind == Kind::Stream) || streams_events(op)
}

/// Whether a member of the output is a stream of events.
pub fn streams_events(op: &Operation) -> bool {
    op.output
        .is_some_and(|shape| event_members::member_of(shape).is_some())
}

/// Whether a member of the input is a stream of events, which is sent while the answer arrives.
pub(crate) fn sends_events(op: &Operation) -> bool {
    op.input
        .is_some_and(|shape| event_members::member_of(shape).is_some())
}

/// Makes the events of an answer part of its output.
///
/// Where the protocol does not bind members to headers, the first message is awaited, since it contains the members beside
/// the events. An operation without events is unaffected.
///
/// # Errors
///
/// When that first message is an exception, missing, or unreadable.
pub async fn receive_events(
    op: &'static Operation,
    response: &mut Response,
    limits: &Limits,
) -> Result<Option<EventReceiver>, crate::Error> {
    allow_events(op).map_err(|kind| crate::Error::new(op, kind))?;
    let Some(mut events) = EventReceiver::of(op, response, limits) else {
        return Ok(None);
    };
    response.body = events.initial_response().await?.into();
    Ok(Some(events))
}

/// The effective status: 500 for an error that S3 sends with status 200, else `status`.
///
/// S3 starts its answer before a long operation is done, so an error, or a truncated body, may follow status 200
/// (`botocore/handlers.py`, `_handle_200_error`).
pub fn effective_status(op: &Operation, status: u16, body: &[u8]) -> u16 {
    if customise::is_error_in_success(op, status, body) {
        500
    } else {
        status
    }
}

/// Whether an answer is an error: its [`effective_status`] is 300 or more.
pub fn is_error(op: &Operation, status: u16, body: &[u8]) -> bool {
    effective_status(op, status, body) >= 300
}

/// Reads a successful answer into the empty `output`. [`check_answer`] decides whether it belongs to the operation.
///
/// An operation without output reads nothing. If [`streams_output`], the body is moved into the output unread; if
/// [`streams_events`], the body is the result of [`receive_events`], and the events are not touched.
///
/// # Errors
///
/// When the body is malformed, truncated, too deep, or contradicts the model. `output` may then hold a part of the answer and
/// must not be used. Who collects a body decides how large it may be.
pub fn parse_output(
    op: &Operation,
    response: &Response,
    output: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    let Some(shape) = op.output else {
        return Ok(());
    };
    let head = rest::Head {
        status: response.status,
        headers: &response.headers,
    };
    let bytes = match &response.body {
        Payload::Stream(body) => return rest::stream(shape, head, body, output),
        Payload::Bytes(bytes) => bytes,
    };
    if bytes.is_empty() && customise::needs_body(op) {
        return Err(DecodeError::new("the answer has no body"));
    }
    let protocol = op.service.protocol;
    match protocol {
        Protocol::Ec2 => xml::read::document(bytes, output, limits, None),
        Protocol::Query => xml::read::document(bytes, output, limits, op.result_wrapper),
        Protocol::Json10 | Protocol::Json11 => json::read::document(bytes, output, limits),
        Protocol::RestJson | Protocol::RestXml => {
            rest::output(protocol, shape, head, bytes, output, limits)
        }
        Protocol::RpcV2Cbor => cbor::read::document(bytes, output, limits),
    }
}

/// Reads an error answer.
///
/// An error always has a code: if the body has none, or cannot be read, it is the status. The limits also apply to its
/// [details](ErrorResponse::details).
pub fn parse_error(
    op: &'static Operation,
    status: u16,
    headers: &HeaderMap,
    body: Bytes,
    limits: &Limits,
) -> ErrorResponse {
    ErrorResponse::parse(op, status, headers, body, limits)
}

/// The request id of a successful answer: from the headers, else from an XML body.
pub fn request_id(op: &Operation, headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let id = headers::request_id(headers);
    id.or_else(|| match op.service.protocol {
        Protocol::Ec2 => xml::read::early_text_at(body, &["requestId"]),
        Protocol::Query => xml::read::late_text_at(body, "ResponseMetadata", "RequestId"),
        _ => None,
    })
}

/// A structure to send, with the texts that replace some of its members.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    structure: &'a dyn Structure,
    substitutions: Option<&'a Substitutions>,
}

impl<'a> Input<'a> {
    const fn top(structure: &'a dyn Structure, substitutions: &'a Substitutions) -> Self {
        Self {
            structure,
            substitutions: Some(substitutions),
        }
    }

    const fn nested(structure: &'a dyn Structure) -> Self {
        Self {
            structure,
            substitutions: None,
        }
    }

    fn shape(self) -> &'static Shape {
        self.structure.shape()
    }

    /// The name of a union's unknown member. Only answers have one: a request would be refused.
    fn unknown(self) -> Option<&'a str> {
        self.structure.unknown()
    }

    fn view_of(self, index: usize) -> View<'a> {
        let text = self.substitutions.and_then(|texts| texts.get(index));
        text.map_or_else(|| self.structure.view_of(index), View::String)
    }

    /// The members that are present, in the model's order.
    fn present(self) -> impl Iterator<Item = (&'static Member, View<'a>)> {
        let members = self.shape().members().iter().enumerate();
        members
            .map(move |(index, member)| (member, self.view_of(index)))
            .filter(|(_, view)| !view.is_null())
    }
}

/// The writer: a member may have different names in requests and answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// A client.
    Request,
    /// A service.
    Response,
}

impl Side {
    const fn name(self, member: &Member) -> &'static str {
        match self {
            Self::Request => member.request,
            Self::Response => member.response,
        }
    }
}

/// The member that is the whole body, with its index.
fn payload_of(shape: &'static Shape) -> Option<(usize, &'static Member)> {
    let index = usize::from(shape.payload?);
    Some((index, shape.members().get(index)?))
}

/// Tells a service that knew another protocol before to name errors as that one did.
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");

fn has_header(headers: &[(HeaderName, String)], name: &str) -> bool {
    headers.iter().any(|(header, _)| header == name)
}

/// An input that cannot be sent.
fn invalid(problem: impl Into<String>) -> ErrorKind {
    ErrorKind::Invalid(vec![problem.into()])
}

#[cfg(test)]
mod tests;
