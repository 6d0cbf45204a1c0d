//! The tables of resources: what generated code says about a `resources-1.json`.
//!
//! In a `static`, write a value that holds an [`Expression`] as `const { &… }`: the compiler does not promote it if it is a
//! function's argument.

pub use pageboy_schema::{Element, Step};

use crate::jmespath::Expression;
use crate::paginator::Paginator;
use crate::schema::{Operation, Service, Shape};
use crate::waiter::Waiter;

/// A kind of resource: one entry of `resources`, or the service itself.
#[derive(Debug)]
#[non_exhaustive]
pub struct ResourceType {
    /// The service.
    pub service: &'static Service,
    /// The key in `resources`, for example `Instance`; `ServiceResource` for the service.
    pub name: &'static str,
    /// The identifiers, which tell resources of this kind apart.
    pub identifiers: &'static [Identifier],
    /// `shape`: the structure of its data; `None` if it has none.
    pub data: Option<&'static Shape>,
    /// `load`: the call that loads the data.
    pub load: Option<&'static Load>,
}

impl ResourceType {
    /// A kind of resource without identifiers and without data.
    pub const fn new(service: &'static Service, name: &'static str) -> Self {
        Self {
            service,
            name,
            identifiers: &[],
            data: None,
            load: None,
        }
    }

    /// Sets the identifiers.
    #[must_use]
    pub const fn identifiers(mut self, identifiers: &'static [Identifier]) -> Self {
        self.identifiers = identifiers;
        self
    }

    /// Sets the structure of its data.
    #[must_use]
    pub const fn data(mut self, data: &'static Shape) -> Self {
        self.data = Some(data);
        self
    }

    /// Sets the call that loads the data.
    #[must_use]
    pub const fn load(mut self, load: &'static Load) -> Self {
        self.load = Some(load);
        self
    }
}

/// An identifier of a resource.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Identifier {
    /// The name in the definition, for example `Id`.
    pub name: &'static str,
    /// The method that returns it, for example `id`.
    pub method: &'static str,
    /// `memberName`: the index of the member of the data with the same value.
    pub member: Option<u16>,
    /// `mayBeEmpty`: the empty text is a valid value.
    pub may_be_empty: bool,
}

impl Identifier {
    /// An identifier with its names: in the definition, and of the method.
    pub const fn new(name: &'static str, method: &'static str) -> Self {
        Self {
            name,
            method,
            member: None,
            may_be_empty: false,
        }
    }

    /// Sets the index of the member of the data with the same value.
    #[must_use]
    pub const fn member(mut self, member: u16) -> Self {
        self.member = Some(member);
        self
    }

    /// Allows the empty text as a value.
    #[must_use]
    pub const fn may_be_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }
}

/// The call that loads a resource's data.
#[derive(Debug)]
#[non_exhaustive]
pub struct Load {
    /// The operation.
    pub operation: &'static Operation,
    /// The parameters that are filled in.
    pub params: &'static [Param],
    /// The place of the data in the answer: a structure, or a list with one element that has the resource's identifiers.
    pub path: Expression,
}

impl Load {
    /// A call with these parameters, and where its answer holds the data.
    pub const fn new(
        operation: &'static Operation,
        params: &'static [Param],
        path: Expression,
    ) -> Self {
        Self {
            operation,
            params,
            path,
        }
    }
}

/// A parameter that is filled in: one entry of `params`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Param {
    /// `target`: the path of members from the input down.
    pub target: &'static [Step],
    /// The value that is written there.
    pub source: ParamSource,
}

impl Param {
    /// A parameter: its path of members, and the value that is written there.
    pub const fn new(target: &'static [Step], source: ParamSource) -> Self {
        Self { target, source }
    }
}

