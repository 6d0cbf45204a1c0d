//! The types of values: scalars, options, lists, maps and structures.

use aws_smithy_types::{Blob, DateTime, Document};

use super::{Empty, Keys, List, Map, Slot, Structure, Value, View};
use crate::body::Body;
use crate::map;
use crate::schema::{Shape, shapes};

macro_rules! scalar {
    ($($type:ty => $variant:ident: |$value:ident| $view:expr;)*) => {$(
        impl Value for $type {
            fn view(&self) -> View<'_> {
                let $value = self;
                View::$variant($view)
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::$variant(self)
            }

            fn clear(&mut self) {
                *self = <$type as Empty>::empty();
            }
        }
    )*};
}

scalar! {
    bool => Boolean: |value| *value;
    i32 => Integer: |value| *value;
    i64 => Long: |value| *value;
    f32 => Float: |value| *value;
    f64 => Double: |value| *value;
    String => String: |value| value;
    Blob => Blob: |value| value.as_ref();
    DateTime => Timestamp: |value| value;
    Document => Document: |value| value;
    Body => Stream: |value| value;
}

macro_rules! empty {
    ($($type:ty => $value:expr;)*) => {$(
        impl Empty for $type {
            fn empty() -> Self {
                $value
            }
        }
    )*};
}

empty! {
    bool => false;
    i32 => 0;
    i64 => 0;
    f32 => 0.0;
    f64 => 0.0;
    String => Self::new();
    Blob => Self::new(Vec::new());
    DateTime => Self::from_secs(0);
    Document => Self::Null;
    Body => Self::empty();
}

impl<T> Empty for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T> Empty for map::Map<T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T> Empty for Option<T> {
    fn empty() -> Self {
        None
    }
}

impl<T: Structure + Default> Empty for T {
    fn empty() -> Self {
        Self::default()
    }
}

impl<T: Structure> Value for T {
    fn view(&self) -> View<'_> {
        View::Structure(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Structure(self)
    }

    fn clear(&mut self) {
        for index in 0..self.shape().members().len() {
            if let Some(member) = self.get_mut(index) {
                member.clear();
            }
        }
    }
}

/// The output of an operation without one.
impl Structure for () {
    fn shape(&self) -> &'static Shape {
        &shapes::EMPTY
    }

    fn get(&self, _index: usize) -> Option<&dyn Value> {
        None
    }

    fn get_mut(&mut self, _index: usize) -> Option<&mut dyn Value> {
        None
    }
}

impl<T: Structure> Structure for Box<T> {
    fn shape(&self) -> &'static Shape {
        (**self).shape()
    }

    fn get(&self, index: usize) -> Option<&dyn Value> {
        (**self).get(index)
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        (**self).get_mut(index)
    }

    fn set_unknown(&mut self, name: &str) {
        (**self).set_unknown(name);
    }

    fn unknown(&self) -> Option<&str> {
        (**self).unknown()
    }
}

impl<T: Value + Empty> Value for Option<T> {
    fn view(&self) -> View<'_> {
        // As a closure's result, the view would be written twice.
        match self {
            Some(value) => value.view(),
            None => View::Null,
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        self.get_or_insert_with(T::empty).slot()
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn nullable() -> bool {
        true
    }
}

/// From this size in bytes on, a list starts with room for one item, where `Vec` itself takes room for four: most lists of
/// large structures have one item (an instance's interface), and memory that is never written is not free.
const LARGE: usize = 256;

impl<T: Value + Empty + 'static> Value for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl<T: Value + Empty + 'static> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> View<'_> {
        self.as_slice().get(index).map_or(View::Null, Value::view)
    }

    fn get_mut(&mut self, index: usize) -> Option<Slot<'_>> {
        self.as_mut_slice().get_mut(index).map(Value::slot)
    }

    fn push(&mut self) -> Slot<'_> {
        // The item just pushed is the last one; `last_mut` would make the compiler generate a panic path.
        let at = self.len();
        if at == 0 && size_of::<T>() > LARGE {
            self.reserve_exact(1);
        }
        // An item that is pushed would be made elsewhere and moved.
        self.resize_with(at + 1, T::empty);
        self[at].slot()
    }

    fn push_null(&mut self) {
        if T::nullable() {
            self.push(T::empty());
        }
    }

    fn keep(&mut self, start: usize, len: usize) {
        self.truncate(start.saturating_add(len));
        self.drain(..start.min(self.len()));
    }
}

impl<T: Value + Empty + 'static> Value for map::Map<T> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl<T: Value + Empty + 'static> Map for map::Map<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn entry(&self, index: usize) -> Option<(&str, View<'_>)> {
        self.get_index(index)
            .map(|(key, value)| (key, value.view()))
    }

    fn get(&self, key: &str) -> View<'_> {
        Self::get(self, key).map_or(View::Null, Value::view)
    }

    fn insert(&mut self, key: String) -> Slot<'_> {
        self.set(key, T::empty()).slot()
    }

    fn keys(&self) -> Keys {
        self.shared_keys()
    }

    fn expect(&mut self, keys: &Keys) {
        Self::expect(self, keys);
    }

    fn insert_expected(&mut self, key: &str) -> Slot<'_> {
        self.set_expected(key, T::empty).slot()
    }

    fn insert_null(&mut self, key: String) {
        if T::nullable() {
            self.set(key, T::empty());
        }
    }

    fn keep(&mut self, start: usize, len: usize) {
        Self::keep(self, start, len);
    }

    fn clear(&mut self) {
        self.clear();
    }
}
