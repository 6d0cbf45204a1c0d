//! Values that hold no others, as the AWS CLI reads them.

use pageboy::schema::{Kind, Member};
use pageboy_models::Json;

/// Why the bytes of a file are refused.
pub(crate) const NO_BYTES: &str = "fileb:// is for bytes, which this is not; file:// takes text";

/// The value of a text that has no other meaning.
pub(crate) fn scalar(member: &Member, text: &str) -> Json {
    match member.target.kind {
        // Anything else stays text, which the reader of the input refuses unless it is a number that is not one.
        Kind::Boolean => boolean(text).unwrap_or_else(|| Json::String(text.to_owned())),
        Kind::Integer | Kind::Long | Kind::Float | Kind::Double => {
            let number = number(member.target.kind, text.trim());
            number.unwrap_or_else(|| Json::String(text.to_owned()))
        }
        Kind::Blob if member.is_text() => Json::String(text.to_owned()),
        Kind::Blob | Kind::Stream => Json::String(text.trim().to_owned()),
        _ => Json::String(text.to_owned()),
    }
}

/// `true` and `false` in any case, as the AWS CLI reads them.
fn boolean(text: &str) -> Option<Json> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    (is("true") || is("false")).then(|| Json::Bool(is("true")))
}

/// A number as in JSON, or as the AWS CLI reads it, with Python's `int` and `float`: `+1`, `007`, `.5`.
fn number(kind: Kind, text: &str) -> Option<Json> {
    let is_integer = matches!(kind, Kind::Integer | Kind::Long);
    if let (true, Ok(value)) = (is_integer, text.parse::<i64>()) {
        return Some(Json::Number(value.into()));
    }
    match serde_json::from_str(text) {
        Ok(number @ Json::Number(_)) => Some(number),
        _ if is_integer => None,
        _ => text.parse().ok().map(float),
    }
}

/// A number, or the text for a number that JSON lacks.
fn float(value: f64) -> Json {
    match serde_json::Number::from_f64(value) {
        Some(number) => Json::Number(number),
        None if value.is_nan() => Json::String("NaN".to_owned()),
        None if value > 0.0 => Json::String("Infinity".to_owned()),
        None => Json::String("-Infinity".to_owned()),
    }
}
