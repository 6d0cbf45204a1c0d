//! Comparisons with the same outcome for every value.
//!
//! JMESPath yields `false` or null for all of them, which nobody means: a filter that compares a number with text finds
//! nothing, in silence. Two values that only an answer provides are compared as they are.

use serde_json::Value;

use crate::nearest::advice;
use crate::time::{self, Extent};

/// The known type of a value, which may also be null.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueKind {
    /// Unknown.
    Anything,
    /// Always null.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// Text, also bytes in base64.
    Text,
    /// A time.
    Time,
    /// A time as ISO 8601 text.
    TimeText,
    /// Text with known values.
    Enum {
        /// The name of the shape.
        name: String,
        /// The values.
        values: Vec<String>,
    },
    /// A list.
    List,
    /// A map.
    Map,
    /// A structure, by the name of its shape.
    Structure(String),
    /// A stream of events.
    Events,
}

/// The form of times in an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Seconds since 1970: in definitions, as in Smithy.
    Seconds,
    /// Times that are shown as ISO 8601, and that `to_string` turns into text: in users' expressions on outputs.
    Text,
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Operand<'k> {
    /// Its type.
    pub known: &'k ValueKind,
    /// Its value, if it is a literal.
    pub literal: Option<&'k Value>,
    /// The expression that finds it, as far as known.
    pub path: Option<&'k str>,
}

/// Why a comparison never does its job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Never {
    /// The mistake.
    pub message: String,
    /// The fix.
    pub fix: Option<String>,
    /// The value that an enum does not have, and its values.
    pub unknown: Option<(String, Vec<String>)>,
}

/// JSON's types, as far as equality distinguishes them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Boolean,
    Number,
    Text,
    Time,
    List,
    Object,
    Nothing,
}

impl ValueKind {
    /// A description with an article.
    pub fn describe(&self, times: Times) -> String {
        match self {
            Self::Anything => "any value".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Boolean => "a boolean".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Text | Self::Enum { .. } => "a string".to_owned(),
            Self::Time if times == Times::Seconds => "a time in seconds since 1970".to_owned(),
            Self::Time => "a time".to_owned(),
            Self::TimeText => "a time in ISO 8601".to_owned(),
            Self::List => "a list".to_owned(),
            Self::Map => "a map".to_owned(),
            Self::Structure(name) => format!("the structure {name}"),
            Self::Events => "a stream of events".to_owned(),
        }
    }

    /// The type of a literal in an expression.
    pub fn of_literal(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            // The type of a value made by the expression is unknown.
            Value::Object(_) => Self::Map,
        }
    }

    /// The class of its values; `None` if there may be several.
    pub(super) fn class(&self, times: Times) -> Option<Class> {
        Some(match self {
            Self::Anything => return None,
            Self::Null | Self::Events => Class::Nothing,
            Self::Boolean => Class::Boolean,
            Self::Number => Class::Number,
            Self::Time if times == Times::Seconds => Class::Number,
            Self::Time => Class::Time,
            Self::Text | Self::Enum { .. } | Self::TimeText => Class::Text,
            Self::List => Class::List,
            Self::Map | Self::Structure(_) => Class::Object,
        })
    }
}

impl Never {
    /// The mistake, and the fix.
    pub fn advice(&self) -> String {
        advice(&self.message, self.unknown.as_ref(), self.fix.as_deref())
    }
}

impl Operand<'_> {
    fn text(&self) -> Option<&str> {
        self.literal.and_then(Value::as_str)
    }

    pub(super) fn describe(&self, times: Times) -> String {
        match self.literal {
            Some(value) => value.to_string(),
            None => self.known.describe(times),
        }
    }

    fn is_unordered(&self, times: Times) -> bool {
        let class = self.known.class(times);
        class.is_some_and(|class| !matches!(class, Class::Number | Class::Text | Class::Time))
    }
}

