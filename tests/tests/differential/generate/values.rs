//! Makes values for a table, from a seed.

use std::collections::HashMap;

use aws_smithy_types::Number;
use fastrand::Rng;
use pageboy::Dynamic;
use pageboy::schema::{Kind, Location, Member, Operation, Shape, shapes};
use pageboy::view::{Slot, Structure};
use pageboy::{Blob, DateTime, Document};

use super::looked_at::Subject;

/// The value of a member with a certain name, instead of a random one.
#[derive(Clone, Debug)]
pub(crate) enum MemberValue {
    Absent,
    /// Empty text, zero, an empty list.
    Empty,
    /// This text; elsewhere a number, or a map with this text in it.
    Token(String),
    /// So many entries.
    Items(usize),
    Flag(bool),
}

/// Makes outputs of a definition.
pub(crate) struct Filler<'a> {
    pub(crate) rng: &'a mut Rng,
    pub(crate) looked_at: &'a Subject,
    pub(crate) fixed: HashMap<&'static str, MemberValue>,
    /// The probability that a relevant member is present.
    pub(crate) presence: f32,
    /// The probability that any other simple member is present.
    pub(crate) others: f32,
    /// The texts to choose from.
    texts: Vec<String>,
}

/// The probability that a relevant member is present.
pub(crate) const PRESENCE: f32 = 0.93;

/// Deeper structures are left empty.
const DEPTH: usize = 9;

const ODD: [&str; 6] = [
    "",
    "None",
    "a value that no definition knows",
    "<&> \"é\" 𝄞",
    "false",
    "0",
];

impl<'a> Filler<'a> {
    pub(crate) fn new(rng: &'a mut Rng, looked_at: &'a Subject) -> Self {
        let mut texts = looked_at.texts.clone();
        // Often all are alike, so that conditions on a whole list come true.
        if rng.f32() < 0.6 && !texts.is_empty() {
            texts = vec![texts[rng.usize(..texts.len())].clone()];
        }
        Self {
            rng,
            looked_at,
            fixed: HashMap::new(),
            presence: PRESENCE,
            others: 0.04,
            texts,
        }
    }

