//! Texts, numbers and booleans, to what their members hold.

use std::borrow::Cow;

use aws_smithy_types::{DateTime, Document, Number};

use super::super::decode::whole;
use super::super::{text, timestamp};
use super::scan::Scalar;
use crate::view::Slot;

/// Reads a text.
#[inline]
pub(super) fn string(value: Cow<'_, str>, slot: Slot<'_>) -> Result<(), &'static str> {
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

/// Reads a number or a boolean; null changes nothing.
pub(super) fn scalar(value: Scalar, slot: Slot<'_>) -> Result<(), Cow<'static, str>> {
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

/// What is found where something else belongs.
pub(super) fn mismatch(found: &str, slot: &Slot<'_>) -> Cow<'static, str> {
    format!("{found} instead of {}", slot.kind()).into()
}
