//! A resource with its data.

use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use crate::error::Error;
use crate::view::{self, Structure, copy_structure};

use super::answer::UntypedResource;
use super::{HasData, Loading, Product, ResourceType};

/// A resource with its data, as the service returned it.
///
/// It has all methods of the resource. Data does not change by itself: [`reload`](Self::reload) replaces it. Two are equal if
/// their resources are, whatever their data. Clones share the data.
///
/// A service's module has a type `Loaded` around this one, for methods that need data: Rust allows such methods only on types
/// of the same crate.
pub struct LoadedResource<R: HasData> {
    resource: R,
    data: Arc<R::Data>,
}

impl<R: HasData> LoadedResource<R> {
    /// The data.
    #[inline]
    #[must_use]
    pub fn data(&self) -> &R::Data {
        &self.data
    }

    /// The resource without its data.
    #[inline]
    #[must_use]
    pub fn resource(&self) -> &R {
        &self.resource
    }

    /// The data, by value.
    #[inline]
    #[must_use]
    pub fn into_data(self) -> R::Data
    where
        R::Data: Clone,
    {
        Arc::unwrap_or_clone(self.data)
    }

    /// The resource without its data, by value.
    #[inline]
    #[must_use]
    pub fn into_resource(self) -> R {
        self.resource
    }

    /// Loads the data again, for this value; clones keep theirs.
    ///
    /// # Errors
    ///
    /// As the resource's `load`; without such a method, an error that says so. The data stays as it was.
    #[inline]
    pub async fn reload(&mut self) -> Result<(), Error> {
        *self = Loading::new(self.resource.handle()).await?;
        Ok(())
    }
}

impl<R: HasData> Clone for LoadedResource<R> {
    #[inline]
    fn clone(&self) -> Self {
        Self {
            resource: self.resource.clone(),
            data: self.data.clone(),
        }
    }
}

impl<R: HasData> Deref for LoadedResource<R> {
    type Target = R;

    #[inline]
    fn deref(&self) -> &R {
        &self.resource
    }
}

impl<R: HasData> Product for LoadedResource<R> {
    type Resource = R;

    #[inline]
    fn new_data(_: &'static ResourceType) -> Option<Box<dyn Structure>> {
        Some(Box::new(R::Data::default()))
    }

    #[inline]
    fn give(untyped: UntypedResource) -> Option<Self> {
        let data: Box<dyn Any> = untyped.data?;
        Some(Self {
            resource: R::from_handle(untyped.handle),
            data: Arc::from(data.downcast::<R::Data>().ok()?),
        })
    }

    #[inline]
    fn into_untyped(self) -> UntypedResource {
        let data = Arc::try_unwrap(self.data).unwrap_or_else(|shared| {
            let mut data = R::Data::default();
            copy_structure(&*shared, &mut data);
            data
        });
        UntypedResource {
            handle: self.resource.handle().clone(),
            data: Some(Box::new(data)),
        }
    }
}

impl<R: HasData> PartialEq for LoadedResource<R> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.resource.handle() == other.resource.handle()
    }
}

impl<R: HasData> Eq for LoadedResource<R> {}

impl<R: HasData> Hash for LoadedResource<R> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.resource.handle().hash(state);
    }
}

impl<R: HasData> fmt::Debug for LoadedResource<R> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ", self.resource.handle())?;
        view::debug(&*self.data, f)
    }
}
