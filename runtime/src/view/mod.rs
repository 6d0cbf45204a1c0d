//! A uniform way to read and write any value the tables describe.
//!
//! Generated structures and [`Dynamic`](crate::Dynamic) values implement the same few traits, so each wire
//! format, the JMESPath evaluator, validation, tokens and `Debug` are written once, over these traits.

mod by_key;
mod copy;
mod equal;
mod events;
mod pack;
mod show;
mod values;

use std::any::Any;

use aws_smithy_types::{Blob, DateTime, Document};

use crate::body::Body;
pub use crate::map::Keys;
use crate::schema::Shape;

pub(crate) use by_key::by_key;
pub use copy::cloned;
#[cfg(any(test, feature = "resources", feature = "testing"))]
pub(crate) use copy::copy_structure;
pub(crate) use copy::{copy, copy_member};
pub use equal::equal;
pub use events::{ArrivingEvents, Events, OutgoingEvents, UnknownEvent};
pub(crate) use pack::{Packer, Texts};
pub use show::debug;

/// A structure or union: members by their index in the shape's table.
pub trait Structure: Any + Send + Sync {
    /// The table that describes the members.
    fn shape(&self) -> &'static Shape;

    /// The member at `index`; `None` when the table has no such member or a union holds a different one.
    fn get(&self, index: usize) -> Option<&dyn Value>;

    /// The member at `index`, to write; a union switches to it. `None` when the table has no such member.
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value>;

    /// Keeps the name of a union member that the table does not have. A structure ignores it.
    fn set_unknown(&mut self, _name: &str) {}

    /// Keeps an event that the table does not have; a type that cannot hold it keeps its name.
    fn set_unknown_event(&mut self, event: UnknownEvent) {
        self.set_unknown(event.event_type());
    }

    /// The name of a union's member that the table does not have; `None` for a structure.
    fn unknown(&self) -> Option<&str> {
        None
    }
}

impl dyn Structure {
    /// The value of the member at `index`; [`View::Null`] when it is absent.
    pub fn view_of(&self, index: usize) -> View<'_> {
        match self.get(index) {
            Some(value) => value.view(),
            None => View::Null,
        }
    }

    /// The value of the member with this model name; [`View::Null`] when it is absent or unknown.
    pub fn view_by_name(&self, name: &str) -> View<'_> {
        self.shape()
            .index_of(name)
            .map_or(View::Null, |index| self.view_of(index))
    }
}

/// One value: a member, a list item or a map value.
pub trait Value: Send + Sync {
    /// Reads it.
    fn view(&self) -> View<'_>;

    /// Makes it present, empty if it was absent, and returns the place to write to.
    fn slot(&mut self) -> Slot<'_>;

    /// Makes it absent, or empty if it cannot be absent.
    fn clear(&mut self);

