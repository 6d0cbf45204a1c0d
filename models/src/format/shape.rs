//! The objects of `shapes`.

use super::Value::{Boolean, Name, Number, Object, OneOf, Status, Text, TextOr, Texts};
use super::{Key, Place, Value, key};

/// `type` of a shape.
const TYPES: &[&str] = &[
    "blob",
    "boolean",
    "character",
    "double",
    "float",
    "integer",
    "list",
    "long",
    "map",
    "string",
    "structure",
    "timestamp",
];

const LOCATIONS: &[&str] = &["header", "headers", "querystring", "statusCode", "uri"];

const TIMES: &[&str] = &["iso8601", "rfc822", "unixTimestamp"];

/// An entry of `shapes`.
pub(crate) static SHAPE: Place = Place {
    path: "shapes.<name>",
    keys: &SHAPE_KEYS,
};

/// A reference to a shape.
pub(super) static MEMBER: Place = Place {
    path: "shapes.<name>.members.<name>",
    keys: &MEMBER_KEYS,
};

const SHAPE_KEYS: [Key; OF_SHAPE.len() + TRAITS.len()] = joined(OF_SHAPE, TRAITS);

const MEMBER_KEYS: [Key; OF_MEMBER.len() + TRAITS.len()] = joined(OF_MEMBER, TRAITS);

/// Keys of shapes alone.
const OF_SHAPE: &[Key] = &[
    key("type", OneOf(TYPES), "the kind of value").required(),
    key(
        "members",
        Value::Map(&MEMBER),
        "members of a structure, in the order of XML documents",
    ),
    key("required", Texts, "members that a request must set"),
    key("member", Object(&MEMBER), "element of a list").required_of("list"),
    key("key", Object(&MEMBER), "key of a map, a string").required_of("map"),
    key("value", Object(&MEMBER), "value of a map").required_of("map"),
    key("payload", Name, "the member that is the whole body"),
    key("union", Boolean, "exactly one member is set"),
    key(
        "document",
        Boolean,
        "any JSON value; the structure has no members",
    ),
    key(
        "eventstream",
        Boolean,
        "a stream; each member is a kind of event",
    ),
    key("event", Boolean, "the structure is an event of a stream"),
    key("exception", Boolean, "the structure is an error"),
    key("fault", Boolean, "the service is to blame for the error"),
    key("error", Object(&ERROR), "code and status of an error"),
    key("retryable", Object(&RETRYABLE), "calling again may help"),
    key(
        "synthetic",
        Boolean,
        "the error exists only for services that spoke `query`",
    ),
    key(
        "wrapper",
        Boolean,
        "with `query`, a result stands in an element of the shape's name",
    ),
    key(
        "xmlOrder",
        Texts,
        "members in the order that they have in XML, if it is another",
    ),
    key(
        "enum",
        Texts,
        "the known values of a string; others are accepted too",
    ),
    key(
        "min",
        Number,
        "least number, length of a text, bytes of a blob, or entries of a list or map",
    ),
    key("max", Number, "the greatest, counted in the same way"),
    key("locationName", Text, "its name on the wire"),
];

/// Keys of references alone, or with another meaning than in shapes.
const OF_MEMBER: &[Key] = &[
    key("shape", Name, "the name of the shape").required(),
    key(
        "locationName",
        Text,
        "its name on the wire, or the prefix of its headers",
    ),
    key("document", Boolean, "any JSON value"),
    key("enum", Texts, "the known values of a string"),
    key("min", Number, "the least, as for a shape"),
    key("max", Number, "the greatest, as for a shape"),
];

/// Keys that mean the same in a shape and in a reference to it.
const TRAITS: &[Key] = &[
    key("pattern", Text, "a regular expression; it is not checked"),
    key(
        "flattened",
        Boolean,
        "the elements of a list or map stand in the parent element (XML, `query`)",
    ),
    key("sparse", Boolean, "a list or map may hold `null`"),
    key(
        "location",
        OneOf(LOCATIONS),
        "where the value travels, if not in the body",
    ),
    key("queryName", Text, "its name in requests of `ec2`"),
    key(
        "xmlNamespace",
        TextOr(&NAMESPACE),
        "the namespace of its element",
    ),
    key(
        "xmlAttribute",
        Boolean,
        "it is an attribute of the parent element",
    ),
    key(
        "timestampFormat",
        OneOf(TIMES),
        "the form of a time on the wire",
    ),
    key("streaming", Boolean, "the payload is not held in memory"),
    key(
        "requiresLength",
        Boolean,
        "a streamed payload must have a known length",
    ),
    key("sensitive", Boolean, "the value is never printed"),
    key(
        "idempotencyToken",
        Boolean,
        "a random UUID is sent if it is absent",
    ),
    key(
        "jsonvalue",
        Boolean,
        "the text is JSON; in a header it is base64",
    ),
    key("hostLabel", Boolean, "the value is part of the host's name"),
    key(
        "box",
        Boolean,
        "absent differs from zero; pageboy always keeps them apart",
    ),
    key("eventheader", Boolean, "the value is a header of its event"),
    key(
        "eventpayload",
        Boolean,
        "the value is the payload of its event",
    ),
    key(
        "contextParam",
        Object(&CONTEXT_PARAM),
        "the endpoint parameter that the value sets",
    ),
    key("deprecated", Boolean, "it is deprecated"),
    key("deprecatedMessage", Text, "what takes its place"),
    key("deprecatedSince", Text, "the date of the deprecation"),
    key("documentation", Text, "prose, in HTML"),
];

/// Both lists; `COUNT` is the sum of their lengths.
const fn joined<const COUNT: usize>(first: &[Key], second: &[Key]) -> [Key; COUNT] {
    let mut all = [first[0]; COUNT];
    let mut at = 1;
    while at < COUNT {
        all[at] = match at < first.len() {
            true => first[at],
            false => second[at - first.len()],
        };
        at += 1;
    }
    all
}

pub(super) static ERROR: Place = Place {
    path: "shapes.<name>.error",
    keys: &[
        key(
            "code",
            Text,
            "the code on the wire, if it is not the shape's name",
        ),
        key("httpStatusCode", Status, "the status of the answer"),
        key("senderFault", Boolean, "the request is to blame"),
    ],
};

static RETRYABLE: Place = Place {
    path: "shapes.<name>.retryable",
    keys: &[key(
        "throttling",
        Boolean,
        "the error means too many requests",
    )],
};

pub(super) static NAMESPACE: Place = Place {
    path: "xmlNamespace",
    keys: &[
        key("uri", Text, "the namespace").required(),
        key("prefix", Text, "the prefix that it is bound to"),
    ],
};

static CONTEXT_PARAM: Place = Place {
    path: "contextParam",
    keys: &[key("name", Name, "the parameter of the endpoint rules").required()],
};
