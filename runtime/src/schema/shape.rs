//! Shapes: structures, lists, maps and scalars.

use std::fmt;
use std::sync::OnceLock;

use super::{Location, TimestampFormat, XmlNamespace};

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A 32-bit integer.
    Integer,
    /// A 64-bit integer.
    Long,
    /// A 32-bit float.
    Float,
    /// A 64-bit float.
    Double,
    /// Text.
    String,
    /// Text with known values; others are kept.
    Enum,
    /// Bytes.
    Blob,
    /// The payload of a request or answer that is not held in memory.
    Stream,
    /// A point in time.
    Timestamp,
    /// Any JSON value.
    Document,
    /// A list; its one member is the element.
    List,
    /// A map with text keys; its two members are key and value.
    Map,
    /// A structure.
    Structure,
    /// A structure of which exactly one member is set.
    Union,
}

/// A shape: one entry of `shapes`, or a scalar that needs no entry of its own.
pub struct Shape {
    /// The key in `shapes`.
    pub name: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Whether absent list items and map values are kept (`sparse`).
    pub sparse: bool,
    /// `payload`: the index of the member that is the whole body.
    pub payload: Option<u16>,
    /// The values of an enum that the model lists, in its order.
    pub values: &'static [&'static str],
    members: Members,
}

/// Members, known when the table is made or set once afterwards, because shapes refer to each other in cycles.
#[derive(Debug)]
enum Members {
    Fixed(&'static [Member]),
    Late(OnceLock<&'static [Member]>),
}

/// A member of a structure, the element of a list, or the key or value of a map.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The name in the model; JMESPath expressions use it.
    pub name: &'static str,
    /// The name in a request's body, header, query string or path.
    pub request: &'static str,
    /// The name in an answer's body or header.
    pub response: &'static str,
    /// The shape of the value.
    pub target: &'static Shape,
    /// Its location in a request or answer.
    pub location: Location,
    /// The format of a timestamp, if it is not the default of its location.
    pub timestamp: Option<TimestampFormat>,
    /// `min` of the value: code points of a string, items of a list, or the number itself. The `min` of a map is ignored.
    pub min: Option<f64>,
    /// `xmlNamespace` of the element.
    pub namespace: Option<XmlNamespace>,
    pub(super) flags: u16,
}

impl Shape {
    /// A shape of the given kind.
    pub const fn new(name: &'static str, kind: Kind, members: &'static [Member]) -> Self {
        Self {
            name,
            kind,
            sparse: false,
            payload: None,
            values: &[],
            members: Members::Fixed(members),
        }
    }

    /// A structure.
    pub const fn structure(name: &'static str, members: &'static [Member]) -> Self {
        Self::new(name, Kind::Structure, members)
    }

    /// A union.
    pub const fn union(name: &'static str, members: &'static [Member]) -> Self {
        Self::new(name, Kind::Union, members)
    }

    /// Text with known values.
    pub const fn enumeration(name: &'static str, values: &'static [&'static str]) -> Self {
        let mut shape = Self::new(name, Kind::Enum, &[]);
        shape.values = values;
        shape
    }

    /// A list; `element` holds exactly one member.
    pub const fn list(name: &'static str, element: &'static [Member; 1]) -> Self {
        Self::new(name, Kind::List, element)
    }

    /// A map; `entry` holds key and value.
    pub const fn map(name: &'static str, entry: &'static [Member; 2]) -> Self {
        Self::new(name, Kind::Map, entry)
    }

    /// A shape whose members are set later, once, by [`Shape::complete`].
    ///
    /// For tables that are built at run time: every shape is made first, then gets its members.
    pub const fn incomplete(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            sparse: false,
            payload: None,
            values: &[],
            members: Members::Late(OnceLock::new()),
        }
    }

    /// Sets the members of an [`incomplete`](Shape::incomplete) shape; a second call has no effect.
    pub fn complete(&self, members: &'static [Member]) {
        if let Members::Late(cell) = &self.members {
            let _already_set = cell.set(members);
        }
    }

