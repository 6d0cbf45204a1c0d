//! `service-2.json`, apart from operations and shapes.

use super::Value::{
    Anything, Boolean, Free, Host, Map, Name, Object, OneOf, Text, TextOr, Word, Words,
};
use super::operation::OPERATION;
use super::shape::{NAMESPACE, SHAPE};
use super::words::{AUTH, PROTOCOLS};
use super::{Place, key};

/// The whole file.
pub(crate) static SERVICE: Place = Place {
    path: "",
    keys: &[
        key("version", Anything, "the version of the format, `\"2.0\"`"),
        key("metadata", Object(&METADATA), "the service as a whole").required(),
        key("operations", Map(&OPERATION), "the operations by name"),
        key("shapes", Map(&SHAPE), "the types by name"),
        key(
            "clientContextParams",
            Map(&CLIENT_PARAM),
            "endpoint parameters that a client's configuration sets",
        ),
        key("deprecated", Boolean, "the service is deprecated"),
        key("deprecatedMessage", Text, "what takes its place"),
        key("documentation", Text, "prose, in HTML"),
        key("examples", Free, "calls as examples; they are not read"),
        key(
            "authorizers",
            Free,
            "authorizers of Amazon API Gateway; they are not read",
        ),
    ],
};

static METADATA: Place = Place {
    path: "metadata",
    keys: &[
        key(
            "apiVersion",
            Text,
            "the API version, a date; the folder has the same name",
        )
        .required(),
        key(
            "endpointPrefix",
            Host,
            "the first labels of the hosts; a service that is not Amazon's has none",
        ),
        key(
            "protocol",
            Word(PROTOCOLS),
            "`json`, `rest-json`, `rest-xml`, `query`, `ec2` or `smithy-rpc-v2-cbor`",
        )
        .required(),
        key(
            "protocols",
            Words(PROTOCOLS),
            "all of these that the service speaks",
        ),
        key(
            "protocolSettings",
            Object(&PROTOCOL_SETTINGS),
            "settings of the protocol",
        ),
        key(
            "jsonVersion",
            Word(&["1.0", "1.1"]),
            "with `json`, `1.0` or `1.1`",
        ),
        key(
            "targetPrefix",
            Name,
            "with `json`, what precedes the operation in `X-Amz-Target`; with CBOR, the service in the path",
        ),
        key(
            "globalEndpoint",
            Name,
            "the only host of a service without regions; `{region}` in it stands for the region",
        ),
        key(
            "signatureVersion",
            Word(&["v4", "s3v4", "v2", "bearer", "none", "s3"]),
            "`v4`, `s3v4`, `v2`, `bearer` or `none`",
        ),
        key(
            "signingName",
            Name,
            "the service in signatures, if it is not the endpoint prefix",
        ),
        key(
            "auth",
            Words(AUTH),
            "ways to authenticate, best first, such as `aws.auth#sigv4`",
        ),
        key(
            "httpApiKeyAuth",
            Object(&API_KEY),
            "where the key of `smithy.api#httpApiKeyAuth` stands",
        )
        .ours(),
        key("serviceId", Name, "the service's name in code"),
        key("serviceFullName", Text, "its whole name"),
        key("serviceAbbreviation", Text, "its short name"),
        key(
            "uid",
            Text,
            "the service's folder and version, which links in docs use",
        ),
        key(
            "xmlNamespace",
            TextOr(&NAMESPACE),
            "the namespace of the documents",
        ),
        key(
            "checksumFormat",
            Word(&["md5", "sha256"]),
            "`md5` or `sha256`",
        ),
        key(
            "awsQueryCompatible",
            Anything,
            "if present: errors may have the codes of `query`",
        ),
        key(
            "ripServiceName",
            Text,
            "a name that botocore does not read either",
        ),
    ],
};

static PROTOCOL_SETTINGS: Place = Place {
    path: "metadata.protocolSettings",
    keys: &[key(
        "h2",
        OneOf(&["eventstream", "optional"]),
        "some operations need HTTP/2",
    )],
};

static API_KEY: Place = Place {
    path: "metadata.httpApiKeyAuth",
    keys: &[
        key("name", Name, "the header, or the field of the query").ours(),
        key("in", OneOf(&["header", "query"]), "which of them").ours(),
        key("scheme", Text, "a word before the key in a header").ours(),
    ],
};

static CLIENT_PARAM: Place = Place {
    path: "clientContextParams.<name>",
    keys: &[
        key(
            "type",
            OneOf(&["boolean", "string"]),
            "the type of the setting",
        )
        .required(),
        key("documentation", Text, "prose, in HTML"),
    ],
};
