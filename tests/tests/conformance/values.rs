//! Values of the tables from JSON, and beside JSON.
//!
//! The suites write bytes as the text they are, points in time as seconds or text, the floats that are no numbers as
//! text, and text that holds JSON (`jsonvalue`) as that JSON.

use std::any::Any;

use aws_smithy_types::date_time::Format;
use pageboy::schema::Location;
use pageboy::view::{Slot, Structure, View};
use pageboy::{Blob, DateTime, Document};
use pageboy::{Body, Dynamic};
use pageboy_models::Json;

use crate::suites::text_at;

/// Sets members from parameters, in their order.
pub(crate) fn fill(structure: &mut dyn Structure, parameters: &Json) -> Result<(), String> {
    let parameters = parameters
        .as_object()
        .ok_or_else(|| format!("{} is no structure", written(parameters)))?;
    for (name, value) in parameters {
        let shape = structure.shape();
        let index = shape.index_of(name);
        let member = index.and_then(|index| structure.get_mut(index));
        let member = member.ok_or_else(|| format!("{} has no member {name}", shape.name))?;
        if *value != Json::Null {
            write(member.slot(), value)?;
        }
    }
    Ok(())
}

/// Compares a structure with what is expected; the problem names the member.
pub(crate) fn compare(found: &dyn Structure, expected: &Json) -> Result<(), String> {
    same(View::Structure(found), expected, "")
}

/// JSON as text, for messages.
pub(crate) fn written(value: &Json) -> String {
    serde_json::to_string(value).unwrap()
}

/// The bytes of `{"$hex": "1f8b"}`.
fn bytes(value: &Json) -> Option<Vec<u8>> {
    let digits = value.get("$hex")?.as_str()?.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.map(byte).collect()
}

/// JSON as a document.
pub(crate) fn document(value: &Json) -> Document {
    use aws_smithy_types::Number;
    match value {
        Json::Null => Document::Null,
        Json::Bool(value) => Document::Bool(*value),
        Json::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => Number::PosInt(value),
            (None, Some(value)) => Number::NegInt(value),
            (None, None) => Number::Float(number.as_f64().unwrap()),
        }),
        Json::String(text) => Document::String(text.clone()),
        Json::Array(items) => Document::Array(items.iter().map(document).collect()),
        Json::Object(members) => {
            let members = members.iter();
            Document::Object(
                members
                    .map(|(name, value)| (name.clone(), document(value)))
                    .collect(),
            )
        }
    }
}

fn write(slot: Slot<'_>, value: &Json) -> Result<(), String> {
    let wrong = || format!("{} does not fit the model", written(value));
    match (slot, value) {
        (Slot::Boolean(place), Json::Bool(value)) => *place = *value,
        (Slot::Integer(place), Json::Number(number)) => {
            let integer = number.as_i64().and_then(|value| i32::try_from(value).ok());
            *place = integer.ok_or_else(wrong)?;
        }
        (Slot::Long(place), Json::Number(number)) => *place = number.as_i64().ok_or_else(wrong)?,
        #[allow(
            clippy::cast_possible_truncation,
            reason = "this is how a float is read"
        )]
        (Slot::Float(place), _) => *place = float(value).ok_or_else(wrong)? as f32,
        (Slot::Double(place), _) => *place = float(value).ok_or_else(wrong)?,
        (Slot::String(place), Json::String(text)) => text.clone_into(place),
        (Slot::Enum(place), Json::String(text)) => place.set(text),
        (Slot::String(place), Json::Object(_) | Json::Array(_)) => *place = written(value),
        (Slot::Blob(place), Json::Object(_)) => *place = Blob::new(bytes(value).ok_or_else(wrong)?),
        (Slot::Blob(place), Json::String(text)) => *place = Blob::new(text.as_bytes()),
        (Slot::Stream(place), Json::String(text)) => *place = Body::from(text.clone()),
        (Slot::Timestamp(place), _) => *place = time(value).ok_or_else(wrong)?,
        (Slot::Document(place), _) => *place = document(value),
        (Slot::List(list), Json::Array(items)) => {
            for item in items {
                match item {
                    Json::Null => list.push_null(),
                    item => write(list.push(), item)?,
                }
            }
        }
        (Slot::Map(map), Json::Object(entries)) => {
            for (key, value) in entries {
                match value {
                    Json::Null => map.insert_null(key.clone()),
                    value => write(map.insert(key.clone()), value)?,
                }
            }
        }
        (Slot::Structure(structure), Json::Object(_)) => fill(structure, value)?,
        _ => return Err(wrong()),
    }
    Ok(())
}

