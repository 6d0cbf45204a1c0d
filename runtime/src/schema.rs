//! The tables generated code is made of: services, operations, shapes and members.
//!
//! Every table is a `static` built by `const fn`s, so it costs nothing at start-up, and a table that was
//! loaded from JSON at run time has the same type. Names are those of the model; names on the wire are
//! resolved per protocol when the table is made, so no wire format repeats botocore's naming rules.

use std::sync::OnceLock;

/// A service: one `service-2.json`.
#[derive(Debug)]
pub struct Service {
    /// The folder name botocore uses, for example `ec2` or `cognito-idp`.
    pub name: &'static str,
    /// `metadata.serviceId`, for example `CloudWatch Logs`.
    pub id: &'static str,
    /// `metadata.apiVersion`.
    pub api_version: &'static str,
    /// The wire format that requests and responses use.
    pub protocol: Protocol,
    /// The service part of the credential scope.
    pub signing_name: &'static str,
    /// What is put before the operation's name in `X-Amz-Target`; empty when the protocol has no such header.
    pub target_prefix: &'static str,
    /// Where requests go when no endpoint URL is configured.
    pub endpoint: Endpoint,
    /// `metadata.awsQueryCompatible`: error codes may come in the `x-amzn-query-error` header.
    pub query_compatible: bool,
}

impl Service {
    /// A service with the given folder name, service id and API version.
    pub const fn new(
        name: &'static str,
        id: &'static str,
        api_version: &'static str,
        protocol: Protocol,
        endpoint: Endpoint,
    ) -> Self {
        Self {
            name,
            id,
            api_version,
            protocol,
            signing_name: endpoint.prefix,
            target_prefix: "",
            endpoint,
            query_compatible: false,
        }
    }

    /// Sets the service part of the credential scope.
    pub const fn signing_name(mut self, name: &'static str) -> Self {
        self.signing_name = name;
        self
    }

    /// Sets what precedes the operation's name in `X-Amz-Target`.
    pub const fn target_prefix(mut self, prefix: &'static str) -> Self {
        self.target_prefix = prefix;
        self
    }

    /// Marks the service as migrated from the query protocol.
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }
}

/// A wire format (`metadata.protocols`, else `metadata.protocol`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// `ec2`: form-encoded requests, XML responses.
    Ec2,
    /// `query`: form-encoded requests, XML responses in a result wrapper.
    Query,
    /// `rest-xml`: HTTP bindings and XML documents.
    RestXml,
    /// `json` with `jsonVersion` 1.0.
    Json10,
    /// `json` with `jsonVersion` 1.1.
    Json11,
    /// `rest-json`: HTTP bindings and JSON documents.
    RestJson,
}

impl Protocol {
    /// Whether members can be bound to the path, the query string and headers.
    pub const fn is_rest(self) -> bool {
        matches!(self, Self::RestXml | Self::RestJson)
    }

    /// Whether response documents are XML.
    pub const fn is_xml(self) -> bool {
        matches!(self, Self::Ec2 | Self::Query | Self::RestXml)
    }
}

/// Where a service's requests go by default.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// `metadata.endpointPrefix`: the host's first label.
    pub prefix: &'static str,
    /// Partitions in which the service has one host for all regions.
    pub global: &'static [GlobalEndpoint],
}

impl Endpoint {
    /// One host per region: `prefix.region.suffix`.
    pub const fn regional(prefix: &'static str) -> Self {
        Self {
            prefix,
            global: &[],
        }
    }

    /// Partitions in which the service is not regionalised.
    pub const fn global(mut self, endpoints: &'static [GlobalEndpoint]) -> Self {
        self.global = endpoints;
        self
    }
}

/// The one host of a service that is not regionalised in a partition (`endpoints.json`, `partitionEndpoint`).
#[derive(Clone, Copy, Debug)]
pub struct GlobalEndpoint {
    /// The partition: `aws`, `aws-cn`, …
    pub partition: &'static str,
    /// The host name.
    pub host: &'static str,
    /// The region of the credential scope.
    pub region: &'static str,
}

