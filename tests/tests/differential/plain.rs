//! Values as JSON, in the form of the Python side.

use pageboy::view::{Structure, View};
use serde_json::{Number, Value, json};

use crate::wire::{base64, document};

/// A structure without absent members.
pub(crate) fn of(structure: &dyn Structure) -> Value {
    if let Some(name) = structure.unknown() {
        return json!({"SDK_UNKNOWN_MEMBER": {"name": name}});
    }
    let members = structure.shape().members().iter().enumerate();
    let entries = members
        .map(|(index, member)| (member.name.to_owned(), view(structure.view_of(index))))
        .filter(|(_, value)| !value.is_null());
    Value::Object(entries.collect())
}

fn view(view: View<'_>) -> Value {
    match view {
        View::Null | View::Stream(_) | View::Events(_) => Value::Null,
        View::Boolean(value) => json!(value),
        View::Integer(value) => json!(value),
        View::Long(value) => json!(value),
        View::Float(value) => json!(value),
        View::Double(value) => json!(value),
        View::String(value) => json!(value),
        View::Blob(value) => json!(base64(value)),
        View::Timestamp(value) => json!(value.as_secs_f64()),
        View::Document(value) => document(value),
        View::List(list) => (0..list.len()).map(|at| self::view(list.get(at))).collect(),
        View::Map(map) => {
            let entries = (0..map.len()).filter_map(|at| map.entry(at));
            let entries = entries.map(|(key, value)| (key.to_owned(), self::view(value)));
            Value::Object(entries.collect())
        }
        View::Structure(structure) => of(structure),
    }
}

/// A value in which whole numbers are integers, however they were written.
pub(crate) fn normal(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => {
                Value::Number(Number::from(float as i64))
            }
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(normal).collect(),
        Value::Object(entries) => {
            let entries = entries.into_iter();
            Value::Object(entries.map(|(key, value)| (key, normal(value))).collect())
        }
        other => other,
    }
}
