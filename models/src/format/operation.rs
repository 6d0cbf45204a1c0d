//! The objects of `operations`.

use super::Value::{Anything, Boolean, List, Map, Object, Status, Text, TextOr, Word, Words};
use super::service::AUTH;
use super::shape::{ERROR, NAMESPACE};
use super::{Place, key};

/// The methods of services; a service may have others.
const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "LIST",
];

const ALGORITHMS: &[&str] = &[
    "CRC32",
    "CRC32C",
    "CRC64NVME",
    "MD5",
    "SHA1",
    "SHA256",
    "SHA512",
    "XXHASH128",
    "XXHASH3",
    "XXHASH64",
];

/// An entry of `operations`.
pub(crate) static OPERATION: Place = Place {
    path: "operations.<name>",
    keys: &[
        key("name", Text, "the same as the entry's name"),
        key("http", Object(&HTTP), "method and path"),
        key(
            "input",
            Object(&INPUT),
            "what the operation takes; without it, nothing",
        ),
        key(
            "output",
            Object(&OUTPUT),
            "what it answers; without it, nothing",
        ),
        key(
            "errors",
            List(&OPERATION_ERROR),
            "the errors that it declares",
        ),
        key(
            "auth",
            Words(AUTH),
            "ways to authenticate, best first, instead of the service's",
        ),
        key(
            "authtype",
            Word(&["v4", "v4-unsigned-body", "bearer", "none"]),
            "`none`, or `v4-unsigned-body`: the older form of `auth`",
        ),
        key(
            "unsignedPayload",
            Boolean,
            "the body is no part of the signature",
        ),
        key("endpoint", Object(&ENDPOINT), "a prefix of the host"),
        key(
            "httpChecksum",
            Object(&CHECKSUM),
            "checksums of request and answer",
        ),
        key(
            "httpChecksumRequired",
            Boolean,
            "the request needs a checksum: the older form",
        ),
        key(
            "requestcompression",
            Object(&COMPRESSION),
            "the request may be compressed",
        ),
        key(
            "staticContextParams",
            Map(&STATIC_PARAM),
            "endpoint parameters with a fixed value",
        ),
        key(
            "operationContextParams",
            Map(&PATH_PARAM),
            "endpoint parameters that are taken from the input",
        ),
        key(
            "endpointdiscovery",
            Object(&DISCOVERY),
            "the service is asked for the endpoint",
        ),
        key(
            "endpointoperation",
            Boolean,
            "the operation answers with endpoints",
        ),
        key(
            "idempotent",
            Boolean,
            "calling twice does the same as calling once",
        ),
        key("readonly", Boolean, "it changes nothing"),
        key("deprecated", Boolean, "it is deprecated"),
        key("deprecatedMessage", Text, "what takes its place"),
        key("deprecatedSince", Text, "since when"),
        key("alias", Text, "another name; it is not read"),
        key("documentationUrl", Text, "a link; it is not read"),
        key("documentation", Text, "prose, in HTML"),
    ],
};

static HTTP: Place = Place {
    path: "operations.<name>.http",
    keys: &[
        key("method", Word(METHODS), "the method; `POST` if absent"),
        key(
            "requestUri",
            Text,
            "path and query, with `{Member}` and `{Member+}`; `/` if absent",
        ),
        key("responseCode", Status, "the status of a success"),
    ],
};

static INPUT: Place = Place {
    path: "operations.<name>.input",
    keys: &[
        key("shape", Text, "the structure").required(),
        key("locationName", Text, "the root element of an XML request"),
        key(
            "xmlNamespace",
            TextOr(&NAMESPACE),
            "the namespace of that element",
        ),
        key("resultWrapper", Text, "only for an output"),
        key("documentation", Text, "prose, in HTML"),
    ],
};

static OUTPUT: Place = Place {
    path: "operations.<name>.output",
    keys: &[
        key("shape", Text, "the structure").required(),
        key(
            "resultWrapper",
            Text,
            "with `query`, the element that holds the result",
        ),
        key("locationName", Text, "the root element of an XML answer"),
        key(
            "xmlNamespace",
            TextOr(&NAMESPACE),
            "the namespace of that element",
        ),
        key("documentation", Text, "prose, in HTML"),
    ],
};

static OPERATION_ERROR: Place = Place {
    path: "operations.<name>.errors[]",
    keys: &[
        key("shape", Text, "the structure of the error").required(),
        key(
            "error",
            Object(&ERROR),
            "code and status, if not the shape's",
        ),
        key("exception", Boolean, "it is an error, as everything here"),
        key("fault", Boolean, "the service is to blame"),
        key("documentation", Text, "prose, in HTML"),
    ],
};

static ENDPOINT: Place = Place {
    path: "operations.<name>.endpoint",
    keys: &[key(
        "hostPrefix",
        Text,
        "what precedes the host, with `{Member}`",
    )
    .required()],
};

static CHECKSUM: Place = Place {
    path: "operations.<name>.httpChecksum",
    keys: &[
        key(
            "requestAlgorithmMember",
            Text,
            "the input member that names the algorithm",
        ),
        key(
            "requestChecksumRequired",
            Boolean,
            "the request needs a checksum",
        ),
        key(
            "requestValidationModeMember",
            Text,
            "the input member that turns the check of the answer on",
        ),
        key(
            "responseAlgorithms",
            Words(ALGORITHMS),
            "algorithms that an answer may have",
        ),
    ],
};

static COMPRESSION: Place = Place {
    path: "operations.<name>.requestcompression",
    keys: &[key(
        "encodings",
        Words(&["gzip"]),
        "the encodings, best first",
    )],
};

static STATIC_PARAM: Place = Place {
    path: "operations.<name>.staticContextParams.<name>",
    keys: &[key("value", Anything, "a boolean, a text, or a list of texts").required()],
};

static PATH_PARAM: Place = Place {
    path: "operations.<name>.operationContextParams.<name>",
    keys: &[key("path", Text, "an expression on the input").required()],
};

static DISCOVERY: Place = Place {
    path: "operations.<name>.endpointdiscovery",
    keys: &[key("required", Boolean, "it cannot be called otherwise")],
};
