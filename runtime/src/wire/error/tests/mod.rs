mod damaged;
mod shown;

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::ErrorResponse;
use crate::Dynamic;
use crate::schema::{
    Endpoint, Exception, Location, Member, Operation, Protocol, Service, Shape, shapes,
};
use crate::view::ModeledError;
use crate::view::{Structure, Value};
use crate::wire::{Limits, parse_error};

static LIMIT: Shape = Shape::structure(
    "LimitError",
    &[
        Member::new("Message", &shapes::STRING).wire("message"),
        Member::new("Quota", &shapes::INTEGER),
        Member::new("Retry", &shapes::INTEGER)
            .wire("x-retry")
            .location(Location::Header),
    ],
);
static MISSING: Shape = Shape::structure("QueueDoesNotExist", &[]);
static LIMIT_ERROR: Exception = Exception::new("Limit.Exceeded", &LIMIT).retryable(true);
static MISSING_ERROR: Exception =
    Exception::new("AWS.SimpleQueueService.NonExistentQueue", &MISSING).retryable(false);

macro_rules! operation {
    ($($service:ident, $operation:ident, $protocol:ident;)*) => {$(
        static $service: Service =
            Service::new("s", "S", "1", Protocol::$protocol, Endpoint::regional("s"));
        static $operation: Operation =
            Operation::new(&$service, "Do").errors(&[&LIMIT_ERROR, &MISSING_ERROR]);
    )*};
}

operation! {
    QUERY_SERVICE, QUERY, Query;
    EC2_SERVICE, EC2, Ec2;
    JSON_SERVICE, JSON, Json11;
    REST_JSON_SERVICE, REST_JSON, RestJson;
    S3_SERVICE, S3, RestXml;
    CBOR_SERVICE, CBOR, RpcV2Cbor;
}

fn parse(
    op: &'static Operation,
    status: u16,
    headers: &[(&str, &str)],
    body: impl AsRef<[u8]>,
) -> ErrorResponse {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        })
        .collect();
    parse_error(
        op,
        status,
        &headers,
        body.as_ref().to_vec().into(),
        &Limits::default(),
    )
}

fn code_and_message(
    op: &'static Operation,
    status: u16,
    headers: &[(&str, &str)],
    body: impl AsRef<[u8]>,
) -> (String, String) {
    let error = parse(op, status, headers, body);
    (error.code().to_owned(), error.message().to_owned())
}

const EC2_BODY: &str = "<Response><Errors><Error><Code>C</Code><Message>M</Message></Error></Errors>\
                        <RequestID>id</RequestID></Response>";
const QUERY_BODY: &str = "<ErrorResponse xmlns='u'><Error><Type>Sender</Type><Code>C</Code>\
                          <Message>M</Message></Error><RequestId>id</RequestId></ErrorResponse>";
const S3_BODY: &str = "<Error><Code>C</Code><Message>M</Message><Region>eu</Region>\
                       <RequestId>copy</RequestId><Deep><Deep>x</Deep></Deep></Error>";

#[test]
fn an_html_page_is_not_taken_for_a_message() {
    for (op, status) in [(&JSON, 403), (&REST_JSON, 404), (&QUERY, 403), (&JSON, 502)] {
        for body in [
            "<html><body>Sign in</body></html>",
            "<!DOCTYPE HTML>\n<html><body>Sign in</body></html>",
            "\n <HTML lang='en'>Sign in</HTML>",
        ] {
            let reason = http::StatusCode::from_u16(status).unwrap();
            let reason = reason.canonical_reason().unwrap().to_owned();
            let expected = (status.to_string(), reason);
            assert_eq!(code_and_message(op, status, &[], body), expected, "{body}");
        }
    }
    let named = code_and_message(&REST_JSON, 400, &[("x-amzn-errortype", "E")], "<html/>");
    assert_eq!(named.0, "E");
}

