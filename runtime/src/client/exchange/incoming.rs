//! The bodies of answers.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::Sleep;

use super::failure::{is_timeout, root_cause};
use crate::body::{Body, BodyError};

/// The chunks of an answer's body; an error if none comes for too long.
pub(crate) struct IncomingBody<B, K> {
    body: B,
    limit: Duration,
    /// Runs while a chunk is awaited.
    sleep: Option<Pin<Box<Sleep>>>,
    /// What is dropped at the end: the connection's slot, the request's body if it was not sent.
    kept: Option<K>,
}

impl<B, K> IncomingBody<B, K>
where
    B: http_body::Body<Data = Bytes, Error: StdError + 'static> + Send + Unpin + 'static,
    K: Send + Unpin + 'static,
{
    /// The body of an answer that keeps something until it is read or dropped.
    pub(crate) fn body(body: B, limit: Duration, kept: K) -> Body {
        let length = body.size_hint().exact();
        if length == Some(0) {
            return Body::empty();
        }
        let incoming = Self {
            body,
            limit,
            sleep: None,
            kept: Some(kept),
        };
        Body::from_stream(incoming, length)
    }
}

impl<B, K> Stream for IncomingBody<B, K>
where
    B: http_body::Body<Data = Bytes, Error: StdError + 'static> + Unpin,
    K: Unpin,
{
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
                    self.kept = None;
                    return Poll::Ready(None);
                }
                // Trailers are not used.
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => {
                    self.kept = None;
                    let reason = root_cause(&error);
                    return Poll::Ready(Some(Err(if is_timeout(&error) {
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
    use crate::client::exchange::activity::{Activity, OutgoingBody};
    use crate::client::exchange::samples::{LIMIT, Slow};

    fn incoming(slow: Slow) -> Body {
        let body = OutgoingBody::new(Body::from_stream(slow, None), &Activity::now());
        IncomingBody::body(body, LIMIT, ())
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
