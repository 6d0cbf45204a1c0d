//! The operands of comparisons: an attribute, its size, or a value.

use std::fmt;

use serde::Serialize;

use crate::view::Structure;

use super::super::{ValueError, write_value};
use super::{Attr, Size};

/// The right side of a comparison: anything that serialises, converted like [`to_value`](super::super::to_value), or another
/// attribute or its size. `Debug` shows no values.
///
/// A generated `AttributeValue` does not work: with the feature `serde` it serialises as a map of its member, which no
/// attribute equals.
/// equals.
pub struct Operand<'a>(pub(super) Term<'a>);

pub(super) enum Term<'a> {
    Name(String),
    Size(String),
    Value(Box<dyn ToValue + 'a>),
}

/// A value that is converted once the target type is known.
pub(super) trait ToValue: Send + Sync {
    fn write(&self, into: &mut dyn Structure) -> Result<(), ValueError>;
}

impl<T: Serialize + Send + Sync> ToValue for T {
    fn write(&self, into: &mut dyn Structure) -> Result<(), ValueError> {
        write_value(self, into)
    }
}

impl Operand<'_> {
    pub(super) fn name(name: impl Into<String>) -> Self {
        Self(Term::Name(name.into()))
    }

    pub(super) fn size(name: impl Into<String>) -> Self {
        Self(Term::Size(name.into()))
    }
}

impl<'a, T: Serialize + Send + Sync + 'a> From<T> for Operand<'a> {
    fn from(value: T) -> Self {
        Self(Term::Value(Box::new(value)))
    }
}

impl<N: Into<String>> From<Attr<N>> for Operand<'_> {
    fn from(attribute: Attr<N>) -> Self {
        Self::name(attribute.0)
    }
}

impl<N: Into<String>> From<Size<N>> for Operand<'_> {
    fn from(size: Size<N>) -> Self {
        Self::size(size.0)
    }
}

impl fmt::Debug for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Term::Name(name) => f.write_str(name),
            Term::Size(name) => write!(f, "size({name})"),
            Term::Value(_) => f.write_str("***"),
        }
    }
}
