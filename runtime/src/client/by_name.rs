//! Settings by their names.

/// Values by their names, in the order of names.
///
/// A map of the standard library would be compiled anew for each type of values, at several times the size.
#[derive(Clone, Debug)]
pub(crate) struct ByName<T> {
    names: Vec<String>,
    /// In the order of their names.
    values: Vec<T>,
}

impl<T> ByName<T> {
    /// The value with this name.
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.values.get(place(&self.names, name).ok()?)
    }

    /// The value with this name, which `new` makes if there is none.
    pub(crate) fn get_or_insert(&mut self, name: String, new: fn() -> T) -> Option<&mut T> {
        let (place, is_new) = place_for(&mut self.names, name);
        if is_new {
            self.values.insert(place, new());
        }
        self.values.get_mut(place)
    }

    /// Sets a value, and returns the one of this name before.
    pub(crate) fn set(&mut self, name: String, value: T) -> Option<T> {
        let (place, is_new) = place_for(&mut self.names, name);
        if is_new {
            self.values.insert(place, value);
            return None;
        }
        let before = self.values.get_mut(place)?;
        Some(std::mem::replace(before, value))
    }

    /// The names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The names with their values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.names().zip(&self.values)
    }
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            values: Vec::new(),
        }
    }
}

/// The index of a name, else where it belongs.
fn place(names: &[String], name: &str) -> Result<usize, usize> {
    names.binary_search_by(|other| other.as_str().cmp(name))
}

/// The index of a name, which is put there if it is new.
fn place_for(names: &mut Vec<String>, name: String) -> (usize, bool) {
    match place(names, &name) {
        Ok(place) => (place, false),
        Err(place) => {
            names.insert(place, name);
            (place, true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_in_the_order_of_names_and_the_last_one_of_a_name_counts() {
        let mut named = ByName::default();
        for (name, value) in [("b", 1), ("c", 2), ("a", 3)] {
            assert_eq!(named.set(name.to_owned(), value), None);
        }
        assert_eq!(named.set("c".to_owned(), 4), Some(2));
        let all: Vec<_> = named.iter().collect();
        assert_eq!(all, [("a", &3), ("b", &1), ("c", &4)]);
        *named.get_or_insert("d".to_owned(), || 0).unwrap() += 5;
        *named.get_or_insert("d".to_owned(), || 0).unwrap() += 1;
        assert_eq!((named.get("d"), named.get("e")), (Some(&6), None));
    }
}
