//! Outputs and errors as CBOR, and requests in CBOR as JSON.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fastrand::Rng;
use minicbor::data::{IanaTag, Type};
use minicbor::{Decoder, Encoder};
use pageboy::Document;
use pageboy::schema::{Kind, Member};
use pageboy::view::{Structure, View};
use serde_json::{Map, Number, Value, json};

type Out = Encoder<Vec<u8>>;

/// All members; of those that are absent, some are null.
pub(super) fn output(structure: &dyn Structure, rng: &mut Rng) -> Vec<u8> {
    let mut out = Out::new(Vec::new());
    self::structure(&mut out, structure, rng);
    out.into_writer()
}

/// An object of texts.
pub(super) fn texts(texts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Out::new(Vec::new());
    out.map(texts.len() as u64).unwrap();
    for (name, text) in texts {
        out.str(name).unwrap().str(text).unwrap();
    }
    out.into_writer()
}

fn structure(out: &mut Out, structure: &dyn Structure, rng: &mut Rng) {
    let shape = structure.shape();
    // Lengths are known or not.
    let is_definite = rng.bool();
    let is_odd = shape.kind != Kind::Union && rng.f32() < 0.05;
    let members: Vec<_> = shape
        .members()
        .iter()
        .enumerate()
        .map(|(index, member)| (member, structure.view_of(index)))
        // A union has one member, and nulls may stand beside it.
        .filter(|(_, view)| !view.is_null() || rng.f32() < 0.05)
        .collect();
    if is_definite {
        let length = members.len() + usize::from(is_odd);
        out.map(length as u64).unwrap();
    } else {
        out.begin_map().unwrap();
    }
    for (member, view) in members {
        out.str(member.response).unwrap();
        value(out, view, member, rng);
    }
    if is_odd {
        out.str("memberNobodyKnows").unwrap();
        free(out, &json!({"a": [1, null]}));
    }
    if !is_definite {
        out.end().unwrap();
    }
}

fn value(out: &mut Out, view: View<'_>, member: &Member, rng: &mut Rng) {
    match view {
        View::Null | View::Stream(_) | View::Events(_) => drop(out.null().unwrap()),
        View::Boolean(value) => drop(out.bool(value).unwrap()),
        View::Integer(value) => drop(out.i32(value).unwrap()),
        View::Long(value) => drop(out.i64(value).unwrap()),
        View::Float(value) => drop(out.f32(value).unwrap()),
        View::Double(value) => drop(out.f64(value).unwrap()),
        View::String(value) => drop(out.str(value).unwrap()),
        View::Blob(value) => drop(out.bytes(value).unwrap()),
        View::Timestamp(time) => {
            out.tag(IanaTag::Timestamp).unwrap();
            out.i64(time.secs()).unwrap();
        }
        View::Document(value) => document(out, value),
        View::List(list) => {
            let element = member.target.element();
            out.array(list.len() as u64).unwrap();
            for at in 0..list.len() {
                value(out, list.get(at), element, rng);
            }
        }
        View::Map(map) => {
            let of = member.target.value();
            out.map(map.len() as u64).unwrap();
            for (key, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                out.str(key).unwrap();
                value(out, view, of, rng);
            }
        }
        View::Structure(inner) => structure(out, inner, rng),
    }
}

fn document(out: &mut Out, value: &Document) {
    free(out, &super::document(value));
}

fn free(out: &mut Out, value: &Value) {
    match value {
        Value::Null => drop(out.null().unwrap()),
        Value::Bool(value) => drop(out.bool(*value).unwrap()),
        Value::Number(number) => match number.as_i64() {
            Some(value) => drop(out.i64(value).unwrap()),
            None => drop(out.f64(number.as_f64().unwrap()).unwrap()),
        },
        Value::String(text) => drop(out.str(text).unwrap()),
        Value::Array(items) => {
            out.array(items.len() as u64).unwrap();
            items.iter().for_each(|item| free(out, item));
        }
        Value::Object(entries) => {
            out.map(entries.len() as u64).unwrap();
            for (key, value) in entries {
                out.str(key).unwrap();
                free(out, value);
            }
        }
    }
}

/// The JSON that a request means: bytes are base64, times are seconds.
pub(crate) fn as_json(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    let mut decoder = Decoder::new(body);
    let value = item(&mut decoder);
    assert_eq!(decoder.position(), body.len(), "something follows");
    value
}

fn item(decoder: &mut Decoder<'_>) -> Value {
    match decoder.datatype().unwrap() {
        Type::Bool => json!(decoder.bool().unwrap()),
        Type::Null => {
            decoder.null().unwrap();
            Value::Null
        }
        Type::F32 | Type::F64 => json!(decoder.f64().unwrap()),
        Type::String => json!(decoder.str().unwrap()),
        Type::Bytes => json!(BASE64_STANDARD.encode(decoder.bytes().unwrap())),
        Type::Array => {
            let length = decoder.array().unwrap().unwrap();
            (0..length).map(|_| item(decoder)).collect()
        }
        Type::Map => {
            let length = decoder.map().unwrap().unwrap();
            let mut entries = Map::new();
            for _ in 0..length {
                let key = decoder.str().unwrap().to_owned();
                entries.insert(key, item(decoder));
            }
            Value::Object(entries)
        }
        Type::Tag => {
            decoder.tag().unwrap();
            item(decoder)
        }
        _ => Value::Number(Number::from(
            i64::try_from(i128::from(decoder.int().unwrap())).unwrap(),
        )),
    }
}
