//! `service-2.json`: the operations and shapes of a service, which stay text until they are requested.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;

use crate::corrections::Correction;
use crate::error::Error;
use crate::origins::Origins;
use crate::section::Section;
use crate::shape::{ErrorTrait, Shape, XmlNamespace};
use pageboy_schema::json::Json;
use pageboy_schema::nearest;
use pageboy_schema::reader::Problem;

/// A service model: one `service-2.json` with everything that is merged into it.
///
/// An operation or shape is parsed at each request, and not before: EC2 has thousands, and an unoptimised build script needs
/// a hundred. Callers that need one repeatedly keep it.
#[derive(Debug)]
pub struct Service {
    pub(crate) name: String,
    pub(crate) metadata: Metadata,
    pub(crate) deprecated: bool,
    pub(crate) deprecated_message: Option<String>,
    pub(crate) client_context_params: IndexMap<String, ClientContextParam>,
    pub(crate) documentation: Option<String>,
    pub(crate) text: String,
    pub(crate) operations: Section,
    pub(crate) shapes: Section,
    pub(crate) origins: Origins,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) unknown: Vec<Problem>,
    /// Nothing is missing without which the model means nothing.
    pub(crate) is_whole: bool,
}

impl Service {
    /// The name of the service's folder, for example `ec2` or `cognito-idp`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `metadata`.
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// `deprecated`: the service is deprecated.
    pub const fn is_deprecated(&self) -> bool {
        self.deprecated
    }

    /// `deprecatedMessage`: the replacement.
    pub fn deprecated_message(&self) -> Option<&str> {
        self.deprecated_message.as_deref()
    }

    /// `clientContextParams`: endpoint parameters that a client's configuration sets.
    pub const fn client_context_params(&self) -> &IndexMap<String, ClientContextParam> {
        &self.client_context_params
    }

    /// `documentation`, in HTML; absent from the vendored definitions.
    pub fn documentation(&self) -> Option<&str> {
        self.documentation.as_deref()
    }

    /// The names of all operations, in the model's order.
    pub fn operation_names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.operations.names()
    }

    /// The names of all shapes, in the model's order.
    pub fn shape_names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.shapes.names()
    }

    /// Whether an operation of this name exists.
    pub fn has_operation(&self, name: &str) -> bool {
        self.operations.contains(name)
    }

    /// Whether a shape of this name exists.
    pub fn has_shape(&self, name: &str) -> bool {
        self.shapes.contains(name)
    }

    /// Parses an operation.
    ///
    /// # Errors
    /// [`Error::UnknownOperation`] for an unknown name; [`Error::Mistakes`] when parts of it are missing or have the wrong type.
    pub fn operation(&self, name: &str) -> Result<Operation, Error> {
        match self.operations.parse(&self.text, name) {
            Some(Ok(operation)) => Ok(operation),
            Some(Err(error)) => Err(self.wrong(EntryKind::Operation, name, &error)),
            None => Err(Error::UnknownOperation {
                service: self.name.clone(),
                operation: name.to_owned(),
                nearest: nearest(name, self.operation_names()),
            }),
        }
    }

    /// Parses a shape.
    ///
    /// # Errors
    /// [`Error::UnknownShape`] for an unknown name; [`Error::Mistakes`] when parts of it are missing or have the wrong type.
    pub fn shape(&self, name: &str) -> Result<Shape, Error> {
        match self.shapes.parse(&self.text, name) {
            Some(Ok(shape)) => Ok(shape),
            Some(Err(error)) => Err(self.wrong(EntryKind::Shape, name, &error)),
            None => Err(Error::UnknownShape {
                service: self.name.clone(),
                shape: name.to_owned(),
                nearest: nearest(name, self.shape_names()),
            }),
        }
    }

    /// The file that defines the value at a JSON pointer: the last that writes it or an object around it.
    pub fn origin(&self, pointer: &str) -> &Path {
        self.origins.of(pointer)
    }

    /// The file that defines the value at a JSON pointer, and the pointer of the value in it.
    pub fn locate(&self, pointer: &str) -> (&Path, String) {
        self.origins.locate(pointer)
    }

    /// The places below a place that later files wrote, the latest first: file and pointer.
    pub fn written_below(&self, pointer: &str) -> Vec<(&Path, &str)> {
        self.origins.below(pointer)
    }

    /// The files of the model, in the order of merging.
    pub fn sources(&self) -> &[PathBuf] {
        self.origins.files()
    }

    /// The corrections of the overlays, with their fit.
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }
}

