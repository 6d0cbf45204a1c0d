//! What a document has shown so far of the order of members and keys.

use super::scan::{Result, Scanner};
use crate::schema::Shape;
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

/// The order of the members of structures that do not follow the model's.
#[derive(Default)]
pub(super) struct Orders(Vec<Order>);

struct Order {
    shape: &'static Shape,
    /// For each member, by its index and 1 more, the index of the one that came after it; first the one that came first.
    after: Vec<usize>,
}

impl Orders {
    /// The order of a shape, if there is one.
    #[inline]
    pub(super) fn of(&self, shape: &'static Shape) -> Option<usize> {
        let is_same = |order: &Order| std::ptr::eq(order.shape, shape);
        self.0.iter().position(is_same)
    }

    /// Adds the model's order of a shape.
    pub(super) fn add(&mut self, shape: &'static Shape) -> usize {
        let after = (0..=shape.members().len()).collect();
        self.0.push(Order { shape, after });
        self.0.len() - 1
    }

    /// The index of the member that is due after `last`, which is 1 more than an index, or 0.
    #[inline]
    pub(super) fn after(&self, order: usize, last: usize) -> usize {
        let order = self.0.get(order);
        order
            .and_then(|order| order.after.get(last))
            .copied()
            .unwrap_or(last)
    }

    /// Notes that a member came after `last`.
    pub(super) fn note(&mut self, order: usize, last: usize, index: usize) {
        if let Some(order) = self.0.get_mut(order)
            && let Some(place) = order.after.get_mut(last)
        {
            *place = index;
        }
    }
}
