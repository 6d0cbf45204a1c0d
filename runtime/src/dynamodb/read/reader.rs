//! The deserializer of one value.

use crate::view::{Map, Structure, View};

use super::super::ValueError;
use super::super::layout::{Layout, Type, unlike_its_table};

/// Reads one value.
#[derive(Clone, Copy)]
pub(in super::super) struct ItemReader<'de> {
    pub(super) source: ItemSource<'de>,
    pub(super) layout: Option<Layout>,
}

#[derive(Clone, Copy)]
pub(super) enum ItemSource<'de> {
    /// A value of any type.
    Value(&'de dyn Structure),
    /// The map that is a whole item.
    Item(&'de dyn Map),
    /// An element of a set.
    Element(Type, View<'de>),
}

impl<'de> ItemReader<'de> {
    /// Reads a value.
    pub(in super::super) fn value(value: &'de dyn Structure) -> Self {
        Self::new(ItemSource::Value(value), None)
    }

    /// Reads the attributes of an item.
    pub(in super::super) fn item(item: &'de dyn Map) -> Self {
        Self::new(ItemSource::Item(item), None)
    }

    pub(super) const fn new(source: ItemSource<'de>, layout: Option<Layout>) -> Self {
        Self { source, layout }
    }

    /// Reads the content of a list or a map.
    pub(super) fn of(
        view: View<'de>,
        layout: Option<Layout>,
        kind: Type,
    ) -> Result<Self, ValueError> {
        match view {
            View::Structure(value) => Ok(Self::new(ItemSource::Value(value), layout)),
            View::Null => Err(ValueError::new(
                "the value is empty: no member of it is set",
            )),
            _ => Err(unlike_its_table(kind)),
        }
    }

    /// The type and the content.
    pub(super) fn held(&mut self) -> Result<(Type, View<'de>), ValueError> {
        match self.source {
            ItemSource::Value(value) => {
                let layout = Layout::known(self.layout, value)?;
                self.layout = Some(layout);
                layout.held(value)
            }
            ItemSource::Item(map) => Ok((Type::M, View::Map(map))),
            ItemSource::Element(kind, view) => Ok((kind, view)),
        }
    }

    /// The text of a number, or `None` for any other type.
    pub(super) fn number(&mut self) -> Result<Option<&'de str>, ValueError> {
        Ok(match self.held()? {
            (Type::N, View::String(text)) => Some(text),
            _ => None,
        })
    }
}
