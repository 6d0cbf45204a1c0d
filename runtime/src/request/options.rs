//! The macros that give a request builder its wait: options, polls, and `IntoFuture`.

/// The setters of a wait's options, for a type that holds the options in this field.
#[doc(hidden)]
#[macro_export]
macro_rules! __wait_options {
    ($wait:ident) => {
        /// Sets the time between two polls; zero is allowed. Default: the waiter's.
        #[inline]
        pub fn delay(mut self, delay: ::core::time::Duration) -> Self {
            self.$wait = self.$wait.delay(delay);
            self
        }

        /// Sets the number of calls, the first one included; zero is an error before any call. Default: the waiter's.
        #[inline]
        pub fn max_attempts(mut self, attempts: u32) -> Self {
            self.$wait = self.$wait.max_attempts(attempts);
            self
        }

        /// Sets a deadline for the whole wait, which also ends a call that is under way. Default: none.
        ///
        /// When the next delay would reach the deadline, the wait sleeps only so long that one last call can still be
        /// answered in time, judged by the slowest call so far.
        #[inline]
        pub fn max_wait(mut self, limit: ::core::time::Duration) -> Self {
            self.$wait = self.$wait.max_wait(limit);
            self
        }

        /// Polls until the deadline, however often. An error before any call without [`max_wait`](Self::max_wait).
        #[inline]
        pub fn no_attempt_limit(mut self) -> Self {
            self.$wait = self.$wait.no_attempt_limit();
            self
        }

        /// Sets how delays grow. Default: they do not ([`Backoff::Fixed`](pageboy::Backoff::Fixed)).
        #[inline]
        pub fn backoff(mut self, backoff: $crate::Backoff) -> Self {
            self.$wait = self.$wait.backoff(backoff);
            self
        }

        /// Sets whether the wait polls again after a transient error that no acceptor names: throttling, 5xx, timeouts, failed
        /// connections, and answers that are truncated, damaged, or not the operation's. Default: only with a deadline,
        /// [`max_wait`](Self::max_wait); otherwise they end the wait, as in botocore.
        ///
        /// The call has made its own retries before. The next poll follows after one to two times the delay, then two to
        /// four times, and so on up to 120 s (or the delay, if that is more), and never sooner than
        /// [`backoff`](Self::backoff) says. Such a poll counts as an attempt. If the last poll fails like this,
        /// [`WaitError::error`](pageboy::WaitError::error) is its error.
        #[inline]
        pub fn ride_out(mut self, on: bool) -> Self {
            self.$wait = self.$wait.ride_out(on);
            self
        }

        /// Sets retries, time limits and further headers of the call of each poll; what is not set stays the client's.
        #[inline]
        pub fn with_settings(mut self, settings: $crate::CallSettings) -> Self {
            self.$wait = self.$wait.with_settings(settings);
            self
        }

        /// Sets what is called after every poll, before the sleep; it may return
        /// [`ControlFlow::Break`](std::ops::ControlFlow::Break) to cancel the wait.
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

/// Gives a request builder its wait: `waits!(DescribeInstances, types::DescribeInstancesResult);`.
///
/// Generated code calls it once for every operation that a waiter polls.
#[doc(hidden)]
#[macro_export]
macro_rules! __waits {
    ($request:ident, $output:ty) => {
        impl $request<$crate::Wait> {
            $crate::__wait_options!(request);

            /// The polls of the wait, as a stream that ends when the wait does.
            #[inline]
            pub fn polls(self) -> $crate::Polls<$output> {
                self.request.polls(self.input)
            }
        }

        impl ::core::future::IntoFuture for $request<$crate::Wait> {
            type Output = ::core::result::Result<$crate::WaitOutcome<$output>, $crate::WaitError>;
            type IntoFuture = $crate::Waiting<$output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.request.run(self.input)
            }
        }
    };
}

/// Gives a request builder `wait_all`, if the batch of a waiter relates ids to the operation.
#[doc(hidden)]
#[macro_export]
macro_rules! __waits_for_many {
    ($request:ident, $output:ty, $input:ty) => {
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
}

/// Gives a request builder the wait of a resource.
#[doc(hidden)]
#[macro_export]
macro_rules! __waits_for_resource {
    ($request:ident, $output:ty) => {
        impl<T> $request<$crate::resource::WaitFor<T>> {
            $crate::__wait_options!(request);
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
}
