//! The keys of maps that a document has shown so far.

use super::scan::{Result, Scanner};
use crate::view::Keys;

/// The keys of maps that were read, the last used first.
#[derive(Default)]
pub(super) struct KnownKeys(Vec<Keys>);

/// How many maps with different keys are remembered.
const MOST_MAPS: usize = 8;

/// How many keys a map may have that is remembered.
const MOST_KEYS: usize = 256;

impl KnownKeys {
    /// Reads the key at `count` of a map whose earlier keys are those of `expected`, if other keys lead to expect it; returns
    /// these.
    pub(super) fn like(
        &mut self,
        scanner: &mut Scanner<'_>,
        expected: &Keys,
        count: usize,
    ) -> Result<Option<Keys>> {
        for (at, keys) in self.0.iter().enumerate() {
            if let Some(key) = keys.get(count)
                && keys.begin_like(expected, count)
                && scanner.due_key(key)?
            {
                let keys = keys.clone();
                if let Some(before) = self.0.get_mut(..=at) {
                    before.rotate_right(1);
                }
                return Ok(Some(keys));
            }
        }
        Ok(None)
    }

    /// Remembers the keys of a map.
    pub(super) fn keep(&mut self, keys: Keys) {
        if keys.len() > MOST_KEYS {
            return;
        }
        self.0.truncate(MOST_MAPS - 1);
        self.0.insert(0, keys);
    }
}
