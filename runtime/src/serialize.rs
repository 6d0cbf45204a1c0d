//! `serde::Serialize` for every shape, generic over the tables.

use std::collections::BTreeMap;

use aws_smithy_types::{Document, Number};
use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeSeq, Serializer};

use crate::schema::TimestampFormat;
use crate::view::{Enumeration, Structure, View, by_key};
use crate::wire;

/// Serialises a structure as a map from the members' names in the model to their values.
///
/// Absent members are left out, and so are streams of bytes or events. Timestamps are ISO 8601 texts, bytes are base64, a
/// union is a map with one entry. In human-readable formats such as JSON, `NaN`, `Infinity` and `-Infinity` are texts.
/// Sensitive values are included: this is data, not a log.
///
/// Generated code calls this from `Serialize`.
///
/// # Errors
///
/// When the serializer fails, or a timestamp is not between the years 1 and 9999.
pub fn serialize<S: Serializer>(value: &dyn Structure, serializer: S) -> Result<S::Ok, S::Error> {
    if let Some(name) = value.unknown() {
        // As botocore/parsers.py, `_handle_unknown_tagged_union_member`.
        let member = BTreeMap::from([("name", name)]);
        return BTreeMap::from([("SDK_UNKNOWN_MEMBER", member)]).serialize(serializer);
    }
    let members = value.shape().members().iter().enumerate();
    let present = members
        .map(|(index, member)| (member.name, value.view_of(index)))
        .filter(|(_, view)| is_data(*view));
    let mut map = serializer.serialize_map(Some(present.clone().count()))?;
    for (name, view) in present {
        map.serialize_entry(name, &Data(view))?;
    }
    map.end()
}

/// Serialises an enum as its text on the wire.
///
/// # Errors
///
/// When the serializer fails.
pub fn serialize_text<S: Serializer>(
    value: &dyn Enumeration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_str())
}

fn is_data(view: View<'_>) -> bool {
    match view {
        View::Null | View::Events(_) => false,
        View::Stream(body) => body.bytes().is_some(),
        _ => true,
    }
}

struct Data<'a>(View<'a>);

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            View::Null | View::Events(_) => serializer.serialize_none(),
            View::Boolean(value) => serializer.serialize_bool(value),
            View::Integer(value) => serializer.serialize_i32(value),
            View::Long(value) => serializer.serialize_i64(value),
            View::Float(value) => match without_digits(&serializer, value.into()) {
                Some(text) => serializer.serialize_str(text),
                None => serializer.serialize_f32(value),
            },
            View::Double(value) => float(value, serializer),
            View::String(value) => serializer.serialize_str(value),
            View::Blob(value) => serializer.serialize_str(&wire::base64(value)),
            View::Stream(body) => {
                let bytes = body.bytes().map(|bytes| bytes.as_ref());
                serializer.serialize_str(&wire::base64(bytes.unwrap_or_default()))
            }
            View::Timestamp(value) => {
                let text = wire::format_timestamp(value, TimestampFormat::Iso8601);
                let out_of_range = || S::Error::custom("a timestamp is out of range");
                serializer.serialize_str(&text.ok_or_else(out_of_range)?)
            }
            View::Document(value) => Json(value).serialize(serializer),
            View::List(list) => {
                let mut items = serializer.serialize_seq(Some(list.len()))?;
                for at in 0..list.len() {
                    items.serialize_element(&Self(list.get(at)))?;
                }
                items.end()
            }
            View::Map(map) => {
                let mut entries = serializer.serialize_map(Some(map.len()))?;
                for (key, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                    entries.serialize_entry(key, &Self(view))?;
                }
                entries.end()
            }
            View::Structure(value) => serialize(value, serializer),
        }
    }
}

fn float<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    match without_digits(&serializer, value) {
        Some(text) => serializer.serialize_str(text),
        None => serializer.serialize_f64(value),
    }
}

/// The text of a float without digits, in human-readable formats: JSON would write null.
fn without_digits<S: Serializer>(serializer: &S, value: f64) -> Option<&'static str> {
    wire::float_without_digits(value).filter(|_| serializer.is_human_readable())
}