/// Why `==` is always false and `!=` always true: the types differ, or an enum does not have the value.
pub(super) fn equality(
    operator: &str,
    one: Operand<'_>,
    other: Operand<'_>,
    times: Times,
) -> Option<Never> {
    let (first, second) = (one.known.class(times)?, other.known.class(times)?);
    if matches!(one.known, ValueKind::Null) || matches!(other.known, ValueKind::Null) {
        return None;
    }
    // The type of a value is named before a given value.
    let (kind, given) = if one.literal.is_some() {
        (other, one)
    } else {
        (one, other)
    };
    if first != second || first == Class::Nothing {
        return Some(Never {
            message: format!(
                "{} never equals {}",
                kind.describe(times),
                given.describe(times)
            ),
            fix: time_fix(operator, one, other, times).or_else(|| fix(kind, given, times)),
            unknown: None,
        });
    }
    match (kind.known, given.text()) {
        (ValueKind::Enum { name, values }, Some(text)) => unknown_value(name, values, text),
        (ValueKind::TimeText, Some(text)) if time::extent(text) == Some(Extent::Part) => {
            Some(Never {
                message: format!("a time never equals {text:?}, which is a part of one"),
                fix: Some(format!(
                    "`starts_with({}, '{text}')` asks for the part",
                    kind.path.unwrap_or("…")
                )),
                unknown: None,
            })
        }
        (ValueKind::TimeText, Some(text)) => no_time(text),
        _ => None,
    }
}

/// Why `<`, `<=`, `>` or `>=` is never true: only two numbers and two texts have an order.
pub(super) fn order(
    operator: &str,
    one: Operand<'_>,
    other: Operand<'_>,
    times: Times,
) -> Option<Never> {
    let classes = (one.known.class(times), other.known.class(times));
    let is_mixed = matches!(classes, (Some(first), Some(second)) if first != second);
    if is_mixed || one.is_unordered(times) || other.is_unordered(times) {
        let (kind, given) = if one.literal.is_some() {
            (other, one)
        } else {
            (one, other)
        };
        return Some(Never {
            message: format!(
                "`{operator}` orders two numbers or two strings, not {} and {}",
                one.describe(times),
                other.describe(times)
            ),
            fix: time_fix(operator, one, other, times).or_else(|| fix(kind, given, times)),
            unknown: None,
        });
    }
    match (one.known, other.text(), other.known, one.text()) {
        (ValueKind::TimeText, Some(text), ..) | (_, _, ValueKind::TimeText, Some(text)) => {
            no_time(text)
        }
        _ => None,
    }
}

/// Why a text or a list of `element` never contains a value, or never contains some of a literal list's.
pub(super) fn containment(
    subject: Operand<'_>,
    element: &ValueKind,
    sought: Operand<'_>,
    times: Times,
) -> Option<Never> {
    match subject.known.class(times)? {
        Class::List => {
            let of_type = Operand {
                known: element,
                literal: None,
                path: Some("@"),
            };
            let given = subject.literal.and_then(Value::as_array);
            let mut misspelt = given.into_iter().flatten().filter_map(|value| {
                let (ValueKind::Enum { name, values }, Value::String(text)) = (sought.known, value)
                else {
                    return None;
                };
                unknown_value(name, values, text)
            });
            equality("==", of_type, sought, times).or_else(|| misspelt.next())
        }
        Class::Text => {
            let class = sought.known.class(times)?;
            (class != Class::Text).then(|| Never {
                message: format!("a string never contains {}", sought.describe(times)),
                fix: None,
                unknown: None,
            })
        }
        _ => None,
    }
}

/// A text that an enum does not have.
pub fn unknown_value(name: &str, values: &[String], text: &str) -> Option<Never> {
    if values.iter().any(|value| value == text) {
        return None;
    }
    Some(Never {
        message: format!("the enum {name} has no value `{text}`"),
        fix: Some("`to_string(…)` of it compares with any text".to_owned()),
        unknown: Some((text.to_owned(), values.to_vec())),
    })
}

/// The mistake in a path matcher of a waiter, and the fix: the matcher or its expected value contradicts the type of the
/// expression. `element` is the type of its elements, if it is a list.
pub fn expectation(
    matcher: &str,
    argument: &str,
    (known, element): (&ValueKind, Option<&ValueKind>),
    expected: &Value,
) -> Option<(String, String)> {
    const TIMES: Times = Times::Seconds;
    let compared = match (matcher, known) {
        ("path", ValueKind::List) => {
            let message = format!("`path` compares one value, `{argument}` is a list");
            return Some((message, "use `pathAll` or `pathAny`".to_owned()));
        }
        ("path", known) => known,
        (_, ValueKind::Anything) => return None,
        (_, ValueKind::List) => element.unwrap_or(&ValueKind::Anything),
        (_, other) => {
            let other = other.describe(TIMES);
            let message = format!("`{matcher}` needs a list, `{argument}` is {other}");
            return Some((message, "use `path`".to_owned()));
        }
    };
    let given = ValueKind::of_literal(expected);
    if compared.class(TIMES)? == given.class(TIMES)? {
        return None;
    }
    let (one, other) = (
        Operand {
            known: compared,
            literal: None,
            path: None,
        },
        Operand {
            known: &given,
            literal: Some(expected),
            path: None,
        },
    );
    let subject = if matcher == "path" {
        "is"
    } else {
        "is a list of which each item is"
    };
    let kind = compared.describe(TIMES);
    let value = match expected {
        Value::String(text) => format!("the string `{text}`"),
        Value::Bool(value) => format!("the boolean {value}"),
        value => format!("the number {value}"),
    };
    let message = format!("`{argument}` {subject} {kind}, which never equals {value}");
    let fix = unquoted(one, other, TIMES).map(|text| format!("write {text} without quotes"));
    let fix = fix.unwrap_or_else(|| match compared {
        ValueKind::Structure(_) | ValueKind::Map => "name a member of it".to_owned(),
        other => format!("expect {}", other.describe(TIMES)),
    });
    Some((message, fix))
}

