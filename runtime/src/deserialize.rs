//! `serde::Deserialize` for every shape, generic over the tables.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;

use aws_smithy_types::{Blob, Document, Number};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::body::Body;
use crate::limits::Limits;
use crate::schema::{Kind, Shape};
use crate::view::{Empty, Enumeration, List, Map, Slot, Structure};
use crate::wire;

/// Reads a structure as [`serialize`](crate::serialize()) writes it: members by their names in the model.
///
/// Unknown names are ignored, and members that are missing or null stay as they are in `value`. An unknown value of an enum is
/// kept, and so is the name of a union's unknown member. The format must tell kinds apart, as JSON and CBOR do: a document
/// could not be read otherwise.
///
/// # Errors
///
/// When the deserializer fails, a value is of another kind than its member, a union does not have exactly one member, or the
/// values are nested deeper than [`Limits::depth`](crate::wire::Limits::depth) allows by default.
pub fn deserialize<'de, D: Deserializer<'de>>(
    value: &mut dyn Structure,
    deserializer: D,
) -> Result<(), D::Error> {
    let seed = Seed {
        shape: value.shape(),
        place: ValuePlace::Structure(value),
        depth: Limits::default().depth,
    };
    seed.deserialize(deserializer).map(|_| ())
}

/// Reads a structure or union. Generated code calls this from `Deserialize`.
///
/// # Errors
///
/// As [`deserialize`].
pub fn read<'de, T: Structure + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut value = T::default();
    deserialize(&mut value, deserializer)?;
    Ok(value)
}

/// Reads an enum from its text on the wire. Generated code calls this from `Deserialize`.
///
/// # Errors
///
/// When the deserializer fails, or the value is no text.
pub fn read_text<'de, T: Enumeration + Empty, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