struct Json<'a>(&'a Document);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Document::Null => serializer.serialize_unit(),
            Document::Bool(value) => serializer.serialize_bool(*value),
            Document::Number(Number::PosInt(value)) => serializer.serialize_u64(*value),
            Document::Number(Number::NegInt(value)) => serializer.serialize_i64(*value),
            Document::Number(Number::Float(value)) => float(*value, serializer),
            Document::String(value) => serializer.serialize_str(value),
            Document::Array(items) => serializer.collect_seq(items.iter().map(Json)),
            Document::Object(entries) => {
                let entries = by_key(entries).into_iter();
                serializer.collect_map(entries.map(|(key, value)| (key, Json(value))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use aws_smithy_types::{Blob, DateTime};

    use super::*;
    use crate::Dynamic;
    use crate::body::Body;
    use crate::schema::{Member, Shape, shapes};
    use crate::view::Slot;

    static NAMES: Shape = Shape::list("Names", &[Member::new("member", &shapes::STRING)]);
    static TAGS: Shape = Shape::map(
        "Tags",
        &[
            Member::new("key", &shapes::STRING),
            Member::new("value", &shapes::INTEGER),
        ],
    );
    static ALL: Shape = Shape::structure(
        "All",
        &[
            Member::new("Name", &shapes::STRING).wire("n").sensitive(),
            Member::new("Absent", &shapes::STRING),
            Member::new("At", &shapes::TIMESTAMP),
            Member::new("Data", &shapes::BLOB),
            Member::new("Names", &NAMES),
            Member::new("Tags", &TAGS),
            Member::new("Free", &shapes::DOCUMENT),
            Member::new("Body", &shapes::STREAM),
        ],
    );

    struct Whole<'a>(&'a Dynamic);

    impl Serialize for Whole<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize(self.0, serializer)
        }
    }

    fn filled() -> Dynamic {
        let mut all = Dynamic::new(&ALL);
        for index in [0, 2, 3, 4, 5, 6, 7] {
            match all.get_mut(index).unwrap().slot() {
                Slot::String(text) => *text = "x".to_owned(),
                Slot::Timestamp(time) => *time = DateTime::from_secs(0),
                Slot::Blob(blob) => *blob = Blob::new("abc"),
                Slot::Stream(body) => *body = Body::from("abc"),
                Slot::List(list) => {
                    if let Slot::String(text) = list.push() {
                        *text = "a".to_owned();
                    }
                }
                Slot::Map(map) => {
                    if let Slot::Integer(number) = map.insert("k".to_owned()) {
                        *number = 1;
                    }
                }
                Slot::Document(document) => {
                    let entry = (
                        "f".to_owned(),
                        Document::Array(vec![Document::Null, 1.5.into()]),
                    );
                    *document = Document::Object(HashMap::from([entry]));
                }
                _ => panic!("another kind"),
            }
        }
        all
    }

    #[test]
    fn floats_without_digits_are_texts() {
        static FLOATS: Shape = Shape::structure(
            "Floats",
            &[
                Member::new("Small", &shapes::FLOAT),
                Member::new("Large", &shapes::DOUBLE),
                Member::new("Free", &shapes::DOCUMENT),
            ],
        );
        let mut floats = Dynamic::new(&FLOATS);
        for index in 0..3 {
            match floats.get_mut(index).unwrap().slot() {
                Slot::Float(value) => *value = f32::NAN,
                Slot::Double(value) => *value = f64::NEG_INFINITY,
                Slot::Document(value) => *value = f64::INFINITY.into(),
                _ => panic!("another kind"),
            }
        }
        assert_eq!(
            serde_json::to_string(&Whole(&floats)).unwrap(),
            r#"{"Small":"NaN","Large":"-Infinity","Free":"Infinity"}"#
        );
    }

    #[test]
    fn members_have_their_model_names_and_absent_ones_are_left_out() {
        assert_eq!(
            serde_json::to_string(&Whole(&filled())).unwrap(),
            r#"{"Name":"x","At":"1970-01-01T00:00:00Z","Data":"YWJj","Names":["a"],"Tags":{"k":1},"Free":{"f":[null,1.5]},"Body":"YWJj"}"#
        );
    }
}
