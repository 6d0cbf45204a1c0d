//! Reads JSON into an operation's input, by its table.
//!
//! Members have the model's names, bytes are base64 text, and times are ISO 8601 text or seconds since 1970, as in the AWS
//! CLI. Every mistake of an input is found in one run, with its place; values are never repeated, since they may be secrets.

use std::fmt;

use aws_smithy_types::Number;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pageboy::schema::{Kind, Member, Shape};
use pageboy::view::{Slot, Structure};
use pageboy::{Blob, DateTime, Document};
use pageboy::{Body, Dynamic};
use pageboy_models::Json;

use crate::names::did_you_mean;
use crate::time::{self, NoTime};

/// Reads a JSON object into a structure of this shape.
///
/// A member that is `null` counts as absent. The call checks required members.
///
/// # Errors
///
/// Every mistake: unknown members, with the nearest name; values of another type; numbers out of range; unions without
/// exactly one member.
pub fn read(shape: &'static Shape, json: &Json) -> Result<Dynamic, Mistakes> {
    let mut input = Dynamic::new(shape);
    let mut reader = InputReader::default();
    reader.structure(&mut input, json);
    if reader.mistakes.is_empty() {
        Ok(input)
    } else {
        Err(Mistakes(reader.mistakes))
    }
}

/// Every mistake in an input. `Display` has a line for each.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

/// A mistake in an input.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The place, for example `Filters[0].Name`; empty for the input itself.
    pub place: String,
    /// The description of the mistake.
    pub message: String,
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Mistake { place, message }) in self.0.iter().enumerate() {
            let line = if index == 0 { "" } else { "\n" };
            let place = if place.is_empty() { "the input" } else { place };
            write!(f, "{line}error: {place}: {message}")?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct InputReader {
    place: String,
    mistakes: Vec<Mistake>,
}

impl InputReader {
    fn mistake(&mut self, message: impl Into<String>) {
        self.mistakes.push(Mistake {
            place: self.place.clone(),
            message: message.into(),
        });
    }

    /// Reads a nested value.
    fn at(&mut self, step: &str, read: impl FnOnce(&mut Self)) {
        let length = self.place.len();
        if length > 0 && !step.starts_with('[') {
            self.place.push('.');
        }
        self.place.push_str(step);
        read(self);
        self.place.truncate(length);
    }

    fn structure(&mut self, structure: &mut dyn Structure, json: &Json) {
        let Some(members) = json.as_object() else {
            return self.expected("an object", json);
        };
        let shape = structure.shape();
        let given = members.values().filter(|value| **value != Json::Null);
        if shape.kind == Kind::Union && given.count() != 1 {
            let names: Vec<_> = shape.members().iter().map(|member| member.name).collect();
            self.mistake(format!("needs exactly one of {}", names.join(", ")));
        }
        for (name, value) in members {
            self.at(name, |reader| match shape.index_of(name) {
                None => reader.unknown(shape, name),
                Some(_) if *value == Json::Null => {}
                Some(index) => {
                    if let Some(place) = structure.get_mut(index) {
                        reader.value(place.slot(), &shape.members()[index], value);
                    }
                }
            });
        }
    }

    fn unknown(&mut self, shape: &Shape, name: &str) {
        let known = shape.members().iter().map(|member| member.name);
        let nearest = did_you_mean(name, known);
        self.mistake(format!("{} has no such member{nearest}", shape.name));
    }

    fn value(&mut self, slot: Slot<'_>, member: &'static Member, json: &Json) {
        match (slot, json) {
            (Slot::Boolean(place), Json::Bool(value)) => *place = *value,
            (Slot::Boolean(_), _) => self.expected("true or false", json),
            (Slot::Integer(place), _) => match integer(json).map(i32::try_from) {
                Some(Ok(value)) => *place = value,
                _ => self.expected("an integer of 32 bits", json),
            },
            (Slot::Long(place), _) => match integer(json) {
                Some(value) => *place = value,
                None => self.expected("an integer of 64 bits", json),
            },
            #[allow(
                clippy::cast_possible_truncation,
                reason = "the nearest float of 32 bits is meant"
            )]
            (Slot::Float(place), _) => match float(json) {
                Some(value) => *place = value as f32,
                None => self.expected("a number", json),
            },
            (Slot::Double(place), _) => match float(json) {
                Some(value) => *place = value,
                None => self.expected("a number", json),
            },
            (Slot::String(place), Json::String(text)) => text.clone_into(place),
            (Slot::String(place), Json::Object(_) | Json::Array(_)) if member.is_json_value() => {
                *place = serde_json::to_string(json).unwrap_or_default();
            }
            (Slot::Enum(place), Json::String(text)) => place.set(text),
            (Slot::String(_) | Slot::Enum(_), _) => self.expected("a string", json),
            (Slot::Blob(place), Json::String(text)) if member.is_text() => {
                *place = Blob::new(text.as_bytes());
            }
            (Slot::Blob(_), _) if member.is_text() => self.expected("a string", json),
            (Slot::Blob(place), _) => {
                if let Some(bytes) = self.bytes(json) {
                    *place = Blob::new(bytes);
                }
            }
            (Slot::Stream(place), _) => {
                if let Some(bytes) = self.bytes(json) {
                    *place = Body::from(bytes);
                }
            }
            (Slot::Timestamp(place), _) => match time(json) {
                Ok(time) => *place = time,
                Err(NoTime::Late) => self.mistake(time::LATE),
                Err(NoTime::Form) => self.expected(
                    "a time in ISO 8601, such as 2026-01-31T12:00:00Z, or in seconds since 1970",
                    json,
                ),
            },
            (Slot::Document(place), _) => *place = document(json),
            (Slot::Events(_), _) => {
                self.mistake("is a stream of events, which cannot be sent from here");
            }
            (Slot::List(list), Json::Array(items)) => {
                let element = member.target.element();
                for (index, item) in items.iter().enumerate() {
                    self.at(&format!("[{index}]"), |reader| match item {
                        Json::Null if member.target.sparse => list.push_null(),
                        Json::Null => reader.mistake("no item may be null"),
                        item => reader.value(list.push(), element, item),
                    });
                }
            }
            (Slot::List(_), _) => self.expected("an array", json),
            (Slot::Map(map), Json::Object(entries)) => {
                let value = member.target.value();
                for (key, entry) in entries {
                    self.at(key, |reader| match entry {
                        Json::Null if member.target.sparse => map.insert_null(key.clone()),
                        Json::Null => reader.mistake("no value may be null"),
                        entry => reader.value(map.insert(key.clone()), value, entry),
                    });
                }
            }
            (Slot::Map(_), _) => self.expected("an object", json),
            (Slot::Structure(structure), json) => self.structure(structure, json),
        }
    }

    fn expected(&mut self, what: &str, found: &Json) {
        self.mistake(format!("expected {what}, found {}", found.kind()));
    }

    fn bytes(&mut self, json: &Json) -> Option<Vec<u8>> {
        let bytes = json.as_str().and_then(|text| STANDARD.decode(text).ok());
        if bytes.is_none() {
            self.mistake(
                "expected base64 text (with --param, `fileb://path` takes the bytes of a file)",
            );
        }
        bytes
    }
}

