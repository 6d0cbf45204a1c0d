//! Type-erased streams of events.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use aws_smithy_types::event_stream::Message;
use bytes::Bytes;
use futures_core::Stream;

use super::Structure;
use crate::error::Error;
use crate::excerpt::Excerpt;
use crate::schema::Shape;

/// A stream of events.
pub trait Events: Send + Sync {
    /// Takes the arriving events of a service.
    fn receive(&mut self, events: Box<dyn ArrivingEvents>);

    /// The events to send; `None` when they were already taken or there are none.
    fn outgoing(&self) -> Option<OutgoingEvents>;

    /// The next arriving event, as [`EventStream`](crate::EventStream) yields it.
    fn poll_event(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Box<dyn Structure>, Error>>>;
}

/// Arriving events of a service, as messages that are decoded on demand.
pub trait ArrivingEvents: Send + Sync {
    /// The shape of an event: a union.
    fn shape(&self) -> &'static Shape;

    /// The next message; `None` when there is none, and after an error.
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Message, Error>>>;

    /// Decodes a message into the empty `event`.
    ///
    /// # Errors
    ///
    /// When the message is an exception or an error, or cannot be read.
    fn read(&mut self, message: &Message, event: &mut dyn Structure) -> Result<(), Error>;
}

/// Type-erased events to send.
pub type OutgoingEvents = Pin<Box<dyn Stream<Item = Box<dyn Structure>> + Send>>;

/// An event that the model does not list: a newer service sent it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UnknownEvent {
    event_type: String,
    content_type: Option<String>,
    payload: Bytes,
}

impl UnknownEvent {
    /// An event with this name and payload.
    pub fn new(event_type: impl Into<String>, payload: impl Into<Bytes>) -> Self {
        Self {
            event_type: event_type.into(),
            content_type: None,
            payload: payload.into(),
        }
    }

    /// Sets the content type of the payload.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The event's name: `:event-type`.
    pub fn event_type(&self) -> &str {
        &self.event_type
    }

    /// The content type of the payload: `:content-type`.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The payload as it was sent.
    pub const fn payload(&self) -> &Bytes {
        &self.payload
    }
}

impl fmt::Debug for UnknownEvent {
    /// Shows name, type and size, but not the payload, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownEvent")
            .field("event_type", &Excerpt::name(&self.event_type))
            .field("content_type", &self.content_type().map(Excerpt::name))
            .field("payload", &format_args!("({} bytes)", self.payload.len()))
            .finish()
    }
}
