//! Requests that are repeated until a state is reached.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll as Progress, ready};
use std::time::Duration;

use crate::client::{Client, Purpose};
use crate::dynamic::Dynamic;
use crate::view::Structure;
use crate::waiter::{
    Backoff, Condition, Ended, Flow, Options, Poll, Polls, Run, WaitError, Waited, Waiter,
};

use crate::client::{ClientCaller, Empty, empty, empty_dynamic};

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

    /// Sets whether errors that pass and that no acceptor names are polled again: throttling, 5xx, timeouts, connections that
    /// failed, answers that were cut off, damaged, or not the operation's. Default: only with a deadline, [`max_wait`](Self::max_wait); otherwise they end the wait, as in botocore.
    ///
    /// The retries of the call were made by then. The next poll comes after one to two times the delay, then two to four
    /// times, and so on up to 120 s (or the delay, if that is more), and never sooner than [`backoff`](Self::backoff)
    /// says. Such a poll counts as an attempt. If the last poll ends so, [`WaitError::error`] tells the error.
    #[must_use]
    pub fn ride_out(mut self, on: bool) -> Self {
        self.options.ride_out = Some(on);
        self
    }

    /// Sets what is called after every poll, before the sleep; it may return
    /// [`ControlFlow::Break`](std::ops::ControlFlow::Break) to cancel the wait.
    #[must_use]
    pub fn on_poll<R: Flow>(
        mut self,
        mut observer: impl FnMut(&Poll) -> R + Send + 'static,
    ) -> Self {
        self.options
            .observe(Box::new(move |poll: &Poll| observer(poll).into_flow()));
        self
    }

    /// Lets a condition judge answers, instead of the waiter's acceptors.
    pub(super) fn judge(&mut self, condition: Condition) {
        self.options.condition = Some(condition);
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
        (self.client, self.waiter, self.options)
    }

    pub(crate) fn into_run(self, input: Box<dyn Structure>, empty: Empty) -> Box<Run> {
        let caller = ClientCaller {
            client: self.client,
            operation: self.waiter.operation,
            empty,
            purpose: Purpose::Waiter,
        };
        Run::new(Box::new(caller), self.waiter, self.options, input)
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
    pub(super) fn new(wait: Wait, input: Box<dyn Structure>, empty: Empty) -> Self {
        Self {
            waiter: wait.waiter,
            ended: Box::pin(crate::waiter::wait(wait.into_run(input, empty))),
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

/// The options of a wait, for a type that has a [`Wait`] in this field.
#[doc(hidden)]
#[macro_export]
macro_rules! wait_options {
    ($wait:ident) => {
        /// Sets the time between two polls; zero is allowed. Default: the waiter's.
        #[inline]
        pub fn delay(mut self, delay: ::core::time::Duration) -> Self {
            self.$wait = self.$wait.delay(delay);
            self
        }

        /// Sets the number of calls, the first one included; zero is an error before any call.
        /// Default: the waiter's.
        #[inline]
        pub fn max_attempts(mut self, attempts: u32) -> Self {
            self.$wait = self.$wait.max_attempts(attempts);
            self
        }

        /// Sets a deadline for the whole wait, which also ends a call that is under way. Default: none.
        #[inline]
        pub fn max_wait(mut self, limit: ::core::time::Duration) -> Self {
            self.$wait = self.$wait.max_wait(limit);
            self
        }

        /// Polls until the deadline, however often; an error before any call without `max_wait`.
        #[inline]
        pub fn no_attempt_limit(mut self) -> Self {
            self.$wait = self.$wait.no_attempt_limit();
            self
        }

        /// Sets how delays grow. Default: they do not.
        #[inline]
        pub fn backoff(mut self, backoff: $crate::Backoff) -> Self {
            self.$wait = self.$wait.backoff(backoff);
            self
        }

        /// Sets whether throttling, timeouts and other errors that pass are polled again, later than usual.
        /// Default: only with `max_wait`.
        #[inline]
        pub fn ride_out(mut self, on: bool) -> Self {
            self.$wait = self.$wait.ride_out(on);
            self
        }

        /// Sets what is called after every poll, before the sleep; it may return
        /// `ControlFlow::Break(())` to cancel the wait.
        #[inline]
        pub fn on_poll<R: $crate::waiter::Flow>(
            mut self,
            observer: impl FnMut(&$crate::Poll) -> R + ::core::marker::Send + 'static,
        ) -> Self {
            self.$wait = self.$wait.on_poll(observer);
            self
        }
    };
}

/// Gives an operation's builder what a wait needs: options, and that it can be awaited.
///
/// Generated code calls it once for every operation that a waiter polls.
#[doc(hidden)]
#[macro_export]
macro_rules! waitable {
    (resource: $request:ident, $output:ty) => {
        impl<T> $request<$crate::resource::WaitFor<T>> {
            $crate::wait_options!(request);
        }

        impl<T: 'static> ::core::future::IntoFuture for $request<$crate::resource::WaitFor<T>> {
            type Output = ::core::result::Result<T, $crate::WaitError>;
            type IntoFuture = $crate::resource::WaitingFor<T>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.request.run::<$output, _>(self.input)
            }
        }
    };
    ($request:ident, $output:ty, $input:ty) => {
        $crate::waitable!($request, $output);

        impl $request<$crate::Wait> {
            /// Waits for each of these ids, many of them in one call, with a result for each.
            ///
            /// Equal ids count once; no ids make no call. What else the request says counts for all of them. It is an
            /// error before any call if it is not known how ids relate to what this waiter looks at.
            #[inline]
            pub fn wait_all(
                self,
                ids: impl ::core::iter::IntoIterator<
                    Item = impl ::core::convert::Into<::std::string::String>,
                >,
            ) -> $crate::WaitAll<$output> {
                self.request.all::<$output, $input>(self.input, ids)
            }
        }
    };
    ($request:ident, $output:ty) => {
        impl $request<$crate::Wait> {
            $crate::wait_options!(request);

            /// The polls of the wait, as a stream that ends when the wait does.
            #[inline]
            pub fn polls(self) -> $crate::Polls<$output> {
                self.request.polls(self.input)
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
