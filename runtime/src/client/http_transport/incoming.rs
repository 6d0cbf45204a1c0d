//! The bodies of answers.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use tokio::time::Sleep;

use super::expect::Wait;
use super::failure::root_cause;
use super::slots::Slot;
use crate::body::{Body, BodyError};

/// The chunks of an answer's body; an error if none comes for too long.
pub(super) struct IncomingBody {
    body: reqwest::Body,
    limit: Duration,
    /// Runs while a chunk is awaited.
    sleep: Option<Pin<Box<Sleep>>>,
    /// Returned at the end, or when the body is dropped.
    slot: Option<Slot>,
    /// Of the request's body, if it was not sent; ends with this one.
    unwanted: Option<Wait>,
}

impl IncomingBody {
    pub(super) fn body(
        body: reqwest::Body,
        limit: Duration,
        slot: Option<Slot>,
        unwanted: Option<Wait>,
    ) -> Body {
        let length = body.size_hint().exact();
        if length == Some(0) {
            return Body::empty();
        }
        let incoming = Self {
            body,
            limit,
            sleep: None,
            slot,
            unwanted,
        };
        Body::from_stream(incoming, length)
    }
}

impl Stream for IncomingBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
                break;
            };
            self.sleep = None;
            match frame {
                None => {
                    self.slot = None;
                    self.unwanted = None;
                    return Poll::Ready(None);
                }
                // Trailers are not used.
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => {
                    self.slot = None;
                    self.unwanted = None;
                    let reason = root_cause(&error);
                    return Poll::Ready(Some(Err(if error.is_timeout() {
                        BodyError::timeout(format!("the answer took too long: {reason}"))
                    } else {
                        BodyError::new(format!("the answer broke off: {reason}"))
                    })));
                }
            }
        }
        let limit = self.limit;
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        ready!(sleep.as_mut().poll(cx));
        Poll::Ready(Some(Err(BodyError::timeout(format!(
            "no byte of the answer came for {limit:?}"
        )))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::http_transport::activity::{Activity, OutgoingBody};
    use crate::client::http_transport::samples::{LIMIT, Slow};

    fn incoming(slow: Slow) -> Body {
        let body = OutgoingBody::new(Body::from_stream(slow, None), &Activity::now());
        IncomingBody::body(reqwest::Body::wrap(body), LIMIT, None, None)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_may_take_long_as_long_as_it_moves() {
        let body = incoming(Slow::new(5));
        assert_eq!(body.collect().await.unwrap(), "xxxxx");
    }

    #[tokio::test(start_paused = true)]
    async fn silence_within_a_body_is_a_timeout() {
        let error = incoming(Slow::every(2 * LIMIT, 1)).collect().await;
        let error = error.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(error.to_string(), "no byte of the answer came for 60s");
    }
}
