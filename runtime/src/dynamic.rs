//! Values built from tables that were loaded at run time.

use std::fmt;

use aws_smithy_types::{Blob, DateTime, Document};

use crate::body::Body;
use crate::event_stream::EventStream;
use crate::map;
use crate::schema::{Kind, Member, Shape};
use crate::view::{Empty, Keys, List, Map, Slot, Structure, Value, View};

/// A structure or union whose table was loaded at run time.
///
/// Wire formats, waiters and paginators treat it like a generated structure.
pub struct Dynamic {
    shape: &'static Shape,
    members: Vec<Field>,
    unknown: Option<String>,
}

impl Dynamic {
    /// An empty value of a structure or union.
    pub fn new(shape: &'static Shape) -> Self {
        let members = shape.members().iter().map(Field::of).collect();
        Self {
            shape,
            members,
            unknown: None,
        }
    }

    /// Makes a member absent.
    pub fn clear(&mut self, index: usize) {
        if let Some(field) = self.members.get_mut(index) {
            field.clear();
        }
    }
}

impl Structure for Dynamic {
    fn shape(&self) -> &'static Shape {
        self.shape
    }

    fn get(&self, index: usize) -> Option<&dyn Value> {
        self.members.get(index).map(|field| field as &dyn Value)
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        if self.shape.kind == Kind::Union {
            self.unknown = None;
            for (other, field) in self.members.iter_mut().enumerate() {
                if other != index {
                    field.clear();
                }
            }
        }
        self.members
            .get_mut(index)
            .map(|field| field as &mut dyn Value)
    }

    fn set_unknown(&mut self, name: &str) {
        if self.shape.kind == Kind::Union {
            self.members.iter_mut().for_each(Field::clear);
            self.unknown = Some(name.to_owned());
        }
    }

    fn unknown(&self) -> Option<&str> {
        self.unknown.as_deref()
    }
}

impl fmt::Debug for Dynamic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::view::debug(self, f)
    }
}

/// One value, with the shape that says what to create when it is written.
struct Field {
    shape: &'static Shape,
    /// Whether the value is a stream of events of this shape.
    is_event_stream: bool,
    held: Option<FieldContent>,
}

enum FieldContent {
    Boolean(bool),
    Integer(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    String(String),
    Blob(Blob),
    Timestamp(DateTime),
    Document(Document),
    Stream(Body),
    Events(EventStream<Dynamic>),
    List(DynamicList),
    Map(DynamicMap),
    Structure(Dynamic),
}

impl Field {
    const fn new(shape: &'static Shape) -> Self {
        Self {
            shape,
            is_event_stream: false,
            held: None,
        }
    }

    const fn of(member: &Member) -> Self {
        Self {
            shape: member.target,
            is_event_stream: member.is_event_stream(),
            held: None,
        }
    }

