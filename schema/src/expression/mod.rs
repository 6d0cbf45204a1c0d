//! JMESPath expressions: parser, and checker against the type of their values.
//!
//! The generator checks expressions of definitions against the model, the runtime checks those of programs against tables,
//! with one parser, one list of functions and one checker. They differ in the [`Shape`], and in the form of times.

mod arguments;
mod check;
pub mod comparison;
mod function;
mod literals;
mod mistake;
mod nesting;
mod node;
mod parser;
mod path;
mod syntax;
#[cfg(test)]
mod tests;
mod tokens;
mod types;

pub use check::{CheckedExpression, UNKNOWN_MEMBER, fit};
pub use function::Function;
pub use mistake::{Mistake, MistakeKind};
pub use node::{Comparator, Expression, Literal, Node};
pub use syntax::{ParsedExpression, parse};
pub use types::{Form, Shape, Type};
