//! Requests that poll until a state is reached.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll as Progress, ready};

use crate::client::{Client, Purpose};
use crate::dynamic::Dynamic;
use crate::view::Structure;
use crate::waiter::{Condition, Options, Polls, Success, WaitError, WaitOutcome, WaitRun, Waiter};

use crate::client::{ClientCaller, Empty, empty, empty_dynamic};

/// The purpose of a request that polls until a waiter's state is reached.
#[derive(Debug)]
#[must_use = "nothing is sent until the wait is run"]
pub struct Wait {
    client: Client,
    waiter: &'static Waiter,
    options: Options,
}

impl Wait {
    /// A wait with the delay and the attempts of the definition.
    pub fn new(client: Client, waiter: &'static Waiter) -> Self {
        Self {
            client,
            waiter,
            options: Options::default(),
        }
    }

    /// The client that sends.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The waiter.
    pub fn waiter(&self) -> &'static Waiter {
        self.waiter
    }

    crate::__wait_options!(options);

    /// Sets a condition that judges answers instead of the waiter's acceptors.
    pub(super) fn judge(&mut self, condition: Condition) {
        self.options.condition = Some(condition);
    }

    /// Starts the wait with this input; `O` is the Rust type of the operation's output.
    #[inline]
    pub fn run<O: Structure + Default>(self, input: impl Structure) -> Waiting<O> {
        Waiting::new(self, Box::new(input), empty::<O>)
    }

    /// Starts the wait for an operation whose table was loaded at run time.
    pub fn run_dynamic(self, input: Dynamic) -> Waiting<Dynamic> {
        Waiting::new(self, Box::new(input), empty_dynamic)
    }

    /// The polls of a wait with this input; `O` is the Rust type of the operation's output.
    #[inline]
    pub fn polls<O: Structure + Default>(self, input: impl Structure) -> Polls<O> {
        self.into_polls(Box::new(input), empty::<O>)
    }

    /// The polls of a wait for an operation whose table was loaded at run time.
    pub fn polls_dynamic(self, input: Dynamic) -> Polls<Dynamic> {
        self.into_polls(Box::new(input), empty_dynamic)
    }

    pub(super) fn into_polls<O: Structure>(
        self,
        input: Box<dyn Structure>,
        empty: Empty,
    ) -> Polls<O> {
        Polls::new(self.waiter, self.into_run(input, empty))
    }

    pub(super) fn into_parts(self) -> (Client, &'static Waiter, Options) {
        let client = self.client.with_settings(self.options.call.clone());
        (client, self.waiter, self.options)
    }

    pub(crate) fn into_run(self, input: Box<dyn Structure>, empty: Empty) -> Box<WaitRun> {
        let (client, waiter, options) = self.into_parts();
        let caller = ClientCaller {
            client,
            operation: waiter.operation,
            empty,
            purpose: Purpose::Waiter,
        };
        WaitRun::new(Box::new(caller), waiter, options, input)
    }
}

/// A wait that proceeds while this future is polled; dropping it ends the wait, and no further call is made.
///
/// It resolves to [`WaitOutcome`], or to a [`WaitError`].
#[must_use = "nothing is sent until the wait is awaited"]
pub struct Waiting<O> {
    waiter: &'static Waiter,
    ended: Pin<Box<dyn Future<Output = Result<Success, WaitError>> + Send>>,
    output: PhantomData<fn() -> O>,
}

impl<O: Structure> Waiting<O> {
    pub(super) fn new(wait: Wait, input: Box<dyn Structure>, empty: Empty) -> Self {
        Self {
            waiter: wait.waiter,
            ended: Box::pin(crate::waiter::wait(wait.into_run(input, empty))),
            output: PhantomData,
        }
    }
}

impl<O: Structure> Future for Waiting<O> {
    type Output = Result<WaitOutcome<O>, WaitError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress<Self::Output> {
        let ended = ready!(self.ended.as_mut().poll(cx))?;
        Progress::Ready(Ok(WaitOutcome::new(ended)))
    }
}

impl<O> fmt::Debug for Waiting<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("waiter", &self.waiter.name)
            .finish_non_exhaustive()
    }
}