#[test]
fn codes_and_messages_are_found_where_each_protocol_puts_them() {
    let bad = ("400", "Bad Request");
    // Where botocore raises a parse error in `query` and `ec2`, the status is the code.
    for (status, headers, body, query, ec2, json, rest_json, s3) in [
        (400, &[][..], "", bad, bad, ("400", ""), ("400", ""), bad),
        (
            400,
            &[],
            "plain",
            bad,
            bad,
            ("400", "plain"),
            ("400", "plain"),
            bad,
        ),
        (
            400,
            &[],
            EC2_BODY,
            ("C", "M"),
            ("C", "M"),
            ("400", EC2_BODY),
            ("400", EC2_BODY),
            // botocore finds an error without code here.
            ("C", "M"),
        ),
        (
            400,
            &[],
            QUERY_BODY,
            ("C", "M"),
            ("C", "M"),
            ("400", QUERY_BODY),
            ("400", QUERY_BODY),
            ("C", "M"),
        ),
        (
            400,
            &[],
            S3_BODY,
            // botocore finds no error here.
            ("C", "M"),
            ("C", "M"),
            ("400", S3_BODY),
            ("400", S3_BODY),
            ("C", "M"),
        ),
        (
            404,
            &[],
            r#"{"__type":"a.b#Foo:http","message":"m"}"#,
            ("404", "Not Found"),
            ("404", "Not Found"),
            ("Foo", "m"),
            ("Foo", "m"),
            ("404", "Not Found"),
        ),
        (
            400,
            &[("x-amzn-errortype", "Bar:http")],
            r#"{"code":"Q","Message":"M"}"#,
            ("Bar", ""),
            ("Bar", ""),
            // botocore says "400" here: it does not look at the header.
            ("Bar", "M"),
            ("Bar", "M"),
            ("Bar", ""),
        ),
        (
            400,
            &[],
            r#"{"Code":"a#Q:x","error_description":"d"}"#,
            bad,
            bad,
            ("Q", "d"),
            ("Q", "d"),
            bad,
        ),
        (400, &[], "[1]", bad, bad, ("400", ""), ("400", ""), bad),
        (
            400,
            &[],
            "<ErrorResponse><Error><Code>C</Code>",
            ("C", ""),
            ("C", ""),
            ("400", "<ErrorResponse><Error><Code>C</Code>"),
            ("400", "<ErrorResponse><Error><Code>C</Code>"),
            ("C", ""),
        ),
    ] {
        for (op, expected) in [
            (&QUERY, query),
            (&EC2, ec2),
            (&JSON, json),
            (&REST_JSON, rest_json),
            (&S3, s3),
        ] {
            let (code, message) = code_and_message(op, status, headers, body);
            let protocol = op.service.protocol;
            assert_eq!(
                (code.as_str(), message.as_str()),
                expected,
                "{protocol:?} {body}"
            );
        }
    }
}

#[test]
fn an_answer_that_is_not_the_services_has_the_status_as_code() {
    for body in ["", " \n", "<html><body>Bad Gateway</body></html>"] {
        for op in [&QUERY, &EC2, &JSON, &REST_JSON, &S3, &CBOR] {
            let found = code_and_message(op, 502, &[], body);
            assert_eq!(found, ("502".to_owned(), "Bad Gateway".to_owned()));
        }
    }
    let headers = [("x-amzn-errortype", "a#Down:http")];
    assert_eq!(code_and_message(&JSON, 503, &headers, "").0, "Down");
    assert_eq!(
        code_and_message(&S3, 599, &[], ""),
        ("599".to_owned(), String::new())
    );
}

#[test]
fn the_request_id_is_in_the_headers_or_the_body() {
    let header = [("x-amzn-requestid", "h")];
    let s3 = [("x-amz-request-id", "s"), ("x-amz-id-2", "host")];
    for (op, headers, body, expected) in [
        (&QUERY, &[][..], QUERY_BODY, Some("id")),
        (&QUERY, &[], EC2_BODY, Some("id")),
        (&EC2, &[], EC2_BODY, Some("id")),
        (&EC2, &header, EC2_BODY, Some("h")),
        (&JSON, &header, "{}", Some("h")),
        (&JSON, &[], "{}", None),
        (&S3, &s3, S3_BODY, Some("s")),
        (&S3, &s3, "", Some("s")),
        (&S3, &[], S3_BODY, Some("copy")),
    ] {
        let error = parse(op, 400, headers, body);
        assert_eq!(error.request_id(), expected, "{body}");
    }
}

