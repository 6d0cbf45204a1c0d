//! Shapes and the members that refer to them: the entries of `shapes`.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};

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

/// Traits of shapes and of references to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits {
    /// `location`: where the value travels, if not in the body.
    pub location: Option<Location>,
    /// `locationName`: its name on the wire, or the prefix of its headers.
    pub location_name: Option<String>,
    /// `queryName`: its name in requests of the `ec2` protocol.
    pub query_name: Option<String>,
    /// `flattened`: items stand in the parent element.
    pub flattened: bool,
    /// `xmlNamespace`.
    pub xml_namespace: Option<XmlNamespace>,
    /// `xmlAttribute`: it is an attribute of the parent element.
    pub xml_attribute: bool,
    /// `timestampFormat`.
    pub timestamp_format: Option<TimestampFormat>,
    /// `streaming`: the payload is not held in memory.
    pub streaming: bool,
    /// `requiresLength`: a streamed payload must announce its length.
    pub requires_length: bool,
    /// `sensitive`: the value is never printed.
    pub sensitive: bool,
    /// `idempotencyToken`: a random UUID is sent when it is absent.
    pub idempotency_token: bool,
    /// `jsonvalue`: the text is JSON; in a header it is base64.
    pub jsonvalue: bool,
    /// `hostLabel`: the value is part of the host name.
    pub host_label: bool,
    /// `box`: absent differs from zero.
    pub boxed: bool,
    /// `sparse`: absent items are kept.
    pub sparse: bool,
    /// `document`: any JSON value.
    pub document: bool,
    /// `eventheader`: the value is a header of its event.
    pub event_header: bool,
    /// `eventpayload`: the value is the payload of its event.
    pub event_payload: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `deprecatedMessage`: the replacement.
    pub deprecated_message: Option<String>,
    /// `deprecatedSince`: a date, in any form.
    pub deprecated_since: Option<String>,
    /// `enum`: the known values, in the model's order.
    pub values: Vec<String>,
    /// `min`: code points of a string, bytes of a blob, entries of a list or map, or the number itself.
    pub min: Option<f64>,
    /// `max`, counted like `min`.
    pub max: Option<f64>,
    /// `pattern`: a regular expression.
    pub pattern: Option<String>,
    /// `contextParam.name`: the endpoint parameter the value sets.
    pub context_param: Option<String>,
    /// `documentation`, in HTML; absent from the vendored definitions.
    pub documentation: Option<String>,
    /// It may have an unknown key: one that is no trait, or one in an object that is a trait.
    pub is_unfamiliar: bool,
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

impl Traits {
    /// The effective traits of a reference: its own, and those of the shape that it does not override.
    ///
    /// A flag holds when either has it (`botocore/model.py`, `ShapeResolver`: the reference's traits are laid over the
    /// shape's; no model takes a flag back). `documentation`, too, is the reference's if it has one.
    #[must_use]
    pub fn over(&self, shape: &Self) -> Self {
        fn either<T: Clone>(own: &Option<T>, shape: &Option<T>) -> Option<T> {
            own.as_ref().or(shape.as_ref()).cloned()
        }
        Self {
            location: self.location.or(shape.location),
            location_name: either(&self.location_name, &shape.location_name),
            query_name: either(&self.query_name, &shape.query_name),
            flattened: self.flattened || shape.flattened,
            xml_namespace: either(&self.xml_namespace, &shape.xml_namespace),
            xml_attribute: self.xml_attribute || shape.xml_attribute,
            timestamp_format: self.timestamp_format.or(shape.timestamp_format),
            streaming: self.streaming || shape.streaming,
            requires_length: self.requires_length || shape.requires_length,
            sensitive: self.sensitive || shape.sensitive,
            idempotency_token: self.idempotency_token || shape.idempotency_token,
            jsonvalue: self.jsonvalue || shape.jsonvalue,
            host_label: self.host_label || shape.host_label,
            boxed: self.boxed || shape.boxed,
            sparse: self.sparse || shape.sparse,
            document: self.document || shape.document,
            event_header: self.event_header || shape.event_header,
            event_payload: self.event_payload || shape.event_payload,
            deprecated: self.deprecated || shape.deprecated,
            deprecated_message: either(&self.deprecated_message, &shape.deprecated_message),
            deprecated_since: either(&self.deprecated_since, &shape.deprecated_since),
            values: if self.values.is_empty() {
                shape.values.clone()
            } else {
                self.values.clone()
            },
            min: self.min.or(shape.min),
            max: self.max.or(shape.max),
            pattern: either(&self.pattern, &shape.pattern),
            context_param: either(&self.context_param, &shape.context_param),
            documentation: either(&self.documentation, &shape.documentation),
            is_unfamiliar: self.is_unfamiliar || shape.is_unfamiliar,
        }
    }

