//! The purposes of a request builder: send once, or poll until a state is reached.
//!
//! Generated code has one builder type per operation, `struct StartInstances<For = ToSend>`, so setters exist once.
//! Everything that does not depend on the output's type happens behind [`Call`] and [`Waiting`], once for all operations.

mod all;
mod options;
mod send;
#[cfg(test)]
mod tests;
mod until;
mod wait;

pub use all::{WaitAll, WaitingAll};
pub use send::{Call, Presign, ToSend};
pub use until::{Repeat, Until};
pub use wait::{Wait, Waiting};