#[test]
fn what_else_was_sent_can_be_asked_for() {
    let error = parse(&S3, 301, &[], S3_BODY);
    assert_eq!(error.field("Region"), Some("eu"));
    assert_eq!(error.field("RequestId"), None);
    assert_eq!(error.field("Bucket"), None);
    let error = parse(&JSON, 400, &[], r#"{"a": "b", "n": 1.5, "deep": {}}"#);
    assert_eq!(error.field("a"), Some("b"));
    assert_eq!(error.field("n"), Some("1.5"));
    assert_eq!(error.field("deep"), None);
    assert_eq!(
        parse(&QUERY, 400, &[], QUERY_BODY).field("Type"),
        Some("Sender")
    );
}

#[test]
fn a_query_compatible_service_has_the_code_of_the_header() {
    let body = r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"m"}"#;
    let header = "AWS.SimpleQueueService.NonExistentQueue;Sender";
    let error = parse(&JSON, 400, &[("x-amzn-query-error", header)], body);
    assert_eq!(error.code(), "AWS.SimpleQueueService.NonExistentQueue");
    assert!(error.is_code("QueueDoesNotExist"));
    assert_eq!(error.field("Type"), Some("Sender"));
    assert!(error.is_transient());
    for malformed in ["Code", ";Sender", "a;b;c"] {
        let headers = [("x-amzn-query-error", malformed)];
        assert_eq!(
            parse(&JSON, 400, &headers, body).code(),
            "QueueDoesNotExist"
        );
        assert_eq!(
            parse(&REST_JSON, 400, &headers, body).code(),
            "QueueDoesNotExist"
        );
    }
}

#[test]
fn throttling_and_temporary_failures_are_told_from_the_rest() {
    for (status, code, throttling, transient) in [
        (400, "Throttling", true, false),
        (400, "RequestLimitExceeded", true, false),
        (400, "Limit.Exceeded", true, true),
        (400, "LimitError", true, true),
        (503, "SlowDown", true, true),
        (400, "PriorRequestNotComplete", true, true),
        (400, "RequestTimeout", false, true),
        (500, "Oops", false, true),
        (504, "Oops", false, true),
        (501, "Oops", false, false),
        (429, "Oops", true, false),
        (429, "QueueDoesNotExist", false, true),
        (400, "IDPCommunicationError", false, false),
    ] {
        let body = format!(r#"{{"__type":"{code}"}}"#);
        let error = parse(&JSON, status, &[], &body);
        assert_eq!(
            (error.is_throttling(), error.is_transient()),
            (throttling, transient),
            "{code}"
        );
    }
    let headers = [("x-amz-retry-after", "1500")];
    let error = parse(&JSON, 400, &headers, "{}");
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1500)));
    let headers = [("x-amz-retry-after", "soon")];
    assert_eq!(parse(&JSON, 400, &headers, "{}").retry_after(), None);
}

