//! What a batch is made of, and what becomes of it.

use crate::map::Map;

/// One request of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum WriteRequest<V> {
    /// Write this item.
    Put(Map<V>),
    /// Delete the item of this key.
    Delete(Map<V>),
}

/// What a writer has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The requests that the service has processed. One that was replaced before it was sent is not among them.
    pub requests: usize,
    /// The calls it took; a retry inside a call is none of them.
    pub calls: usize,
    /// How often a request was given back unprocessed.
    pub unprocessed: usize,
}
