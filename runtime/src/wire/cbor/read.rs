//! Reads CBOR into values, straight from the tokens.
//!
//! The slot says which type must follow. Members arrive mostly in the model's order, so the search starts after the last one
//! found. As in `botocore/parsers.py`, `BaseCBORParser`, null and undefined count as absent.

use std::borrow::Cow;

use aws_smithy_types::{Blob, DateTime};

use super::super::decode::{MemberSet, find, not_one};
use super::super::depth::Depth;
use super::super::{Limits, timestamp};
use super::document;
use super::scan::CborScanner;
use crate::body::Body;
use crate::error::DecodeError;
use crate::schema::{Kind, Member, Shape};
use crate::view::{List, Map, Slot, Structure};

/// Reads a structure that is the whole body; an empty body is an empty structure.
pub(in super::super) fn document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    if body.is_empty() {
        return Ok(());
    }
    let mut document = CborDocument(CborScanner::new(body, Depth::of(limits)));
    document.structure(into)?;
    document.0.finish()
}

/// Reads the member that is the whole body; an empty body is an empty structure.
#[cfg(any(test, feature = "event-streams"))]
pub(in super::super) fn payload(
    body: &[u8],
    member: &'static Member,
    value: &mut dyn crate::view::Value,
    limits: &Limits,
) -> Result<(), DecodeError> {
    if body.is_empty() {
        if member.target.kind == Kind::Structure {
            let _present = value.slot();
        }
        return Ok(());
    }
    let mut document = CborDocument(CborScanner::new(body, Depth::of(limits)));
    if !document.0.null() {
        let read = document.value(member, value.slot());
        read.map_err(|error| error.within(member.name))?;
    }
    document.0.finish()
}

struct CborDocument<'b>(CborScanner<'b>);

/// The member that a key names.
enum Key<'b> {
    Member(usize, &'static Member),
    Unknown(Cow<'b, str>),
}

impl<'b> CborDocument<'b> {
    /// Reads a value that is not null.
    fn value(&mut self, member: &'static Member, slot: Slot<'_>) -> Result<(), DecodeError> {
        match slot {
            Slot::String(place) => *place = self.0.text()?.into_owned(),
            Slot::Enum(place) => place.set(&self.0.text()?),
            Slot::Boolean(place) => *place = self.0.boolean()?,
            Slot::Integer(place) => *place = self.integer("not a 32-bit integer")?,
            Slot::Long(place) => *place = self.integer("not a 64-bit integer")?,
            Slot::Float(place) => *place = self.0.float("a number")? as f32,
            Slot::Double(place) => *place = self.0.float("a number")?,
            Slot::Timestamp(place) => *place = self.timestamp()?,
            Slot::Blob(place) => *place = Blob::new(self.0.bytes()?.into_owned()),
            Slot::Stream(place) => *place = Body::from(self.0.bytes()?.into_owned()),
            Slot::Events(_) => {
                let at = self.0.position();
                return Err(self.0.error(at, "events come after the document"));
            }
            Slot::Document(place) => *place = document::value(&mut self.0)?,
            Slot::List(list) => self.list(member.target, list)?,
            Slot::Map(map) => self.map(member.target, map)?,
            Slot::Structure(structure) => self.structure(structure)?,
        }
        Ok(())
    }

    fn integer<T: TryFrom<i64>>(&mut self, otherwise: &str) -> Result<T, DecodeError> {
        let at = self.0.position();
        let integer = self.0.integer("an integer")?;
        let integer = integer.and_then(|integer| T::try_from(integer).ok());
        integer.ok_or_else(|| self.0.error(at, otherwise))
    }

    /// A number of seconds since 1970, with the tag that says so or without.
    fn timestamp(&mut self) -> Result<DateTime, DecodeError> {
        let at = self.0.position();
        if self.0.is_tagged() {
            self.0.epoch_tag()?;
        }
        let time = if self.0.is_integer() {
            self.0.integer("a timestamp")?.map(DateTime::from_secs)
        } else {
            timestamp::from_seconds(self.0.float("a timestamp")?)
        };
        time.ok_or_else(|| self.0.error(at, "not a timestamp"))
    }

    // Not inlined, nor are the readers of maps and structures: their frames are large, and scalars would pay for them.
    #[inline(never)]
    fn list(&mut self, shape: &'static Shape, list: &mut dyn List) -> Result<(), DecodeError> {
        let element = shape.element();
        let mut rest = self.0.list()?;
        while self.0.more(&mut rest)? {
            if !self.0.null() {
                let read = self.value(element, list.push());
                read.map_err(|error| error.within("item"))?;
            } else if shape.sparse {
                list.push_null();
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn map(&mut self, shape: &'static Shape, map: &mut dyn Map) -> Result<(), DecodeError> {
        let value = shape.value();
        let mut rest = self.0.map("a map")?;
        while self.0.more(&mut rest)? {
            let key = self.0.text()?.into_owned();
            if !self.0.null() {
                let read = self.value(value, map.insert(key));
                read.map_err(|error| error.within("value"))?;
            } else if shape.sparse {
                map.insert_null(key);
            }
        }
        Ok(())
    }

    /// Reads a structure or union.
    #[inline(never)]
    fn structure(&mut self, into: &mut dyn Structure) -> Result<(), DecodeError> {
        let shape = into.shape();
        let is_union = shape.kind == Kind::Union;
        let mut next = 0;
        let mut seen = MemberSet::default();
        let mut set = 0_usize;
        let mut rest = self.0.map("a structure")?;
        while self.0.more(&mut rest)? {
            let key = self.key(shape.members(), next)?;
            if self.0.null() {
                continue;
            }
            let (index, member) = match key {
                Key::Member(index, member) => (index, member),
                Key::Unknown(name) => {
                    self.0.skip()?;
                    if is_union && name != "__type" {
                        into.set_unknown(&name);
                        set += 1;
                    }
                    continue;
                }
            };
            next = index + 1;
            let is_first = seen.insert(index);
            set += usize::from(is_first);
            let Some(value) = into.get_mut(index) else {
                let at = self.0.position();
                let error = self
                    .0
                    .error(at, "a member that the structure does not have");
                return Err(error.within(member.name));
            };
            // The last of repeated members counts, as in Python.
            if !is_first {
                value.clear();
            }
            let read = self.value(member, value.slot());
            read.map_err(|error| error.within(member.name))?;
        }
        if is_union && set != 1 {
            let at = self.0.position();
            return Err(self.0.error(at, &not_one(shape, set)));
        }
        Ok(())
    }

    /// Reads a key: it mostly names the member at `next`, and is then compared, not decoded.
    fn key(&mut self, members: &'static [Member], next: usize) -> Result<Key<'b>, DecodeError> {
        if let Some(member) = members.get(next)
            && self.0.is_text(member.response)
        {
            return Ok(Key::Member(next, member));
        }
        let name = self.0.text()?;
        Ok(
            match find(members, next, |member| member.response == name) {
                Some((index, member)) => Key::Member(index, member),
                None => Key::Unknown(name),
            },
        )
    }
}
