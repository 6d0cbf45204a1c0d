//! Reads JSON into values, straight from the text.
//!
//! Members arrive mostly in the model's order, or in that of the structure before, so the name of the next one is compared
//! before any is searched. The keys of maps are mostly those of the map before, and are shared with it.

use std::borrow::Cow;

use super::super::Limits;
use super::super::decode::{MemberSet, find, in_body, not_one};
use super::super::depth::Depth;
use super::super::order::Orders;
use super::document::{enter, free};
use super::failed;
use super::keys::KnownKeys;
use super::scalar::{mismatch, scalar, string};
use super::scan::{Mistake, Scanner};
use crate::error::DecodeError;
use crate::schema::{Kind, Member, Shape};
use crate::view::{Keys, Map, Slot, Structure, Value};
use crate::wordwise::is_same;

/// Reads a structure that is the whole body; an empty body is an empty structure.
pub(in super::super) fn document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    root(body, limits, |tokens| tokens.whole(into, false))
}

/// Like [`document`], for a structure with members outside the body.
pub(in super::super) fn bound_document(
    body: &[u8],
    into: &mut dyn Structure,
    limits: &Limits,
) -> Result<(), DecodeError> {
    root(body, limits, |tokens| tokens.whole(into, true))
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
    let read = root(body, limits, |tokens| {
        let first = tokens.scanner.next();
        if tokens.null(first)? {
            return Ok(());
        }
        tokens.value(first, member, value.slot())
    });
    read.map_err(|error| error.within(member.name))
}

/// Stands in for the member around a document.
static WHOLE: Member = Member::new("", &crate::schema::shapes::EMPTY);

fn root(
    body: &[u8],
    limits: &Limits,
    read: impl FnOnce(&mut Tokens<'_>) -> Result<(), DecodeError>,
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
        keys: KnownKeys::default(),
        orders: Orders::default(),
    };
    read(&mut tokens)?;
    let end = tokens.scanner.end();
    tokens.checked(end)
}

/// A place in the body.
struct Tokens<'a> {
    scanner: Scanner<'a>,
    depth: Depth,
    keys: KnownKeys,
    orders: Orders,
}

