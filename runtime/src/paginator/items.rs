//! The stream of the items of all pages.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use crate::client::CallSettings;
use crate::error::Error;
use crate::view::Structure;

use super::feed::{Feed, poll_typed};
use super::options::options;
use super::walk::RunStart;
use super::{Cursor, RepeatedToken};

/// The items of an operation's pages: a [`Stream`] over one result.
///
/// A page is requested when the stream is polled for its first item, unless [`prefetch`](Self::prefetch) asks for it
/// earlier; pages without items are skipped. Dropping the stream ends it, and so does an error; [`cursor`](Self::cursor) is
/// the place from which another stream can go on.
///
/// Setters take effect before the first poll.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Items<T> {
    feed: Feed,
    take: Box<dyn TakeItems<T>>,
    items: vec::IntoIter<T>,
    /// How many items of the page were delivered.
    taken: usize,
}

options!(Items<T>);

/// Takes the items out of a page.
pub(super) trait TakeItems<T>: Send {
    /// The items, or an error if the page has another type.
    fn take(&self, page: Box<dyn Structure>) -> Result<Vec<T>, Error>;
}

impl<T, F: Fn(Box<dyn Structure>) -> Result<Vec<T>, Error> + Send> TakeItems<T> for F {
    fn take(&self, page: Box<dyn Structure>) -> Result<Vec<T>, Error> {
        self(page)
    }
}

impl<T> Items<T> {
    pub(super) fn new(feed: Feed, take: Box<dyn TakeItems<T>>) -> Self {
        Self {
            feed,
            take,
            items: Vec::new().into_iter(),
            taken: 0,
        }
    }

    /// Ends after this many items; the rest starts at [`cursor`](Self::cursor), or at [`resume_token`](Self::resume_token).
    /// If the result is a string, its characters are the items.
    pub fn max_items(mut self, items: usize) -> Self {
        self.feed.set(|options| options.max_items = Some(items));
        self
    }

    /// Where a later stream goes on, after the last delivered item; `None` when nothing is left, and before the first poll.
    ///
    /// It remains after an error: a run from there delivers the rest, or ends with the same error. A stream of pages takes
    /// it too, and skips the delivered items of this result only.
    pub fn cursor(&self) -> Option<Cursor> {
        let inside = !self.items.as_slice().is_empty();
        self.feed.cursor(if inside { self.taken } else { 0 })
    }

    /// Where to go on, in boto3's form, once [`max_items`](Self::max_items) has ended the stream and something is left.
    ///
    /// `None` while items of the last page are left, and where boto3 has no form: in the middle of a page of a map or of a
    /// secondary result. [`cursor`](Self::cursor) has a form for all of them.
    pub fn resume_token(&self) -> Option<String> {
        if self.items.as_slice().is_empty() {
            self.feed.resume_token()
        } else {
            None
        }
    }

    /// The next item; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|cx| self.poll_item(cx)).await
    }

    /// The next item; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of the call, and of the paginator; see [`ErrorKind::Pagination`](crate::ErrorKind::Pagination).
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// All items.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); items read before the error are lost.
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.items.next() {
                self.taken += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            self.taken = 0;
            match ready!(poll_typed(&mut self.feed, cx, |page| self.take.take(page))) {
                Some(Ok(items)) => self.items = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// No item is ever pinned.
impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &self.feed.paginator().operation.name)
            .finish_non_exhaustive()
    }
}
