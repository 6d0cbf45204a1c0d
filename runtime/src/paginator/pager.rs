//! Requests pages one after the other, when asked.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::error::Error;
use crate::request::{Called, Caller};
use crate::view::Structure;

use super::cursor::{Cursor, Next};

/// A stream of pages whose type is not known here.
pub(super) struct Pager {
    caller: Box<dyn Caller>,
    pub(super) cursor: Cursor,
    state: State,
}

enum State {
    /// Nothing was asked yet.
    New(Box<dyn Structure>),
    /// The input of the next request is ready.
    Ready(Box<dyn Structure>),
    /// A request is under way.
    Calling(Pin<Box<dyn Future<Output = Called> + Send>>),
    /// The next answer is this error.
    Failed(Error),
    Ended,
}

impl Pager {
    pub(super) fn new(caller: Box<dyn Caller>, cursor: Cursor, input: Box<dyn Structure>) -> Self {
        Self {
            caller,
            cursor,
            state: State::New(input),
        }
    }

    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Box<dyn Structure>, Error>>> {
        loop {
            // Whatever happens below, an error or a panic included, the stream has ended unless it says otherwise.
            match std::mem::replace(&mut self.state, State::Ended) {
                State::New(mut input) => match self.cursor.begin(&mut *input) {
                    Ok(()) => self.state = State::Ready(input),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
                State::Ready(input) => self.state = State::Calling(self.caller.call(input)),
                State::Calling(mut call) => {
                    let Poll::Ready(called) = call.as_mut().poll(cx) else {
                        self.state = State::Calling(call);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(self.page(called)));
                }
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Ended => return Poll::Ready(None),
            }
        }
    }

    pub(super) async fn next(&mut self) -> Option<Result<Box<dyn Structure>, Error>> {
        std::future::poll_fn(|cx| self.poll_page(cx)).await
    }

    fn page(&mut self, called: Called) -> Result<Box<dyn Structure>, Error> {
        let Called { mut input, result } = called;
        let mut page = result?.output;
        self.state = match self.cursor.take(&mut *page, &mut *input) {
            Next::Request => State::Ready(input),
            Next::End => State::Ended,
            Next::Failed(error) => State::Failed(error),
        };
        Ok(page)
    }
}

/// Polls for a page and gives it its type.
pub(super) fn poll_typed<T>(
    pager: &mut Pager,
    cx: &mut Context<'_>,
    typed: impl FnOnce(Box<dyn Structure>) -> Result<T, Error>,
) -> Poll<Option<Result<T, Error>>> {
    let page = ready!(pager.poll_page(cx));
    Poll::Ready(page.map(|page| page.and_then(typed)))
}
