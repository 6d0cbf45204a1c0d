//! Waits that a program defines at run time: by a closure, or by botocore's JSON.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;

use crate::client::Client;
use crate::dynamic::Dynamic;
use crate::error::Error;
use crate::schema::Operation;
use crate::view::Structure;
use crate::waiter::{
    DefinitionError, Judgement, Polls, WaitError, WaitOutcome, Waiter, condition as erased,
    conditional,
};

use super::{ToSend, Wait, Waiting};
use crate::client::{Empty, empty, empty_dynamic};

/// A wait that the program defines itself: set its options, then await it.
///
/// Awaiting it yields [`WaitOutcome`] or [`WaitError`], like every wait; [`polls`](Self::polls) is the stream.
#[must_use = "nothing is sent until the wait is awaited"]
pub struct Until<O> {
    wait: Wait,
    input: Box<dyn Structure>,
    empty: Empty,
    output: PhantomData<fn() -> O>,
}

/// The purpose of a request that polls until the program says that a state is reached.
///
/// `repeat()` of a request makes one, unless its input or output is a stream.
#[must_use = "nothing is sent until a wait is awaited"]
pub struct Repeat<O> {
    client: Client,
    operation: &'static Operation,
    input: Box<dyn Structure>,
    empty: Empty,
    output: PhantomData<fn() -> O>,
}

impl ToSend {
    /// Repeats a request; `O` is the Rust type of the operation's output, or `()` when it has none.
    #[inline]
    pub fn repeat<O: Structure + Default>(
        self,
        operation: &'static Operation,
        input: impl Structure,
    ) -> Repeat<O> {
        Repeat::new(self, operation, Box::new(input), empty::<O>)
    }

    /// Repeats a request to an operation whose table was loaded at run time.
    pub fn repeat_dynamic(self, operation: &'static Operation, input: Dynamic) -> Repeat<Dynamic> {
        Repeat::new(self, operation, Box::new(input), empty_dynamic)
    }
}

impl<O: Structure> Repeat<O> {
    fn new(
        send: ToSend,
        operation: &'static Operation,
        input: Box<dyn Structure>,
        empty: Empty,
    ) -> Self {
        Self {
            client: send.client().clone(),
            operation,
            input,
            empty,
            output: PhantomData,
        }
    }

    /// Repeats until `condition` says that a state is reached.
    ///
    /// It sees every output and every service error, and returns a `bool`, an
    /// [`AcceptorState`](crate::waiter::AcceptorState) or an `Option` of it; see [`Judgement`]. The wait polls every 5 s, at
    /// most 60 times, unless its options say otherwise, and has the operation's name.
    ///
    /// ```ignore
    /// let report = athena.get_query_execution().query_execution_id(id).repeat();
    /// let waited = report.until(|answer| answer.is_ok_and(|output| output.is_done())).await?;
    /// ```
    pub fn until<J: Judgement>(
        self,
        condition: impl FnMut(Result<&O, &Error>) -> J + Send + 'static,
    ) -> Until<O> {
        let waiter = conditional(self.operation);
        let mut until = self.with(waiter);
        until.wait.judge(erased(condition));
        until
    }

    /// Repeats until a waiter in botocore's JSON says that a state is reached: an object with `operation`, `delay`,
    /// `maxAttempts` and `acceptors`. It is parsed and checked once; see [`Waiter::from_json`].
    ///
    /// # Errors
    ///
    /// Every mistake in the definition, before anything is sent.
    pub fn until_defined(self, definition: &str) -> Result<Until<O>, DefinitionError> {
        let waiter = Waiter::from_json(self.operation, definition)?;
        Ok(self.with(waiter))
    }

    fn with(self, waiter: &'static Waiter) -> Until<O> {
        Until {
            wait: Wait::new(self.client, waiter),
            input: self.input,
            empty: self.empty,
            output: PhantomData,
        }
    }
}

impl<O> fmt::Debug for Repeat<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repeat")
            .field("operation", &self.operation.name)
            .finish_non_exhaustive()
    }
}

impl<O> Until<O> {
    crate::__wait_options!(wait);
}

impl<O: Structure> Until<O> {
    /// The polls of the wait, as a stream that ends when the wait does.
    pub fn polls(self) -> Polls<O> {
        self.wait.into_polls(self.input, self.empty)
    }
}

impl<O: Structure> IntoFuture for Until<O> {
    type Output = Result<WaitOutcome<O>, WaitError>;
    type IntoFuture = Waiting<O>;

    fn into_future(self) -> Waiting<O> {
        Waiting::new(self.wait, self.input, self.empty)
    }
}

impl<O> fmt::Debug for Until<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Until")
            .field("wait", &self.wait)
            .finish_non_exhaustive()
    }
}
