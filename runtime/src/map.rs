//! The map of generated structures.

use std::fmt;

use indexmap::IndexMap;

/// A map with text keys that keeps the order of insertion.
///
/// Maps on the wire are mostly small: an item, a set of tags. Up to 16 entries it is a list that is searched from the start,
/// which takes about half of the memory of a hash table and is no slower to fill; beyond that it is an [`IndexMap`], so that
/// many entries do not make it slow.
#[derive(Clone)]
pub struct Map<T>(Entries<T>);

/// Maximum number of entries that are searched one by one.
const FEW: usize = 16;

#[derive(Clone)]
enum Entries<T> {
    Few(Vec<(String, T)>),
    Many(Box<IndexMap<String, T>>),
}

impl<T> Map<T> {
    /// A map without entries; takes no memory.
    #[must_use]
    pub const fn new() -> Self {
        Self(Entries::Few(Vec::new()))
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Entries::Few(few) => few.len(),
            Entries::Many(many) => many.len(),
        }
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        match &self.0 {
            Entries::Few(few) => few.get(position(few, key)?).map(|(_, value)| value),
            Entries::Many(many) => many.get(key),
        }
    }

    /// The value of `key`, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        match &mut self.0 {
            Entries::Few(few) => {
                let at = position(few, key)?;
                few.get_mut(at).map(|(_, value)| value)
            }
            Entries::Many(many) => many.get_mut(key),
        }
    }

    /// Whether there is an entry of `key`.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The entry at `index` in the order of insertion.
    #[must_use]
    pub fn get_index(&self, index: usize) -> Option<(&str, &T)> {
        match &self.0 {
            Entries::Few(few) => few.get(index).map(|(key, value)| (key.as_str(), value)),
            Entries::Many(many) => many
                .get_index(index)
                .map(|(key, value)| (key.as_str(), value)),
        }
    }

    /// Sets the value of `key` and returns the old one. A new entry is the last one.
    pub fn insert(&mut self, key: impl Into<String>, value: T) -> Option<T> {
        let key = key.into();
        if let Some(place) = self.get_mut(&key) {
            return Some(std::mem::replace(place, value));
        }
        self.set(key, value);
        None
    }

    /// Removes the entry of `key` and returns its value. The others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<T> {
        match &mut self.0 {
            Entries::Few(few) => {
                let at = position(few, key)?;
                Some(few.remove(at).1)
            }
            Entries::Many(many) => many.shift_remove(key),
        }
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// The entries in the order of insertion.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { map: self, next: 0 }
    }

    /// The keys in the order of insertion.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.iter().map(|(key, _)| key)
    }

    /// The values in the order of insertion.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &T> {
        self.iter().map(|(_, value)| value)
    }

    /// Removes all entries but `len` entries from `start` on.
    pub(crate) fn keep(&mut self, start: usize, len: usize) {
        let end = start.saturating_add(len);
        match &mut self.0 {
            Entries::Few(few) => {
                few.truncate(end);
                few.drain(..start.min(few.len()));
            }
            Entries::Many(many) => {
                many.truncate(end);
                many.drain(..start.min(many.len()));
            }
        }
    }

    /// Sets the value of `key` and returns its place.
    pub(crate) fn set(&mut self, key: String, value: T) -> &mut T {
        if let Entries::Few(few) = &mut self.0
            && few.len() == FEW
        {
            self.0 = Entries::Many(Box::new(few.drain(..).collect()));
        }
        match &mut self.0 {
            Entries::Few(few) => {
                let at = position(few, &key).unwrap_or(few.len());
                if let Some((_, place)) = few.get_mut(at) {
                    *place = value;
                } else {
                    few.push((key, value));
                }
                // The entry existed or was just pushed; `last_mut` would make the compiler generate a panic path.
                &mut few[at].1
            }
            Entries::Many(many) => many.entry(key).insert_entry(value).into_mut(),
        }
    }
}

fn position<T>(few: &[(String, T)], key: &str) -> Option<usize> {
    few.iter().position(|(known, _)| known == key)
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Maps with the same entries are equal, whatever their order.
impl<T: PartialEq> PartialEq for Map<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<T: Eq> Eq for Map<T> {}

impl<T: fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// The entries of a [`Map`] in the order of insertion.
#[derive(Debug)]
pub struct Iter<'a, T> {
    map: &'a Map<T>,
    next: usize,
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = (&'a str, &'a T);

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.map.get_index(self.next)?;
        self.next += 1;
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.map.len() - self.next;
        (left, Some(left))
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<'a, T> IntoIterator for &'a Map<T> {
    type Item = (&'a str, &'a T);
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        match self.0 {
            Entries::Few(few) => few.into_iter(),
            Entries::Many(many) => many.into_iter().collect::<Vec<_>>().into_iter(),
        }
    }
}

impl<K: Into<String>, T> Extend<(K, T)> for Map<T> {
    fn extend<I: IntoIterator<Item = (K, T)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.set(key.into(), value);
        }
    }
}

impl<K: Into<String>, T> FromIterator<(K, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Into<String>, T, const N: usize> From<[(K, T); N]> for Map<T> {
    fn from(entries: [(K, T); N]) -> Self {
        entries.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, Map};

    /// As many entries as a list holds, and one that makes it a table.
    fn sizes() -> [Map<usize>; 2] {
        [FEW, FEW + 1].map(|size| (0..size).map(|at| (at.to_string(), at)).collect())
    }

    #[test]
    fn the_order_is_that_of_insertion_whatever_the_size() {
        for map in sizes() {
            assert!(map.values().copied().eq(0..map.len()));
            assert!(map.keys().eq((0..map.len()).map(|at| at.to_string())));
            let last = map.len() - 1;
            assert_eq!(map.get(&last.to_string()), Some(&last));
            assert_eq!(map.into_iter().next_back(), Some((last.to_string(), last)));
        }
    }

    #[test]
    fn an_entry_that_is_set_again_keeps_its_place() {
        for mut map in sizes() {
            let size = map.len();
            assert_eq!(map.insert("1", 100), Some(1));
            *map.set(String::from("2"), 0) = 200;
            assert_eq!(map.len(), size);
            assert_eq!(map.get_index(1), Some(("1", &100)));
            assert_eq!(map.get_index(2), Some(("2", &200)));
        }
    }

    #[test]
    fn an_entry_that_is_removed_leaves_the_others_in_order() {
        for mut map in sizes() {
            let size = map.len();
            assert_eq!(map.remove("0"), Some(0));
            assert_eq!(map.remove("0"), None);
            assert!(map.values().copied().eq(1..size));
            map.clear();
            assert!(map.is_empty());
        }
    }

    #[test]
    fn maps_are_equal_whatever_the_order_of_their_entries() {
        assert_eq!(
            Map::from([("a", 1), ("b", 2)]),
            Map::from([("b", 2), ("a", 1)])
        );
        assert_ne!(Map::from([("a", 1)]), Map::from([("a", 2)]));
        assert_ne!(Map::from([("a", 1)]), Map::from([("b", 1)]));
        let [mut list, mut table] = sizes();
        table.remove("16");
        assert_eq!(list, table);
        list.remove("0");
        assert_ne!(list, table);
    }
}
