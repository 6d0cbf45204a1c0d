//! Checks whether an answer belongs to the operation, before it is read.

use super::decode::in_body;
use super::error::is_page;
use super::xml::root;
use super::{payload_of, streams_output};
use crate::error::DecodeError;
use crate::schema::{Kind, Member, Operation, Protocol, Shape};

/// The expected body of an answer.
enum Due {
    /// A document with the root element of the operation.
    Xml,
    /// A JSON value that begins with this character.
    Json(&'static str, u8),
    /// A CBOR map.
    Cbor,
    /// Anything but an HTML page, which no service sends.
    NoPage,
    /// Bytes or text that are handed over unchanged.
    Anything,
}

/// Checks that the body of a successful answer belongs to the operation.
///
/// A proxy, a captive portal or another server may answer instead of the service, with status 200. Its body can be read as
/// an empty output: a page without items or token, an empty poll, a batch without failures.
///
/// botocore checks no root. The official SDKs expect the root that their model names; it names more roots than botocore's model.
///
/// # What is accepted
///
/// | protocol | body |
/// |---|---|
/// | `ec2`, `query` | a document whose root is `<Operation>Response`, or `<Operation>` as EC2 was seen to send; also if the operation has no output |
/// | `rest-xml`, a payload | the root is the member's or its structure's name or `locationName` |
/// | `rest-xml`, members in the body | the root is the `locationName` of the output, or the output shape's name. S3's stand in our overlay of its model: `ListBucketResult`, `DeleteResult`, … |
/// | `rest-xml`, both | the root is `<Operation>`, `<Operation>Response`, `<Operation>Result` or `<Operation>Output`, as compatible servers send them; they may leave out a `Configuration` at the end of the operation's name |
/// | `rest-xml`, where the model does not say the root | also any root but `Error` and `ErrorResponse` that holds the element of a member |
/// | `json`, `rest-json` | an object; a list or a map for a payload that is one |
/// | `rpc-v2-cbor` | a map |
/// | any, nothing of the output in the body | anything but an HTML page |
/// | any, a payload that is bytes, text or a stream | anything |
/// Prefixes and namespaces are ignored. An empty body is an empty output, unless `needs_document` forbids it, [the output
/// lists failures](lists_failures), or the protocol is `ec2` or `query`, as in botocore.
///
/// # Errors
///
/// When the answer does not belong to the operation: `the answer is not a ListBucketResult: its root is <html>`.
pub fn check_answer(op: &Operation, body: &[u8], needs_document: bool) -> Result<(), DecodeError> {
    // The answer to a HEAD has no body, and a stream has not arrived yet.
    if op.method == "HEAD" || streams_output(op) {
        return Ok(());
    }
    let due = due(op);
    if body.is_empty() {
        let is_needed = always_answers(op.service.protocol)
            || (expects_document(op) && (needs_document || lists_failures(op)));
        return match is_needed {
            true => Err(due.missed(op, "it has no body")),
            false => Ok(()),
        };
    }
    if !matches!(due, Due::Anything) && is_page(body) {
        let missed = || due.missed(op, "it is an HTML page");
        return Err(match (&due, root::check(op, body)) {
            (Due::Xml, Err(error)) if error.is_foreign() => error,
            _ => missed(),
        });
    }
    // A byte order mark may precede JSON.
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let first = text.trim_ascii_start().first().copied();
    match due {
        Due::Xml => root::check(op, body),
        Due::Json(_, start) if first != Some(start) => Err(due.missed(op, json(first))),
        Due::Cbor => match body.first().map_or(MAP, |first| first >> 5) {
            // The reader reports unknown tags.
            MAP | TAG => Ok(()),
            other => Err(due.missed(op, cbor(other))),
        },
        Due::Json(..) | Due::NoPage | Due::Anything => Ok(()),
    }
}

/// Whether a part of the output is in a document that is the body, so that an answer without a body is incomplete.
pub fn expects_document(op: &Operation) -> bool {
    op.output.is_some_and(|shape| match payload(op) {
        Some(member) => member.target.is_structure(),
        None => shape.members().iter().any(in_body),
    })
}

/// Whether the output lists failures, so that an empty list means complete success.
///
/// The model has no trait for it; names of members in the body decide: a list or a map `UnprocessedItems`, `Failed`,
/// `Errors`, `InvalidParameters`, a count `FailedPutCount`, a structure `rejectedLogEventsInfo`. A wrong guess does no harm,
/// since services always send their documents.
pub fn lists_failures(op: &Operation) -> bool {
    document(op).iter().any(|member| {
        let name = member.name.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        in_body(member)
            && match member.target.kind {
                Kind::List | Kind::Map => has(&NOT_DONE) || has(&PARTLY),
                Kind::Structure => has(&PARTLY),
                Kind::Integer | Kind::Long => has(&["failed", "failure"]) && has(&["count"]),
                _ => false,
            }
    })
}

/// Parts of names about failures.
const NOT_DONE: [&str; 6] = ["fail", "error", "invalid", "notfound", "missing", "skipped"];

/// Those about parts of a request, not about a state.
const PARTLY: [&str; 3] = ["unprocessed", "unsuccess", "rejected"];

/// The members of the document that is the body.
fn document(op: &Operation) -> &'static [Member] {
    match payload(op) {
        Some(member) if member.target.is_structure() => member.target.members(),
        Some(_) => &[],
        None => op.output.map_or(&[], Shape::members),
    }
}

