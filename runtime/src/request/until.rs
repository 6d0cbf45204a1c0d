//! Waits that the program defines while it runs: by a closure, or by botocore's JSON.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;

use crate::dynamic::Dynamic;
use crate::error::Error;
use crate::schema::Operation;
use crate::view::Structure;
use crate::waiter::{
    DefinitionError, Judgement, Polls, WaitError, Waited, Waiter, condition, conditional,
};

use super::{Empty, Send, Wait, Waiting, empty, empty_dynamic};

/// A wait that the program defines itself, before it begins: its input is complete, its options can be set.
///
/// Awaiting it gives what every wait gives, [`Waited`] or [`WaitError`]; [`polls`](Self::polls) is the stream.
#[must_use = "nothing is sent until the wait is awaited"]
pub struct Until<O> {
    wait: Wait,
    input: Box<dyn Structure>,
    empty: Empty,
    output: PhantomData<fn() -> O>,
}

impl Send {
    /// A wait that `judge` decides on every output and service error; `O` is the Rust type of the operation's output.
    ///
    /// It polls every 5 s, at most 60 times, unless its options say otherwise, and is named after the operation.
    #[inline]
    pub fn wait_until<O: Structure + Default, J: Judgement>(
        self,
        operation: &'static Operation,
        input: impl Structure,
        judge: impl FnMut(Result<&O, &Error>) -> J + std::marker::Send + 'static,
    ) -> Until<O> {
        let mut wait = Wait::new(self.client().clone(), conditional(operation));
        wait.judge(condition(judge));
        Until::new(wait, Box::new(input), empty::<O>)
    }

    /// A wait that a definition in botocore's JSON decides; `O` is the Rust type of the operation's output.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the definition; see [`Waiter::from_json`].
    #[inline]
    pub fn wait_for<O: Structure + Default>(
        self,
        operation: &'static Operation,
        input: impl Structure,
        definition: &str,
    ) -> Result<Until<O>, DefinitionError> {
        let waiter = Waiter::from_json(operation, definition)?;
        let wait = Wait::new(self.client().clone(), waiter);
        Ok(Until::new(wait, Box::new(input), empty::<O>))
    }
}

impl Until<Dynamic> {
    /// A wait that `judge` decides, for an operation whose table was loaded at run time.
    pub fn dynamic<J: Judgement>(
        send: &Send,
        operation: &'static Operation,
        input: Dynamic,
        judge: impl FnMut(Result<&Dynamic, &Error>) -> J + std::marker::Send + 'static,
    ) -> Self {
        let mut wait = Wait::new(send.client().clone(), conditional(operation));
        wait.judge(condition(judge));
        Self::new(wait, Box::new(input), empty_dynamic)
    }
}

impl<O> Until<O> {
    crate::wait_options!(wait);
}

impl<O: Structure> Until<O> {
    fn new(wait: Wait, input: Box<dyn Structure>, empty: Empty) -> Self {
        Self {
            wait,
            input,
            empty,
            output: PhantomData,
        }
    }

    /// The polls of the wait, as a stream that ends when the wait does.
    pub fn polls(self) -> Polls<O> {
        self.wait.into_polls(self.input, self.empty)
    }
}

impl<O: Structure> IntoFuture for Until<O> {
    type Output = Result<Waited<O>, WaitError>;
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

/// Gives an operation's builder the waits that a program defines itself.
///
/// Generated code calls it inside the `impl` of every operation that can be repeated.
#[doc(hidden)]
#[macro_export]
macro_rules! until {
    ($operation:expr, $output:ty) => {
        /// Repeats the request until `condition` says that a state is reached, every 5 s and at most 60 times unless
        /// the wait's options say otherwise.
        ///
        /// It is asked about every output and every error of the service, and returns a `bool`, an `AcceptorState`, or
        /// an `Option` of it; see [`pageboy::waiter::Judgement`]($crate::waiter::Judgement).
        #[inline]
        pub fn wait_until<J: $crate::waiter::Judgement>(
            self,
            condition: impl FnMut(::core::result::Result<&$output, &$crate::Error>) -> J
            + ::core::marker::Send
            + 'static,
        ) -> $crate::Until<$output> {
            self.request.wait_until($operation, self.input, condition)
        }

        /// Repeats the request until a waiter in botocore's JSON says that a state is reached: an object with
        /// `operation`, `delay`, `maxAttempts` and `acceptors`.
        ///
        /// # Errors
        ///
        /// Everything that is wrong with the definition, before anything is sent.
        #[inline]
        pub fn wait_for(
            self,
            definition: &str,
        ) -> ::core::result::Result<$crate::Until<$output>, $crate::waiter::DefinitionError> {
            self.request.wait_for($operation, self.input, definition)
        }
    };
}
