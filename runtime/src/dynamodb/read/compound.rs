//! Reads lists, sets, maps and variants.

use serde::Deserialize;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use crate::view::{List, Map, View};

use super::super::ValueError;
use super::super::layout::{Layout, Type};
use super::key::KeyReader;
use super::reader::{ItemReader, ItemSource};

/// Reads the items of a list or set.
pub(super) struct ListReader<'de> {
    list: &'de dyn List,
    kind: Type,
    layout: Option<Layout>,
    next: usize,
}

impl<'de> ListReader<'de> {
    pub(super) const fn new(list: &'de dyn List, kind: Type, layout: Option<Layout>) -> Self {
        Self {
            list,
            kind,
            layout,
            next: 0,
        }
    }

    /// The number of items that are left.
    pub(super) fn left(&self) -> usize {
        self.list.len().saturating_sub(self.next)
    }
}

impl<'de> SeqAccess<'de> for &mut ListReader<'de> {
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ValueError> {
        if self.left() == 0 {
            return Ok(None);
        }
        let index = self.next;
        self.next += 1;
        let view = self.list.get(index);
        let reader = match self.kind.element() {
            Some(element) => Ok(ItemReader::new(
                ItemSource::Element(element, view),
                self.layout,
            )),
            None => ItemReader::of(view, self.layout, self.kind),
        };
        let value = reader.and_then(|reader| seed.deserialize(reader));
        value.map(Some).map_err(|error| error.at(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left())
    }
}

/// Reads the entries of a map.
pub(super) struct MapReader<'de> {
    map: &'de dyn Map,
    layout: Option<Layout>,
    next: usize,
    value: Option<(&'de str, View<'de>)>,
}

impl<'de> MapReader<'de> {
    pub(super) const fn new(map: &'de dyn Map, layout: Option<Layout>) -> Self {
        Self {
            map,
            layout,
            next: 0,
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for MapReader<'de> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ValueError> {
        let Some((key, view)) = self.map.entry(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        self.value = Some((key, view));
        let key = seed.deserialize(KeyReader(key));
        key.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ValueError> {
        let value = self.value.take();
        let (key, view) = value
            .ok_or_else(|| ValueError::new("a value of a map was asked for before its key"))?;
        let reader = ItemReader::of(view, self.layout, Type::M);
        let value = reader.and_then(|reader| seed.deserialize(reader));
        value.map_err(|error| error.within(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.map.len().saturating_sub(self.next))
    }
}

/// Reads a variant with content.
pub(super) struct VariantReader<'de> {
    name: &'de str,
    value: ItemReader<'de>,
}

impl<'de> VariantReader<'de> {
    pub(super) const fn new(name: &'de str, value: ItemReader<'de>) -> Self {
        Self { name, value }
    }

    fn read<T>(
        self,
        read: impl FnOnce(ItemReader<'de>) -> Result<T, ValueError>,
    ) -> Result<T, ValueError> {
        read(self.value).map_err(|error| error.within(self.name))
    }
}

impl<'de> EnumAccess<'de> for VariantReader<'de> {
    type Error = ValueError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), ValueError> {
        let name = seed.deserialize(BorrowedStrDeserializer::new(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for VariantReader<'de> {
    type Error = ValueError;

    fn unit_variant(self) -> Result<(), ValueError> {
        self.read(Deserialize::deserialize)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, ValueError> {
        self.read(|reader| seed.deserialize(reader))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.read(|reader| reader.deserialize_any(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.read(|reader| reader.deserialize_any(visitor))
    }
}
