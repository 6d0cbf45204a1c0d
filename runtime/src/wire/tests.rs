use http::{HeaderMap, HeaderName, HeaderValue};

use super::samples::sample;
use super::{
    Limits, Response, Substitutions, effective_status, is_error, parse_output, request_id,
    serialize,
};
use crate::Dynamic;
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{Endpoint, Member, Operation, Protocol, Service, Shape, shapes};

macro_rules! service {
    ($($name:ident: $folder:literal, $protocol:ident;)*) => {$(
        static $name: Service =
            Service::new($folder, "S", "2006-03-01", Protocol::$protocol, Endpoint::regional("s"))
                .target_prefix("Target_2006");
    )*};
}

service! {
    S3: "s3", RestXml;
    ROUTE53: "route53", RestXml;
    QUERY: "iam", Query;
    EC2: "ec2", Ec2;
    JSON10: "dynamodb", Json10;
    JSON11: "ecs", Json11;
    CBOR: "cloudwatch", RpcV2Cbor;
}
static COMPATIBLE: Service = Service::new(
    "sqs",
    "SQS",
    "1",
    Protocol::Json10,
    Endpoint::regional("sqs"),
)
.target_prefix("AmazonSQS")
.query_compatible();

static NAMED: Shape = Shape::structure(
    "Named",
    &[
        Member::new("Name", &shapes::STRING).host_label(),
        Member::new("Token", &shapes::STRING).idempotency_token(),
    ],
);
static STREAM: Shape =
    Shape::structure("Stream", &[Member::new("Body", &shapes::STREAM)]).payload(0);

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pairs = pairs.iter().map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        (name, HeaderValue::from_str(value).unwrap())
    });
    pairs.collect()
}

#[test]
fn s3_may_report_an_error_with_status_200() {
    static LIST: Operation = Operation::new(&S3, "ListObjects").output(&NAMED);
    static GET: Operation = Operation::new(&S3, "GetObject").output(&STREAM);
    static DELETE: Operation = Operation::new(&S3, "DeleteBucket");
    static OTHER: Operation = Operation::new(&ROUTE53, "ListHostedZones").output(&NAMED);
    for (op, status, body, expected) in [
        (&LIST, 200, "<Result><Name>a</Name></Result>", 200),
        (&LIST, 200, "<Result><Name>a</Name></Result>\n", 200),
        (&LIST, 200, "<Result/>", 200),
        (&LIST, 200, "<Result></Result ><!-- a -->", 200),
        (&LIST, 200, "", 200),
        (&LIST, 200, "<Error><Code>InternalError</Code></Error>", 500),
        (&LIST, 200, "<?xml version='1.0'?>\n<Error/>", 500),
        (&LIST, 200, "<Error>", 500),
        (&LIST, 200, "<Result><Name>a", 500),
        (&LIST, 200, "<Result><Name>a</Name>", 500),
        (&LIST, 200, "<Resu", 500),
        (&LIST, 200, "plain", 500),
        (&LIST, 200, "<Result/><Result/>", 500),
        (&LIST, 404, "<Error/>", 404),
        (&GET, 200, "<Error/>", 200),
        (&DELETE, 200, "<Error/>", 200),
        (&OTHER, 200, "<Error/>", 200),
    ] {
        let body = body.as_bytes();
        assert_eq!(effective_status(op, status, body), expected);
        assert_eq!(is_error(op, status, body), expected >= 300);
    }
    assert!(is_error(&OTHER, 300, b""));
    assert!(!is_error(&OTHER, 299, b""));
}

#[test]
fn the_request_id_of_a_success_is_in_the_headers_or_the_body() {
    static EC2_OP: Operation = Operation::new(&EC2, "Do");
    static QUERY_OP: Operation = Operation::new(&QUERY, "Do");
    static JSON_OP: Operation = Operation::new(&JSON11, "Do");
    let query =
        "<r><DoResult/><ResponseMetadata><X/><RequestId>q</RequestId></ResponseMetadata></r>";
    let ec2 = "<r><x><requestId>no</requestId></x><requestId>e</requestId></r>";
    for (op, pairs, body, expected) in [
        (&QUERY_OP, &[][..], query, Some("q")),
        (&QUERY_OP, &[], ec2, None),
        (&QUERY_OP, &[("x-amzn-RequestId", "h")], query, Some("h")),
        (&EC2_OP, &[], ec2, Some("e")),
        (&EC2_OP, &[], "<r>", None),
        (&JSON_OP, &[], "{}", None),
        (&JSON_OP, &[("x-amz-request-id", "h")], "{}", Some("h")),
    ] {
        let id = request_id(op, &headers(pairs), body.as_bytes());
        assert_eq!(id.as_deref(), expected, "{body}");
    }
}

