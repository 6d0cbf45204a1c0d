//! The requests of a batch, and their counts.

use crate::map::Map;

/// One request of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum WriteRequest<V> {
    /// Write this item.
    Put(Map<V>),
    /// Delete the item of this key.
    Delete(Map<V>),
}

/// The counts of a writer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteReport {
    /// The processed requests, without those that were replaced before they were sent.
    pub requests: usize,
    /// The calls, without retries inside a call.
    pub calls: usize,
    /// How often a request was returned unprocessed.
    pub unprocessed: usize,
}
