//! Whether a step came out the same.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::{Done, Step};
use crate::plain::normal;
use crate::resources::definitions::Definitions;
use crate::resources::shown::comparable;

/// All that differs, as texts.
pub(super) fn different(
    definitions: &Definitions,
    step: &Step,
    ours: &Done,
    theirs: &Done,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let calls = [&ours.calls, &theirs.calls].map(|calls| timeless(json!(calls)));
    let result = comparable(theirs.result.clone(), definitions);
    let results = [ours.result.clone(), result].map(timeless);
    for (what, [ours, theirs]) in [("calls", calls), ("result", results)] {
        if ours != theirs {
            wrong.push(format!("{what}\n  ours   {ours}\n  theirs {theirs}"));
        }
    }
    let failed = step.fails.as_ref().map(|code| format!("{code}:"));
    for (whose, (kind, text)) in [("ours", &ours.end), ("theirs", &theirs.end)] {
        let is_meant = match &failed {
            None => kind == "done",
            Some(code) => kind == "service" && text.starts_with(code),
        };
        if !is_meant {
            wrong.push(format!("end of {whose}: {kind}: {text}"));
        }
    }
    wrong
}

/// A value in which all times of this hour are the same.
fn timeless(value: Value) -> Value {
    match normal(value) {
        Value::Number(number) if number.as_f64().is_some_and(is_now) => json!("now"),
        Value::String(text) if says_now(&text) => json!("now"),
        Value::Array(items) => items.into_iter().map(timeless).collect(),
        Value::Object(entries) => {
            let entries = entries.into_iter();
            Value::Object(
                entries
                    .map(|(name, value)| (name, timeless(value)))
                    .collect(),
            )
        }
        other => other,
    }
}

fn is_now(seconds: f64) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = now.as_secs_f64();
    [seconds, seconds / 1000.0]
        .iter()
        .any(|seconds| (seconds - now).abs() < 3.0 * 3600.0 * 24.0)
}

/// Whether a text is a time: seconds, or a date of these days.
fn says_now(text: &str) -> bool {
    text.parse().is_ok_and(is_now)
}
