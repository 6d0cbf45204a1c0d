//! Reads JSON into values, straight from the text.
//!
//! Members arrive mostly in the model's order, so the name of the next one is compared before any is searched.

use std::borrow::Cow;

use aws_smithy_types::{DateTime, Document, Number};

use super::super::decode::{Seen, find, in_body, not_one, whole};
use super::super::depth::Depth;
use super::super::{Limits, text, timestamp};
use super::document::{enter, free};
use super::failed;
use super::scan::{Mistake, Scalar, Scanner};
use crate::error::DecodeError;
use crate::schema::{Kind, Member};
use crate::view::{List, Map, Slot, Structure, Value};

/// Reads a structure that is the whole body; an empty body is an empty structure.
pub(in super::super) fn document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    root(body, &WHOLE, Place::Structure(into, false), limits)
}

/// Like [`document`], for a structure with members outside the body.
pub(in super::super) fn bound_document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    root(body, &WHOLE, Place::Structure(into, true), limits)
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
    root(body, member, Place::Value(value), limits).map_err(|error| error.within(member.name))
}

/// Stands in for the member around a document.
static WHOLE: Member = Member::new("", &crate::schema::shapes::EMPTY);

fn root(
    body: &[u8],
    member: &'static Member,
    into: Place<'_>,
    limits: &Limits,
) -> Result<(), DecodeError> {
    if body.is_empty() {
        return Ok(());
    }
    // One check of the whole is faster than one for each text.
    let text = std::str::from_utf8(body).map_err(|error| {
        DecodeError::new("not UTF-8").at(format_args!("byte {}", error.valid_up_to()))
    })?;
    let mut tokens = Tokens {
        scanner: Scanner::new(text),
        depth: Depth::of(limits),
    };
    tokens.value(member, into)?;
    let end = tokens.scanner.end();
    tokens.checked(end)
}

