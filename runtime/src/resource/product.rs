//! The Rust types of resources, as the engine sees them.

use crate::dynamic::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::view::Structure;

use super::answer::{NewData, Recipe, UntypedResource};
use super::{Handle, ResourceType, ResponseResource};

/// A resource of generated code: identifiers only, no data.
pub trait Resource: Clone + Send + Sync + 'static {
    /// The kind of the resource.
    fn kind() -> &'static ResourceType;

    /// The resource a handle stands for.
    fn from_handle(handle: Handle) -> Self;

    /// The resource as a type-erased handle.
    fn handle(&self) -> &Handle;
}

/// A resource that may have data.
pub trait HasData: Resource {
    /// The structure of the data.
    type Data: Structure + Default;
}

/// The return type of a method: a resource, or a resource with its data.
pub trait Product: Sized + Send + 'static {
    /// The resource itself, without data.
    type Resource;

    /// Empty data for a kind of resource; `None` when the resource comes without data.
    fn new_data(kind: &'static ResourceType) -> Option<Box<dyn Structure>>;

    /// Downcasts a resource; `None` when data is missing.
    fn give(untyped: UntypedResource) -> Option<Self>;

    /// Erases its type.
    fn into_untyped(self) -> UntypedResource;
}

/// A resource whose type is known only at run time has [`Dynamic`] data.
impl Product for UntypedResource {
    type Resource = Self;

    fn new_data(kind: &'static ResourceType) -> Option<Box<dyn Structure>> {
        kind.data
            .map(|shape| Box::new(Dynamic::new(shape)) as Box<dyn Structure>)
    }

    fn give(untyped: UntypedResource) -> Option<Self> {
        Some(untyped)
    }

    fn into_untyped(self) -> UntypedResource {
        self
    }
}

/// Downcasts a resource.
pub(super) fn give<T: Product>(untyped: UntypedResource) -> Result<T, String> {
    let name = format!("{:?}", untyped.handle);
    T::give(untyped).ok_or_else(|| format!("the answer does not hold the data of {name}"))
}

/// The only resource.
pub(super) fn one<T: Product>(recipe: &Recipe, made: Vec<UntypedResource>) -> Result<T, String> {
    match made.into_iter().next() {
        Some(untyped) => give(untyped),
        None => Err(recipe.missing()),
    }
}

/// All resources.
pub(super) fn all<T: Product>(_: &Recipe, made: Vec<UntypedResource>) -> Result<Vec<T>, String> {
    made.into_iter().map(give).collect()
}

/// The resource that the data of another one refers to; `None` if there is none.
///
/// # Errors
///
/// When the data is inconsistent; see [`references`].
pub fn reference<T: Product>(
    handle: &Handle,
    data: &dyn Structure,
    made: &'static ResponseResource,
) -> Result<Option<T>, Error> {
    Ok(references(handle, data, made)?.into_iter().next())
}

/// The resources that the data of another one refers to.
///
/// # Errors
///
/// When lists of identifiers and data have different lengths.
pub fn references<T: Product>(
    handle: &Handle,
    data: &dyn Structure,
    made: &'static ResponseResource,
) -> Result<Vec<T>, Error> {
    let new_data: NewData = T::new_data;
    Recipe::new(made, handle, Some(data))
        .and_then(|recipe| recipe.make(data, new_data))
        .and_then(|made| made.into_iter().map(give).collect())
        .map_err(|problem| Error::of_resource(handle.kind(), ErrorKind::Evaluation(problem)))
}
