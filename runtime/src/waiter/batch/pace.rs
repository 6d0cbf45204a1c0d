//! Limits the rate of calls.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::client::{CallOutcome, Caller};
use crate::view::Structure;

/// Spaces calls evenly, and counts them; clones share the count.
#[derive(Clone)]
pub(super) struct Pacer(Arc<PacerState>);

struct PacerState {
    caller: Box<dyn Caller>,
    interval: Duration,
    next: Mutex<Option<Instant>>,
    calls: AtomicU64,
}

impl Pacer {
    pub(super) fn new(caller: Box<dyn Caller>, interval: Duration) -> Self {
        Self(Arc::new(PacerState {
            caller,
            interval,
            next: Mutex::new(None),
            calls: AtomicU64::new(0),
        }))
    }

    /// The number of started calls.
    pub(super) fn calls(&self) -> u64 {
        self.0.calls.load(Ordering::Relaxed)
    }

    /// Takes the next turn, and returns its time.
    fn place(&self) -> Instant {
        let mut next = self.0.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let place = next.map_or(now, |next| next.max(now));
        *next = place.checked_add(self.0.interval);
        place
    }
}

impl Caller for Pacer {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>> {
        let paced = self.clone();
        Box::pin(async move {
            sleep_until(paced.place()).await;
            paced.0.calls.fetch_add(1, Ordering::Relaxed);
            paced.0.caller.call(input).await
        })
    }
}
