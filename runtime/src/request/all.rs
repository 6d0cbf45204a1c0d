//! Waits for many things at once.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll as Progress, ready};

use crate::client::Purpose;
use crate::dynamic::Dynamic;
use crate::view::Structure;
use crate::waiter::{Ends, Flow, Round, RoundObserver, RunAll, WaitError, WaitedAll, Waiter};

use super::Wait;
use crate::client::{ClientCaller, Empty, empty, empty_dynamic, empty_dynamic_input};

/// A wait for many things at once, before it begins: its options can be set, and it can be awaited.
///
/// Every round polls what is pending, with as many ids in a call as the service takes, and drops what has ended; answers
/// in pages are followed to the end. An error that may be about some of the ids only is narrowed by smaller calls, so
/// that one unknown id fails alone; one that says who may not ask is not, and ends the wait for all ids of the call. Errors
/// that pass are ridden out, unless [`ride_out`](Self::ride_out) says otherwise. An id that an answer does not contain is
/// judged as an empty answer, which for most waiters means that it is waited for.
///
/// A round is an attempt. What [`on_poll`](Self::on_poll) sets is called for every id of every round.
#[must_use = "nothing is sent until the wait is awaited"]
pub struct WaitAll<O> {
    wait: Wait,
    input: Box<dyn Structure>,
    empty_input: Empty,
    empty_output: Empty,
    ids: Vec<String>,
    pace: Option<f64>,
    concurrency: Option<usize>,
    observer: Option<RoundObserver>,
    output: PhantomData<fn() -> O>,
}

impl Wait {
    /// A wait for each of these ids; `O` is the Rust type of the operation's output. Equal ids count once, no ids make no
    /// call, and what the input says besides counts for all of them.
    ///
    /// It is an error before any call if the waiter has no [`batch`](Waiter::batch).
    #[inline]
    pub fn all<O: Structure + Default, I: Structure + Default>(
        self,
        input: I,
        ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> WaitAll<O> {
        let ids = ids.into_iter().map(Into::into).collect();
        WaitAll::new(self, Box::new(input), (empty::<I>, empty::<O>), ids)
    }

    /// As [`all`](Self::all), for an operation whose table was loaded at run time.
    pub fn all_dynamic(
        self,
        input: Dynamic,
        ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> WaitAll<Dynamic> {
        let ids = ids.into_iter().map(Into::into).collect();
        let empty = (empty_dynamic_input as Empty, empty_dynamic as Empty);
        WaitAll::new(self, Box::new(input), empty, ids)
    }
}

impl<O> WaitAll<O> {
    crate::wait_options!(wait);

    /// Sets how many calls are begun in a second, evenly; the retries inside calls come on top. Zero and less are errors
    /// before any call. Default: 10.
    pub fn calls_per_second(mut self, calls: f64) -> Self {
        self.pace = Some(calls);
        self
    }

    /// Sets how many calls may be under way at a time; zero is an error before any call. Default: 4.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = Some(calls);
        self
    }

    /// Sets what is called after every round, before the sleep; it may return
    /// [`ControlFlow::Break`](std::ops::ControlFlow::Break) to cancel the wait for what is pending.
    pub fn on_round<R: Flow>(
        mut self,
        mut observer: impl FnMut(&Round) -> R + Send + 'static,
    ) -> Self {
        self.observer = Some(Box::new(move |round| observer(round).into_flow()));
        self
    }
}

impl<O: Structure> WaitAll<O> {
    fn new(
        wait: Wait,
        input: Box<dyn Structure>,
        (empty_input, empty_output): (Empty, Empty),
        ids: Vec<String>,
    ) -> Self {
        Self {
            wait,
            input,
            empty_input,
            empty_output,
            ids,
            pace: None,
            concurrency: None,
            observer: None,
            output: PhantomData,
        }
    }
}

impl<O: Structure> IntoFuture for WaitAll<O> {
    type Output = Result<WaitedAll<O>, WaitError>;
    type IntoFuture = WaitingAll<O>;

    fn into_future(self) -> WaitingAll<O> {
        let (client, waiter, options) = self.wait.into_parts();
        let caller = ClientCaller {
            client,
            operation: waiter.operation,
            empty: self.empty_output,
            purpose: Purpose::Waiter,
        };
        let run = RunAll {
            waiter,
            options,
            caller: Box::new(caller),
            template: self.input,
            empty_input: self.empty_input,
            empty_output: self.empty_output,
            ids: self.ids,
            pace: self.pace,
            concurrency: self.concurrency,
            observer: self.observer,
        };
        WaitingAll {
            waiter,
            ends: Box::pin(crate::waiter::wait_all(run)),
            output: PhantomData,
        }
    }
}

impl<O> fmt::Debug for WaitAll<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitAll")
            .field("wait", &self.wait)
            .field("ids", &self.ids.len())
            .finish_non_exhaustive()
    }
}

/// A wait for many things that proceeds while this future is polled; dropping it ends the wait, and no further call is
/// made.
///
/// It resolves to [`WaitedAll`], or to a [`WaitError`] if an option is wrong, in which case nothing was sent.
#[must_use = "nothing is sent until the wait is awaited"]
pub struct WaitingAll<O> {
    waiter: &'static Waiter,
    ends: Pin<Box<dyn Future<Output = Result<Ends, WaitError>> + Send>>,
    output: PhantomData<fn() -> O>,
}

impl<O: Structure> Future for WaitingAll<O> {
    type Output = Result<WaitedAll<O>, WaitError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress<Self::Output> {
        let ends = ready!(self.ends.as_mut().poll(cx))?;
        Progress::Ready(Ok(WaitedAll::new(ends)))
    }
}

impl<O> fmt::Debug for WaitingAll<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingAll")
            .field("waiter", &self.waiter.name)
            .finish_non_exhaustive()
    }
}