    /// Reads the value of a key; a key that is not a trait is skipped.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "location" => self.location = Some(map.next_value()?),
            "locationName" => self.location_name = Some(map.next_value()?),
            "queryName" => self.query_name = Some(map.next_value()?),
            "flattened" => self.flattened = map.next_value()?,
            "xmlNamespace" => {
                self.xml_namespace = Some(map.next_value()?);
                self.is_unfamiliar = true;
            }
            "xmlAttribute" => self.xml_attribute = map.next_value()?,
            "timestampFormat" => self.timestamp_format = Some(map.next_value()?),
            "streaming" => self.streaming = map.next_value()?,
            "requiresLength" => self.requires_length = map.next_value()?,
            "sensitive" => self.sensitive = map.next_value()?,
            "idempotencyToken" => self.idempotency_token = map.next_value()?,
            "jsonvalue" => self.jsonvalue = map.next_value()?,
            "hostLabel" => self.host_label = map.next_value()?,
            "box" => self.boxed = map.next_value()?,
            "sparse" => self.sparse = map.next_value()?,
            "document" => self.document = map.next_value()?,
            "eventheader" => self.event_header = map.next_value()?,
            "eventpayload" => self.event_payload = map.next_value()?,
            "deprecated" => self.deprecated = map.next_value()?,
            "deprecatedMessage" => self.deprecated_message = Some(map.next_value()?),
            "deprecatedSince" => self.deprecated_since = Some(map.next_value()?),
            "enum" => self.values = map.next_value()?,
            "min" => self.min = Some(map.next_value()?),
            "max" => self.max = Some(map.next_value()?),
            "pattern" => self.pattern = Some(map.next_value()?),
            "contextParam" => {
                self.context_param = Some(map.next_value::<Named>()?.name);
                self.is_unfamiliar = true;
            }
            "documentation" => self.documentation = Some(map.next_value()?),
            _ => {
                map.next_value::<IgnoredAny>()?;
                self.is_unfamiliar = true;
            }
        }
        Ok(())
    }
}

/// `location` of a member, as definitions write it. The tables have more locations: the body, and those of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Location {
    /// In the path.
    Uri,
    /// In the query string.
    #[serde(rename = "querystring")]
    Query,
    /// In a header.
    Header,
    /// In headers that share a prefix.
    Headers,
    /// The status code of an answer.
    StatusCode,
}

/// `timestampFormat`, as definitions write it. The tables have more formats: with milliseconds, for one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TimestampFormat {
    /// `2020-01-02T03:04:05Z`.
    Iso8601,
    /// Seconds since 1970.
    UnixTimestamp,
    /// `Thu, 02 Jan 2020 03:04:05 GMT`.
    Rfc822,
}

/// `xmlNamespace`: an object, or just the URI.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "NamespaceForm")]
pub struct XmlNamespace {
    /// The namespace's URI.
    pub uri: String,
    /// The prefix it is bound to; `None` for the default namespace.
    pub prefix: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum NamespaceForm {
    Uri(String),
    Full { uri: String, prefix: Option<String> },
}

impl From<NamespaceForm> for XmlNamespace {
    fn from(form: NamespaceForm) -> Self {
        match form {
            NamespaceForm::Uri(uri) => Self { uri, prefix: None },
            NamespaceForm::Full { uri, prefix } => Self { uri, prefix },
        }
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

#[derive(Deserialize)]
struct Named {
    name: String,
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
