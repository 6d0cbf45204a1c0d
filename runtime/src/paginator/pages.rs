//! The stream of whole outputs.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::client::{Client, Purpose};
use crate::dynamic::Dynamic;
use crate::error::Error;
use crate::request::{Caller, ClientCaller, empty, empty_dynamic, take};
use crate::schema::Operation;
use crate::view::Structure;

use super::cursor::Cursor;
use super::full_result::FullResult;
use super::pager::{Pager, poll_typed};
use super::{Items, Paginator};

/// The pages of an operation: a [`Stream`] of its outputs.
///
/// A page is requested when the stream is polled for it, not before; dropping the stream ends it. The stream owns its
/// input, so another one starts afresh. An error ends the stream; the pages before it were delivered.
///
/// What a setter sets counts from the first poll on.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Pages<O> {
    pager: Pager,
    merge_maps: bool,
    page: PhantomData<fn() -> O>,
}

impl<O: Structure + Default> Pages<O> {
    /// The pages that `paginator` finds from `input` on.
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
        Self::from_caller(Box::new(caller), paginator, input)
    }

    pub(super) fn from_caller(
        caller: Box<dyn Caller>,
        paginator: &'static Paginator,
        input: Box<dyn Structure>,
    ) -> Self {
        Self {
            pager: Pager::new(caller, Cursor::new(paginator), input),
            merge_maps: false,
            page: PhantomData,
        }
    }

    /// The elements of the pages' primary result; `take` takes them out of a page.
    #[inline]
    pub fn items<T: 'static>(self, take_items: fn(O) -> Vec<T>) -> Items<T> {
        let operation = self.pager.cursor.paginator().operation;
        Items::new(
            self.pager,
            Box::new(move |page: Box<dyn Structure>| Ok(take_items(take::<O>(operation, page)?))),
        )
    }

    /// Ends after this many items of the primary result: elements of a list, characters of a text.
    ///
    /// The page on which the number is reached is cut; what is left starts at [`resume_token`](Self::resume_token).
    /// A primary result that is a map or a structure is never cut: its keys count, and the stream ends after the page.
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

    /// Treats the first page after a [`starting_token`](Self::starting_token) exactly as botocore does. Default: off.
    ///
    /// botocore empties the secondary results (for example the prefixes beside the keys of an S3 listing) of the first
    /// page, since the run before delivered them. It does so too when that run ended at the end of a page, so that
    /// nobody ever sees the secondary results of the next one; that happens here only when this is on.
    pub fn compat_blank_secondary(mut self, on: bool) -> Self {
        self.pager.cursor.blank_secondary = on;
        self
    }

    /// Lets [`full_result`](Self::full_result) merge a result that is a map over all pages. Default: off, which keeps
    /// the first page's map, as botocore does.
    pub fn merge_maps(mut self, on: bool) -> Self {
        self.merge_maps = on;
        self
    }

    /// Where to go on, in boto3's form, once [`max_items`](Self::max_items) has ended the stream and something is left.
    pub fn resume_token(&self) -> Option<String> {
        self.pager.cursor.resume_token().map(str::to_owned)
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
    /// Lists are appended, numbers are added, texts are joined; a map, a structure or a boolean is of the first page
    /// (a boolean: of the last). What the paginator lists as not to be aggregated is of the first page. When something is
    /// left after [`max_items`](Self::max_items), `NextToken` holds the resume token. Timestamps are epoch seconds and
    /// bytes are base64 text, as in JMESPath.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); what was read before is lost.
    pub async fn full_result(mut self) -> Result<serde_json::Value, Error> {
        let mut result = FullResult::new(self.pager.cursor.paginator(), self.merge_maps);
        while let Some(page) = self.pager.next().await {
            result.add(&*page?);
        }
        Ok(result.finish(self.pager.cursor.resume_token()))
    }
}

impl<O: Structure> Stream for Pages<O> {
    type Item = Result<O, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let operation = self.pager.cursor.paginator().operation;
        poll_typed(&mut self.pager, cx, |page| take(operation, page))
    }
}

impl<O> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.pager.cursor.paginator().operation.name)
            .finish_non_exhaustive()
    }
}
