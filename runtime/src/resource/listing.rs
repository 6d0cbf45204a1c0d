//! Collections: the resources that an operation lists (`boto3/resources/collection.py`).

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use crate::client::{CallSettings, Client, Purpose};
use crate::dynamic::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::paginator::{Paginator, UntypedPages};
use crate::schema::Operation;
use crate::view::Structure;

use super::answer::{NewData, Recipe, UntypedResource};
use super::fill::{Arguments, Mode};
use super::forms::Forms;
use super::product::{Product, give};
use super::{Action, Handle};

/// The purpose of a request that lists resources as `T`.
///
/// Lists that the caller sets are appended to those that the resource fills in, as in boto3's `filter`; other members are
/// the caller's.
pub struct List<T> {
    client: Client,
    filled: Arguments,
    recipe: Result<Recipe, String>,
    paginator: Option<&'static Paginator>,
    item: PhantomData<fn() -> T>,
}

impl<T: Product> List<T> {
    /// A collection of a resource; `data` is its data, if it is loaded.
    pub fn new(handle: &Handle, action: &'static Action, data: Option<&dyn Structure>) -> Self {
        let recipe = match action.made {
            Some(made) => Recipe::new(made, handle, data),
            None => Err(format!("{} lists no resources", action.name)),
        };
        Self {
            client: handle.client().clone(),
            filled: Arguments::new(handle, action.params, data),
            recipe,
            paginator: action.paginator,
            item: PhantomData,
        }
    }

    /// The resources; `O` is the Rust type of the operation's output.
    #[inline]
    pub fn items<O: Structure + Default, I: Structure + Default>(
        self,
        operation: &'static Operation,
        input: I,
    ) -> Listing<T> {
        self.items_as(Forms::of::<I, O>(), operation, Box::new(input))
    }

    /// The resources of an operation whose table was loaded at run time.
    pub fn items_dynamic(self, operation: &'static Operation, input: Dynamic) -> Listing<T> {
        self.items_as(Forms::dynamic(), operation, Box::new(input))
    }

    fn items_as(
        self,
        forms: Forms,
        operation: &'static Operation,
        input: Box<dyn Structure>,
    ) -> Listing<T> {
        let start = FirstRequest {
            client: self.client,
            filled: self.filled,
            recipe: self.recipe,
            operation,
            paginator: self.paginator,
            input,
            forms,
        };
        Listing::new(ListingSource::New(Box::new(start)))
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            filled: self.filled.clone(),
            recipe: self.recipe.clone(),
            paginator: self.paginator,
            item: PhantomData,
        }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").finish_non_exhaustive()
    }
}

/// The resources of a collection: a [`Stream`] over all pages.
///
/// A page is requested when it is needed; dropping the stream ends it, and so does an error.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Listing<T> {
    pub(super) pages: UntypedListing,
    page: vec::IntoIter<UntypedResource>,
    give: fn(UntypedResource) -> Result<T, String>,
}

impl<T: Product> Listing<T> {
    /// Resources that are already known.
    pub fn of(resources: impl IntoIterator<Item = T>) -> Self {
        let known = resources.into_iter().map(Product::into_untyped).collect();
        Self::new(ListingSource::Known(known))
    }

    fn new(source: ListingSource) -> Self {
        Self {
            pages: UntypedListing {
                source,
                called: None,
                new_data: T::new_data,
                left: None,
            },
            page: Vec::new().into_iter(),
            give: give::<T>,
        }
    }
}

impl<T> Listing<T> {
    /// Ends after this many resources; 0 sends nothing. The limit is not sent; page sizes do not change.
    pub fn limit(mut self, resources: usize) -> Self {
        self.pages.left = Some(resources);
        self
    }

    /// Sets retries, time limits and further headers of each call; what is not set stays the client's. No effect after the
    /// first poll.
    pub fn with_settings(mut self, settings: CallSettings) -> Self {
        if let ListingSource::New(start) = &mut self.pages.source {
            start.client = start.client.with_settings(settings);
        }
        self
    }

    /// The same resources, a page at a time; a page may be empty.
    pub fn pages(self) -> ListingPages<T> {
        ListingPages {
            pages: self.pages,
            give: self.give,
        }
    }

    /// The next resource; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|cx| self.poll_item(cx)).await
    }

    /// The next resource; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Errors of the call and of the paginator; an answer whose parts are inconsistent.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// All resources.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); resources read before the error are lost.
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(resource) = self.try_next().await? {
            all.push(resource);
        }
        Ok(all)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(reached) = self.page.next() {
                return Poll::Ready(Some(self.pages.typed(reached, self.give)));
            }
            match ready!(self.pages.poll_page(cx)) {
                Some(Ok(page)) => self.page = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Stream for Listing<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx)
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.debug("Listing", f)
    }
}

/// The resources of a collection, a page at a time: a [`Stream`] of lists.
#[must_use = "nothing is sent until the stream is polled"]
pub struct ListingPages<T> {
    pages: UntypedListing,
    give: fn(UntypedResource) -> Result<T, String>,
}

