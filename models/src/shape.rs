//! Shapes and the members that refer to them: the entries of `shapes`.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

pub use crate::traits::{Location, TimestampFormat, Traits, XmlNamespace};

/// A shape: one entry of `shapes`.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// `type`.
    pub kind: ShapeType,
    /// `members` of a structure, in the model's order; it is also the order on the wire for XML.
    pub members: IndexMap<String, Member>,
    /// `required`: the members a request must set.
    pub required: Vec<String>,
    /// `member`: the element of a list.
    pub member: Option<Member>,
    /// `key` of a map.
    pub key: Option<Member>,
    /// `value` of a map.
    pub value: Option<Member>,
    /// `payload`: the member that is the whole body.
    pub payload: Option<String>,
    /// `union`: exactly one member is set.
    pub union: bool,
    /// `eventstream`: each member is a kind of event.
    pub eventstream: bool,
    /// `event`: the structure is an event of a stream.
    pub event: bool,
    /// `exception`: the structure is an error.
    pub exception: bool,
    /// `fault`: the error is the server's.
    pub fault: bool,
    /// `error`: its code and status.
    pub error: Option<ErrorTrait>,
    /// `retryable`: trying again may help.
    pub retryable: Option<Retryable>,
    /// `wrapper`: a query result stands in an element named after the shape.
    pub wrapper: bool,
    /// `synthetic`: the error was added for services that came from the query protocol.
    pub synthetic: bool,
    /// `xmlOrder`, if present.
    pub xml_order: Vec<String>,
    /// Traits that members may override.
    pub traits: Traits,
}

/// `type` of a shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShapeType {
    /// Bytes.
    Blob,
    /// `true` or `false`.
    Boolean,
    /// A 64-bit float.
    Double,
    /// A 32-bit float.
    Float,
    /// A 32-bit integer.
    Integer,
    /// A list.
    List,
    /// A 64-bit integer.
    Long,
    /// A map with text keys.
    Map,
    /// Text.
    #[serde(alias = "character")]
    String,
    /// Named members.
    #[default]
    Structure,
    /// A point in time.
    Timestamp,
}

/// A reference to a shape: a member of a structure, the element of a list, the key or value of a map.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// The name of the shape.
    pub shape: String,
    /// Traits given with the reference; they take precedence over the shape's.
    pub traits: Traits,
}

impl Shape {
    /// Whether it or a reference in it has a key that may be unknown: then [`Service::format_of_shape`] looks closer.
    ///
    /// [`Service::format_of_shape`]: crate::service::Service::format_of_shape
    pub(crate) fn is_unfamiliar(&self) -> bool {
        let inner = [&self.member, &self.key, &self.value];
        let members = self.members.values().chain(inner.into_iter().flatten());
        let mut traits = [&self.traits]
            .into_iter()
            .chain(members.map(|member| &member.traits));
        self.error.is_some()
            || self.retryable.is_some()
            || traits.any(|traits| traits.is_unfamiliar)
    }
}

/// `error`: the code and status of an exception.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorTrait {
    /// `code` on the wire, where it is not the shape's name.
    pub code: Option<String>,
    /// `httpStatusCode`.
    pub http_status_code: Option<u16>,
    /// `senderFault`: the caller's request is to blame.
    pub sender_fault: bool,
}

