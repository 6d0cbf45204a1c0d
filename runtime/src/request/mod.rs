//! What an operation's builder is for: to be sent, or to be waited on.
//!
//! Generated code has one builder type per operation, `struct StartInstances<For = Send>`, so setters exist once.
//! Everything that is not typed by the output happens behind [`Call`] and [`Waiting`], once for all operations.

mod all;
mod send;
#[cfg(test)]
mod tests;
mod until;
mod wait;

pub use all::{WaitAll, WaitingAll};
pub use send::{Call, Presign, Send};
pub use until::{Repeat, Until};
pub use wait::{Wait, Waiting};