/// A kind of entry of a model.
#[derive(Clone, Copy)]
pub(crate) enum EntryKind {
    Operation,
    Shape,
}

/// `metadata` of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// `apiVersion`, which is also the name of the version's folder.
    pub api_version: String,
    /// `endpointPrefix`: the first label of the service's hosts; empty if absent, as in a service that is not Amazon's.
    #[serde(default)]
    pub endpoint_prefix: String,
    /// `globalEndpoint`: the only host of a service without regions.
    pub global_endpoint: Option<String>,
    /// `protocol`: the wire format before `protocols` existed.
    pub protocol: String,
    /// `protocols`: every wire format the service speaks.
    #[serde(default)]
    pub protocols: Vec<String>,
    /// `protocolSettings.h2` is present: some operations need HTTP/2.
    #[serde(default)]
    pub protocol_settings: ProtocolSettings,
    /// `jsonVersion`: `1.0` or `1.1`.
    pub json_version: Option<String>,
    /// `targetPrefix`: precedes the operation in `X-Amz-Target`, or in the path of CBOR requests.
    pub target_prefix: Option<String>,
    /// `signatureVersion`: `v4`, `s3`, `s3v4`, `v2`, `bearer`, …
    pub signature_version: Option<String>,
    /// `signingName`: the service in the credential scope, where it is not the endpoint prefix.
    pub signing_name: Option<String>,
    /// `auth`: the ways to authenticate, best first, for example `aws.auth#sigv4`.
    #[serde(default)]
    pub auth: Vec<String>,
    /// `httpApiKeyAuth`: the place of the key of `smithy.api#httpApiKeyAuth`; botocore does not know it.
    pub http_api_key_auth: Option<HttpApiKeyAuth>,
    /// `serviceId`, for example `CloudWatch Logs`.
    pub service_id: Option<String>,
    /// `serviceFullName`.
    pub service_full_name: Option<String>,
    /// `serviceAbbreviation`.
    pub service_abbreviation: Option<String>,
    /// `uid`, for example `ec2-2016-11-15`; the API reference uses it.
    pub uid: Option<String>,
    /// `xmlNamespace` of the documents.
    pub xml_namespace: Option<XmlNamespace>,
    /// `checksumFormat`: `md5` or `sha256`.
    pub checksum_format: Option<String>,
    /// `awsQueryCompatible` is present: the service came from the query protocol and may send its error codes.
    #[serde(default, deserialize_with = "present")]
    pub aws_query_compatible: bool,
}

impl Metadata {
    /// The wire format to use: the first of botocore's preference that `protocols` has, else `protocol`.
    ///
    /// `None` when `protocols` has none that is known (`botocore/model.py`, `resolved_protocol`).
    pub fn resolved_protocol(&self) -> Option<&str> {
        const PREFERENCE: [&str; 6] = [
            "json",
            "rest-json",
            "rest-xml",
            "smithy-rpc-v2-cbor",
            "query",
            "ec2",
        ];
        if self.protocols.is_empty() {
            return Some(&self.protocol);
        }
        PREFERENCE
            .into_iter()
            .find(|known| self.protocols.iter().any(|name| name == known))
    }

    /// Every wire format the service speaks: `protocols`, else `protocol` alone.
    pub fn offered_protocols(&self) -> &[String] {
        if self.protocols.is_empty() {
            std::slice::from_ref(&self.protocol)
        } else {
            &self.protocols
        }
    }

