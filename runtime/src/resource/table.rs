//! The tables of resources: what generated code says about a `resources-1.json`.
//!
//! In a `static`, write slices as a struct literal's fields or as `static`s of their own: the compiler does not keep a
//! slice alive that is a function's argument and holds an [`Expression`].

use crate::jmespath::Expression;
use crate::paginator::Paginator;
use crate::schema::{Operation, Service, Shape};
use crate::waiter::Waiter;

/// A kind of resource: one entry of `resources`, or the service as one.
#[derive(Debug)]
pub struct ResourceType {
    /// The service.
    pub service: &'static Service,
    /// The key in `resources`, for example `Instance`; `ServiceResource` for the service.
    pub name: &'static str,
    /// What tells one resource of this kind from another.
    pub identifiers: &'static [Identifier],
    /// `shape`: the structure that holds its data; `None` when nothing gives data.
    pub data: Option<&'static Shape>,
    /// `load`: the call that gets the data.
    pub load: Option<Load>,
}

/// An identifier of a resource.
#[derive(Clone, Copy, Debug)]
pub struct Identifier {
    /// The name in the definition, for example `Id`.
    pub name: &'static str,
    /// The name of the method that gives it, for example `id`.
    pub method: &'static str,
    /// `memberName`: the index of the member of the data that holds the same.
    pub member: Option<u16>,
    /// `mayBeEmpty`: the empty text is a value like any other.
    pub may_be_empty: bool,
}

/// The call that gets a resource's data.
#[derive(Debug)]
pub struct Load {
    /// The operation.
    pub operation: &'static Operation,
    /// What is filled in.
    pub params: &'static [Param],
    /// Where the answer holds the data: a structure, or a list of which one element has the resource's identifiers.
    pub path: Expression,
}

/// A parameter that is filled in: one entry of `params`.
#[derive(Debug)]
pub struct Param {
    /// `target`: the members on the way from the input down.
    pub target: &'static [Step],
    /// What is written there.
    pub source: Source,
}

/// A member on the way to a target, and which element of it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The index of the member.
    pub member: u16,
    /// The element, if the member is a list.
    pub element: Element,
}

/// Which element of a list a target means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// The member is no list.
    None,
    /// `[n]`; missing elements before it are made, empty.
    At(u16),
    /// `[]`: a new element at the end.
    New,
    /// `[*]`: the element of the resource's place in its batch, or that of an earlier part; a new one if there is neither.
    Same,
}

/// What is written to a parameter.
#[derive(Debug)]
pub enum Source {
    /// An identifier of the resource, by its index.
    Identifier(u16),
    /// What an expression finds in the resource's data.
    Data(Expression),
    /// A text.
    Text(&'static str),
    /// A number.
    Integer(i64),
    /// A truth value.
    Boolean(bool),
}

/// What an answer, or data, is made into: one entry `resource`.
#[derive(Debug)]
pub struct Made {
    /// The kind of resource.
    pub resource: &'static ResourceType,
    /// Where each of its identifiers comes from, in their order.
    pub identifiers: &'static [From],
    /// `path`: where the data is; `None` when the resources come without.
    pub data: Option<Expression>,
    /// `forEach`: the index of the identifier for each of whose values the others are taken once more.
    pub for_each: Option<u16>,
}

/// Where an identifier of a new resource comes from.
#[derive(Debug)]
pub enum From {
    /// What an expression finds in the answer.
    Answer(Expression),
    /// What an expression finds in the request.
    Request(Expression),
    /// What an expression finds in the data of the resource it is reached from.
    Data(Expression),
    /// An identifier of the resource it is reached from, by its index.
    Identifier(u16),
}

/// A call: one entry of `actions` or `hasMany`.
#[derive(Debug)]
pub struct Action {
    /// The key, for example `Start`.
    pub name: &'static str,
    /// What is filled in.
    pub params: &'static [Param],
    /// What the answer is made into, if it is.
    pub made: Option<Made>,
    /// The paginator, of a collection.
    pub paginator: Option<&'static Paginator>,
}

/// A call for all resources of a collection: one entry of `batchActions`.
#[derive(Debug)]
pub struct BatchAction {
    /// The key, for example `Delete`.
    pub name: &'static str,
    /// What is filled in.
    pub params: &'static [Param],
    /// The most resources of one call; `None` without a limit.
    pub limit: Option<u32>,
    /// Where the answer lists what could not be done, if it does.
    pub failures: Option<Expression>,
}

/// A wait: one entry of `waiters`.
#[derive(Debug)]
pub struct ResourceWaiter {
    /// The waiter.
    pub waiter: &'static Waiter,
    /// What is filled in.
    pub params: &'static [Param],
    /// Where the last answer holds the resource's data, if it always does.
    pub data: Option<Expression>,
}