/// The target of a value, opened only if the value is not null.
enum Place<'s> {
    /// The whole body. The last part says whether only body members are in the structure, because others travel in headers.
    Structure(&'s mut dyn Structure, bool),
    Value(&'s mut dyn Value),
    Member(&'s mut dyn Structure, usize),
    /// The last part says whether nulls are kept.
    Item(&'s mut dyn List, bool),
    Entry(&'s mut dyn Map, Cow<'s, str>, bool),
}

impl<'s> Place<'s> {
    #[inline]
    fn open(self) -> Result<Slot<'s>, &'static str> {
        Ok(match self {
            Self::Structure(structure, _) => Slot::Structure(structure),
            Self::Value(value) => value.slot(),
            Self::Member(structure, index) => structure
                .get_mut(index)
                .ok_or("a member that the structure does not have")?
                .slot(),
            Self::Item(list, _) => list.push(),
            Self::Entry(map, key, _) => map.insert(key.into_owned()),
        })
    }

    /// Leaves the place absent.
    fn null(self) -> Result<(), &'static str> {
        match self {
            Self::Structure(..) => return Err("null instead of a structure"),
            Self::Item(list, true) => list.push_null(),
            Self::Entry(map, key, true) => map.insert_null(key.into_owned()),
            Self::Value(_) | Self::Member(..) | Self::Item(..) | Self::Entry(..) => {}
        }
        Ok(())
    }
}

/// A place in the body.
struct Tokens<'a> {
    scanner: Scanner<'a>,
    depth: Depth,
}

impl Tokens<'_> {
    /// Reads a value; returns whether it is not null.
    fn value(&mut self, member: &'static Member, place: Place<'_>) -> Result<bool, DecodeError> {
        let first = self.scanner.next();
        let start = self.scanner.position();
        match first {
            Some(b'"') => {
                let read = self.scanner.string();
                let read = self.checked(read)?;
                let read = place.open().and_then(|slot| string(read, slot));
                read.map_err(|problem| self.wrong(problem, start))?;
                Ok(true)
            }
            Some(b'{') => self.object(member, place, start).map(|()| true),
            Some(b'[') => self.list(member, place, start).map(|()| true),
            _ => {
                let read = self.scanner.scalar();
                match self.checked(read)? {
                    Scalar::Null => {
                        let read = place.null();
                        read.map_err(|problem| self.wrong(problem, start))?;
                        Ok(false)
                    }
                    value => {
                        let slot = place.open();
                        let slot = slot.map_err(|problem| self.wrong(problem, start))?;
                        scalar(value, slot).map_err(|problem| self.wrong(problem, start))?;
                        Ok(true)
                    }
                }
            }
        }
    }

    fn list(
        &mut self,
        member: &'static Member,
        place: Place<'_>,
        start: usize,
    ) -> Result<(), DecodeError> {
        let list = match place.open() {
            Ok(Slot::List(list)) => list,
            Ok(Slot::Document(place)) => {
                *place = free(&mut self.scanner, self.depth)?;
                return Ok(());
            }
            Ok(slot) => return Err(self.wrong(mismatch("a list", &slot), start)),
            Err(problem) => return Err(self.wrong(problem, start)),
        };
        enter(&mut self.scanner, &mut self.depth)?;
        let shape = member.target;
        let item = shape.element();
        let mut goes_on = !self.scanner.eat(b']');
        while goes_on {
            let read = self.value(item, Place::Item(list, shape.sparse));
            read.map_err(|error| error.within("item"))?;
            let more = self.scanner.more(b']');
            goes_on = self.checked(more)?;
        }
        self.depth.leave();
        Ok(())
    }

    fn object(
        &mut self,
        member: &'static Member,
        place: Place<'_>,
        start: usize,
    ) -> Result<(), DecodeError> {
        let bound = matches!(place, Place::Structure(_, true));
        match place.open() {
            Ok(Slot::Structure(structure)) => {
                enter(&mut self.scanner, &mut self.depth)?;
                self.members(structure, bound, start)?;
            }
            Ok(Slot::Map(map)) => {
                enter(&mut self.scanner, &mut self.depth)?;
                self.entries(member, map)?;
            }
            Ok(Slot::Document(place)) => {
                *place = free(&mut self.scanner, self.depth)?;
                return Ok(());
            }
            Ok(slot) => return Err(self.wrong(mismatch("an object", &slot), start)),
            Err(problem) => return Err(self.wrong(problem, start)),
        }
        self.depth.leave();
        Ok(())
    }

    fn entries(&mut self, member: &'static Member, map: &mut dyn Map) -> Result<(), DecodeError> {
        let shape = member.target;
        let value = shape.value();
        let mut goes_on = !self.scanner.eat(b'}');
        while goes_on {
            let key = self.scanner.key();
            let key = self.checked(key)?;
            let read = self.value(value, Place::Entry(map, key, shape.sparse));
            read.map_err(|error| error.within("value"))?;
            let more = self.scanner.more(b'}');
            goes_on = self.checked(more)?;
        }
        Ok(())
    }

    /// Reads the members of a structure or union that starts there.
    fn members(
        &mut self,
        structure: &mut dyn Structure,
        bound: bool,
        start: usize,
    ) -> Result<(), DecodeError> {
        let shape = structure.shape();
        let members = shape.members();
        let is_union = shape.kind == Kind::Union;
        let mut next = 0;
        let mut seen = Seen::default();
        let mut set = 0_usize;
        let mut goes_on = !self.scanner.eat(b'}');
        while goes_on {
            let due = members.get(next).filter(|due| !bound || in_body(due));
            let is_due = match due {
                Some(due) => self.scanner.due_key(due.response),
                None => Ok(false),
            };
            let found = match due {
                Some(due) if self.checked(is_due)? => Some((next, due)),
                _ => {
                    let name = self.scanner.key();
                    let name = self.checked(name)?;
                    let found = find(members, next, |member| {
                        member.response == name && (!bound || in_body(member))
                    });
                    if found.is_none() {
                        let is_set = !self.is_null();
                        let skipped = self.scanner.skip();
                        self.checked(skipped)?;
                        if is_union && is_set && name != "__type" {
                            structure.set_unknown(&name);
                            set += 1;
                        }
                    }
                    found
                }
            };
            if let Some((index, member)) = found {
                next = index + 1;
                // The last of repeated members counts, as in Python.
                if !seen.insert(index) {
                    set = set.saturating_sub(usize::from(!structure.view_of(index).is_null()));
                    if let Some(value) = structure.get_mut(index) {
                        value.clear();
                    }
                }
                match self.value(member, Place::Member(structure, index)) {
                    Ok(is_set) => set += usize::from(is_set),
                    Err(error) => return Err(error.within(member.name)),
                }
            }
            let more = self.scanner.more(b'}');
            goes_on = self.checked(more)?;
        }
        if is_union && set != 1 {
            return Err(self.wrong(not_one(shape, set), start));
        }
        Ok(())
    }

    /// Whether null comes next.
    fn is_null(&mut self) -> bool {
        self.scanner.next() == Some(b'n')
    }

    /// What the scanner read, or its mistake as an error.
    #[inline]
    fn checked<T>(&self, read: Result<T, Mistake>) -> Result<T, DecodeError> {
        read.map_err(|mistake| failed(&self.scanner, mistake))
    }

    /// A value that its member cannot hold.
    #[cold]
    fn wrong(&self, problem: impl Into<Cow<'static, str>>, at: usize) -> DecodeError {
        let what = problem.into();
        failed(&self.scanner, Mistake { what, at })
    }
}

