//! The call that loads a resource's data.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::empty_dynamic;
use crate::client::empty_dynamic_input;
use crate::client::{Purpose, Reply};
use crate::error::{Error, ErrorKind};
use crate::jmespath::ExpressionValue;
use crate::view::{Structure, View};

use super::answer::{UntypedResource, filled};
use super::fill::{Arguments, Mode, text};
use super::product::{Product, give};
use super::{Handle, Load};

/// A call that loads a resource's data while this future is polled; dropping it ends the call.
///
/// It resolves to the resource with its data. A resource that does not exist is a service error, or [`ErrorKind::NotFound`]
/// where the service answers without data.
#[must_use = "nothing is sent until the load is awaited"]
pub struct Loading<T> {
    handle: Handle,
    loaded: Pin<Box<dyn Future<Output = Result<UntypedResource, Error>> + Send>>,
    give: fn(UntypedResource) -> Result<T, String>,
}

impl<T: Product> Loading<T> {
    /// The load of a resource.
    pub fn new(handle: &Handle) -> Self {
        Self {
            handle: handle.clone(),
            loaded: Box::pin(load(handle.clone(), T::new_data)),
            give: give::<T>,
        }
    }
}

impl<T> Future for Loading<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let loaded = std::task::ready!(self.loaded.as_mut().poll(cx))?;
        let kind = loaded.handle.kind();
        Poll::Ready(
            (self.give)(loaded)
                .map_err(|problem| Error::of_resource(kind, ErrorKind::NotFound(problem))),
        )
    }
}

impl<T> fmt::Debug for Loading<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loading")
            .field("resource", &self.handle)
            .finish_non_exhaustive()
    }
}

/// Makes the call, once for all types: input and output are dynamic values, only the data has a type.
async fn load(handle: Handle, new_data: super::answer::NewData) -> Result<UntypedResource, Error> {
    let kind = handle.kind();
    let Some(load) = kind.load else {
        let message = format!("{} has no load method", kind.name);
        return Err(Error::of_resource(kind, ErrorKind::Config(message)));
    };
    let operation = load.operation;
    let filled_in = Arguments::new(&handle, load.params, None);
    let (empty, given) = (
        empty_dynamic_input(operation),
        empty_dynamic_input(operation),
    );
    let input = filled_in.input(operation, Mode::CallersMember, empty, given)?;
    let Reply { output, .. } = handle
        .client()
        .call_for(
            Purpose::Resource,
            operation,
            &*input,
            empty_dynamic(operation),
        )
        .await?;
    let found = load
        .path
        .evaluate(View::Structure(&*output))
        .map_err(|error| Error::new(operation, ErrorKind::Evaluation(error.to_string())))?;
    let data = of_resource(&handle, found)
        .and_then(|found| new_data(kind).and_then(|new| filled(&found, new)));
    match data {
        Some(data) => Ok(UntypedResource {
            handle,
            data: Some(data),
        }),
        None => Err(Error::new(
            operation,
            ErrorKind::NotFound(missing(&handle, load)),
        )),
    }
}

/// The value itself, or the element with the resource's identifiers.
fn of_resource<'a>(handle: &Handle, found: ExpressionValue<'a>) -> Option<ExpressionValue<'a>> {
    let Some(items) = found.clone().into_items() else {
        return Some(found);
    };
    items.into_iter().find(|item| {
        let Some(View::Structure(structure)) = item.view() else {
            return false;
        };
        let identifiers = handle.kind().identifiers.iter().enumerate();
        identifiers
            .filter_map(|(at, identifier)| Some((at, identifier.member?)))
            .all(|(at, member)| has(structure, member, handle.identifier(at)))
    })
}

fn has(structure: &dyn Structure, member: u16, value: &str) -> bool {
    let found = ExpressionValue::from_view(structure.view_of(usize::from(member)));
    text(&found).as_deref() == Some(value)
}

fn missing(handle: &Handle, load: &Load) -> String {
    let path = load.path.source();
    match path {
        "@" => format!("{handle:?} was not found"),
        path => format!("{handle:?} was not found: the answer has no `{path}` of it"),
    }
}
