//! The Rust types of resources, as the engine sees them.

use crate::dynamic::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::view::{Structure, copy_structure};

use super::answer::{NewData, Reached, Recipe};
use super::{Handle, Made, ResourceType};

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

/// What a method returns: a resource alone, or with its data.
pub trait Given: Sized + Send + 'static {
    /// Empty data for a kind of resource; `None` when the resource comes without data.
    fn new_data(kind: &'static ResourceType) -> Option<Box<dyn Structure>>;

    /// Downcasts a resource; `None` when data is missing.
    fn give(reached: Reached) -> Option<Self>;

    /// Erases its type.
    fn into_reached(self) -> Reached;
}

/// A resource whose type is known only at run time has [`Dynamic`] data.
impl Given for Reached {
    fn new_data(kind: &'static ResourceType) -> Option<Box<dyn Structure>> {
        kind.data
            .map(|shape| Box::new(Dynamic::new(shape)) as Box<dyn Structure>)
    }

    fn give(reached: Reached) -> Option<Self> {
        Some(reached)
    }

    fn into_reached(self) -> Reached {
        self
    }
}

/// A copy of data.
pub fn copy_of<D: Structure + Default>(data: &D) -> Box<dyn Structure> {
    let mut copied = D::default();
    copy_structure(data, &mut copied);
    Box::new(copied)
}

/// Downcasts a resource.
pub(super) fn give<T: Given>(reached: Reached) -> Result<T, String> {
    let name = format!("{:?}", reached.handle);
    T::give(reached).ok_or_else(|| format!("the answer does not hold the data of {name}"))
}

/// The only resource.
pub(super) fn one<T: Given>(recipe: &Recipe, made: Vec<Reached>) -> Result<T, String> {
    match made.into_iter().next() {
        Some(reached) => give(reached),
        None => Err(recipe.missing()),
    }
}

/// All resources.
pub(super) fn all<T: Given>(_: &Recipe, made: Vec<Reached>) -> Result<Vec<T>, String> {
    made.into_iter().map(give).collect()
}

/// The resource that another one's data leads to; `None` if it leads nowhere.
///
/// # Errors
///
/// When the data is inconsistent; see [`references`].
pub fn reference<T: Given>(
    handle: &Handle,
    data: &dyn Structure,
    made: &'static Made,
) -> Result<Option<T>, Error> {
    Ok(references(handle, data, made)?.into_iter().next())
}

/// The resources that another one's data leads to.
///
/// # Errors
///
/// When lists of identifiers and data have different lengths.
pub fn references<T: Given>(
    handle: &Handle,
    data: &dyn Structure,
    made: &'static Made,
) -> Result<Vec<T>, Error> {
    let new_data: NewData = T::new_data;
    Recipe::new(made, handle, Some(data))
        .and_then(|recipe| recipe.make(data, new_data))
        .and_then(|made| made.into_iter().map(give).collect())
        .map_err(|problem| Error::of_resource(handle.kind(), ErrorKind::Evaluation(problem)))
}