    fn empty(&self) -> FieldContent {
        if self.is_event_stream {
            FieldContent::Events(EventStream::of(Dynamic::new))
        } else {
            FieldContent::empty(self.shape)
        }
    }
}

impl FieldContent {
    fn empty(shape: &'static Shape) -> Self {
        match shape.kind {
            Kind::Boolean => Self::Boolean(false),
            Kind::Integer => Self::Integer(0),
            Kind::Long => Self::Long(0),
            Kind::Float => Self::Float(0.0),
            Kind::Double => Self::Double(0.0),
            Kind::String | Kind::Enum => Self::String(String::new()),
            Kind::Blob => Self::Blob(Blob::empty()),
            Kind::Stream => Self::Stream(Body::empty()),
            Kind::Timestamp => Self::Timestamp(DateTime::empty()),
            Kind::Document => Self::Document(Document::Null),
            Kind::List => Self::List(DynamicList {
                shape,
                items: Vec::new(),
            }),
            Kind::Map => Self::Map(DynamicMap {
                shape,
                entries: map::Map::new(),
            }),
            Kind::Structure | Kind::Union => Self::Structure(Dynamic::new(shape)),
        }
    }
}

impl Value for Field {
    fn view(&self) -> View<'_> {
        let Some(held) = &self.held else {
            return View::Null;
        };
        match held {
            FieldContent::Boolean(value) => View::Boolean(*value),
            FieldContent::Integer(value) => View::Integer(*value),
            FieldContent::Long(value) => View::Long(*value),
            FieldContent::Float(value) => View::Float(*value),
            FieldContent::Double(value) => View::Double(*value),
            FieldContent::String(value) => View::String(value),
            FieldContent::Blob(value) => View::Blob(value.as_ref()),
            FieldContent::Timestamp(value) => View::Timestamp(value),
            FieldContent::Document(value) => View::Document(value),
            FieldContent::Stream(value) => View::Stream(value),
            FieldContent::Events(value) => View::Events(value),
            FieldContent::List(value) => View::List(value),
            FieldContent::Map(value) => View::Map(value),
            FieldContent::Structure(value) => View::Structure(value),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        let held = match self.held.take() {
            Some(held) => held,
            None => self.empty(),
        };
        match self.held.insert(held) {
            FieldContent::Boolean(value) => Slot::Boolean(value),
            FieldContent::Integer(value) => Slot::Integer(value),
            FieldContent::Long(value) => Slot::Long(value),
            FieldContent::Float(value) => Slot::Float(value),
            FieldContent::Double(value) => Slot::Double(value),
            FieldContent::String(value) => Slot::String(value),
            FieldContent::Blob(value) => Slot::Blob(value),
            FieldContent::Timestamp(value) => Slot::Timestamp(value),
            FieldContent::Document(value) => Slot::Document(value),
            FieldContent::Stream(value) => Slot::Stream(value),
            FieldContent::Events(value) => Slot::Events(value),
            FieldContent::List(value) => Slot::List(value),
            FieldContent::Map(value) => Slot::Map(value),
            FieldContent::Structure(value) => Slot::Structure(value),
        }
    }

    fn clear(&mut self) {
        self.held = None;
    }

    fn nullable() -> bool {
        true
    }
}

struct DynamicList {
    shape: &'static Shape,
    items: Vec<Field>,
}

impl List for DynamicList {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn get(&self, index: usize) -> View<'_> {
        self.items.get(index).map_or(View::Null, Value::view)
    }

    fn get_mut(&mut self, index: usize) -> Option<Slot<'_>> {
        self.items.get_mut(index).map(Value::slot)
    }

    fn push(&mut self) -> Slot<'_> {
        let at = self.items.len();
        self.items.push(Field::new(self.shape.element().target));
        self.items[at].slot()
    }

    fn push_null(&mut self) {
        self.items.push(Field::new(self.shape.element().target));
    }

    fn keep(&mut self, start: usize, len: usize) {
        self.items.truncate(start.saturating_add(len));
        self.items.drain(..start.min(self.items.len()));
    }
}

struct DynamicMap {
    shape: &'static Shape,
    entries: map::Map<Field>,
}

impl Map for DynamicMap {
    fn len(&self) -> usize {
        self.entries.len()
    }

    fn entry(&self, index: usize) -> Option<(&str, View<'_>)> {
        self.entries
            .get_index(index)
            .map(|(key, value)| (key, value.view()))
    }

    fn get(&self, key: &str) -> View<'_> {
        self.entries.get(key).map_or(View::Null, Value::view)
    }

    fn insert(&mut self, key: String) -> Slot<'_> {
        let field = Field::new(self.shape.value().target);
        self.entries.set(key, field).slot()
    }

    fn keys(&self) -> Keys {
        self.entries.shared_keys()
    }

    fn expect(&mut self, keys: &Keys) {
        self.entries.expect(keys);
    }

    fn insert_expected(&mut self, key: &str) -> Slot<'_> {
        let field = || Field::new(self.shape.value().target);
        self.entries.set_expected(key, field).slot()
    }

    fn insert_null(&mut self, key: String) {
        self.entries.set(key, Field::new(self.shape.value().target));
    }

    fn keep(&mut self, start: usize, len: usize) {
        self.entries.keep(start, len);
    }

    fn clear(&mut self) {
        self.entries.clear();
    }
}
