//! Whether a step had the same outcome.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_smithy_types::date_time::Format;
use pageboy::DateTime;
use serde_json::{Value, json};

use super::{Step, StepOutcome};
use crate::plain::normal;
use crate::resources::definitions::Definitions;
use crate::resources::shown::comparable;

/// What moto draws otherwise than from its seed: theirs, and what it is here.
#[derive(Default)]
pub(super) struct Placeholders(HashMap<String, String>);

/// All that differs, as texts.
pub(super) fn different(
    drawn: &mut Placeholders,
    definitions: &Definitions,
    step: &Step,
    ours: &StepOutcome,
    theirs: &StepOutcome,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let calls = [&ours.calls, &theirs.calls].map(|calls| timeless(json!(calls)));
    let result = comparable(theirs.result.clone(), definitions);
    let results = [ours.result.clone(), result].map(timeless);
    for (what, [ours, theirs]) in [("calls", calls), ("result", results)] {
        let is_meant = what == "calls" && step.differs.is_some();
        if drawn.same(&ours, &theirs) == is_meant {
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

impl Placeholders {
    /// Whether values are equal, apart from random names: each of theirs always corresponds to the same one here.
    fn same(&mut self, ours: &Value, theirs: &Value) -> bool {
        match (ours, theirs) {
            (Value::String(ours), Value::String(theirs)) => {
                ours == theirs || self.is_drawn(ours, theirs)
            }
            (Value::Array(ours), Value::Array(theirs)) => {
                ours.len() == theirs.len()
                    && ours
                        .iter()
                        .zip(theirs)
                        .all(|(ours, theirs)| self.same(ours, theirs))
            }
            (Value::Object(ours), Value::Object(theirs)) => {
                ours.len() == theirs.len()
                    && ours.iter().all(|(name, ours)| {
                        theirs
                            .get(name)
                            .is_some_and(|theirs| self.same(ours, theirs))
                    })
            }
            _ => ours == theirs,
        }
    }

    fn is_drawn(&mut self, ours: &str, theirs: &str) -> bool {
        if let Some(known) = self.0.get(theirs) {
            return known == ours;
        }
        let looks_drawn =
            |text: &str| text.len() >= 32 && text.contains(|it: char| it.is_ascii_digit());
        let is_new = !self.0.values().any(|known| known == ours);
        let is_drawn = is_new && looks_drawn(ours) && looks_drawn(theirs);
        if is_drawn {
            self.0.insert(theirs.to_owned(), ours.to_owned());
        }
        is_drawn
    }
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
    let date = DateTime::from_str(text, Format::DateTimeWithOffset);
    text.parse().is_ok_and(is_now) || date.is_ok_and(|date| is_now(date.as_secs_f64()))
}
