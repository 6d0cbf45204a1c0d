//! Writes events as messages.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use futures_core::Stream;

use crate::body::{Body, BodyError};
use crate::error::ErrorKind;
use crate::schema::{Location, Member, Protocol};
use crate::view::OutgoingEvents;
use crate::view::{Events, Structure, View};
use crate::wire::{Input, Side, invalid, json, validate, xml};

/// A request's body of these events; each is one chunk.
pub(in super::super) fn body(protocol: Protocol, events: &dyn Events) -> Body {
    match events.outgoing() {
        Some(events) => Body::from_stream(Messages { protocol, events }, None),
        None => Body::empty(),
    }
}

/// Events as messages, one per chunk; an event that violates the model ends them with an error.
struct Messages {
    protocol: Protocol,
    events: OutgoingEvents,
}

impl Stream for Messages {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(event) = ready!(self.events.as_mut().poll_next(cx)) else {
            return Poll::Ready(None);
        };
        let frame = validate::structure(Input::nested(&*event))
            .map_err(ErrorKind::Invalid)
            .and_then(|()| frame(self.protocol, &*event));
        Poll::Ready(Some(frame.map_err(|kind| {
            let problems = match kind {
                ErrorKind::Invalid(problems) => problems.join("; "),
                other => format!("{other:?}"),
            };
            BodyError::new(format!("an event cannot be sent: {problems}"))
        })))
    }
}

fn frame(protocol: Protocol, event: &dyn Structure) -> Result<Bytes, ErrorKind> {
    let message = message(protocol, event)?;
    let mut frame = Vec::new();
    write_message_to(&message, &mut frame).map_err(|error| invalid(error.to_string()))?;
    Ok(frame.into())
}

/// The message of an event, which is a union with one member.
fn message(protocol: Protocol, event: &dyn Structure) -> Result<Message, ErrorKind> {
    let (member, View::Structure(content)) = Input::nested(event)
        .present()
        .next()
        .ok_or_else(|| invalid(format!("{} has no event", event.shape().name)))?
    else {
        return Err(invalid("an event is a structure"));
    };
    let mut headers = vec![
        Header::new(":message-type", text("event")),
        Header::new(":event-type", text(member.name)),
    ];
    let mut payload = None;
    let mut has_document = false;
    for (member, view) in Input::nested(content).present() {
        match member.location {
            Location::EventHeader => {
                headers.push(Header::new(member.name, header_value(member, view)?));
            }
            Location::EventPayload => payload = Some((member, view)),
            _ => has_document = true,
        }
    }
    let payload = match payload {
        Some((_, View::Blob(bytes))) => {
            Some((Bytes::copy_from_slice(bytes), "application/octet-stream"))
        }
        Some((_, View::String(text))) => Some((Bytes::from(text.to_owned()), "text/plain")),
        Some((member, view)) => Some(document(protocol, EventDocument::Member(member, view))?),
        None if has_document => Some(document(protocol, EventDocument::Whole(content))?),
        None => None,
    };
    let Some((bytes, content_type)) = payload else {
        return Ok(Message::new_from_parts(headers, Bytes::new()));
    };
    headers.push(Header::new(":content-type", text(content_type)));
    Ok(Message::new_from_parts(headers, bytes))
}

enum EventDocument<'a> {
    Whole(&'a dyn Structure),
    Member(&'static Member, View<'a>),
}

fn document(
    protocol: Protocol,
    document: EventDocument<'_>,
) -> Result<(Bytes, &'static str), ErrorKind> {
    if protocol.is_xml() {
        let text = match document {
            EventDocument::Whole(structure) => xml::write::body(None, Input::nested(structure))?,
            EventDocument::Member(member, view) => {
                xml::write::payload(member, view, Side::Request)?
            }
        };
        return Ok((text.into(), "application/xml"));
    }
    let text = match document {
        EventDocument::Whole(structure) => json::write::body(Input::nested(structure), |member| {
            member.location == Location::Body
        })?,
        EventDocument::Member(member, view) => json::write::payload(member, view)?,
    };
    Ok((text.into(), "application/json"))
}

fn header_value(member: &Member, view: View<'_>) -> Result<HeaderValue, ErrorKind> {
    Ok(match view {
        View::Boolean(value) => HeaderValue::Bool(value),
        View::Integer(value) => HeaderValue::Int32(value),
        View::Long(value) => HeaderValue::Int64(value),
        View::Blob(value) => HeaderValue::ByteArray(Bytes::copy_from_slice(value)),
        View::String(value) => text(value),
        View::Timestamp(value) => HeaderValue::Timestamp(*value),
        _ => return Err(invalid(format!("{} cannot be a header", member.name))),
    })
}

fn text(text: &str) -> HeaderValue {
    HeaderValue::String(text.to_owned().into())
}
