//! The stream of the values that an expression finds.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::jmespath::{Expression, mismatch};
use crate::view::Structure;

use super::Cursor;
use super::feed::Feed;

/// The values that an expression finds on the pages of an operation: a [`Stream`]; see
/// [`Pages::search`](crate::Pages::search).
///
/// A page is requested when the stream is polled for its first value. Dropping the stream ends it, and so does an error.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Search<T> {
    feed: Feed,
    expression: Expression,
    found: vec::IntoIter<T>,
}

impl<T: DeserializeOwned> Search<T> {
    pub(super) fn new(feed: Feed, expression: Expression) -> Self {
        Self {
            feed,
            expression,
            found: Vec::new().into_iter(),
        }
    }

    /// Where a later search goes on: at the start of the page while values of it are left. `None` when nothing is left, and
    /// before the first poll.
    pub fn cursor(&self) -> Option<Cursor> {
        if self.found.as_slice().is_empty() {
            self.feed.cursor(0)
        } else {
            self.feed.page_cursor()
        }
    }

    /// The next value; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|cx| self.poll_value(cx)).await
    }

    /// The next value; `None` after the last one.
    ///
    /// # Errors
    ///
    /// As [`Pages::try_next`](crate::Pages::try_next), and [`ErrorKind::Evaluation`] when the expression cannot be evaluated
    /// on a page, or `T` cannot read a value.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// All values.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); values found before the error are lost.
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(value) = self.try_next().await? {
            all.push(value);
        }
        Ok(all)
    }

    fn poll_value(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(value) = self.found.next() {
                return Poll::Ready(Some(Ok(value)));
            }
            let page = match ready!(self.feed.poll_page(cx)) {
                Some(Ok(page)) => page,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            match self.read(&*page) {
                Ok(found) => self.found = found.into_iter(),
                Err(message) => return Poll::Ready(Some(Err(self.fail(message)))),
            }
        }
    }

    /// The values on a page: all of them, or an error, so that a page is delivered whole or not at all.
    fn read(&self, page: &dyn Structure) -> Result<Vec<T>, String> {
        let (found, sensitive) = (self.expression.find(page)).map_err(|error| error.to_string())?;
        let values = match found {
            Value::Array(values) => values,
            value => vec![value],
        };
        let mut read = Vec::with_capacity(values.len());
        for value in values {
            let is_null = value.is_null();
            match serde_json::from_value(value) {
                Ok(value) => read.push(value),
                // The page has no value.
                Err(_) if is_null => {}
                Err(error) => {
                    return Err(format!(
                        "what the expression `{}` found does not have the requested type: {}",
                        self.expression,
                        mismatch(&error, sensitive)
                    ));
                }
            }
        }
        Ok(read)
    }

    /// Ends the stream before the page.
    fn fail(&mut self, message: String) -> Error {
        self.feed.end_before_page();
        Error::new(
            self.feed.paginator().operation,
            ErrorKind::Evaluation(message),
        )
    }
}

// No value is ever pinned.
impl<T> Unpin for Search<T> {}

impl<T: DeserializeOwned> Stream for Search<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_value(cx)
    }
}

impl<T> fmt::Debug for Search<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search")
            .field("operation", &self.feed.paginator().operation.name)
            .field("expression", &self.expression.source())
            .finish_non_exhaustive()
    }
}
