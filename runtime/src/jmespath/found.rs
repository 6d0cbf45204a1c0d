//! What an expression found: a part of the value it was evaluated on, or something it made.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;

use aws_smithy_types::{DateTime, Document};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::view::{List, Map, Structure, View};

use super::Literal;
use super::number::Number;

/// The result of an expression: a JSON value that borrows from what it was found in wherever it can.
///
/// `Display` writes it as JSON; `Serialize` writes it in any format.
#[derive(Clone)]
pub struct Found<'a>(pub(super) Repr<'a>);

#[derive(Clone)]
pub(super) enum Repr<'a> {
    /// Part of the value, or any scalar that needs no memory of its own.
    View(View<'a>),
    /// An integer above [`i64::MAX`].
    Unsigned(u64),
    /// Text the expression made.
    Text(String),
    /// An array or object that stands in the expression.
    Literal(&'a Literal),
    /// An array the expression made.
    List(Vec<Found<'a>>),
    /// An object the expression made.
    Object(Box<IndexMap<Cow<'a, str>, Found<'a>>>),
}

impl<'a> Found<'a> {
    pub(super) const NULL: Self = Self(Repr::View(View::Null));

    /// A part of a value.
    pub const fn from_view(view: View<'a>) -> Self {
        Self(Repr::View(view))
    }

    /// The part of the value that was found, as it is; `None` for what the expression made.
    pub const fn view(&self) -> Option<View<'a>> {
        match self.0 {
            Repr::View(view) => Some(view),
            _ => None,
        }
    }

    /// Whether it is null: absent, JSON's `null`, or a stream.
    pub const fn is_null(&self) -> bool {
        matches!(
            self.0,
            Repr::View(
                View::Null | View::Stream(_) | View::Events(_) | View::Document(Document::Null)
            )
        )
    }

    /// Whether JMESPath takes it as true: all but null, `false`, `""`, `[]` and `{}`.
    pub fn is_truthy(&self) -> bool {
        match self.json() {
            Json::Null => false,
            Json::Boolean(value) => value,
            Json::Number(_) => true,
            Json::String(text) => !text.is_empty(),
            Json::List(items) => items.len() > 0,
            Json::Object(entries) => !entries.is_empty(),
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.json() {
            Json::Boolean(value) => Some(value),
            _ => None,
        }
    }

    /// The number, if it is an integer of 64 bits or a float of such a value.
    pub fn as_i64(&self) -> Option<i64> {
        match self.json() {
            Json::Number(number) => match number.rounded(|value| value) {
                Number::Integer(value) => i64::try_from(value).ok(),
                Number::Float(_) => None,
            },
            _ => None,
        }
    }

    /// The number, if it is one, rounded to a float.
    pub fn as_f64(&self) -> Option<f64> {
        match self.json() {
            Json::Number(number) => Some(number.to_f64()),
            _ => None,
        }
    }

    /// The text, if it is text; bytes count as their base64 text.
    pub fn as_str(&self) -> Option<Cow<'_, str>> {
        match self.json() {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn into_items(self) -> Option<Vec<Self>> {
        match self.0 {
            Repr::List(items) => Some(items),
            _ => match self.json() {
                Json::List(items) => Some(items.iter().map(Item::into_found).collect()),
                _ => None,
            },
        }
    }

    /// What it is as JSON.
    pub(crate) fn json(&self) -> Json<'_, 'a> {
        match &self.0 {
            Repr::View(view) => Json::of_view(*view),
            Repr::Unsigned(value) => Json::Number(Number::Integer(i128::from(*value))),
            Repr::Text(text) => Json::String(Cow::Borrowed(text)),
            Repr::Literal(literal) => Json::of_literal(literal),
            Repr::List(items) => Json::List(Items::Made(items)),
            Repr::Object(entries) => Json::Object(Entries::Made(entries)),
        }
    }

    pub(super) fn of_literal(literal: &'a Literal) -> Self {
        Self(match literal {
            Literal::Null => Repr::View(View::Null),
            Literal::Boolean(value) => Repr::View(View::Boolean(*value)),
            Literal::Integer(value) => Repr::View(View::Long(*value)),
            Literal::Unsigned(value) => Repr::Unsigned(*value),
            Literal::Float(value) => Repr::View(View::Double(*value)),
            Literal::String(text) => Repr::View(View::String(text)),
            Literal::List(_) | Literal::Object(_) => Repr::Literal(literal),
        })
    }

    pub(super) const fn boolean(value: bool) -> Self {
        Self(Repr::View(View::Boolean(value)))
    }

    pub(super) fn text(text: String) -> Self {
        Self(Repr::Text(text))
    }

    pub(super) fn list(items: Vec<Self>) -> Self {
        Self(Repr::List(items))
    }

    pub(super) fn object(entries: IndexMap<Cow<'a, str>, Self>) -> Self {
        Self(Repr::Object(Box::new(entries)))
    }

    pub(super) fn number(number: Number) -> Self {
        Self(match number {
            Number::Float(value) => Repr::View(View::Double(value)),
            Number::Integer(value) => match (i64::try_from(value), u64::try_from(value)) {
                (Ok(value), _) => Repr::View(View::Long(value)),
                (_, Ok(value)) => Repr::Unsigned(value),
                _ => Repr::View(View::Double(number.to_f64())),
            },
        })
    }
}

/// Two results are equal when they are the same JSON value; integers equal floats of the same value.
impl PartialEq for Found<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Serialize for Found<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.json() {
            Json::Null => serializer.serialize_unit(),
            Json::Boolean(value) => serializer.serialize_bool(value),
            Json::Number(Number::Float(value)) => serializer.serialize_f64(value),
            Json::Number(number @ Number::Integer(value)) => {
                match (i64::try_from(value), u64::try_from(value)) {
                    (Ok(value), _) => serializer.serialize_i64(value),
                    (_, Ok(value)) => serializer.serialize_u64(value),
                    _ => serializer.serialize_f64(number.to_f64()),
                }
            }
            Json::String(text) => serializer.serialize_str(&text),
            Json::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items.iter() {
                    list.serialize_element(&*item)?;
                }
                list.end()
            }
            Json::Object(entries) => {
                let entries = entries.to_vec();
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in &entries {
                    map.serialize_entry(key, &**value)?;
                }
                map.end()
            }
        }
    }
}

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found({self})")
    }
}