impl Tokens<'_> {
    /// Reads the whole body; `bound` says whether only body members are in the structure, because others travel in headers.
    fn whole(&mut self, into: &mut dyn Structure, bound: bool) -> Result<(), DecodeError> {
        let first = self.scanner.next();
        let start = self.scanner.position();
        if first == Some(b'{') {
            self.structure(into, bound)
        } else if self.null(first)? {
            Err(self.wrong("null instead of a structure", start))
        } else {
            self.value(first, &WHOLE, Slot::Structure(into))
        }
    }

    /// Reads null, if `first`, the byte that comes next, begins it.
    #[inline]
    fn null(&mut self, first: Option<u8>) -> Result<bool, DecodeError> {
        if first != Some(b'n') {
            return Ok(false);
        }
        if !self.scanner.null() {
            // What begins like null is null or a mistake.
            let read = self.scanner.scalar();
            self.checked(read)?;
        }
        Ok(true)
    }

    /// Reads a value that is not null and begins with `first`.
    #[inline]
    fn value(
        &mut self,
        first: Option<u8>,
        member: &'static Member,
        slot: Slot<'_>,
    ) -> Result<(), DecodeError> {
        match (first, slot) {
            (Some(b'{'), Slot::Structure(structure)) => self.structure(structure, false),
            (Some(b'"'), Slot::String(place)) => {
                *place = match self.scanner.plain_string() {
                    Some(text) => text.to_owned(),
                    None => {
                        let read = self.scanner.escaped_string();
                        self.checked(read)?
                    }
                };
                Ok(())
            }
            (first, slot) => self.other(first, member, slot),
        }
    }

    /// Reads a value, which [`value`](Self::value) does for the usual ones itself.
    fn other(
        &mut self,
        first: Option<u8>,
        member: &'static Member,
        slot: Slot<'_>,
    ) -> Result<(), DecodeError> {
        let start = self.scanner.position();
        let read = match first {
            Some(b'{') => return self.object(member, slot, start),
            Some(b'[') => return self.list(member, slot, start),
            Some(b'"') => {
                let read = self.scanner.string();
                string(self.checked(read)?, slot).map_err(Cow::Borrowed)
            }
            _ => {
                let read = self.scanner.scalar();
                scalar(self.checked(read)?, slot)
            }
        };
        read.map_err(|problem| self.wrong(problem, start))
    }

    fn list(
        &mut self,
        member: &'static Member,
        slot: Slot<'_>,
        start: usize,
    ) -> Result<(), DecodeError> {
        let list = match slot {
            Slot::List(list) => list,
            Slot::Document(place) => {
                *place = free(&mut self.scanner, self.depth)?;
                return Ok(());
            }
            slot => return Err(self.wrong(mismatch("a list", &slot), start)),
        };
        enter(&mut self.scanner, &mut self.depth)?;
        let shape = member.target;
        let item = shape.element();
        let mut goes_on = !self.scanner.eat(b']');
        while goes_on {
            let first = self.scanner.next();
            if self.null(first)? {
                if shape.sparse {
                    list.push_null();
                }
            } else {
                let read = self.value(first, item, list.push());
                read.map_err(|error| error.within("item"))?;
            }
            let more = self.scanner.more(b']');
            goes_on = self.checked(more)?;
        }
        self.depth.leave();
        Ok(())
    }

    fn structure(&mut self, structure: &mut dyn Structure, bound: bool) -> Result<(), DecodeError> {
        let shape = structure.shape();
        match shape.kind {
            Kind::Union if self.lettered_text(structure, shape).is_some() => Ok(()),
            Kind::Union => self.one_member(structure, shape),
            _ => self.members(structure, shape, bound),
        }
    }

    /// Reads an object that is no structure.
    fn object(
        &mut self,
        member: &'static Member,
        slot: Slot<'_>,
        start: usize,
    ) -> Result<(), DecodeError> {
        match slot {
            Slot::Map(map) => {
                enter(&mut self.scanner, &mut self.depth)?;
                self.entries(member, map)?;
                self.depth.leave();
                Ok(())
            }
            Slot::Document(place) => {
                *place = free(&mut self.scanner, self.depth)?;
                Ok(())
            }
            slot => Err(self.wrong(mismatch("an object", &slot), start)),
        }
    }

    fn entries(&mut self, member: &'static Member, map: &mut dyn Map) -> Result<(), DecodeError> {
        let shape = member.target;
        let value = shape.value();
        // The keys of another map, as long as this one has the same in the same order.
        let mut expected = map.is_empty().then(Keys::default);
        let mut count = 0;
        let mut goes_on = !self.scanner.eat(b'}');
        while goes_on {
            if let Some(keys) = &mut expected {
                let read = match keys.get(count) {
                    Some(key) => self.scanner.due_key(key),
                    None => Ok(false),
                };
                if !self.checked(read)? {
                    let like = self.keys.like(&mut self.scanner, keys, count);
                    match self.checked(like)? {
                        Some(other) => {
                            map.expect(&other);
                            *keys = other;
                        }
                        None => expected = None,
                    }
                }
            }
            let due = expected.as_ref().and_then(|keys| keys.get(count));
            let key = match due {
                Some(key) => Cow::Borrowed(key),
                None => {
                    let key = self.scanner.key();
                    self.checked(key)?
                }
            };
            let first = self.scanner.next();
            if !self.null(first)? {
                let slot = match due {
                    Some(key) => map.insert_expected(key),
                    None => map.insert(key.into_owned()),
                };
                let read = self.value(first, value, slot);
                read.map_err(|error| error.within("value"))?;
            } else if shape.sparse {
                map.insert_null(key.into_owned());
            }
            count += 1;
            // A null that is not kept has no entry.
            if map.len() != count {
                expected = None;
            }
            let more = self.scanner.more(b'}');
            goes_on = self.checked(more)?;
        }
        if expected.is_none() {
            self.keys.keep(map.keys());
        }
        Ok(())
    }

    /// Reads the members of a structure.
    #[inline(never)]
    fn members(
        &mut self,
        structure: &mut dyn Structure,
        shape: &'static Shape,
        bound: bool,
    ) -> Result<(), DecodeError> {
        enter(&mut self.scanner, &mut self.depth)?;
        let members = shape.members();
        let mut order = self.orders.of(shape);
        let mut last = 0;
        let mut seen = MemberSet::default();
        let mut goes_on = !self.scanner.eat(b'}');
        while goes_on {
            let next = match order {
                Some(order) => self.orders.after(order, last),
                None => last,
            };
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
                        is_named(member, &name) && (!bound || in_body(member))
                    });
                    match found {
                        Some((index, _)) => {
                            let order = *order.get_or_insert_with(|| self.orders.add(shape));
                            self.orders.note(order, last, index);
                        }
                        None => self.skip()?,
                    }
                    found
                }
            };
            if let Some((index, member)) = found {
                last = index + 1;
                // The last of repeated members counts, as in Python.
                if !seen.insert(index)
                    && let Some(value) = structure.get_mut(index)
                {
                    value.clear();
                }
                let read = self.member(structure, index, member);
                read.map_err(|error| error.within(member.name))?;
            }
            let more = self.scanner.more(b'}');
            goes_on = self.checked(more)?;
        }
        self.depth.leave();
        Ok(())
    }

    /// Reads a union that holds a text under a name of one letter, as most values of DynamoDB do; any other is left unread.
    #[inline]
    fn lettered_text(&mut self, union: &mut dyn Structure, shape: &'static Shape) -> Option<()> {
        let mut depth = self.depth;
        depth.enter().ok()?;
        let start = self.scanner.position();
        let (letter, text) = self.scanner.lettered_text()?;
        let is_it = |member: &Member| member.response.as_bytes() == [letter];
        let index = shape.members().iter().position(is_it);
        let value = index.and_then(|index| union.get_mut(index));
        let Some(Slot::String(place)) = value.map(Value::slot) else {
            self.scanner.go_to(start);
            return None;
        };
        *place = text.to_owned();
        Some(())
    }

    /// Reads the member of a union.
    #[inline(never)]
    fn one_member(
        &mut self,
        union: &mut dyn Structure,
        shape: &'static Shape,
    ) -> Result<(), DecodeError> {
        let start = self.scanner.position();
        enter(&mut self.scanner, &mut self.depth)?;
        let members = shape.members();
        // How many members are set, and the last of them.
        let mut count = 0_usize;
        let mut last = None;
        let mut goes_on = !self.scanner.eat(b'}');
        while goes_on {
            let name = self.scanner.key();
            let name = self.checked(name)?;
            let index = members.iter().position(|member| is_named(member, &name));
            if let Some((index, member)) = index.and_then(|at| Some((at, members.get(at)?))) {
                // The last of repeated members counts, as in Python.
                if last == Some(index)
                    && let Some(value) = union.get_mut(index)
                {
                    value.clear();
                    count -= 1;
                    last = None;
                }
                let read = self.member(union, index, member);
                if read.map_err(|error| error.within(member.name))? {
                    count += 1;
                    last = Some(index);
                }
            } else {
                let is_set = self.scanner.next() != Some(b'n');
                self.skip()?;
                if is_set && name != "__type" {
                    union.set_unknown(&name);
                    count += 1;
                    last = None;
                }
            }
            let more = self.scanner.more(b'}');
            goes_on = self.checked(more)?;
        }
        if count != 1 {
            return Err(self.wrong(not_one(shape, count), start));
        }
        self.depth.leave();
        Ok(())
    }

    fn skip(&mut self) -> Result<(), DecodeError> {
        let skipped = self.scanner.skip();
        self.checked(skipped)
    }

    /// Reads a member; returns whether it is not null. A union switches to it only then.
    #[inline]
    fn member(
        &mut self,
        structure: &mut dyn Structure,
        index: usize,
        member: &'static Member,
    ) -> Result<bool, DecodeError> {
        let first = self.scanner.next();
        if self.null(first)? {
            return Ok(false);
        }
        let Some(value) = structure.get_mut(index) else {
            let at = self.scanner.position();
            return Err(self.wrong("a member that the structure does not have", at));
        };
        self.value(first, member, value.slot())?;
        Ok(true)
    }

    /// What the scanner read, or its mistake as an error.
    #[inline]
    fn checked<T>(&self, read: Result<T, Box<Mistake>>) -> Result<T, DecodeError> {
        read.map_err(|mistake| failed(&self.scanner, *mistake))
    }

    /// A value that its member cannot hold.
    #[cold]
    fn wrong(&self, problem: impl Into<Cow<'static, str>>, at: usize) -> DecodeError {
        let what = problem.into();
        failed(&self.scanner, Mistake { what, at })
    }
}

#[inline]
fn is_named(member: &Member, name: &str) -> bool {
    is_same(member.response.as_bytes(), name.as_bytes())
}
