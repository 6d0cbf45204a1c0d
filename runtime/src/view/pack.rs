//! Outputs in little memory: values that many outputs share are kept once.
//!
//! A structure has room for every member, and a piece of memory of its own for each text and list. A pack has a few bytes for
//! each value that is present, and each text of all its outputs once.

use std::collections::HashMap;

use aws_smithy_types::{Blob, DateTime};

use super::{Slot, Structure, View};

/// Packs outputs of one type, one by one.
#[derive(Default)]
pub(crate) struct Packer {
    texts: Texts,
    /// The places of the texts.
    known: HashMap<Box<str>, usize>,
}

/// The texts of a pack, one behind the other.
#[derive(Default)]
pub(crate) struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
}

/// What stands before a member of a structure: one of these, or its index and [`FIRST`].
const END: usize = 0;
/// The name of a union's member that the table does not have follows.
const UNKNOWN: usize = 1;
const FIRST: usize = 2;

impl Packer {
    /// The values of an output, without its texts; `None` if it has documents, streams or events, which are not packed.
    pub(crate) fn pack(&mut self, output: &dyn Structure) -> Option<Box<[u8]>> {
        let mut bytes = Vec::new();
        self.structure(output, &mut bytes)?;
        Some(bytes.into())
    }

    /// The texts of all outputs that were packed.
    pub(crate) fn into_texts(self) -> Texts {
        let Texts { mut all, mut ends } = self.texts;
        all.shrink_to_fit();
        ends.shrink_to_fit();
        Texts { all, ends }
    }

    fn value(&mut self, value: View<'_>, into: &mut Vec<u8>) -> Option<()> {
        match value {
            View::Boolean(value) => into.push(value.into()),
            View::Integer(value) => into.extend(value.to_le_bytes()),
            View::Long(value) => into.extend(value.to_le_bytes()),
            View::Float(value) => into.extend(value.to_le_bytes()),
            View::Double(value) => into.extend(value.to_le_bytes()),
            View::String(text) => self.text(text, into),
            View::Blob(bytes) => {
                number(bytes.len(), into);
                into.extend(bytes);
            }
            View::Timestamp(time) => {
                into.extend(time.secs().to_le_bytes());
                into.extend(time.subsec_nanos().to_le_bytes());
            }
            View::List(list) => {
                number(list.len(), into);
                for at in 0..list.len() {
                    self.nullable(list.get(at), into)?;
                }
            }
            View::Map(map) => {
                number(map.len(), into);
                for at in 0..map.len() {
                    let (key, value) = map.entry(at)?;
                    self.text(key, into);
                    self.nullable(value, into)?;
                }
            }
            View::Structure(structure) => self.structure(structure, into)?,
            View::Null | View::Document(_) | View::Stream(_) | View::Events(_) => return None,
        }
        Some(())
    }

    fn nullable(&mut self, value: View<'_>, into: &mut Vec<u8>) -> Option<()> {
        into.push((!value.is_null()).into());
        match value {
            View::Null => Some(()),
            value => self.value(value, into),
        }
    }

    fn structure(&mut self, structure: &dyn Structure, into: &mut Vec<u8>) -> Option<()> {
        if let Some(name) = structure.unknown() {
            number(UNKNOWN, into);
            self.text(name, into);
        }
        for index in 0..structure.shape().members().len() {
            let value = structure.view_of(index);
            if !value.is_null() {
                number(index + FIRST, into);
                self.value(value, into)?;
            }
        }
        number(END, into);
        Some(())
    }

    fn text(&mut self, text: &str, into: &mut Vec<u8>) {
        let Texts { all, ends } = &mut self.texts;
        let place = match self.known.get(text) {
            Some(place) => *place,
            None => {
                let place = ends.len();
                all.push_str(text);
                ends.push(all.len());
                self.known.insert(text.into(), place);
                place
            }
        };
        number(place, into);
    }
}

/// Seven bits to a byte, the lowest first; all bytes but the last have the eighth.
fn number(mut number: usize, into: &mut Vec<u8>) {
    while let rest @ 1.. = number >> 7 {
        into.push(number.to_le_bytes()[0] | 0x80);
        number = rest;
    }
    into.push(number.to_le_bytes()[0]);
}

impl Texts {
    /// Reads an output that was packed with these texts into an empty one of the same type.
    pub(crate) fn unpack(&self, bytes: &[u8], output: &mut dyn Structure) {
        let mut bytes = Bytes { texts: self, bytes };
        let whole = bytes.structure(output);
        debug_assert!(whole.is_some(), "the pack was not of this type");
    }

    fn get(&self, place: usize) -> Option<&str> {
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.all.get(start..*self.ends.get(place)?)
    }
}

/// The bytes that have not been read.
struct Bytes<'p> {
    texts: &'p Texts,
    bytes: &'p [u8],
}

impl<'p> Bytes<'p> {
    fn value(&mut self, slot: Slot<'_>) -> Option<()> {
        match slot {
            Slot::Boolean(value) => *value = self.take(1)? == [1],
            Slot::Integer(value) => *value = i32::from_le_bytes(self.array()?),
            Slot::Long(value) => *value = i64::from_le_bytes(self.array()?),
            Slot::Float(value) => *value = f32::from_le_bytes(self.array()?),
            Slot::Double(value) => *value = f64::from_le_bytes(self.array()?),
            Slot::String(value) => self.text()?.clone_into(value),
            Slot::Enum(value) => value.set(self.text()?),
            Slot::Blob(value) => {
                let length = self.number()?;
                *value = Blob::new(self.take(length)?);
            }
            Slot::Timestamp(value) => {
                let seconds = i64::from_le_bytes(self.array()?);
                let nanoseconds = u32::from_le_bytes(self.array()?);
                *value = DateTime::from_secs_and_nanos(seconds, nanoseconds);
            }
            Slot::List(list) => {
                for _ in 0..self.number()? {
                    match self.is_present()? {
                        true => self.value(list.push())?,
                        false => list.push_null(),
                    }
                }
            }
            Slot::Map(map) => {
                for _ in 0..self.number()? {
                    let key = self.text()?.to_owned();
                    match self.is_present()? {
                        true => self.value(map.insert(key))?,
                        false => map.insert_null(key),
                    }
                }
            }
            Slot::Structure(structure) => self.structure(structure)?,
            Slot::Document(_) | Slot::Stream(_) | Slot::Events(_) => return None,
        }
        Some(())
    }

    fn structure(&mut self, structure: &mut dyn Structure) -> Option<()> {
        loop {
            match self.number()? {
                END => return Some(()),
                UNKNOWN => structure.set_unknown(self.text()?),
                member => self.value(structure.get_mut(member - FIRST)?.slot())?,
            }
        }
    }

    fn is_present(&mut self) -> Option<bool> {
        Some(self.take(1)? == [1])
    }

    fn text(&mut self) -> Option<&'p str> {
        let place = self.number()?;
        self.texts.get(place)
    }

    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let [byte] = self.array()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn take(&mut self, length: usize) -> Option<&'p [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }
}
