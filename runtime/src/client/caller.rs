//! Makes the calls of loops, type-erased.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use super::{CallSettings, Client, Purpose, Reply};
use crate::dynamic::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::schema::{Operation, shapes};
use crate::view::Structure;

/// Makes calls of one operation for a loop: the input goes in and is returned with the answer.
pub(crate) trait Caller: Send + Sync {
    /// Makes one call.
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>>;

    /// Sets what holds for each call; one that sends nothing has no settings.
    fn set(&mut self, _: CallSettings) {}
}

/// The result of one call of a loop.
pub(crate) struct CallOutcome {
    pub(crate) input: Box<dyn Structure>,
    pub(crate) result: Result<Reply, Error>,
}

/// Makes an empty output of an operation, as the receiver of an answer.
pub(crate) type Empty = fn(&'static Operation) -> Box<dyn Structure>;

/// Calls through a client.
pub(crate) struct ClientCaller {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) empty: Empty,
    pub(crate) purpose: Purpose,
}

impl Caller for ClientCaller {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>> {
        let client = self.client.clone();
        let (operation, empty, purpose) = (self.operation, self.empty, self.purpose);
        Box::pin(async move {
            let result = client
                .call_for(purpose, operation, &*input, empty(operation))
                .await;
            CallOutcome { input, result }
        })
    }

    fn set(&mut self, settings: CallSettings) {
        self.client = self.client.with_settings(settings);
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

/// An empty input of an operation whose table was loaded at run time.
pub(crate) fn empty_dynamic_input(operation: &'static Operation) -> Box<dyn Structure> {
    Box::new(Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY)))
}

/// The output, downcast.
pub(crate) fn take<O: Structure>(
    operation: &'static Operation,
    output: Box<dyn Structure>,
) -> Result<O, Error> {
    let output: Box<dyn Any> = output;
    match output.downcast::<O>() {
        Ok(output) => Ok(*output),
        Err(_) => Err(of_another_type(operation)),
    }
}

fn of_another_type(operation: &'static Operation) -> Error {
    let problem = "the answer was read into a value of another type than was asked for";
    Error::new(operation, ErrorKind::Config(String::from(problem)))
}
