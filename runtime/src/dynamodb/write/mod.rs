//! From Rust to DynamoDB: a serializer that writes through the view, without a value in between.

mod compound;
mod key;

use serde::Serialize;
use serde::ser::Serializer;

use aws_smithy_types::Blob;

use crate::view::{List, Map, Slot, Structure};

use self::compound::{ListWriter, MapWriter, Target};
use self::key::KeyWriter;
use super::decimal::Decimal;
use super::layout::{Layout, Type, unlike_its_table};
use super::{ValueError, number, set};

/// The most levels of lists and maps: a bound for the stack. DynamoDB itself takes 32.
const DEPTH: usize = 128;

/// Writes one value.
pub(super) struct Writer<'a> {
    place: Place<'a>,
    at: At,
}

/// What is known where a value is written.
#[derive(Clone, Copy)]
struct At {
    /// The members of the union; found with the first value if not before.
    layout: Option<Layout>,
    /// The levels that may still be opened.
    left: usize,
}

enum Place<'a> {
    /// A value of any type.
    Value(&'a mut dyn Structure),
    /// The map that is a whole item.
    Item(&'a mut dyn Map),
    /// A value that has to become a set.
    Set(&'a mut dyn Structure),
    /// The next element of the set in a value, and the set's type once it has an element.
    Element(&'a mut dyn Structure, &'a mut Option<Type>),
}

impl<'a> Writer<'a> {
    /// Writes into a value.
    pub(super) fn value(value: &'a mut dyn Structure) -> Self {
        Self::new(Place::Value(value))
    }

    /// Writes the attributes of an item.
    pub(super) fn item(item: &'a mut dyn Map) -> Self {
        Self::new(Place::Item(item))
    }

    fn new(place: Place<'a>) -> Self {
        let at = At {
            layout: None,
            left: DEPTH,
        };
        Self { place, at }
    }

    /// Where a value of this type is written, and what is known there.
    fn slot(self, kind: Type) -> Result<(Slot<'a>, At), ValueError> {
        let mut at = self.at;
        let slot = match self.place {
            Place::Value(value) => {
                let layout = Layout::known(at.layout, value)?;
                at.layout = Some(layout);
                layout.slot(value, kind)?
            }
            Place::Item(item) if kind == Type::M => Slot::Map(item),
            Place::Item(_) => {
                let found = kind.described();
                return Err(ValueError::new(format!(
                    "an item is a struct or a map, not {found}"
                )));
            }
            Place::Set(_) => {
                return Err(ValueError::new(format!(
                    "a set is made of a sequence, not of {}",
                    kind.described()
                )));
            }
            Place::Element(value, held) => element(at, value, held, kind)?,
        };
        Ok((slot, at))
    }

    fn text(self, kind: Type, text: &str) -> Result<(), ValueError> {
        match self.slot(kind)?.0 {
            Slot::String(slot) => text.clone_into(slot),
            Slot::Enum(slot) => slot.set(text),
            _ => return Err(unlike_its_table(kind)),
        }
        Ok(())
    }

    fn number(self, text: &str) -> Result<(), ValueError> {
        Decimal::parse(text)?.check()?;
        self.text(Type::N, text)
    }

    fn boolean(self, kind: Type, value: bool) -> Result<(), ValueError> {
        match self.slot(kind)?.0 {
            Slot::Boolean(slot) => *slot = value,
            _ => return Err(unlike_its_table(kind)),
        }
        Ok(())
    }

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

    /// The one entry of a map, of an enum's variant that holds something.
    fn variant(self, name: &str) -> Result<Self, ValueError> {
        let (Slot::Map(map), at) = self.slot(Type::M)? else {
            return Err(unlike_its_table(Type::M));
        };
        map.clear();
        entry(map, name, at.deeper()?)
    }
}

impl At {
    fn deeper(mut self) -> Result<Self, ValueError> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            ValueError::new(format!(
                "lists and maps are nested more than {DEPTH} levels deep; DynamoDB takes 32"
            ))
        })?;
        Ok(self)
    }
}

/// A new item of a list, to write.
fn item(list: &mut dyn List, at: At) -> Result<Writer<'_>, ValueError> {
    into(list.push(), at, Type::L)
}

/// A new entry of a map, to write.
fn entry<'a>(map: &'a mut dyn Map, name: &str, at: At) -> Result<Writer<'a>, ValueError> {
    into(map.insert(name.to_owned()), at, Type::M)
}

fn into(slot: Slot<'_>, mut at: At, kind: Type) -> Result<Writer<'_>, ValueError> {
    let Slot::Structure(value) = slot else {
        return Err(unlike_its_table(kind));
    };
    at.layout = Some(Layout::known(at.layout, value)?);
    let place = Place::Value(value);
    Ok(Writer { place, at })
}

/// Where the next element of a set is written.
fn element<'a>(
    at: At,
    value: &'a mut dyn Structure,
    held: &mut Option<Type>,
    kind: Type,
) -> Result<Slot<'a>, ValueError> {
    let Some(set) = kind.set() else {
        let found = kind.described();
        return Err(ValueError::new(format!(
            "a set holds texts, numbers or bytes, not {found}"
        )));
    };
    let is_first = held.is_none();
    let so_far = *held.get_or_insert(set);
    if so_far != set {
        return Err(ValueError::new(format!(
            "{} cannot hold {} as well",
            so_far.described(),
            kind.described()
        )));
    }
    let layout = Layout::known(at.layout, value)?;
    let Slot::List(list) = layout.slot(value, set)? else {
        return Err(unlike_its_table(set));
    };
    if is_first {
        list.keep(0, 0);
    }
    Ok(list.push())
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