/// `retryable` of an exception.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Retryable {
    /// Whether the error means too many requests.
    pub throttling: bool,
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reference to a shape")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member, A::Error> {
        let mut member = Member::default();
        let mut named = false;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == "shape" {
                member.shape = map.next_value()?;
                named = true;
            } else {
                member.traits.read(&key, &mut map)?;
            }
        }
        if named {
            Ok(member)
        } else {
            Err(de::Error::missing_field("shape"))
        }
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a shape")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut shape = Shape::default();
        let mut typed = false;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "type" => {
                    shape.kind = map.next_value()?;
                    typed = true;
                }
                "members" => shape.members = map.next_value()?,
                "required" => shape.required = map.next_value()?,
                "member" => shape.member = Some(map.next_value()?),
                "key" => shape.key = Some(map.next_value()?),
                "value" => shape.value = Some(map.next_value()?),
                "payload" => shape.payload = Some(map.next_value()?),
                "union" => shape.union = map.next_value()?,
                "eventstream" => shape.eventstream = map.next_value()?,
                "event" => shape.event = map.next_value()?,
                "exception" => shape.exception = map.next_value()?,
                "fault" => shape.fault = map.next_value()?,
                "error" => shape.error = Some(map.next_value()?),
                "retryable" => shape.retryable = Some(map.next_value()?),
                "wrapper" => shape.wrapper = map.next_value()?,
                "synthetic" => shape.synthetic = map.next_value()?,
                "xmlOrder" => shape.xml_order = map.next_value()?,
                key => shape.traits.read(key, &mut map)?,
            }
        }
        if !typed {
            return Err(de::Error::missing_field("type"));
        }
        match shape.kind {
            ShapeType::List if shape.member.is_none() => Err(de::Error::missing_field("member")),
            ShapeType::Map if shape.key.is_none() => Err(de::Error::missing_field("key")),
            ShapeType::Map if shape.value.is_none() => Err(de::Error::missing_field("value")),
            _ => Ok(shape),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Location, Member, Shape, ShapeType, TimestampFormat};

    #[test]
    fn members_keep_their_order_and_their_traits() {
        let shape: Shape = serde_json::from_str(
            r#"{"type":"structure","required":["Z"],"payload":"A","members":{
                "Z":{"shape":"S","location":"querystring","locationName":"z","enum":["a","b"]},
                "A":{"shape":"B","streaming":true,"contextParam":{"name":"Bucket"},"new":{"x":[1]}},
                "documentation":{"shape":"S","jsonvalue":true}
            },"error":{"code":"No","httpStatusCode":404,"senderFault":true},"exception":true,
            "retryable":{"throttling":false},"newTrait":[]}"#,
        )
        .unwrap();
        let names: Vec<&str> = shape.members.keys().map(String::as_str).collect();
        assert_eq!(names, ["Z", "A", "documentation"]);
        let traits = &shape.members["Z"].traits;
        assert_eq!(traits.location, Some(Location::Query));
        assert_eq!(traits.location_name.as_deref(), Some("z"));
        assert_eq!(traits.values, ["a", "b"]);
        let traits = &shape.members["A"].traits;
        assert!(traits.streaming);
        assert_eq!(traits.context_param.as_deref(), Some("Bucket"));
        assert!(shape.members["documentation"].traits.jsonvalue);
        let error = shape.error.unwrap();
        assert_eq!(
            (error.code.as_deref(), error.http_status_code),
            (Some("No"), Some(404))
        );
        assert!(error.sender_fault && shape.exception);
        assert!(!shape.retryable.unwrap().throttling);
    }

    #[test]
    fn a_namespace_is_an_object_or_a_string() {
        for (text, prefix) in [
            (r#"{"shape":"S","xmlNamespace":"u"}"#, None),
            (r#"{"shape":"S","xmlNamespace":{"uri":"u"}}"#, None),
            (
                r#"{"shape":"S","xmlNamespace":{"uri":"u","prefix":"p"}}"#,
                Some("p"),
            ),
        ] {
            let member: Member = serde_json::from_str(text).unwrap();
            let namespace = member.traits.xml_namespace.unwrap();
            assert_eq!(
                (namespace.uri.as_str(), namespace.prefix.as_deref()),
                ("u", prefix)
            );
        }
    }

    #[test]
    fn a_reference_goes_before_its_shape() {
        let shape: Shape = serde_json::from_str(
            r#"{"type":"timestamp","timestampFormat":"rfc822","locationName":"old","sensitive":true}"#,
        )
        .unwrap();
        let member: Member =
            serde_json::from_str(r#"{"shape":"T","locationName":"new","box":true}"#).unwrap();
        let traits = member.traits.over(&shape.traits);
        assert_eq!(shape.kind, ShapeType::Timestamp);
        assert_eq!(traits.timestamp_format, Some(TimestampFormat::Rfc822));
        assert_eq!(traits.location_name.as_deref(), Some("new"));
        assert!(traits.sensitive && traits.boxed);
    }

    #[test]
    fn what_cannot_be_a_shape_is_an_error() {
        for (text, message) in [
            (r#"{"members":{}}"#, "missing field `type`"),
            (r#"{"type":"number"}"#, "unknown variant `number`"),
            (r#"{"type":"list"}"#, "missing field `member`"),
            (
                r#"{"type":"map","key":{"shape":"S"}}"#,
                "missing field `value`",
            ),
            (
                r#"{"type":"structure","members":{"A":{}}}"#,
                "missing field `shape`",
            ),
            (
                r#"{"type":"structure","members":{"A":{"shape":"S","location":"body"}}}"#,
                "unknown variant `body`",
            ),
        ] {
            let error = serde_json::from_str::<Shape>(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