impl<T> ListingPages<T> {
    /// The resources of the next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// As [`Listing::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<Vec<T>>, Error> {
        std::future::poll_fn(|cx| self.poll_typed(cx))
            .await
            .transpose()
    }

    fn poll_typed(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<T>, Error>>> {
        let page = ready!(self.pages.poll_page(cx));
        Poll::Ready(page.map(|page| {
            let page = page?.into_iter();
            page.map(|reached| self.pages.typed(reached, self.give))
                .collect()
        }))
    }
}

impl<T> Stream for ListingPages<T> {
    type Item = Result<Vec<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_typed(cx)
    }
}

impl<T> fmt::Debug for ListingPages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.debug("ListingPages", f)
    }
}

/// The pages of a collection, before the Rust type of its resources is known.
pub(super) struct UntypedListing {
    source: ListingSource,
    /// The call, and the resources to make from answers; `None` before the first request.
    called: Option<(&'static Operation, Recipe)>,
    new_data: NewData,
    /// How many resources may follow; `None` without a limit.
    left: Option<usize>,
}

/// A running call, with a type-erased output.
type Answering = Pin<Box<dyn Future<Output = Result<Box<dyn Structure>, Error>> + Send>>;

enum ListingSource {
    New(Box<FirstRequest>),
    Pages(UntypedPages),
    /// The only answer of an operation without pages.
    Answer(Answering),
    Known(Vec<UntypedResource>),
    Ended,
}

/// The parts of the first request.
struct FirstRequest {
    client: Client,
    filled: Arguments,
    recipe: Result<Recipe, String>,
    operation: &'static Operation,
    paginator: Option<&'static Paginator>,
    input: Box<dyn Structure>,
    forms: Forms,
}

impl UntypedListing {
    /// The resources of the next page, up to the limit.
    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<UntypedResource>, Error>>> {
        if self.left == Some(0) {
            self.source = ListingSource::Ended;
        }
        let page = ready!(self.poll_whole_page(cx));
        if matches!(page, None | Some(Err(_))) {
            self.source = ListingSource::Ended;
        }
        Poll::Ready(page.map(|page| {
            let mut page = page?;
            if let Some(left) = &mut self.left {
                page.truncate(*left);
                *left = left.saturating_sub(page.len());
            }
            Ok(page)
        }))
    }

    pub(super) async fn next_page(&mut self) -> Option<Result<Vec<UntypedResource>, Error>> {
        std::future::poll_fn(|cx| self.poll_page(cx)).await
    }

    fn poll_whole_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<UntypedResource>, Error>>> {
        if let ListingSource::New(_) = self.source
            && let ListingSource::New(start) =
                std::mem::replace(&mut self.source, ListingSource::Ended)
            && let Err(error) = self.begin(*start)
        {
            return Poll::Ready(Some(Err(error)));
        }
        let answer = match &mut self.source {
            ListingSource::Pages(pages) => ready!(pages.poll_page(cx)),
            ListingSource::Answer(answer) => {
                let answer = ready!(answer.as_mut().poll(cx));
                self.source = ListingSource::Ended;
                Some(answer)
            }
            ListingSource::Known(known) => {
                let known = std::mem::take(known);
                self.source = ListingSource::Ended;
                return Poll::Ready((!known.is_empty()).then_some(Ok(known)));
            }
            ListingSource::New(_) | ListingSource::Ended => None,
        };
        Poll::Ready(answer.map(|answer| self.made(&*answer?)))
    }

    fn begin(&mut self, start: FirstRequest) -> Result<(), Error> {
        let operation = start.operation;
        let evaluation = |problem| Error::new(operation, ErrorKind::Evaluation(problem));
        let empty = (start.forms.input)(operation);
        let input = start
            .filled
            .input(operation, Mode::Together, empty, start.input)?;
        let mut recipe = start.recipe.map_err(evaluation)?;
        recipe.request(&*input).map_err(evaluation)?;
        self.called = Some((operation, recipe));
        let (client, output) = (start.client, start.forms.output);
        self.source = match start.paginator {
            Some(paginator) => {
                ListingSource::Pages(UntypedPages::new(client, paginator, input, output))
            }
            None => ListingSource::Answer(Box::pin(async move {
                let reply = client
                    .call_for(Purpose::Collection, operation, &*input, output(operation))
                    .await?;
                Ok(reply.output)
            })),
        };
        Ok(())
    }

    fn made(&self, answer: &dyn Structure) -> Result<Vec<UntypedResource>, Error> {
        let Some((operation, recipe)) = &self.called else {
            return Ok(Vec::new());
        };
        recipe
            .make(answer, self.new_data)
            .map_err(|problem| Error::new(operation, ErrorKind::Evaluation(problem)))
    }

    fn typed<T>(
        &self,
        reached: UntypedResource,
        give: fn(UntypedResource) -> Result<T, String>,
    ) -> Result<T, Error> {
        let kind = reached.handle.kind();
        give(reached).map_err(|problem| {
            let problem = ErrorKind::Evaluation(problem);
            match &self.called {
                Some((operation, _)) => Error::new(operation, problem),
                None => Error::of_resource(kind, problem),
            }
        })
    }

    fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.called.as_ref().map(|(operation, _)| operation.name);
        f.debug_struct(name)
            .field("operation", &operation)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}
