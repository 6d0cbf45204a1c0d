//! The types of an expression's values, as far as a model or a table tells.

use std::rc::Rc;

use super::comparison::Known;
use super::node::Literal;

/// A shape, as a model or a table tells it.
pub trait Shape: Clone + PartialEq {
    /// What its values are.
    fn form(&self) -> Form<Self>;

    /// The member of a structure with this name: its index, and its shape.
    fn member(&self, name: &str) -> Option<(u16, Self)>;

    /// The names of a structure's members.
    fn member_names(&self) -> Vec<String>;
}

/// What a shape's values are.
#[derive(Clone, Debug)]
pub enum Form<S> {
    /// Something without parts, or something of which nothing is known.
    Scalar(Known),
    /// Lists of this.
    List(S),
    /// Maps from text to this.
    Map(S),
    /// Structures, by the name of the shape.
    Structure(String),
    /// Structures of which one member is set, by the name of the shape.
    Union(String),
    /// Events that arrive one by one, after the output.
    Events,
}

/// What is known about a value before there is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Type<S> {
    /// Nothing.
    Any,
    /// It is null, or this; neither an enum nor a structure.
    Scalar(Known),
    /// It is null, or of this shape.
    Shape(S),
    /// It is null, or a list whose elements are of this type.
    List(Rc<Self>),
    /// It is an object that the expression makes.
    Object(Vec<(String, Self)>),
}

impl<S: Shape> Type<S> {
    pub(super) const BOOLEAN: Self = Self::Scalar(Known::Boolean);
    pub(super) const NUMBER: Self = Self::Scalar(Known::Number);
    pub(super) const TEXT: Self = Self::Scalar(Known::Text);

    /// What comparisons have to know.
    pub fn known(&self) -> Known {
        match self {
            Self::Any => Known::Anything,
            Self::Scalar(known) => known.clone(),
            Self::List(_) => Known::List,
            Self::Object(_) => Known::Map,
            Self::Shape(shape) => match shape.form() {
                Form::Scalar(known) => known,
                Form::List(_) => Known::List,
                Form::Map(_) => Known::Map,
                Form::Structure(name) | Form::Union(name) => Known::Structure(name),
                Form::Events => Known::Events,
            },
        }
    }

    /// The type of a list's elements; of anything else, nothing is known.
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

    pub(super) fn is_list(&self) -> bool {
        self.known() == Known::List
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
