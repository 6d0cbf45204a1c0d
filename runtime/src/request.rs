//! What an operation's builder is for: to be sent, or to be waited on.
//!
//! Generated code has one builder type per operation, `struct StartInstances<For = Send>`, so setters exist once.
//! Everything that is not typed by the output happens behind [`Call`] and [`Waiting`], once for all operations.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll as Progress, ready};
use std::time::Duration;

use crate::client::{Client, Metadata, Purpose, Reply};
use crate::dynamic::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::paginator::{Pages, Paginator};
use crate::schema::{Operation, shapes};
use crate::view::Structure;
use crate::waiter::{Backoff, Ended, Flow, Options, Poll, WaitError, Waited, Waiter};

/// The request is to be sent.
#[derive(Clone, Debug)]
pub struct Send {
    client: Client,
}

impl Send {
    /// Requests of this client.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The client that sends.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Calls `operation`; `O` is the Rust type of its output, or `()` when it has none.
    #[inline]
    pub fn call<O: Structure + Default>(
        self,
        operation: &'static Operation,
        input: impl Structure,
    ) -> Call<O> {
        Call::new(self.client, operation, Box::new(input), empty::<O>)
    }

    /// Calls an operation whose table was loaded at run time.
    pub fn call_dynamic(self, operation: &'static Operation, input: Dynamic) -> Call<Dynamic> {
        Call::new(self.client, operation, Box::new(input), empty_dynamic)
    }

    /// The pages of `paginator`; `O` is the Rust type of one page.
    #[inline]
    pub fn pages<O: Structure + Default>(
        self,
        paginator: &'static Paginator,
        input: impl Structure,
    ) -> Pages<O> {
        Pages::new(self.client, paginator, input)
    }
}

/// A call that is made when this future is polled; dropping it ends the call.
///
/// It resolves to the output, or to the [`Error`] of the call.
#[must_use = "nothing is sent until the call is awaited"]
pub struct Call<O> {
    operation: &'static Operation,
    reply: Pin<Box<dyn Future<Output = Result<Reply, Error>> + std::marker::Send>>,
    output: PhantomData<fn() -> O>,
}

impl<O: Structure> Call<O> {
    fn new(
        client: Client,
        operation: &'static Operation,
        input: Box<dyn Structure>,
        empty: fn(&'static Operation) -> Box<dyn Structure>,
    ) -> Self {
        Self {
            operation,
            reply: call(client, operation, input, empty(operation)),
            output: PhantomData,
        }
    }

    /// Makes the call and returns what came with the output as well: status, request id, attempts.
    ///
    /// # Errors
    ///
    /// As the call itself.
    pub async fn with_metadata(self) -> Result<(O, Metadata), Error> {
        let reply = self.reply.await?;
        Ok((take(self.operation, reply.output)?, reply.metadata))
    }
}

impl<O: Structure> Future for Call<O> {
    type Output = Result<O, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress<Self::Output> {
        let reply = ready!(self.reply.as_mut().poll(cx))?;
        Progress::Ready(take(self.operation, reply.output))
    }
}

impl<O> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.name)
            .finish_non_exhaustive()
    }
}

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
        mut observer: impl FnMut(&Poll<'_>) -> R + std::marker::Send + 'static,
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
    ended: Pin<Box<dyn Future<Output = Result<Ended, WaitError>> + std::marker::Send>>,
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

/// Makes calls of one operation for a loop: the input goes in and comes back with the answer.
pub(crate) trait Caller: std::marker::Send + Sync {
    /// Makes one call.
    fn call(
        &self,
        input: Box<dyn Structure>,
    ) -> Pin<Box<dyn Future<Output = Called> + std::marker::Send>>;
}

/// What comes back from one call of a loop.
pub(crate) struct Called {
    pub(crate) input: Box<dyn Structure>,
    pub(crate) result: Result<Reply, Error>,
}

/// Calls through a client.
pub(crate) struct ClientCaller {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) empty: fn(&'static Operation) -> Box<dyn Structure>,
    pub(crate) purpose: Purpose,
}

impl Caller for ClientCaller {
    fn call(
        &self,
        input: Box<dyn Structure>,
    ) -> Pin<Box<dyn Future<Output = Called> + std::marker::Send>> {
        let client = self.client.clone();
        let (operation, empty, purpose) = (self.operation, self.empty, self.purpose);
        Box::pin(async move {
            let result = client
                .call_for(purpose, operation, &*input, empty(operation))
                .await;
            Called { input, result }
        })
    }
}

/// An empty output of a generated type, as the receiver of an answer.
#[inline]
pub(crate) fn empty<O: Structure + Default>(_: &'static Operation) -> Box<dyn Structure> {
    Box::new(O::default())
}

/// An empty output of an operation whose table was loaded at run time.
pub(crate) fn empty_dynamic(operation: &'static Operation) -> Box<dyn Structure> {
    Box::new(Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY)))
}

