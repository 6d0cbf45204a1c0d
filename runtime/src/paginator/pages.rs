//! The stream of whole outputs.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use crate::client::{
    CallSettings, Caller, Client, ClientCaller, Purpose, empty, empty_dynamic, take,
};
use crate::dynamic::Dynamic;
use crate::error::Error;
use crate::jmespath::{Expression, ParseError};
use crate::schema::{Operation, shapes};
use crate::view::Structure;

use super::collect::Accumulator;
use super::feed::{Feed, poll_typed};
use super::full_result::FullResult;
use super::options::options;
use super::pager::Pager;
use super::walk::{RunStart, Walk};
use super::{Cursor, Items, Paginator, RepeatedToken, Search};

/// The pages of an operation: a [`Stream`] of its outputs.
///
/// A page is requested when the stream is polled for it, unless [`prefetch`](Self::prefetch) asks for it earlier; dropping
/// the stream ends it. The stream owns its input, so another one starts afresh. An error ends the stream after the pages
/// before it were delivered; [`cursor`](Self::cursor) is the place from which another stream can go on.
///
/// Setters take effect before the first poll.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Pages<O> {
    feed: Feed,
    empty: fn(&'static Operation) -> Box<dyn Structure>,
    merge_maps: bool,
    page: PhantomData<fn() -> O>,
}

options!(Pages<O>);

impl<O: Structure + Default> Pages<O> {
    /// The pages of `paginator` for `input`.
    #[inline]
    pub fn new(client: Client, paginator: &'static Paginator, input: impl Structure) -> Self {
        Self::from_client(client, paginator, Box::new(input), empty::<O>)
    }
}

impl Pages<Dynamic> {
    /// The pages of an operation whose table was loaded at run time.
    pub fn dynamic(client: Client, paginator: &'static Paginator, input: Dynamic) -> Self {
        Self::from_client(client, paginator, Box::new(input), empty_dynamic)
    }
}

impl<O: Structure> Pages<O> {
    fn from_client(
        client: Client,
        paginator: &'static Paginator,
        input: Box<dyn Structure>,
        empty: fn(&'static Operation) -> Box<dyn Structure>,
    ) -> Self {
        let operation = paginator.operation;
        let caller = ClientCaller {
            client,
            operation,
            empty,
            purpose: Purpose::Paginator,
        };
        Self::from_caller(Box::new(caller), paginator, input, empty)
    }

    pub(super) fn from_caller(
        caller: Box<dyn Caller>,
        paginator: &'static Paginator,
        input: Box<dyn Structure>,
        empty: fn(&'static Operation) -> Box<dyn Structure>,
    ) -> Self {
        Self {
            feed: Feed::new(Pager::new(caller, Walk::new(paginator), input)),
            empty,
            merge_maps: false,
            page: PhantomData,
        }
    }

    /// The items of the pages' primary result; `take` takes them out of a page.
    #[inline]
    pub fn items<T: 'static>(self, take_items: fn(O) -> Vec<T>) -> Items<T> {
        self.items_of(0, take_items)
    }

    /// The items of a result, by its index in [`Paginator::results`]; `take` takes them out of a page.
    ///
    /// Limits and cursors count the items that `take` returns, so it must return all of them in their order.
    #[inline]
    pub fn items_of<T: 'static>(mut self, result: usize, take_items: fn(O) -> Vec<T>) -> Items<T> {
        let operation = self.feed.paginator().operation;
        self.feed.set(|options| {
            options.counted = result;
            options.by_items = true;
        });
        Items::new(
            self.feed,
            Box::new(move |page: Box<dyn Structure>| Ok(take_items(take::<O>(operation, page)?))),
        )
    }

    /// The values that an expression finds on the pages (`botocore/paginate.py`, `PageIterator.search`).
    ///
    /// If it finds a list on a page, the elements are the values; otherwise there is one value. Null, which an absent list
    /// yields, is a value only where `T` accepts null, as [`Option`] and [`serde_json::Value`] do; botocore yields all of
    /// them. `T` is [`serde_json::Value`] or any type that reads JSON. The names in the expression are the model's. Times
    /// are ISO 8601, and compare with text as `to_string(LastModified) >= '2026-01-31'`; bytes are base64 text.
    ///
    /// A page with a value that `T` does not read is an error before any of its values is delivered.
    ///
    /// ```ignore
    /// let mut keys = s3.list_objects_v2().bucket("b").pages().search::<String>("Contents[?Size > `100`].Key")?;
    /// while let Some(key) = keys.try_next().await? {
    ///     println!("{key}");
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// When the text is not an expression, nests too deep, names an unknown member, or makes a comparison that never holds;
    /// see [`Expression::parse_for`].
    pub fn search<T: DeserializeOwned>(self, expression: &str) -> Result<Search<T>, ParseError> {
        let output = self.feed.paginator().operation.output;
        let expression = Expression::parse_for(expression, output.unwrap_or(&shapes::EMPTY))?;
        Ok(Search::new(self.feed, expression))
    }

