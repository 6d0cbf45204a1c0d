//! Writes lists, sets and maps.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use crate::view::{List, Map, Structure};

use super::super::ValueError;
use super::super::layout::Type;
use super::key::KeyWriter;
use super::place::{At, Place, Writer, entry, item};

/// Writes the items of a list or set.
pub(in super::super) struct ListWriter<'a> {
    target: Target<'a>,
    at: At,
    next: usize,
    variant: Option<&'static str>,
}

pub(super) enum Target<'a> {
    List(&'a mut dyn List),
    /// The value that becomes a set, and the set's type once it has an element.
    Set(&'a mut dyn Structure, Option<Type>),
}

impl<'a> ListWriter<'a> {
    pub(super) const fn new(target: Target<'a>, at: At) -> Self {
        Self {
            target,
            at,
            next: 0,
            variant: None,
        }
    }

    /// The same, as the content of a variant.
    pub(super) const fn of(mut self, variant: &'static str) -> Self {
        self.variant = Some(variant);
        self
    }

    fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        let index = self.next;
        self.next += 1;
        let at = self.at;
        let written = match &mut self.target {
            Target::List(list) => item(*list, at).and_then(|writer| value.serialize(writer)),
            Target::Set(set, held) => {
                let place = Place::Element(&mut **set, held);
                value.serialize(Writer { place, at })
            }
        };
        written.map_err(|error| within(error.at(index), self.variant))
    }

    fn ended(self) -> Result<(), ValueError> {
        match self.target {
            Target::Set(_, None) => Err(ValueError::new(
                "the set is empty, and DynamoDB has no empty sets: leave the attribute out",
            )),
            _ => Ok(()),
        }
    }
}

/// Writes the entries of a map.
pub(in super::super) struct MapWriter<'a> {
    map: &'a mut dyn Map,
    at: At,
    key: Option<String>,
    variant: Option<&'static str>,
}

impl<'a> MapWriter<'a> {
    pub(super) const fn new(map: &'a mut dyn Map, at: At) -> Self {
        Self {
            map,
            at,
            key: None,
            variant: None,
        }
    }

    /// The same, as the content of a variant.
    pub(super) const fn of(mut self, variant: &'static str) -> Self {
        self.variant = Some(variant);
        self
    }

    fn write<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), ValueError> {
        let written = entry(self.map, key, self.at).and_then(|writer| value.serialize(writer));
        written.map_err(|error| within(error.within(key), self.variant))
    }
}

fn within(error: ValueError, variant: Option<&'static str>) -> ValueError {
    match variant {
        Some(variant) => error.within(variant),
        None => error,
    }
}

macro_rules! lists {
    ($($trait:ident $method:ident;)*) => {$(
        impl $trait for ListWriter<'_> {
            type Ok = ();
            type Error = ValueError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
                self.write(value)
            }

            fn end(self) -> Result<(), ValueError> {
                self.ended()
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! structs {
    ($($trait:ident;)*) => {$(
        impl $trait for MapWriter<'_> {
            type Ok = ();
            type Error = ValueError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), ValueError> {
                self.write(name, value)
            }

            fn end(self) -> Result<(), ValueError> {
                Ok(())
            }
        }
    )*};
}

structs! {
    SerializeStruct;
    SerializeStructVariant;
}

impl SerializeMap for MapWriter<'_> {
    type Ok = ();
    type Error = ValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ValueError> {
        self.key = Some(key.serialize(KeyWriter)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        let key = self.key.take();
        let key = key.ok_or_else(|| ValueError::new("a value of a map came without its key"))?;
        self.write(&key, value)
    }

    fn end(self) -> Result<(), ValueError> {
        Ok(())
    }
}
