//! Scalars as text, for paths, query strings, headers, forms and XML.

use std::borrow::Cow;

use aws_smithy_types::{Blob, DateTime, Document};
use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::{invalid, json, timestamp};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{Member, TimestampFormat};
use crate::view::{Slot, View};

/// Padding is written, but not required when reading.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The text of a scalar; `format` applies to timestamps without a format of their own.
///
/// # Errors
///
/// When the value is not a scalar, or the year of a timestamp does not have four digits.
pub(super) fn of<'a>(
    member: &Member,
    view: View<'a>,
    format: TimestampFormat,
) -> Result<Cow<'a, str>, ErrorKind> {
    Ok(match view {
        View::Null => Cow::Borrowed(""),
        View::Boolean(true) => Cow::Borrowed("true"),
        View::Boolean(false) => Cow::Borrowed("false"),
        View::Integer(value) => Cow::Owned(value.to_string()),
        View::Long(value) => Cow::Owned(value.to_string()),
        View::Float(value) => {
            special(value.into()).map_or_else(|| Cow::Owned(format!("{value:?}")), Cow::Borrowed)
        }
        View::Double(value) => {
            special(value).map_or_else(|| Cow::Owned(format!("{value:?}")), Cow::Borrowed)
        }
        View::String(value) => Cow::Borrowed(value),
        View::Blob(value) => Cow::Owned(base64(value)),
        View::Timestamp(value) => Cow::Owned(time(member, value, format)?),
        View::Document(value) => Cow::Owned(json::write::document_text(value)),
        View::Stream(_) | View::Events(_) | View::List(_) | View::Map(_) | View::Structure(_) => {
            return Err(invalid(format!("{} cannot be sent as text", member.name)));
        }
    })
}

/// A timestamp in the member's format, else in `format`.
pub(super) fn time(
    member: &Member,
    value: &DateTime,
    format: TimestampFormat,
) -> Result<String, ErrorKind> {
    let format = member.timestamp.unwrap_or(format);
    timestamp::format(value, format).ok_or_else(|| {
        invalid(format!(
            "{} is not between the years 1 and 9999",
            member.name
        ))
    })
}

/// The text of a float without digits.
pub(crate) const fn special(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("Infinity")
    } else if value == f64::NEG_INFINITY {
        Some("-Infinity")
    } else {
        None
    }
}

/// Bytes in base64.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Bytes from base64; white space is skipped, padding may be missing.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let dense: String = text.split_ascii_whitespace().collect();
        return LENIENT.decode(dense).ok();
    }
    LENIENT.decode(text).ok()
}

/// Parses a scalar; numbers, booleans and timestamps may be surrounded by white space.
///
/// # Errors
///
/// The expected form of the text.
pub(super) fn read(text: Cow<'_, str>, slot: Slot<'_>) -> Result<(), &'static str> {
    fn number<T: std::str::FromStr>(
        text: &str,
        place: &mut T,
        otherwise: &'static str,
    ) -> Result<(), &'static str> {
        *place = text.trim().parse().map_err(|_| otherwise)?;
        Ok(())
    }
    match slot {
        Slot::String(value) => *value = text.into_owned(),
        Slot::Enum(value) => value.set(&text),
        Slot::Boolean(value) => *value = text.trim() == "true",
        Slot::Integer(value) => number(&text, value, "not a 32-bit integer")?,
        Slot::Long(value) => number(&text, value, "not a 64-bit integer")?,
        Slot::Float(value) => number(&text, value, "not a number")?,
        Slot::Double(value) => number(&text, value, "not a number")?,
        Slot::Timestamp(value) => *value = timestamp::parse(&text).ok_or("not a timestamp")?,
        Slot::Blob(value) => *value = Blob::new(from_base64(&text).ok_or("not base64")?),
        Slot::Document(value) => *value = Document::String(text.into_owned()),
        Slot::Stream(value) => *value = Body::from(text.into_owned()),
        Slot::Events(_) => return Err("text instead of events"),
        Slot::List(_) => return Err("text instead of a list"),
        Slot::Map(_) => return Err("text instead of a map"),
        Slot::Structure(_) => return Err("text instead of a structure"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::shapes;

    static MEMBER: Member = Member::new("At", &shapes::TIMESTAMP);

    #[test]
    fn scalars_are_written_as_services_expect_them() {
        let time = DateTime::from_secs(0);
        for (view, expected) in [
            (View::Boolean(true), "true"),
            (View::Boolean(false), "false"),
            (View::Integer(-7), "-7"),
            (View::Long(i64::MAX), "9223372036854775807"),
            (View::Float(1.1), "1.1"),
            (View::Double(1.0), "1.0"),
            (View::Double(1e300), "1e300"),
            (View::Double(f64::NAN), "NaN"),
            (View::Double(f64::INFINITY), "Infinity"),
            (View::Float(f32::NEG_INFINITY), "-Infinity"),
            (View::String("a b"), "a b"),
            (View::Blob(b"\xff\x00"), "/wA="),
            (View::Timestamp(&time), "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(
                of(&MEMBER, view, TimestampFormat::Iso8601).unwrap(),
                expected
            );
        }
    }

    #[test]
    fn a_timestamp_beyond_four_digit_years_names_its_member() {
        let time = DateTime::from_secs(i64::MAX);
        let error = of(&MEMBER, View::Timestamp(&time), TimestampFormat::Rfc822);
        let Err(ErrorKind::Invalid(problems)) = error else {
            panic!("it was written");
        };
        assert_eq!(problems, ["At is not between the years 1 and 9999"]);
    }

    #[test]
    fn base64_is_read_with_line_breaks_and_without_padding() {
        for text in ["/wA=", "/wA", " /w\nA= "] {
            assert_eq!(from_base64(text).as_deref(), Some(&[0xff, 0][..]), "{text}");
        }
        assert_eq!(from_base64("a?"), None);
    }
}
