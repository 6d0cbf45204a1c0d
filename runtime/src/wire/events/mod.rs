//! Event streams: a body that is a sequence of messages, each with headers and a payload of the service's protocol
//! (`botocore/eventstream.py`, <https://smithy.io/2.0/aws/amazon-eventstream.html>).

mod frames;
mod read;
mod write;

use std::task::{Context, Poll, ready};

use aws_smithy_types::event_stream::Message;
use bytes::Bytes;

use self::frames::{FrameError, Frames};
use super::event_members::member_of;
use super::{ErrorResponse, Limits, Payload, Response, headers};
use crate::body::Body;
use crate::error::{Error, ErrorKind};
use crate::schema::{Operation, Shape};
use crate::view::{ArrivingEvents, Slot, Structure};

pub(super) use read::document;
pub(super) use write::body;

/// The event with the other members of an output, where they cannot travel in headers.
const INITIAL_RESPONSE: &str = "initial-response";

/// The events of an answer, as messages that are read on arrival.
pub struct EventReceiver {
    operation: &'static Operation,
    shape: &'static Shape,
    status: u16,
    request_id: Option<String>,
    frames: Frames,
    limits: Limits,
    ended: bool,
}

impl EventReceiver {
    /// The events of an operation's answer; `None` if it has none. The answer keeps no body.
    pub(crate) fn of(
        operation: &'static Operation,
        response: &mut Response,
        limits: &Limits,
    ) -> Option<Self> {
        let (_, member) = member_of(operation.output?)?;
        let body = match std::mem::replace(&mut response.body, Payload::Bytes(Bytes::new())) {
            Payload::Stream(body) => body,
            Payload::Bytes(bytes) => Body::from(bytes),
        };
        Some(Self {
            operation,
            shape: member.target,
            status: response.status,
            request_id: headers::request_id(&response.headers),
            frames: Frames::new(body, limits),
            limits: *limits,
            ended: false,
        })
    }

    /// Puts the events into their output.
    pub fn hand_over(self, output: &mut dyn Structure) {
        let place = member_of(output.shape()).and_then(|(index, _)| output.get_mut(index));
        if let Some(Slot::Events(events)) = place.map(|value| value.slot()) {
            events.receive(Box::new(self));
        }
    }

    /// The document with the other members: the first message, where there are no HTTP bindings.
    ///
    /// # Errors
    ///
    /// When the first message is an exception, or missing.
    pub(crate) async fn initial_response(&mut self) -> Result<Bytes, Error> {
        if self.operation.service.protocol.is_rest() {
            return Ok(Bytes::new());
        }
        let message = std::future::poll_fn(|cx| self.poll_message(cx)).await;
        let Some(message) = message.transpose()? else {
            return Err(self.fail("the answer has no events, not even the first one"));
        };
        match read::kind(&message) {
            Ok(read::Kind::Event(INITIAL_RESPONSE)) => Ok(message.payload().clone()),
            Ok(read::Kind::Event(other)) => Err(self.fail(format!(
                "the first event is `{other}` instead of `{INITIAL_RESPONSE}`"
            ))),
            Ok(read::Kind::Exception(_) | read::Kind::Error { .. }) => Err(self.error(&message)),
            Err(problem) => Err(self.fail(problem)),
        }
    }

    /// The error in a message, which ends the stream.
    fn error(&mut self, message: &Message) -> Error {
        self.ended = true;
        let limits = &self.limits;
        let response = match read::kind(message) {
            Ok(read::Kind::Error { code, message }) => {
                ErrorResponse::of_stream(self.operation, code, message, limits)
            }
            Ok(read::Kind::Exception(name)) => {
                let mut members = self.shape.members().iter();
                let shape = members.find(|member| member.name == name);
                let shape = shape.map(|member| member.target);
                let payload = message.payload().clone();
                ErrorResponse::of_exception(self.operation, name, shape, payload, limits)
            }
            _ => ErrorResponse::of_stream(self.operation, "", "", limits),
        };
        let response = response.in_answer(self.status, self.request_id.clone());
        Error::new(self.operation, ErrorKind::Service(response))
    }

    fn broken(&mut self, error: FrameError) -> Error {
        match error {
            FrameError::Malformed(problem) => self.fail(problem),
            FrameError::Body(error) if error.is_timeout() => {
                self.ended = true;
                let kind = ErrorKind::Transport {
                    message: error.to_string(),
                    timeout: true,
                };
                Error::new(self.operation, kind)
            }
            FrameError::Body(error) => self.fail(error.to_string()),
        }
    }

    /// The error that ends an unreadable stream.
    fn fail(&mut self, problem: impl Into<String>) -> Error {
        self.ended = true;
        let kind = ErrorKind::Response {
            message: problem.into(),
            status: self.status,
            request_id: self.request_id.clone(),
        };
        Error::new(self.operation, kind)
    }
}

impl ArrivingEvents for EventReceiver {
    fn shape(&self) -> &'static Shape {
        self.shape
    }

    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Message, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(self.frames.poll_message(cx)) {
            Some(Ok(message)) => Some(Ok(message)),
            Some(Err(error)) => Some(Err(self.broken(error))),
            None => {
                self.ended = true;
                None
            }
        })
    }

    fn read(&mut self, message: &Message, event: &mut dyn Structure) -> Result<(), Error> {
        match read::kind(message) {
            Ok(read::Kind::Event(name)) => {
                let protocol = self.operation.service.protocol;
                read::event(protocol, name, message, event, &self.limits).map_err(|error| {
                    let error = error.within(name);
                    self.fail(error.to_string()).caused_by(error)
                })
            }
            Ok(read::Kind::Exception(_) | read::Kind::Error { .. }) => Err(self.error(message)),
            Err(problem) => Err(self.fail(problem)),
        }
    }
}

#[cfg(test)]
mod tests;
