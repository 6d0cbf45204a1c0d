//! Splits the chunks of a body into messages.

use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use aws_smithy_eventstream::frame::read_message_from;
use aws_smithy_types::event_stream::Message;
use bytes::{Buf, BytesMut};

use crate::body::{Body, BodyError, Chunks};
use crate::wire::Limits;

/// The bytes before headers and payload: two lengths and their checksum.
const PRELUDE: usize = 12;

/// What surrounds headers and payload: the prelude, and the checksum of the whole.
const ENVELOPE: usize = PRELUDE + 4;

/// Maximum size of a message's headers in bytes (`botocore/eventstream.py`).
const MAX_HEADERS: usize = 128 * 1024;

/// The messages of a body in the framing `application/vnd.amazon.eventstream`.
pub(super) struct Frames {
    // `Chunks` is not `Sync`; the lock is never contended.
    chunks: Mutex<Chunks>,
    buffer: BytesMut,
    limit: usize,
}

/// Why there is no message.
pub(super) enum FrameError {
    /// The body could not be read further.
    Body(BodyError),
    /// The bytes are not a message.
    Malformed(String),
}

impl Frames {
    pub(super) fn new(body: Body, limits: &Limits) -> Self {
        Self {
            chunks: Mutex::new(body.into_chunks()),
            buffer: BytesMut::new(),
            limit: limits.event,
        }
    }

    /// The next message; `None` at the end of the body, and after an error.
    pub(super) fn poll_message(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Message, FrameError>>> {
        loop {
            match self.take() {
                Ok(None) => {}
                Ok(Some(message)) => return Poll::Ready(Some(Ok(message))),
                Err(problem) => return Poll::Ready(Some(Err(FrameError::Malformed(problem)))),
            }
            let chunks = self.chunks.get_mut();
            let chunks = chunks.unwrap_or_else(PoisonError::into_inner).as_mut();
            match ready!(chunks.poll_next(cx)) {
                Some(Ok(chunk)) => self.buffer.extend_from_slice(&chunk),
                Some(Err(error)) => return Poll::Ready(Some(Err(FrameError::Body(error)))),
                None if self.buffer.is_empty() => return Poll::Ready(None),
                None => {
                    self.buffer.clear();
                    let problem = "the answer ended within an event".to_owned();
                    return Poll::Ready(Some(Err(FrameError::Malformed(problem))));
                }
            }
        }
    }

    /// The first message in the buffer, if complete.
    ///
    /// The prelude is checked as soon as it has arrived: a damaged length is not waited for.
    fn take(&mut self) -> Result<Option<Message>, String> {
        let Some(prelude) = self.buffer.first_chunk::<PRELUDE>() else {
            return Ok(None);
        };
        let mut fields = prelude.as_slice();
        let total = usize::try_from(fields.get_u32()).unwrap_or(usize::MAX);
        let headers = usize::try_from(fields.get_u32()).unwrap_or(usize::MAX);
        if crc32fast::hash(&prelude[..PRELUDE - 4]) != fields.get_u32() {
            return Err("the checksum of an event's prelude does not match".to_owned());
        }
        if headers > MAX_HEADERS {
            return Err(format!(
                "the headers of an event have {headers} bytes, more than {MAX_HEADERS}"
            ));
        }
        let Some(payload) = total.checked_sub(headers.saturating_add(ENVELOPE)) else {
            return Err("the lengths of an event contradict each other".to_owned());
        };
        if payload > self.limit {
            return Err(format!(
                "the payload of an event has {payload} bytes, more than the limit of {} (`Limits::event`)",
                self.limit
            ));
        }
        if self.buffer.len() < total {
            return Ok(None);
        }
        let frame = self.buffer.split_to(total).freeze();
        let message = read_message_from(frame);
        let message = message.map_err(|error| format!("an event cannot be read: {error}"))?;
        let mut seen = std::collections::HashSet::new();
        for header in message.headers() {
            if !seen.insert(header.name().as_str()) {
                let name = header.name().as_str();
                return Err(format!("the header {name} of an event is there twice"));
            }
        }
        Ok(Some(message))
    }
}
