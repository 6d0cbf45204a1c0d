//! JMESPath over the view.
//!
//! An [`Expression`] is a flat table of [`Node`]s. Generated code has it as a `static` whose members are already indices, so
//! nothing is parsed at run time; [`Expression::parse`] builds the same table from text. The evaluator walks the table over
//! a [`View`](crate::view::View) and borrows from it where possible.
//!
//! Values have the form that Smithy defines for waiters: structures are objects of their present members, by model name;
//! blobs are base64 text, enums are text, streams are null. Times are seconds since 1970 in definitions. In users'
//! expressions on outputs they are ISO 8601, as in the AWS CLI, and `to_string` makes them text that compares. Some rules
//! follow `jmespath.py` rather than the specification, because botocore's users rely on them: ordering operators also
//! compare two strings, `avg([])` is null, and a literal in backticks that is not JSON is text.
//!
//! An expression that is given with its shape is refused if it contains a comparison that never holds; `pageboy-schema` has
//! the rules, for the generator as well.

mod absent;
#[cfg(test)]
mod agreement;
mod arguments;
mod evaluate;
mod found;
mod functions;
mod json;
mod number;
mod parse;
mod path;
mod search;
mod sensitive;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod times;
mod value;
#[cfg(feature = "resources")]
mod write;

use std::fmt;

pub use crate::schema::Expression;
pub(crate) use json::Json;
pub(crate) use number::Number;
pub use pageboy_schema::Times;
#[doc(inline)]
pub use pageboy_schema::expression::{Comparator, Function, Literal, Node};
pub use parse::ParseError;
pub(crate) use search::mismatch;
pub use search::{SearchError, search};
pub(crate) use table::type_of;
pub use value::ExpressionValue;
#[cfg(feature = "resources")]
pub(crate) use write::write_to;

use crate::excerpt::Excerpt;

impl Expression {
    /// Sets how the expression sees points in time. Default: as seconds if it is of a definition, as text if a user gave it.
    ///
    /// The checks at its creation are not repeated.
    #[must_use]
    pub fn with_times(mut self, times: Times) -> Self {
        self.times = times;
        self
    }

    /// The source text of the expression.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The nodes, children before parents.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The expression with null for every element that it accesses by position.
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

/// An expression could not be evaluated: an argument of a function has the wrong type, or a slice has step 0.
///
/// This differs from null and from "no match": in botocore the same error ends a wait.
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

    /// The mistake.
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