    /// The service in the credential scope: `signingName`, else `endpointPrefix`.
    pub fn resolved_signing_name(&self) -> &str {
        self.signing_name
            .as_deref()
            .unwrap_or(&self.endpoint_prefix)
    }
}

/// `httpApiKeyAuth`, like Smithy's trait of that name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct HttpApiKeyAuth {
    /// `name`: the header, or the field of the query.
    pub name: String,
    /// `in`: `header` or `query`.
    #[serde(rename = "in")]
    pub place: String,
    /// `scheme`: precedes the key in a header, for example `ApiKey`.
    pub scheme: Option<String>,
}

/// `protocolSettings`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ProtocolSettings {
    /// `h2`: `eventstream` or `optional`.
    pub h2: Option<String>,
}

/// One of `clientContextParams`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ClientContextParam {
    /// `type`: `boolean` or `string`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// An operation: one entry of `operations`.
///
/// The key in `operations` is what users call and what goes on the wire; `name` differs from it in CloudFront.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Operation {
    /// `name`.
    pub name: String,
    /// `http`: method and URI.
    pub http: Http,
    /// `input`, or `None` for an operation without one.
    pub input: Option<Reference>,
    /// `output`, or `None` for an operation without one.
    pub output: Option<Reference>,
    /// `errors`: the exceptions the operation declares.
    pub errors: Vec<OperationError>,
    /// `auth`: overrides the service's, for example `smithy.api#noAuth`.
    pub auth: Vec<String>,
    /// `authtype`: `none` or `v4-unsigned-body`.
    pub authtype: Option<String>,
    /// `unsignedPayload`: the body is not part of the signature.
    pub unsigned_payload: bool,
    /// `endpoint`: the prefix of the host.
    pub endpoint: Option<HostPrefix>,
    /// `httpChecksum`.
    pub http_checksum: Option<HttpChecksum>,
    /// `httpChecksumRequired`: the older form; a checksum must be sent.
    pub http_checksum_required: bool,
    /// `requestcompression`.
    #[serde(rename = "requestcompression")]
    pub request_compression: Option<RequestCompression>,
    /// `staticContextParams`: endpoint parameters with a fixed value.
    pub static_context_params: IndexMap<String, StaticContextParam>,
    /// `operationContextParams`: endpoint parameters taken from the input by a JMESPath expression.
    pub operation_context_params: IndexMap<String, OperationContextParam>,
    /// `endpointdiscovery`: the endpoint can or must be discovered.
    #[serde(rename = "endpointdiscovery")]
    pub endpoint_discovery: Option<EndpointDiscovery>,
    /// `endpointoperation`: the operation returns endpoints.
    #[serde(rename = "endpointoperation")]
    pub endpoint_operation: bool,
    /// `idempotent`.
    pub idempotent: bool,
    /// `readonly`.
    pub readonly: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `deprecatedMessage`: the replacement.
    pub deprecated_message: Option<String>,
    /// `deprecatedSince`: a date, in any form.
    pub deprecated_since: Option<String>,
    /// `documentation`, in HTML; absent from the vendored definitions.
    pub documentation: Option<String>,
}

/// `http` of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Http {
    /// `method`; `POST` when absent.
    pub method: String,
    /// `requestUri`, with `{Label}` and `{Label+}` placeholders; `/` when absent.
    pub request_uri: String,
    /// `responseCode`: the status of a success.
    pub response_code: Option<u16>,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            method: "POST".to_owned(),
            request_uri: "/".to_owned(),
            response_code: None,
        }
    }
}

/// `input` or `output` of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object with a `shape`")]
pub struct Reference {
    /// The name of the shape.
    pub shape: String,
    /// `locationName`: the root element of an XML request, or of an XML answer.
    pub location_name: Option<String>,
    /// `xmlNamespace` of that element.
    pub xml_namespace: Option<XmlNamespace>,
    /// `resultWrapper`: the element that holds a query result.
    pub result_wrapper: Option<String>,
}

