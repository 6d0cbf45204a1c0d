//! Requests that are sent once.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll as Progress, ready};

use crate::client::{
    CallSettings, Client, Metadata, PresignOptions, PresignedRequest, Reply, empty, empty_dynamic,
    take,
};
use crate::dynamic::Dynamic;
use crate::error::Error;
use crate::paginator::{Pages, Paginator};
use crate::schema::Operation;
use crate::view::Structure;

/// The purpose of a request that is sent once.
#[derive(Clone, Debug)]
pub struct ToSend {
    client: Client,
}

impl ToSend {
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

    /// Signs a request for another sender.
    #[inline]
    pub fn presign(
        self,
        operation: &'static Operation,
        input: impl Structure,
        options: PresignOptions,
    ) -> Presign {
        Presign::new(self.client, operation, Box::new(input), options)
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

/// A call that is made while this future is polled; dropping it ends the call.
///
/// It resolves to the output, or to the [`Error`] of the call.
#[must_use = "nothing is sent until the call is awaited"]
pub struct Call<O> {
    operation: &'static Operation,
    state: CallState,
    output: PhantomData<fn() -> O>,
}

/// The state of a call, whatever its output.
enum CallState {
    /// Before the first poll.
    New(Box<SendState>),
    /// After it.
    Sent(Replying),
    /// For a moment of the first poll.
    Taken,
}

type Replying = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

struct SendState {
    client: Client,
    input: Result<Box<dyn Structure>, Error>,
    output: Box<dyn Structure>,
}

impl<O: Structure> Call<O> {
    fn new(
        client: Client,
        operation: &'static Operation,
        input: Box<dyn Structure>,
        empty: fn(&'static Operation) -> Box<dyn Structure>,
    ) -> Self {
        Self::of_input(client, operation, Ok(input), empty)
    }

    /// A call with a prepared input; a mistake in the input is the error of the call.
    pub(crate) fn of_input(
        client: Client,
        operation: &'static Operation,
        input: Result<Box<dyn Structure>, Error>,
        empty: fn(&'static Operation) -> Box<dyn Structure>,
    ) -> Self {
        Self {
            operation,
            state: CallState::new(operation, client, input, empty),
            output: PhantomData,
        }
    }

    /// Sets retries, time limits and further headers of this call; what is not set stays the client's.
    pub fn with_settings(mut self, settings: CallSettings) -> Self {
        if let CallState::New(unsent) = &mut self.state {
            unsent.client = unsent.client.with_settings(settings);
        }
        self
    }

    /// Adds a header to this call's requests, for example `Content-MD5`; it is signed.
    ///
    /// It replaces a header of the same name from [the configuration](crate::ConfigBuilder::header). A header that pageboy
    /// sets itself or that is a member of the input is an error of the call, before anything is sent.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with_settings(CallSettings::new().header(name, value))
    }

    /// Makes the call and also returns status, request id and attempts.
    ///
    /// # Errors
    ///
    /// As the call itself.
    pub async fn with_metadata(mut self) -> Result<(O, Metadata), Error> {
        let reply = std::future::poll_fn(|cx| self.state.poll(self.operation, cx)).await?;
        Ok((take(self.operation, reply.output)?, reply.metadata))
    }
}

impl<O: Structure> Future for Call<O> {
    type Output = Result<O, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress<Self::Output> {
        let operation = self.operation;
        let reply = ready!(self.state.poll(operation, cx))?;
        Progress::Ready(take(operation, reply.output))
    }
}

/// Signs a request for another sender when this future is polled. Nothing is sent.
///
/// It resolves to the [`PresignedRequest`], or to the [`Error`] of [`Client::presign`].
#[must_use = "nothing is signed until this is awaited"]
pub struct Presign {
    operation: &'static Operation,
    request: Pin<Box<dyn Future<Output = Result<PresignedRequest, Error>> + Send>>,
}

impl Presign {
    fn new(
        client: Client,
        operation: &'static Operation,
        input: Box<dyn Structure>,
        options: PresignOptions,
    ) -> Self {
        let request = async move { client.presign(operation, &*input, options).await };
        Self {
            operation,
            request: Box::pin(request),
        }
    }
}

impl Future for Presign {
    type Output = Result<PresignedRequest, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress<Self::Output> {
        self.request.as_mut().poll(cx)
    }
}

impl fmt::Debug for Presign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presign")
            .field("operation", &self.operation.name)
            .finish_non_exhaustive()
    }
}

impl<O> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.name)
            .finish_non_exhaustive()
    }
}

impl CallState {
    fn new(
        operation: &'static Operation,
        client: Client,
        input: Result<Box<dyn Structure>, Error>,
        empty: fn(&'static Operation) -> Box<dyn Structure>,
    ) -> Self {
        Self::New(Box::new(SendState {
            client,
            input,
            output: empty(operation),
        }))
    }

    fn poll(
        &mut self,
        operation: &'static Operation,
        cx: &mut Context<'_>,
    ) -> Progress<Result<Reply, Error>> {
        if let Self::New(_) = self
            && let Self::New(unsent) = std::mem::replace(self, Self::Taken)
        {
            *self = Self::Sent(unsent.send(operation));
        }
        match self {
            Self::Sent(reply) => reply.as_mut().poll(cx),
            Self::New(_) | Self::Taken => Progress::Pending,
        }
    }
}

impl SendState {
    fn send(self: Box<Self>, operation: &'static Operation) -> Replying {
        Box::pin(async move {
            let input = self.input?;
            self.client.call(operation, &*input, self.output).await
        })
    }
}
