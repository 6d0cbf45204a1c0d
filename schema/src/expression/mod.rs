//! JMESPath expressions: read, and checked against what they are evaluated on.
//!
//! The generator checks expressions of definitions against the model, the runtime checks those of programs against tables, with
//! one parser, one list of functions and one checker. What differs is what a [`Shape`] is, and how points in time are seen.

mod arguments;
mod check;
pub mod comparison;
mod function;
mod literals;
mod mistake;
mod nesting;
mod node;
mod path;
mod syntax;
mod types;

pub use check::{Fitting, UNKNOWN_MEMBER, fit};
pub use function::Function;
pub use mistake::{Mistake, MistakeKind};
pub use node::{Comparator, Expression, Literal, Node};
pub use syntax::{Parsed, parse};
pub use types::{Form, Shape, Type};
