//! Results by JSON type.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Deref;

use aws_smithy_types::date_time::Format;
use aws_smithy_types::{DateTime, Document};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use pageboy_schema::Times;
use pageboy_schema::expression::UNKNOWN_MEMBER as UNKNOWN;

use crate::view::{List, Map, Structure, View, by_key};

use super::Literal;
use super::number::Number;
use super::value::ExpressionValue;

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
    pub(super) fn of_view(view: View<'a>, times: Times) -> Self {
        match view {
            View::Null | View::Stream(_) | View::Events(_) => Self::Null,
            View::Boolean(value) => Self::Boolean(value),
            View::Integer(value) => Self::Number(Number::Integer(value.into())),
            View::Long(value) => Self::Number(Number::Integer(value.into())),
            View::Float(value) if times == Times::Text => {
                shown(f64::from(value)).unwrap_or_else(|| Self::Number(Number::from_f32(value)))
            }
            View::Float(value) => Self::Number(Number::from_f32(value)),
            View::Double(value) if times == Times::Text => {
                shown(value).unwrap_or(Self::Number(Number::Float(value)))
            }
            View::Double(value) => Self::Number(Number::Float(value)),
            View::String(text) => Self::String(Cow::Borrowed(text)),
            View::Blob(bytes) => Self::String(Cow::Owned(STANDARD.encode(bytes))),
            View::Timestamp(time) if times == Times::Text => match time.fmt(Format::DateTime) {
                Ok(text) => Self::String(Cow::Owned(text)),
                // A time beyond the years of ISO 8601.
                Err(_) => Self::Number(epoch_seconds(time)),
            },
            View::Timestamp(time) => Self::Number(epoch_seconds(time)),
            View::Document(document) => Self::of_document(document),
            View::List(list) => Self::List(Items::View(list, times)),
            View::Map(map) => Self::Object(Entries::Map(map, times)),
            View::Structure(structure) => Self::Object(Entries::Structure(structure, times)),
        }
    }

    fn of_document(document: &'a Document) -> Self {
        match document {
            Document::Null => Self::Null,
            Document::Bool(value) => Self::Boolean(*value),
            Document::Number(number) => Self::Number(match *number {
                aws_smithy_types::Number::PosInt(value) => Number::Integer(value.into()),
                aws_smithy_types::Number::NegInt(value) => Number::Integer(value.into()),
                aws_smithy_types::Number::Float(value) => match shown(value) {
                    Some(text) => return text,
                    None => Number::Float(value),
                },
            }),
            Document::String(text) => Self::String(Cow::Borrowed(text)),
            Document::Array(items) => Self::List(Items::Document(items)),
            Document::Object(entries) => Self::Object(Entries::Document(entries)),
        }
    }

    pub(super) fn of_literal(literal: &'a Literal) -> Self {
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

    /// The order of two numbers or of two strings; anything else has none.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.compare(*b),
            (Self::String(a), Self::String(b)) => Some(moment(a).cmp(moment(b))),
            _ => None,
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
    View(&'a dyn List, Times),
    Document(&'a [Document]),
    Literal(&'a [Literal]),
    Made(&'f [ExpressionValue<'a>]),
}

impl<'f, 'a> Items<'f, 'a> {
    pub(crate) fn len(self) -> usize {
        match self {
            Self::View(list, _) => list.len(),
            Self::Document(items) => items.len(),
            Self::Literal(items) => items.len(),
            Self::Made(items) => items.len(),
        }
    }

    pub(super) fn get(self, index: usize) -> Option<Item<'f, 'a>> {
        match self {
            Self::View(list, times) => (index < list.len())
                .then(|| Item::Made(ExpressionValue::of(list.get(index), times))),
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
    Structure(&'a dyn Structure, Times),
    Map(&'a dyn Map, Times),
    Document(&'a HashMap<String, Document>),
    Literal(&'a [(Cow<'static, str>, Literal)]),
    Made(&'f IndexMap<Cow<'a, str>, ExpressionValue<'a>>),
}

impl<'f, 'a> Entries<'f, 'a> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::Structure(structure, _) if structure.unknown().is_some() => 1,
            Self::Structure(structure, times) => present(structure, times).count(),
            Self::Map(map, _) => map.len(),
            Self::Document(entries) => entries.len(),
            Self::Literal(entries) => entries.len(),
            Self::Made(entries) => entries.len(),
        }
    }

    pub(super) fn is_empty(self) -> bool {
        match self {
            Self::Structure(structure, times) if structure.unknown().is_none() => {
                present(structure, times).next().is_none()
            }
            _ => self.len() == 0,
        }
    }

    pub(super) fn get(self, name: &str) -> Option<Item<'f, 'a>> {
        match self {
            Self::Structure(structure, _) if structure.unknown().is_some() => {
                let unknown = unknown(structure)?;
                (name == UNKNOWN).then_some(Item::Made(unknown))
            }
            Self::Structure(structure, times) => {
                let found = ExpressionValue::of(structure.view_by_name(name), times);
                (!found.is_null()).then_some(Item::Made(found))
            }
            Self::Map(map, times) => {
                let view = map.get(name);
                let held = !view.is_null()
                    || (0..map.len())
                        .filter_map(|at| map.entry(at))
                        .any(|(key, _)| key == name);
                held.then(|| Item::Made(ExpressionValue::of(view, times)))
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
            Self::Structure(structure, times) => match unknown(structure) {
                Some(unknown) => vec![(UNKNOWN, Item::Made(unknown))],
                None => present(structure, times)
                    .map(|(name, found)| (name, Item::Made(found)))
                    .collect(),
            },
            Self::Map(map, times) => (0..map.len())
                .filter_map(|index| map.entry(index))
                .map(|(key, view)| (key, Item::Made(ExpressionValue::of(view, times))))
                .collect(),
            Self::Document(entries) => by_key(entries)
                .into_iter()
                .map(|(key, value)| (key, Item::of_document(value)))
                .collect(),
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

/// An element of a list or object: borrowed from a list made by the expression, else made on the way.
pub(crate) enum Item<'f, 'a> {
    Lent(&'f ExpressionValue<'a>),
    Made(ExpressionValue<'a>),
}

impl<'a> Item<'_, 'a> {
    fn of_document(document: &'a Document) -> Self {
        Self::Made(ExpressionValue::from_view(View::Document(document)))
    }

    fn of_literal(literal: &'a Literal) -> Self {
        Self::Made(ExpressionValue::of_literal(literal))
    }

    pub(crate) fn into_found(self) -> ExpressionValue<'a> {
        match self {
            Self::Lent(found) => found.clone(),
            Self::Made(found) => found,
        }
    }
}

impl<'a> Deref for Item<'_, 'a> {
    type Target = ExpressionValue<'a>;

    fn deref(&self) -> &ExpressionValue<'a> {
        match self {
            Self::Lent(found) => found,
            Self::Made(found) => found,
        }
    }
}

/// The name of a union's unknown member, in an object.
fn unknown(structure: &dyn Structure) -> Option<ExpressionValue<'_>> {
    let name = ExpressionValue::from_view(View::String(structure.unknown()?));
    Some(ExpressionValue::object(IndexMap::from([(
        "name".into(),
        name,
    )])))
}

/// The present members of a structure, with their names.
fn present(
    structure: &dyn Structure,
    times: Times,
) -> impl Iterator<Item = (&'static str, ExpressionValue<'_>)> {
    structure
        .shape()
        .members()
        .iter()
        .enumerate()
        .map(move |(index, member)| {
            (
                member.name,
                ExpressionValue::of(structure.view_of(index), times),
            )
        })
        .filter(|(_, found)| !found.is_null())
}

/// A text's key for ordering: an ISO 8601 time without its zone, so that a second comes before its fractions.
fn moment(text: &str) -> &str {
    match text.strip_suffix('Z') {
        Some(time) if matches!(time.as_bytes().get(10), Some(b'T')) && time.len() >= 19 => time,
        _ => text,
    }
}

/// The text of a float without digits, for which JSON has no number.
fn shown<'f, 'a>(value: f64) -> Option<Json<'f, 'a>> {
    let text = match value {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ if value.is_nan() => "NaN",
        _ => return None,
    };
    Some(Json::String(Cow::Borrowed(text)))
}

fn epoch_seconds(time: &DateTime) -> Number {
    if time.subsec_nanos() == 0 {
        Number::Integer(time.secs().into())
    } else {
        Number::Float(time.as_secs_f64())
    }
}
