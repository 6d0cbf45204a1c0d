//! The stream of the pages' elements.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use crate::error::Error;
use crate::view::Structure;

use super::pager::{Pager, poll_typed};

/// The elements of an operation's pages: a [`Stream`] over the primary result of each.
///
/// A page is requested when the stream is polled for its first element, not before; pages without elements are passed
/// over. Dropping the stream ends it.
///
/// What a setter sets counts from the first poll on.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Items<T> {
    pager: Pager,
    take: Box<dyn TakeItems<T>>,
    items: vec::IntoIter<T>,
}

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
    pub(super) fn new(pager: Pager, take: Box<dyn TakeItems<T>>) -> Self {
        Self {
            pager,
            take,
            items: Vec::new().into_iter(),
        }
    }

    /// Ends after this many items; what is left starts at [`resume_token`](Self::resume_token).
    pub fn max_items(mut self, items: usize) -> Self {
        self.pager.cursor.max_items = Some(items);
        self
    }

    /// Asks for pages of this size, by the input member the paginator names; an error at the first poll if it names
    /// none.
    pub fn page_size(mut self, size: i32) -> Self {
        self.pager.cursor.page_size = Some(size);
        self
    }

    /// Starts where an earlier stream, or boto3, ended; or at a token of the service.
    pub fn starting_token(mut self, token: impl Into<String>) -> Self {
        self.pager.cursor.starting_token = Some(token.into());
        self
    }

    /// Where to go on, in boto3's form, once [`max_items`](Self::max_items) has ended the stream and something is left.
    ///
    /// `None` as long as there are items of the last page to come.
    pub fn resume_token(&self) -> Option<String> {
        if self.items.as_slice().is_empty() {
            self.pager.cursor.resume_token().map(str::to_owned)
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
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(poll_typed(&mut self.pager, cx, |page| self.take.take(page))) {
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
            .field("operation", &self.pager.cursor.paginator().operation.name)
            .finish_non_exhaustive()
    }
}
