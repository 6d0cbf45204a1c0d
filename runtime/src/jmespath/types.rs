//! The types of an expression's values, as far as a table tells.

use pageboy_schema::Known;

use crate::schema::{Kind, Shape};

use super::Literal;

/// What is known about a value before there is one.
#[derive(Clone)]
pub(crate) enum Type {
    /// Nothing.
    Any,
    /// It is null, or of this shape.
    Shape(&'static Shape),
    /// It is null, or this; neither an enum nor a structure.
    Scalar(Known),
    /// It is null, or a list whose elements are of this type.
    List(Box<Self>),
    /// It is an object that the expression makes.
    Object(Vec<(String, Self)>),
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, Self::Any) => true,
            (Self::Shape(a), Self::Shape(b)) => std::ptr::eq(*a, *b),
            (Self::Scalar(a), Self::Scalar(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl Type {
    pub(super) const BOOLEAN: Self = Self::Scalar(Known::Boolean);
    pub(super) const NUMBER: Self = Self::Scalar(Known::Number);
    pub(super) const TEXT: Self = Self::Scalar(Known::Text);

    /// The type of a constant.
    pub(super) fn of_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Null => Self::Any,
            Literal::Boolean(_) => Self::BOOLEAN,
            Literal::Integer(_) | Literal::Unsigned(_) | Literal::Float(_) => Self::NUMBER,
            Literal::String(_) => Self::TEXT,
            Literal::List(items) => Self::list(items.iter().map(Self::of_literal)),
            Literal::Object(entries) => Self::Object(
                entries
                    .iter()
                    .map(|(key, value)| (key.to_string(), Self::of_literal(value)))
                    .collect(),
            ),
        }
    }

    /// The type of a list with elements of these types.
    pub(super) fn list(types: impl Iterator<Item = Self>) -> Self {
        Self::List(Box::new(types.reduce(Self::or).unwrap_or(Self::Any)))
    }

    /// The type of a value that has either of two types.
    pub(super) fn or(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        match (self.known(), other.known()) {
            (
                Known::Text | Known::TimeText | Known::Enum { .. },
                Known::Text | Known::TimeText | Known::Enum { .. },
            ) => Self::TEXT,
            _ => Self::Any,
        }
    }

    /// What comparisons have to know.
    pub(crate) fn known(&self) -> Known {
        match self {
            Self::Any => Known::Anything,
            Self::Scalar(known) => known.clone(),
            Self::List(_) => Known::List,
            Self::Object(_) => Known::Map,
            Self::Shape(shape) => match shape.kind {
                Kind::Boolean => Known::Boolean,
                Kind::Integer | Kind::Long | Kind::Float | Kind::Double => Known::Number,
                Kind::String | Kind::Blob => Known::Text,
                // A table that does not say its values.
                Kind::Enum if shape.values.is_empty() => Known::Text,
                Kind::Enum => Known::Enum {
                    name: shape.name.to_owned(),
                    values: shape.values.iter().map(|it| (*it).to_owned()).collect(),
                },
                Kind::Timestamp => Known::Time,
                Kind::Stream | Kind::Document => Known::Anything,
                Kind::List => Known::List,
                Kind::Map => Known::Map,
                Kind::Structure | Kind::Union => Known::Structure(shape.name.to_owned()),
            },
        }
    }

    /// Whether a value may have a member of this name.
    pub(super) fn may_have(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Scalar(_) | Self::List(_) => false,
            Self::Object(entries) => entries.iter().any(|(key, _)| key == name),
            Self::Shape(shape) => match shape.kind {
                Kind::Structure | Kind::Union => shape.index_of(name).is_some(),
                Kind::Map | Kind::Document => true,
                _ => false,
            },
        }
    }

    /// What comparisons have to know of a list's elements.
    pub(crate) fn element(&self) -> Known {
        element(self).known()
    }
}

pub(super) fn is_list(kind: &Type) -> bool {
    match kind {
        Type::List(_) => true,
        Type::Shape(shape) => shape.kind == Kind::List,
        Type::Any | Type::Scalar(_) | Type::Object(_) => false,
    }
}

pub(super) fn element(kind: &Type) -> Type {
    match kind {
        Type::List(element) => (**element).clone(),
        Type::Shape(shape) if shape.kind == Kind::List => Type::Shape(shape.element().target),
        _ => Type::Any,
    }
}

pub(super) fn values(kind: &Type) -> Type {
    match kind {
        Type::Shape(shape) if shape.kind == Kind::Map => Type::Shape(shape.value().target),
        _ => Type::Any,
    }
}