/// The output as the type it was made as.
pub(crate) fn take<O: Structure>(
    operation: &'static Operation,
    output: Box<dyn Structure>,
) -> Result<O, Error> {
    let output: Box<dyn Any> = output;
    match output.downcast::<O>() {
        Ok(output) => Ok(*output),
        Err(_) => Err(Error::new(
            operation,
            ErrorKind::Config(String::from(
                "the answer was read into a value of another type than was asked for",
            )),
        )),
    }
}

fn call(
    client: Client,
    operation: &'static Operation,
    input: Box<dyn Structure>,
    output: Box<dyn Structure>,
) -> Pin<Box<dyn Future<Output = Result<Reply, Error>> + std::marker::Send>> {
    Box::pin(async move { client.call(operation, &*input, output).await })
}

fn run(
    wait: Wait,
    input: Box<dyn Structure>,
    empty: fn(&'static Operation) -> Box<dyn Structure>,
) -> Pin<Box<dyn Future<Output = Result<Ended, WaitError>> + std::marker::Send>> {
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

#[cfg(test)]
#[allow(
    unreachable_pub,
    dead_code,
    reason = "the macro writes what is public in generated code"
)]
mod tests {
    use std::borrow::Cow;

    use crate::jmespath::{Comparator, Expression, Literal, Node};
    use crate::schema::{Endpoint, Protocol, Service};
    use crate::waiter::{Acceptor, AcceptorState, Expected, Matcher};

    use super::*;

    static SERVICE: Service = Service::new(
        "made-up",
        "MadeUp",
        "2020-01-01",
        Protocol::Json10,
        Endpoint::regional("made-up"),
    );
    static OPERATION: Operation = Operation::new(&SERVICE, "DescribeThings");

    /// The form in which generated code writes a waiter: one `static`, no named parts.
    static READY: Waiter = Waiter {
        name: "ThingsReady",
        operation: &OPERATION,
        delay: Duration::from_secs(5),
        max_attempts: 3,
        acceptors: &[
            Acceptor {
                state: AcceptorState::Success,
                matcher: Matcher::PathAll(
                    Expression::new(
                        "Things[].State",
                        &[
                            Node::Member("Things", 0),
                            Node::Flatten(0),
                            Node::Member("State", 1),
                            Node::Projection(1, 2),
                        ],
                    ),
                    Expected::String("ready"),
                ),
            },
            Acceptor {
                state: AcceptorState::Failure,
                matcher: Matcher::Path(
                    Expression::new(
                        "Tags.x == `[1]`",
                        &[
                            Node::Field(Cow::Borrowed("x")),
                            Node::Literal(Literal::List(Cow::Borrowed(&[Literal::Integer(1)]))),
                            Node::Compare(Comparator::Equal, 0, 1),
                        ],
                    ),
                    Expected::Boolean(true),
                ),
            },
        ],
    };

    struct DescribeThings<For = Send> {
        input: (),
        request: For,
    }

    impl DescribeThings {
        fn send(self) -> Call<()> {
            let Self { input, request } = self;
            request.call(&OPERATION, input)
        }
    }

    crate::waitable!(DescribeThings, ());

    fn is_send_and_static<T: std::marker::Send + 'static>(value: T) -> T {
        value
    }

    /// Never called: it is enough that it compiles.
    fn builders_are_futures(client: Client) {
        let send = DescribeThings {
            input: (),
            request: Send::new(client.clone()),
        };
        let call = is_send_and_static(send.send());
        drop(is_send_and_static(call.with_metadata()));
        let wait = DescribeThings {
            input: (),
            request: Wait::new(client, &READY),
        };
        let waiting = wait
            .delay(Duration::ZERO)
            .on_poll(|_| ())
            .on_poll(|_| std::ops::ControlFlow::Break(()))
            .into_future();
        drop(is_send_and_static(waiting));
    }
}
