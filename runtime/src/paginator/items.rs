//! The stream of the pages' elements.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use crate::error::Error;
use crate::view::Structure;

use super::feed::{Feed, poll_typed};
use super::options::options;
use super::walk::Start;
use super::{Cursor, RepeatedToken};

/// The elements of an operation's pages: a [`Stream`] over one result of each.
///
/// A page is requested when the stream is polled for its first element, not before, unless
/// [`prefetch`](Self::prefetch) says otherwise; pages without elements are passed over. Dropping the stream ends it. An
/// error ends it too; [`cursor`](Self::cursor) tells where another one can go on.
///
/// What a setter sets counts from the first poll on.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Items<T> {
    feed: Feed,
    take: Box<dyn TakeItems<T>>,
    items: vec::IntoIter<T>,
    /// How many items of the page were delivered.
    taken: usize,
}

options!(Items<T>);

/// Takes the elements out of a page.
pub(super) trait TakeItems<T>: Send {
    /// The elements, or an error if the page is not of the type it should be.
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

    /// Ends after this many items; what is left starts at [`cursor`](Self::cursor), or at
    /// [`resume_token`](Self::resume_token). Of text, every character is an item.
    pub fn max_items(mut self, items: usize) -> Self {
        self.feed.set(|options| options.max_items = Some(items));
        self
    }

    /// Where a later stream goes on, after the last item that was delivered; `None` when nothing is left, and before the
    /// first poll.
    ///
    /// After an error it is still there, and a run from there delivers what is left, or ends with the same error. A stream
    /// of pages, too, takes it, and skips what was delivered of this result only.
    pub fn cursor(&self) -> Option<Cursor> {
        let inside = !self.items.as_slice().is_empty();
        self.feed.cursor(if inside { self.taken } else { 0 })
    }

    /// Where to go on, in boto3's form, once [`max_items`](Self::max_items) has ended the stream and something is left.
    ///
    /// `None` as long as there are items of the last page to come, and where boto3 has no form: for the middle of a page
    /// of a map, or of a result that is not the primary one. [`cursor`](Self::cursor) has one for all.
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
    /// As [`try_next`](Self::try_next); what was read before is lost.
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
