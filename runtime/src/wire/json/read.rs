//! Reads JSON into values, straight from the tokens.
//!
//! A [`DeserializeSeed`] carries the member's table and the slot. Members arrive mostly in the model's order, so the search
//! starts after the last one found. A body that `serde_json` refuses by the standard is read again as Python's `json` reads
//! it (`lenient`).

use std::borrow::Cow;
use std::fmt;

use aws_smithy_types::{DateTime, Document, Number};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::decode::{Seen, find, in_body, not_one, whole};
use super::super::depth::{Depth, is_too_deep};
use super::super::{Limits, text, timestamp};
use super::document::Free;
use super::lenient::Lenient;
use crate::error::DecodeError;
use crate::schema::{Kind, Member};
use crate::view::{List, Map, Slot, Structure, Value};

/// Reads a structure that is the whole body; an empty body is an empty structure.
pub(in super::super) fn document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    root(body, &WHOLE, Root::Structure(into, false), limits)
}

/// Like [`document`], for a structure with members outside the body.
pub(in super::super) fn bound_document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    root(body, &WHOLE, Root::Structure(into, true), limits)
}

/// Reads the member that is the whole body; an empty body is an empty structure.
pub(in super::super) fn payload(
    body: &[u8],
    member: &'static Member,
    value: &mut dyn Value,
    limits: &Limits,
) -> Result<(), DecodeError> {
    if body.is_empty() && member.target.kind == Kind::Structure {
        let _present = value.slot();
    }
    root(body, member, Root::Value(value), limits).map_err(|error| error.within(member.name))
}

/// Stands in for the member around a document.
static WHOLE: Member = Member::new("", &crate::schema::shapes::EMPTY);

/// The target of a whole body.
enum Root<'a> {
    /// The last part says whether only body members are in the structure.
    Structure(&'a mut dyn Structure, bool),
    Value(&'a mut dyn Value),
}

impl Root<'_> {
    fn seed<'s, 'c>(
        &'s mut self,
        member: &'static Member,
        context: &'c mut Context,
    ) -> Seed<'s, 'c> {
        let (place, bound) = match self {
            Self::Structure(structure, bound) => (Place::Structure(&mut **structure), *bound),
            Self::Value(value) => (Place::Value(&mut **value), false),
        };
        Seed {
            member,
            place,
            bound,
            context,
        }
    }

    /// Discards the values that were read from a body.
    fn clear(&mut self) {
        match self {
            Self::Value(value) => value.clear(),
            Self::Structure(structure, bound) => {
                for (index, member) in structure.shape().members().iter().enumerate() {
                    if (!*bound || in_body(member))
                        && let Some(value) = structure.get_mut(index)
                    {
                        value.clear();
                    }
                }
            }
        }
    }
}

fn root(
    body: &[u8],
    member: &'static Member,
    mut into: Root<'_>,
    limits: &Limits,
) -> Result<(), DecodeError> {
    if body.is_empty() {
        return Ok(());
    }
    // One check of the whole is faster than one for each text.
    let text = std::str::from_utf8(body).map_err(|error| {
        DecodeError::new("not UTF-8").at(format_args!("byte {}", error.valid_up_to()))
    })?;
    let mut context = Context::new(limits);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // Levels are counted here, in documents too; skipping uses no stack.
    deserializer.disable_recursion_limit();
    let read = into
        .seed(member, &mut context)
        .deserialize(&mut deserializer)
        .and_then(|_| deserializer.end());
    match read {
        Ok(()) => Ok(()),
        Err(error) => {
            let failure = context.failed(&error, (error.line(), error.column()));
            if error.is_syntax() {
                again(text, member, into, limits, failure)
            } else {
                Err(failure)
            }
        }
    }
}

/// Reads a body again as Python's `json` would, if it only violates the JSON standard.
#[cold]
fn again(
    text: &str,
    member: &'static Member,
    mut into: Root<'_>,
    limits: &Limits,
    failure: DecodeError,
) -> Result<(), DecodeError> {
    into.clear();
    let mut context = Context::new(limits);
    let mut lenient = Lenient::new(text);
    let read = into
        .seed(member, &mut context)
        .deserialize(&mut lenient)
        .and_then(|_| lenient.end());
    match read {
        Ok(()) => Ok(()),
        Err(_) if !lenient.forgave() => Err(failure),
        Err(error) => Err(context.failed(&error, lenient.place())),
    }
}

struct Context {
    depth: Depth,
    /// The place of an error, from the inside out.
    path: Vec<&'static str>,
}

impl Context {
    const fn new(limits: &Limits) -> Self {
        Self {
            depth: Depth::of(limits),
            path: Vec::new(),
        }
    }

    /// The error at a line and a column, with its enclosing members.
    #[cold]
    fn failed(&self, error: &serde_json::Error, (line, column): (usize, usize)) -> DecodeError {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let error = if is_too_deep(message) {
            DecodeError::over_limit(message)
        } else {
            DecodeError::new(message)
        };
        let error = error.at(format_args!("line {line} column {column}"));
        let path = self.path.iter();
        path.fold(error, |error, segment| error.within(segment))
    }