/// One of an operation's `errors`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OperationError {
    /// The name of the shape.
    pub shape: String,
    /// `error`, which an old model has here as well.
    #[serde(default)]
    pub error: Option<ErrorTrait>,
}

/// `endpoint` of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostPrefix {
    /// `hostPrefix`, with `{Label}` placeholders.
    pub host_prefix: String,
}

/// `httpChecksum` of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HttpChecksum {
    /// `requestAlgorithmMember`: the input member that names the algorithm.
    pub request_algorithm_member: Option<String>,
    /// `requestChecksumRequired`.
    pub request_checksum_required: bool,
    /// `requestValidationModeMember`: the input member that turns validation of the answer on.
    pub request_validation_mode_member: Option<String>,
    /// `responseAlgorithms`: those that an answer may have.
    pub response_algorithms: Vec<String>,
}

/// `requestcompression` of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RequestCompression {
    /// `encodings`, best first.
    pub encodings: Vec<String>,
}

/// One of `staticContextParams`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct StaticContextParam {
    /// `value`: a boolean, text, or a list of text.
    pub value: Json,
}

/// One of `operationContextParams`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OperationContextParam {
    /// `path`: a JMESPath expression over the input.
    pub path: String,
}

/// `endpointdiscovery` of an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EndpointDiscovery {
    /// `required`: the operation cannot be called without a discovered endpoint.
    pub required: bool,
}

/// A trait that holds when its key is present, whatever its value (`"awsQueryCompatible": {}`).
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(deserializer)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{Metadata, Operation};

    #[test]
    fn an_operation_keeps_what_the_wire_needs() {
        let operation: Operation = serde_json::from_str(
            r#"{"name":"Put","http":{"method":"PUT","requestUri":"/{A+}","responseCode":204},
            "input":{"shape":"PutRequest","locationName":"Root","xmlNamespace":{"uri":"u"}},
            "output":{"shape":"PutOutput","resultWrapper":"PutResult"},
            "errors":[{"shape":"No","error":{"code":"N","httpStatusCode":400},"exception":true}],
            "auth":["smithy.api#noAuth"],"authtype":"none","unsignedPayload":true,
            "endpoint":{"hostPrefix":"{A}."},"httpChecksumRequired":true,
            "httpChecksum":{"requestAlgorithmMember":"C","requestChecksumRequired":true,"responseAlgorithms":["MD5"]},
            "requestcompression":{"encodings":["gzip"]},
            "staticContextParams":{"P":{"value":true}},"operationContextParams":{"L":{"path":"keys(R)"}},
            "endpointdiscovery":{},"endpointoperation":true,"deprecated":true,"deprecatedMessage":"m","later":{}}"#,
        )
        .unwrap();
        insta::assert_debug_snapshot!(operation);
    }

    #[test]
    fn an_operation_without_anything_is_a_post() {
        let operation: Operation = serde_json::from_str(r#"{"name":"A"}"#).unwrap();
        assert_eq!(operation.http.method, "POST");
        assert_eq!(operation.http.request_uri, "/");
        assert!(operation.input.is_none() && operation.endpoint_discovery.is_none());
    }

    #[test]
    fn the_preferred_protocol_is_botocores() {
        let metadata = |protocols: &[&str]| Metadata {
            protocol: "smithy-rpc-v2-cbor".to_owned(),
            protocols: protocols.iter().map(ToString::to_string).collect(),
            ..Metadata::default()
        };
        let cbor_and_json = metadata(&["smithy-rpc-v2-cbor", "json"]);
        assert_eq!(cbor_and_json.resolved_protocol(), Some("json"));
        assert_eq!(
            metadata(&[]).resolved_protocol(),
            Some("smithy-rpc-v2-cbor")
        );
        assert_eq!(metadata(&["carrier-pigeon"]).resolved_protocol(), None);
        assert_eq!(
            cbor_and_json.offered_protocols(),
            ["smithy-rpc-v2-cbor", "json"]
        );
        assert_eq!(metadata(&[]).offered_protocols(), ["smithy-rpc-v2-cbor"]);
    }
}
