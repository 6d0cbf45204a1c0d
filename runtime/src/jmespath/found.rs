//! The result of an expression: a part of the value it was evaluated on, or a value of its own.

use std::borrow::Cow;
use std::fmt;

use aws_smithy_types::Document;
use indexmap::IndexMap;
use pageboy_schema::Times;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::view::View;

use super::Literal;
use super::json::{Entries, Item, Items, Json};
use super::number::Number;
use super::value::{ExpressionValue, Repr};

impl<'a> ExpressionValue<'a> {
    pub(super) const NULL: Self = Self(Repr::View(View::Null));

    /// A part of a value, in which times are seconds since 1970, as waiters and paginators see them.
    pub const fn from_view(view: View<'a>) -> Self {
        Self(Repr::View(view))
    }

    /// A part of a value, in which times are ISO 8601 text, as people see them.
    pub const fn shown(view: View<'a>) -> Self {
        Self(Repr::Shown(view))
    }

    /// The part of the value that was found, unchanged; `None` for a value of the expression's own.
    pub const fn view(&self) -> Option<View<'a>> {
        match self.0 {
            Repr::View(view) | Repr::Shown(view) => Some(view),
            _ => None,
        }
    }

    /// A part of a value.
    pub(crate) const fn of(view: View<'a>, times: Times) -> Self {
        Self(match times {
            Times::Seconds => Repr::View(view),
            Times::Text => Repr::Shown(view),
        })
    }

    /// The part of the value that was found, and the form of its times.
    pub(super) const fn part(&self) -> Option<(View<'a>, Times)> {
        match self.0 {
            Repr::View(view) => Some((view, Times::Seconds)),
            Repr::Shown(view) => Some((view, Times::Text)),
            _ => None,
        }
    }

    /// Whether it is null: absent, JSON's `null`, or a stream.
    pub const fn is_null(&self) -> bool {
        matches!(
            self.view(),
            Some(View::Null | View::Stream(_) | View::Events(_) | View::Document(Document::Null))
        )
    }

    /// Whether JMESPath treats it as true: everything but null, `false`, `""`, `[]` and `{}`.
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

    /// The number, if it is a 64-bit integer, or a float with such a value.
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

    /// Its JSON form.
    pub(crate) fn json(&self) -> Json<'_, 'a> {
        match &self.0 {
            Repr::View(view) => Json::of_view(*view, Times::Seconds),
            Repr::Shown(view) => Json::of_view(*view, Times::Text),
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
impl PartialEq for ExpressionValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Serialize for ExpressionValue<'_> {
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

impl fmt::Display for ExpressionValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for ExpressionValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExpressionValue({self})")
    }
}
