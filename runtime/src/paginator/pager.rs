//! Requests pages one after the other, on demand.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::{CallOutcome, CallSettings, Caller, Metadata, Reply};
use crate::error::Error;
use crate::view::Structure;

use super::Paginator;
use super::cursor::{Origin, RunPlace};
use super::walk::{Next, ProcessedPage, Walk};

/// A stream of pages whose type is erased.
pub(crate) struct Pager {
    caller: Box<dyn Caller>,
    pub(super) walk: Walk,
    state: PagerState,
}

/// A page, and its place.
pub(crate) struct Page {
    pub(super) output: Box<dyn Structure>,
    metadata: Metadata,
    pub(super) start: RunPlace,
    pub(super) end: Option<RunPlace>,
    pub(super) limited: bool,
}

impl Page {
    /// The page as the output.
    pub(crate) fn into_reply(self) -> Reply {
        Reply {
            output: self.output,
            metadata: self.metadata,
        }
    }
}

enum PagerState {
    /// No request has been made.
    New(Box<dyn Structure>),
    /// The input of the next request is ready.
    Ready(Box<dyn Structure>),
    /// A request is under way.
    Calling(Pin<Box<dyn Future<Output = CallOutcome> + Send>>),
    /// The next poll returns this error.
    Failed(Error),
    Ended,
}

impl Pager {
    /// All pages from `input` on.
    pub(crate) fn over(
        caller: Box<dyn Caller>,
        paginator: &'static Paginator,
        input: Box<dyn Structure>,
    ) -> Self {
        Self::new(caller, Walk::new(paginator), input)
    }

    pub(super) fn new(caller: Box<dyn Caller>, walk: Walk, input: Box<dyn Structure>) -> Self {
        Self {
            caller,
            walk,
            state: PagerState::New(input),
        }
    }

    /// Sets what holds for each call.
    pub(super) fn call_with(&mut self, settings: CallSettings) {
        self.caller.set(settings);
    }

    /// Prepares the first request and returns its place; `None` if it was prepared before.
    pub(super) fn begin(&mut self) -> Option<Result<(Origin, RunPlace), Error>> {
        match std::mem::replace(&mut self.state, PagerState::Ended) {
            PagerState::New(mut input) => {
                let begun = self.walk.begin(&mut *input);
                if begun.is_ok() {
                    self.state = PagerState::Ready(input);
                }
                Some(begun)
            }
            state => {
                self.state = state;
                None
            }
        }
    }

    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Page, Error>>> {
        loop {
            // Whatever happens below, an error or a panic included, ends the stream unless the state is set again.
            match std::mem::replace(&mut self.state, PagerState::Ended) {
                PagerState::New(input) => {
                    self.state = PagerState::New(input);
                    if let Some(Err(error)) = self.begin() {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                PagerState::Ready(input) => {
                    self.state = PagerState::Calling(self.caller.call(input))
                }
                PagerState::Calling(mut call) => {
                    let Poll::Ready(called) = call.as_mut().poll(cx) else {
                        self.state = PagerState::Calling(call);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(self.page(called)));
                }
                PagerState::Failed(error) => return Poll::Ready(Some(Err(error))),
                PagerState::Ended => return Poll::Ready(None),
            }
        }
    }

    pub(crate) async fn next(&mut self) -> Option<Result<Page, Error>> {
        std::future::poll_fn(|cx| self.poll_page(cx)).await
    }

    fn page(&mut self, called: CallOutcome) -> Result<Page, Error> {
        let CallOutcome { mut input, result } = called;
        let Reply {
            mut output,
            metadata,
        } = result.map_err(|error| self.walk.called(error))?;
        if let Some(error) = self.walk.shrunk(&*output) {
            return Err(error);
        }
        let ProcessedPage {
            start,
            end,
            limited,
            next,
        } = self.walk.take(&mut *output, &mut *input);
        self.state = match next {
            Next::Request => PagerState::Ready(input),
            Next::End => PagerState::Ended,
            Next::Failed(error) => PagerState::Failed(error),
        };
        Ok(Page {
            output,
            metadata,
            start,
            end,
            limited,
        })
    }
}
