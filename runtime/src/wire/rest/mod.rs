//! Shared by `rest-json` and `rest-xml`: members in path, query string, headers and status, and the payload.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::{
    Input, Limits, Request, Side, event_members, events, has_header, headers, invalid, json,
    payload_of, uri, xml,
};
use crate::body::Body;
use crate::error::DecodeError;
use crate::error::ErrorKind;
use crate::schema::{Kind, Location, Member, Operation, Protocol, Shape};
use crate::view::{Slot, Structure, View};

/// The request of an operation, without host prefix.
pub(super) fn request(op: &Operation, input: Input<'_>) -> Result<Request, ErrorKind> {
    let Some(shape) = op.input else {
        let (path, query) = uri::path(op, None)?;
        return Ok(Request {
            method: op.method,
            path,
            query: query.to_owned(),
            headers: Vec::new(),
            body: Body::empty(),
            host_prefix: None,
        });
    };
    let (path, query) = uri::path(op, Some(input))?;
    let query = uri::query(query, input)?;
    let mut headers = headers::write(input, Side::Request)?;
    let (body, content_type) = body(op, shape, input)?;
    if let Some(content_type) = content_type
        && !has_header(&headers, CONTENT_TYPE.as_str())
    {
        headers.push((CONTENT_TYPE, content_type.to_owned()));
    }
    Ok(Request {
        method: op.method,
        path,
        query,
        headers,
        body,
        host_prefix: None,
    })
}

/// The payload, and its `Content-Type` unless the caller gave one.
///
/// botocore sends no type with XML, bytes and text; here they have one, as the protocols require.
fn body(
    op: &Operation,
    shape: &'static Shape,
    input: Input<'_>,
) -> Result<(Body, Option<&'static str>), ErrorKind> {
    let is_json = op.service.protocol == Protocol::RestJson;
    let document_type = if is_json {
        "application/json"
    } else {
        "application/xml"
    };
    if let Some((index, member)) = payload_of(shape) {
        return Ok(match (input.view_of(index), member.target.kind) {
            (View::Null, _) if member.is_event_stream() => {
                return Err(invalid(format!("missing required member {}", member.name)));
            }
            // `{}` is not a union.
            (View::Null, kind) if is_json && !is_raw(kind) && kind != Kind::Union => {
                ("{}".into(), Some(document_type))
            }
            (View::Null, _) => (Body::empty(), None),
            (View::Stream(body), _) => (body.take(), Some("application/octet-stream")),
            (View::Events(events), _) => {
                let body = events::body(op.service.protocol, events);
                (body, Some(event_members::CONTENT_TYPE))
            }
            (View::Blob(bytes), _) => (
                Bytes::copy_from_slice(bytes).into(),
                Some("application/octet-stream"),
            ),
            (View::String(text), _) => (text.to_owned().into(), Some("text/plain")),
            (view, _) if is_json => (
                json::write::payload(member, view)?.into(),
                Some(document_type),
            ),
            (view, _) => (
                xml::write::payload(member, view, Side::Request)?.into(),
                Some(document_type),
            ),
        });
    }
    let in_body: fn(&Member) -> bool = |member| member.location == Location::Body;
    if input.present().any(|(member, _)| in_body(member)) {
        let body = if is_json {
            json::write::body(input, in_body)?.into()
        } else {
            xml::write::body(op.root, input)?.into()
        };
        return Ok((body, Some(document_type)));
    }
    if is_json && shape.members().iter().any(in_body) {
        return Ok(("{}".into(), Some(document_type)));
    }
    Ok((Body::empty(), None))
}

/// Whether a payload of this kind is sent and received unchanged.
const fn is_raw(kind: Kind) -> bool {
    matches!(kind, Kind::Blob | Kind::Stream | Kind::String | Kind::Enum)
}

/// The part of an answer before its body.
#[derive(Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) status: u16,
    pub(super) headers: &'a HeaderMap,
}

/// Reads the headers, the status and the body of an answer.
pub(super) fn output(
    protocol: Protocol,
    shape: &'static Shape,
    head: Head<'_>,
    bytes: &Bytes,
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    headers::read(shape, head.status, head.headers, into)?;
    let Some((index, member)) = payload_of(shape) else {
        return match protocol {
            Protocol::RestJson => json::read::bound_document(bytes, into, limits),
            _ => xml::read::bound_document(bytes, into, limits),
        };
    };
    if member.is_event_stream() {
        return Ok(());
    }
    let Some(value) = into.get_mut(index) else {
        return Ok(());
    };
    match member.target.kind {
        Kind::Stream => {
            if let Slot::Stream(body) = value.slot() {
                *body = Body::from(bytes.clone());
            }
        }
        Kind::Blob | Kind::String | Kind::Enum if bytes.is_empty() => {}
        Kind::Blob | Kind::String | Kind::Enum => {
            raw_payload(bytes, value.slot()).map_err(|error| error.within(member.name))?;
        }
        _ if protocol == Protocol::RestJson => json::read::payload(bytes, member, value, limits)?,
        _ => xml::read::payload(bytes, member, value, limits)?,
    }
    Ok(())
}

/// Reads the headers and the status of an answer, and hands its body over unread.
pub(super) fn stream(
    shape: &'static Shape,
    head: Head<'_>,
    body: &Body,
    into: &mut dyn Structure,
) -> Result<(), DecodeError> {
    headers::read(shape, head.status, head.headers, into)?;
    let place = payload_of(shape).and_then(|(index, _)| into.get_mut(index));
    match place.map(|value| value.slot()) {
        Some(Slot::Stream(place)) => *place = body.take(),
        _ => return Err(DecodeError::new("no member of the output is a stream")),
    }
    Ok(())
}

/// Reads a payload that is bytes or text.
pub(super) fn raw_payload(bytes: &Bytes, slot: Slot<'_>) -> Result<(), DecodeError> {
    let text = || str::from_utf8(bytes).map_err(|_| DecodeError::new("not UTF-8"));
    match slot {
        Slot::Blob(blob) => *blob = aws_smithy_types::Blob::new(bytes.to_vec()),
        Slot::String(value) => *value = text()?.to_owned(),
        Slot::Enum(value) => value.set(text()?),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests;
