//! Streams of events, which an operation sends or receives one by one during its call.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::error::Error;
use crate::schema::Shape;
use crate::view::{ArrivingEvents, Empty, Events, OutgoingEvents, Slot, Structure, Value, View};

/// The events of an operation (`eventstream`): in an output a [`Stream`] of the service's events, in an input the events to
/// send.
///
/// An event arrives when the service sends it. An exception among them is an [`Error`] with its code and
/// [details](Error::details), and ends the stream. An event that the model does not list is kept as
/// [`UnknownEvent`](crate::UnknownEvent). A stream that ends within an event is an error. Dropping the stream closes it.
///
/// Events to send come from [`from_stream`](Self::from_stream) or a `Vec`; they can be sent once.
#[must_use = "events are read when the stream is polled"]
pub struct EventStream<T> {
    source: EventSource<T>,
    empty: fn(&'static Shape) -> T,
}

enum EventSource<T> {
    Empty,
    Arriving(Box<dyn ArrivingEvents>),
    // The lock is never contended: it makes the stream shareable, and lets a request take it out of a shared input.
    Outgoing(Mutex<Option<BoxedStream<T>>>),
}

type BoxedStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

impl<T: Structure + Default> EventStream<T> {
    /// Events to send, in the order of `events`; the request ends with it.
    pub fn from_stream(events: impl Stream<Item = T> + Send + 'static) -> Self {
        Self {
            source: EventSource::Outgoing(Mutex::new(Some(Box::pin(events)))),
            empty: |_| T::default(),
        }
    }
}

impl<T> EventStream<T> {
    /// No events; `empty` makes values of their shape.
    pub(crate) const fn of(empty: fn(&'static Shape) -> T) -> Self {
        Self {
            source: EventSource::Empty,
            empty,
        }
    }
}

impl<T: Structure> EventStream<T> {
    /// The next event; `None` after the last one.
    ///
    /// # Errors
    ///
    /// When the service sends an exception, the connection breaks, or an event cannot be read. The stream ends with the
    /// error.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        let next = std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await;
        next.transpose()
    }
}

impl<T: Structure> Stream for EventStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { source, empty } = self.get_mut();
        match source {
            EventSource::Empty => Poll::Ready(None),
            EventSource::Outgoing(events) => {
                let events = events.get_mut().unwrap_or_else(PoisonError::into_inner);
                let next = events.as_mut().map(|events| events.as_mut().poll_next(cx));
                next.unwrap_or(Poll::Ready(None)).map(|next| next.map(Ok))
            }
            EventSource::Arriving(received) => {
                let Some(message) = ready!(received.poll_message(cx)) else {
                    return Poll::Ready(None);
                };
                let read = message.and_then(|message| {
                    let mut event = empty(received.shape());
                    received.read(&message, &mut event)?;
                    Ok(event)
                });
                Poll::Ready(Some(read))
            }
        }
    }
}

impl<T> Unpin for EventStream<T> {}

impl<T: Structure + Default> Default for EventStream<T> {
    fn default() -> Self {
        Self {
            source: EventSource::Empty,
            empty: |_| T::default(),
        }
    }
}

impl<T: Structure + Default> From<Vec<T>> for EventStream<T> {
    fn from(events: Vec<T>) -> Self {
        Self::from_stream(Each(events.into_iter()))
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.source {
            EventSource::Empty => "EventStream(empty)",
            EventSource::Arriving(_) => "EventStream(received)",
            EventSource::Outgoing(_) => "EventStream(to send)",
        })
    }
}

impl<T: Structure + Default> Empty for EventStream<T> {
    fn empty() -> Self {
        Self::default()
    }
}

impl<T: Structure> Value for EventStream<T> {
    fn view(&self) -> View<'_> {
        View::Events(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Events(self)
    }

    fn clear(&mut self) {
        self.source = EventSource::Empty;
    }
}

impl<T: Structure> Events for EventStream<T> {
    fn receive(&mut self, events: Box<dyn ArrivingEvents>) {
        self.source = EventSource::Arriving(events);
    }

    fn outgoing(&self) -> Option<OutgoingEvents> {
        let EventSource::Outgoing(events) = &self.source else {
            return None;
        };
        let events = events.lock().unwrap_or_else(PoisonError::into_inner).take();
        Some(Box::pin(ErasedStream(events?)))
    }

    fn poll_event(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Box<dyn Structure>, Error>>> {
        let next = ready!(Pin::new(self).poll_next(cx));
        Poll::Ready(next.map(|event| event.map(|event| Box::new(event) as Box<dyn Structure>)))
    }
}

/// The items of a list, one by one.
struct Each<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Each<T> {}

impl<T> Stream for Each<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.next())
    }
}

/// Type-erased events.
struct ErasedStream<T>(BoxedStream<T>);

impl<T: Structure> Stream for ErasedStream<T> {
    type Item = Box<dyn Structure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|event| Box::new(event) as Box<dyn Structure>))
    }
}
