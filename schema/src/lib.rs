//! What pageboy's generator and runtime both say about expressions, so that they say the same.
//!
//! The generator checks expressions of definitions against the model, the runtime checks those of users against tables. What
//! either knows of a value is a [`Known`]; what follows from it is told here, once.

pub mod arguments;
pub mod comparison;
pub mod literals;
pub mod secrets;
pub mod time;
pub mod twice;

pub use comparison::{Known, Never, Operand, Times};
pub use twice::{Twice, twice};