/// An operation: one entry of `operations`.
#[derive(Debug)]
pub struct Operation {
    /// The service it belongs to.
    pub service: &'static Service,
    /// The key in `operations`; this is the name on the wire.
    pub name: &'static str,
    /// `http.method`.
    pub method: &'static str,
    /// `http.requestUri`, with `{Label}` and `{Label+}` placeholders.
    pub uri: &'static str,
    /// The input shape, or `None` when the operation takes none.
    pub input: Option<&'static Shape>,
    /// The output shape, or `None` when the operation returns none.
    pub output: Option<&'static Shape>,
    /// `output.resultWrapper`: the element that holds a query result.
    pub result_wrapper: Option<&'static str>,
    /// `input.locationName` and `input.xmlNamespace`: the root element of a REST-XML request.
    pub root: Option<XmlName>,
    /// `errors`: the exceptions the operation declares.
    pub errors: &'static [&'static Exception],
    /// `endpoint.hostPrefix`, with `{Label}` placeholders.
    pub host_prefix: Option<&'static str>,
    /// How requests are authenticated.
    pub auth: Auth,
    /// `httpChecksum` and `httpChecksumRequired`.
    pub checksum: Checksum,
}

impl Operation {
    /// An operation that is a `POST` to `/`.
    pub const fn new(service: &'static Service, name: &'static str) -> Self {
        Self {
            service,
            name,
            method: "POST",
            uri: "/",
            input: None,
            output: None,
            result_wrapper: None,
            root: None,
            errors: &[],
            host_prefix: None,
            auth: Auth::SigV4,
            checksum: Checksum::NONE,
        }
    }

    /// Sets the method and the request URI.
    pub const fn http(mut self, method: &'static str, uri: &'static str) -> Self {
        self.method = method;
        self.uri = uri;
        self
    }

    /// Sets the input shape.
    pub const fn input(mut self, shape: &'static Shape) -> Self {
        self.input = Some(shape);
        self
    }

    /// Sets the output shape.
    pub const fn output(mut self, shape: &'static Shape) -> Self {
        self.output = Some(shape);
        self
    }

    /// Sets the element that holds the result of a query operation.
    pub const fn result_wrapper(mut self, name: &'static str) -> Self {
        self.result_wrapper = Some(name);
        self
    }

    /// Sets the root element of a REST-XML request.
    pub const fn root(mut self, name: XmlName) -> Self {
        self.root = Some(name);
        self
    }

    /// Sets the exceptions the operation declares.
    pub const fn errors(mut self, errors: &'static [&'static Exception]) -> Self {
        self.errors = errors;
        self
    }

    /// Sets the template that is put in front of the host.
    pub const fn host_prefix(mut self, template: &'static str) -> Self {
        self.host_prefix = Some(template);
        self
    }

    /// Sets how requests are authenticated.
    pub const fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Sets the checksum rules.
    pub const fn checksum(mut self, checksum: Checksum) -> Self {
        self.checksum = checksum;
        self
    }
}

/// How an operation's requests are authenticated (`auth`, `authtype`, `unsignedPayload`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Signature version 4 over headers and body.
    SigV4,
    /// Signature version 4 over headers; the body is not hashed.
    SigV4UnsignedBody,
    /// No signature; credentials are never loaded.
    None,
}

/// `httpChecksum` and `httpChecksumRequired` of an operation (botocore/httpchecksum.py).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// A checksum must be sent.
    pub required: bool,
    /// The input member that names the algorithm, as an index; its header is sent along.
    pub algorithm_member: Option<u16>,
}

impl Checksum {
    /// No checksum is sent.
    pub const NONE: Self = Self {
        required: false,
        algorithm_member: None,
    };
}

/// An element name with an optional namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlName {
    /// The element's name.
    pub name: &'static str,
    /// `xmlNamespace.uri`, or `None`.
    pub namespace: Option<XmlNamespace>,
}

/// `xmlNamespace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlNamespace {
    /// The namespace's URI.
    pub uri: &'static str,
    /// The prefix it is bound to; empty for the default namespace.
    pub prefix: &'static str,
}

/// An exception shape an operation declares.
#[derive(Debug)]
pub struct Exception {
    /// `error.code`, else the shape's name: the code on the wire.
    pub code: &'static str,
    /// Its members.
    pub shape: &'static Shape,
    /// `retryable`: the service says that trying again may help.
    pub retryable: bool,
    /// `retryable.throttling`: too many requests.
    pub throttling: bool,
}

