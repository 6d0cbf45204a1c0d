//! Waiters: read from a definition, and checked against their operation.

mod acceptor;
mod batch;
pub mod definition;
mod misfit;
mod words;

pub use acceptor::{Acceptor, Matcher, check};
pub use batch::{BATCH_LIMIT, Batch, BatchList, check_batch};
pub use misfit::Misfit;
pub use words::{AcceptorState, ExpectedValue};
