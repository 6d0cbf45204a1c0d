//! Actions: calls whose parameters a resource fills in (`boto3/resources/action.py`).

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::{Metadata, Purpose, Reply};
use crate::error::{Error, ErrorKind};
use crate::request::Call;
use crate::schema::Operation;
use crate::view::Structure;

use super::answer::{NewData, Recipe, UntypedResource};
use super::fill::{Arguments, Mode};
use super::forms::Forms;
use super::product::{self, Product};
use super::{Action, Handle};

/// The purpose of an action that returns the operation's output.
///
/// A member that the caller sets replaces the value that the resource fills in.
#[derive(Clone, Debug)]
pub struct Act {
    handle: Handle,
    filled: Arguments,
}

impl Act {
    /// An action of a resource; `data` is its data, if it is loaded.
    pub fn new(handle: &Handle, action: &'static Action, data: Option<&dyn Structure>) -> Self {
        Self {
            handle: handle.clone(),
            filled: Arguments::new(handle, action.params, data),
        }
    }

    /// Makes the call; `O` is the Rust type of its output, or `()` when it has none.
    #[inline]
    pub fn call<O: Structure + Default, I: Structure + Default>(
        self,
        operation: &'static Operation,
        input: I,
    ) -> Call<O> {
        self.call_as(Forms::of::<I, O>(), operation, Box::new(input))
    }

    /// Makes the call of an operation whose table was loaded at run time.
    pub fn call_dynamic(
        self,
        operation: &'static Operation,
        input: crate::Dynamic,
    ) -> Call<crate::Dynamic> {
        self.call_as(Forms::dynamic(), operation, Box::new(input))
    }

    fn call_as<O: Structure>(
        self,
        forms: Forms,
        operation: &'static Operation,
        input: Box<dyn Structure>,
    ) -> Call<O> {
        let empty = (forms.input)(operation);
        let input = self
            .filled
            .input(operation, Mode::CallersMember, empty, input);
        Call::of_input(self.handle.client().clone(), operation, input, forms.output)
    }
}

/// The purpose of an action that returns `T`: a resource, or a list of resources.
///
/// A member that the caller sets replaces the value that the resource fills in.
pub struct Make<T> {
    handle: Handle,
    filled: Arguments,
    recipe: Result<Recipe, String>,
    new_data: NewData,
    finish: fn(&Recipe, Vec<UntypedResource>) -> Result<T, String>,
}

impl<T: Product> Make<T> {
    /// An action that returns one resource; `data` is the data of its own resource, if that is loaded.
    pub fn one(handle: &Handle, action: &'static Action, data: Option<&dyn Structure>) -> Self {
        Self::new(handle, action, data, T::new_data, product::one)
    }
}

impl<T: Product> Make<Vec<T>> {
    /// An action that returns a list of resources.
    pub fn many(handle: &Handle, action: &'static Action, data: Option<&dyn Structure>) -> Self {
        Self::new(handle, action, data, T::new_data, product::all)
    }
}

impl<T: 'static> Make<T> {
    fn new(
        handle: &Handle,
        action: &'static Action,
        data: Option<&dyn Structure>,
        new_data: NewData,
        finish: fn(&Recipe, Vec<UntypedResource>) -> Result<T, String>,
    ) -> Self {
        let recipe = match action.made {
            Some(made) => Recipe::new(made, handle, data),
            None => Err(format!("{} returns no resource", action.name)),
        };
        Self {
            handle: handle.clone(),
            filled: Arguments::new(handle, action.params, data),
            recipe,
            new_data,
            finish,
        }
    }

    /// Makes the call; `O` is the Rust type of its output.
    #[inline]
    pub fn call<O: Structure + Default, I: Structure + Default>(
        self,
        operation: &'static Operation,
        input: I,
    ) -> Making<T> {
        self.call_as(Forms::of::<I, O>(), operation, Box::new(input))
    }

    /// Makes the call of an operation whose table was loaded at run time.
    pub fn call_dynamic(self, operation: &'static Operation, input: crate::Dynamic) -> Making<T> {
        self.call_as(Forms::dynamic(), operation, Box::new(input))
    }

    fn call_as(
        self,
        forms: Forms,
        operation: &'static Operation,
        input: Box<dyn Structure>,
    ) -> Making<T> {
        let made = make(
            self.handle,
            self.filled,
            (self.recipe, self.new_data),
            operation,
            (input, forms),
        );
        let finish = self.finish;
        Making {
            operation,
            made: Box::pin(async move {
                let (recipe, reached, metadata) = made.await?;
                finish(&recipe, reached).map_err(|problem| unmade(operation, metadata, problem))
            }),
        }
    }
}

impl<T> Clone for Make<T> {
    fn clone(&self) -> Self {
        Self {
            handle: self.handle.clone(),
            filled: self.filled.clone(),
            recipe: self.recipe.clone(),
            new_data: self.new_data,
            finish: self.finish,
        }
    }
}

impl<T> fmt::Debug for Make<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Make")
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}

/// An action of a resource that is under way when this future is polled; dropping it ends the call.
///
/// It resolves to a resource or a list of them, or to the [`Error`] of the call. An answer without the resource is an error
/// too.
#[must_use = "nothing is sent until the action is awaited"]
pub struct Making<T> {
    operation: &'static Operation,
    made: Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>,
}

impl<T> Future for Making<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.made.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Making<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Making")
            .field("operation", &self.operation.name)
            .finish_non_exhaustive()
    }
}

/// An answer that lacks the resource.
pub(super) fn unmade(operation: &'static Operation, metadata: Metadata, message: String) -> Error {
    let kind = ErrorKind::Response {
        message,
        status: metadata.status,
        request_id: metadata.request_id,
    };
    Error::new(operation, kind)
}

/// The product of a call, type-erased.
type Products = (Recipe, Vec<UntypedResource>, Metadata);

/// Makes the call and its resources, once for all types.
fn make(
    handle: Handle,
    filled: Arguments,
    (recipe, new_data): (Result<Recipe, String>, NewData),
    operation: &'static Operation,
    (input, forms): (Box<dyn Structure>, Forms),
) -> Pin<Box<dyn Future<Output = Result<Products, Error>> + Send>> {
    Box::pin(async move {
        let evaluation = |problem| Error::new(operation, ErrorKind::Evaluation(problem));
        let empty = (forms.input)(operation);
        let input = filled.input(operation, Mode::CallersMember, empty, input)?;
        let mut recipe = recipe.map_err(evaluation)?;
        recipe.request(&*input).map_err(evaluation)?;
        let output = (forms.output)(operation);
        let Reply { output, metadata } = handle
            .client()
            .call_for(Purpose::Resource, operation, &*input, output)
            .await?;
        match recipe.make(&*output, new_data) {
            Ok(reached) => Ok((recipe, reached, metadata)),
            Err(problem) => Err(unmade(operation, metadata, problem)),
        }
    })
}
