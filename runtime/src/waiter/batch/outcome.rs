//! The end of a wait for many ids.

use std::fmt;
use std::vec;

use crate::view::Structure;
use crate::waiter::{WaitError, WaitOutcome};

use super::Ends;

/// The result for each id of a wait for many, in the order in which the ids were given.
///
/// A [`WaitOutcome`] holds the last output, narrowed to the items of its id. Iterate over the pairs of id and result, or over
/// [`failed`](Self::failed).
#[must_use = "ids that failed are in it"]
pub struct WaitAllOutcome<O> {
    results: Vec<(String, Result<WaitOutcome<O>, WaitError>)>,
    calls: u64,
}

impl<O: Structure> WaitAllOutcome<O> {
    #[inline]
    pub(crate) fn new(ends: Ends) -> Self {
        let results = ends.results.into_iter();
        Self {
            results: results
                .map(|(id, end)| (id, end.map(WaitOutcome::new)))
                .collect(),
            calls: ends.calls,
        }
    }
}

impl<O> WaitAllOutcome<O> {
    /// The number of ids; equal ones count once.
    pub fn len(&self) -> usize {
        self.results.len()
    }

    /// Whether no id was given.
    pub fn is_empty(&self) -> bool {
        self.results.is_empty()
    }

    /// Whether all ids reached the state.
    pub fn is_success(&self) -> bool {
        self.failed().next().is_none()
    }

    /// The result of an id; `None` if it was not waited for.
    pub fn get(&self, id: &str) -> Option<&Result<WaitOutcome<O>, WaitError>> {
        let (_, result) = self.results.iter().find(|(known, _)| known == id)?;
        Some(result)
    }

    /// The ids with their results.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Result<WaitOutcome<O>, WaitError>)> {
        self.results.iter().map(|(id, result)| (&**id, result))
    }

    /// The ids that reached the state.
    pub fn succeeded(&self) -> impl Iterator<Item = (&str, &WaitOutcome<O>)> {
        self.iter()
            .filter_map(|(id, result)| Some((id, result.as_ref().ok()?)))
    }

    /// The ids that did not reach the state, each with the reason.
    pub fn failed(&self) -> impl Iterator<Item = (&str, &WaitError)> {
        self.iter()
            .filter_map(|(id, result)| Some((id, result.as_ref().err()?)))
    }

    /// The number of calls, without retries inside calls.
    pub fn calls(&self) -> u64 {
        self.calls
    }
}

impl<O> IntoIterator for WaitAllOutcome<O> {
    type Item = (String, Result<WaitOutcome<O>, WaitError>);
    type IntoIter = vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.results.into_iter()
    }
}

impl<O> fmt::Display for WaitAllOutcome<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.failed().count();
        let done = self.len() - failed;
        write!(f, "{done} done, {failed} failed after {} calls", self.calls)
    }
}

impl<O: Structure> fmt::Debug for WaitAllOutcome<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
