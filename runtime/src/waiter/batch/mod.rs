//! Waits for many things at once: few calls, and a result for each.

mod chunks;
mod narrow;
mod outcome;
mod pace;
mod round;
mod run;
#[cfg(test)]
mod tests;

use crate::paginator::Paginator;

pub use outcome::WaitedAll;
pub use round::Round;
pub(crate) use run::{Ends, RoundObserver, RunAll, wait_all};

/// How the ids of what is waited for relate to the polled operation: `batch` in the definition of a waiter, a key of
/// ours, or what the model says by itself.
#[derive(Debug)]
pub struct Batch {
    /// The index of the input member that carries the ids: a list of text, or a text for one of them.
    pub ids: u16,
    /// The most ids of one call; 1 where the member carries one.
    pub limit: u32,
    /// Where an answer holds what is about one id, the lists beside the main one included; empty where a whole answer
    /// is about the one id it was asked for.
    pub items: &'static [BatchItems],
    /// The operation's paginator, if answers come in pages.
    pub paginator: Option<&'static Paginator>,
}

/// A list in an answer, each item of which is about one id.
#[derive(Debug)]
pub struct BatchItems {
    /// The path of the list, for example `Reservations[].Instances[]`.
    pub path: &'static str,
    /// The index of each member on the path, from the output down; of lists, the elements are meant.
    pub members: &'static [u16],
    /// The indices of the item's members that may hold its id. An id that is the last part of an ARN, after a `/`, is
    /// found in it.
    pub ids: &'static [u16],
}
