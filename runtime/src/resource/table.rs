//! The tables of resources: what generated code says about a `resources-1.json`.
//!
//! In a `static`, write slices as fields of a struct literal or as `static`s of their own: the compiler does not keep a
//! slice alive that is an argument of a function and holds an [`Expression`].

use crate::jmespath::Expression;
use crate::paginator::Paginator;
use crate::schema::{Operation, Service, Shape};
use crate::waiter::Waiter;

/// A kind of resource: one entry of `resources`, or the service itself.
#[derive(Debug)]
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
    pub load: Option<Load>,
}

/// An identifier of a resource.
#[derive(Clone, Copy, Debug)]
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

/// The call that loads a resource's data.
#[derive(Debug)]
pub struct Load {
    /// The operation.
    pub operation: &'static Operation,
    /// The parameters that are filled in.
    pub params: &'static [Param],
    /// The place of the data in the answer: a structure, or a list with one element that has the resource's identifiers.
    pub path: Expression,
}

/// A parameter that is filled in: one entry of `params`.
#[derive(Debug)]
pub struct Param {
    /// `target`: the path of members from the input down.
    pub target: &'static [Step],
    /// The value that is written there.
    pub source: Source,
}

/// A member on the path to a target, and its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The index of the member.
    pub member: u16,
    /// The element, if the member is a list.
    pub element: Element,
}

/// The element of a list that a target means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// The member is not a list.
    None,
    /// `[n]`; missing elements before it are created empty.
    At(u16),
    /// `[]`: a new element at the end.
    New,
    /// `[*]`: the element at the resource's index in its batch, or at the index of an earlier part; a new one if there is
    /// neither.
    Same,
}

/// The value of a parameter.
#[derive(Debug)]
pub enum Source {
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
pub struct Made {
    /// The kind of resource.
    pub resource: &'static ResourceType,
    /// The source of each identifier, in their order.
    pub identifiers: &'static [From],
    /// `path`: the place of the data; `None` when the resources come without data.
    pub data: Option<Expression>,
    /// `forEach`: the index of the identifier for each of whose values the others are repeated.
    pub for_each: Option<u16>,
}

/// The source of an identifier of a new resource.
#[derive(Debug)]
pub enum From {
    /// The result of an expression on the answer.
    Answer(Expression),
    /// The result of an expression on the request.
    Request(Expression),
    /// The result of an expression on the data of the resource it is reached from.
    Data(Expression),
    /// An identifier of the resource it is reached from, by its index.
    Identifier(u16),
}

/// A call: one entry of `actions` or `hasMany`.
#[derive(Debug)]
pub struct Action {
    /// The key, for example `Start`.
    pub name: &'static str,
    /// The parameters that are filled in.
    pub params: &'static [Param],
    /// The resources that are made from the answer, if any.
    pub made: Option<Made>,
    /// The paginator of a collection.
    pub paginator: Option<&'static Paginator>,
}

/// A call for all resources of a collection: one entry of `batchActions`.
#[derive(Debug)]
pub struct BatchAction {
    /// The key, for example `Delete`.
    pub name: &'static str,
    /// The parameters that are filled in.
    pub params: &'static [Param],
    /// Maximum number of resources per call; `None` without a limit.
    pub limit: Option<u32>,
    /// The list of failures in the answer, if it has one.
    pub failures: Option<Expression>,
}

/// A wait: one entry of `waiters`.
#[derive(Debug)]
pub struct ResourceWaiter {
    /// The waiter.
    pub waiter: &'static Waiter,
    /// The parameters that are filled in.
    pub params: &'static [Param],
    /// The place of the resource's data in the last answer, if it is always there.
    pub data: Option<Expression>,
}
