//! The traits of shapes and members.

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess};

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
    /// It may have an unknown key: beside the traits, or inside a trait that is an object.
    pub is_unfamiliar: bool,
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
    pub(crate) fn read<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
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
                self.context_param = Some(map.next_value::<ContextParam>()?.name);
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

/// `contextParam`.
#[derive(Deserialize)]
struct ContextParam {
    name: String,
}