/// The member that is the whole body; protocols without HTTP bindings have none, whatever the model says.
fn payload(op: &Operation) -> Option<&'static Member> {
    let shape = op.output.filter(|_| op.service.protocol.is_rest())?;
    payload_of(shape).map(|(_, member)| member)
}

fn due(op: &Operation) -> Due {
    let protocol = op.service.protocol;
    let payload = payload(op).map(|member| member.target.kind);
    match (protocol, payload) {
        (Protocol::Ec2 | Protocol::Query, _) => Due::Xml,
        (_, Some(Kind::Blob | Kind::String | Kind::Enum | Kind::Stream)) => Due::Anything,
        (Protocol::RestXml, _) if expects_document(op) => Due::Xml,
        (Protocol::RestXml, _) => Due::NoPage,
        _ if op.output.is_none() => Due::NoPage,
        (Protocol::RpcV2Cbor, _) => Due::Cbor,
        (_, Some(Kind::List)) => Due::Json("list", b'['),
        (_, None | Some(Kind::Structure | Kind::Union | Kind::Map)) => Due::Json("object", b'{'),
        _ => Due::NoPage,
    }
}

impl Due {
    /// The error for any other answer.
    fn missed(&self, op: &Operation, what: &str) -> DecodeError {
        DecodeError::foreign(match self {
            Self::Xml => format!("the answer is not {}: {what}", root::due(op)),
            Self::Json(kind, _) => format!("the answer is not a JSON {kind}: {what}"),
            Self::Cbor => format!("the answer is not a CBOR map: {what}"),
            Self::NoPage | Self::Anything => {
                format!("the answer is not one of the service: {what}")
            }
        })
    }
}

/// Whether every answer is a document, even of an operation without output.
const fn always_answers(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Ec2 | Protocol::Query)
}

/// Describes a text that does not start with the expected character.
const fn json(first: Option<u8>) -> &'static str {
    match first {
        None => "it is white space",
        Some(b'{') => "it is an object",
        Some(b'[') => "it is a list",
        Some(b'"') => "it is a string",
        Some(b'-' | b'0'..=b'9') => "it is a number",
        Some(b't' | b'f') => "it is a boolean",
        Some(b'n') => "it is null",
        Some(b'<') => "it is XML or HTML",
        Some(_) => "it is not JSON",
    }
}

/// The major types of CBOR.
const MAP: u8 = 5;
const TAG: u8 = 6;

/// Describes an item of another major type than a map.
const fn cbor(major: u8) -> &'static str {
    match major {
        0 | 1 => "it is a number",
        2 => "it is bytes",
        3 => "it is a string",
        4 => "it is a list",
        _ => "it is a simple value",
    }
}

#[cfg(test)]
mod tests;
