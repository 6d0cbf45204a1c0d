//! The calls that a script has seen.

use serde::de::DeserializeOwned;

use super::transport::SentRequest;
use crate::client::Attempt;
use crate::dynamic::Dynamic;
use crate::jmespath::{SearchError, search};
use crate::schema::{Operation, shapes};
use crate::view::{Structure, copy_structure};

/// A request that a [`Script`](super::Script) answered or refused: the operation, the input, and the request.
#[derive(Debug)]
pub struct ScriptedCall {
    operation: &'static Operation,
    input: Dynamic,
    attempt: u32,
    request: SentRequest,
}

impl ScriptedCall {
    pub(super) fn new(attempt: Attempt<'_>, request: SentRequest) -> Self {
        Self {
            operation: attempt.operation,
            input: input_of(attempt),
            attempt: attempt.number,
            request,
        }
    }

    /// The service's folder name, for example `ec2`.
    pub fn service(&self) -> &'static str {
        self.operation.service.name
    }

    /// The operation's name in the model, for example `DescribeInstances`.
    pub fn operation(&self) -> &'static str {
        self.operation.name
    }

    /// 1 for the first attempt of a call, more for retries.
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The input as a value of the generated type; `None` if it is the input of another operation.
    ///
    /// It is the caller's input with the token of the page, without what pageboy adds, such as idempotency tokens, and
    /// without a streamed payload, which is the body of the [`request`](Self::request).
    pub fn input<I: Structure + Default>(&self) -> Option<I> {
        let mut input = I::default();
        if !std::ptr::eq(input.shape(), self.input.shape()) {
            return None;
        }
        copy_structure(&self.input, &mut input);
        Some(input)
    }

    /// The input, of any type.
    pub const fn dynamic_input(&self) -> &Dynamic {
        &self.input
    }

    /// Evaluates a JMESPath expression on the input, and reads the result as `T`; `@` is the whole input.
    ///
    /// ```ignore
    /// assert_eq!(script.calls()[0].search::<Vec<String>>("InstanceIds").unwrap(), ["i-1"]);
    /// ```
    ///
    /// # Errors
    ///
    /// As [`pageboy::search`](crate::search()).
    pub fn search<T: DeserializeOwned>(&self, expression: &str) -> Result<T, SearchError> {
        search(&self.input, expression)
    }

    /// The request as it was sent.
    pub const fn request(&self) -> &SentRequest {
        &self.request
    }
}

/// A copy of an input, without streams.
pub(super) fn input_of(attempt: Attempt<'_>) -> Dynamic {
    let mut input = Dynamic::new(attempt.operation.input.unwrap_or(&shapes::EMPTY));
    copy_structure(attempt.input, &mut input);
    input
}
