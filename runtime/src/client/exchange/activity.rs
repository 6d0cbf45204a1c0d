//! Estimates whether a request still moves.
//!
//! Bytes given to the operating system have not arrived: its buffer holds megabytes of a body, and says neither how many nor
//! when the last of them was acknowledged. So silence after a body, or a piece of it, is allowed for as long again as the
//! buffer may take to empty.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;

use crate::body::{Body, BodyError, Chunks};

/// How much of a body the operating system may hold: Linux's largest default buffer of a connection.
const HELD: u64 = 4 * 1024 * 1024;

/// The assumed minimum rate of the network in bytes per second, until more is known.
const LEAST: u64 = 16 * 1024;

/// The time of the last byte, and the bytes before it.
#[derive(Clone)]
pub(crate) struct Activity(Arc<Mutex<ActivityState>>);

struct ActivityState {
    /// When the last piece was requested or given.
    last: Instant,
    /// When the first piece was.
    first: Option<Instant>,
    /// How many bytes left.
    left: u64,
    /// Whether the caller's own stream is awaited, or the service's wish for the body: neither is the network's fault.
    awaits_source: bool,
}

impl Activity {
    pub(crate) fn now() -> Self {
        Self(Arc::new(Mutex::new(ActivityState {
            last: Instant::now(),
            first: None,
            left: 0,
            awaits_source: false,
        })))
    }

    /// Waits for `future` while something moves; `None` after `limit` without.
    pub(crate) async fn watch<T>(
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

    /// Stops counting until the next piece of the body is requested: the network has nothing to do.
    #[cfg(feature = "http")] // reqwest's client waits for nobody
    pub(crate) fn awaits_others(&self) {
        let mut state = self.state();
        state.touch();
        state.awaits_source = true;
    }

    fn state(&self) -> MutexGuard<'_, ActivityState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn deadline(&self, limit: Duration) -> Instant {
        let state = self.state();
        // A source that is awaited now is checked again after the limit.
        let since = if state.awaits_source {
            Instant::now()
        } else {
            state.last
        };
        later(since, limit.saturating_add(state.draining()))
    }
}

impl ActivityState {
    /// How long the held bytes take to arrive.
    ///
    /// Bytes that left earlier have arrived, and so tell how fast the network is.
    fn draining(&self) -> Duration {
        let held = self.left.min(HELD);
        let arrived = self.left - held;
        let took = self.first.map(|first| self.last.duration_since(first));
        let took = took.unwrap_or_default().as_secs_f64();
        let known = arrived as f64 / took.max(0.001);
        let rate = known.max(LEAST as f64);
        Duration::try_from_secs_f64(held as f64 / rate).unwrap_or_default()
    }

    fn touch(&mut self) {
        self.last = Instant::now();
    }
}

/// `start + limit`, or a distant date if the sum overflows.
fn later(start: Instant, limit: Duration) -> Instant {
    const DECADES: Duration = Duration::from_secs(30 * 365 * 24 * 3600);
    start.checked_add(limit).unwrap_or_else(|| start + DECADES)
}

/// A request's body, handed over in pieces, so that each piece is seen when it leaves.
pub(crate) struct OutgoingBody {
    source: BodyRest,
    left: Option<u64>,
    activity: Activity,
}

enum BodyRest {
    Bytes(Bytes),
    // `Chunks` is not `Sync`, but reqwest needs that; the lock is never contended.
    Chunks(Mutex<Chunks>),
}

const PIECE: usize = 64 * 1024;

impl OutgoingBody {
    pub(crate) fn new(body: Body, activity: &Activity) -> Self {
        let left = body.len();
        let source = match body.bytes() {
            Some(bytes) => BodyRest::Bytes(bytes.clone()),
            None => BodyRest::Chunks(Mutex::new(body.into_chunks())),
        };
        Self {
            source,
            left,
            activity: activity.clone(),
        }
    }
}

impl http_body::Body for OutgoingBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        {
            let mut state = this.activity.state();
            state.touch();
            let now = state.last;
            state.first.get_or_insert(now);
            state.awaits_source = true;
        }
        let chunk = match &mut this.source {
            BodyRest::Bytes(bytes) if bytes.is_empty() => None,
            BodyRest::Bytes(bytes) => Some(Ok(bytes.split_to(bytes.len().min(PIECE)))),
            BodyRest::Chunks(chunks) => {
                let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
                ready!(chunks.as_mut().poll_next(cx))
            }
        };
        let length = match &chunk {
            Some(Ok(chunk)) => u64::try_from(chunk.len()).unwrap_or(u64::MAX),
            _ => 0,
        };
        this.left = this.left.map(|left| left.saturating_sub(length));
        let mut state = this.activity.state();
        state.awaits_source = false;
        state.left = state.left.saturating_add(length);
        drop(state);
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.source, BodyRest::Bytes(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::exchange::samples::{LIMIT, Slow};

    async fn hand_over(body: Body, activity: &Activity) {
        let mut body = OutgoingBody::new(body, activity);
        while let Some(frame) =
            std::future::poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut body), cx)).await
        {
            frame.unwrap();
        }
    }

    /// The silence allowed after this many bytes left at once.
    async fn allowed_after(bytes: usize, took: Duration) -> Duration {
        let activity = Activity::now();
        hand_over(Body::from(vec![0; bytes / 2]), &activity).await;
        tokio::time::sleep(took).await;
        hand_over(Body::from(vec![0; bytes / 2]), &activity).await;
        let start = Instant::now();
        let silent = activity.watch(LIMIT, std::future::pending::<()>()).await;
        assert_eq!(silent, None);
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn sending_counts_as_activity() {
        let activity = Activity::now();
        let slow = Body::from_stream(Slow::new(5), None);
        let sent = activity.watch(LIMIT, hand_over(slow, &activity)).await;
        assert_eq!(sent, Some(()));
        let silent = activity.watch(LIMIT, std::future::pending::<()>()).await;
        assert_eq!(silent, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_source_is_no_silence_of_the_network() {
        let activity = Activity::now();
        let slow = Body::from_stream(Slow::every(10 * LIMIT, 2), None);
        let sent = activity.watch(LIMIT, hand_over(slow, &activity)).await;
        assert_eq!(sent, Some(()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_left_may_take_its_time_to_arrive() {
        // Nothing is known of the network yet.
        let small = allowed_after(16 * 1024, Duration::ZERO).await;
        assert_eq!(small.as_secs(), 61);
        let large = allowed_after(6_000_000, Duration::ZERO).await;
        assert!(large.as_secs() < 60 + 256, "{large:?}");
        // 6 MB at 50 kB/s: the last of 4 MiB leaves after a minute and arrives after two.
        let slow = allowed_after(6_000_000, Duration::from_secs(36)).await;
        assert!(slow.as_secs() >= 60 + 83, "{slow:?}");
        // Fast networks transfer it at once.
        let fast = allowed_after(64 * 1024 * 1024, Duration::from_secs(6)).await;
        assert_eq!(fast.as_secs(), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_beyond_all_dates_is_no_limit() {
        let watched = Activity::now().watch(Duration::MAX, async { 1 }).await;
        assert_eq!(watched, Some(1));
    }
}
