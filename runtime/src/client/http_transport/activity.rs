//! Whether bytes still move, in either direction.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body as _, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use crate::body::{Body, BodyError, Chunks};

/// When the last byte moved.
#[derive(Clone)]
pub(super) struct Activity(Arc<Mutex<Instant>>);

impl Activity {
    pub(super) fn now() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    /// Waits for `future` as long as something moves; `None` after `limit` without.
    pub(super) async fn watch<T>(
        &self,
        limit: Duration,
        future: impl Future<Output = T>,
    ) -> Option<T> {
        let mut future = pin!(future);
        let mut sleep = pin!(tokio::time::sleep_until(self.deadline(limit)));
        std::future::poll_fn(|cx| {
            if let Poll::Ready(value) = future.as_mut().poll(cx) {
                return Poll::Ready(Some(value));
            }
            while sleep.as_mut().poll(cx).is_ready() {
                let deadline = self.deadline(limit);
                if deadline <= Instant::now() {
                    return Poll::Ready(None);
                }
                sleep.as_mut().reset(deadline);
            }
            Poll::Pending
        })
        .await
    }

    fn touch(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn deadline(&self, limit: Duration) -> Instant {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        later(last, limit)
    }
}

/// `start + limit`, or a date that does not come if that cannot be told.
fn later(start: Instant, limit: Duration) -> Instant {
    const DECADES: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    start.checked_add(limit).unwrap_or_else(|| start + DECADES)
}

/// A request's body. It is handed over in pieces, so that each piece that leaves is seen.
pub(super) struct Outgoing {
    source: Source,
    left: Option<u64>,
    activity: Activity,
}

enum Source {
    Bytes(Bytes),
    // `Chunks` is not `Sync`, as reqwest wants it; the lock is never contended.
    Chunks(Mutex<Chunks>),
}

const PIECE: usize = 64 * 1024;

impl Outgoing {
    pub(super) fn new(body: Body, activity: &Activity) -> Self {
        let left = body.len();
        let source = match body.bytes() {
            Some(bytes) => Source::Bytes(bytes.clone()),
            None => Source::Chunks(Mutex::new(body.into_chunks())),
        };
        Self {
            source,
            left,
            activity: activity.clone(),
        }
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.activity.touch();
        let chunk = match &mut self.source {
            Source::Bytes(bytes) if bytes.is_empty() => None,
            Source::Bytes(bytes) => Some(Ok(bytes.split_to(bytes.len().min(PIECE)))),
            Source::Chunks(chunks) => {
                let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
                ready!(chunks.as_mut().poll_next(cx))
            }
        };
        if let (Some(Ok(chunk)), Some(left)) = (&chunk, self.left) {
            let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            self.left = Some(left.saturating_sub(length));
        }
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.source, Source::Bytes(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The chunks of a response's body; an error if none comes for too long.
pub(super) struct Incoming {
    body: reqwest::Body,
    limit: Duration,
    /// Runs while a chunk is awaited.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Incoming {
    pub(super) fn body(body: reqwest::Body, limit: Duration) -> Body {
        let length = body.size_hint().exact();
        if length == Some(0) {
            return Body::empty();
        }
        let sleep = None;
        Body::from_stream(Self { body, limit, sleep }, length)
    }
}

impl Stream for Incoming {
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
                None => return Poll::Ready(None),
                // Trailers are not used.
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => {
                    let reason = super::root_cause(&error);
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

    const LIMIT: Duration = Duration::from_secs(60);

    /// A body of `pieces` bytes, one every 50 seconds.
    struct Slow(u64, Option<Pin<Box<Sleep>>>);

    impl Stream for Slow {
        type Item = Result<Bytes, BodyError>;

        fn poll_next(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Bytes, BodyError>>> {
            if self.0 == 0 {
                return Poll::Ready(None);
            }
            let pause = || Box::pin(tokio::time::sleep(Duration::from_secs(50)));
            ready!(self.1.get_or_insert_with(pause).as_mut().poll(cx));
            self.1 = None;
            self.0 -= 1;
            Poll::Ready(Some(Ok(Bytes::from_static(b"x"))))
        }
    }

    /// The answer's body: `pieces` bytes, one every 50 seconds, then nothing.
    fn incoming(pieces: u64) -> Body {
        let slow = Body::from_stream(Slow(pieces, None), None);
        let body = Outgoing::new(slow, &Activity::now());
        Incoming::body(reqwest::Body::wrap(body), LIMIT)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_may_take_long_as_long_as_it_moves() {
        assert_eq!(incoming(5).collect().await.unwrap(), "xxxxx");
    }

    #[tokio::test(start_paused = true)]
    async fn silence_within_a_body_is_a_timeout() {
        let body = Outgoing::new(
            Body::from_stream(Slow(1, Some(Box::pin(tokio::time::sleep(2 * LIMIT)))), None),
            &Activity::now(),
        );
        let body = Incoming::body(reqwest::Body::wrap(body), LIMIT);
        let error = body.collect().await.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(error.to_string(), "no byte of the answer came for 60s");
    }

    #[tokio::test(start_paused = true)]
    async fn sending_counts_as_activity() {
        let activity = Activity::now();
        let slow = Body::from_stream(Slow(5, None), None);
        let mut body = Outgoing::new(slow, &activity);
        let sent = activity.watch(LIMIT, async {
            while let Some(frame) =
                std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await
            {
                frame.unwrap();
            }
        });
        assert_eq!(sent.await, Some(()));
        let silent = activity.watch(LIMIT, std::future::pending::<()>());
        assert_eq!(silent.await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_beyond_all_dates_is_no_limit() {
        let watched = Activity::now().watch(Duration::MAX, async { 1 }).await;
        assert_eq!(watched, Some(1));
    }
}
