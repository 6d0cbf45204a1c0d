//! The members of a union for each of DynamoDB's types, found once by name.

use crate::schema::{Kind, Shape};
use crate::view::{Slot, Structure, View};

use super::ValueError;

/// A type of DynamoDB, by the member of the union that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    S,
    N,
    B,
    Ss,
    Ns,
    Bs,
    M,
    L,
    Null,
    Bool,
}

impl Type {
    /// In the order of the variants, which [`Layout`] relies on.
    const ALL: [Self; 10] = [
        Self::S,
        Self::N,
        Self::B,
        Self::Ss,
        Self::Ns,
        Self::Bs,
        Self::M,
        Self::L,
        Self::Null,
        Self::Bool,
    ];

    /// The member's name in the model.
    const fn member(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
            Self::Ss => "SS",
            Self::Ns => "NS",
            Self::Bs => "BS",
            Self::M => "M",
            Self::L => "L",
            Self::Null => "NULL",
            Self::Bool => "BOOL",
        }
    }

    /// A description, for errors.
    pub(super) const fn described(self) -> &'static str {
        match self {
            Self::S => "text (S)",
            Self::N => "a number (N)",
            Self::B => "bytes (B)",
            Self::Ss => "a set of texts (SS)",
            Self::Ns => "a set of numbers (NS)",
            Self::Bs => "a set of bytes (BS)",
            Self::M => "a map (M)",
            Self::L => "a list (L)",
            Self::Null => "null (NULL)",
            Self::Bool => "a boolean (BOOL)",
        }
    }

    /// The set whose elements are of this type.
    pub(super) const fn set(self) -> Option<Self> {
        match self {
            Self::S => Some(Self::Ss),
            Self::N => Some(Self::Ns),
            Self::B => Some(Self::Bs),
            _ => None,
        }
    }

    /// The type of a set's elements.
    pub(super) const fn element(self) -> Option<Self> {
        match self {
            Self::Ss => Some(Self::S),
            Self::Ns => Some(Self::N),
            Self::Bs => Some(Self::B),
            _ => None,
        }
    }
}

/// The index of each type's member in the table of a union.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout([usize; Type::ALL.len()]);

impl Layout {
    /// Finds the members.
    ///
    /// # Errors
    ///
    /// When a member is missing or has another type.
    pub(super) fn of(shape: &'static Shape) -> Result<Self, ValueError> {
        let mut indices = [0; Type::ALL.len()];
        for (index, kind) in indices.iter_mut().zip(Type::ALL) {
            let at = shape.index_of(kind.member());
            let fitting = at.filter(|&at| {
                let target = shape.members().get(at).map(|member| member.target);
                target.is_some_and(|target| fits(kind, target, shape))
            });
            *index = fitting.ok_or_else(|| {
                ValueError::new(format!(
                    "{} is not DynamoDB's attribute value: its member {} is missing or of another type",
                    shape.name,
                    kind.member()
                ))
            })?;
        }
        Ok(Self(indices))
    }

    /// The known layout, or that of a value.
    pub(super) fn known(known: Option<Self>, value: &dyn Structure) -> Result<Self, ValueError> {
        known.map_or_else(|| Self::of(value.shape()), Ok)
    }

    /// Switches a value to a type, and returns the place to write it.
    pub(super) fn slot(
        self,
        value: &mut dyn Structure,
        kind: Type,
    ) -> Result<Slot<'_>, ValueError> {
        let member = value.get_mut(self.index(kind));
        member
            .map(|member| member.slot())
            .ok_or_else(|| unlike_its_table(kind))
    }

    /// The type and the content of a value.
    ///
    /// # Errors
    ///
    /// When the value is empty, or has a type that the model does not list.
    pub(super) fn held(self, value: &dyn Structure) -> Result<(Type, View<'_>), ValueError> {
        let held = Type::ALL.into_iter().find_map(|kind| {
            let view = value.view_of(self.index(kind));
            (!view.is_null()).then_some((kind, view))
        });
        held.ok_or_else(|| {
            ValueError::new(match value.unknown().filter(|name| !name.is_empty()) {
                Some(name) => format!("the type {name} is not a known type of DynamoDB"),
                None => String::from("the value is empty: no member of it is set"),
            })
        })
    }

    const fn index(self, kind: Type) -> usize {
        self.0[kind as usize]
    }
}

/// A value that contradicts its table.
pub(super) fn unlike_its_table(kind: Type) -> ValueError {
    ValueError::new(format!(
        "the member {} is not as the table says",
        kind.member()
    ))
}

fn fits(kind: Type, target: &'static Shape, union: &'static Shape) -> bool {
    let is_text = |shape: &Shape| matches!(shape.kind, Kind::String | Kind::Enum);
    let is_union = |shape: &'static Shape| std::ptr::eq(shape, union);
    let element = || target.element().target;
    match kind {
        Type::S | Type::N => is_text(target),
        Type::B => target.kind == Kind::Blob,
        Type::Ss | Type::Ns => target.kind == Kind::List && is_text(element()),
        Type::Bs => target.kind == Kind::List && element().kind == Kind::Blob,
        Type::M => target.kind == Kind::Map && is_union(target.value().target),
        Type::L => target.kind == Kind::List && is_union(element()),
        Type::Null | Type::Bool => target.kind == Kind::Boolean,
    }
}