    /// An output of an operation.
    pub(crate) fn output(&mut self, operation: &Operation) -> Dynamic {
        let mut output = Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY));
        self.structure(&mut output, 0);
        output
    }

    /// Data of a structure.
    pub(crate) fn data(&mut self, shape: &'static Shape) -> Dynamic {
        let mut data = Dynamic::new(shape);
        self.structure(&mut data, 0);
        data
    }

    fn structure(&mut self, structure: &mut dyn Structure, depth: usize) {
        let shape = structure.shape();
        if shape.kind == Kind::Union {
            return self.union(structure, depth);
        }
        for (index, member) in shape.members().iter().enumerate() {
            if !self.is_wanted(member) {
                continue;
            }
            let fixed = self.fixed.get(member.name).cloned();
            if matches!(fixed, Some(MemberValue::Absent)) {
                continue;
            }
            if let Some(value) = structure.get_mut(index) {
                self.value(value.slot(), member, fixed.as_ref(), depth);
            }
        }
    }

    /// Mostly relevant members, and a few others that are simple.
    fn is_wanted(&mut self, member: &Member) -> bool {
        if matches!(member.target.kind, Kind::Stream) || member.is_event_stream() {
            return false;
        }
        // botocore's handlers read this one, and it has to be of the form they expect.
        if member.name == "EncodingType" {
            return false;
        }
        if self.fixed.contains_key(member.name) {
            return true;
        }
        if self.looked_at.members.contains(member.name) {
            return self.rng.f32() < self.presence;
        }
        // Outputs may describe errors, and are none.
        if matches!(member.name, "Error" | "Code" | "Message") {
            return self.rng.f32() < 0.3;
        }
        let is_simple = member.target.members().is_empty() && member.location == Location::Body;
        is_simple && self.rng.f32() < self.others
    }

    fn union(&mut self, structure: &mut dyn Structure, depth: usize) {
        let members = structure.shape().members();
        let looked_at = |member: &&Member| self.looked_at.members.contains(member.name);
        let simple = |member: &&Member| member.target.members().is_empty();
        let mut choices: Vec<&str> = members.iter().filter(looked_at).map(|m| m.name).collect();
        if choices.is_empty() {
            choices = members.iter().filter(simple).map(|m| m.name).collect();
        }
        if choices.is_empty() {
            choices = members.iter().map(|m| m.name).collect();
        }
        let Some(name) = self.rng.choice(choices) else {
            return;
        };
        let index = structure.shape().index_of(name).unwrap();
        if let Some(value) = structure.get_mut(index) {
            self.value(value.slot(), &members[index], None, depth);
        }
    }

    fn value(
        &mut self,
        slot: Slot<'_>,
        member: &Member,
        fixed: Option<&MemberValue>,
        depth: usize,
    ) {
        let is_empty = matches!(fixed, Some(MemberValue::Empty));
        let count = match fixed {
            Some(MemberValue::Items(count)) => *count,
            Some(MemberValue::Empty) => 0,
            Some(MemberValue::Token(_)) => 2,
            _ => self.rng.usize(..4),
        };
        match slot {
            Slot::Boolean(place) => {
                *place = match fixed {
                    Some(MemberValue::Flag(flag)) => *flag,
                    _ => self.rng.bool(),
                }
            }
            Slot::Integer(place) => *place = i32::try_from(self.number(fixed)).unwrap(),
            Slot::Long(place) => *place = self.number(fixed),
            Slot::Float(place) => *place = self.rng.i32(-4..9) as f32 / 2.0,
            Slot::Double(place) => *place = f64::from(self.rng.i32(-4..9)) / 2.0,
            Slot::String(place) => *place = self.text(fixed),
            Slot::Enum(place) => place.set(&self.text(fixed)),
            Slot::Blob(place) if is_empty => *place = Blob::new([]),
            Slot::Blob(place) => *place = Blob::new(self.text(fixed)),
            Slot::Timestamp(place) => {
                *place = DateTime::from_secs(self.rng.i64(1_000_000_000..2_000_000_000));
            }
            Slot::Document(place) => *place = self.document(),
            Slot::Stream(_) | Slot::Events(_) => {}
            Slot::List(list) => {
                let element = member.target.element();
                for _ in 0..count {
                    if fixed.is_none() && member.target.sparse && self.rng.f32() < 0.1 {
                        list.push_null();
                    } else {
                        self.value(list.push(), element, None, depth + 1);
                    }
                }
            }
            Slot::Map(map) => {
                let value = member.target.value();
                let texts = match fixed {
                    Some(MemberValue::Token(token)) => vec![token.clone()],
                    _ => self.texts.clone(),
                };
                let texts = std::mem::replace(&mut self.texts, texts);
                for number in 0..count {
                    self.value(map.insert(format!("key{number}")), value, None, depth + 1);
                }
                self.texts = texts;
            }
            Slot::Structure(structure) => {
                if depth < DEPTH {
                    self.structure(structure, depth + 1);
                }
            }
        }
    }

    fn number(&mut self, fixed: Option<&MemberValue>) -> i64 {
        match fixed {
            Some(MemberValue::Empty) => 0,
            Some(MemberValue::Token(text)) => text.bytes().map(i64::from).sum(),
            _ => {
                let known = self.rng.choice(&self.looked_at.numbers).copied();
                match known {
                    Some(known) if self.rng.bool() => known,
                    _ => self.rng.i64(0..4),
                }
            }
        }
    }

    fn text(&mut self, fixed: Option<&MemberValue>) -> String {
        match fixed {
            Some(MemberValue::Token(text)) => return text.clone(),
            Some(MemberValue::Empty) => return String::new(),
            _ => {}
        }
        let chance = self.rng.f32();
        match self.rng.choice(&self.texts).cloned() {
            Some(text) if chance < 0.85 => text,
            _ if chance < 0.97 => format!("text {}", self.rng.u32(..1000)),
            _ => self.rng.choice(ODD).unwrap_or_default().to_owned(),
        }
    }

    fn document(&mut self) -> Document {
        let number = self.rng.u64(..9);
        let entry = (
            "number".to_owned(),
            Document::Number(Number::PosInt(number)),
        );
        let text = Document::String(self.text(None));
        Document::Object([entry, ("texts".to_owned(), vec![text].into())].into())
    }
}