impl Exception {
    /// An exception with the given code on the wire.
    pub const fn new(code: &'static str, shape: &'static Shape) -> Self {
        Self {
            code,
            shape,
            retryable: false,
            throttling: false,
        }
    }

    /// Marks the exception as retryable.
    pub const fn retryable(mut self, throttling: bool) -> Self {
        self.retryable = true;
        self.throttling = throttling;
        self
    }
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A 32-bit integer.
    Integer,
    /// A 64-bit integer.
    Long,
    /// A 32-bit float.
    Float,
    /// A 64-bit float.
    Double,
    /// Text.
    String,
    /// Text with known values; others are kept.
    Enum,
    /// Bytes.
    Blob,
    /// The payload of a request or response that is not held in memory.
    Stream,
    /// A point in time.
    Timestamp,
    /// Any JSON value.
    Document,
    /// A list; its one member is the element.
    List,
    /// A map with text keys; its two members are key and value.
    Map,
    /// A structure.
    Structure,
    /// A structure of which exactly one member is set.
    Union,
}

/// A shape: one entry of `shapes`, or a scalar that needs no entry of its own.
#[derive(Debug)]
pub struct Shape {
    /// The key in `shapes`.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Whether absent list items and map values are kept (`sparse`).
    pub sparse: bool,
    /// `payload`: the index of the member that is the whole body.
    pub payload: Option<u16>,
    members: Members,
}

/// Members, known when the table is made or set once afterwards, because shapes refer to each other in circles.
#[derive(Debug)]
enum Members {
    Fixed(&'static [Member]),
    Late(OnceLock<&'static [Member]>),
}

impl Shape {
    /// A shape of the given kind.
    pub const fn new(name: &'static str, kind: Kind, members: &'static [Member]) -> Self {
        Self {
            name,
            kind,
            sparse: false,
            payload: None,
            members: Members::Fixed(members),
        }
    }

    /// A structure.
    pub const fn structure(name: &'static str, members: &'static [Member]) -> Self {
        Self::new(name, Kind::Structure, members)
    }

    /// A union.
    pub const fn union(name: &'static str, members: &'static [Member]) -> Self {
        Self::new(name, Kind::Union, members)
    }

    /// A list; `element` holds exactly one member.
    pub const fn list(name: &'static str, element: &'static [Member; 1]) -> Self {
        Self::new(name, Kind::List, element)
    }

    /// A map; `entry` holds key and value.
    pub const fn map(name: &'static str, entry: &'static [Member; 2]) -> Self {
        Self::new(name, Kind::Map, entry)
    }

    /// A shape whose members are given later, once, by [`Shape::complete`].
    ///
    /// For tables that are built at run time: every shape is made first, then each gets its members.
    pub const fn incomplete(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            sparse: false,
            payload: None,
            members: Members::Late(OnceLock::new()),
        }
    }

    /// Gives an [`incomplete`](Shape::incomplete) shape its members; a second call has no effect.
    pub fn complete(&self, members: &'static [Member]) {
        if let Members::Late(cell) = &self.members {
            let _already_set = cell.set(members);
        }
    }

    /// Keeps absent items.
    pub const fn sparse(mut self) -> Self {
        self.sparse = true;
        self
    }

    /// Sets the member that is the whole body.
    pub const fn payload(mut self, index: u16) -> Self {
        self.payload = Some(index);
        self
    }

    /// The members, in the model's order.
    pub fn members(&self) -> &'static [Member] {
        match &self.members {
            Members::Fixed(members) => members,
            Members::Late(cell) => cell.get().copied().unwrap_or_default(),
        }
    }

    /// The element of a list.
    pub fn element(&self) -> &'static Member {
        self.members().first().unwrap_or(&NOTHING)
    }

    /// The value of a map.
    pub fn value(&self) -> &'static Member {
        self.members().get(1).unwrap_or(&NOTHING)
    }

    /// The key of a map.
    pub fn key(&self) -> &'static Member {
        self.members().first().unwrap_or(&NOTHING)
    }

    /// The index of the member with this model name.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.members().iter().position(|member| member.name == name)
    }

    /// Whether the shape is a structure or a union.
    pub const fn is_structure(&self) -> bool {
        matches!(self.kind, Kind::Structure | Kind::Union)
    }
}

/// Where a member of a REST operation travels (`location`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// In the body.
    Body,
    /// In the path.
    Uri,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In headers that share a prefix (`headers`).
    Headers,
    /// The status code of a response.
    StatusCode,
}