/// A result by JSON type, whatever holds it.
pub(crate) enum Json<'f, 'a> {
    Null,
    Boolean(bool),
    Number(Number),
    String(Cow<'f, str>),
    List(Items<'f, 'a>),
    Object(Entries<'f, 'a>),
}

impl<'a> Json<'_, 'a> {
    fn of_view(view: View<'a>) -> Self {
        match view {
            View::Null | View::Stream(_) | View::Events(_) => Self::Null,
            View::Boolean(value) => Self::Boolean(value),
            View::Integer(value) => Self::Number(Number::Integer(value.into())),
            View::Long(value) => Self::Number(Number::Integer(value.into())),
            View::Float(value) => Self::Number(Number::from_f32(value)),
            View::Double(value) => Self::Number(Number::Float(value)),
            View::String(text) => Self::String(Cow::Borrowed(text)),
            View::Blob(bytes) => Self::String(Cow::Owned(STANDARD.encode(bytes))),
            View::Timestamp(time) => Self::Number(epoch_seconds(time)),
            View::Document(document) => Self::of_document(document),
            View::List(list) => Self::List(Items::View(list)),
            View::Map(map) => Self::Object(Entries::Map(map)),
            View::Structure(structure) => Self::Object(Entries::Structure(structure)),
        }
    }

    fn of_document(document: &'a Document) -> Self {
        match document {
            Document::Null => Self::Null,
            Document::Bool(value) => Self::Boolean(*value),
            Document::Number(number) => Self::Number(match *number {
                aws_smithy_types::Number::PosInt(value) => Number::Integer(value.into()),
                aws_smithy_types::Number::NegInt(value) => Number::Integer(value.into()),
                aws_smithy_types::Number::Float(value) => Number::Float(value),
            }),
            Document::String(text) => Self::String(Cow::Borrowed(text)),
            Document::Array(items) => Self::List(Items::Document(items)),
            Document::Object(entries) => Self::Object(Entries::Document(entries)),
        }
    }

    fn of_literal(literal: &'a Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Boolean(value) => Self::Boolean(*value),
            Literal::Integer(value) => Self::Number(Number::Integer((*value).into())),
            Literal::Unsigned(value) => Self::Number(Number::Integer((*value).into())),
            Literal::Float(value) => Self::Number(Number::Float(*value)),
            Literal::String(text) => Self::String(Cow::Borrowed(text)),
            Literal::List(items) => Self::List(Items::Literal(items)),
            Literal::Object(entries) => Self::Object(Entries::Literal(entries)),
        }
    }

    /// The name of the type, as `type()` gives it.
    pub(super) const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "array",
            Self::Object(_) => "object",
        }
    }
}

impl PartialEq for Json<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.compare(*b).is_some_and(|order| order.is_eq()),
            (Self::String(a), Self::String(b)) => a == b,
            (Self::List(a), Self::List(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| *a == *b)
            }
            (Self::Object(a), Self::Object(b)) => {
                let entries = a.to_vec();
                entries.len() == b.len()
                    && entries
                        .iter()
                        .all(|(key, value)| b.get(key).is_some_and(|other| **value == *other))
            }
            _ => false,
        }
    }
}

