//! JMESPath over the view.
//!
//! An [`Expression`] is a flat table of [`Node`]s. Generated code holds it as a `static` with members already
//! resolved to indices, so nothing is parsed at run time; [`Expression::parse`] builds the same table from
//! text. The evaluator walks the table over a [`View`](crate::view::View) and borrows from it wherever it can.
//!
//! Values look as Smithy defines for waiters: structures are objects of their present members, by model name; blobs are
//! base64 text, enums are text, streams are null. Points in time are seconds since 1970 in definitions; in what users ask of
//! outputs, as text, they are shown in ISO 8601, as by the AWS CLI, and `to_string` makes them text that compares. Rules that follow `jmespath.py` rather than the
//! specification, because botocore's users rely on them: ordering operators also compare two strings, `avg([])` is null, and
//! what stands in backticks and is no JSON is text.
//!
//! An expression that is given with the shape it is for is refused if it compares what can never be equal, or has no order:
//! `pageboy-schema` says what that is, for the generator as well.

mod absent;
#[cfg(test)]
mod agreement;
mod evaluate;
mod found;
mod functions;
mod json;
mod lower;
mod number;
mod resolve;
mod search;
mod sensitive;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod times;
mod types;
mod write;

use std::borrow::Cow;
use std::fmt;

pub use found::Found;
pub(crate) use json::Json;
pub use lower::ParseError;
pub(crate) use number::Number;
pub use pageboy_schema::Times;
pub(crate) use resolve::told;
pub(crate) use search::mismatch;
pub use search::{SearchError, search};
pub(crate) use types::Type;
pub(crate) use write::write_to;

use crate::excerpt::Excerpt;

/// A JMESPath expression, ready to be evaluated.
///
/// Nodes stand in postorder: children before their parent, the root last. A table that breaks this order
/// is safe to evaluate; a reference that does not point backwards is an [`EvaluationError`].
#[derive(Clone, Debug)]
pub struct Expression {
    source: Cow<'static, str>,
    nodes: Cow<'static, [Node]>,
    /// How it sees points in time.
    times: Times,
}

impl Expression {
    /// An expression of a definition, from its text and its nodes, children before parents. It sees points in time as seconds
    /// since 1970.
    pub const fn new(source: &'static str, nodes: &'static [Node]) -> Self {
        Self {
            source: Cow::Borrowed(source),
            nodes: Cow::Borrowed(nodes),
            times: Times::Seconds,
        }
    }

    /// Sets how the expression sees points in time. Default: as seconds if it is of a definition, as text if a user gave it.
    ///
    /// What it was checked for when it was made stays as it is.
    #[must_use]
    pub fn with_times(mut self, times: Times) -> Self {
        self.times = times;
        self
    }