/// The value of a parameter.
#[derive(Debug)]
pub enum ParamSource {
    /// An identifier of the resource, by its index.
    Identifier(u16),
    /// The result of an expression on the resource's data.
    Data(Expression),
    /// A text.
    Text(&'static str),
    /// A number.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
}

/// The resources that are made from an answer or from data: one entry `resource`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ResponseResource {
    /// The kind of resource.
    pub resource: &'static ResourceType,
    /// The source of each identifier, in their order.
    pub identifiers: &'static [IdentifierSource],
    /// `path`: the place of the data; `None` when the resources come without data.
    pub data: Option<&'static Expression>,
    /// `forEach`: the index of the identifier for each of whose values the others are repeated.
    pub for_each: Option<u16>,
}

impl ResponseResource {
    /// Resources of this kind, without data, and the sources of their identifiers.
    pub const fn new(
        resource: &'static ResourceType,
        identifiers: &'static [IdentifierSource],
    ) -> Self {
        Self {
            resource,
            identifiers,
            data: None,
            for_each: None,
        }
    }

    /// Sets the place of the data.
    #[must_use]
    pub const fn data(mut self, path: &'static Expression) -> Self {
        self.data = Some(path);
        self
    }

    /// Sets the identifier for each of whose values the others are repeated.
    #[must_use]
    pub const fn for_each(mut self, identifier: u16) -> Self {
        self.for_each = Some(identifier);
        self
    }
}

/// The source of an identifier of a new resource.
#[derive(Debug)]
pub enum IdentifierSource {
    /// The result of an expression on the answer.
    Answer(Expression),
    /// The result of an expression on the request.
    Request(Expression),
    /// The result of an expression on the parent's data.
    Data(Expression),
    /// An identifier of the parent, by its index.
    Identifier(u16),
}

/// A call: one entry of `actions` or `hasMany`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Action {
    /// The key, for example `Start`.
    pub name: &'static str,
    /// The parameters that are filled in.
    pub params: &'static [Param],
    /// The resources that are made from the answer, if any.
    pub made: Option<&'static ResponseResource>,
    /// The paginator of a collection.
    pub paginator: Option<&'static Paginator>,
}

impl Action {
    /// A call with these parameters.
    pub const fn new(name: &'static str, params: &'static [Param]) -> Self {
        Self {
            name,
            params,
            made: None,
            paginator: None,
        }
    }

    /// Sets the resources that are made from the answer.
    #[must_use]
    pub const fn made(mut self, made: &'static ResponseResource) -> Self {
        self.made = Some(made);
        self
    }

    /// Sets the paginator of a collection.
    #[must_use]
    pub const fn paginator(mut self, paginator: &'static Paginator) -> Self {
        self.paginator = Some(paginator);
        self
    }
}

/// A call for all resources of a collection: one entry of `batchActions`.
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchAction {
    /// The key, for example `Delete`.
    pub name: &'static str,
    /// The parameters that are filled in.
    pub params: &'static [Param],
    /// Maximum number of resources per call; `None` without a limit.
    pub limit: Option<u32>,
    /// The list of failures in the answer, if it has one.
    pub failures: Option<&'static Expression>,
}

impl BatchAction {
    /// A call with these parameters, for any number of resources.
    pub const fn new(name: &'static str, params: &'static [Param]) -> Self {
        Self {
            name,
            params,
            limit: None,
            failures: None,
        }
    }

    /// Sets the maximum number of resources per call.
    #[must_use]
    pub const fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Sets the list of failures in the answer.
    #[must_use]
    pub const fn failures(mut self, path: &'static Expression) -> Self {
        self.failures = Some(path);
        self
    }
}

/// A wait: one entry of `waiters`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ResourceWaiter {
    /// The waiter.
    pub waiter: &'static Waiter,
    /// The parameters that are filled in.
    pub params: &'static [Param],
    /// The place of the resource's data in the last answer, if it is always there.
    pub data: Option<&'static Expression>,
}

impl ResourceWaiter {
    /// A wait with these parameters.
    pub const fn new(waiter: &'static Waiter, params: &'static [Param]) -> Self {
        Self {
            waiter,
            params,
            data: None,
        }
    }

    /// Sets the place of the resource's data in the last answer.
    #[must_use]
    pub const fn data(mut self, path: &'static Expression) -> Self {
        self.data = Some(path);
        self
    }
}
