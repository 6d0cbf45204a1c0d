//! Limits the number of connections in use.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::client::transport::TransportError;

/// The connections that may be in use.
#[derive(Debug)]
pub(crate) struct Slots {
    most: usize,
    free: Arc<Semaphore>,
    /// How often one became free.
    freed: Arc<AtomicU64>,
}

/// A connection in use, until the body of its answer is read or dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    _permit: OwnedSemaphorePermit,
    freed: Arc<AtomicU64>,
}

impl Slots {
    pub(crate) fn new(most: usize) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            most,
            free: Arc::new(Semaphore::new(most)),
            freed: Arc::default(),
        }
    }

    pub(crate) const fn most(&self) -> usize {
        self.most
    }

    /// Waits for a free connection, as long as one becomes free now and then.
    ///
    /// Answers whose bodies nobody reads would otherwise block everybody else forever.
    pub(crate) async fn take(&self, limit: Duration) -> Result<Slot, TransportError> {
        let mut permit = pin!(Arc::clone(&self.free).acquire_owned());
        let mut freed = self.freed.load(Ordering::Relaxed);
        loop {
            match tokio::time::timeout(limit, permit.as_mut()).await {
                Ok(Ok(permit)) => {
                    return Ok(Slot {
                        _permit: permit,
                        freed: Arc::clone(&self.freed),
                    });
                }
                // It is never closed.
                Ok(Err(closed)) => return Err(TransportError::refused(closed.to_string())),
                Err(_) => {
                    let now = self.freed.load(Ordering::Relaxed);
                    if now == freed {
                        return Err(TransportError::refused(format!(
                            "all {} connections are in use, and none became free for {limit:?}: read or drop the \
                             bodies of answers, or raise the transport's `max_connections`",
                            self.most
                        )));
                    }
                    freed = now;
                }
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.freed.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn connections_that_are_never_given_back_are_an_error() {
        let slots = Slots::new(2);
        let _held = (slots.take(LIMIT).await, slots.take(LIMIT).await);
        let error = slots.take(LIMIT).await.unwrap_err();
        assert!(!error.is_retryable());
        insta::assert_snapshot!(error, @"all 2 connections are in use, and none became free for 60s: read or drop the bodies of answers, or raise the transport's `max_connections`");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_gets_a_turn_while_connections_become_free() {
        let slots = Arc::new(Slots::new(1));
        let tasks: Vec<_> = (0..10)
            .map(|_| {
                let slots = Arc::clone(&slots);
                tokio::spawn(async move {
                    let slot = slots.take(LIMIT).await;
                    tokio::time::sleep(LIMIT / 2).await;
                    slot.map(drop).is_ok()
                })
            })
            .collect();
        for task in tasks {
            assert!(task.await.unwrap());
        }
    }
}