#[inline]
fn string(value: Cow<'_, str>, slot: Slot<'_>) -> Result<(), &'static str> {
    match slot {
        Slot::String(place) => *place = value.into_owned(),
        Slot::Boolean(place) => {
            *place = match value {
                _ if value.eq_ignore_ascii_case("true") => true,
                _ if value.eq_ignore_ascii_case("false") => false,
                _ => return Err("not a boolean"),
            };
        }
        slot => text::read(value, slot)?,
    }
    Ok(())
}

/// Reads a number or a boolean.
fn scalar(value: Scalar, slot: Slot<'_>) -> Result<(), Cow<'static, str>> {
    match value {
        Scalar::Null => Ok(()),
        Scalar::Boolean(value) => match slot {
            Slot::Boolean(place) => {
                *place = value;
                Ok(())
            }
            Slot::Document(place) => {
                *place = Document::Bool(value);
                Ok(())
            }
            slot => textual("a boolean", value.to_string(), slot),
        },
        Scalar::Negative(value) => integer(value, slot),
        Scalar::Positive(value) => match i64::try_from(value) {
            Ok(value) => integer(value, slot),
            Err(_) => large(value, slot),
        },
        Scalar::Float(value) => float(value, slot),
    }
}

fn integer(value: i64, slot: Slot<'_>) -> Result<(), Cow<'static, str>> {
    match slot {
        Slot::Integer(place) => {
            *place = i32::try_from(value).map_err(|_| "not a 32-bit integer")?
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
    Ok(())
}

/// A whole number beyond 64 bits with a sign.
fn large(value: u64, slot: Slot<'_>) -> Result<(), Cow<'static, str>> {
    match slot {
        Slot::Integer(_) => return Err("not a 32-bit integer".into()),
        Slot::Long(_) => return Err("not a 64-bit integer".into()),
        Slot::Float(place) => *place = value as f32,
        Slot::Double(place) => *place = value as f64,
        Slot::Timestamp(_) => return Err("not a timestamp".into()),
        Slot::Document(place) => *place = Document::Number(Number::PosInt(value)),
        slot => textual("a number", value.to_string(), slot)?,
    }
    Ok(())
}

fn float(value: f64, slot: Slot<'_>) -> Result<(), Cow<'static, str>> {
    match slot {
        Slot::Integer(place) => {
            let whole = whole(value).and_then(|value| i32::try_from(value).ok());
            *place = whole.ok_or("not a 32-bit integer")?;
        }
        Slot::Long(place) => *place = whole(value).ok_or("not a 64-bit integer")?,
        Slot::Float(place) => *place = value as f32,
        Slot::Double(place) => *place = value,
        Slot::Timestamp(place) => {
            *place = timestamp::from_seconds(value).ok_or("not a timestamp")?;
        }
        Slot::Document(place) => *place = Document::Number(Number::Float(value)),
        slot => {
            let text = text::special(value).map(str::to_owned);
            let text = text.unwrap_or_else(|| format!("{value:?}"));
            textual("a number", text, slot)?;
        }
    }
    Ok(())
}

/// Writes a number or a boolean as text, where text is expected.
fn textual(found: &str, value: String, slot: Slot<'_>) -> Result<(), Cow<'static, str>> {
    match slot {
        Slot::String(place) => *place = value,
        Slot::Enum(place) => place.set(&value),
        slot => return Err(mismatch(found, &slot)),
    }
    Ok(())
}

fn mismatch(found: &str, slot: &Slot<'_>) -> Cow<'static, str> {
    format!("{found} instead of {}", slot.kind()).into()
}
