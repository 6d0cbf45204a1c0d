//! What is written as a service writes it is read as a client reads it.

use bytes::Bytes;

use super::super::samples::sample;
use super::super::{ErrorAnswer, Limits, Response, Substitutions, parse_error, parse_output};
use super::{answer, error_answer};
use crate::Dynamic;
use crate::body::Body;
use crate::schema::{
    Endpoint, Exception, Location, Member, Operation, Protocol, Service, Shape, shapes,
};
use crate::view::{Slot, Structure, equal};

static NAMES: Shape = Shape::list(
    "Names",
    &[Member::new("member", &shapes::STRING).wire("item")],
);
static TAGS: Shape = Shape::map(
    "Tags",
    &[
        Member::new("key", &shapes::STRING).wire("k"),
        Member::new("value", &INNER).wire("v"),
    ],
);
static INNER: Shape = Shape::structure(
    "Inner",
    &[
        Member::new("Name", &shapes::STRING)
            .request("Asked")
            .response("answered"),
        Member::new("Ratio", &shapes::DOUBLE),
        Member::new("Data", &shapes::BLOB),
        Member::new("At", &shapes::TIMESTAMP),
    ],
);
static CHOICE: Shape = Shape::union(
    "Choice",
    &[
        Member::new("Left", &shapes::LONG),
        Member::new("Right", &INNER),
    ],
);
/// The names in requests and answers differ in these protocols alone.
static XML: Shape = Shape::structure(
    "Xml",
    &[
        Member::new("Names", &NAMES)
            .request("Name")
            .response("nameSet"),
        Member::new("Flat", &NAMES)
            .request("Flat")
            .response("flat")
            .flattened(),
        Member::new("Tags", &TAGS),
        Member::new("FlatTags", &TAGS).flattened(),
        Member::new("Choice", &CHOICE),
        Member::new("Yes", &shapes::BOOLEAN).wire("yes"),
        Member::new("Count", &shapes::INTEGER),
        Member::new("Lang", &shapes::STRING)
            .wire("xml:lang")
            .xml_attribute(),
    ],
);
static PLAIN_INNER: Shape = Shape::structure(
    "PlainInner",
    &[
        Member::new("Name", &shapes::STRING).wire("name"),
        Member::new("Ratio", &shapes::FLOAT),
        Member::new("Data", &shapes::BLOB),
        Member::new("At", &shapes::TIMESTAMP),
        Member::new("Free", &shapes::DOCUMENT),
    ],
);
static HOLES: Shape = Shape::list("Holes", &[Member::new("member", &PLAIN_INNER)]).sparse();
static PLAIN: Shape = Shape::structure(
    "Plain",
    &[
        Member::new("Holes", &HOLES),
        Member::new("Yes", &shapes::BOOLEAN),
        Member::new("Count", &shapes::LONG),
        Member::new("Choice", &CHOICE),
    ],
);
static BOUND: Shape = Shape::structure(
    "Bound",
    &[
        Member::new("Etag", &shapes::STRING)
            .wire("ETag")
            .location(Location::Header),
        Member::new("Modified", &shapes::TIMESTAMP)
            .wire("Last-Modified")
            .location(Location::Header),
        Member::new("Status", &shapes::INTEGER).location(Location::StatusCode),
        Member::new("Name", &shapes::STRING),
    ],
);
static WHOLE: Shape = Shape::structure(
    "Whole",
    &[
        Member::new("Etag", &shapes::STRING)
            .wire("ETag")
            .location(Location::Header),
        Member::new("Body", &shapes::BLOB),
    ],
)
.payload(1);
static GONE: Exception = Exception::new("Gone.For-Good", &GONE_SHAPE);
static GONE_SHAPE: Shape = Shape::structure(
    "Gone",
    &[
        Member::new("Message", &shapes::STRING).wire("message"),
        Member::new("Since", &shapes::TIMESTAMP),
        Member::new("Names", &NAMES),
    ],
);

macro_rules! operations {
    ($($operation:ident: $protocol:ident $method:literal -> $output:ident, $wrapper:expr;)*) => {$(
        static $operation: Operation = {
            static SERVICE: Service = Service::new("s", "S", "1", Protocol::$protocol, Endpoint::regional("s"));
            let mut operation = Operation::new(&SERVICE, "Do")
                .http($method, "/")
                .output(&$output)
                .errors(&[&GONE]);
            operation.result_wrapper = $wrapper;
            operation
        };
    )*};
}

operations! {
    EC2: Ec2 "POST" -> XML, None;
    QUERY: Query "POST" -> XML, Some("DoResult");
    REST_XML: RestXml "GET" -> XML, None;
    JSON: Json11 "POST" -> PLAIN, None;
    REST_JSON: RestJson "GET" -> PLAIN, None;
    CBOR: RpcV2Cbor "POST" -> PLAIN, None;
    BOUND_XML: RestXml "GET" -> BOUND, None;
    BOUND_JSON: RestJson "GET" -> BOUND, None;
    WHOLE_XML: RestXml "GET" -> WHOLE, None;
    HEAD: RestXml "HEAD" -> BOUND, None;
}