    /// Ends after this many items of the primary result: elements of a list, characters of a string.
    ///
    /// The page on which the number is reached is cut; the rest starts at [`cursor`](Self::cursor), or at
    /// [`resume_token`](Self::resume_token). A map or structure as the primary result is not cut: its keys count, and the
    /// stream ends after the page. (A map is cut once the stream starts at a cursor; boto3 has no form for that.)
    pub fn max_items(mut self, items: usize) -> Self {
        self.feed.set(|options| options.max_items = Some(items));
        self
    }

    /// Treats the first page after a [`starting_token`](Self::starting_token) exactly as botocore does. Default: off.
    ///
    /// botocore empties the secondary results of the first page (for example the prefixes beside the keys of an S3 listing),
    /// since the run before delivered them. It does so even if that run ended at the end of a page, so that nobody ever sees
    /// the secondary results of the next one. pageboy does that only with this option.
    pub fn compat_blank_secondary(mut self, on: bool) -> Self {
        self.feed.set(|options| options.blank_secondary = on);
        self
    }

    /// Lets [`full_result`](Self::full_result) and [`collect_all`](Self::collect_all) merge a map over all pages. Default:
    /// off, which keeps the first page's map, as botocore does.
    pub fn merge_maps(mut self, on: bool) -> Self {
        self.merge_maps = on;
        self
    }

    /// Where to go on, in boto3's form, once [`max_items`](Self::max_items) has ended the stream and something is left.
    pub fn resume_token(&self) -> Option<String> {
        self.feed.resume_token()
    }

    /// Where a later stream goes on, after the last delivered page; `None` when nothing is left, and before the first poll.
    ///
    /// It remains after an error: at the page that failed or, if no page can be requested after the last one, behind its
    /// items. A run from there delivers the rest, or ends with the same error; nothing comes twice.
    pub fn cursor(&self) -> Option<Cursor> {
        self.feed.cursor(0)
    }

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of the call, and of the paginator; see [`ErrorKind::Pagination`](crate::ErrorKind::Pagination).
    pub async fn try_next(&mut self) -> Result<Option<O>, Error> {
        self.next().await.transpose()
    }

    /// All pages in one JSON object, as botocore's `build_full_result` makes it.
    ///
    /// Lists are appended, numbers added, strings joined; a map or structure comes from the first page, a boolean from the
    /// last. Members that the paginator does not aggregate come from the first page. If [`max_items`](Self::max_items)
    /// leaves something, `NextToken` holds the resume token. Times are epoch seconds and bytes are base64 text, as in
    /// expressions of definitions.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); pages read before the error are lost.
    pub async fn full_result(mut self) -> Result<serde_json::Value, Error> {
        let mut result = FullResult::new(self.feed.paginator(), self.merge_maps);
        while let Some(page) = self.feed.next().await {
            result.add(&*page?);
        }
        Ok(result.finish(self.feed.resume_token().as_deref()))
    }

    /// All pages in one output of the operation's own type: the typed form of [`full_result`](Self::full_result).
    ///
    /// Results are aggregated as there. Members that the paginator does not aggregate come from the first page, and all
    /// other members are absent. [`cursor`](Self::cursor) and [`resume_token`](Self::resume_token) tell afterwards if
    /// [`max_items`](Self::max_items) has left something.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); pages read before the error are lost, but [`cursor`](Self::cursor) tells how far it
    /// came.
    pub async fn collect_all(&mut self) -> Result<O, Error> {
        let paginator = self.feed.paginator();
        let empty = (self.empty)(paginator.operation);
        let mut all = Accumulator::new(paginator, self.merge_maps, empty);
        while let Some(page) = self.feed.next().await {
            all.add(&*page?);
        }
        take(paginator.operation, all.finish())
    }
}

impl<O: Structure> Stream for Pages<O> {
    type Item = Result<O, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let operation = self.feed.paginator().operation;
        poll_typed(&mut self.feed, cx, |page| take(operation, page))
    }
}

impl<O> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.feed.paginator().operation.name)
            .finish_non_exhaustive()
    }
}