    /// Whether an absent value differs from an empty one (`Option`).
    fn nullable() -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// A value, for reading.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Absent.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A 32-bit integer.
    Integer(i32),
    /// A 64-bit integer.
    Long(i64),
    /// A 32-bit float.
    Float(f32),
    /// A 64-bit float.
    Double(f64),
    /// Text, also of an enum.
    String(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// A point in time.
    Timestamp(&'a DateTime),
    /// Any JSON value.
    Document(&'a Document),
    /// A payload that is not held in memory; its content is not visible here.
    Stream(&'a Body),
    /// Events that are sent or received one by one; they are not visible here.
    Events(&'a dyn Events),
    /// A list.
    List(&'a dyn List),
    /// A map.
    Map(&'a dyn Map),
    /// A structure or union.
    Structure(&'a dyn Structure),
}

impl View<'_> {
    /// Whether the value is absent.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<'a> View<'a> {
    /// The text, if it is text.
    pub const fn as_str(self) -> Option<&'a str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

/// A value, for writing.
pub enum Slot<'a> {
    /// A boolean.
    Boolean(&'a mut bool),
    /// A 32-bit integer.
    Integer(&'a mut i32),
    /// A 64-bit integer.
    Long(&'a mut i64),
    /// A 32-bit float.
    Float(&'a mut f32),
    /// A 64-bit float.
    Double(&'a mut f64),
    /// Text.
    String(&'a mut String),
    /// Text of an enum.
    Enum(&'a mut dyn Enumeration),
    /// Bytes.
    Blob(&'a mut Blob),
    /// A point in time.
    Timestamp(&'a mut DateTime),
    /// Any JSON value.
    Document(&'a mut Document),
    /// A payload that is not held in memory.
    Stream(&'a mut Body),
    /// Events that are sent or received one by one.
    Events(&'a mut dyn Events),
    /// A list.
    List(&'a mut dyn List),
    /// A map.
    Map(&'a mut dyn Map),
    /// A structure or union.
    Structure(&'a mut dyn Structure),
}

impl Slot<'_> {
    /// The expected kind of value, for errors.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) | Self::Long(_) => "an integer",
            Self::Float(_) | Self::Double(_) => "a number",
            Self::String(_) | Self::Enum(_) | Self::Blob(_) | Self::Stream(_) => "text",
            Self::Events(_) => "events",
            Self::Timestamp(_) => "a timestamp",
            Self::Document(_) => "a document",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Structure(_) => "a structure",
        }
    }
}

/// A list of values.
pub trait List: Send + Sync {
    /// The number of items.
    fn len(&self) -> usize;

    /// Whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`; [`View::Null`] beyond the end.
    fn get(&self, index: usize) -> View<'_>;

    /// The item at `index`, to write; `None` beyond the end.
    fn get_mut(&mut self, index: usize) -> Option<Slot<'_>>;

    /// Appends an empty item and returns the place to write it.
    fn push(&mut self) -> Slot<'_>;

    /// Appends an absent item, if the list can hold one (`sparse`).
    fn push_null(&mut self);

    /// Removes all items but `len` items from `start` on.
    fn keep(&mut self, start: usize, len: usize);
}

/// A map with text keys, in the order of insertion.
pub trait Map: Send + Sync {
    /// The number of entries.
    fn len(&self) -> usize;

    /// Whether there are no entries.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry at `index` in the order of insertion.
    fn entry(&self, index: usize) -> Option<(&str, View<'_>)>;

    /// The value of `key`; [`View::Null`] when there is none.
    fn get(&self, key: &str) -> View<'_>;

    /// Adds or replaces the entry of `key` with an empty value and returns the place to write it.
    fn insert(&mut self, key: String) -> Slot<'_>;

    /// The keys, and maybe more, for maps that may have the same.
    fn keys(&self) -> Keys;

    /// Expects the next entries to have the next of `keys`, the first of which are those of the entries that are here.
    fn expect(&mut self, keys: &Keys);

    /// Adds or replaces the entry of `key`, like [`insert`](Self::insert); the next expected key is shared, not copied.
    fn insert_expected(&mut self, key: &str) -> Slot<'_>;

    /// Adds an entry with an absent value, if the map can hold one (`sparse`).
    fn insert_null(&mut self, key: String);

    /// Removes all entries but `len` entries from `start` on, in the order of insertion.
    fn keep(&mut self, start: usize, len: usize);

    /// Removes all entries.
    fn clear(&mut self);
}

/// A modelled error of a service: the members of one exception shape.
pub trait ModeledError: Structure + Default {
    /// The code on the wire.
    const CODE: &'static str;
}

/// Text with known values.
pub trait Enumeration: Send + Sync {
    /// The text on the wire.
    fn as_str(&self) -> &str;

    /// Sets the value from the text on the wire; an unknown text is kept.
    fn set(&mut self, text: &str);
}

/// The initial value of a type: what a list holds after `push`.
///
/// Like `Default`, also for the foreign types that lack it.
pub trait Empty {
    /// The empty value.
    fn empty() -> Self;
}
