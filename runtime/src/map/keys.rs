//! The keys of maps that are alike.

use std::sync::Arc;

use indexmap::IndexSet;

/// Keys in their order, which maps share; a map that changes them gets its own.
///
/// A map has as many of the first keys as it has values.
#[derive(Clone, Default)]
pub struct Keys(Option<Arc<Texts>>);

/// Maximum number of keys that are searched one by one.
pub(super) const FEW: usize = 16;

#[derive(Clone)]
enum Texts {
    Few(Vec<String>),
    Many(IndexSet<String>),
}

impl Keys {
    /// No keys; takes no memory.
    pub(super) const fn new() -> Self {
        Self(None)
    }

    /// The number of keys.
    pub(crate) fn len(&self) -> usize {
        match self.0.as_deref() {
            None => 0,
            Some(Texts::Few(few)) => few.len(),
            Some(Texts::Many(many)) => many.len(),
        }
    }

    /// The key at `index`.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        match self.0.as_deref()? {
            Texts::Few(few) => few.get(index),
            Texts::Many(many) => many.get_index(index),
        }
        .map(String::as_str)
    }

    /// Whether the first `count` keys are those of `other`.
    pub(crate) fn begin_like(&self, other: &Self, count: usize) -> bool {
        (0..count).all(|at| self.get(at) == other.get(at))
    }

    /// Whether `key` stands at `index`.
    #[inline]
    pub(super) fn has(&self, index: usize, key: &str) -> bool {
        self.get(index)
            .is_some_and(|known| std::ptr::eq(known, key) || known == key)
    }

    /// The index of `key` among the first `count`.
    pub(super) fn position(&self, count: usize, key: &str) -> Option<usize> {
        match self.0.as_deref()? {
            Texts::Few(few) => few.iter().take(count).position(|known| known == key),
            Texts::Many(many) => many.get_index_of(key).filter(|at| *at < count),
        }
    }

    /// Puts the new `key` behind the first `count`.
    pub(super) fn add(&mut self, count: usize, key: String) {
        if self.has(count, &key) {
            return;
        }
        let texts = self.own(count);
        if let Texts::Few(few) = texts
            && few.len() == FEW
        {
            *texts = Texts::Many(few.drain(..).collect());
        }
        match texts {
            Texts::Few(few) => few.push(key),
            Texts::Many(many) => _ = many.insert(key),
        }
    }

    /// Removes the key at `index`, and all beyond the first `count`.
    pub(super) fn remove(&mut self, count: usize, index: usize) {
        match self.own(count) {
            Texts::Few(few) => _ = few.drain(index..=index),
            Texts::Many(many) => _ = many.shift_remove_index(index),
        }
    }

    /// Removes the first `count` keys.
    pub(super) fn skip(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        match self.own(self.len()) {
            Texts::Few(few) => _ = few.drain(..count),
            Texts::Many(many) => _ = many.drain(..count),
        }
    }

    /// The texts, taken or copied.
    pub(super) fn into_texts(self) -> std::vec::IntoIter<String> {
        let texts = self.0.map(Arc::unwrap_or_clone);
        let texts = match texts {
            None => Vec::new(),
            Some(Texts::Few(few)) => few,
            Some(Texts::Many(many)) => many.into_iter().collect(),
        };
        texts.into_iter()
    }

    /// The first `count` keys, to change.
    fn own(&mut self, count: usize) -> &mut Texts {
        let texts = self
            .0
            .get_or_insert_with(|| Arc::new(Texts::Few(Vec::new())));
        let texts = Arc::make_mut(texts);
        match texts {
            Texts::Few(few) => few.truncate(count),
            Texts::Many(many) => many.truncate(count),
        }
        texts
    }
}
