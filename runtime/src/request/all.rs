//! Waits for many ids at once.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll as Progress, ready};

use crate::client::Purpose;
use crate::dynamic::Dynamic;
use crate::view::Structure;
use crate::waiter::{Ends, Flow, Round, RoundObserver, RunAll, WaitAllOutcome, WaitError, Waiter};

use super::Wait;
use crate::client::{ClientCaller, Empty, empty, empty_dynamic, empty_dynamic_input};

/// A wait for many ids at once: set its options, then await it.
///
/// Every round polls the pending ids, as many per call as the service accepts, and drops finished ones. Paged answers are
/// followed to the end. An error that may concern some of the ids only is narrowed by smaller calls, so that one unknown id
/// fails alone. An access-denied error is not narrowed; it fails every id of the call. Transient errors are polled again,
/// unless [`ride_out`](Self::ride_out) says otherwise. An id that is missing in an answer is judged as an empty answer,
/// which for most waiters means to keep waiting.
///
/// A round is an attempt. The observer set by [`on_poll`](Self::on_poll) is called for every id of every round.
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
    /// A wait for each of these ids; `O` is the Rust type of the operation's output. Equal ids count once, and no ids make
    /// no call. The rest of the input applies to all of them.
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
    crate::__wait_options!(wait);

    /// Sets how many calls are started per second, evenly; retries inside calls are extra. Zero and negative rates are
    /// errors before any call. Default: 10.
    pub fn calls_per_second(mut self, calls: f64) -> Self {
        self.pace = Some(calls);
        self
    }

    /// Sets how many calls may be under way at once; zero is an error before any call. Default: 4.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = Some(calls);
        self
    }

    /// Sets an observer, called after every round and before the sleep; it may return
    /// [`ControlFlow::Break`](std::ops::ControlFlow::Break) to cancel the wait for the pending ids.
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
    type Output = Result<WaitAllOutcome<O>, WaitError>;
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

/// A wait for many ids that proceeds while this future is polled. Dropping it ends the wait, and no further call is made.
///
/// It resolves to [`WaitAllOutcome`], or to a [`WaitError`] if an option is wrong, before anything is sent.
#[must_use = "nothing is sent until the wait is awaited"]
pub struct WaitingAll<O> {
    waiter: &'static Waiter,
    ends: Pin<Box<dyn Future<Output = Result<Ends, WaitError>> + Send>>,
    output: PhantomData<fn() -> O>,
}

impl<O: Structure> Future for WaitingAll<O> {
    type Output = Result<WaitAllOutcome<O>, WaitError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress<Self::Output> {
        let ends = ready!(self.ends.as_mut().poll(cx))?;
        Progress::Ready(Ok(WaitAllOutcome::new(ends)))
    }
}

impl<O> fmt::Debug for WaitingAll<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingAll")
            .field("waiter", &self.waiter.name)
            .finish_non_exhaustive()
    }
}
