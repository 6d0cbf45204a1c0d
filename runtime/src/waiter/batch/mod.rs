//! Waits for many ids at once: few calls, and a result per id.

mod chunks;
mod items;
mod outcome;
mod pace;
mod round;
mod run;
#[cfg(test)]
mod tests;

use crate::paginator::Paginator;

pub use outcome::WaitAllOutcome;
pub use round::Round;
pub(crate) use run::{Ends, RoundObserver, RunAll, wait_all};

/// How ids relate to the polled operation: `batch` in the definition of a waiter, a key of ours, or derived from the model.
#[derive(Debug)]
#[non_exhaustive]
pub struct Batch {
    /// The index of the input member that carries the ids: a list of text, or a text for one of them.
    pub ids: u16,
    /// Maximum number of ids per call; 1 if the member carries one.
    pub limit: u32,
    /// The lists in an answer whose items each belong to one id, the lists beside the main one included; empty if a whole
    /// answer belongs to one id.
    pub items: &'static [BatchItems],
    /// The operation's paginator, if answers are paged.
    pub paginator: Option<&'static Paginator>,
}

impl Batch {
    /// The input member that carries the ids, the most of them in one call, and where answers hold what is about one.
    pub const fn new(ids: u16, limit: u32, items: &'static [BatchItems]) -> Self {
        Self {
            ids,
            limit,
            items,
            paginator: None,
        }
    }

    /// Sets the operation's paginator.
    #[must_use]
    pub const fn paginator(mut self, paginator: &'static Paginator) -> Self {
        self.paginator = Some(paginator);
        self
    }
}

/// A list in an answer whose items each belong to one id.
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchItems {
    /// The path of the list, for example `Reservations[].Instances[]`.
    pub path: &'static str,
    /// The index of each member on the path, from the output down; of lists, the elements are meant.
    pub members: &'static [u16],
    /// The indices of the item's members that may hold its id. An id may be the last part of an ARN, after a `/`.
    pub ids: &'static [u16],
}

impl BatchItems {
    /// A list by its path, as text and as members, and the members of an item that may hold its id.
    pub const fn new(path: &'static str, members: &'static [u16], ids: &'static [u16]) -> Self {
        Self { path, members, ids }
    }
}
