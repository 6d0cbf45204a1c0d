//! Outputs in little memory: values that many outputs share are kept once.
//!
//! A structure has room for every member, and a piece of memory of its own for each text and list. A pack has a few bytes for
//! each value that is present, and each text of all its outputs once.

use std::collections::HashMap;

use aws_smithy_types::{Blob, DateTime, Document, Number};

use super::{Slot, Structure, View};
use crate::schema::{Kind, Shape};

/// Packs outputs of one type, one by one.
#[derive(Default)]
pub(crate) struct Packer {
    texts: Texts,
    /// The places of the texts.
    known: HashMap<Box<str>, usize>,
    /// The places of the texts of the output before, in their order: most of the next one's are the same.
    before: Vec<usize>,
    /// Those of this output.
    own: Vec<usize>,
    /// Room for the values of the next output.
    spare: Vec<u8>,
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

// What stands before a document, by its kind.
const NULL: u8 = 0;
const BOOLEAN: u8 = 1;
const POSITIVE: u8 = 2;
const NEGATIVE: u8 = 3;
const FLOAT: u8 = 4;
const TEXT: u8 = 5;
const ARRAY: u8 = 6;
const OBJECT: u8 = 7;

impl Packer {
    /// The values of an output of this shape, without their texts. The output has these structures and nothing else, each as a
    /// further item of the lists on a path of members, or as the output itself at the end of an empty path.
    ///
    /// What cannot be copied is left out: streams and events.
    pub(crate) fn pack<'i>(
        &mut self,
        shape: &'static Shape,
        items: impl IntoIterator<Item = (&'static [u16], &'i dyn Structure)>,
    ) -> Box<[u8]> {
        std::mem::swap(&mut self.before, &mut self.own);
        self.own.clear();
        let mut bytes = std::mem::take(&mut self.spare);
        for (path, item) in items {
            self.branch(shape, path, item, &mut bytes);
        }
        number(END, &mut bytes);
        let values = bytes.as_slice().into();
        bytes.clear();
        self.spare = bytes;
        values
    }

    /// The texts of the outputs so far.
    pub(crate) const fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The texts of all outputs that were packed.
    pub(crate) fn into_texts(self) -> Texts {
        let Texts { mut all, mut ends } = self.texts;
        all.shrink_to_fit();
        ends.shrink_to_fit();
        Texts { all, ends }
    }

    /// Writes the members on a path, and the structure at its end.
    fn branch(
        &mut self,
        shape: &'static Shape,
        path: &[u16],
        item: &dyn Structure,
        into: &mut Vec<u8>,
    ) {
        let Some((member, rest)) = path.split_first() else {
            return self.members(item, into);
        };
        let index = usize::from(*member);
        let Some(member) = shape.members().get(index) else {
            return;
        };
        number(index + FIRST, into);
        let mut inner = member.target;
        if inner.kind == Kind::List {
            number(1, into);
            into.push(true.into());
            inner = inner.element().target;
        }
        self.branch(inner, rest, item, into);
        number(END, into);
    }

    fn value(&mut self, value: &View<'_>, into: &mut Vec<u8>) {
        match *value {
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
            View::Document(document) => self.document(document, into),
            View::List(list) => {
                number(list.len(), into);
                for at in 0..list.len() {
                    self.nullable(&list.get(at), into);
                }
            }
            View::Map(map) => {
                number(map.len(), into);
                for (key, value) in (0..map.len()).filter_map(|at| map.entry(at)) {
                    self.text(key, into);
                    self.nullable(&value, into);
                }
            }
            View::Structure(structure) => {
                self.members(structure, into);
                number(END, into);
            }
            View::Null | View::Stream(_) | View::Events(_) => {}
        }
    }

    fn nullable(&mut self, value: &View<'_>, into: &mut Vec<u8>) {
        into.push(is_packed(value).into());
        self.value(value, into);
    }

    fn members(&mut self, structure: &dyn Structure, into: &mut Vec<u8>) {
        if let Some(name) = structure.unknown() {
            number(UNKNOWN, into);
            self.text(name, into);
        }
        for index in 0..structure.shape().members().len() {
            let value = structure.view_of(index);
            if is_packed(&value) {
                number(index + FIRST, into);
                self.value(&value, into);
            }
        }
    }

    fn document(&mut self, document: &Document, into: &mut Vec<u8>) {
        match document {
            Document::Null => into.push(NULL),
            Document::Bool(value) => into.extend([BOOLEAN, (*value).into()]),
            Document::Number(Number::PosInt(value)) => {
                into.push(POSITIVE);
                into.extend(value.to_le_bytes());
            }
            Document::Number(Number::NegInt(value)) => {
                into.push(NEGATIVE);
                into.extend(value.to_le_bytes());
            }
            Document::Number(Number::Float(value)) => {
                into.push(FLOAT);
                into.extend(value.to_le_bytes());
            }
            Document::String(text) => {
                into.push(TEXT);
                self.text(text, into);
            }
            Document::Array(items) => {
                into.push(ARRAY);
                number(items.len(), into);
                items.iter().for_each(|item| self.document(item, into));
            }
            Document::Object(entries) => {
                into.push(OBJECT);
                number(entries.len(), into);
                for (key, value) in entries {
                    self.text(key, into);
                    self.document(value, into);
                }
            }
        }
    }

    fn text(&mut self, text: &str, into: &mut Vec<u8>) {
        let place = self.place(text);
        self.own.push(place);
        number(place, into);
    }

    /// The place of a text, new or old.
    fn place(&mut self, text: &str) -> usize {
        if let Some(place) = self.before.get(self.own.len())
            && self.texts.get(*place) == Some(text)
        {
            return *place;
        }
        if let Some(place) = self.known.get(text) {
            return *place;
        }
        let Texts { all, ends } = &mut self.texts;
        let place = ends.len();
        all.push_str(text);
        ends.push(all.len());
        self.known.insert(text.into(), place);
        place
    }
}

/// Whether a value is there and can be copied.
const fn is_packed(value: &View<'_>) -> bool {
    !matches!(value, View::Null | View::Stream(_) | View::Events(_))
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
            Slot::Document(value) => *value = self.document()?,
            Slot::Stream(_) | Slot::Events(_) => return None,
        }
        Some(())
    }

    fn document(&mut self) -> Option<Document> {
        let [kind] = self.array()?;
        Some(match kind {
            NULL => Document::Null,
            BOOLEAN => Document::Bool(self.is_present()?),
            POSITIVE => Document::Number(Number::PosInt(u64::from_le_bytes(self.array()?))),
            NEGATIVE => Document::Number(Number::NegInt(i64::from_le_bytes(self.array()?))),
            FLOAT => Document::Number(Number::Float(f64::from_le_bytes(self.array()?))),
            TEXT => Document::String(self.text()?.to_owned()),
            ARRAY => {
                let items = (0..self.number()?).map(|_| self.document());
                Document::Array(items.collect::<Option<_>>()?)
            }
            OBJECT => {
                let entries =
                    (0..self.number()?).map(|_| Some((self.text()?.to_owned(), self.document()?)));
                Document::Object(entries.collect::<Option<_>>()?)
            }
            _ => return None,
        })
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
