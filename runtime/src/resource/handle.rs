//! A resource is a client, a kind and identifiers.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::client::Client;
use crate::error::{Error, ErrorKind};

use super::ResourceType;

/// A resource whose Rust type is erased: its client, its kind and its identifiers.
///
/// Two are equal, and hash alike, when service, kind and identifiers are equal (`boto3/resources/base.py`,
/// `ServiceResource`); clients do not count. Cheap to clone. `Debug` is boto3's: `ec2.Instance(id="i-1")`.
#[derive(Clone)]
pub struct Handle {
    client: Arc<dyn Holds>,
    kind: &'static dyn Describes,
    identifiers: Arc<[String]>,
}

/// Hides interior mutability of the client from clippy's `mutable_key_type`; [`Describes`] does the same for the kind.
/// Neither takes part in equality.
trait Holds: Send + Sync {
    fn client(&self) -> &Client;
}

impl Holds for Client {
    fn client(&self) -> &Client {
        self
    }
}

trait Describes: Send + Sync {
    fn kind(&'static self) -> &'static ResourceType;
}

impl Describes for ResourceType {
    fn kind(&'static self) -> &'static ResourceType {
        self
    }
}

impl Handle {
    /// A resource of `kind`, with identifiers in the order of the definition. No call is made.
    ///
    /// A missing identifier is empty, and the first call names it.
    pub fn new<I: Into<String>>(
        client: Client,
        kind: &'static ResourceType,
        identifiers: impl IntoIterator<Item = I>,
    ) -> Self {
        Self::of(Arc::new(client), kind, identifiers)
    }

    /// Another resource, with the same client.
    pub(super) fn beside<I: Into<String>>(
        &self,
        kind: &'static ResourceType,
        identifiers: impl IntoIterator<Item = I>,
    ) -> Self {
        Self::of(self.client.clone(), kind, identifiers)
    }

    fn of<I: Into<String>>(
        client: Arc<dyn Holds>,
        kind: &'static ResourceType,
        identifiers: impl IntoIterator<Item = I>,
    ) -> Self {
        let given = identifiers.into_iter().map(Into::into);
        let missing = std::iter::repeat_with(String::new);
        Self {
            client,
            kind,
            identifiers: given.chain(missing).take(kind.identifiers.len()).collect(),
        }
    }

    /// The client that calls for it.
    pub fn client(&self) -> &Client {
        self.client.client()
    }

    /// The kind of the resource.
    pub fn kind(&self) -> &'static ResourceType {
        self.kind.kind()
    }

    /// An identifier, by its index; empty beyond the last one.
    pub fn identifier(&self, index: usize) -> &str {
        self.identifiers.get(index).map_or("", String::as_str)
    }

    /// The identifiers, in the order of the definition.
    pub fn identifiers(&self) -> impl ExactSizeIterator<Item = (&'static str, &str)> {
        let names = self.kind().identifiers.iter();
        names
            .zip(self.identifiers.iter())
            .map(|(identifier, value)| (identifier.method, value.as_str()))
    }

    /// A subresource of this one.
    pub fn subresource(&self, kind: &'static ResourceType, identifiers: &[Part]) -> Self {
        let values = identifiers.iter().map(|identifier| match identifier {
            Part::Same(index) => self.identifier(usize::from(*index)),
            Part::Given(value) => value,
        });
        self.beside(kind, values)
    }

    /// An identifier, by its index.
    ///
    /// # Errors
    ///
    /// If the identifier is empty, and so names nothing.
    pub(super) fn named(&self, index: usize) -> Result<&str, String> {
        let value = self.identifier(index);
        match self.kind().identifiers.get(index) {
            Some(identifier) if value.is_empty() && !identifier.may_be_empty => Err(format!(
                "the identifier `{}` of {} is empty",
                identifier.method,
                self.kind().name
            )),
            _ => Ok(value),
        }
    }
}

/// An identifier of a subresource.
#[derive(Clone, Debug)]
pub enum Part {
    /// The parent's identifier at this index.
    Same(u16),
    /// A value from the caller.
    Given(String),
}

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        let (kind, other_kind) = (self.kind(), other.kind());
        kind.service.name == other_kind.service.name
            && kind.name == other_kind.name
            && self.identifiers == other.identifiers
    }
}

impl Eq for Handle {}

impl Hash for Handle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind().service.name.hash(state);
        self.kind().name.hash(state);
        self.identifiers.hash(state);
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}(", self.kind().service.name, self.kind().name)?;
        for (index, (name, value)) in self.identifiers().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{name}={value:?}")?;
        }
        f.write_str(")")
    }
}

/// boto3's `meta`: the client and the description of a resource.
#[derive(Clone, Debug)]
pub struct Meta<C> {
    handle: Handle,
    client: C,
}

impl<C> Meta<C> {
    /// The meta data of a resource, with its client as the service's own type.
    pub fn new(handle: &Handle, client: C) -> Self {
        Self {
            handle: handle.clone(),
            client,
        }
    }

    /// The client, for operations that resources do not have.
    pub fn client(&self) -> &C {
        &self.client
    }

    /// The service's folder name, for example `ec2`.
    pub fn service_name(&self) -> &'static str {
        self.handle.kind().service.name
    }

    /// The resource's name in the definition, for example `Instance`.
    pub fn resource_name(&self) -> &'static str {
        self.handle.kind().name
    }

    /// The identifiers with their values, in the order of the definition.
    pub fn identifiers(&self) -> impl ExactSizeIterator<Item = (&'static str, &str)> {
        self.handle.identifiers()
    }
}

impl Error {
    /// An error of a resource, where no operation is involved.
    pub(crate) fn of_resource(kind: &ResourceType, error: ErrorKind) -> Self {
        Self::about(kind.service.name, kind.name, error)
    }
}
