//! From DynamoDB to Rust: a deserializer that reads through the view, without an intermediate value.

mod compound;
mod key;
mod reader;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserializer, Error, Unexpected, Visitor};

use crate::view::View;

use self::compound::{ListReader, MapReader, VariantReader};
pub(super) use self::reader::ItemReader;
use super::decimal::Decimal;
use super::layout::{Type, unlike_its_table};
use super::{ValueError, number, set};

macro_rules! floats {
    ($($method:ident $read:ident $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
            match self.number()? {
                Some(text) => visitor.$visit(number::$read(text)?),
                None => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for ItemReader<'de> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        match self.held()? {
            (Type::Null, _) => visitor.visit_unit(),
            (Type::Bool, View::Boolean(value)) => visitor.visit_bool(value),
            (Type::S, View::String(text)) => visitor.visit_borrowed_str(text),
            (Type::N, View::String(text)) => visit_number(text, visitor),
            (Type::B, View::Blob(bytes)) => visitor.visit_borrowed_bytes(bytes),
            (kind, View::List(list)) => {
                let mut items = ListReader::new(list, kind, self.layout);
                let value = visitor.visit_seq(&mut items)?;
                match items.left() {
                    0 => Ok(value),
                    _ => Err(ValueError::invalid_length(list.len(), &"fewer items")),
                }
            }
            (Type::M, View::Map(map)) => visitor.visit_map(MapReader::new(map, self.layout)),
            (kind, _) => Err(unlike_its_table(kind)),
        }
    }

    floats! {
        deserialize_f32 to_f32 visit_f32;
        deserialize_f64 to_f64 visit_f64;
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_string(visitor)
    }

    /// A `String` would accept bytes that happen to be UTF-8, and write them back as text.
    fn deserialize_string<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        match self.held()? {
            (Type::B, View::Blob(bytes)) => {
                Err(ValueError::invalid_type(Unexpected::Bytes(bytes), &visitor))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        match self.held()? {
            (Type::Null, _) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        if name != number::TOKEN && name != set::TOKEN {
            return visitor.visit_newtype_struct(self);
        }
        match self.held()? {
            (Type::N, View::String(text)) if name == number::TOKEN => {
                visitor.visit_newtype_struct(BorrowedStrDeserializer::<ValueError>::new(text))
            }
            (kind, _) if name == set::TOKEN && kind.element().is_some() => {
                visitor.visit_newtype_struct(self)
            }
            (kind, _) => {
                let wanted = if name == set::TOKEN {
                    "a set"
                } else {
                    "a number"
                };
                let found = kind.described();
                Err(ValueError::new(format!("found {found}, expected {wanted}")))
            }
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        match self.held()? {
            (Type::S, View::String(text)) => {
                visitor.visit_enum(BorrowedStrDeserializer::<ValueError>::new(text))
            }
            (Type::M, View::Map(map)) if map.len() == 1 => {
                let Some((name, view)) = map.entry(0) else {
                    return Err(unlike_its_table(Type::M));
                };
                let value = Self::of(view, self.layout, Type::M);
                let value = value.map_err(|error| error.within(name))?;
                visitor.visit_enum(VariantReader::new(name, value))
            }
            (kind, _) => Err(ValueError::new(format!(
                "found {}, expected a variant: its name, or a map of one entry",
                kind.described()
            ))),
        }
    }

    /// A skipped value need not be readable.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 char bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

/// Passes the smallest type that holds the number.
fn visit_number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, ValueError> {
    let Some(integer) = Decimal::parse(text)?.integer() else {
        return visitor.visit_f64(number::to_f64(text)?);
    };
    if let Ok(integer) = u64::try_from(integer) {
        visitor.visit_u64(integer)
    } else if let Ok(integer) = i64::try_from(integer) {
        visitor.visit_i64(integer)
    } else {
        visitor.visit_i128(integer)
    }
}
