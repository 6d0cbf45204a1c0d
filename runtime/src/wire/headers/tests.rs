//! Members that travel in headers, where a header is unusual.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::read;
use crate::Dynamic;
use crate::schema::{Location, Member, Shape, shapes};

static NAMES: Shape = Shape::list("Names", &[Member::new("member", &shapes::STRING)]);
static TEXTS: Shape = Shape::map(
    "Texts",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &shapes::STRING),
    ],
);
static OBJECT: Shape = Shape::structure(
    "Object",
    &[
        Member::new("Restore", &shapes::STRING)
            .wire("x-amz-restore")
            .location(Location::Header),
        Member::new("ContentEncoding", &shapes::STRING)
            .wire("Content-Encoding")
            .location(Location::Header),
        Member::new("Length", &shapes::LONG)
            .wire("Content-Length")
            .location(Location::Header),
        Member::new("Marker", &shapes::BOOLEAN)
            .wire("x-marker")
            .location(Location::Header),
        Member::new("LastModified", &shapes::TIMESTAMP)
            .wire("Last-Modified")
            .location(Location::Header),
        Member::new("Cookie", &shapes::STRING)
            .wire("Set-Cookie")
            .location(Location::Header),
        Member::new("Names", &NAMES)
            .wire("x-names")
            .location(Location::Header),
        Member::new("Expires", &shapes::TIMESTAMP).location(Location::Header),
        Member::new("ExpiresString", &shapes::STRING)
            .wire("Expires")
            .location(Location::Header),
        Member::new("Metadata", &TEXTS)
            .wire("x-amz-meta-")
            .location(Location::Headers),
    ],
);

fn parse(lines: &[(&str, &str)]) -> Result<String, String> {
    let lines = lines.iter().map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        (name, HeaderValue::from_bytes(value.as_bytes()).unwrap())
    });
    let headers: HeaderMap = lines.collect();
    let mut object = Dynamic::new(&OBJECT);
    match read(&OBJECT, 200, &headers, &mut object) {
        Ok(()) => Ok(format!("{object:?}")),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn a_header_in_several_lines_is_one() {
    for (lines, expected) in [
        (
            &[
                ("x-amz-restore", "ongoing-request=\"false\""),
                (
                    "x-amz-restore",
                    "expiry-date=\"Fri, 21 Dec 2012 00:00:00 GMT\"",
                ),
                ("content-encoding", "gzip"),
                ("Content-Encoding", "br"),
            ][..],
            r#"Restore: "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2012 00:00:00 GMT\"", ContentEncoding: "gzip, br", Metadata: {}"#,
        ),
        (
            &[
                ("x-amz-meta-a", "1"),
                ("x-amz-meta-b", "2"),
                ("X-Amz-Meta-A", "3"),
                ("x-amz-meta-a", ""),
            ],
            r#"Metadata: {"a": "1, 3, ", "b": "2"}"#,
        ),
        (
            &[("x-names", "a, b"), ("x-names", "\"c,d\"")],
            r#"Names: ["a", "b", "c,d"], Metadata: {}"#,
        ),
        (
            &[
                ("set-cookie", "a=1; Expires=Fri, 21 Dec 2012 00:00:00 GMT"),
                ("set-cookie", "b=2"),
            ],
            r#"Cookie: "a=1; Expires=Fri, 21 Dec 2012 00:00:00 GMT", Metadata: {}"#,
        ),
        // What is no text is there once, however often it is sent.
        (
            &[
                ("content-length", "5"),
                ("content-length", "5"),
                ("x-marker", "True"),
                ("x-marker", "True"),
            ],
            "Length: 5, Marker: true, Metadata: {}",
        ),
    ] {
        assert_eq!(parse(lines), Ok(format!("Object {{ {expected} }}")));
    }
    for (lines, expected) in [
        (
            [("content-length", "5"), ("content-length", "6")],
            "unreadable response: Length: not a 64-bit integer (at header Content-Length)",
        ),
        (
            [
                ("last-modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
                ("last-modified", "Fri, 02 Jan 1970 00:00:00 GMT"),
            ],
            "unreadable response: LastModified: not a timestamp (at header Last-Modified)",
        ),
    ] {
        assert_eq!(parse(&lines), Err(expected.to_owned()));
    }
}

#[test]
fn dates_are_read_in_all_forms_of_http() {
    for value in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        let expected = "Object { LastModified: 1994-11-06T08:49:37Z, Metadata: {} }";
        assert_eq!(parse(&[("last-modified", value)]).as_deref(), Ok(expected));
    }
}

#[test]
fn expires_that_is_no_date_is_text() {
    for (value, expected) in [
        ("never", r#"ExpiresString: "never""#),
        ("", r#"ExpiresString: """#),
        ("0", r#"Expires: 1970-01-01T00:00:00Z, ExpiresString: "0""#),
        (
            "Thu Jan  1 00:00:00 1970",
            r#"Expires: 1970-01-01T00:00:00Z, ExpiresString: "Thu Jan  1 00:00:00 1970""#,
        ),
    ] {
        let expected = format!("Object {{ {expected}, Metadata: {{}} }}");
        assert_eq!(parse(&[("expires", value)]), Ok(expected));
    }
    assert_eq!(parse(&[]).as_deref(), Ok("Object { Metadata: {} }"));
}