/// How a timestamp is written (`timestampFormat`, else the default of the place it stands in).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampFormat {
    /// `2020-01-02T03:04:05Z`.
    Iso8601,
    /// Seconds since 1970.
    UnixTimestamp,
    /// `Thu, 02 Jan 2020 03:04:05 GMT`.
    Rfc822,
}

/// A member of a structure, the element of a list, or the key or value of a map.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The name in the model; JMESPath expressions use it.
    pub name: &'static str,
    /// The name in a request's body, header, query string or path.
    pub request: &'static str,
    /// The name in a response's body or header.
    pub response: &'static str,
    /// The shape of the value.
    pub target: &'static Shape,
    /// Where it travels.
    pub location: Location,
    /// How a timestamp is written, if not by the default of its place.
    pub timestamp: Option<TimestampFormat>,
    /// `min` of the value: code points of a string, entries of a list or map, or the number itself.
    pub min: Option<f64>,
    /// `xmlNamespace` of the element.
    pub namespace: Option<XmlNamespace>,
    flags: u16,
}

const REQUIRED: u16 = 1;
const FLATTENED: u16 = 1 << 1;
const XML_ATTRIBUTE: u16 = 1 << 2;
const SENSITIVE: u16 = 1 << 3;
const IDEMPOTENCY_TOKEN: u16 = 1 << 4;
const JSON_VALUE: u16 = 1 << 5;
const HOST_LABEL: u16 = 1 << 6;

impl Member {
    /// A body member that has the same name everywhere.
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

    /// Sets the name in responses, where it differs.
    pub const fn response(mut self, name: &'static str) -> Self {
        self.response = name;
        self
    }

    /// Sets where the member travels.
    pub const fn location(mut self, location: Location) -> Self {
        self.location = location;
        self
    }

    /// Sets how a timestamp is written.
    pub const fn timestamp(mut self, format: TimestampFormat) -> Self {
        self.timestamp = Some(format);
        self
    }

    /// Sets the least length or value.
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

    /// In a header, the value is JSON in base64 (`jsonvalue`).
    pub const fn json_value(self) -> Self {
        self.with(JSON_VALUE)
    }

    /// The value is part of the host name.
    pub const fn host_label(self) -> Self {
        self.with(HOST_LABEL)
    }

    /// Whether requests must set it.
    pub const fn is_required(&self) -> bool {
        self.has(REQUIRED)
    }

    /// Whether items stand in the parent element.
    pub const fn is_flattened(&self) -> bool {
        self.has(FLATTENED)
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

/// The shape of scalars that carry no traits of their own, and of operations without input or output.
pub mod shapes {
    use super::{Kind, Shape};

    /// `true` or `false`.
    pub static BOOLEAN: Shape = Shape::new("Boolean", Kind::Boolean, &[]);
    /// A 32-bit integer.
    pub static INTEGER: Shape = Shape::new("Integer", Kind::Integer, &[]);
    /// A 64-bit integer.
    pub static LONG: Shape = Shape::new("Long", Kind::Long, &[]);
    /// A 32-bit float.
    pub static FLOAT: Shape = Shape::new("Float", Kind::Float, &[]);
    /// A 64-bit float.
    pub static DOUBLE: Shape = Shape::new("Double", Kind::Double, &[]);
    /// Text.
    pub static STRING: Shape = Shape::new("String", Kind::String, &[]);
    /// Text with known values.
    pub static ENUM: Shape = Shape::new("Enum", Kind::Enum, &[]);
    /// Bytes.
    pub static BLOB: Shape = Shape::new("Blob", Kind::Blob, &[]);
    /// A streamed payload.
    pub static STREAM: Shape = Shape::new("Stream", Kind::Stream, &[]);
    /// A point in time.
    pub static TIMESTAMP: Shape = Shape::new("Timestamp", Kind::Timestamp, &[]);
    /// Any JSON value.
    pub static DOCUMENT: Shape = Shape::new("Document", Kind::Document, &[]);
    /// A structure without members.
    pub static EMPTY: Shape = Shape::structure("Empty", &[]);
}

/// What a malformed run-time table yields instead of a panic: a member that nothing is read from.
static NOTHING: Member = Member::new("", &shapes::EMPTY);
