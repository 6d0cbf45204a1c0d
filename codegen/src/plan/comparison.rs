//! What is compared with what: values that can never be equal.

use serde_json::Value;

use super::Expected;
use super::model::{Model, Type};

/// Why a comparison never holds.
pub(super) struct Never {
    pub(super) message: String,
    /// The value that is not there, and those that are.
    pub(super) unknown: Option<(String, Vec<String>)>,
}

/// What is wrong with a path matcher, and the fix: the matcher or the value does not fit the type of the expression.
pub(super) fn mismatch(
    matcher: &str,
    argument: &str,
    kind: &Type,
    expected: &Expected,
) -> Option<(String, String)> {
    let compared = match (matcher, kind) {
        ("path", Type::List(_)) => {
            let message = format!("`path` compares one value, `{argument}` is a list");
            return Some((message, "use `pathAll` or `pathAny`".to_owned()));
        }
        (_, Type::Any) | ("path", _) => kind,
        (_, Type::List(item)) => item,
        (_, other) => {
            let message = format!(
                "`{matcher}` needs a list, `{argument}` is {}",
                other.describe()
            );
            return Some((message, "use `path`".to_owned()));
        }
    };
    if fits(compared, expected) {
        return None;
    }
    let (expected, fix) = match expected {
        Expected::String(text) => (format!("the string `{text}`"), unquoted(compared, text)),
        Expected::Boolean(value) => (format!("the boolean {value}"), None),
        Expected::Integer(value) => (format!("the number {value}"), None),
        Expected::Float(value) => (format!("the number {value}"), None),
    };
    let subject = if matcher == "path" {
        "is"
    } else {
        "is a list of which each item is"
    };
    let message = format!(
        "`{argument}` {subject} {}, which never equals {expected}",
        compared.describe()
    );
    let fix = fix.unwrap_or_else(|| match compared {
        Type::Structure(_) | Type::Map(_) => "name a member of it".to_owned(),
        other => format!("expect {}", other.describe()),
    });
    Some((message, fix))
}

/// Why a value in an expression never equals a JSON value: the enum does not have it, or it is of another type.
pub(super) fn never_equal(model: &Model<'_>, kind: &Type, value: &Value) -> Option<Never> {
    let expected = match value {
        Value::String(text) => Expected::String(text.clone()),
        Value::Bool(value) => Expected::Boolean(*value),
        Value::Number(number) => Expected::Float(number.as_f64()?),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    if let (Type::Enum(name), Value::String(text)) = (kind, value) {
        return unknown_value(model, name, text);
    }
    (!fits(kind, &expected)).then(|| Never {
        message: format!("{} never equals {value}", kind.describe()),
        unknown: None,
    })
}

/// A text that an enum does not have.
pub(super) fn unknown_value(model: &Model<'_>, name: &str, text: &str) -> Option<Never> {
    let values = model.shape(name)?.traits.values.clone();
    (!values.iter().any(|value| value == text)).then(|| Never {
        message: format!("the enum {name} has no value `{text}`"),
        unknown: Some((text.to_owned(), values)),
    })
}

fn fits(kind: &Type, expected: &Expected) -> bool {
    match kind {
        Type::Any => true,
        Type::Boolean => matches!(expected, Expected::Boolean(_)),
        Type::Number => matches!(expected, Expected::Integer(_) | Expected::Float(_)),
        Type::String | Type::Enum(_) => matches!(expected, Expected::String(_)),
        Type::List(_) | Type::Map(_) | Type::Structure(_) | Type::Events => false,
    }
}

/// The fix for a number or truth value in quotes.
fn unquoted(kind: &Type, text: &str) -> Option<String> {
    let is_meant = match kind {
        Type::Boolean => text.parse::<bool>().is_ok(),
        Type::Number => text.parse::<f64>().is_ok(),
        _ => false,
    };
    is_meant.then(|| format!("write {text} without quotes"))
}
