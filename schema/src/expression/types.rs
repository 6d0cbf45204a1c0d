//! The types of an expression's values, as far as a model or a table knows them.

use std::rc::Rc;

use super::comparison::ValueKind;
use super::node::Literal;

/// A shape of a model or a table.
pub trait Shape: Clone + PartialEq {
    /// The kind of its values.
    fn form(&self) -> Form<Self>;

    /// The member of a structure with this name: its index, and its shape.
    fn member(&self, name: &str) -> Option<(u16, Self)>;

    /// The names of a structure's members.
    fn member_names(&self) -> Vec<String>;
}

/// The kind of a shape's values.
#[derive(Clone, Debug)]
pub enum Form<S> {
    /// A scalar, or unknown.
    Scalar(ValueKind),
    /// A list of this.
    List(S),
    /// A map from text to this.
    Map(S),
    /// A structure, by the name of the shape.
    Structure(String),
    /// A union, by the name of the shape.
    Union(String),
    /// Events that arrive one by one, after the output.
    Events,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Type<S> {
    /// Unknown.
    Any,
    /// Null or this; neither an enum nor a structure.
    Scalar(ValueKind),
    /// Null or a value of this shape.
    Shape(S),
    /// Null or a list with elements of this type.
    List(Rc<Self>),
    /// An object made by the expression.
    Object(Vec<(String, Self)>),
}

impl<S: Shape> Type<S> {
    pub(super) const BOOLEAN: Self = Self::Scalar(ValueKind::Boolean);
    pub(super) const NUMBER: Self = Self::Scalar(ValueKind::Number);
    pub(super) const TEXT: Self = Self::Scalar(ValueKind::Text);

    /// The facts that comparisons need.
    pub fn known(&self) -> ValueKind {
        match self {
            Self::Any => ValueKind::Anything,
            Self::Scalar(known) => known.clone(),
            Self::List(_) => ValueKind::List,
            Self::Object(_) => ValueKind::Map,
            Self::Shape(shape) => match shape.form() {
                Form::Scalar(known) => known,
                Form::List(_) => ValueKind::List,
                Form::Map(_) => ValueKind::Map,
                Form::Structure(name) | Form::Union(name) => ValueKind::Structure(name),
                Form::Events => ValueKind::Events,
            },
        }
    }

    /// The type of a list's elements; unknown for anything else.
    pub fn element(&self) -> Self {
        match self {
            Self::List(element) => (**element).clone(),
            Self::Shape(shape) => match shape.form() {
                Form::List(element) => Self::Shape(element),
                _ => Self::Any,
            },
            Self::Any | Self::Scalar(_) | Self::Object(_) => Self::Any,
        }
    }

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
        Self::list_of(types.reduce(Self::or).unwrap_or(Self::Any))
    }

    /// The type of a list with elements of this type.
    pub(super) fn list_of(element: Self) -> Self {
        Self::List(Rc::new(element))
    }

    /// The type of a value of either type.
    pub(super) fn or(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        match (self.known(), other.known()) {
            (
                ValueKind::Text | ValueKind::TimeText | ValueKind::Enum { .. },
                ValueKind::Text | ValueKind::TimeText | ValueKind::Enum { .. },
            ) => Self::TEXT,
            _ => Self::Any,
        }
    }

    pub(super) fn is_list(&self) -> bool {
        self.known() == ValueKind::List
    }

    /// The type of an object's values.
    pub(super) fn values(&self) -> Self {
        match self {
            Self::Shape(shape) => match shape.form() {
                Form::Map(value) => Self::Shape(value),
                _ => Self::Any,
            },
            _ => Self::Any,
        }
    }
}
