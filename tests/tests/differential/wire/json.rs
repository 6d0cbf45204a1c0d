//! Outputs as JSON documents.

use fastrand::Rng;
use pageboy::Document;
use pageboy::schema::{Kind, Location, Member, TimestampFormat};
use pageboy::view::{Structure, View};
use serde_json::{Map, Value, json};

use super::text;

/// The members in the body; of the absent ones, some are null.
pub(super) fn structure(structure: &dyn Structure, is_bound: bool, rng: &mut Rng) -> Value {
    let mut object = Map::new();
    let shape = structure.shape();
    for (index, member) in shape.members().iter().enumerate() {
        if is_bound && member.location != Location::Body {
            continue;
        }
        let view = structure.view_of(index);
        let is_null = view.is_null();
        // A union has one member, and nulls may stand beside it.
        if !is_null || rng.f32() < 0.05 {
            object.insert(member.response.to_owned(), value(view, member, rng));
        }
    }
    if shape.kind != Kind::Union && rng.f32() < 0.05 {
        object.insert("memberNobodyKnows".to_owned(), json!({"a": [1, null]}));
    }
    Value::Object(object)
}

pub(super) fn value(view: View<'_>, member: &Member, rng: &mut Rng) -> Value {
    match view {
        View::Null | View::Stream(_) | View::Events(_) => Value::Null,
        View::Boolean(value) => json!(value),
        View::Integer(value) => json!(value),
        View::Long(value) => json!(value),
        View::Float(value) => json!(value),
        View::Double(value) => json!(value),
        View::String(value) => json!(value),
        View::Blob(value) => json!(text::base64(value)),
        View::Timestamp(time) => match member.timestamp {
            None | Some(TimestampFormat::UnixTimestamp | TimestampFormat::UnixMillis) => {
                json!(time.secs())
            }
            Some(format) => json!(text::time(time, format)),
        },
        View::Document(value) => document(value),
        View::List(list) => {
            let element = member.target.element();
            (0..list.len())
                .map(|at| value(list.get(at), element, rng))
                .collect()
        }
        View::Map(map) => {
            let of = member.target.value();
            let entries = (0..map.len()).filter_map(|at| map.entry(at));
            let entries = entries.map(|(key, view)| (key.to_owned(), value(view, of, rng)));
            Value::Object(entries.collect())
        }
        View::Structure(inner) => structure(inner, false, rng),
    }
}

pub(crate) fn document(value: &Document) -> Value {
    match value {
        Document::Null => Value::Null,
        Document::Bool(value) => json!(value),
        Document::Number(aws_smithy_types::Number::PosInt(value)) => json!(value),
        Document::Number(aws_smithy_types::Number::NegInt(value)) => json!(value),
        Document::Number(aws_smithy_types::Number::Float(value)) => json!(value),
        Document::String(text) => json!(text),
        Document::Array(items) => items.iter().map(document).collect(),
        Document::Object(entries) => {
            let entries = entries.iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key.clone(), document(value)))
                    .collect(),
            )
        }
    }
}
