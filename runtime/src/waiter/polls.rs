//! The stream of a wait's polls.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll as Progress};

use futures_core::Stream;

use crate::view::Structure;

use super::run::{WaitRun, WaitStep};
use super::{TypedPoll, WaitError, Waiter};

/// The polls of a wait: a [`Stream`] that waits, and yields every poll.
///
/// It polls when the next item is requested; the delay counts from the end of the last poll. It ends after the poll that
/// reaches the state. A failing wait yields its last poll, and then the [`WaitError`] as its last item. Dropping the stream
/// ends the wait, and no further call is made.
#[must_use = "nothing is sent until the stream is polled"]
pub struct Polls<O> {
    waiter: &'static Waiter,
    state: PollsState,
    output: PhantomData<fn() -> O>,
}

enum PollsState {
    /// The next step can begin.
    Ready(Box<WaitRun>),
    /// A step is under way.
    Stepping(Pin<Box<dyn Future<Output = (Box<WaitRun>, WaitStep)> + Send>>),
    /// The wait has failed, and the error is not yet delivered.
    Failed(WaitError),
    Ended,
}

impl<O: Structure> Polls<O> {
    pub(crate) fn new(waiter: &'static Waiter, run: Box<WaitRun>) -> Self {
        Self {
            waiter,
            state: PollsState::Ready(run),
            output: PhantomData,
        }
    }

    /// The next poll; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<TypedPoll<O>, WaitError>> {
        std::future::poll_fn(|cx| self.poll_step(cx)).await
    }

    /// The next poll; `None` after the poll that reached the state.
    ///
    /// # Errors
    ///
    /// Why the wait did not reach its state, after the last poll.
    pub async fn try_next(&mut self) -> Result<Option<TypedPoll<O>>, WaitError> {
        self.next().await.transpose()
    }

    fn poll_step(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Progress<Option<Result<TypedPoll<O>, WaitError>>> {
        loop {
            // Whatever happens below, a panic of a closure included, ends the stream unless the state is set again.
            match std::mem::replace(&mut self.state, PollsState::Ended) {
                PollsState::Ready(mut run) => {
                    self.state = PollsState::Stepping(Box::pin(async move {
                        let step = run.step().await;
                        (run, step)
                    }));
                }
                PollsState::Stepping(mut step) => {
                    let Progress::Ready((run, step)) = step.as_mut().poll(cx) else {
                        self.state = PollsState::Stepping(step);
                        return Progress::Pending;
                    };
                    self.state = match step.end {
                        None => PollsState::Ready(run),
                        Some(Ok(_)) => PollsState::Ended,
                        Some(Err(error)) => PollsState::Failed(error),
                    };
                    if let Some(poll) = step.poll {
                        return Progress::Ready(Some(Ok(TypedPoll::new(poll))));
                    }
                }
                PollsState::Failed(error) => return Progress::Ready(Some(Err(error))),
                PollsState::Ended => return Progress::Ready(None),
            }
        }
    }
}

impl<O: Structure> Stream for Polls<O> {
    type Item = Result<TypedPoll<O>, WaitError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress<Option<Self::Item>> {
        self.get_mut().poll_step(cx)
    }
}

impl<O> fmt::Debug for Polls<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Polls")
            .field("waiter", &self.waiter.name)
            .finish_non_exhaustive()
    }
}
