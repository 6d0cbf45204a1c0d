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
mod number;
mod parse;
mod search;
mod sensitive;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod times;
mod write;

use std::borrow::Cow;
use std::fmt;

pub use found::Found;
pub(crate) use json::Json;
pub(crate) use number::Number;
pub use pageboy_schema::Times;
#[doc(inline)]
pub use pageboy_schema::expression::{Comparator, Function, Literal, Node};
pub use parse::ParseError;
pub(crate) use search::mismatch;
pub use search::{SearchError, search};
pub(crate) use table::type_of;
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