/// The elements of a list.
#[derive(Clone, Copy)]
pub(crate) enum Items<'f, 'a> {
    View(&'a dyn List),
    Document(&'a [Document]),
    Literal(&'a [Literal]),
    Made(&'f [Found<'a>]),
}

impl<'f, 'a> Items<'f, 'a> {
    pub(crate) fn len(self) -> usize {
        match self {
            Self::View(list) => list.len(),
            Self::Document(items) => items.len(),
            Self::Literal(items) => items.len(),
            Self::Made(items) => items.len(),
        }
    }

    pub(super) fn get(self, index: usize) -> Option<Item<'f, 'a>> {
        match self {
            Self::View(list) => {
                (index < list.len()).then(|| Item::Made(Found::from_view(list.get(index))))
            }
            Self::Document(items) => items.get(index).map(Item::of_document),
            Self::Literal(items) => items.get(index).map(Item::of_literal),
            Self::Made(items) => items.get(index).map(Item::Lent),
        }
    }

    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = Item<'f, 'a>> {
        (0..self.len()).filter_map(move |index| self.get(index))
    }
}

/// The entries of an object.
#[derive(Clone, Copy)]
pub(crate) enum Entries<'f, 'a> {
    Structure(&'a dyn Structure),
    Map(&'a dyn Map),
    Document(&'a HashMap<String, Document>),
    Literal(&'a [(Cow<'static, str>, Literal)]),
    Made(&'f IndexMap<Cow<'a, str>, Found<'a>>),
}

impl<'f, 'a> Entries<'f, 'a> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::Structure(structure) => present(structure).count(),
            Self::Map(map) => map.len(),
            Self::Document(entries) => entries.len(),
            Self::Literal(entries) => entries.len(),
            Self::Made(entries) => entries.len(),
        }
    }

    fn is_empty(self) -> bool {
        match self {
            Self::Structure(structure) => present(structure).next().is_none(),
            _ => self.len() == 0,
        }
    }

    pub(super) fn get(self, name: &str) -> Option<Item<'f, 'a>> {
        match self {
            Self::Structure(structure) => {
                let found = Found::from_view(structure.view_by_name(name));
                (!found.is_null()).then_some(Item::Made(found))
            }
            Self::Map(map) => {
                let view = map.get(name);
                let held = !view.is_null()
                    || (0..map.len())
                        .filter_map(|at| map.entry(at))
                        .any(|(key, _)| key == name);
                held.then(|| Item::Made(Found::from_view(view)))
            }
            Self::Document(entries) => entries.get(name).map(Item::of_document),
            Self::Literal(entries) => entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, literal)| Item::of_literal(literal)),
            Self::Made(entries) => entries.get(name).map(Item::Lent),
        }
    }

    /// The entries in order: as modelled, as received, or, for documents, by key.
    pub(crate) fn to_vec(self) -> Vec<(&'f str, Item<'f, 'a>)> {
        match self {
            Self::Structure(structure) => present(structure)
                .map(|(name, view)| (name, Item::Made(Found::from_view(view))))
                .collect(),
            Self::Map(map) => (0..map.len())
                .filter_map(|index| map.entry(index))
                .map(|(key, view)| (key, Item::Made(Found::from_view(view))))
                .collect(),
            Self::Document(entries) => {
                let mut entries: Vec<_> = entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), Item::of_document(value)))
                    .collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                entries
            }
            Self::Literal(entries) => entries
                .iter()
                .map(|(key, literal)| (&**key, Item::of_literal(literal)))
                .collect(),
            Self::Made(entries) => entries
                .iter()
                .map(|(key, value)| (&**key, Item::Lent(value)))
                .collect(),
        }
    }
}

/// An element of a list or object: lent by a list the expression made, else made on the way.
pub(crate) enum Item<'f, 'a> {
    Lent(&'f Found<'a>),
    Made(Found<'a>),
}

impl<'a> Item<'_, 'a> {
    fn of_document(document: &'a Document) -> Self {
        Self::Made(Found::from_view(View::Document(document)))
    }

    fn of_literal(literal: &'a Literal) -> Self {
        Self::Made(Found::of_literal(literal))
    }

    pub(crate) fn into_found(self) -> Found<'a> {
        match self {
            Self::Lent(found) => found.clone(),
            Self::Made(found) => found,
        }
    }
}

impl<'a> Deref for Item<'_, 'a> {
    type Target = Found<'a>;

    fn deref(&self) -> &Found<'a> {
        match self {
            Self::Lent(found) => found,
            Self::Made(found) => found,
        }
    }
}

/// The members of a structure that hold something, with their names.
fn present(structure: &dyn Structure) -> impl Iterator<Item = (&'static str, View<'_>)> {
    structure
        .shape()
        .members()
        .iter()
        .enumerate()
        .map(|(index, member)| (member.name, structure.view_of(index)))
        .filter(|(_, view)| !Found::from_view(*view).is_null())
}

fn epoch_seconds(time: &DateTime) -> Number {
    if time.subsec_nanos() == 0 {
        Number::Integer(time.secs().into())
    } else {
        Number::Float(time.as_secs_f64())
    }
}
