//! Requests that are repeated until a state is reached.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll as Progress, ready};
use std::time::Duration;

use crate::client::{Client, Purpose};
use crate::dynamic::Dynamic;
use crate::schema::Operation;
use crate::view::Structure;
use crate::waiter::{Backoff, Ended, Flow, Options, Poll, WaitError, Waited, Waiter};

use super::{ClientCaller, empty, empty_dynamic};

/// The request is to be repeated until a waiter's state is reached.
#[derive(Debug)]
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

    /// Sets the time between two polls; zero is allowed. Default: the waiter's.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.options.delay = Some(delay);
        self
    }

    /// Sets the number of calls, the first one included; zero is an error before any call. Default: the waiter's.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = Some(attempts);
        self
    }

    /// Sets a deadline for the whole wait, which also ends a call that is under way. Default: none.
    ///
    /// When the next delay would reach the deadline, the wait sleeps only so long that one last call can still be
    /// answered in time, judged by the slowest call so far.
    #[must_use]
    pub fn max_wait(mut self, limit: Duration) -> Self {
        self.options.max_wait = Some(limit);
        self
    }

    /// Polls until the deadline, however often. An error before any call without [`max_wait`](Self::max_wait).
    #[must_use]
    pub fn no_attempt_limit(mut self) -> Self {
        self.options.unlimited = true;
        self
    }

    /// Sets how delays grow. Default: [`Backoff::Fixed`].
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.options.backoff = backoff;
        self
    }

    /// Sets what is called after every poll, before the sleep; it may return
    /// [`ControlFlow::Break`](std::ops::ControlFlow::Break) to cancel the wait.
    #[must_use]
    pub fn on_poll<R: Flow>(
        mut self,
        mut observer: impl FnMut(&Poll<'_>) -> R + Send + 'static,
    ) -> Self {
        self.options
            .observe(Box::new(move |poll: &Poll<'_>| observer(poll).into_flow()));
        self
    }

    /// Starts to wait with this input; `O` is the Rust type of the operation's output.
    #[inline]
    pub fn run<O: Structure + Default>(self, input: impl Structure) -> Waiting<O> {
        Waiting::new(self, Box::new(input), empty::<O>)
    }

    /// Starts to wait for an operation whose table was loaded at run time.
    pub fn run_dynamic(self, input: Dynamic) -> Waiting<Dynamic> {
        Waiting::new(self, Box::new(input), empty_dynamic)
    }
}

/// A wait that proceeds while this future is polled; dropping it ends the wait, and no further call is made.
///
/// It resolves to [`Waited`], or to a [`WaitError`].
#[must_use = "nothing is sent until the wait is awaited"]
pub struct Waiting<O> {
    waiter: &'static Waiter,
    ended: Pin<Box<dyn Future<Output = Result<Ended, WaitError>> + Send>>,
    output: PhantomData<fn() -> O>,
}

impl<O: Structure> Waiting<O> {
    fn new(
        wait: Wait,
        input: Box<dyn Structure>,
        empty: fn(&'static Operation) -> Box<dyn Structure>,
    ) -> Self {
        Self {
            waiter: wait.waiter,
            ended: run(wait, input, empty),
            output: PhantomData,
        }
    }
}

impl<O: Structure> Future for Waiting<O> {
    type Output = Result<Waited<O>, WaitError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress<Self::Output> {
        let ended = ready!(self.ended.as_mut().poll(cx))?;
        Progress::Ready(Ok(Waited::new(ended)))
    }
}

impl<O> fmt::Debug for Waiting<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("waiter", &self.waiter.name)
            .finish_non_exhaustive()
    }
}

fn run(
    wait: Wait,
    input: Box<dyn Structure>,
    empty: fn(&'static Operation) -> Box<dyn Structure>,
) -> Pin<Box<dyn Future<Output = Result<Ended, WaitError>> + Send>> {
    let Wait {
        client,
        waiter,
        options,
    } = wait;
    let caller = ClientCaller {
        client,
        operation: waiter.operation,
        empty,
        purpose: Purpose::Waiter,
    };
    Box::pin(crate::waiter::wait(caller, waiter, options, input))
}

/// Gives an operation's builder what a wait needs: options, and that it can be awaited.
///
/// Generated code calls it once for every operation that a waiter polls.
#[doc(hidden)]
#[macro_export]
macro_rules! waitable {
    ($request:ident, $output:ty) => {
        impl $request<$crate::Wait> {
            /// Sets the time between two polls; zero is allowed. Default: the waiter's.
            #[inline]
            #[must_use]
            pub fn delay(mut self, delay: ::core::time::Duration) -> Self {
                self.request = self.request.delay(delay);
                self
            }

            /// Sets the number of calls, the first one included; zero is an error before any call.
            /// Default: the waiter's.
            #[inline]
            #[must_use]
            pub fn max_attempts(mut self, attempts: u32) -> Self {
                self.request = self.request.max_attempts(attempts);
                self
            }

            /// Sets a deadline for the whole wait, which also ends a call that is under way. Default: none.
            #[inline]
            #[must_use]
            pub fn max_wait(mut self, limit: ::core::time::Duration) -> Self {
                self.request = self.request.max_wait(limit);
                self
            }

            /// Polls until the deadline, however often; an error before any call without `max_wait`.
            #[inline]
            #[must_use]
            pub fn no_attempt_limit(mut self) -> Self {
                self.request = self.request.no_attempt_limit();
                self
            }

            /// Sets how delays grow. Default: they do not.
            #[inline]
            #[must_use]
            pub fn backoff(mut self, backoff: $crate::Backoff) -> Self {
                self.request = self.request.backoff(backoff);
                self
            }

            /// Sets what is called after every poll, before the sleep; it may return
            /// `ControlFlow::Break(())` to cancel the wait.
            #[inline]
            #[must_use]
            pub fn on_poll<R: $crate::waiter::Flow>(
                mut self,
                observer: impl FnMut(&$crate::Poll<'_>) -> R + ::core::marker::Send + 'static,
            ) -> Self {
                self.request = self.request.on_poll(observer);
                self
            }
        }

        impl ::core::future::IntoFuture for $request<$crate::Wait> {
            type Output = ::core::result::Result<$crate::Waited<$output>, $crate::WaitError>;
            type IntoFuture = $crate::Waiting<$output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.request.run(self.input)
            }
        }
    };
}
