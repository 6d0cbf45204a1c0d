//! Values of the tables as JSON, in both directions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pageboy::Blob;
use pageboy::Dynamic;
use pageboy::schema::{Operation, shapes};
use pageboy::view::{Slot, Structure, View};
use serde_json::{Map, Value, json};

/// The input of an operation with these parameters.
pub(crate) fn input(operation: &Operation, parameters: &Map<String, Value>) -> Dynamic {
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    fill(&mut input, parameters);
    input
}

/// A structure as JSON; absent members are left out, bytes are base64.
pub(crate) fn json_of(structure: &dyn Structure) -> Value {
    let members = structure.shape().members().iter().enumerate();
    let entries = members
        .map(|(index, member)| (member.name.to_owned(), view(structure.view_of(index))))
        .filter(|(_, value)| !value.is_null());
    Value::Object(entries.collect())
}

fn view(view: View<'_>) -> Value {
    match view {
        View::Null => Value::Null,
        View::Boolean(value) => json!(value),
        View::Integer(value) => json!(value),
        View::Long(value) => json!(value),
        View::Float(value) => json!(value),
        View::Double(value) => json!(value),
        View::String(value) => json!(value),
        View::Blob(value) => json!(STANDARD.encode(value)),
        View::Timestamp(value) => json!(value.as_secs_f64()),
        View::Document(value) => document(value),
        View::Stream(_) | View::Events(_) => panic!("no case has a stream"),
        View::List(list) => (0..list.len()).map(|at| self::view(list.get(at))).collect(),
        View::Map(map) => {
            let entries = (0..map.len()).filter_map(|at| map.entry(at));
            let entries = entries.map(|(key, value)| (key.to_owned(), self::view(value)));
            Value::Object(entries.collect())
        }
        View::Structure(structure) => json_of(structure),
    }
}

fn document(value: &pageboy::Document) -> Value {
    use pageboy::Document;
    match value {
        Document::Null => Value::Null,
        Document::Bool(value) => json!(value),
        Document::Number(number) => json!(number.to_f64_lossy()),
        Document::String(text) => json!(text),
        Document::Array(items) => items.iter().map(document).collect(),
        Document::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), document(value)));
            Value::Object(entries.collect())
        }
    }
}

fn fill(structure: &mut dyn Structure, parameters: &Map<String, Value>) {
    for (name, value) in parameters {
        let Some(index) = structure.shape().index_of(name) else {
            panic!("{} has no member {name}", structure.shape().name);
        };
        write(structure.get_mut(index).unwrap().slot(), value);
    }
}

fn write(slot: Slot<'_>, value: &Value) {
    match (slot, value) {
        (Slot::Boolean(place), Value::Bool(value)) => *place = *value,
        (Slot::Integer(place), Value::Number(number)) => {
            *place = i32::try_from(number.as_i64().unwrap()).unwrap();
        }
        (Slot::Long(place), Value::Number(number)) => *place = number.as_i64().unwrap(),
        (Slot::Double(place), Value::Number(number)) => *place = number.as_f64().unwrap(),
        (Slot::String(place), Value::String(text)) => text.clone_into(place),
        (Slot::Enum(place), Value::String(text)) => place.set(text),
        (Slot::Blob(place), Value::String(text)) => {
            *place = Blob::new(STANDARD.decode(text).unwrap())
        }
        (Slot::List(list), Value::Array(items)) => {
            for item in items {
                write(list.push(), item);
            }
        }
        (Slot::Map(map), Value::Object(entries)) => {
            for (key, value) in entries {
                write(map.insert(key.clone()), value);
            }
        }
        (Slot::Structure(structure), Value::Object(members)) => fill(structure, members),
        (_, value) => panic!("{value} does not fit the model"),
    }
}
