//! From Rust to DynamoDB: a serializer that writes through the view, without an intermediate value.

mod compound;
mod key;
mod place;

use serde::Serialize;
use serde::ser::Serializer;

use aws_smithy_types::Blob;

use crate::view::Slot;

use self::compound::{ListWriter, MapWriter, Target};
use self::key::KeyWriter;
use self::place::Place;
pub(super) use self::place::Writer;
use super::layout::{Type, unlike_its_table};
use super::{ValueError, number, set};

impl<'a> Writer<'a> {
    fn list(self) -> Result<ListWriter<'a>, ValueError> {
        let (target, at) = match self.place {
            Place::Set(value) => (Target::Set(value, None), self.at),
            _ => {
                let (Slot::List(list), at) = self.slot(Type::L)? else {
                    return Err(unlike_its_table(Type::L));
                };
                list.keep(0, 0);
                (Target::List(list), at)
            }
        };
        Ok(ListWriter::new(target, at.deeper()?))
    }

    fn map(self) -> Result<MapWriter<'a>, ValueError> {
        let (Slot::Map(map), at) = self.slot(Type::M)? else {
            return Err(unlike_its_table(Type::M));
        };
        map.clear();
        Ok(MapWriter::new(map, at.deeper()?))
    }
}

macro_rules! integers {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, number: $type) -> Result<(), ValueError> {
            self.number(&number.to_string())
        }
    )*};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = ValueError;
    type SerializeSeq = ListWriter<'a>;
    type SerializeTuple = ListWriter<'a>;
    type SerializeTupleStruct = ListWriter<'a>;
    type SerializeTupleVariant = ListWriter<'a>;
    type SerializeMap = MapWriter<'a>;
    type SerializeStruct = MapWriter<'a>;
    type SerializeStructVariant = MapWriter<'a>;

    integers! {
        serialize_i8 i8; serialize_i16 i16; serialize_i32 i32; serialize_i64 i64; serialize_i128 i128;
        serialize_u8 u8; serialize_u16 u16; serialize_u32 u32; serialize_u64 u64; serialize_u128 u128;
    }

    fn serialize_f32(self, number: f32) -> Result<(), ValueError> {
        self.number(&number::from_f32(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), ValueError> {
        self.number(&number::from_f64(number))
    }

    fn serialize_bool(self, value: bool) -> Result<(), ValueError> {
        self.boolean(Type::Bool, value)
    }

    fn serialize_char(self, value: char) -> Result<(), ValueError> {
        self.text(Type::S, value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), ValueError> {
        self.text(Type::S, text)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), ValueError> {
        match self.slot(Type::B)?.0 {
            Slot::Blob(slot) => *slot = Blob::new(bytes),
            _ => return Err(unlike_its_table(Type::B)),
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), ValueError> {
        self.boolean(Type::Null, true)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), ValueError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), ValueError> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), ValueError> {
        self.serialize_none()
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<(), ValueError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ValueError> {
        if name == number::TOKEN {
            return self.number(&value.serialize(KeyWriter)?);
        }
        if name != set::TOKEN {
            return value.serialize(self);
        }
        match self.place {
            Place::Value(place) => value.serialize(Writer {
                place: Place::Set(place),
                at: self.at,
            }),
            Place::Item(_) => Err(ValueError::new("an item is a struct or a map, not a set")),
            Place::Set(_) | Place::Element(..) => Err(ValueError::new(
                "a set holds texts, numbers or bytes, not a set",
            )),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), ValueError> {
        let writer = self.variant(variant)?;
        value
            .serialize(writer)
            .map_err(|error| error.within(variant))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<ListWriter<'a>, ValueError> {
        self.list()
    }

    fn serialize_tuple(self, _len: usize) -> Result<ListWriter<'a>, ValueError> {
        self.list()
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<ListWriter<'a>, ValueError> {
        self.list()
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<ListWriter<'a>, ValueError> {
        Ok(self.variant(variant)?.list()?.of(variant))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<MapWriter<'a>, ValueError> {
        self.map()
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<MapWriter<'a>, ValueError> {
        self.map()
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<MapWriter<'a>, ValueError> {
        Ok(self.variant(variant)?.map()?.of(variant))
    }
}