/// An input with its required members, and with the token that would otherwise be random.
pub(crate) fn input(operation: &Operation) -> Dynamic {
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    required(&mut input);
    input
}

/// An input without the members at `filled`, with those of the names `wanted`, and with some that are not required.
pub(crate) fn inputs(
    operation: &Operation,
    filled: &[u16],
    wanted: &Subject,
    rng: &mut Rng,
) -> Dynamic {
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    let shape = input.shape();
    for (index, member) in shape.members().iter().enumerate() {
        let is_filled = filled.iter().any(|filled| usize::from(*filled) == index);
        let is_free = !SPECIAL.contains(&member.name) && rng.f32() < 0.1;
        let is_wanted = member.is_required()
            || member.is_idempotency_token()
            || wanted.members.contains(member.name)
            || is_free;
        if is_wanted
            && !is_filled
            && let Some(value) = input.get_mut(index)
        {
            least(value.slot(), member);
            simple(value.slot());
        }
    }
    input
}

/// Sets what is simple in a structure, or in the structures of a list.
fn simple(slot: Slot<'_>) {
    match slot {
        Slot::List(list) => {
            for at in 0..list.len() {
                list.get_mut(at).map(simple);
            }
        }
        Slot::Structure(structure) if structure.shape().kind == Kind::Structure => {
            for (index, member) in structure.shape().members().iter().enumerate() {
                let is_free = structure.view_of(index).is_null() && !SPECIAL.contains(&member.name);
                if is_free
                    && member.target.members().is_empty()
                    && let Some(value) = structure.get_mut(index)
                {
                    least(value.slot(), member);
                }
            }
        }
        _ => {}
    }
}

/// Members that are not set to just anything.
const SPECIAL: [&str; 1] = ["ChecksumAlgorithm"];

fn required(structure: &mut dyn Structure) {
    let shape: &Shape = structure.shape();
    for (index, member) in shape.members().iter().enumerate() {
        let is_chosen = shape.kind == Kind::Union && index == 0;
        if (member.is_required() || member.is_idempotency_token() || is_chosen)
            && let Some(value) = structure.get_mut(index)
        {
            least(value.slot(), member);
        }
    }
}

/// The minimum of a member.
fn least(slot: Slot<'_>, member: &Member) {
    let min = member.min.unwrap_or(0.0).max(0.0) as usize;
    let text = || match member.name {
        "KvsARN" => "arn:aws:cloudfront::123456789012:key-value-store/input".to_owned(),
        _ => "input".repeat(min / 5 + 1),
    };
    match slot {
        Slot::Integer(place) => *place = i32::try_from(min.max(1)).unwrap(),
        Slot::Long(place) => *place = i64::try_from(min.max(1)).unwrap(),
        Slot::Float(place) => *place = min as f32,
        Slot::Double(place) => *place = min as f64,
        Slot::String(place) => *place = text(),
        Slot::Enum(place) => place.set(&text()),
        Slot::Blob(place) => *place = Blob::new(text()),
        Slot::Timestamp(place) => *place = DateTime::from_secs(1_700_000_000),
        Slot::Document(place) => *place = Document::Object(Default::default()),
        Slot::List(list) => {
            for _ in 0..min.max(1) {
                least(list.push(), member.target.element());
            }
        }
        Slot::Map(map) => {
            for number in 0..min.max(1) {
                least(map.insert(format!("key{number}")), member.target.value());
            }
        }
        Slot::Structure(structure) => required(structure),
        Slot::Boolean(_) | Slot::Stream(_) | Slot::Events(_) => {}
    }
}