async fn split(response: http::Response<Body>) -> (http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    (parts, body.collect().await.unwrap())
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn an_output_is_read_as_it_was_written_in_every_protocol() {
    let xml = r#"{"Names": ["a<", "b"], "Flat": ["c", "d"], "Tags": {"k1": {"Name": "n", "Ratio": 0.5}}, "Yes": true,
        "FlatTags": {"k2": {"Data": "\n"}, "k3": {"At": 7}}, "Choice": {"Right": {"Name": " x "}}, "Count": -1, "Lang": "<"}"#;
    let plain = r#"{"Holes": [null, {"Name": "n\"", "Ratio": "NaN", "Data": "d", "At": 7, "Free": {"a": [1]}}], "Yes": false,
        "Count": 9007199254740993}"#;
    let bound = r#"{"Etag": "é", "Modified": 7, "Status": 206, "Name": "n"}"#;
    for (operation, json) in [
        (&EC2, xml),
        (&QUERY, xml),
        (&REST_XML, xml),
        (&JSON, plain),
        (&REST_JSON, plain),
        (&CBOR, plain),
        (&BOUND_XML, bound),
        (&BOUND_JSON, bound),
        (&WHOLE_XML, r#"{"Etag": "e", "Body": "not a document"}"#),
    ] {
        let shape = operation.output.unwrap();
        let written = sample(shape, json);
        let response = answer(operation, &written, &Substitutions::new()).unwrap();
        let (parts, body) = split(response).await;
        let response = Response {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.into(),
        };
        let mut read = Dynamic::new(shape);
        let protocol = operation.service.protocol;
        parse_output(operation, &response, &mut read, &Limits::default())
            .unwrap_or_else(|error| panic!("{protocol:?}: {error}"));
        let (written, read) = (format!("{written:?}"), format!("{read:?}"));
        assert_eq!(written, read, "{protocol:?}");
    }
}

/// What it holds is not kept when it is read, only its name.
#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn a_member_that_the_model_does_not_have_stays_one_in_every_protocol() {
    for operation in [&EC2, &QUERY, &REST_XML, &JSON, &REST_JSON, &CBOR] {
        let shape = operation.output.unwrap();
        let mut written = Dynamic::new(shape);
        let at = shape.index_of("Choice").unwrap();
        let Some(Slot::Structure(choice)) = written.get_mut(at).map(|member| member.slot()) else {
            panic!("a union is a structure");
        };
        choice.set_unknown("Middle");
        let response = answer(operation, &written, &Substitutions::new()).unwrap();
        let (parts, body) = split(response).await;
        let response = Response {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.into(),
        };
        let mut read = Dynamic::new(shape);
        parse_output(operation, &response, &mut read, &Limits::default()).unwrap();
        assert!(equal(&written, &read), "{read:?}");
    }
}

#[tokio::test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
async fn an_error_has_its_code_message_fields_and_members_in_every_protocol() {
    let shape = GONE.shape;
    let details = sample(
        shape,
        r#"{"Message": "for good", "Since": 7, "Names": ["a"]}"#,
    );
    for operation in [&EC2, &QUERY, &REST_XML, &JSON, &REST_JSON, &CBOR] {
        let protocol = operation.service.protocol;
        let fields = [("Region".to_owned(), "here & there".to_owned())];
        for (details, message) in [(None, "gone"), (Some(&details), "for good")] {
            let error = ErrorAnswer {
                code: "Gone.For-Good",
                message,
                status: 410,
                fields: &fields,
                details: details.map(|details| details as &dyn Structure),
            };
            let (parts, body) = split(error_answer(operation, &error).unwrap()).await;
            let limits = Limits::default();
            let read = parse_error(operation, 410, &parts.headers, body, &limits);
            assert_eq!(parts.status, 410);
            assert_eq!(
                (read.code(), read.message()),
                ("Gone.For-Good", message),
                "{protocol:?}"
            );
            assert_eq!(read.field("Region"), Some("here & there"), "{protocol:?}");
            if let Some(details) = details {
                let mut found = Dynamic::new(shape);
                read.details_into(&mut found).unwrap();
                assert!(equal(details, &found), "{protocol:?}: {found:?}");
            }
        }
    }
}

#[test]
fn an_error_of_a_head_can_be_no_more_than_its_status() {
    let error = |code| ErrorAnswer {
        code,
        message: "",
        status: 404,
        fields: &[],
        details: None,
    };
    assert!(error_answer(&HEAD, &error("404")).is_ok());
    let wrong = error_answer(&HEAD, &error("NoSuchKey")).err().unwrap();
    insta::assert_snapshot!(format!("{wrong:?}"), @r#"Invalid(["Do is a HEAD, whose errors have no body: their code is their status, such as 404, not NoSuchKey"])"#);
}
