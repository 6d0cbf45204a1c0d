//! Bodies for tests.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::Sleep;

use crate::body::BodyError;

pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// A body of some bytes, one after every pause.
pub(crate) struct Slow {
    pieces: u64,
    pause: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Slow {
    /// One byte every 50 seconds.
    pub(crate) const fn new(pieces: u64) -> Self {
        Self::every(Duration::from_secs(50), pieces)
    }

    pub(crate) const fn every(pause: Duration, pieces: u64) -> Self {
        Self {
            pieces,
            pause,
            sleep: None,
        }
    }
}

impl Stream for Slow {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        if self.pieces == 0 {
            return Poll::Ready(None);
        }
        let pause = self.pause;
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        ready!(sleep.as_mut().poll(cx));
        self.sleep = None;
        self.pieces -= 1;
        Poll::Ready(Some(Ok(Bytes::from_static(b"x"))))
    }
}
