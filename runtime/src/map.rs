//! The map of generated structures.

mod keys;

use std::fmt;

pub use keys::Keys;

/// A map with text keys that keeps the order of insertion.
///
/// Maps on the wire are mostly small and alike: the items of a page, their tags. So keys stand apart from values, and maps that
/// were read from one answer share them if they have the same ones in the same order; so does a clone. A shared key is copied
/// when a map changes its keys. Up to 16 keys are searched one by one, more by a hash table.
#[derive(Clone)]
pub struct Map<T> {
    /// The keys of the values, and maybe more.
    keys: Keys,
    values: Vec<T>,
}

/// The most memory in bytes that a map takes for values that are only expected.
const ROOM: usize = 1024;

impl<T> Map<T> {
    /// A map without entries; takes no memory.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            keys: Keys::new(),
            values: Vec::new(),
        }
    }

    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.values.get(self.position(key)?)
    }

    /// The value of `key`, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        let at = self.position(key)?;
        self.values.get_mut(at)
    }

    /// Whether `key` has an entry.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// The entry at `index` in the order of insertion.
    #[must_use]
    pub fn get_index(&self, index: usize) -> Option<(&str, &T)> {
        Some((self.keys.get(index)?, self.values.get(index)?))
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
        let at = self.position(key)?;
        self.keys.remove(self.values.len(), at);
        Some(self.values.remove(at))
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
        self.values.iter()
    }

    /// Removes all entries but `len` entries from `start` on.
    pub(crate) fn keep(&mut self, start: usize, len: usize) {
        self.values.truncate(start.saturating_add(len));
        let start = start.min(self.values.len());
        self.keys.skip(start);
        self.values.drain(..start);
    }

    /// Sets the value of `key` and returns its place.
    pub(crate) fn set(&mut self, key: String, value: T) -> &mut T {
        let len = self.values.len();
        let at = self.position(&key).unwrap_or(len);
        match self.values.get_mut(at) {
            Some(place) => *place = value,
            None => {
                self.keys.add(len, key);
                self.values.push(value);
            }
        }
        // The entry existed or was just pushed; `last_mut` would make the compiler generate a panic path.
        &mut self.values[at]
    }

    /// The keys that maps like this one may share.
    pub(crate) fn shared_keys(&self) -> Keys {
        self.keys.clone()
    }

    /// Expects the next entries to have the next of `keys`, the first of which are those of the entries that are here.
    pub(crate) fn expect(&mut self, keys: &Keys) {
        if self.values.is_empty() {
            let most = ROOM / size_of::<T>().max(1);
            self.values.reserve_exact(keys.len().min(most.max(1)));
        }
        self.keys = keys.clone();
    }

    /// Sets the value of `key` and returns its place; the next expected key is shared, not copied.
    #[inline]
    pub(crate) fn set_expected(&mut self, key: &str, value: impl Fn() -> T) -> &mut T {
        let at = self.values.len();
        if !self.keys.has(at, key) {
            return self.set(key.to_owned(), value());
        }
        // A value that is pushed would be made elsewhere and moved.
        self.values.resize_with(at + 1, value);
        &mut self.values[at]
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.keys.position(self.values.len(), key)
    }
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
        let entries: Vec<_> = self.keys.into_texts().zip(self.values).collect();
        entries.into_iter()
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
    use super::Map;
    use super::keys::FEW;

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

    #[test]
    fn a_clone_that_changes_its_keys_leaves_the_others() {
        for map in sizes() {
            let size = map.len();
            let change: [fn(&mut Map<usize>); 3] = [
                |map| _ = map.insert("new", 1),
                |map| _ = map.remove("1"),
                |map| map.keep(1, 2),
            ];
            for change in change {
                let mut other = map.clone();
                change(&mut other);
                assert_ne!(map, other);
                assert!(map.keys().eq((0..size).map(|at| at.to_string())));
            }
        }
    }

    #[test]
    fn a_map_has_only_as_many_of_the_expected_keys_as_it_has_values() {
        for keys in sizes() {
            let mut map = Map::new();
            map.expect(&keys.shared_keys());
            *map.set_expected("0", || 0) = 10;
            assert_eq!(map, Map::from([("0", 10)]));
            assert!(!map.contains_key("1") && map.get_index(1).is_none());
            // Not the next one, one that is here, and one that nobody expected.
            for key in ["2", "0", "new"] {
                *map.set_expected(key, || 0) = 20;
            }
            assert_eq!(map, Map::from([("0", 20), ("2", 20), ("new", 20)]));
            assert!(map.keys().eq(["0", "2", "new"]));
            assert_eq!(keys.len(), keys.keys().count());
            assert!(keys.contains_key("1"));
        }
    }

    #[test]
    fn removing_all_entries_but_some_from_shared_keys_keeps_their_keys() {
        for map in sizes() {
            let mut some = map.clone();
            some.keep(2, 3);
            assert!(some.keys().eq(["2", "3", "4"]));
            some.insert("2", 7);
            some.insert("5", 8);
            assert!(some.values().copied().eq([7, 3, 4, 8]));
            let entries: Vec<_> = some.into_iter().collect();
            assert_eq!(entries[3], (String::from("5"), 8));
        }
    }
}