/// The mistake in a text that is compared with a time and is not a time.
fn no_time(text: &str) -> Option<Never> {
    time::extent(text).is_none().then(|| Never {
        message: format!("a time is compared with {text:?}, which is none"),
        fix: Some(
            "write a time in ISO 8601, such as '2026-01-31' or '2026-01-31T12:00:00Z'".to_owned(),
        ),
        unknown: None,
    })
}

/// The replacement for a comparison of a time with another text.
fn time_fix(operator: &str, one: Operand<'_>, other: Operand<'_>, times: Times) -> Option<String> {
    let is_time = |operand: Operand<'_>| operand.known.class(times) == Some(Class::Time);
    let is_comparable = |operand: Operand<'_>| {
        let class = operand.known.class(times);
        matches!(class, Some(Class::Text | Class::Number))
    };
    let (time, with) = if is_time(one) {
        (one, other)
    } else {
        (other, one)
    };
    if !is_time(time) || !is_comparable(with) {
        return None;
    }
    let time = format!("to_string({})", time.path.unwrap_or("…"));
    let text = with.text();
    let extent = text.map(time::extent);
    if let (Some(text), Some(Some(Extent::Part)), "==" | "!=") = (text, extent, operator) {
        let not = if operator == "!=" { "!" } else { "" };
        return Some(format!(
            "`{not}starts_with({time}, '{text}')` asks for a part of it"
        ));
    }
    let (with, note) = match (text, extent) {
        (Some(text), Some(Some(_))) => (format!("'{text}'"), ""),
        (None, _) if with.known.class(times) == Some(Class::Text) => {
            (with.path.unwrap_or("…").to_owned(), "")
        }
        _ => (
            "'2026-01-31T12:00:00Z'".to_owned(),
            ", with a time in ISO 8601",
        ),
    };
    let (left, right) = if is_time(one) {
        (time, with)
    } else {
        (with, time)
    };
    Some(format!("write `{left} {operator} {right}`{note}"))
}

/// The replacement for a value of another type.
fn fix(kind: Operand<'_>, given: Operand<'_>, times: Times) -> Option<String> {
    if let Some(text) = unquoted(kind, given, times) {
        return Some(format!("write `{text}` in backticks, without quotes"));
    }
    match (kind.known, given.known, times) {
        (ValueKind::Time, ValueKind::Text | ValueKind::Enum { .. }, Times::Seconds)
        | (ValueKind::Text | ValueKind::Enum { .. }, ValueKind::Time, Times::Seconds) => {
            Some("write it as seconds since 1970".to_owned())
        }
        (ValueKind::Text | ValueKind::Enum { .. }, ValueKind::Number | ValueKind::Boolean, _) => {
            given.literal.map(|value| format!("write '{value}'"))
        }
        (ValueKind::List, ..) => {
            Some("a filter, `[?…]`, compares the elements of a list".to_owned())
        }
        (ValueKind::Structure(_) | ValueKind::Map, ..) => Some("name a member of it".to_owned()),
        _ => None,
    }
}

/// A quoted number or boolean that is compared with one.
fn unquoted<'g>(kind: Operand<'_>, given: Operand<'g>, times: Times) -> Option<&'g str> {
    let text = given.literal.and_then(Value::as_str)?;
    if *kind.known == ValueKind::Time && time::extent(text).is_some() {
        return None;
    }
    let is_meant = match kind.known.class(times)? {
        Class::Boolean => text.parse::<bool>().is_ok(),
        Class::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        _ => false,
    };
    is_meant.then_some(text)
}
