//! Members of shapes: names on the wire, location and traits.

use super::{Location, Member, Shape, TimestampFormat, XmlNamespace};

const REQUIRED: u16 = 1;
const FLATTENED: u16 = 1 << 1;
const XML_ATTRIBUTE: u16 = 1 << 2;
const SENSITIVE: u16 = 1 << 3;
const IDEMPOTENCY_TOKEN: u16 = 1 << 4;
const JSON_VALUE: u16 = 1 << 5;
const HOST_LABEL: u16 = 1 << 6;
const EVENT_STREAM: u16 = 1 << 7;
const ID: u16 = 1 << 8;
const NAMED_ITEMS: u16 = 1 << 9;
const TEXT: u16 = 1 << 10;

impl Member {
    /// A body member with the same name everywhere.
    pub const fn new(name: &'static str, target: &'static Shape) -> Self {
        Self {
            name,
            request: name,
            response: name,
            target,
            location: Location::Body,
            timestamp: None,
            min: None,
            namespace: None,
            flags: 0,
        }
    }

    /// Sets the name on the wire, both ways (`locationName`).
    pub const fn wire(mut self, name: &'static str) -> Self {
        self.request = name;
        self.response = name;
        self
    }

    /// Sets the name in requests, where it differs (`queryName`, and botocore's rules for flattened lists).
    pub const fn request(mut self, name: &'static str) -> Self {
        self.request = name;
        self
    }

    /// Sets the name in answers, where it differs.
    pub const fn response(mut self, name: &'static str) -> Self {
        self.response = name;
        self
    }

    /// Sets the member's location.
    pub const fn location(mut self, location: Location) -> Self {
        self.location = location;
        self
    }

    /// Sets the format of a timestamp.
    pub const fn timestamp(mut self, format: TimestampFormat) -> Self {
        self.timestamp = Some(format);
        self
    }

    /// Sets the minimum length or value.
    pub const fn min(mut self, min: f64) -> Self {
        self.min = Some(min);
        self
    }

    /// Sets the element's namespace.
    pub const fn namespace(mut self, uri: &'static str, prefix: &'static str) -> Self {
        self.namespace = Some(XmlNamespace { uri, prefix });
        self
    }

    /// Requests must set it.
    pub const fn required(self) -> Self {
        self.with(REQUIRED)
    }

    /// List items and map entries stand in the parent element, without a wrapper.
    pub const fn flattened(self) -> Self {
        self.with(FLATTENED)
    }

    /// In requests of `query`, each item of this flattened list has the element's name instead of the list's.
    pub const fn named_items(self) -> Self {
        self.with(NAMED_ITEMS)
    }

    /// It is an attribute of the parent element.
    pub const fn xml_attribute(self) -> Self {
        self.with(XML_ATTRIBUTE)
    }

    /// Its value is never printed.
    pub const fn sensitive(self) -> Self {
        self.with(SENSITIVE)
    }

    /// A random UUID is sent when it is absent.
    pub const fn idempotency_token(self) -> Self {
        self.with(IDEMPOTENCY_TOKEN)
    }

    /// In a header, the value is a document, which is sent as JSON in base64 (`jsonvalue`).
    pub const fn json_value(self) -> Self {
        self.with(JSON_VALUE)
    }

    /// Its bytes may be given as UTF-8 text; the service wants base64.
    pub const fn text(self) -> Self {
        self.with(TEXT)
    }

    /// The value is part of the host name.
    pub const fn host_label(self) -> Self {
        self.with(HOST_LABEL)
    }

    /// Its value is a stream of events of the target, a union (`eventstream`).
    pub const fn event_stream(self) -> Self {
        self.with(EVENT_STREAM)
    }

    /// It identifies things by ids, names or ARNs, so an empty list must not mean "all".
    pub const fn id(self) -> Self {
        self.with(ID)
    }

    /// Whether requests must set it.
    pub const fn is_required(&self) -> bool {
        self.has(REQUIRED)
    }

    /// Whether it identifies things.
    pub const fn is_id(&self) -> bool {
        self.has(ID)
    }

    /// Whether items stand in the parent element.
    pub const fn is_flattened(&self) -> bool {
        self.has(FLATTENED)
    }

    /// Whether the items of a flattened list have the element's name instead of the list's.
    pub const fn has_named_items(&self) -> bool {
        self.has(NAMED_ITEMS)
    }

    /// Whether it is an attribute of the parent element.
    pub const fn is_xml_attribute(&self) -> bool {
        self.has(XML_ATTRIBUTE)
    }

    /// Whether its value must not be printed.
    pub const fn is_sensitive(&self) -> bool {
        self.has(SENSITIVE)
    }

    /// Whether a random UUID is sent when it is absent.
    pub const fn is_idempotency_token(&self) -> bool {
        self.has(IDEMPOTENCY_TOKEN)
    }

    /// Whether a header holds it as JSON in base64.
    pub const fn is_json_value(&self) -> bool {
        self.has(JSON_VALUE)
    }

    /// Whether its bytes may be given as text.
    pub const fn is_text(&self) -> bool {
        self.has(TEXT)
    }

    /// Whether its value is a stream of events of the target.
    pub const fn is_event_stream(&self) -> bool {
        self.has(EVENT_STREAM)
    }

    /// Whether its value is part of the host name.
    pub const fn is_host_label(&self) -> bool {
        self.has(HOST_LABEL)
    }

    const fn with(mut self, flag: u16) -> Self {
        self.flags |= flag;
        self
    }

    const fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }
}
