//! Values of tokens, independent of their origin.

use std::fmt::Write;

use aws_smithy_types::{Blob, DateTime, Document, Number};
use indexmap::IndexMap;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::jmespath::{self, ExpressionValue, Json};
use crate::view::{Slot, Value, View};

/// The value of a token: any JSON value, and bytes. Maps keep their order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenValue {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    String(String),
    Bytes(Vec<u8>),
    List(Vec<Self>),
    Map(IndexMap<String, Self>),
}

impl TokenValue {
    /// A copy of a value that an expression found.
    pub(crate) fn of_found(found: &ExpressionValue<'_>) -> Self {
        match found.view() {
            Some(view) => Self::of_view(view),
            None => Self::of_json(found),
        }
    }

    /// A copy of a value.
    pub(crate) fn of_view(view: View<'_>) -> Self {
        match view {
            View::String(text) => Self::String(text.to_owned()),
            View::Blob(bytes) => Self::Bytes(bytes.to_vec()),
            View::List(list) => Self::List(
                (0..list.len())
                    .map(|index| Self::of_view(list.get(index)))
                    .collect(),
            ),
            _ => Self::of_json(&ExpressionValue::from_view(view)),
        }
    }

    fn of_json(found: &ExpressionValue<'_>) -> Self {
        match found.json() {
            Json::Null => Self::Null,
            Json::Boolean(value) => Self::Boolean(value),
            Json::Number(jmespath::Number::Float(value)) => Self::Float(value),
            Json::Number(number @ jmespath::Number::Integer(value)) => {
                i64::try_from(value).map_or_else(|_| Self::Float(number.to_f64()), Self::Integer)
            }
            Json::String(text) => Self::String(text.into_owned()),
            Json::List(items) => {
                Self::List(items.iter().map(|item| Self::of_found(&item)).collect())
            }
            Json::Object(entries) => Self::Map(
                entries
                    .to_vec()
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), Self::of_found(&value)))
                    .collect(),
            ),
        }
    }

    /// Whether Python treats it as false; such a token ends the pages.
    pub(crate) fn is_falsy(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Boolean(value) => !value,
            Self::Integer(value) => *value == 0,
            Self::Float(value) => *value == 0.0,
            Self::String(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
        }
    }

    /// Writes it to a member; null makes the member absent.
    ///
    /// # Errors
    ///
    /// When the member holds values of another type.
    pub(crate) fn write(&self, member: &mut dyn Value) -> Result<(), Mismatch> {
        member.clear();
        match self {
            Self::Null => Ok(()),
            _ => self.write_slot(member.slot()),
        }
    }

    fn write_slot(&self, slot: Slot<'_>) -> Result<(), Mismatch> {
        match (slot, self) {
            (Slot::Boolean(slot), Self::Boolean(value)) => *slot = *value,
            (Slot::Integer(slot), value) => {
                *slot = i32::try_from(value.integer().ok_or(Mismatch)?).map_err(|_| Mismatch)?;
            }
            (Slot::Long(slot), value) => *slot = value.integer().ok_or(Mismatch)?,
            (Slot::Float(slot), value) => *slot = value.parse().ok_or(Mismatch)?,
            (Slot::Double(slot), value) => *slot = value.parse().ok_or(Mismatch)?,
            (Slot::String(slot), Self::String(text)) => text.clone_into(slot),
            (Slot::Enum(slot), Self::String(text)) => slot.set(text),
            (Slot::Blob(slot), Self::Bytes(bytes)) => *slot = Blob::new(bytes.clone()),
            (Slot::Timestamp(slot), Self::Integer(value)) => *slot = DateTime::from_secs(*value),
            (Slot::Timestamp(slot), Self::Float(value)) if value.is_finite() => {
                *slot = DateTime::from_secs_f64(*value);
            }
            (Slot::Document(slot), value) => *slot = value.document().ok_or(Mismatch)?,
            (Slot::List(list), Self::List(items)) => {
                for item in items {
                    match item {
                        Self::Null => list.push_null(),
                        _ => item.write_slot(list.push())?,
                    }
                }
            }
            (Slot::Map(map), Self::Map(entries)) => {
                for (key, value) in entries {
                    match value {
                        Self::Null => map.insert_null(key.clone()),
                        _ => value.write_slot(map.insert(key.clone()))?,
                    }
                }
            }
            (Slot::Structure(structure), Self::Map(entries)) => {
                for (key, value) in entries.iter().filter(|(_, value)| **value != Self::Null) {
                    let index = structure.shape().index_of(key).ok_or(Mismatch)?;
                    value.write(structure.get_mut(index).ok_or(Mismatch)?)?;
                }
            }
            _ => return Err(Mismatch),
        }
        Ok(())
    }

    /// The integer, also from text: botocore's old resume tokens hold only text.
    fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            Self::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn parse<T: std::str::FromStr>(&self) -> Option<T> {
        match self {
            Self::Integer(value) => value.to_string().parse().ok(),
            Self::Float(value) => value.to_string().parse().ok(),
            Self::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn document(&self) -> Option<Document> {
        Some(match self {
            Self::Null => Document::Null,
            Self::Boolean(value) => Document::Bool(*value),
            Self::Integer(value) => Document::Number(
                u64::try_from(*value).map_or(Number::NegInt(*value), Number::PosInt),
            ),
            Self::Float(value) => Document::Number(Number::Float(*value)),
            Self::String(text) => Document::String(text.clone()),
            Self::Bytes(_) => return None,
            Self::List(items) => {
                Document::Array(items.iter().map(Self::document).collect::<Option<_>>()?)
            }
            Self::Map(entries) => Document::Object(
                entries
                    .iter()
                    .map(|(key, value)| Some((key.clone(), value.document()?)))
                    .collect::<Option<_>>()?,
            ),
        })
    }

    /// As Python prints it, for botocore's error texts.
    pub(crate) fn python(&self) -> String {
        match self {
            Self::Null => String::from("None"),
            Self::Boolean(true) => String::from("True"),
            Self::Boolean(false) => String::from("False"),
            Self::Integer(value) => value.to_string(),
            Self::Float(value) => python_float(*value),
            Self::String(text) => python_text(text),
            Self::Bytes(bytes) => {
                let mut literal = String::from("b'");
                for byte in bytes {
                    let _ = write!(literal, "{}", byte.escape_ascii());
                }
                literal.push('\'');
                literal
            }
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::python).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.python()));
                python_map(entries)
            }
        }
    }
}