/// Compares a value with what is expected; the problem starts with `path`.
pub(crate) fn same(found: View<'_>, expected: &Json, at: &str) -> Result<(), String> {
    let differs = |found: &str| {
        let expected = written(expected);
        Err(format!("{at}: found {found}, expected {expected}"))
    };
    match (found, expected) {
        (View::Structure(found), Json::Object(expected)) => {
            let unknown = (found as &dyn Any)
                .downcast_ref::<Dynamic>()
                .and_then(Dynamic::unknown);
            let expected_unknown = expected.get(UNKNOWN).map(|member| text_at(member, "/name"));
            if unknown != expected_unknown {
                return differs(&format!("the unknown member {unknown:?}"));
            }
            let members = found.shape().members().iter().enumerate();
            for (index, member) in members {
                let at = format!("{at}/{}", member.name);
                let expected = expected.get(member.name).unwrap_or(&Json::Null);
                if member.location == Location::Headers {
                    // The names of headers have no case.
                    same(found.view_of(index), &lower_case(expected), &at)?;
                } else {
                    same(found.view_of(index), expected, &at)?;
                }
            }
            let mut names = expected.keys().filter(|name| *name != UNKNOWN);
            match names.find(|name| found.shape().index_of(name).is_none()) {
                Some(name) => Err(format!("{at}: expected {name}, which the model lacks")),
                None => Ok(()),
            }
        }
        (View::List(found), Json::Array(expected)) => {
            if found.len() != expected.len() {
                return differs(&format!("{} items", found.len()));
            }
            let mut items = expected.iter().enumerate();
            items.try_for_each(|(index, expected)| {
                same(found.get(index), expected, &format!("{at}/{index}"))
            })
        }
        (View::Map(found), Json::Object(expected)) => {
            let entries = (0..found.len()).filter_map(|index| found.entry(index));
            for (key, value) in entries {
                let Some(expected) = expected.get(key) else {
                    return differs(&format!("the key {key}"));
                };
                same(value, expected, &format!("{at}/{key}"))?;
            }
            if found.len() == expected.len() {
                Ok(())
            } else {
                differs(&format!("{} entries", found.len()))
            }
        }
        (found, expected) if is_equal(found, expected) => Ok(()),
        (View::Null, _) => differs("nothing"),
        (View::Boolean(found), _) => differs(&found.to_string()),
        (View::Integer(found), _) => differs(&found.to_string()),
        (View::Long(found), _) => differs(&found.to_string()),
        (View::Float(found), _) => differs(&found.to_string()),
        (View::Double(found), _) => differs(&found.to_string()),
        (View::String(found), _) => differs(&format!("{found:?}")),
        (View::Blob(found), _) => differs(&format!("{:?}", String::from_utf8_lossy(found))),
        (View::Timestamp(found), _) => differs(&found.to_string()),
        (View::Document(found), _) => differs(&format!("{found:?}")),
        (View::Stream(found), _) => differs(&format!("{:?}", found.bytes())),
        (View::List(found), _) => differs(&format!("{} items", found.len())),
        (View::Map(found), _) => differs(&format!("{} entries", found.len())),
        (View::Events(_), _) => differs("events"),
        (View::Structure(found), _) => differs(&format!("a {}", found.shape().name)),
    }
}

/// How botocore shows a member of a union that the model lacks.
const UNKNOWN: &str = "SDK_UNKNOWN_MEMBER";

/// An object with its keys in lower case.
fn lower_case(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let members = members.iter();
            Json::Object(
                members
                    .map(|(key, value)| (key.to_lowercase(), value.clone()))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

fn is_equal(found: View<'_>, expected: &Json) -> bool {
    let is_float = |found: f64| {
        let expected = float(expected);
        expected.is_some_and(|expected| found == expected || (found.is_nan() && expected.is_nan()))
    };
    let integer = expected.as_number().and_then(serde_json::Number::as_i64);
    let text = expected.as_str();
    match found {
        View::Null => *expected == Json::Null,
        View::Boolean(found) => Some(found) == expected.as_bool(),
        View::Integer(found) => Some(i64::from(found)) == integer,
        View::Long(found) => Some(found) == integer,
        // The shortest text that reads as this float.
        View::Float(found) => found.to_string().parse().is_ok_and(is_float),
        View::Double(found) => is_float(found),
        View::String(found) => match text {
            Some(text) => found == text,
            None => serde_json::from_str(found).is_ok_and(|found: Json| found == *expected),
        },
        View::Blob(found) => Some(found) == text.map(str::as_bytes),
        View::Stream(found) => found.bytes().map(|bytes| bytes.as_ref()) == text.map(str::as_bytes),
        View::Timestamp(found) => match expected.as_number() {
            Some(seconds) => Some(found.as_secs_f64()) == seconds.as_f64(),
            None => Some(*found) == time(expected),
        },
        View::Document(found) => is_document(found, expected),
        View::Events(_) | View::List(_) | View::Map(_) | View::Structure(_) => false,
    }
}

fn float(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(text) if ["NaN", "Infinity", "-Infinity"].contains(&text.as_str()) => {
            text.parse().ok()
        }
        _ => None,
    }
}

fn time(value: &Json) -> Option<DateTime> {
    match value {
        Json::Number(number) => match number.as_i64() {
            Some(seconds) => Some(DateTime::from_secs(seconds)),
            None => number.as_f64().map(DateTime::from_secs_f64),
        },
        Json::String(text) => {
            // Without a `T` and a zone, it is botocore's way to print UTC.
            let printed = text.replacen(' ', "T", 1) + "Z";
            let formats = [
                (text, Format::DateTimeWithOffset),
                (text, Format::HttpDate),
                (&printed, Format::DateTime),
            ];
            let mut read = formats
                .into_iter()
                .map(|(text, format)| DateTime::from_str(text, format));
            read.find_map(Result::ok)
        }
        _ => None,
    }
}

fn is_document(found: &Document, expected: &Json) -> bool {
    *found == document(expected)
}