#[test]
fn a_modelled_error_is_read_from_the_same_response() {
    let query = "<ErrorResponse><RequestId>i</RequestId><Error><Code>Limit.Exceeded</Code>\
                 <message>m</message><Quota>7</Quota></Error></ErrorResponse>";
    let ec2 = "<Response><Errors><Error><Code>Limit.Exceeded</Code><message>m</message>\
               <Quota>7</Quota></Error></Errors></Response>";
    let s3 = "<Error><Code>Limit.Exceeded</Code><message>m</message><Quota>7</Quota></Error>";
    let json = r#"{"__type":"x#LimitError","message":"m","Quota":7}"#;
    let bound = r#"LimitError { Message: "m", Quota: 7, Retry: 3 }"#;
    let unbound = r#"LimitError { Message: "m", Quota: 7 }"#;
    for (op, body, expected) in [
        (&QUERY, query, unbound),
        (&EC2, ec2, unbound),
        (&S3, s3, bound),
        (&S3, query, bound),
        (&JSON, json, unbound),
        (&REST_JSON, json, bound),
    ] {
        let error = parse(op, 400, &[("x-retry", "3")], body);
        let mut details = Dynamic::new(&LIMIT);
        error.details_into(&mut details).unwrap();
        assert_eq!(format!("{details:?}"), expected, "{body}");
        let limit: Limit = error.details().unwrap();
        assert_eq!((limit.0.as_deref(), limit.1), (Some("m"), Some(7)));
        assert!(error.details::<Missing>().is_none());
    }
    let malformed = parse(&JSON, 400, &[], r#"{"__type":"LimitError","Quota":"many"}"#);
    assert!(malformed.details::<Limit>().is_none());
    let empty = parse(&S3, 404, &[], "");
    assert!(empty.details_into(&mut Dynamic::new(&LIMIT)).is_ok());
    let none = parse(&QUERY, 404, &[], "<r/>");
    assert!(none.details_into(&mut Dynamic::new(&LIMIT)).is_err());
}

#[test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
fn an_error_in_cbor_is_found_by_the_names_of_json() {
    let header = [("x-amzn-errortype", "Bar:http")];
    for (headers, body, code, message) in [
        (
            &[][..],
            &b"\xa2\x66__type\x67a.b#Foo\x67message\x61m"[..],
            "Foo",
            "m",
        ),
        (
            &[],
            b"\xbf\x67Message\x61m\x66__type\x65Foo:x\xff",
            "Foo",
            "m",
        ),
        (&header, b"\xa1\x66__type\x63Foo", "Foo", ""),
        (&header, b"\xa1\x67message\x61m", "Bar", "m"),
        (&header, b"\xff", "Bar", ""),
        // What is no text counts for nothing.
        (&[], b"\xa2\x66__type\x01\x67message\xf6", "400", ""),
        (&[], b"\xa0", "400", ""),
        (&[], b"", "400", ""),
        (&[], b"\x81\xf6", "400", "Bad Request"),
        // What comes before the place where it is cut off.
        (&[], b"\xa2\x66__type\x63Foo", "Foo", ""),
        // What a proxy sends.
        (&[], b"plain", "400", "plain"),
        (&[], br#"{"__type":"Foo","message":"m"}"#, "Foo", "m"),
        (
            &[],
            b"<html><body>Sign in</body></html>",
            "400",
            "Bad Request",
        ),
    ] {
        let found = code_and_message(&CBOR, 400, headers, body);
        let text = String::from_utf8_lossy(body);
        assert_eq!(found, (code.to_owned(), message.to_owned()), "{text}");
    }
}

#[test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
fn an_error_in_cbor_has_fields_and_the_code_of_the_header() {
    let body = b"\xa4\x66__type\x6ax#LimitErr\x67message\x61m\x65Quota\x07\x64Deep\xa0";
    let query = [("x-amzn-query-error", "Limit.Exceeded;Sender")];
    let error = parse(&CBOR, 400, &query, body);
    assert_eq!(error.code(), "Limit.Exceeded");
    assert!(error.is_code("LimitErr"));
    assert_eq!(error.field("Type"), Some("Sender"));
    assert_eq!(error.field("Quota"), Some("7"));
    assert_eq!(error.field("Deep"), None);
    let limit: Limit = error.details().unwrap();
    assert_eq!((limit.0.as_deref(), limit.1), (Some("m"), Some(7)));
    assert!(error.details::<Missing>().is_none());
    let malformed = parse(&CBOR, 400, &query, b"\xa1\x65Quota\x64many");
    assert!(malformed.details::<Limit>().is_none());
}

#[derive(Default)]
struct Limit(Option<String>, Option<i32>, Option<i32>);

impl Structure for Limit {
    fn shape(&self) -> &'static Shape {
        &LIMIT
    }

    fn get(&self, index: usize) -> Option<&dyn Value> {
        match index {
            0 => Some(&self.0),
            1 => Some(&self.1),
            2 => Some(&self.2),
            _ => None,
        }
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        match index {
            0 => Some(&mut self.0),
            1 => Some(&mut self.1),
            2 => Some(&mut self.2),
            _ => None,
        }
    }
}

impl ModeledError for Limit {
    const CODE: &'static str = "Limit.Exceeded";
}

#[derive(Default)]
struct Missing;

impl Structure for Missing {
    fn shape(&self) -> &'static Shape {
        &MISSING
    }

    fn get(&self, _index: usize) -> Option<&dyn Value> {
        None
    }

    fn get_mut(&mut self, _index: usize) -> Option<&mut dyn Value> {
        None
    }
}

impl ModeledError for Missing {
    const CODE: &'static str = "AWS.SimpleQueueService.NonExistentQueue";
}
