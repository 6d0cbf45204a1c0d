//! Answers.

use super::*;

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let headers = headers.iter().map(|(name, value)| {
        (
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        )
    });
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(name, value);
    }
    Response {
        status,
        headers: map,
        body: Body::from(body.to_owned()).into(),
    }
}

fn parse(op: &Operation, response: &Response) -> Result<Dynamic, String> {
    let mut output = Dynamic::new(op.output.unwrap());
    match parse_output(op, response, &mut output, &Limits::default()) {
        Ok(()) => Ok(output),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn members_are_read_from_headers_and_status() {
    for (headers, expected) in [
        (&[][..], "Meta: {}, Status: 201"),
        (&[("x-h", "a")], r#"H: "a", Meta: {}, Status: 201"#),
        (&[("X-H", "")], r#"H: "", Meta: {}, Status: 201"#),
        (
            &[("x-flag", "True"), ("x-ratio", "-Infinity")],
            "HFlag: true, HRatio: -inf, Meta: {}, Status: 201",
        ),
        (&[("x-ratio", ""), ("x-time", "")], "Meta: {}, Status: 201"),
        (
            &[("x-time", "Thu, 01 Jan 1970 00:00:01 GMT"), ("x-iso", "2")],
            "HTime: 1970-01-01T00:00:01Z, HIso: 1970-01-01T00:00:02Z, Meta: {}, Status: 201",
        ),
        (
            &[("x-list", r#"a , "b, \"c\"",d,"open"#), ("x-list", "e")],
            r#"HList: ["a", "b, \"c\"", "d", "\"open", "e"], Meta: {}, Status: 201"#,
        ),
        (&[("x-list", "")], "HList: [], Meta: {}, Status: 201"),
        (
            &[(
                "x-times",
                "Thu, 01 Jan 1970 00:00:00 GMT, Thu, 01 Jan 1970 00:00:01 GMT",
            )],
            "HTimes: [1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z], Meta: {}, Status: 201",
        ),
        (
            &[("x-numbers", "1, 2,3")],
            "HNumbers: [1, 2, 3], Meta: {}, Status: 201",
        ),
        (
            &[("x-json", "eyJhIjoxfQ==")],
            r#"HJson: "{\"a\":1}", Meta: {}, Status: 201"#,
        ),
        (
            &[("X-Meta-A", "1"), ("x-meta-", "2"), ("x-met", "3")],
            r#"Meta: {"a": "1", "": "2"}, Status: 201"#,
        ),
    ] {
        for op in [&JSON_BOUND, &XML_BOUND] {
            let output = parse(op, &response(201, headers, "")).unwrap();
            assert_eq!(format!("{output:?}"), format!("Bound {{ {expected} }}"));
        }
    }
}

#[test]
fn a_header_that_cannot_be_read_is_an_error() {
    for (header, expected) in [
        (
            ("x-time", "soon"),
            "unreadable response: HTime: not a timestamp (at header X-Time)",
        ),
        (
            ("x-numbers", "1,b"),
            "unreadable response: HNumbers: not a 32-bit integer (at header X-Numbers)",
        ),
        (
            ("x-json", "?"),
            "unreadable response: HJson: not base64 (at header X-Json)",
        ),
    ] {
        let error = parse(&JSON_BOUND, &response(200, &[header], "")).unwrap_err();
        assert_eq!(error, expected);
    }
}

#[test]
fn what_s3_hands_out_as_expires_is_never_an_error() {
    static EXPIRES: Shape = Shape::structure(
        "Expires",
        &[
            bound!("Expires": shapes::TIMESTAMP, Header "Expires"),
            bound!("ExpiresString": shapes::STRING, Header "Expires"),
        ],
    );
    static OP: Operation = Operation::new(&XML, "Do").output(&EXPIRES);
    for (value, expected) in [
        (
            "Thu, 01 Jan 1970 00:00:00 GMT",
            r#"Expires { Expires: 1970-01-01T00:00:00Z, ExpiresString: "Thu, 01 Jan 1970 00:00:00 GMT" }"#,
        ),
        ("never", r#"Expires { ExpiresString: "never" }"#),
    ] {
        let output = parse(&OP, &response(200, &[("expires", value)], "")).unwrap();
        assert_eq!(format!("{output:?}"), expected);
    }
}

#[test]
fn the_payload_is_read_by_its_kind() {
    for (op, body, expected) in [
        (
            &JSON_BOUND,
            r#"{"body": "a", "X-H": "b"}"#,
            r#"Bound { Meta: {}, Body: "a", Status: 200 }"#,
        ),
        (
            &XML_BOUND,
            "<r><body>a</body></r>",
            r#"Bound { Meta: {}, Body: "a", Status: 200 }"#,
        ),
        (&JSON_BYTES, "abc", "Payload { Body: (3 bytes) }"),
        (&XML_BYTES, "", "Payload"),
        (&XML_TEXT, "<a>", r#"Payload { Body: "<a>" }"#),
        (&JSON_TEXT, "", "Payload"),
        (
            &JSON_STRUCTURE,
            r#"{"Name": "a"}"#,
            r#"Payload { Body: Nested { Name: "a" } }"#,
        ),
        (&JSON_STRUCTURE, "", "Payload { Body: Nested }"),
        (&JSON_STRUCTURE, "null", "Payload"),
        (
            &XML_STRUCTURE,
            "<any><Name>a</Name></any>",
            r#"Payload { Body: Nested { Name: "a" } }"#,
        ),
        (&XML_STRUCTURE, "", "Payload { Body: Nested }"),
        (
            &JSON_DOCUMENT,
            "[true]",
            "Payload { Body: Array([Bool(true)]) }",
        ),
        (
            &XML_DOCUMENT,
            "<any>a</any>",
            r#"Payload { Body: String("a") }"#,
        ),
        (&XML_STREAM, "abc", "Payload { Body: Body(3 bytes) }"),
    ] {
        let output = parse(op, &response(200, &[], body)).unwrap();
        assert_eq!(format!("{output:?}"), expected, "{body}");
    }
    for (op, body) in [
        (&JSON_BOUND, "<r/>"),
        (&XML_BOUND, "{}"),
        (&XML_BOUND, "<r><body>a</body>"),
        (&JSON_STRUCTURE, r#"{"Name""#),
        (&XML_STRUCTURE, "<r/>x"),
    ] {
        assert!(parse(op, &response(200, &[], body)).is_err(), "{body}");
    }
}

#[tokio::test]
async fn a_streamed_payload_is_handed_over_unread() {
    assert!(streams_output(&XML_STREAM));
    assert!(!streams_output(&XML_BYTES) && !streams_output(&NO_INPUT));
    let chunks = Body::from("abc").into_chunks();
    let mut response = response(200, &[("content-type", "image/png")], "");
    response.body = Body::from_stream(chunks, Some(3)).into();
    let mut output = parse(&XML_STREAM, &response).unwrap();
    assert_eq!(output.get(0).unwrap().view().as_str(), Some("image/png"));
    let Slot::Stream(body) = output.get_mut(1).unwrap().slot() else {
        panic!("another kind");
    };
    assert_eq!(std::mem::take(body).collect().await.unwrap(), "abc");
}

#[test]
fn a_body_that_was_not_read_is_an_error_where_it_must_be() {
    let mut response = response(200, &[], "");
    response.body = Body::from_stream(Body::from("{}").into_chunks(), None).into();
    assert_eq!(
        parse(&JSON_BOUND, &response).unwrap_err(),
        "unreadable response: no member of the output is a stream"
    );
}
