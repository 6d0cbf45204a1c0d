//! The traits that are known, and the namespaces in which an unknown one may change what is sent.

use pageboy_schema::nearest;

use super::model::Traits;
use super::node::Log;

/// Traits of these namespaces say what stands on the wire, and how a request is signed.
const WIRE: [&str; 4] = [
    "smithy.api#",
    "aws.protocols#",
    "smithy.protocols#",
    "aws.auth#",
];

/// The known traits that the import reads.
#[rustfmt::skip] // a list: several on a line
const READ: [&str; 66] = [
    "aws.auth#sigv4", "aws.auth#sigv4a", "aws.auth#unsignedPayload",
    "aws.protocols#awsJson1_0", "aws.protocols#awsJson1_1", "aws.protocols#awsQuery", "aws.protocols#awsQueryCompatible",
    "aws.protocols#awsQueryError", "aws.protocols#ec2Query", "aws.protocols#ec2QueryName", "aws.protocols#httpChecksum",
    "aws.protocols#restJson1", "aws.protocols#restXml", "smithy.protocols#rpcv2Cbor",
    "smithy.api#auth", "smithy.api#deprecated", "smithy.api#endpoint", "smithy.api#enum", "smithy.api#enumValue",
    "smithy.api#error", "smithy.api#eventHeader", "smithy.api#eventPayload", "smithy.api#hostLabel", "smithy.api#http",
    "smithy.api#httpApiKeyAuth", "smithy.api#httpBasicAuth", "smithy.api#httpBearerAuth", "smithy.api#httpChecksumRequired",
    "smithy.api#httpDigestAuth", "smithy.api#httpError", "smithy.api#httpHeader", "smithy.api#httpLabel", "smithy.api#httpPayload",
    "smithy.api#httpPrefixHeaders", "smithy.api#httpQuery", "smithy.api#httpQueryParams", "smithy.api#httpResponseCode",
    "smithy.api#idempotencyToken", "smithy.api#idempotent", "smithy.api#jsonName", "smithy.api#length", "smithy.api#mediaType",
    "smithy.api#optionalAuth", "smithy.api#paginated", "smithy.api#pattern", "smithy.api#range", "smithy.api#readonly",
    "smithy.api#requestCompression", "smithy.api#required", "smithy.api#requiresLength", "smithy.api#retryable",
    "smithy.api#sensitive", "smithy.api#sparse", "smithy.api#streaming", "smithy.api#timestampFormat", "smithy.api#title",
    "smithy.api#xmlAttribute", "smithy.api#xmlFlattened", "smithy.api#xmlName", "smithy.api#xmlNamespace", "smithy.api#mixin",
    // A protocol of which no client speaks; the service has another.
    "smithy.protocols#rpcv2Json",
    // What is not sent does not need a value: botocore leaves the default to the service.
    "smithy.api#default", "smithy.api#addedDefault", "smithy.api#clientOptional", "smithy.api#box",
];

/// Traits without effect on the wire.
#[rustfmt::skip] // a list: several on a line
const OTHERS: [&str; 26] = [
    "aws.auth#cognitoUserPools",
    "smithy.api#authDefinition", "smithy.api#cors", "smithy.api#documentation", "smithy.api#examples",
    "smithy.api#externalDocumentation", "smithy.api#idRef", "smithy.api#input", "smithy.api#internal",
    "smithy.api#nestedProperties", "smithy.api#noReplace", "smithy.api#notProperty", "smithy.api#output", "smithy.api#private",
    "smithy.api#property", "smithy.api#protocolDefinition", "smithy.api#recommended", "smithy.api#references",
    "smithy.api#resourceIdentifier", "smithy.api#since", "smithy.api#suppress", "smithy.api#tags", "smithy.api#trait",
    "smithy.api#traitValidators", "smithy.api#uniqueItems", "smithy.api#unstable",
];

/// Warns of traits that may change the wire form in a way that is not known here.
pub(super) fn check(traits: &Traits<'_>, log: &mut Log) {
    for (id, node) in traits {
        let id: &str = id;
        if !WIRE.iter().any(|namespace| id.starts_with(namespace))
            || READ.contains(&id)
            || OTHERS.contains(&id)
        {
            continue;
        }
        let mut message = format!(
            "the trait `{id}` is not known, and is left out; it may change what is sent, or how it is signed"
        );
        // A namespace is long, and would make every name in it near.
        let (namespace, name) = id.split_once('#').unwrap_or_default();
        let own = READ.iter().filter_map(|id| id.split_once('#'));
        let own = own.filter(|(other, _)| *other == namespace);
        if let Some(near) = nearest(name, own.map(|(_, name)| name)).first() {
            message.push_str(&format!("; did you mean `{namespace}#{near}`?"));
        }
        log.warning(&node.pointer, message);
    }
}
