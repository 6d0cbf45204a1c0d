use http::{HeaderMap, HeaderName, HeaderValue};

use crate::Dynamic;
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{
    Endpoint, Location, Member, Operation, Protocol, Service, Shape, TimestampFormat, XmlName,
    shapes,
};
use crate::view::{Slot, Structure};
use crate::wire::samples::sample;
use crate::wire::{
    Limits, Request, Response, Substitutions, parse_output, serialize, streams_output,
};

static JSON: Service = Service::new("j", "J", "1", Protocol::RestJson, Endpoint::regional("j"));
static XML: Service = Service::new("x", "X", "1", Protocol::RestXml, Endpoint::regional("x"));

static STRINGS: Shape = Shape::list("Strings", &[Member::new("member", &shapes::STRING)]);
static TIMES: Shape = Shape::list("Times", &[Member::new("member", &shapes::TIMESTAMP)]);
static NUMBERS: Shape = Shape::list("Numbers", &[Member::new("member", &shapes::INTEGER)]);
static STRING_MAP: Shape = Shape::map(
    "StringMap",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &shapes::STRING),
    ],
);
static LIST_MAP: Shape = Shape::map(
    "ListMap",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &STRINGS),
    ],
);
static NESTED: Shape = Shape::structure("Nested", &[Member::new("Name", &shapes::STRING)]);
static EITHER: Shape = Shape::union("Either", &[Member::new("Name", &shapes::STRING)]);

macro_rules! bound {
    ($name:literal: $shape:expr, $location:ident $wire:literal $($rest:tt)*) => {
        Member::new($name, &$shape).wire($wire).location(Location::$location) $($rest)*
    };
}

static BOUND: Shape = Shape::structure(
    "Bound",
    &[
        bound!("Id": shapes::STRING, Uri "id"),
        bound!("Rest": shapes::STRING, Uri "rest"),
        bound!("Flag": shapes::BOOLEAN, Uri "flag"),
        bound!("When": shapes::TIMESTAMP, Uri "when"),
        bound!("Q": shapes::STRING, Query "q"),
        bound!("QFlag": shapes::BOOLEAN, Query "qflag"),
        bound!("QRatio": shapes::DOUBLE, Query "qratio"),
        bound!("QTime": shapes::TIMESTAMP, Query "qtime"),
        bound!("QList": STRINGS, Query "qlist"),
        bound!("QTimes": TIMES, Query "qtimes"),
        bound!("QMap": STRING_MAP, Query "unused"),
        bound!("QLists": LIST_MAP, Query "unused"),
        bound!("H": shapes::STRING, Header "X-H"),
        bound!("HFlag": shapes::BOOLEAN, Header "X-Flag"),
        bound!("HRatio": shapes::FLOAT, Header "X-Ratio"),
        bound!("HTime": shapes::TIMESTAMP, Header "X-Time"),
        bound!("HIso": shapes::TIMESTAMP, Header "X-Iso" .timestamp(TimestampFormat::Iso8601)),
        bound!("HList": STRINGS, Header "X-List"),
        bound!("HTimes": TIMES, Header "X-Times"),
        bound!("HNumbers": NUMBERS, Header "X-Numbers"),
        bound!("HJson": shapes::STRING, Header "X-Json" .json_value()),
        bound!("Meta": STRING_MAP, Headers "x-meta-"),
        bound!("Type": shapes::STRING, Header "Content-Type"),
        Member::new("Body", &shapes::STRING).wire("body"),
        bound!("Status": shapes::INTEGER, StatusCode "status"),
    ],
);

static PATH: &str = "/a/{id}/{rest+}?fixed&x=1";
static JSON_BOUND: Operation = Operation::new(&JSON, "Do")
    .http("PUT", PATH)
    .input(&BOUND)
    .output(&BOUND);
static XML_BOUND: Operation = Operation::new(&XML, "Do")
    .http("PUT", "/")
    .input(&BOUND)
    .output(&BOUND)
    .root(XmlName {
        name: "Root",
        namespace: None,
    });
static LABELS: Operation = Operation::new(&JSON, "Do")
    .http("GET", "{flag}/{when}")
    .input(&BOUND);
static NO_INPUT: Operation = Operation::new(&JSON, "Ping").http("GET", "/ping?versions");

macro_rules! payload {
    ($($shape:ident, $target:expr, $json:ident, $xml:ident;)*) => {$(
        static $shape: Shape = Shape::structure(
            "Payload",
            &[
                bound!("Type": shapes::STRING, Header "Content-Type"),
                Member::new("Body", &$target).wire("Root"),
            ],
        )
        .payload(1);
        static $json: Operation = Operation::new(&JSON, "Do").input(&$shape).output(&$shape);
        static $xml: Operation = Operation::new(&XML, "Do").input(&$shape).output(&$shape);
    )*};
}