#[test]
fn the_request_id_is_found_wherever_it_stands_in_a_body() {
    static EC2_OP: Operation = Operation::new(&EC2, "Do");
    static QUERY_OP: Operation = Operation::new(&QUERY, "Do");
    let long = "<x>1</x>".repeat(500);
    let metadata = "<ResponseMetadata><RequestId>q</RequestId></ResponseMetadata>";
    let other = "<ResponseMetadata><RequestId>other</RequestId></ResponseMetadata>";
    for (op, body, expected) in [
        (
            &QUERY_OP,
            format!("<r><a>{long}</a>{metadata}\n</r >\n"),
            Some("q"),
        ),
        (
            &QUERY_OP,
            format!("<r>{metadata}<a>{long}</a></r>"),
            Some("q"),
        ),
        (
            &QUERY_OP,
            format!("<r>{metadata}<a>{other}</a></r>"),
            Some("q"),
        ),
        (&QUERY_OP, format!("<r><a>{long}{other}</a></r>"), None),
        (
            &QUERY_OP,
            format!("<r>{metadata}<!--{other}--></r>"),
            Some("q"),
        ),
        (
            &QUERY_OP,
            format!("<r><ResponseMetadata>{other}<RequestId>q</RequestId></ResponseMetadata></r>"),
            Some("q"),
        ),
        (
            &QUERY_OP,
            format!("<r><ResponseMetadata><RequestId>q</RequestId>{other}</ResponseMetadata></r>"),
            Some("q"),
        ),
        (&QUERY_OP, metadata.to_owned(), None),
        (
            &EC2_OP,
            format!("<r><requestId>e</requestId>{long}</r>"),
            Some("e"),
        ),
        (
            &EC2_OP,
            format!("<r>{long}<requestId>e</requestId></r>"),
            Some("e"),
        ),
    ] {
        let id = request_id(op, &headers(&[]), body.as_bytes());
        assert_eq!(id.as_deref(), expected, "{body}");
    }
}

#[cfg(not(feature = "event-streams"))]
#[test]
fn a_stream_of_events_names_the_feature_that_it_takes() {
    static EVENT: Shape = Shape::union("Event", &[]);
    static OUTPUT: Shape = Shape::structure("O", &[Member::new("Events", &EVENT).event_stream()]);
    static TAIL: Operation = Operation::new(&JSON11, "Tail").output(&OUTPUT);
    let error = serialize(&TAIL, &Dynamic::new(&NAMED), &Substitutions::new()).err();
    insta::assert_snapshot!(crate::Error::new(&TAIL, error.unwrap()), @r#"ecs Tail: it has a stream of events, for which pageboy's feature `event-streams` is needed: in Cargo.toml, pageboy = { version = "…", features = ["event-streams"] }"#);
}

#[cfg(not(feature = "cbor"))]
#[test]
fn a_service_that_speaks_cbor_names_the_feature_that_it_takes() {
    static LIST: Operation = Operation::new(&CBOR, "List");
    let error = serialize(&LIST, &Dynamic::new(&NAMED), &Substitutions::new()).err();
    insta::assert_snapshot!(crate::Error::new(&LIST, error.unwrap()), @r#"cloudwatch List: the service speaks CBOR, for which pageboy's feature `cbor` is needed: in Cargo.toml, pageboy = { version = "…", features = ["cbor"] }"#);
}

#[test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
fn a_cbor_request_names_its_operation_in_the_path() {
    static COMPATIBLE: Service = Service::new(
        "cloudwatch",
        "CloudWatch",
        "1",
        Protocol::RpcV2Cbor,
        Endpoint::regional("monitoring"),
    )
    .target_prefix("Target_2006")
    .query_compatible();
    static PUT: Operation = Operation::new(&CBOR, "Put")
        .http("GET", "/ignored")
        .input(&NAMED);
    static LIST: Operation = Operation::new(&CBOR, "List");
    static MIGRATED: Operation = Operation::new(&COMPATIBLE, "List").input(&NAMED);
    let protocol = ("smithy-protocol", "rpc-v2-cbor");
    let accept = ("Accept", "application/cbor");
    let content_type = ("Content-Type", "application/cbor");
    let mode = ("x-amzn-query-mode", "true");
    for (op, input, path, body, expected) in [
        (
            &PUT,
            r#"{"Name": "a"}"#,
            "/service/Target_2006/operation/Put",
            &b"\xa1\x64Name\x61a"[..],
            &[protocol, accept, content_type][..],
        ),
        (
            &LIST,
            "{}",
            "/service/Target_2006/operation/List",
            b"",
            &[protocol, accept],
        ),
        (
            &MIGRATED,
            "{}",
            "/service/Target_2006/operation/List",
            b"\xa0",
            &[protocol, accept, mode, content_type],
        ),
    ] {
        let input = sample(&NAMED, input);
        let request = serialize(op, &input, &Substitutions::new()).unwrap();
        assert_eq!((request.method, request.path.as_str()), ("POST", path));
        assert_eq!(request.query, "");
        assert_eq!(request.body.bytes().unwrap(), body);
        let expected = expected
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), (*value).to_owned()));
        assert_eq!(request.headers, expected.collect::<Vec<_>>());
    }
}

