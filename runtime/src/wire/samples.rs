//! Values for the tests of the wire formats, written as JSON with the names of the model.

use aws_smithy_types::{Blob, DateTime};
use serde_json::Value as Json;

use super::Limits;
use crate::Dynamic;
use crate::body::Body;
use crate::schema::{Member, Shape};
use crate::view::{Slot, Structure};

/// A structure; blobs are texts, timestamps are seconds.
pub(crate) fn sample(shape: &'static Shape, json: &str) -> Dynamic {
    let mut value = Dynamic::new(shape);
    members(&mut value, &serde_json::from_str(json).unwrap());
    value
}

fn members(structure: &mut dyn Structure, json: &Json) {
    for (name, json) in json.as_object().unwrap() {
        let index = structure.shape().index_of(name).unwrap();
        let member = &structure.shape().members()[index];
        fill(member, structure.get_mut(index).unwrap().slot(), json);
    }
}

fn fill(member: &Member, slot: Slot<'_>, json: &Json) {
    let text = || json.as_str().unwrap().to_owned();
    match slot {
        Slot::Boolean(place) => *place = json.as_bool().unwrap(),
        Slot::Integer(place) => *place = i32::try_from(json.as_i64().unwrap()).unwrap(),
        Slot::Long(place) => *place = json.as_i64().unwrap(),
        Slot::Float(place) => *place = float(json) as f32,
        Slot::Double(place) => *place = float(json),
        Slot::String(place) => *place = text(),
        Slot::Enum(place) => place.set(&text()),
        Slot::Blob(place) => *place = Blob::new(text()),
        Slot::Timestamp(place) => *place = DateTime::from_secs_f64(json.as_f64().unwrap()),
        Slot::Document(place) => {
            *place = super::json::parse(&json.to_string(), &Limits::default()).unwrap()
        }
        Slot::Events(_) => panic!("events are no JSON"),
        Slot::Stream(place) => *place = Body::from(text()),
        Slot::List(list) => {
            for item in json.as_array().unwrap() {
                match item {
                    Json::Null => list.push_null(),
                    item => fill(member.target.element(), list.push(), item),
                }
            }
        }
        Slot::Map(map) => {
            for (key, value) in json.as_object().unwrap() {
                match value {
                    Json::Null => map.insert_null(key.clone()),
                    value => fill(member.target.value(), map.insert(key.clone()), value),
                }
            }
        }
        Slot::Structure(structure) => members(structure, json),
    }
}

fn float(json: &Json) -> f64 {
    json.as_f64()
        .unwrap_or_else(|| json.as_str().unwrap().parse().unwrap())
}
