//! The objects of `operations`.

use super::Value::{Anything, Boolean, List, Map, Name, Object, Status, Text, TextOr, Word, Words};
use super::shape::{ERROR, NAMESPACE};
use super::words::{ALGORITHMS, AUTH, METHODS};
use super::{Place, key};

/// An entry of `operations`.
pub(crate) static OPERATION: Place = Place {
    path: "operations.<name>",
    keys: &[
        key("name", Text, "the name of the entry"),
        key("http", Object(&HTTP), "method and path"),
        key(
            "input",
            Object(&INPUT),
            "the input; absent if the operation takes none",
        ),
        key(
            "output",
            Object(&OUTPUT),
            "the output; absent if the operation returns none",
        ),
        key(
            "errors",
            List(&OPERATION_ERROR),
            "the errors that the operation declares",
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
            "the signature does not cover the body",
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
            "the request needs a checksum: older form of `httpChecksum`",
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
            "endpoint parameters, read from the input",
        ),
        key(
            "endpointdiscovery",
            Object(&DISCOVERY),
            "the service names the endpoint at run time",
        ),
        key(
            "endpointoperation",
            Boolean,
            "the operation returns endpoints",
        ),
        key(
            "idempotent",
            Boolean,
            "a repeated call changes nothing more",
        ),
        key("readonly", Boolean, "the operation changes nothing"),
        key("deprecated", Boolean, "it is deprecated"),
        key("deprecatedMessage", Text, "what takes its place"),
        key("deprecatedSince", Text, "the date of the deprecation"),
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
            Name,
            "path and query, with `{Member}` and `{Member+}`; `/` if absent",
        ),
        key("responseCode", Status, "the status of a success"),
    ],
};

static INPUT: Place = Place {
    path: "operations.<name>.input",
    keys: &[
        key("shape", Name, "the structure").required(),
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
        key("shape", Name, "the structure").required(),
        key(
            "resultWrapper",
            Text,
            "with `query`, the element around the result",
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
        key("shape", Name, "the structure of the error").required(),
        key(
            "error",
            Object(&ERROR),
            "code and status, if not the shape's",
        ),
        key("exception", Boolean, "always true for an error"),
        key("fault", Boolean, "the service is to blame"),
        key("documentation", Text, "prose, in HTML"),
    ],
};

static ENDPOINT: Place = Place {
    path: "operations.<name>.endpoint",
    keys: &[key(
        "hostPrefix",
        Name,
        "what precedes the host, with `{Member}`",
    )
    .required()],
};

static CHECKSUM: Place = Place {
    path: "operations.<name>.httpChecksum",
    keys: &[
        key(
            "requestAlgorithmMember",
            Name,
            "the input member that names the algorithm",
        ),
        key(
            "requestChecksumRequired",
            Boolean,
            "the request needs a checksum",
        ),
        key(
            "requestValidationModeMember",
            Name,
            "the input member that turns on the check of the answer",
        ),
        key(
            "responseAlgorithms",
            Words(ALGORITHMS),
            "algorithms of the answer's checksum",
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
    keys: &[key("path", Name, "an expression on the input").required()],
};

static DISCOVERY: Place = Place {
    path: "operations.<name>.endpointdiscovery",
    keys: &[key(
        "required",
        Boolean,
        "a call needs the discovered endpoint",
    )],
};