#[test]
fn a_json_request_names_its_operation_in_a_header() {
    static OLD: Operation = Operation::new(&JSON10, "Scan")
        .http("POST", "/ignored")
        .input(&NAMED);
    static NEW: Operation = Operation::new(&JSON11, "ListTasks");
    static SQS: Operation = Operation::new(&COMPATIBLE, "SendMessage").input(&NAMED);
    let input = sample(&NAMED, r#"{"Name": "a"}"#);
    for (op, body, expected) in [
        (
            &OLD,
            r#"{"Name":"a"}"#,
            &[
                ("x-amz-target", "Target_2006.Scan"),
                ("content-type", "application/x-amz-json-1.0"),
            ][..],
        ),
        (
            &NEW,
            "{}",
            &[
                ("x-amz-target", "Target_2006.ListTasks"),
                ("content-type", "application/x-amz-json-1.1"),
            ],
        ),
        (
            &SQS,
            r#"{"Name":"a"}"#,
            &[
                ("x-amz-target", "AmazonSQS.SendMessage"),
                ("content-type", "application/x-amz-json-1.0"),
                ("x-amzn-query-mode", "true"),
            ],
        ),
    ] {
        let request = serialize(op, &input, &Substitutions::new()).unwrap();
        let found: Vec<_> = request
            .headers
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(found, expected);
        assert_eq!((request.path.as_str(), request.query.as_str()), ("/", ""));
        assert_eq!(request.body.bytes().unwrap(), body);
    }
}

#[test]
fn a_substitution_wins_over_the_callers_value() {
    static OP: Operation = Operation::new(&JSON11, "Do").input(&NAMED);
    let mut subs = Substitutions::new();
    subs.push(1, "filled");
    subs.push(1, "second");
    for (input, expected) in [
        (r#"{"Name": "a"}"#, r#"{"Name":"a","Token":"filled"}"#),
        (r#"{"Token": "own"}"#, r#"{"Token":"filled"}"#),
    ] {
        let request = serialize(&OP, &sample(&NAMED, input), &subs).unwrap();
        assert_eq!(request.body.bytes().unwrap(), expected);
    }
}

#[test]
fn a_host_prefix_is_filled_from_its_labels() {
    static FIXED: Operation = Operation::new(&JSON11, "Do").host_prefix("data.");
    static FILLED: Operation = Operation::new(&JSON11, "Do")
        .input(&NAMED)
        .host_prefix("a-{Name}.b.");
    let prefix = |op, input| serialize(op, &sample(&NAMED, input), &Substitutions::new());
    let fixed = prefix(&FIXED, "{}").unwrap();
    assert_eq!(fixed.host_prefix.as_deref(), Some("data."));
    let filled = prefix(&FILLED, r#"{"Name": "x.y-1"}"#).unwrap();
    assert_eq!(filled.host_prefix.as_deref(), Some("a-x.y-1.b."));
    for input in [
        "{}",
        r#"{"Name": "a/b"}"#,
        r#"{"Name": "a@b"}"#,
        r#"{"Name": ""}"#,
    ] {
        assert!(
            matches!(prefix(&FILLED, input), Err(ErrorKind::Invalid(_))),
            "{input}"
        );
    }
}

#[test]
fn an_operation_without_output_reads_nothing() {
    static OP: Operation = Operation::new(&JSON11, "Do");
    let response = Response {
        status: 200,
        headers: HeaderMap::new(),
        body: Body::from("not JSON").into(),
    };
    let mut output = Dynamic::new(&shapes::EMPTY);
    assert!(parse_output(&OP, &response, &mut output, &Limits::default()).is_ok());
}
