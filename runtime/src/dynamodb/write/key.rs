//! Writes keys of maps: text, or values with an obvious text.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::super::ValueError;

/// Gives the text of a key.
pub(super) struct KeyWriter;

macro_rules! texts {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, key: $type) -> Result<String, ValueError> {
            Ok(key.to_string())
        }
    )*};
}

macro_rules! refused {
    ($($method:ident($($argument:ty),*) -> $type:ty;)*) => {$(
        fn $method(self $(, _: $argument)*) -> Result<$type, ValueError> {
            Err(no_key())
        }
    )*};
}

type Never = Impossible<String, ValueError>;

impl Serializer for KeyWriter {
    type Ok = String;
    type Error = ValueError;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    texts! {
        serialize_bool bool;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_i128 i128;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_u128 u128;
        serialize_char char;
        serialize_str &str;
    }

    refused! {
        serialize_f32(f32) -> String;
        serialize_f64(f64) -> String;
        serialize_bytes(&[u8]) -> String;
        serialize_none() -> String;
        serialize_unit() -> String;
        serialize_unit_struct(&'static str) -> String;
        serialize_seq(Option<usize>) -> Never;
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never;
        serialize_map(Option<usize>) -> Never;
        serialize_struct(&'static str, usize) -> Never;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never;
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<String, ValueError> {
        Ok(variant.to_owned())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result<String, ValueError> {
        key.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        key: &T,
    ) -> Result<String, ValueError> {
        key.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<String, ValueError> {
        Err(no_key())
    }
}

fn no_key() -> ValueError {
    ValueError::new("a map's keys are texts, or integers and booleans, which become texts")
}
