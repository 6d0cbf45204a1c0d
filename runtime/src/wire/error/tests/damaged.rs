//! Incomplete and damaged errors: they have a code nevertheless.

use super::*;

#[test]
fn a_code_in_json_is_found_whatever_else_is_broken() {
    for body in [
        r#"{"__type":"x#ThrottlingException","message":"bad \ud83d"}"#,
        r#"{"__type":"x#ThrottlingException","message":"m","retryAfterSeconds":NaN}"#,
        r#"{"retryAfterSeconds":NaN,"__type":"x#ThrottlingException"}"#,
        r#"{"__type":"ThrottlingException","message":"cut"#,
        r#"{"__type":"ThrottlingException""#,
        r#"{"__type":"ThrottlingException","message":"m"} trailing"#,
        r#"{"a":[1,,2],"__type":"ThrottlingException"}"#,
        r#"{"message":{"a":1},"__type":"ThrottlingException"}"#,
        r#"{"message":null,"__type":"ThrottlingException"}"#,
        "\u{feff}{\"__type\":\"ThrottlingException\"}",
        "{\"message\":\"a\nb\",\"__type\":\"ThrottlingException\"}",
    ] {
        for op in [&JSON, &REST_JSON, &CBOR] {
            let error = parse(op, 400, &[], body);
            assert_eq!(error.code(), "ThrottlingException", "{body}");
            assert!(error.is_throttling());
        }
    }
    let latin = b"{\"message\":\"\xe9\",\"__type\":\"ThrottlingException\"}";
    let found = code_and_message(&JSON, 400, &[], latin);
    assert_eq!(
        found,
        ("ThrottlingException".to_owned(), "\u{fffd}".to_owned())
    );
    // Half a code may be another code.
    assert_eq!(
        parse(&JSON, 400, &[], r#"{"__type":"Throttling"#).code(),
        "400"
    );
}

#[test]
fn a_message_is_found_whatever_its_type() {
    for (body, message) in [
        (r#"{"__type":"E","message":5}"#, "5"),
        (r#"{"__type":"E","message":true}"#, "true"),
        (r#"{"__type":"E","message":NaN}"#, "NaN"),
        (r#"{"__type":"E","message":{"a":["b"]}}"#, r#"{"a":["b"]}"#),
        (r#"{"__type":"E","message":null,"Message":"M"}"#, "M"),
        (r#"{"__type":"E","message":" ","Message":"M"}"#, "M"),
        (r#"{"__type":"E","message":"m","Message":"M"}"#, "m"),
        (r#"{"__type":"E","message":null}"#, ""),
        (r#"{"__type":"E","message":"m"} x"#, "m"),
        // A text without structure is the whole message.
        (
            r#"{"__type":"E","message":"cut"#,
            r#"{"__type":"E","message":"cut"#,
        ),
    ] {
        for op in [&JSON, &REST_JSON] {
            let found = code_and_message(op, 400, &[], body);
            assert_eq!(found, ("E".to_owned(), message.to_owned()), "{body}");
        }
    }
    assert_eq!(code_and_message(&JSON, 400, &[], r#""a text""#).1, "a text");
}

#[test]
#[cfg_attr(not(feature = "cbor"), ignore = "CBOR is one of the formats")]
fn a_code_in_cbor_is_found_whatever_else_is_broken() {
    let code = b"\x66__type\x68Throttle";
    let member = |name: &[u8], value: &[u8]| [b"\x61", name, value].concat();
    for (what, body) in [
        ("cut off behind it", [b"\xa2", &code[..]].concat()),
        (
            "cut off in the next",
            [b"\xa2", &code[..], b"\x67message\x65ab"].concat(),
        ),
        (
            "something follows",
            [b"\xa1", &code[..], b"\xff\xff"].concat(),
        ),
        (
            "a tag",
            [b"\xa2", &member(b"a", b"\xc2\x41\x01")[..], code].concat(),
        ),
        (
            "no UTF-8",
            [b"\xa2", &member(b"a", b"\x62\xff\xfe")[..], code].concat(),
        ),
        (
            "no UTF-8 within",
            [
                b"\xa2",
                &member(b"a", b"\x9f\x62\xff\xfe\xa0\xff")[..],
                code,
            ]
            .concat(),
        ),
        (
            "a list of indefinite length",
            [
                b"\xbf",
                &member(b"a", b"\x9f\xc2\x5f\x41\x01\xff\xf9\x7e\x00\xff")[..],
                code,
                b"\xff",
            ]
            .concat(),
        ),
        (
            "a message that is a map",
            [b"\xa2\x67message\xa1\x61a\x01", &code[..]].concat(),
        ),
    ] {
        assert_eq!(parse(&CBOR, 400, &[], body).code(), "Throttle", "{what}");
    }
    let deep = [b"\xa2\x61a", &b"\x81".repeat(100_000)[..]].concat();
    assert_eq!(parse(&CBOR, 400, &[], deep).code(), "400");
    let huge = [b"\xa2\x61a\x9b", &[0xff; 8][..]].concat();
    assert_eq!(parse(&CBOR, 400, &[], huge).code(), "400");
    let message = parse(&CBOR, 400, &[], b"\xa1\x67message\x63a\xffb");
    assert_eq!(message.message(), "a\u{fffd}b");
}

#[test]
fn a_code_in_xml_is_found_whatever_else_is_broken() {
    for error in [
        "<Error><Code>SlowDown</Code><Message>m</Message></Error>",
        "<Error><Code>SlowDown</Code><Message>m</Message>",
        "<Error><Code>SlowDown</Code><Message>m</Message></Error> & trailing <",
        "<Error><Code> SlowDown </Code><Message>m</Message><Mess",
        "<Error><A>&nbsp;</A><Code>SlowDown</Code><Message>m</Message></Error>",
        "<Error><A></B><Code>SlowDown</Code><Message>m</Message></Error>",
        "<Error><Code>SlowDown</Code><A>&nbsp;</A><Message>m</Message></Error>",
        "<e:Error xmlns:e='u'><A></B><e:Code>SlowDown</e:Code><e:Message>m</e:Message></e:Error>",
    ] {
        for body in [
            error.to_owned(),
            format!("<ErrorResponse>{error}"),
            format!("<Response><Errors>{error}"),
        ] {
            for op in [&QUERY, &EC2, &S3] {
                let found = code_and_message(op, 503, &[], &body);
                assert_eq!(found, ("SlowDown".to_owned(), "m".to_owned()), "{body}");
            }
        }
    }
    let latin = b"<Error><Code>SlowDown</Code><Message>\xe9</Message></Error>";
    assert_eq!(
        code_and_message(&S3, 503, &[], latin),
        ("SlowDown".to_owned(), "\u{fffd}".to_owned())
    );
    // Half a code may be another code.
    assert_eq!(parse(&S3, 400, &[], "<Error><Code>Slow").code(), "400");
    // Outside of an error, it is no code.
    assert_eq!(parse(&S3, 400, &[], "<a><Code>C</Code></b>").code(), "400");
}

#[test]
fn a_blank_code_gives_way_to_the_next_source() {
    let blank = [("x-amzn-errortype", " ")];
    let named = [("x-amzn-errortype", "Named:http://x#y")];
    for (op, headers, body, code, message) in [
        (&JSON, &[][..], r#"{"__type":"","message":"m"}"#, "404", "m"),
        (&JSON, &[], r#"{"__type":" ","code":"C"}"#, "C", ""),
        (&JSON, &[], r#"{"__type":"x#","Code":"C"}"#, "C", ""),
        (&JSON, &[], r#"{"__type":":http"}"#, "404", ""),
        (&JSON, &[], r#"{"__type":5,"message":"m"}"#, "404", "m"),
        (&JSON, &named, r#"{"__type":null}"#, "Named", ""),
        (
            &JSON,
            &[],
            r#"{"Error":{"Code":"C","Message":"M"}}"#,
            "C",
            "M",
        ),
        (
            &JSON,
            &[],
            r#"{"error":"invalid_grant","error_description":"d"}"#,
            "404",
            "d",
        ),
        (&REST_JSON, &blank, r#"{"message":"m"}"#, "404", "m"),
        (&REST_JSON, &blank, r#"{"code":"","__type":"T"}"#, "T", ""),
        (&REST_JSON, &named, r#"{"code":"C"}"#, "Named", ""),
        (&REST_JSON, &[], r#"{"code":404,"Code":"C"}"#, "C", ""),
        (&CBOR, &blank, "\u{21}", "404", "!"),
        (
            &S3,
            &[],
            "<Fault><Reason>x</Reason></Fault>",
            "404",
            "Not Found",
        ),
        (
            &S3,
            &[],
            "<Error><Code></Code><Message>m</Message></Error>",
            "404",
            "m",
        ),
        (
            &S3,
            &[],
            "<Error><Code> \n</Code></Error>",
            "404",
            "Not Found",
        ),
        (&S3, &[], "<Error/>", "404", "Not Found"),
        (&S3, &named, "<Fault/>", "Named", ""),
        (
            &QUERY,
            &[],
            "<ErrorResponse><Error><Code/><Message>m</Message></Error></ErrorResponse>",
            "404",
            "m",
        ),
        (
            &EC2,
            &[],
            "<Response><Errors><Error><Code/></Error></Errors></Response>",
            "404",
            "Not Found",
        ),
        (
            &EC2,
            &[],
            "<Response><Errors/></Response>",
            "404",
            "Not Found",
        ),
        (&QUERY, &[], "<Fault/>", "404", "Not Found"),
        (
            &S3,
            &[],
            "<?xml version='1.0'?><!-- x --><html>x</html>",
            "404",
            "Not Found",
        ),
        (
            &JSON,
            &[],
            "\u{feff}<!DOCTYPE html><html>x</html>",
            "404",
            "Not Found",
        ),
    ] {
        let found = code_and_message(op, 404, headers, body);
        assert_eq!(found, (code.to_owned(), message.to_owned()), "{body}");
    }
    for value in [" ;Sender", ";", "  "] {
        let headers = [("x-amzn-query-error", value)];
        assert_eq!(parse(&JSON, 400, &headers, r#"{"__type":"T"}"#).code(), "T");
    }
}

#[test]
fn a_root_that_is_an_exception_is_the_code() {
    let body = "<LimitError xmlns='u'><Messages><Message>one</Message><Message>two</Message></Messages>\
                <Quota>7</Quota><RequestId>r</RequestId></LimitError>";
    for op in [&S3, &QUERY] {
        let error = parse(op, 400, &[], body);
        assert_eq!((error.code(), error.message()), ("LimitError", "one; two"));
        assert_eq!(error.request_id(), Some("r"));
        assert_eq!(error.field("Quota"), Some("7"));
        let limit: Limit = error.details().unwrap();
        assert_eq!(limit.1, Some(7));
    }
    let denied = "<AccessDeniedException><Message>no</Message></AccessDeniedException>";
    let found = code_and_message(&QUERY, 403, &[], denied);
    assert_eq!(found, ("AccessDeniedException".to_owned(), "no".to_owned()));
}