payload! {
    BYTES, shapes::BLOB, JSON_BYTES, XML_BYTES;
    STREAM, shapes::STREAM, JSON_STREAM, XML_STREAM;
    TEXT, shapes::STRING, JSON_TEXT, XML_TEXT;
    STRUCTURE, NESTED, JSON_STRUCTURE, XML_STRUCTURE;
    UNION, EITHER, JSON_UNION, XML_UNION;
    DOCUMENT, shapes::DOCUMENT, JSON_DOCUMENT, XML_DOCUMENT;
}

fn request(op: &Operation, input: &str) -> Result<Request, String> {
    let shape = op.input.unwrap_or(&shapes::EMPTY);
    match serialize(op, &sample(shape, input), &Substitutions::new()) {
        Ok(request) => Ok(request),
        Err(ErrorKind::Invalid(problems)) => Err(problems.join("; ")),
        Err(other) => panic!("{other:?}"),
    }
}

fn body_text(request: &Request) -> String {
    String::from_utf8(request.body.bytes().unwrap().to_vec()).unwrap()
}

fn url(request: &Request) -> String {
    format!("{}?{}", request.path, request.query)
}

#[test]
fn labels_are_encoded_as_segments_or_keep_their_slashes() {
    for (input, expected) in [
        (r#"{"Id": "a", "Rest": "b"}"#, "/a/a/b?fixed&x=1"),
        (
            r#"{"Id": "a/b c", "Rest": "b/../c d/ä?+%"}"#,
            "/a/a%2Fb%20c/b/../c%20d/%C3%A4%3F%2B%25?fixed&x=1",
        ),
        (r#"{"Id": "-._~", "Rest": "/x"}"#, "/a/-._~//x?fixed&x=1"),
    ] {
        assert_eq!(url(&request(&JSON_BOUND, input).unwrap()), expected);
    }
    let labels = request(&LABELS, r#"{"Flag": true, "When": 0}"#).unwrap();
    assert_eq!(url(&labels), "/true/1970-01-01T00%3A00%3A00Z?");
    assert_eq!(
        request(&JSON_BOUND, r#"{"Id": "a", "Rest": ""}"#)
            .err()
            .unwrap(),
        "rest is empty, and part of the path"
    );
    assert_eq!(
        request(&JSON_BOUND, r#"{"Id": "a"}"#).err().unwrap(),
        "missing required member rest"
    );
}

#[test]
fn members_travel_in_the_query_string() {
    for (input, expected) in [
        ("{}", ""),
        (r#"{"Q": "a b"}"#, "&q=a%20b"),
        (r#"{"Q": ""}"#, "&q="),
        (
            r#"{"QFlag": false, "QRatio": "nan", "QTime": 0.5}"#,
            "&qflag=false&qratio=NaN&qtime=1970-01-01T00%3A00%3A00.500000Z",
        ),
        (r#"{"QList": ["a", "b&c"]}"#, "&qlist=a&qlist=b%26c"),
        (r#"{"QList": []}"#, ""),
        (r#"{"QTimes": [0]}"#, "&qtimes=1970-01-01T00%3A00%3A00Z"),
        (r#"{"QMap": {"a b": "1", "c": "2"}}"#, "&a%20b=1&c=2"),
        (r#"{"QLists": {"a": ["1", "2"]}}"#, "&a=1&a=2"),
        (
            r#"{"QMap": {"q": "map", "x": "map", "fixed": "map", "y": "map"}, "Q": "own"}"#,
            "&q=own&y=map",
        ),
    ] {
        let input = input
            .replacen('{', r#"{"Id": "i", "Rest": "r","#, 1)
            .replace(",}", "}");
        let request = request(&JSON_BOUND, &input).unwrap();
        assert_eq!(request.query, format!("fixed&x=1{expected}"));
    }
}

#[test]
fn members_travel_in_headers() {
    for (input, name, expected) in [
        (r#"{"H": "a, \"b\""}"#, "X-H", Some("a, \"b\"")),
        (r#"{"H": ""}"#, "X-H", Some("")),
        (r#"{"HFlag": true}"#, "X-Flag", Some("true")),
        (r#"{"HRatio": "inf"}"#, "X-Ratio", Some("Infinity")),
        (
            r#"{"HTime": 0}"#,
            "X-Time",
            Some("Thu, 01 Jan 1970 00:00:00 GMT"),
        ),
        (r#"{"HIso": 0}"#, "X-Iso", Some("1970-01-01T00:00:00Z")),
        (
            r#"{"HList": ["a", "b,c", "d\"e", ""]}"#,
            "X-List",
            Some(r#"a,"b,c","d\"e","#),
        ),
        (r#"{"HList": []}"#, "X-List", None),
        (
            r#"{"HTimes": [0, 1]}"#,
            "X-Times",
            Some("Thu, 01 Jan 1970 00:00:00 GMT,Thu, 01 Jan 1970 00:00:01 GMT"),
        ),
        (r#"{"HNumbers": [1, 2]}"#, "X-Numbers", Some("1,2")),
        (r#"{"HJson": "{\"a\":1}"}"#, "X-Json", Some("eyJhIjoxfQ==")),
        (r#"{"Meta": {"a": "1", "B": "2"}}"#, "x-meta-B", Some("2")),
    ] {
        let request = request(&XML_BOUND, input).unwrap();
        let mut headers = request.headers.iter();
        let value = headers.find(|(header, _)| header == name);
        assert_eq!(value.map(|(_, value)| value.as_str()), expected, "{input}");
    }
}

#[test]
fn a_header_that_cannot_be_sent_names_its_member() {
    for (input, expected) in [
        (
            r#"{"H": "a\r\nb: c"}"#,
            "H has the character U+000D, and is sent in the header X-H, which holds printable ASCII alone",
        ),
        (
            r#"{"Meta": {"a b": "c"}}"#,
            "Meta: `x-meta-a b` cannot be the name of a header",
        ),
        (
            r#"{"Meta": {"a": "ä"}}"#,
            "Meta.a has other characters than ASCII",
        ),
    ] {
        assert_eq!(request(&XML_BOUND, input).err().unwrap(), expected);
    }
}

#[test]
fn the_body_holds_what_does_not_travel_elsewhere() {
    for (op, input, body, content_type) in [
        (
            &XML_BOUND,
            r#"{"Body": "a", "H": "h"}"#,
            "<Root><body>a</body></Root>",
            Some("application/xml"),
        ),
        (&XML_BOUND, r#"{"H": "h"}"#, "", None),
        (
            &XML_BOUND,
            r#"{"Body": "a", "Type": "text/xml"}"#,
            "<Root><body>a</body></Root>",
            Some("text/xml"),
        ),
        (
            &JSON_BOUND,
            r#"{"Id": "i", "Rest": "r", "Body": "a"}"#,
            r#"{"body":"a"}"#,
            Some("application/json"),
        ),
        (
            &JSON_BOUND,
            r#"{"Id": "i", "Rest": "r"}"#,
            "{}",
            Some("application/json"),
        ),
        (&NO_INPUT, "{}", "", None),
        (
            &JSON_BYTES,
            r#"{"Body": "abc"}"#,
            "abc",
            Some("application/octet-stream"),
        ),
        (
            &XML_BYTES,
            r#"{"Body": "abc", "Type": "image/png"}"#,
            "abc",
            Some("image/png"),
        ),
        (&JSON_BYTES, "{}", "", None),
        (&XML_BYTES, "{}", "", None),
        (
            &XML_STREAM,
            r#"{"Body": "abc"}"#,
            "abc",
            Some("application/octet-stream"),
        ),
        (&JSON_STREAM, "{}", "", None),
        (&XML_TEXT, r#"{"Body": "ä"}"#, "ä", Some("text/plain")),
        (&JSON_TEXT, "{}", "", None),
        (
            &JSON_STRUCTURE,
            r#"{"Body": {"Name": "a"}}"#,
            r#"{"Name":"a"}"#,
            Some("application/json"),
        ),
        (&JSON_STRUCTURE, "{}", "{}", Some("application/json")),
        (
            &XML_STRUCTURE,
            r#"{"Body": {"Name": "a"}}"#,
            "<Root><Name>a</Name></Root>",
            Some("application/xml"),
        ),
        (&XML_STRUCTURE, "{}", "", None),
        (&JSON_UNION, "{}", "", None),
        (&XML_UNION, "{}", "", None),
        (
            &JSON_DOCUMENT,
            r#"{"Body": [1, "a"]}"#,
            r#"[1,"a"]"#,
            Some("application/json"),
        ),
    ] {
        let request = request(op, input).unwrap();
        assert_eq!(body_text(&request), body, "{input}");
        let mut headers = request.headers.iter();
        let header = headers.find(|(name, _)| name == "Content-Type");
        assert_eq!(
            header.map(|(_, value)| value.as_str()),
            content_type,
            "{input}"
        );
    }
    let request = request(&NO_INPUT, "{}").unwrap();
    assert_eq!(
        (url(&request).as_str(), request.method),
        ("/ping?versions", "GET")
    );
}

mod answers;
