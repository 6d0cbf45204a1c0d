//! How errors are shown, and their accessors.

use super::*;

#[test]
fn it_is_shown_with_status_and_request_id_and_without_its_body() {
    let headers = [("x-amzn-requestid", "r"), ("x-secret", "hidden")];
    let body = r#"{"__type":"Foo","message":"m","Password":"hidden"}"#;
    let error = parse(&JSON, 400, &headers, body);
    assert_eq!(error.to_string(), "Foo: m (HTTP 400, request id r)");
    assert!(!format!("{error:?}").contains("hidden"));
}

#[test]
fn a_status_that_is_the_code_is_said_once() {
    for (op, status, headers, body, expected) in [
        (&S3, 404, &[][..], "", "HTTP 404: Not Found"),
        (&JSON, 404, &[], "", "HTTP 404: Not Found"),
        (&S3, 304, &[], "", "HTTP 304: Not Modified"),
        (&S3, 599, &[], "", "HTTP 599"),
        (
            &JSON,
            403,
            &[("x-amzn-requestid", "r")],
            "denied",
            "HTTP 403: denied (request id r)",
        ),
    ] {
        assert_eq!(parse(op, status, headers, body).to_string(), expected);
    }
}

#[test]
fn what_a_service_said_is_shown_in_part_and_on_one_line() {
    let long = "x".repeat(20_000_000);
    let id = "r".repeat(100_000);
    let body = format!(
        r#"{{"__type": "{}", "message": "a\n\u001b[2J\u202e {long}"}}"#,
        "T".repeat(1_000)
    );
    let error = parse(&JSON, 400, &[("x-amzn-requestid", &id)], &body);
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(text.len() < 10_000, "{}", text.len());
        assert!(text.contains("more bytes"));
        assert!(text.contains(r"a\n\u{1b}[2J\u{202e} xxx"), "{text}");
        assert!(!text.chars().any(char::is_control));
    }
    assert!(error.message().ends_with(&long));
    assert!(error.message().starts_with("a\n\u{1b}[2J"));
}

#[test]
fn headers_of_an_error_can_be_asked_for() {
    let headers = [
        ("x-amz-bucket-region", "eu-west-1"),
        ("x-amz-id-2", "host"),
        ("x-amz-note", "a"),
        ("x-amz-note", "b"),
    ];
    let error = parse(&S3, 301, &headers, S3_BODY);
    assert_eq!(
        error.header("X-Amz-Bucket-Region").as_deref(),
        Some("eu-west-1")
    );
    assert_eq!(error.header("x-amz-note").as_deref(), Some("a, b"));
    assert_eq!(error.header("x-amz-other"), None);
    assert_eq!(error.headers().len(), 4);
    assert_eq!(error.extended_request_id(), Some("host"));
    let in_body = "<Error><Code>C</Code><HostId>h</HostId></Error>";
    assert_eq!(
        parse(&S3, 301, &[], in_body).extended_request_id(),
        Some("h")
    );
    assert_eq!(parse(&S3, 301, &[], S3_BODY).extended_request_id(), None);
}

#[test]
fn an_error_that_s3_sent_with_status_200_tells_both() {
    static OUT: Shape = Shape::structure("Out", &[Member::new("A", &shapes::STRING)]);
    static SERVICE: Service =
        Service::new("s3", "S3", "1", Protocol::RestXml, Endpoint::regional("s3"));
    static LIST: Operation = Operation::new(&SERVICE, "List").output(&OUT);
    for (body, expected) in [
        (
            "<html>Sign in</html>",
            "HTTP 500: the body of an answer with status 200 is an HTML page (sent with HTTP 200)",
        ),
        (
            "<Out><A>a</A>",
            "HTTP 500: the body of an answer with status 200 is not a complete document (sent with HTTP 200)",
        ),
        (
            "<Error><Code>SlowDown</Code><Message>m</Message></Error>",
            "SlowDown: m (HTTP 500, sent with HTTP 200)",
        ),
    ] {
        let error = parse(&LIST, 200, &[], body);
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.status(), 500);
        assert!(error.is_transient());
    }
}