/// The target of a value, opened only if the value is not null.
enum ValuePlace<'s> {
    Structure(&'s mut dyn Structure),
    Member(&'s mut dyn Structure, usize),
    /// The last part says whether nulls are kept.
    Item(&'s mut dyn List, bool),
    Entry(&'s mut dyn Map, String, bool),
}

/// One value to read.
struct Seed<'s> {
    shape: &'static Shape,
    place: ValuePlace<'s>,
    /// How many more lists, maps and structures may be opened.
    depth: usize,
}

impl<'s> Seed<'s> {
    fn open<E: Error>(self) -> Result<Slot<'s>, E> {
        Ok(match self.place {
            ValuePlace::Structure(structure) => Slot::Structure(structure),
            ValuePlace::Member(structure, index) => structure
                .get_mut(index)
                .ok_or_else(|| E::custom("a member that the structure does not have"))?
                .slot(),
            ValuePlace::Item(list, _) => list.push(),
            ValuePlace::Entry(map, key, _) => map.insert(key),
        })
    }
}

fn inside<E: Error>(depth: usize) -> Result<usize, E> {
    depth
        .checked_sub(1)
        .ok_or_else(|| E::custom("the values are nested too deep"))
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    /// Whether the value is not null.
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value of {}", self.shape.name)
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        match self.place {
            ValuePlace::Member(..) => {}
            ValuePlace::Item(list, true) => list.push_null(),
            ValuePlace::Entry(map, key, true) => map.insert_null(key),
            ValuePlace::Structure(_) => return Err(E::custom("null instead of a structure")),
            ValuePlace::Item(..) => return Err(E::custom("null in a list that keeps none")),
            ValuePlace::Entry(..) => return Err(E::custom("null in a map that keeps none")),
        }
        Ok(false)
    }

    fn visit_none<E: Error>(self) -> Result<bool, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        match self.open()? {
            Slot::Boolean(place) => *place = value,
            Slot::Document(place) => *place = Document::Bool(value),
            slot => return Err(mismatch("a boolean", &slot)),
        }
        Ok(true)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<bool, E> {
        match self.open()? {
            Slot::Integer(place) => {
                *place = i32::try_from(value).map_err(|_| E::custom("not a 32-bit integer"))?;
            }
            Slot::Long(place) => *place = value,
            Slot::Float(place) => *place = value as f32,
            Slot::Double(place) => *place = value as f64,
            Slot::Document(place) => {
                *place = Document::Number(match u64::try_from(value) {
                    Ok(value) => Number::PosInt(value),
                    Err(_) => Number::NegInt(value),
                });
            }
            slot => return Err(mismatch("a number", &slot)),
        }
        Ok(true)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<bool, E> {
        if let Ok(value) = i64::try_from(value) {
            return self.visit_i64(value);
        }
        match self.open()? {
            Slot::Float(place) => *place = value as f32,
            Slot::Double(place) => *place = value as f64,
            Slot::Document(place) => *place = Document::Number(Number::PosInt(value)),
            slot => return Err(mismatch("a large number", &slot)),
        }
        Ok(true)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<bool, E> {
        match self.open()? {
            Slot::Float(place) => *place = value as f32,
            Slot::Double(place) => *place = value,
            Slot::Document(place) => *place = Document::Number(Number::Float(value)),
            slot => return Err(mismatch("a fraction", &slot)),
        }
        Ok(true)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        let bytes = || wire::from_base64(text).ok_or_else(|| E::custom("not base64"));
        match self.open()? {
            Slot::String(place) => text.clone_into(place),
            Slot::Enum(place) => place.set(text),
            Slot::Blob(place) => *place = Blob::new(bytes()?),
            Slot::Stream(place) => *place = Body::from(bytes()?),
            Slot::Timestamp(place) => {
                let time = wire::parse_timestamp(text);
                *place = time.ok_or_else(|| E::custom("not a timestamp"))?;
            }
            Slot::Float(place) => *place = without_digits::<E>(text)? as f32,
            Slot::Double(place) => *place = without_digits(text)?,
            Slot::Document(place) => *place = Document::String(text.to_owned()),
            slot => return Err(mismatch("text", &slot)),
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let shape = self.shape;
        let depth = inside(self.depth)?;
        match self.open()? {
            Slot::List(list) => loop {
                let seed = Seed {
                    shape: shape.element().target,
                    place: ValuePlace::Item(list, shape.sparse),
                    depth,
                };
                if items.next_element_seed(seed)?.is_none() {
                    break;
                }
            },
            Slot::Document(place) => *place = Free(depth).visit_seq(items)?,
            slot => return Err(mismatch("a list", &slot)),
        }
        Ok(true)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        let shape = self.shape;
        let depth = inside(self.depth)?;
        match self.open()? {
            Slot::Structure(structure) => members(structure, depth, entries)?,
            Slot::Map(map) => {
                while let Some(key) = entries.next_key::<String>()? {
                    entries.next_value_seed(Seed {
                        shape: shape.value().target,
                        place: ValuePlace::Entry(map, key, shape.sparse),
                        depth,
                    })?;
                }
            }
            Slot::Document(place) => *place = Free(depth).visit_map(entries)?,
            slot => return Err(mismatch("a map", &slot)),
        }
        Ok(true)
    }
}

/// Reads the members of a structure or union.
fn members<'de, A: MapAccess<'de>>(
    structure: &mut dyn Structure,
    depth: usize,
    mut entries: A,
) -> Result<(), A::Error> {
    let shape = structure.shape();
    let is_union = shape.kind == Kind::Union;
    let mut set = 0_usize;
    while let Some(name) = entries.next_key::<String>()? {
        let found = shape.index_of(&name);
        let found = found.and_then(|index| Some((index, shape.members().get(index)?)));
        if let Some((index, member)) = found {
            let is_set = entries.next_value_seed(Seed {
                shape: member.target,
                place: ValuePlace::Member(structure, index),
                depth,
            })?;
            set += usize::from(is_set);
        } else if is_union && name == "SDK_UNKNOWN_MEMBER" {
            let unknown = entries.next_value::<BTreeMap<String, String>>()?;
            structure.set_unknown(unknown.get("name").map_or("", String::as_str));
            set += 1;
        } else {
            let is_set = entries.next_value::<Option<IgnoredAny>>()?.is_some();
            if is_union && is_set {
                structure.set_unknown(&name);
                set += 1;
            }
        }
    }
    if is_union && set != 1 {
        let message = format!("{} has exactly one member, not {set}", shape.name);
        return Err(A::Error::custom(message));
    }
    Ok(())
}

fn without_digits<E: Error>(text: &str) -> Result<f64, E> {
    match text {
        "NaN" => Ok(f64::NAN),
        "Infinity" => Ok(f64::INFINITY),
        "-Infinity" => Ok(f64::NEG_INFINITY),
        _ => Err(E::custom("text instead of a number")),
    }
}

fn mismatch<E: Error>(found: &str, slot: &Slot<'_>) -> E {
    E::custom(format_args!("{found} instead of {}", slot.kind()))
}

/// Any value, no deeper than this.
struct Free(usize);

impl<'de> DeserializeSeed<'de> for Free {
    type Value = Document;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Free {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_unit<E: Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Document, E> {
        Ok(Document::Number(match u64::try_from(value) {
            Ok(value) => Number::PosInt(value),
            Err(_) => Number::NegInt(value),
        }))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Document, E> {
        Ok(Document::Number(Number::PosInt(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Document, E> {
        Ok(Document::Number(Number::Float(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Document, E> {
        Ok(Document::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document, A::Error> {
        let depth = inside(self.0)?;
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(Self(depth))? {
            all.push(item);
        }
        Ok(Document::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Document, A::Error> {
        let depth = inside(self.0)?;
        let mut all = HashMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            all.insert(key, entries.next_value_seed(Self(depth))?);
        }
        Ok(Document::Object(all))
    }
}

struct EnumVisitor<T>(PhantomData<T>);

impl<T: Enumeration + Empty> Visitor<'_> for EnumVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of an enum")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let mut value = T::empty();
        value.set(text);
        Ok(value)
    }
}
