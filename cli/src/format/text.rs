//! Lines of values between tabs, like the AWS CLI's text output (`awscli/text.py`).

use std::collections::BTreeSet;

use serde_json::Value;

use super::scalar::{is_scalar, members, scalar};

/// A value as lines.
///
/// A scalar is a line. The scalars of an object are a line, in the order of their names; each other member follows, its
/// lines beginning with its name in capitals. Objects of a list are a line each, with the same columns, empty for a missing
/// member. A list of scalars is one line, or under a name a line for each. Empty lists and objects print nothing.
///
/// Text is unchanged, including its line ends and tabs.
pub fn text(value: &Value) -> String {
    let mut lines = String::new();
    write(value, None, None, &mut lines);
    lines
}

/// Writes a value under a name; `columns` are those of the list that contains the object.
fn write(value: &Value, name: Option<&str>, columns: Option<&[&str]>, lines: &mut String) {
    match value {
        Value::Object(_) => object(value, name, columns, lines),
        Value::Array(items) => list(items, name, lines),
        scalar => line([scalar], None, lines),
    }
}

fn list(items: &[Value], name: Option<&str>, lines: &mut String) {
    if items.iter().any(Value::is_object) {
        let columns: BTreeSet<&str> = items
            .iter()
            .flat_map(members)
            .filter(|(_, value)| is_scalar(value))
            .map(|(name, _)| name)
            .collect();
        let columns: Vec<&str> = columns.into_iter().collect();
        for item in items {
            write(item, name, Some(&columns), lines);
        }
        return;
    }
    let (scalars, others): (Vec<_>, Vec<_>) = items.iter().partition(|item| is_scalar(item));
    match name {
        Some(_) => scalars.iter().for_each(|item| line([*item], name, lines)),
        None if scalars.is_empty() => {}
        None => line(scalars, None, lines),
    }
    for item in others {
        write(item, name, None, lines);
    }
}

fn object(value: &Value, name: Option<&str>, columns: Option<&[&str]>, lines: &mut String) {
    let members = members(value);
    let empty = Value::from("");
    let is_cell = |(name, value): &(&str, &Value)| match columns {
        Some(columns) => columns.contains(name),
        None => is_scalar(value),
    };
    let (own, others): (Vec<_>, Vec<_>) = members.into_iter().partition(is_cell);
    let scalars: Vec<&Value> = match columns {
        Some(columns) => columns
            .iter()
            .map(|name| value.get(name).unwrap_or(&empty))
            .collect(),
        None => own.into_iter().map(|(_, value)| value).collect(),
    };
    if !scalars.is_empty() {
        line(scalars, name, lines);
    }
    for (name, value) in others {
        write(value, Some(name), None, lines);
    }
}

fn line<'a>(values: impl IntoIterator<Item = &'a Value>, name: Option<&str>, lines: &mut String) {
    let name = name.map(str::to_uppercase);
    let cells = name.into_iter().chain(values.into_iter().map(scalar));
    lines.push_str(&cells.collect::<Vec<_>>().join("\t"));
    lines.push('\n');
}
