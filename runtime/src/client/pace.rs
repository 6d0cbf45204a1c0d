//! Bounds the time for the body of an answer, however slowly it is read.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;
use tokio::time::{Instant, Sleep};

use super::Client;
use crate::body::{Body, BodyError, Chunks};
use crate::schema::Operation;
use crate::wire;

/// The shortest time over which the rate is taken.
const PERIOD: Duration = Duration::from_secs(60);

/// A time limit, and when it began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    limit: Duration,
    started: Instant,
}

impl Deadline {
    /// The end of a time that begins now.
    pub(super) fn after(limit: Duration) -> Self {
        Self {
            limit,
            started: Instant::now(),
        }
    }
}

impl Client {
    /// The body of an answer, which ends with an error if it trickles.
    ///
    /// Events come when something happens. S3 sends blanks while it puts a copy, or the parts of an upload, together.
    pub(super) fn at_least_rate(
        &self,
        operation: &Operation,
        headers: &HeaderMap,
        body: Body,
    ) -> Body {
        let config = self.config();
        let rate = config.least_rate();
        let content_type = headers.get(http::header::CONTENT_TYPE);
        let is_of_events = wire::streams_events(operation)
            || content_type.is_some_and(|text| text.as_bytes().starts_with(b"text/event-stream"));
        let has_blanks = operation.service.name == "s3" && !wire::streams_output(operation);
        if rate == 0 || is_of_events || has_blanks {
            return body;
        }
        // Longer silence is the read timeout's matter.
        let period = self.read_timeout().unwrap_or_default().max(PERIOD);
        let bytes = u64::from(rate).saturating_mul(period.as_secs());
        let refill = Refill {
            bytes,
            period,
            got: 0,
        };
        watched(body, period, Some(refill), move || {
            format!(
                "the answer came too slowly: fewer than {bytes} bytes in {period:?} (`ConfigBuilder::least_rate`)"
            )
        })
    }

    /// Ends the body of an answer that the caller reads with an error, if it takes longer than the rest of a time limit.
    ///
    /// A stream of events has no limit.
    pub(super) fn end_by(&self, operation: &Operation, ends: Option<Deadline>, body: &mut Body) {
        if let Some(Deadline { limit, started }) = ends
            && !wire::streams_events(operation)
        {
            let left = limit.saturating_sub(started.elapsed());
            *body = watched(std::mem::take(body), left, None, move || {
                format!("the answer took longer than {limit:?}")
            });
        }
    }
}

/// `message` is made when the time is over.
fn watched(
    body: Body,
    left: Duration,
    refill: Option<Refill>,
    message: impl Fn() -> String + Send + 'static,
) -> Body {
    if body.bytes().is_some() {
        return body;
    }
    let length = body.len();
    let watched = TimedChunks {
        chunks: Some(body.into_chunks()),
        left,
        refill,
        waiting: None,
        woken: Arc::default(),
        message: Box::new(message),
    };
    Body::from_stream(watched, length)
}

/// Chunks, with a limit on the time spent waiting for them. Time in which nobody asks for one does not count.
struct TimedChunks {
    /// `None` at the end.
    chunks: Option<Chunks>,
    left: Duration,
    refill: Option<Refill>,
    /// Since when a chunk is awaited, and the timer that ends the wait.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    /// When the awaited chunk came.
    woken: Arc<Mutex<Option<Instant>>>,
    message: Box<dyn Fn() -> String + Send>,
}

/// This many bytes start a new period.
struct Refill {
    bytes: u64,
    period: Duration,
    got: u64,
}

/// Notes the wake-up of a consumer, who may take long to poll.
struct WakeNote {
    woken: Arc<Mutex<Option<Instant>>>,
    waker: Waker,
}

impl Wake for WakeNote {
    fn wake(self: Arc<Self>) {
        let mut woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        woken.get_or_insert_with(Instant::now);
        drop(woken);
        self.waker.wake_by_ref();
    }
}

impl TimedChunks {
    fn arrived(&mut self, came: Option<Instant>, length: usize) {
        if let Some((since, _)) = self.waiting.take() {
            let waited = came.unwrap_or_else(Instant::now).duration_since(since);
            self.left = self.left.saturating_sub(waited);
        }
        if let Some(refill) = &mut self.refill {
            refill.got = refill.got.saturating_add(length as u64);
            if refill.got >= refill.bytes {
                refill.got = 0;
                self.left = refill.period;
            }
        }
    }
}

impl Stream for TimedChunks {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(chunks) = &mut this.chunks else {
            return Poll::Ready(None);
        };
        let came = {
            let mut woken = this.woken.lock().unwrap_or_else(PoisonError::into_inner);
            woken.take()
        };
        let noted = Waker::from(Arc::new(WakeNote {
            woken: Arc::clone(&this.woken),
            waker: cx.waker().clone(),
        }));
        let polled = chunks.as_mut().poll_next(&mut Context::from_waker(&noted));
        if let Poll::Ready(item) = polled {
            match &item {
                Some(Ok(chunk)) => this.arrived(came, chunk.len()),
                _ => this.chunks = None,
            }
            return Poll::Ready(item);
        }
        let left = this.left;
        let start = || (Instant::now(), Box::pin(tokio::time::sleep(left)));
        let (_, sleep) = this.waiting.get_or_insert_with(start);
        ready!(sleep.as_mut().poll(cx));
        // The rest is given up.
        this.chunks = None;
        Poll::Ready(Some(Err(BodyError::timeout((this.message)()))))
    }
}
