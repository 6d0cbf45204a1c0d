//! Reads events from messages.

use std::borrow::Cow;

use aws_smithy_types::Blob;
use aws_smithy_types::event_stream::{HeaderValue, Message};
use bytes::Bytes;

use crate::error::DecodeError;
use crate::schema::{Kind as ShapeKind, Location, Member, Protocol};
use crate::view::UnknownEvent;
use crate::view::{Slot, Structure};
use crate::wire::{Limits, cbor, json, rest, text, xml};

/// The kind of a message.
pub(super) enum Kind<'a> {
    /// An event, by the name of its member.
    Event(&'a str),
    /// A modelled error, by the name of its member.
    Exception(&'a str),
    /// An error that is not modelled.
    Error { code: &'a str, message: &'a str },
}

/// The kind of a message, by its `:message-type`.
///
/// # Errors
///
/// When the headers for it are missing.
pub(super) fn kind(message: &Message) -> Result<Kind<'_>, String> {
    let missing = |name: &str| format!("a message of the stream has no {name}");
    let required = |name: &'static str| header(message, name).ok_or_else(|| missing(name));
    match required(":message-type")? {
        "event" => Ok(Kind::Event(required(":event-type")?)),
        "exception" => Ok(Kind::Exception(required(":exception-type")?)),
        "error" => Ok(Kind::Error {
            code: header(message, ":error-code").unwrap_or_default(),
            message: header(message, ":error-message").unwrap_or_default(),
        }),
        other => Err(format!(
            "a message of the stream is of the unknown type `{other}`"
        )),
    }
}

/// Reads the event called `name` into an empty union. An unknown one is kept unchanged.
pub(super) fn event(
    protocol: Protocol,
    name: &str,
    message: &Message,
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    let mut members = into.shape().members().iter();
    let index = members.position(|member| member.name == name);
    let Some(value) = index.and_then(|index| into.get_mut(index)) else {
        let event = UnknownEvent::new(name, message.payload().clone());
        into.set_unknown_event(match header(message, ":content-type") {
            Some(content_type) => event.with_content_type(content_type),
            None => event,
        });
        return Ok(());
    };
    let Slot::Structure(event) = value.slot() else {
        return Err(DecodeError::new("the event is not a structure"));
    };
    headers(message, event)?;
    payload(protocol, message.payload(), event, limits)
}

/// Reads the members that are headers of the event.
fn headers(message: &Message, event: &mut dyn Structure) -> Result<(), DecodeError> {
    for (index, member) in event.shape().members().iter().enumerate() {
        if member.location != Location::EventHeader {
            continue;
        }
        let mut headers = message.headers().iter();
        let found = headers.find(|header| header.name().as_str() == member.name);
        if let Some(found) = found
            && let Some(value) = event.get_mut(index)
        {
            header_value(found.value(), value.slot())
                .map_err(|problem| DecodeError::new(problem).within(member.name))?;
        }
    }
    Ok(())
}

/// Reads the payload member; without one, the payload is a document of the members.
fn payload(
    protocol: Protocol,
    bytes: &Bytes,
    event: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    let members = event.shape().members();
    let is_payload = |member: &Member| member.location == Location::EventPayload;
    let Some(index) = members.iter().position(is_payload) else {
        let has_document = members
            .iter()
            .any(|member| member.location != Location::EventHeader);
        if !has_document {
            return Ok(());
        }
        return document(protocol, bytes, event, limits);
    };
    let (Some(member), Some(value)) = (members.get(index), event.get_mut(index)) else {
        return Ok(());
    };
    match member.target.kind {
        ShapeKind::Blob | ShapeKind::String | ShapeKind::Enum => {
            rest::raw_payload(bytes, value.slot()).map_err(|error| error.within(member.name))
        }
        _ if protocol.is_xml() => xml::read::payload(bytes, member, value, limits),
        _ if protocol == Protocol::RpcV2Cbor => cbor::read::payload(bytes, member, value, limits),
        _ => json::read::payload(bytes, member, value, limits),
    }
}

/// Reads a structure from a payload of the service's protocol.
pub(in super::super) fn document(
    protocol: Protocol,
    bytes: &Bytes,
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    if protocol.is_xml() {
        xml::read::bound_document(bytes, into, limits)
    } else if protocol == Protocol::RpcV2Cbor {
        cbor::read::document(bytes, into, limits)
    } else {
        json::read::bound_document(bytes, into, limits)
    }
}

/// The text of a header; `None` if it is missing or not text.
fn header<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    let mut headers = message.headers().iter();
    let header = headers.find(|header| header.name().as_str() == name)?;
    Some(header.value().as_string().ok()?.as_str())
}

fn header_value(value: &HeaderValue, slot: Slot<'_>) -> Result<(), &'static str> {
    match (value, slot) {
        (HeaderValue::Bool(value), Slot::Boolean(place)) => *place = *value,
        (HeaderValue::ByteArray(value), Slot::Blob(place)) => *place = Blob::new(value.to_vec()),
        (HeaderValue::Timestamp(value), Slot::Timestamp(place)) => *place = *value,
        (HeaderValue::String(value), slot) => text::read(Cow::Borrowed(value.as_str()), slot)?,
        (value, slot) => {
            let integer = match value {
                HeaderValue::Byte(value) => i64::from(*value),
                HeaderValue::Int16(value) => i64::from(*value),
                HeaderValue::Int32(value) => i64::from(*value),
                HeaderValue::Int64(value) => *value,
                _ => return Err("a header of another type"),
            };
            match slot {
                Slot::Integer(place) => {
                    *place = i32::try_from(integer).map_err(|_| "not a 32-bit integer")?;
                }
                Slot::Long(place) => *place = integer,
                _ => return Err("a header of another type"),
            }
        }
    }
    Ok(())
}