    fn enter<E: Error>(&mut self) -> Result<(), E> {
        self.depth.enter().map_err(E::custom)
    }

    /// Notes that the error is inside `segment`.
    #[cold]
    fn within<E>(&mut self, segment: &'static str, error: E) -> E {
        self.path.push(segment);
        error
    }
}

/// The target of a value, opened only if the value is not null.
enum Place<'s> {
    Structure(&'s mut dyn Structure),
    Value(&'s mut dyn Value),
    Member(&'s mut dyn Structure, usize),
    /// The last part says whether nulls are kept.
    Item(&'s mut dyn List, bool),
    /// The key is taken out of its place: seeds are passed by value from call to call, so they are kept small.
    Entry(&'s mut dyn Map, &'s mut String, bool),
}

impl<'s> Place<'s> {
    #[inline]
    fn open<E: Error>(self) -> Result<Slot<'s>, E> {
        Ok(match self {
            Self::Structure(structure) => Slot::Structure(structure),
            Self::Value(value) => value.slot(),
            Self::Member(structure, index) => structure
                .get_mut(index)
                .ok_or_else(|| E::custom("a member that the structure does not have"))?
                .slot(),
            Self::Item(list, _) => list.push(),
            Self::Entry(map, key, _) => map.insert(std::mem::take(key)),
        })
    }
}

/// One value to read.
struct Seed<'s, 'c> {
    member: &'static Member,
    place: Place<'s>,
    /// Whether only body members are in the structure, because others travel in headers.
    bound: bool,
    context: &'c mut Context,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    /// Whether the value is not null.
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        match self.place {
            Place::Structure(_) => return Err(E::custom("null instead of a structure")),
            Place::Item(list, true) => list.push_null(),
            Place::Entry(map, key, true) => map.insert_null(std::mem::take(key)),
            Place::Value(_) | Place::Member(..) | Place::Item(..) | Place::Entry(..) => {}
        }
        Ok(false)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        match self.place.open()? {
            Slot::Boolean(place) => *place = value,
            Slot::Document(place) => *place = Document::Bool(value),
            slot => textual("a boolean", value.to_string(), slot)?,
        }
        Ok(true)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<bool, E> {
        match self.place.open()? {
            Slot::Integer(place) => {
                *place = i32::try_from(value).map_err(|_| E::custom("not a 32-bit integer"))?;
            }
            Slot::Long(place) => *place = value,
            Slot::Float(place) => *place = value as f32,
            Slot::Double(place) => *place = value as f64,
            Slot::Timestamp(place) => *place = DateTime::from_secs(value),
            Slot::Document(place) => {
                *place = Document::Number(match u64::try_from(value) {
                    Ok(value) => Number::PosInt(value),
                    Err(_) => Number::NegInt(value),
                });
            }
            slot => textual("a number", value.to_string(), slot)?,
        }
        Ok(true)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<bool, E> {
        if let Ok(value) = i64::try_from(value) {
            return self.visit_i64(value);
        }
        match self.place.open()? {
            Slot::Integer(_) => return Err(E::custom("not a 32-bit integer")),
            Slot::Long(_) => return Err(E::custom("not a 64-bit integer")),
            Slot::Float(place) => *place = value as f32,
            Slot::Double(place) => *place = value as f64,
            Slot::Timestamp(_) => return Err(E::custom("not a timestamp")),
            Slot::Document(place) => *place = Document::Number(Number::PosInt(value)),
            slot => textual("a number", value.to_string(), slot)?,
        }
        Ok(true)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<bool, E> {
        match self.place.open()? {
            Slot::Integer(place) => {
                let whole = whole(value).and_then(|value| i32::try_from(value).ok());
                *place = whole.ok_or_else(|| E::custom("not a 32-bit integer"))?;
            }
            Slot::Long(place) => {
                *place = whole(value).ok_or_else(|| E::custom("not a 64-bit integer"))?;
            }
            Slot::Float(place) => *place = value as f32,
            Slot::Double(place) => *place = value,
            Slot::Timestamp(place) => {
                let time = timestamp::from_seconds(value);
                *place = time.ok_or_else(|| E::custom("not a timestamp"))?;
            }
            Slot::Document(place) => *place = Document::Number(Number::Float(value)),
            slot => {
                let text = text::special(value).map(str::to_owned);
                textual(
                    "a number",
                    text.unwrap_or_else(|| format!("{value:?}")),
                    slot,
                )?;
            }
        }
        Ok(true)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<bool, E> {
        match self.place.open()? {
            Slot::String(place) => value.clone_into(place),
            Slot::Boolean(place) => {
                *place = match value {
                    _ if value.eq_ignore_ascii_case("true") => true,
                    _ if value.eq_ignore_ascii_case("false") => false,
                    _ => return Err(E::custom("not a boolean")),
                };
            }
            slot => text::read(Cow::Borrowed(value), slot).map_err(E::custom)?,
        }
        Ok(true)
    }

    // Not inlined, nor is the reader of maps: their frames are large, and texts would pay for them.
    #[inline(never)]
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let list = match self.place.open()? {
            Slot::List(list) => list,
            Slot::Document(place) => {
                *place = Free(self.context.depth).visit_seq(items)?;
                return Ok(true);
            }
            slot => return Err(mismatch("a list", &slot)),
        };
        let shape = self.member.target;
        self.context.enter()?;
        loop {
            let seed = Seed {
                member: shape.element(),
                place: Place::Item(list, shape.sparse),
                bound: false,
                context: self.context,
            };
            match items.next_element_seed(seed) {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => return Err(self.context.within("item", error)),
            }
        }
        self.context.depth.leave();
        Ok(true)
    }

    #[inline(never)]
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        let Self {
            member,
            place,
            bound,
            context,
        } = self;
        let slot = place.open()?;
        if let Slot::Document(place) = slot {
            *place = Free(context.depth).visit_map(entries)?;
            return Ok(true);
        }
        context.enter()?;
        match slot {
            Slot::Structure(structure) => members(structure, bound, context, entries)?,
            Slot::Map(map) => {
                let shape = member.target;
                while let Some(mut key) = entries.next_key::<String>()? {
                    let seed = Seed {
                        member: shape.value(),
                        place: Place::Entry(map, &mut key, shape.sparse),
                        bound: false,
                        context,
                    };
                    if let Err(error) = entries.next_value_seed(seed) {
                        return Err(context.within("value", error));
                    }
                }
            }
            slot => return Err(mismatch("an object", &slot)),
        }
        context.depth.leave();
        Ok(true)
    }
}

/// Reads the members of a structure or union.
fn members<'de, A: MapAccess<'de>>(
    structure: &mut dyn Structure,
    bound: bool,
    context: &mut Context,
    mut entries: A,
) -> Result<(), A::Error> {
    let shape = structure.shape();
    let is_union = shape.kind == Kind::Union;
    let mut next = 0;
    let mut seen = Seen::default();
    let mut set = 0_usize;
    loop {
        let mut unknown = None;
        let key = Key {
            members: shape.members(),
            next,
            bound,
            unknown: is_union.then_some(&mut unknown),
        };
        let Some(found) = entries.next_key_seed(key)? else {
            break;
        };
        let Some((index, member)) = found else {
            let is_set = entries.next_value::<Option<IgnoredAny>>()?.is_some();
            if let Some(name) = unknown.filter(|_| is_set) {
                structure.set_unknown(&name);
                set += 1;
            }
            continue;
        };
        next = index + 1;
        // The last of repeated members counts, as in Python.
        if !seen.insert(index) {
            set = set.saturating_sub(usize::from(!structure.view_of(index).is_null()));
            if let Some(value) = structure.get_mut(index) {
                value.clear();
            }
        }
        let seed = Seed {
            member,
            place: Place::Member(structure, index),
            bound: false,
            context,
        };
        match entries.next_value_seed(seed) {
            Ok(is_set) => set += usize::from(is_set),
            Err(error) => return Err(context.within(member.name, error)),
        }
    }
    if is_union && set != 1 {
        return Err(A::Error::custom(not_one(shape, set)));
    }
    Ok(())
}

/// Finds the member that a key names; `None` if there is none.
struct Key<'u> {
    members: &'static [Member],
    next: usize,
    bound: bool,
    /// The place for the name of a union's unknown member.
    unknown: Option<&'u mut Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<(usize, &'static Member)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = Option<(usize, &'static Member)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let found = find(self.members, self.next, |member| {
            member.response == name && (!self.bound || in_body(member))
        });
        if let (None, Some(unknown)) = (found, self.unknown)
            && name != "__type"
        {
            *unknown = Some(name.to_owned());
        }
        Ok(found)
    }
}

/// Writes a number or a boolean as text, where text is expected.
fn textual<E: Error>(found: &str, value: String, slot: Slot<'_>) -> Result<(), E> {
    match slot {
        Slot::String(place) => *place = value,
        Slot::Enum(place) => place.set(&value),
        slot => return Err(mismatch(found, &slot)),
    }
    Ok(())
}

fn mismatch<E: Error>(found: &str, slot: &Slot<'_>) -> E {
    let expected = match slot {
        Slot::Boolean(_) => "a boolean",
        Slot::Integer(_) | Slot::Long(_) => "an integer",
        Slot::Float(_) | Slot::Double(_) => "a number",
        Slot::String(_) | Slot::Enum(_) | Slot::Blob(_) | Slot::Stream(_) => "text",
        Slot::Events(_) => "events",
        Slot::Timestamp(_) => "a timestamp",
        Slot::Document(_) => "a document",
        Slot::List(_) => "a list",
        Slot::Map(_) => "a map",
        Slot::Structure(_) => "a structure",
    };
    E::custom(format_args!("{found} instead of {expected}"))
}