    /// The text the expression was made from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The nodes, children before parents.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The expression with null for every element that it asks for by its position.
    pub(crate) fn without_elements(&self) -> Self {
        let nodes = self.nodes.iter().map(|node| match node {
            Node::Index(_) => Node::Literal(Literal::Null),
            node => node.clone(),
        });
        Self {
            source: self.source.clone(),
            nodes: nodes.collect(),
            times: self.times,
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// A node of an expression. Operands are indices of earlier nodes.
///
/// Each variant is one node kind of the `jmespath` crate's syntax tree.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Node {
    /// `@`: the current value.
    Current,
    /// A member of a structure, by name and by its index in the structure's table; null on anything else.
    Member(&'static str, u16),
    /// A member or key by name: of a structure, a map, a document or an object the expression made.
    Field(Cow<'static, str>),
    /// `[n]`: an element of a list; a negative index counts from the end.
    Index(i32),
    /// `[start:stop:step]`, as in Python.
    Slice {
        /// The first index; `None` is the end the step comes from.
        start: Option<i32>,
        /// The index before which to stop; `None` is the end the step goes to.
        stop: Option<i32>,
        /// The distance between indices; zero is an error.
        step: i32,
    },
    /// A constant.
    Literal(Literal),
    /// `a.b` and `a | b`: the second on the result of the first.
    Sub(u16, u16),
    /// `a[]`: lists inside the list are replaced by their elements, one level deep.
    Flatten(u16),
    /// `a.*`: the values of an object.
    Values(u16),
    /// The second on each element of the first, nulls dropped.
    Projection(u16, u16),
    /// The second where the first, the predicate, is truthy; else null.
    Condition(u16, u16),
    /// `a || b`.
    Or(u16, u16),
    /// `a && b`.
    And(u16, u16),
    /// `!a`.
    Not(u16),
    /// `a == b` and its kin.
    Compare(Comparator, u16, u16),
    /// `f(a, …)`.
    Call(Function, Cow<'static, [u16]>),
    /// `[a, …]`.
    MultiList(Cow<'static, [u16]>),
    /// `{key: a, …}`.
    MultiHash(Cow<'static, [(Cow<'static, str>, u16)]>),
    /// `&a`: an expression as a function's argument.
    ExpressionRef(u16),
}

/// A constant in an expression: any JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// An integer above [`i64::MAX`].
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(Cow<'static, str>),
    /// An array.
    List(Cow<'static, [Self]>),
    /// An object.
    Object(Cow<'static, [(Cow<'static, str>, Self)]>),
}

/// How two values are compared.
///
/// Ordering is defined between two numbers and between two strings; anything else yields null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// A function of the JMESPath specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `abs(number)`.
    Abs,
    /// `avg(array[number])`; null when empty.
    Avg,
    /// `ceil(number)`.
    Ceil,
    /// `contains(array|string, any)`.
    Contains,
    /// `ends_with(string, string)`.
    EndsWith,
    /// `floor(number)`.
    Floor,
    /// `join(string, array[string])`.
    Join,
    /// `keys(object)`.
    Keys,
    /// `length(string|array|object)`.
    Length,
    /// `map(expression, array)`; keeps nulls.
    Map,
    /// `max(array[number]|array[string])`; null when empty.
    Max,
    /// `max_by(array, expression)`; null when empty.
    MaxBy,
    /// `merge(object, …)`; later keys win.
    Merge,
    /// `min(array[number]|array[string])`; null when empty.
    Min,
    /// `min_by(array, expression)`; null when empty.
    MinBy,
    /// `not_null(any, …)`: the first argument that is not null.
    NotNull,
    /// `reverse(array|string)`.
    Reverse,
    /// `sort(array[number]|array[string])`.
    Sort,
    /// `sort_by(array, expression)`; stable.
    SortBy,
    /// `starts_with(string, string)`.
    StartsWith,
    /// `sum(array[number])`.
    Sum,
    /// `to_array(any)`.
    ToArray,
    /// `to_number(any)`; null when it is not a number.
    ToNumber,
    /// `to_string(any)`: text as it is, anything else as JSON.
    ToString,
    /// `type(any)`.
    Type,
    /// `values(object)`.
    Values,
}

const FUNCTIONS: [(Function, &str); 26] = [
    (Function::Abs, "abs"),
    (Function::Avg, "avg"),
    (Function::Ceil, "ceil"),
    (Function::Contains, "contains"),
    (Function::EndsWith, "ends_with"),
    (Function::Floor, "floor"),
    (Function::Join, "join"),
    (Function::Keys, "keys"),
    (Function::Length, "length"),
    (Function::Map, "map"),
    (Function::Max, "max"),
    (Function::MaxBy, "max_by"),
    (Function::Merge, "merge"),
    (Function::Min, "min"),
    (Function::MinBy, "min_by"),
    (Function::NotNull, "not_null"),
    (Function::Reverse, "reverse"),
    (Function::Sort, "sort"),
    (Function::SortBy, "sort_by"),
    (Function::StartsWith, "starts_with"),
    (Function::Sum, "sum"),
    (Function::ToArray, "to_array"),
    (Function::ToNumber, "to_number"),
    (Function::ToString, "to_string"),
    (Function::Type, "type"),
    (Function::Values, "values"),
];

impl Function {
    /// The function with this name in expressions.
    pub fn from_name(name: &str) -> Option<Self> {
        let (function, _) = FUNCTIONS.iter().find(|(_, known)| *known == name)?;
        Some(*function)
    }

    /// The name in expressions.
    pub fn name(self) -> &'static str {
        FUNCTIONS
            .iter()
            .find(|(function, _)| *function == self)
            .map_or("", |(_, name)| name)
    }

    /// The least number of arguments, and the most, if there is such a bound.
    pub const fn arity(self) -> (usize, Option<usize>) {
        match self {
            Self::Merge | Self::NotNull => (1, None),
            Self::Contains
            | Self::EndsWith
            | Self::Join
            | Self::Map
            | Self::MaxBy
            | Self::MinBy
            | Self::SortBy
            | Self::StartsWith => (2, Some(2)),
            _ => (1, Some(1)),
        }
    }

    /// What is wrong with the number of arguments, if anything is.
    fn check_arity(self, arguments: usize) -> Result<(), String> {
        let (least, most) = self.arity();
        if arguments >= least && most.is_none_or(|most| arguments <= most) {
            return Ok(());
        }
        Err(format!(
            "{}() takes {}{least} argument{}, not {arguments}",
            self.name(),
            if most.is_none() { "at least " } else { "" },
            if least == 1 { "" } else { "s" },
        ))
    }
}

/// An expression could not be evaluated: a function was given a value of the wrong type, or a slice has step 0.
///
/// It is not "null" and not "no match": botocore lets the same error end a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluationError {
    expression: String,
    message: String,
}

impl EvaluationError {
    /// The text of the expression.
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// What went wrong.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for EvaluationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the expression `{}` could not be evaluated: {}",
            self.expression,
            Excerpt::message(&self.message)
        )
    }
}

impl std::error::Error for EvaluationError {}