fn integer(json: &Json) -> Option<i64> {
    json.as_number()?.as_i64()
}

fn float(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) if ["NaN", "Infinity", "-Infinity"].contains(&text.as_str()) => {
            text.parse().ok()
        }
        _ => None,
    }
}

fn time(json: &Json) -> Result<DateTime, NoTime> {
    match json {
        Json::String(text) => time::read(text),
        Json::Number(number) => time::read(&number.to_string()),
        _ => Err(NoTime::Form),
    }
}

fn document(json: &Json) -> Document {
    match json {
        Json::Null => Document::Null,
        Json::Bool(value) => Document::Bool(*value),
        Json::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => Number::PosInt(value),
            (None, Some(value)) => Number::NegInt(value),
            (None, None) => Number::Float(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Json::String(text) => Document::String(text.clone()),
        Json::Array(items) => Document::Array(items.iter().map(document).collect()),
        Json::Object(members) => {
            let members = members.iter();
            Document::Object(
                members
                    .map(|(name, value)| (name.clone(), document(value)))
                    .collect(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use pageboy::schema::shapes;

    use super::*;

    static CHOICE: Shape = Shape::new(
        "Choice",
        Kind::Union,
        &[
            Member::new("Left", &shapes::STRING),
            Member::new("Right", &shapes::STRING),
        ],
    );
    static NAMES: Shape = Shape::new("Names", Kind::List, &[Member::new("", &shapes::STRING)]);
    static HOLES: Shape =
        Shape::new("Holes", Kind::List, &[Member::new("", &shapes::STRING)]).sparse();
    static COUNTS: Shape = Shape::new(
        "Counts",
        Kind::Map,
        &[
            Member::new("", &shapes::STRING),
            Member::new("", &shapes::INTEGER),
        ],
    );
    static ALL: Shape = Shape::structure(
        "All",
        &[
            Member::new("Yes", &shapes::BOOLEAN),
            Member::new("Count", &shapes::INTEGER),
            Member::new("Large", &shapes::LONG),
            Member::new("Share", &shapes::FLOAT),
            Member::new("Ratio", &shapes::DOUBLE),
            Member::new("Name", &shapes::STRING),
            Member::new("Data", &shapes::BLOB),
            Member::new("Body", &shapes::STREAM),
            Member::new("At", &shapes::TIMESTAMP),
            Member::new("Free", &shapes::DOCUMENT),
            Member::new("Names", &NAMES),
            Member::new("Holes", &HOLES),
            Member::new("Counts", &COUNTS),
            Member::new("Choice", &CHOICE),
            Member::new("Packed", &shapes::STRING).json_value(),
        ],
    );

    fn of(json: &str) -> Result<Dynamic, Mistakes> {
        read(&ALL, &serde_json::from_str(json).unwrap())
    }

    #[test]
    fn every_type_is_read_as_the_aws_cli_reads_it() {
        let input = of(r#"{
            "Yes": true, "Count": -5, "Large": 9223372036854775807, "Share": 0.5, "Ratio": "-Infinity", "Name": "x",
            "Data": "aGk=", "Body": "aGk=", "At": "2026-01-31T13:00:00+01:00", "Free": {"a": [1, null]},
            "Names": ["a", "b"], "Holes": [null, "a"], "Counts": {"k": 1}, "Choice": {"Left": null, "Right": "r"},
            "Packed": {"a": 1}
        }"#);
        insta::assert_snapshot!(
            format!("{:?}", input.unwrap()),
            @r#"All { Yes: true, Count: -5, Large: 9223372036854775807, Share: 0.5, Ratio: -inf, Name: "x", Data: (2 bytes), Body: Body(2 bytes), At: 2026-01-31T12:00:00Z, Free: Object({"a": Array([Number(PosInt(1)), Null])}), Names: ["a", "b"], Holes: [null, "a"], Counts: {"k": 1}, Choice: Choice { Right: "r" }, Packed: "{\"a\":1}" }"#
        );
    }

    #[test]
    fn a_time_is_a_text_or_a_number() {
        let noon = DateTime::from_secs(1_769_860_800);
        for text in ["\"2026-01-31T12:00:00Z\"", "1769860800", "1769860800.0"] {
            assert_eq!(
                time(&serde_json::from_str(text).unwrap()),
                Ok(noon),
                "{text}"
            );
        }
        assert_eq!(time(&Json::Bool(true)), Err(NoTime::Form));
    }

    #[test]
    fn all_mistakes_are_told_at_once_and_no_value_is_repeated() {
        let mistakes = of(r#"{
            "Yes": "hunter2", "Count": 2147483648, "Large": 1.5, "Share": "much", "Name": 7, "Nme": "hunter2",
            "Data": "hunter2!", "At": "hunter2", "Names": ["a", null, 3], "Counts": {"k": "hunter2"},
            "Choice": {"Left": "a", "Right": "b"}, "Zzzzzz": 1, "Holes": "a", "Packed": 1
        }"#)
        .unwrap_err()
        .to_string();
        assert!(!mistakes.contains("hunter2"), "{mistakes}");
        insta::assert_snapshot!(mistakes, @r"
        error: Yes: expected true or false, found a string
        error: Count: expected an integer of 32 bits, found a number
        error: Large: expected an integer of 64 bits, found a number
        error: Share: expected a number, found a string
        error: Name: expected a string, found a number
        error: Nme: All has no such member; did you mean `Name` or `Names`?
        error: Data: expected base64 text (with --param, `fileb://path` takes the bytes of a file)
        error: At: expected a time in ISO 8601, such as 2026-01-31T12:00:00Z, or in seconds since 1970, found a string
        error: Names[1]: no item may be null
        error: Names[2]: expected a string, found a number
        error: Counts.k: expected an integer of 32 bits, found a string
        error: Choice: needs exactly one of Left, Right
        error: Zzzzzz: All has no such member
        error: Holes: expected an array, found a string
        error: Packed: expected a string, found a number
        ");
        insta::assert_snapshot!(of("[]").unwrap_err().to_string(), @"error: the input: expected an object, found an array");
    }
}
