//! Writes values as CBOR, with definite lengths and the shortest forms (`botocore/serialize.py`, `CBORSerializer`).

use std::convert::Infallible;

use aws_smithy_types::{DateTime, Document, Number};
use minicbor::Encoder;
use minicbor::data::IanaTag;
use minicbor::encode::Error;

use super::super::{Input, invalid};
use crate::error::ErrorKind;
use crate::schema::Member;
use crate::view::{View, by_key};

/// A structure, all its members in the body.
pub(in super::super) fn document(input: Input<'_>) -> Result<Vec<u8>, ErrorKind> {
    let mut out = Encoder::new(Vec::with_capacity(256));
    structure(&mut out, input)?;
    Ok(out.into_writer())
}

/// An error: texts, and the members of a modelled error beside them.
#[cfg(any(test, feature = "testing"))]
pub(in super::super) fn error(
    texts: &[(&str, &str)],
    details: Option<Input<'_>>,
) -> Result<Vec<u8>, ErrorKind> {
    let mut out = Encoder::new(Vec::new());
    let members = details.map_or(0, |details| details.present().count());
    put(out.map(length(texts.len() + members)));
    for (name, text) in texts {
        put(out.str(name));
        put(out.str(text));
    }
    if let Some(details) = details {
        entries(&mut out, details)?;
    }
    Ok(out.into_writer())
}

/// A single value.
#[cfg(test)]
pub(super) fn payload(member: &Member, view: View<'_>) -> Result<Vec<u8>, ErrorKind> {
    let mut out = Encoder::new(Vec::new());
    value(&mut out, member, view)?;
    Ok(out.into_writer())
}

fn structure(out: &mut Encoder<Vec<u8>>, input: Input<'_>) -> Result<(), ErrorKind> {
    let unknown = input.unknown();
    put(out.map(length(
        input.present().count() + usize::from(unknown.is_some()),
    )));
    entries(out, input)?;
    if let Some(name) = unknown {
        put(out.str(name));
        put(out.map(0));
    }
    Ok(())
}

fn entries(out: &mut Encoder<Vec<u8>>, input: Input<'_>) -> Result<(), ErrorKind> {
    for (member, view) in input.present() {
        put(out.str(member.request));
        value(out, member, view)?;
    }
    Ok(())
}

fn value(out: &mut Encoder<Vec<u8>>, member: &Member, view: View<'_>) -> Result<(), ErrorKind> {
    match view {
        View::Null => put(out.null()),
        View::Boolean(value) => put(out.bool(value)),
        View::Integer(value) => put(out.i32(value)),
        View::Long(value) => put(out.i64(value)),
        View::Float(value) => match special(value.into()) {
            Some(bytes) => out.writer_mut().extend_from_slice(&bytes),
            None => put(out.f32(value)),
        },
        View::Double(value) => double(out, value),
        View::String(value) => put(out.str(value)),
        View::Blob(value) => put(out.bytes(value)),
        View::Timestamp(time) => timestamp(out, time),
        View::Document(document) => free(out, document),
        View::Stream(_) | View::Events(_) => {
            return Err(invalid(format!("{} is not a payload", member.name)));
        }
        View::List(list) => {
            let element = member.target.element();
            put(out.array(length(list.len())));
            for at in 0..list.len() {
                value(out, element, list.get(at))?;
            }
        }
        View::Map(map) => {
            let member = member.target.value();
            put(out.map(length(map.len())));
            for (name, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                put(out.str(name));
                value(out, member, view)?;
            }
        }
        View::Structure(nested) => structure(out, Input::nested(nested))?,
    }
    Ok(())
}

/// Seconds since 1970, as an integer if whole.
///
/// botocore drops the fraction and cannot write times before 1970; services read both.
fn timestamp(out: &mut Encoder<Vec<u8>>, time: &DateTime) {
    put(out.tag(IanaTag::Timestamp));
    if time.subsec_nanos() == 0 {
        put(out.i64(time.secs()));
    } else {
        put(out.f64(time.as_secs_f64()));
    }
}

fn free(out: &mut Encoder<Vec<u8>>, document: &Document) {
    match document {
        Document::Null => put(out.null()),
        Document::Bool(value) => put(out.bool(*value)),
        Document::Number(Number::PosInt(value)) => put(out.u64(*value)),
        Document::Number(Number::NegInt(value)) => put(out.i64(*value)),
        Document::Number(Number::Float(value)) => double(out, *value),
        Document::String(value) => put(out.str(value)),
        Document::Array(items) => {
            put(out.array(length(items.len())));
            for item in items {
                free(out, item);
            }
        }
        Document::Object(entries) => {
            put(out.map(length(entries.len())));
            for (name, value) in by_key(entries) {
                put(out.str(name));
                free(out, value);
            }
        }
    }
}

fn double(out: &mut Encoder<Vec<u8>>, value: f64) {
    match special(value) {
        Some(bytes) => out.writer_mut().extend_from_slice(&bytes),
        None => put(out.f64(value)),
    }
}

/// NaN or an infinity, as a 16-bit float.
const fn special(value: f64) -> Option<[u8; 3]> {
    if value.is_nan() {
        Some([0xf9, 0x7e, 0x00])
    } else if value == f64::INFINITY {
        Some([0xf9, 0x7c, 0x00])
    } else if value == f64::NEG_INFINITY {
        Some([0xf9, 0xfc, 0x00])
    } else {
        None
    }
}

const fn length(length: usize) -> u64 {
    length as u64
}

/// Writing to memory cannot fail.
fn put<T>(_infallible: Result<T, Error<Infallible>>) {}
