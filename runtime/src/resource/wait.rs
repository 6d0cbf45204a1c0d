//! Waits of resources: poll until the resource with these identifiers reaches a state (`boto3/resources/action.py`, `WaiterAction`).

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::dynamic::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::request::Wait;
use crate::view::{Structure, View};
use crate::waiter::{WaitError, Waiter};

use super::answer::{NewData, UntypedResource, filled};
use super::fill::{Arguments, Mode};
use super::forms::Forms;
use super::product::{Product, give};
use super::{Handle, ResourceWaiter};

/// The purpose of a request that polls until a resource reaches a state. The wait returns the resource as `T`, with the data of the last
/// answer if that contains it.
///
/// A member that the caller sets replaces the value that the resource fills in.
pub struct WaitFor<T> {
    handle: Handle,
    filled: Arguments,
    wait: Wait,
    waiter: &'static ResourceWaiter,
    new_data: NewData,
    give: fn(UntypedResource) -> Result<T, String>,
}

impl<T: Product> WaitFor<T> {
    /// A wait of a resource; `data` is its data, if it is loaded.
    pub fn new(
        handle: &Handle,
        waiter: &'static ResourceWaiter,
        data: Option<&dyn Structure>,
    ) -> Self {
        Self {
            handle: handle.clone(),
            filled: Arguments::new(handle, waiter.params, data),
            wait: Wait::new(handle.client().clone(), waiter.waiter),
            waiter,
            new_data: T::new_data,
            give: give::<T>,
        }
    }
}

impl<T> WaitFor<T> {
    crate::__wait_options!(wait);

    /// Starts the wait; `O` is the Rust type of the operation's output.
    #[inline]
    pub fn run<O: Structure + Default, I: Structure + Default>(self, input: I) -> WaitingFor<T> {
        self.run_as(Forms::of::<I, O>(), Box::new(input))
    }

    /// Starts the wait by an operation whose table was loaded at run time.
    pub fn run_dynamic(self, input: Dynamic) -> WaitingFor<T> {
        self.run_as(Forms::dynamic(), Box::new(input))
    }

    fn run_as(self, forms: Forms, input: Box<dyn Structure>) -> WaitingFor<T> {
        let waiter = self.waiter.waiter;
        let parts = (self.filled, self.wait, self.new_data);
        WaitingFor {
            waiter,
            reached: Box::pin(wait(self.handle, self.waiter, parts, input, forms)),
            give: self.give,
        }
    }
}

impl<T> fmt::Debug for WaitFor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor")
            .field("handle", &self.handle)
            .field("waiter", &self.waiter.waiter.name)
            .finish_non_exhaustive()
    }
}

/// A wait of a resource that proceeds while this future is polled; dropping it ends the wait, and no further call is made.
///
/// It resolves to the resource, or to a [`WaitError`].
#[must_use = "nothing is sent until the wait is awaited"]
pub struct WaitingFor<T> {
    waiter: &'static Waiter,
    reached: Pin<Box<dyn Future<Output = Result<UntypedResource, WaitError>> + Send>>,
    give: fn(UntypedResource) -> Result<T, String>,
}

impl<T> Future for WaitingFor<T> {
    type Output = Result<T, WaitError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let reached = ready!(self.reached.as_mut().poll(cx))?;
        let waiter = self.waiter;
        Poll::Ready((self.give)(reached).map_err(|problem| {
            let error = Error::new(waiter.operation, ErrorKind::NotFound(problem));
            WaitError::of_error(waiter, error)
        }))
    }
}

impl<T> fmt::Debug for WaitingFor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingFor")
            .field("waiter", &self.waiter.name)
            .finish_non_exhaustive()
    }
}

/// Waits, once for all types.
async fn wait(
    handle: Handle,
    waiter: &'static ResourceWaiter,
    (filled_in, wait, new_data): (Arguments, Wait, NewData),
    input: Box<dyn Structure>,
    forms: Forms,
) -> Result<UntypedResource, WaitError> {
    let operation = waiter.waiter.operation;
    let empty = (forms.input)(operation);
    let input = filled_in
        .input(operation, Mode::CallersMember, empty, input)
        .map_err(|error| WaitError::of_error(waiter.waiter, error))?;
    let ended = crate::waiter::wait(wait.into_run(input, forms.output)).await?;
    let data = waiter.data.zip(ended.output()).and_then(|(path, output)| {
        let found = path.evaluate(View::Structure(output)).ok()?;
        // A list contains the requested resource.
        let found = match found.clone().into_items() {
            Some(items) => items.into_iter().next()?,
            None => found,
        };
        filled(&found, new_data(handle.kind())?)
    });
    Ok(UntypedResource { handle, data })
}
