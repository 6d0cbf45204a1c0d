//! Prints the tables for people.

use std::fmt::Write;

use super::endpoint_rules::ENDPOINT_RULES;
use super::others::{PAGINATORS, RESOURCES, WAITERS};
use super::{Need, Place, SERVICE, Value};
use crate::file_kind::FileKind;

/// Every key of every file of a service, as tables in Markdown.
pub fn table() -> String {
    let mut text = String::new();
    for kind in FileKind::ALL {
        let places = match kind {
            FileKind::Service => below(&SERVICE),
            FileKind::Waiters => WAITERS.to_vec(),
            FileKind::Paginators => PAGINATORS.to_vec(),
            FileKind::Resources => RESOURCES.to_vec(),
            FileKind::EndpointRules => ENDPOINT_RULES.to_vec(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "### `{}.json`\n", kind.stem());
        let _ = writeln!(text, "| where | key | value | is |\n|---|---|---|---|");
        for place in places {
            rows(&mut text, place);
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn rows(text: &mut String, place: &Place) {
    let mut at = match place.path {
        "" => "the file".to_owned(),
        path => format!("`{path}`"),
    };
    for key in place.keys {
        let need = match key.need {
            Need::No => String::new(),
            Need::Yes => ", required".to_owned(),
            Need::OfType(kind) => format!(", required if `type` is `{kind}`"),
        };
        let ours = if key.ours { " (ours)" } else { "" };
        let value = describe(key.value);
        let about = key.about;
        let _ = writeln!(
            text,
            "| {at} | `{}`{ours} | {value}{need} | {about} |",
            key.name
        );
        at.clear();
    }
}

fn describe(value: Value) -> String {
    let see = |place: &Place| match place.path {
        "" => "the file".to_owned(),
        path => format!("`{path}`"),
    };
    match value {
        Value::Anything => "any value".to_owned(),
        Value::Boolean => "boolean".to_owned(),
        Value::Number => "number".to_owned(),
        Value::Count => "whole number, 1 or more".to_owned(),
        Value::Status => "status, 100 to 599".to_owned(),
        Value::Text | Value::Name | Value::Host | Value::Word(_) => "string".to_owned(),
        Value::OneOf(known) => {
            let quoted: Vec<_> = known.iter().map(|word| format!("`{word}`")).collect();
            quoted.join(", ")
        }
        Value::Texts | Value::Words(_) => "list of strings".to_owned(),
        Value::TextOrTexts => "string, or list of strings".to_owned(),
        Value::Object(place) => format!("object: {}", see(place)),
        Value::TextOr(place) => format!("string, or object: {}", see(place)),
        Value::List(place) => format!("list: {}", see(place)),
        Value::Map(place) => format!("object: {} by name", see(place)),
        Value::Free => "object".to_owned(),
    }
}

/// An object and those in it, each once, in the order in which they stand there.
fn below(place: &'static Place) -> Vec<&'static Place> {
    let mut places = vec![place];
    let mut at = 0;
    while let Some(place) = places.get(at).copied() {
        at += 1;
        let inner = place.keys.iter().filter_map(|key| match key.value {
            Value::Object(place)
            | Value::TextOr(place)
            | Value::List(place)
            | Value::Map(place) => Some(place),
            _ => None,
        });
        for inner in inner {
            if !places.iter().any(|known| std::ptr::eq(*known, inner)) {
                places.push(inner);
            }
        }
    }
    places
}