    /// Keeps absent items.
    pub const fn sparse(mut self) -> Self {
        self.sparse = true;
        self
    }

    /// Sets the member that is the whole body.
    pub const fn payload(mut self, index: u16) -> Self {
        self.payload = Some(index);
        self
    }

    /// The members, in the model's order.
    pub fn members(&self) -> &'static [Member] {
        match &self.members {
            Members::Fixed(members) => members,
            Members::Late(cell) => cell.get().copied().unwrap_or_default(),
        }
    }

    /// The element of a list.
    pub fn element(&self) -> &'static Member {
        self.members().first().unwrap_or(&NOTHING)
    }

    /// The value of a map.
    pub fn value(&self) -> &'static Member {
        self.members().get(1).unwrap_or(&NOTHING)
    }

    /// The key of a map.
    pub fn key(&self) -> &'static Member {
        self.members().first().unwrap_or(&NOTHING)
    }

    /// The index of the member with this model name.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.members().iter().position(|member| member.name == name)
    }

    /// Whether the shape is a structure or a union.
    pub const fn is_structure(&self) -> bool {
        matches!(self.kind, Kind::Structure | Kind::Union)
    }
}

impl fmt::Debug for Shape {
    /// Shows name and kind, but no members: shapes refer to each other in cycles.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shape")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The shapes of scalars without traits of their own, and of operations without input or output.
pub mod shapes {
    use super::{Kind, Shape};

    /// `true` or `false`.
    pub static BOOLEAN: Shape = Shape::new("Boolean", Kind::Boolean, &[]);
    /// A 32-bit integer.
    pub static INTEGER: Shape = Shape::new("Integer", Kind::Integer, &[]);
    /// A 64-bit integer.
    pub static LONG: Shape = Shape::new("Long", Kind::Long, &[]);
    /// A 32-bit float.
    pub static FLOAT: Shape = Shape::new("Float", Kind::Float, &[]);
    /// A 64-bit float.
    pub static DOUBLE: Shape = Shape::new("Double", Kind::Double, &[]);
    /// Text.
    pub static STRING: Shape = Shape::new("String", Kind::String, &[]);
    /// Text with known values, which are not in the table.
    pub static ENUM: Shape = Shape::new("Enum", Kind::Enum, &[]);
    /// Bytes.
    pub static BLOB: Shape = Shape::new("Blob", Kind::Blob, &[]);
    /// A streamed payload.
    pub static STREAM: Shape = Shape::new("Stream", Kind::Stream, &[]);
    /// A point in time.
    pub static TIMESTAMP: Shape = Shape::new("Timestamp", Kind::Timestamp, &[]);
    /// Any JSON value.
    pub static DOCUMENT: Shape = Shape::new("Document", Kind::Document, &[]);
    /// A structure without members.
    pub static EMPTY: Shape = Shape::structure("Empty", &[]);
}

/// Stands in for the missing member of a malformed run-time table, instead of a panic; nothing is read from it.
static NOTHING: Member = Member::new("", &shapes::EMPTY);

#[cfg(test)]
mod tests {
    use super::*;

    static TREE: Shape = Shape::structure("Tree", &[Member::new("Branch", &TREE)]);

    #[test]
    fn a_shape_that_holds_itself_can_be_shown() {
        assert_eq!(
            format!("{TREE:?}"),
            "Shape { name: \"Tree\", kind: Structure, .. }"
        );
        assert!(format!("{:?}", TREE.members()).contains("Branch"));
    }

    #[test]
    fn a_table_without_members_yields_nothing_instead_of_a_panic() {
        let broken = Shape::incomplete("Broken", Kind::Map);
        for member in [broken.element(), broken.key(), broken.value()] {
            assert_eq!((member.name, member.target.name), ("", "Empty"));
        }
    }
}
