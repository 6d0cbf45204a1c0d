//! Types of values for expressions, from the tables of shapes.

use pageboy_schema::ValueKind;
use pageboy_schema::expression::{self, Form};

use crate::schema::{Kind, Member, Shape};

/// The type of an expression's value.
pub(crate) type Type = expression::Type<Table>;

/// The type of a shape's values.
pub(crate) const fn type_of(shape: &'static Shape) -> Type {
    let is_stream = false;
    Type::Shape(Table { shape, is_stream })
}

/// The table of a shape, as a member's target.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    shape: &'static Shape,
    /// Whether the member is a stream of these events.
    is_stream: bool,
}

impl Table {
    fn of_member(member: &Member) -> Self {
        Self {
            shape: member.target,
            is_stream: member.is_event_stream(),
        }
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.shape, other.shape) && self.is_stream == other.is_stream
    }
}

impl expression::Shape for Table {
    fn form(&self) -> Form<Self> {
        let Self { shape, is_stream } = self;
        let name = || shape.name.to_owned();
        Form::Scalar(match shape.kind {
            Kind::Structure | Kind::Union if *is_stream => return Form::Events,
            Kind::Structure => return Form::Structure(name()),
            Kind::Union => return Form::Union(name()),
            Kind::List => return Form::List(Self::of_member(shape.element())),
            Kind::Map => return Form::Map(Self::of_member(shape.value())),
            Kind::Boolean => ValueKind::Boolean,
            Kind::Integer | Kind::Long | Kind::Float | Kind::Double => ValueKind::Number,
            // A table without its values.
            Kind::Enum if shape.values.is_empty() => ValueKind::Text,
            Kind::Enum => ValueKind::Enum {
                name: name(),
                values: shape.values.iter().map(|it| (*it).to_owned()).collect(),
            },
            Kind::String | Kind::Blob | Kind::Stream => ValueKind::Text,
            Kind::Timestamp => ValueKind::Time,
            Kind::Document => ValueKind::Anything,
        })
    }

    fn member(&self, name: &str) -> Option<(u16, Self)> {
        let index = self.shape.index_of(name)?;
        let member = self.shape.members().get(index)?;
        Some((u16::try_from(index).ok()?, Self::of_member(member)))
    }

    fn member_names(&self) -> Vec<String> {
        let members = self.shape.members().iter();
        members.map(|member| member.name.to_owned()).collect()
    }
}
