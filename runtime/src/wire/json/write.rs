//! Values as JSON.

use aws_smithy_types::{Document, Number};
use serde::Serialize;

use super::super::{Input, invalid, text};
use crate::error::ErrorKind;
use crate::schema::{Member, TimestampFormat};
use crate::view::{View, by_key};

/// A structure, all its members in the body.
pub(in super::super) fn document(input: Input<'_>) -> Result<Vec<u8>, ErrorKind> {
    let mut out = Vec::with_capacity(256);
    structure(&mut out, input, |_| true)?;
    Ok(out)
}

/// A structure without the members outside the body.
pub(in super::super) fn body(
    input: Input<'_>,
    is_wanted: fn(&Member) -> bool,
) -> Result<Vec<u8>, ErrorKind> {
    let mut out = Vec::with_capacity(256);
    structure(&mut out, input, is_wanted)?;
    Ok(out)
}

/// An error: texts, and the members of a modelled error beside them.
#[cfg(any(test, feature = "testing"))]
pub(in super::super) fn error(
    texts: &[(&str, &str)],
    details: Option<Input<'_>>,
) -> Result<Vec<u8>, ErrorKind> {
    use super::super::answer::is_in_body;

    let mut out = vec![b'{'];
    let mut separator = false;
    for (name, text) in texts {
        key(&mut out, &mut separator, name);
        scalar(&mut out, text);
    }
    if let Some(details) = details {
        members(&mut out, &mut separator, details, is_in_body)?;
    }
    out.push(b'}');
    Ok(out)
}

/// A member that is the whole body.
pub(in super::super) fn payload(member: &Member, view: View<'_>) -> Result<Vec<u8>, ErrorKind> {
    let mut out = Vec::with_capacity(256);
    value(&mut out, member, view)?;
    Ok(out)
}

/// A document as compact JSON.
pub(crate) fn document_text(document: &Document) -> String {
    let mut out = Vec::new();
    free(&mut out, document);
    String::from_utf8(out).unwrap_or_default()
}

fn structure(
    out: &mut Vec<u8>,
    input: Input<'_>,
    is_wanted: fn(&Member) -> bool,
) -> Result<(), ErrorKind> {
    let mut separator = false;
    out.push(b'{');
    members(out, &mut separator, input, is_wanted)?;
    if let Some(name) = input.unknown() {
        key(out, &mut separator, name);
        out.extend_from_slice(b"{}");
    }
    out.push(b'}');
    Ok(())
}

fn members(
    out: &mut Vec<u8>,
    separator: &mut bool,
    input: Input<'_>,
    is_wanted: fn(&Member) -> bool,
) -> Result<(), ErrorKind> {
    for (member, view) in input.present().filter(|(member, _)| is_wanted(member)) {
        key(out, separator, member.request);
        value(out, member, view)?;
    }
    Ok(())
}

fn value(out: &mut Vec<u8>, member: &Member, view: View<'_>) -> Result<(), ErrorKind> {
    match view {
        View::Null => out.extend_from_slice(b"null"),
        View::Boolean(value) => scalar(out, value),
        View::Integer(value) => scalar(out, value),
        View::Long(value) => scalar(out, value),
        View::Float(value) => match text::special(value.into()) {
            Some(text) => scalar(out, text),
            None => scalar(out, value),
        },
        View::Double(value) => match text::special(value) {
            Some(text) => scalar(out, text),
            None => scalar(out, value),
        },
        View::String(value) => scalar(out, value),
        View::Blob(value) => scalar(out, text::base64(value)),
        View::Timestamp(time) => {
            let default = TimestampFormat::UnixTimestamp;
            let text = text::time(member, time, default)?;
            match member.timestamp.unwrap_or(default) {
                TimestampFormat::UnixTimestamp | TimestampFormat::UnixMillis => {
                    out.extend_from_slice(text.as_bytes());
                }
                _ => scalar(out, text),
            }
        }
        View::Document(document) => free(out, document),
        View::Stream(_) | View::Events(_) => {
            return Err(invalid(format!("{} is not a payload", member.name)));
        }
        View::List(list) => {
            let element = member.target.element();
            out.push(b'[');
            for at in 0..list.len() {
                if at > 0 {
                    out.push(b',');
                }
                value(out, element, list.get(at))?;
            }
            out.push(b']');
        }
        View::Map(map) => {
            let member = member.target.value();
            out.push(b'{');
            let mut separator = false;
            for (name, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                key(out, &mut separator, name);
                value(out, member, view)?;
            }
            out.push(b'}');
        }
        View::Structure(nested) => structure(out, Input::nested(nested), |_| true)?,
    }
    Ok(())
}

fn free(out: &mut Vec<u8>, document: &Document) {
    match document {
        Document::Null => out.extend_from_slice(b"null"),
        Document::Bool(value) => scalar(out, value),
        Document::Number(Number::PosInt(value)) => scalar(out, value),
        Document::Number(Number::NegInt(value)) => scalar(out, value),
        // Python's notation for numbers that JSON does not have; Python reads it, too.
        Document::Number(Number::Float(value)) => match text::special(*value) {
            Some(text) => out.extend_from_slice(text.as_bytes()),
            None => scalar(out, value),
        },
        Document::String(value) => scalar(out, value),
        Document::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                free(out, item);
            }
            out.push(b']');
        }
        Document::Object(entries) => {
            out.push(b'{');
            let mut separator = false;
            for (name, value) in by_key(entries) {
                key(out, &mut separator, name);
                free(out, value);
            }
            out.push(b'}');
        }
    }
}

fn key(out: &mut Vec<u8>, separator: &mut bool, name: &str) {
    if std::mem::replace(separator, true) {
        out.push(b',');
    }
    scalar(out, name);
    out.push(b':');
}

/// `serde_json` escapes and prints scalars; writing to memory cannot fail.
fn scalar(out: &mut Vec<u8>, value: impl Serialize) {
    let _infallible = serde_json::to_writer(out, &value);
}