/// A token cannot be written to an input member of another type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch;

/// A dictionary as Python prints it; values are printed already.
pub(crate) fn python_map<'k>(entries: impl Iterator<Item = (&'k str, String)>) -> String {
    let entries: Vec<String> = entries
        .map(|(key, value)| format!("{}: {value}", python_text(key)))
        .collect();
    format!("{{{}}}", entries.join(", "))
}

/// A float as Python prints it: the shortest digits, an exponent below 0.0001 and from 1e16 on.
pub(crate) fn python_float(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            String::from("NaN")
        } else if value > 0.0 {
            String::from("Infinity")
        } else {
            String::from("-Infinity")
        };
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..16).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ => format!("{value:?}"),
    }
}

fn python_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for character in text.chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            character if character == quote => {
                literal.push('\\');
                literal.push(character);
            }
            character if character.is_control() => {
                let _ = write!(literal, "\\x{:02x}", u32::from(character));
            }
            character => literal.push(character),
        }
    }
    literal.push(quote);
    literal
}

/// Reads JSON; maps keep their order, and the last of repeated keys counts, as in Python.
impl<'de> Deserialize<'de> for TokenValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TokenVisitor)
    }
}

struct TokenVisitor;

impl<'de> Visitor<'de> for TokenVisitor {
    type Value = TokenValue;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<TokenValue, E> {
        Ok(TokenValue::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<TokenValue, E> {
        Ok(TokenValue::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<TokenValue, E> {
        Ok(TokenValue::Integer(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "no service has tokens beyond the range of 64-bit integers"
    )]
    fn visit_u64<E>(self, value: u64) -> Result<TokenValue, E> {
        Ok(i64::try_from(value)
            .map_or_else(|_| TokenValue::Float(value as f64), TokenValue::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<TokenValue, E> {
        Ok(TokenValue::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<TokenValue, E> {
        Ok(TokenValue::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<TokenValue, E> {
        Ok(TokenValue::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<TokenValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(TokenValue::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<TokenValue, A::Error> {
        let mut map = IndexMap::new();
        while let Some((key, value)) = entries.next_entry::<String, TokenValue>()? {
            map.insert(key, value);
        }
        Ok(TokenValue::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_printed_as_python_does() {
        let printed: Vec<String> = [1.0, 0.1, 1e16, 123_456.0, 1e-5, 0.0001, -1.5e300]
            .map(python_float)
            .into();
        let expected = [
            "1.0",
            "0.1",
            "1e+16",
            "123456.0",
            "1e-05",
            "0.0001",
            "-1.5e+300",
        ];
        assert_eq!(printed, expected);
    }

    #[test]
    fn dictionaries_are_printed_as_python_does() {
        let token = serde_json::from_str::<TokenValue>(
            r#"{"b": "it's", "a": [null, true, 1.0, "say \"it's\"\n"]}"#,
        );
        assert_eq!(
            token.unwrap().python(),
            r#"{'b': "it's", 'a': [None, True, 1.0, 'say "it\'s"\n']}"#
        );
        assert_eq!(TokenValue::Bytes(vec![0xff, b'a']).python(), r"b'\xffa'");
    }

    #[test]
    fn python_takes_zero_and_the_empty_as_false() {
        for text in ["null", "false", "0", "0.0", r#""""#, "[]", "{}"] {
            let token: TokenValue = serde_json::from_str(text).unwrap();
            assert!(token.is_falsy(), "{text}");
        }
        for text in ["true", "-1", r#""false""#, r#""None""#, "[0]"] {
            let token: TokenValue = serde_json::from_str(text).unwrap();
            assert!(!token.is_falsy(), "{text}");
        }
    }

    #[test]
    fn a_token_is_written_only_where_its_type_belongs() {
        let write = |token: &str, member: &mut dyn Value| {
            serde_json::from_str::<TokenValue>(token)
                .unwrap()
                .write(member)
        };
        let mut number = Some(7_i32);
        assert_eq!(write("12", &mut number), Ok(()));
        assert_eq!(number, Some(12));
        assert_eq!(write(r#""34""#, &mut number), Ok(()));
        assert_eq!(number, Some(34));
        assert_eq!(write("3000000000", &mut number), Err(Mismatch));
        assert_eq!(write("null", &mut number), Ok(()));
        assert_eq!(number, None);
        let mut text = Some(String::new());
        assert_eq!(write("1", &mut text), Err(Mismatch));
        assert_eq!(write("{}", &mut text), Err(Mismatch));
        assert_eq!(write(r#""a""#, &mut text), Ok(()));
        assert_eq!(text.as_deref(), Some("a"));
    }
}
