//! Values in the form of `src/python/texts.py`.

use std::collections::BTreeMap;

use pageboy::generated::Document;
use pageboy::view::{Structure, View};

type Number = aws_smithy_types::Number;

/// A structure on one line, without absent members.
pub(super) fn structure(structure: &dyn Structure) -> String {
    let members = structure.shape().members().iter().enumerate();
    let members = members.map(|(index, member)| (member.name, structure.view_of(index)));
    let members = members.filter(|(_, view)| !view.is_null());
    object(members.map(|(name, view)| (name, value(view))))
}

fn value(view: View<'_>) -> String {
    match view {
        View::Boolean(value) => value.to_string(),
        View::Integer(value) => value.to_string(),
        View::Long(value) => value.to_string(),
        View::Double(value) => float(value),
        View::String(value) => text(value),
        View::Document(value) => document(value),
        View::List(list) => list_of((0..list.len()).map(|at| value(list.get(at)))),
        View::Map(map) => {
            let entries = (0..map.len()).filter_map(|at| map.entry(at));
            object(entries.map(|(key, view)| (key, value(view))))
        }
        View::Structure(inner) => structure(inner),
        _ => "null".to_owned(),
    }
}

fn document(value: &Document) -> String {
    match value {
        Document::Null => "null".to_owned(),
        Document::Bool(value) => value.to_string(),
        Document::Number(Number::PosInt(value)) => value.to_string(),
        Document::Number(Number::NegInt(value)) => value.to_string(),
        Document::Number(Number::Float(value)) => float(*value),
        Document::String(value) => text(value),
        Document::Array(items) => list_of(items.iter().map(document)),
        Document::Object(entries) => {
            object(entries.iter().map(|(key, value)| (&**key, document(value))))
        }
    }
}

fn list_of(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn object<'k>(entries: impl Iterator<Item = (&'k str, String)>) -> String {
    let entries: BTreeMap<String, String> =
        entries.map(|(key, value)| (text(key), value)).collect();
    let entries = entries.iter().map(|(key, value)| format!("{key}:{value}"));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}

fn float(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value == 0.0 {
        // A zero has no sign among integers.
        "0".to_owned()
    } else {
        format!("{:016x}", value.to_bits())
    }
}

fn text(value: &str) -> String {
    let mut shown = String::from('"');
    for c in value.chars() {
        match c {
            ' '..='~' if c != '"' => shown.push(c),
            _ => shown.push_str(&format!("\\{:x}\\", u32::from(c))),
        }
    }
    shown + "\""
}
