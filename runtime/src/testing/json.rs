//! Outputs written as JSON with the names of the model, as the AWS CLI prints them.

use aws_smithy_types::date_time::Format;
use aws_smithy_types::{Blob, DateTime, Document};
use serde_json::Value as Json;

use crate::body::Body;
use crate::schema::Member;
use crate::view::{Slot, Structure};
use crate::wire::{self, Limits};

/// Reads JSON into an empty structure.
///
/// # Errors
///
/// The first mistake, with its place; no value is repeated.
pub(super) fn read(text: &str, into: &mut dyn Structure) -> Result<(), String> {
    let json: Json = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        format!("not JSON, at line {line} column {column}")
    })?;
    structure(into, &json).map_err(|Mistake { place, what }| {
        let place = if place.is_empty() {
            "the output"
        } else {
            place.trim_start_matches('.')
        };
        format!("{place}: {what}")
    })
}

struct Mistake {
    place: String,
    what: String,
}

impl Mistake {
    fn new(what: impl Into<String>) -> Self {
        Self {
            place: String::new(),
            what: what.into(),
        }
    }

    fn within(mut self, step: &str) -> Self {
        self.place.insert_str(0, step);
        self
    }
}

fn structure(into: &mut dyn Structure, json: &Json) -> Result<(), Mistake> {
    let shape = into.shape();
    let members = json.as_object().ok_or_else(|| expected("an object"))?;
    for (name, json) in members.iter().filter(|(_, json)| !json.is_null()) {
        let step = format!(".{name}");
        let found = shape.index_of(name);
        let found = found.and_then(|index| Some((shape.members().get(index)?, index)));
        let Some((member, index)) = found else {
            let what = format!("{} has no such member", shape.name);
            return Err(Mistake::new(what).within(&step));
        };
        if let Some(place) = into.get_mut(index) {
            value(place.slot(), member, json).map_err(|mistake| mistake.within(&step))?;
        }
    }
    Ok(())
}

fn value(slot: Slot<'_>, member: &'static Member, json: &Json) -> Result<(), Mistake> {
    let text = || json.as_str().ok_or_else(|| expected("a string"));
    let integer = || json.as_i64().ok_or_else(|| expected("an integer"));
    match slot {
        Slot::Boolean(place) => *place = json.as_bool().ok_or_else(|| expected("a boolean"))?,
        Slot::Integer(place) => {
            let fits = i32::try_from(integer()?);
            *place = fits.map_err(|_| expected("an integer of 32 bits"))?;
        }
        Slot::Long(place) => *place = integer()?,
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the nearest float of 32 bits is meant"
        )]
        Slot::Float(place) => *place = float(json)? as f32,
        Slot::Double(place) => *place = float(json)?,
        Slot::String(place) => text()?.clone_into(place),
        Slot::Enum(place) => place.set(text()?),
        Slot::Blob(place) => *place = Blob::new(bytes(json)?),
        Slot::Stream(place) => *place = Body::from(bytes(json)?),
        Slot::Timestamp(place) => *place = time(json)?,
        Slot::Document(place) => *place = document(json)?,
        Slot::Events(_) => return Err(Mistake::new("is a stream of events")),
        Slot::List(list) => {
            let items = json.as_array().ok_or_else(|| expected("an array"))?;
            for (at, item) in items.iter().enumerate() {
                if item.is_null() {
                    list.push_null();
                } else {
                    value(list.push(), member.target.element(), item)
                        .map_err(|mistake| mistake.within(&format!("[{at}]")))?;
                }
            }
        }
        Slot::Map(map) => {
            let entries = json.as_object().ok_or_else(|| expected("an object"))?;
            for (key, json) in entries {
                if json.is_null() {
                    map.insert_null(key.clone());
                } else {
                    value(map.insert(key.clone()), member.target.value(), json)
                        .map_err(|mistake| mistake.within(&format!(".{key}")))?;
                }
            }
        }
        Slot::Structure(into) => structure(into, json)?,
    }
    Ok(())
}

fn expected(what: &str) -> Mistake {
    Mistake::new(format!("should be {what}"))
}

fn float(json: &Json) -> Result<f64, Mistake> {
    let special = || match json.as_str()? {
        text @ ("NaN" | "Infinity" | "-Infinity") => text.parse().ok(),
        _ => None,
    };
    let found = json.as_f64().or_else(special);
    found.ok_or_else(|| expected("a number"))
}

fn bytes(json: &Json) -> Result<Vec<u8>, Mistake> {
    let found = json.as_str().and_then(wire::from_base64);
    found.ok_or_else(|| expected("text in base64"))
}

fn time(json: &Json) -> Result<DateTime, Mistake> {
    let found = match json {
        Json::Number(number) => match number.as_i64() {
            Some(seconds) => Some(DateTime::from_secs(seconds)),
            None => number.as_f64().map(DateTime::from_secs_f64),
        },
        Json::String(text) => DateTime::from_str(text, Format::DateTimeWithOffset).ok(),
        _ => None,
    };
    found.ok_or_else(|| expected("a time such as 2026-01-31T12:00:00Z, or seconds since 1970"))
}

fn document(json: &Json) -> Result<Document, Mistake> {
    let read = wire::parse_json(&json.to_string(), &Limits::default());
    read.map_err(|_| Mistake::new("nests too deep"))
}
