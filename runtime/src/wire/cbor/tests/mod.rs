mod malformed;

use aws_smithy_types::Document;

use super::super::Limits;
use super::super::depth::Depth;
use super::super::samples::sample;
use super::document::value;
use super::scan::CborScanner;
use super::{read, write};
use crate::Dynamic;
use crate::error::DecodeError;
use crate::schema::{Member, Shape, TimestampFormat, shapes};
use crate::view::Structure;
use crate::wire::{Input, Substitutions};

static NAMES: Shape = Shape::list("Names", &[Member::new("member", &shapes::STRING)]);
static SPARSE: Shape = Shape::list("Sparse", &[Member::new("member", &shapes::STRING)]).sparse();
static TAGS: Shape = Shape::map(
    "Tags",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &shapes::INTEGER),
    ],
);
static SPARSE_TAGS: Shape = Shape::map(
    "SparseTags",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &shapes::INTEGER),
    ],
)
.sparse();
static CHOICE: Shape = Shape::union(
    "Choice",
    &[
        Member::new("One", &shapes::STRING),
        Member::new("Two", &shapes::INTEGER),
        Member::new("Many", &NAMES),
    ],
);
static OUT: Shape = Shape::structure(
    "Out",
    &[
        Member::new("Text", &shapes::STRING).wire("text"),
        Member::new("Count", &shapes::INTEGER),
        Member::new("Long", &shapes::LONG),
        Member::new("Ratio", &shapes::DOUBLE),
        Member::new("Small", &shapes::FLOAT),
        Member::new("Flag", &shapes::BOOLEAN),
        Member::new("At", &shapes::TIMESTAMP),
        Member::new("Date", &shapes::TIMESTAMP).timestamp(TimestampFormat::Iso8601),
        Member::new("Data", &shapes::BLOB),
        Member::new("Free", &shapes::DOCUMENT),
        Member::new("Names", &NAMES),
        Member::new("Sparse", &SPARSE),
        Member::new("Tags", &TAGS),
        Member::new("SparseTags", &SPARSE_TAGS),
        Member::new("Nested", &OUT),
        Member::new("Choice", &CHOICE),
        Member::new("Word", &shapes::ENUM),
        Member::new("AMemberWithALongNameOf31Letters", &shapes::BOOLEAN),
    ],
);

/// Bytes from a notation: hexadecimal digits are bytes, what stands in quotes is a text with its length before it.
fn bytes(notation: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (at, piece) in notation.split('"').enumerate() {
        if at % 2 == 1 {
            match u8::try_from(piece.len()).unwrap() {
                length @ 0..24 => bytes.push(0x60 + length),
                length => bytes.extend([0x78, length]),
            }
            bytes.extend(piece.bytes());
            continue;
        }
        let digits: String = piece.split_whitespace().collect();
        let pairs = (0..digits.len()).step_by(2);
        bytes.extend(pairs.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()));
    }
    bytes
}

fn read_bytes(body: &[u8], depth: usize) -> Result<String, String> {
    let limits = Limits {
        depth,
        ..Limits::default()
    };
    let mut out = Dynamic::new(&OUT);
    match read::document(body, &mut out, &limits) {
        Ok(()) => Ok(format!("{out:?}")),
        Err(error) => Err(error.to_string()),
    }
}

fn read(notation: &str) -> Result<String, String> {
    read_bytes(&bytes(notation), Limits::default().depth)
}

/// Reads a value that no table describes.
fn free(body: &[u8]) -> Result<Document, DecodeError> {
    value(&mut CborScanner::new(body, Depth::of(&Limits::default())))
}

#[test]
fn values_are_read_by_their_members() {
    for (body, expected) in [
        ("", "Out"),
        ("a0", "Out"),
        ("bf ff", "Out"),
        (r#"a1 "text" "a""#, r#"Out { Text: "a" }"#),
        (r#"ba 00000001 "text" "a""#, r#"Out { Text: "a" }"#),
        (r#"a1 "Text" "model name""#, "Out"),
        // The name in two bytes of length, and in pieces.
        (r#"a1 79 0004 74657874 "a""#, r#"Out { Text: "a" }"#),
        (r#"a1 7f "te" "xt" ff "a""#, r#"Out { Text: "a" }"#),
        (
            r#"a2 "AMemberWithALongNameOf31Letters" f5 "text" "a""#,
            r#"Out { Text: "a", AMemberWithALongNameOf31Letters: true }"#,
        ),
        (r#"a1 "text" f6"#, "Out"),
        (r#"a1 "text" f7"#, "Out"),
        (r#"a1 "text" 60"#, r#"Out { Text: "" }"#),
        (r#"a1 "text" "ä€""#, r#"Out { Text: "ä€" }"#),
        (r#"a1 "text" 7f ff"#, r#"Out { Text: "" }"#),
        (r#"a1 "text" 7f "ab" 60 "c" ff"#, r#"Out { Text: "abc" }"#),
        (r#"a1 "Word" "a""#, r#"Out { Word: "a" }"#),
        (
            r#"a3 "Long" 01 "Count" 02 "text" "order""#,
            r#"Out { Text: "order", Count: 2, Long: 1 }"#,
        ),
        // Of equal keys the last counts, and null is no value.
        (
            r#"a5 "Names" 81 "a" "Names" 81 "b" "text" "a" "text" "b" "text" f6"#,
            r#"Out { Text: "b", Names: ["b"] }"#,
        ),
        (r#"a1 "Data" 43 616263"#, "Out { Data: (3 bytes) }"),
        (
            r#"a1 "Data" 5f 42 6162 40 41 63 ff"#,
            "Out { Data: (3 bytes) }",
        ),
        (r#"a1 "Names" 80"#, "Out { Names: [] }"),
        (r#"a1 "Names" 9f ff"#, "Out { Names: [] }"),
        (
            r#"a1 "Names" 83 "a" f6 "b""#,
            r#"Out { Names: ["a", "b"] }"#,
        ),
        (
            r#"a1 "Sparse" 9f "a" f6 "b" f7 ff"#,
            r#"Out { Sparse: ["a", null, "b", null] }"#,
        ),
        (r#"a1 "Tags" a0"#, "Out { Tags: {} }"),
        (
            r#"a1 "Tags" bf "b" 01 "a" f6 "" 02 ff"#,
            r#"Out { Tags: {"b": 1, "": 2} }"#,
        ),
        (
            r#"a1 "SparseTags" a2 "b" 01 "a" f6"#,
            r#"Out { SparseTags: {"b": 1, "a": null} }"#,
        ),
        (
            r#"bf "Nested" bf "Nested" a0 "text" "a" ff ff"#,
            r#"Out { Nested: Out { Text: "a", Nested: Out } }"#,
        ),
        (
            r#"a1 "Choice" a5 "__type" "x" "One" f6 "Two" 02 "Many" f6 "New" f6"#,
            "Out { Choice: Choice { Two: 2 } }",
        ),
        (
            r#"a1 "Choice" a1 "New" a1 "a" 01"#,
            "Out { Choice: Choice(unknown member New) }",
        ),
        (r#"a1 "Choice" f6"#, "Out"),
    ] {
        assert_eq!(read(body).as_deref(), Ok(expected), "{body}");
    }
}

#[test]
fn numbers_are_read_in_every_form_that_holds_them() {
    for (body, expected) in [
        (r#"a1 "Count" 17"#, "Out { Count: 23 }"),
        (r#"a1 "Count" 18 18"#, "Out { Count: 24 }"),
        (
            r#"a1 "Count" 1b 000000007fffffff"#,
            "Out { Count: 2147483647 }",
        ),
        (r#"a1 "Count" 20"#, "Out { Count: -1 }"),
        (r#"a1 "Count" 39 ffff"#, "Out { Count: -65536 }"),
        (
            r#"a1 "Count" 3b 000000007fffffff"#,
            "Out { Count: -2147483648 }",
        ),
        (r#"a1 "Count" f9 4700"#, "Out { Count: 7 }"),
        (
            r#"a1 "Long" 1b 7fffffffffffffff"#,
            "Out { Long: 9223372036854775807 }",
        ),
        (
            r#"a1 "Long" 3b 7fffffffffffffff"#,
            "Out { Long: -9223372036854775808 }",
        ),
        (r#"a1 "Long" fb 408f400000000000"#, "Out { Long: 1000 }"),
        (r#"a1 "Ratio" 01"#, "Out { Ratio: 1.0 }"),
        (r#"a1 "Ratio" 38 63"#, "Out { Ratio: -100.0 }"),
        (r#"a1 "Ratio" f9 3e00"#, "Out { Ratio: 1.5 }"),
        (r#"a1 "Ratio" fa 3fc00000"#, "Out { Ratio: 1.5 }"),
        (r#"a1 "Ratio" fb 3ff8000000000000"#, "Out { Ratio: 1.5 }"),
        (
            r#"a1 "Ratio" 1b ffffffffffffffff"#,
            "Out { Ratio: 1.8446744073709552e19 }",
        ),
        (
            r#"a1 "Ratio" 3b ffffffffffffffff"#,
            "Out { Ratio: -1.8446744073709552e19 }",
        ),
        (
            r#"a2 "Ratio" f9 7e00 "Small" f9 fc00"#,
            "Out { Ratio: NaN, Small: -inf }",
        ),
        (r#"a1 "Small" fb 3ff199999999999a"#, "Out { Small: 1.1 }"),
        (r#"a1 "Flag" f5"#, "Out { Flag: true }"),
        (r#"a1 "Flag" f4"#, "Out { Flag: false }"),
    ] {
        assert_eq!(read(body).as_deref(), Ok(expected), "{body}");
    }
}

#[test]
fn points_in_time_are_numbers_of_seconds() {
    for (time, expected) in [
        ("c1 00", "1970-01-01T00:00:00Z"),
        ("c1 1a 54c4a280", "2015-01-25T08:00:00Z"),
        ("d8 01 1a 54c4a280", "2015-01-25T08:00:00Z"),
        ("c1 fb 41d53128a007df3b", "2015-01-25T08:00:00.123Z"),
        ("c1 fa 4ea98945", "2015-01-25T08:00:00Z"),
        ("c1 20", "1969-12-31T23:59:59Z"),
        ("c1 f9 b800", "1969-12-31T23:59:59.5Z"),
        ("1a 54c4a280", "2015-01-25T08:00:00Z"),
    ] {
        for member in ["At", "Date"] {
            let body = format!(r#"a1 "{member}" {time}"#);
            let expected = format!("Out {{ {member}: {expected} }}");
            assert_eq!(read(&body).as_deref(), Ok(&*expected), "{body}");
        }
    }
}

#[test]
fn a_document_holds_what_json_could_say() {
    for (body, expected) in [
        ("00", "Number(PosInt(0))"),
        ("20", "Number(NegInt(-1))"),
        (
            "1b ffffffffffffffff",
            "Number(PosInt(18446744073709551615))",
        ),
        (
            "3b ffffffffffffffff",
            "Number(Float(-1.8446744073709552e19))",
        ),
        ("f9 3e00", "Number(Float(1.5))"),
        ("c1 00", "Number(PosInt(0))"),
        (r#"7f "a" "b" ff"#, r#"String("ab")"#),
        ("43 616263", r#"String("YWJj")"#),
        ("f5", "Bool(true)"),
        ("f7", "Null"),
        (
            r#"82 f6 9f "a" ff"#,
            r#"Array([Null, Array([String("a")])])"#,
        ),
        (
            r#"bf "a" a1 "b" f6 ff"#,
            r#"Object({"a": Object({"b": Null})})"#,
        ),
    ] {
        let document = free(&bytes(body)).unwrap();
        assert_eq!(format!("{document:?}"), expected, "{body}");
        if expected == "Null" {
            continue;
        }
        let body = format!(r#"a1 "Free" {body}"#);
        let expected = format!("Out {{ Free: {expected} }}");
        assert_eq!(read(&body).as_deref(), Ok(&*expected), "{body}");
    }
}

#[test]
fn what_the_model_does_not_know_is_passed_over() {
    let deep = format!("{} 00", "81".repeat(100));
    let tags = format!("{} 00", "c1".repeat(100_000));
    for unknown in [
        "00",
        "3b ffffffffffffffff",
        "f9 7e00",
        "f4",
        "f7",
        "f0",
        "f8 ff",
        "40",
        "5f 41 61 ff",
        r#""a""#,
        r#"7f "a" ff"#,
        r#"a1 "text" "other""#,
        r#"a1 01 c2 41 01"#,
        "bf 80 9f ff ff",
        "c2 41 01",
        "d9 d9f7 a0",
        &deep,
        &tags,
    ] {
        for body in [
            format!(r#"a2 "New" {unknown} "text" "a""#),
            format!(r#"bf "text" "a" "New" {unknown} ff"#),
        ] {
            assert_eq!(read(&body).as_deref(), Ok(r#"Out { Text: "a" }"#), "{body}");
        }
    }
}

#[test]
fn a_member_is_read_as_a_body_of_its_own() {
    let payload = |name: &str, body: &str| {
        let index = OUT.index_of(name).unwrap();
        let mut out = Dynamic::new(&OUT);
        let value = out.get_mut(index).unwrap();
        let read = read::payload(
            &bytes(body),
            &OUT.members()[index],
            value,
            &Limits::default(),
        );
        read.map(|()| format!("{out:?}"))
            .map_err(|error| error.to_string())
    };
    for (name, body, expected) in [
        ("Nested", "", "Out { Nested: Out }"),
        (
            "Nested",
            r#"a1 "text" "a""#,
            r#"Out { Nested: Out { Text: "a" } }"#,
        ),
        ("Names", "", "Out"),
        ("text", "", "Out"),
        ("Names", r#"81 "a""#, r#"Out { Names: ["a"] }"#),
        ("Names", "f6", "Out"),
    ] {
        let name = if name == "text" { "Text" } else { name };
        assert_eq!(payload(name, body).as_deref(), Ok(expected), "{body}");
    }
    assert_eq!(
        payload("Nested", r#"a1 "Count" "a""#).unwrap_err(),
        "unreadable response: Nested.Count: text instead of an integer (at byte 7)"
    );
    assert_eq!(
        payload("Nested", "a0 00").unwrap_err(),
        "unreadable response: something follows the end (at byte 1)"
    );
}

#[test]
fn values_are_written_by_their_members() {
    for (input, expected) in [
        ("{}", "a0"),
        (r#"{"Text": "ä"}"#, r#"a1 "text" "ä""#),
        (r#"{"Text": ""}"#, r#"a1 "text" 60"#),
        (r#"{"Word": "a"}"#, r#"a1 "Word" "a""#),
        (
            r#"{"Count": 23, "Long": 24}"#,
            r#"a2 "Count" 17 "Long" 1818"#,
        ),
        (
            r#"{"Count": -1, "Long": -9223372036854775808}"#,
            r#"a2 "Count" 20 "Long" 3b 7fffffffffffffff"#,
        ),
        (
            r#"{"Count": 2147483647, "Long": 65536}"#,
            r#"a2 "Count" 1a 7fffffff "Long" 1a 00010000"#,
        ),
        (
            r#"{"Ratio": 1.5, "Small": 1.5}"#,
            r#"a2 "Ratio" fb 3ff8000000000000 "Small" fa 3fc00000"#,
        ),
        (
            r#"{"Ratio": "inf", "Small": "NaN"}"#,
            r#"a2 "Ratio" f9 7c00 "Small" f9 7e00"#,
        ),
        (r#"{"Ratio": "-inf"}"#, r#"a1 "Ratio" f9 fc00"#),
        (r#"{"Flag": false}"#, r#"a1 "Flag" f4"#),
        (
            r#"{"At": 1422172800, "Date": -1}"#,
            r#"a2 "At" c1 1a 54c4a280 "Date" c1 20"#,
        ),
        (r#"{"At": -0.5}"#, r#"a1 "At" c1 fb bfe0000000000000"#),
        (r#"{"Data": "abc"}"#, r#"a1 "Data" 43 616263"#),
        (
            r#"{"Free": {"a": [1, -2, 0.5, null, true, "b"]}}"#,
            r#"a1 "Free" a1 "a" 86 01 21 fb 3fe0000000000000 f6 f5 "b""#,
        ),
        (
            r#"{"Names": [], "Tags": {}, "Nested": {}}"#,
            r#"a3 "Names" 80 "Tags" a0 "Nested" a0"#,
        ),
        (r#"{"Sparse": ["a", null]}"#, r#"a1 "Sparse" 82 "a" f6"#),
        (
            r#"{"Tags": {"a": 1, "b": 2}}"#,
            r#"a1 "Tags" a2 "a" 01 "b" 02"#,
        ),
        (
            r#"{"SparseTags": {"b": null}}"#,
            r#"a1 "SparseTags" a1 "b" f6"#,
        ),
        (r#"{"Choice": {"Two": 2}}"#, r#"a1 "Choice" a1 "Two" 02"#),
    ] {
        let input = sample(&OUT, input);
        let body = write::document(Input::top(&input, &Substitutions::new())).unwrap();
        assert_eq!(body, bytes(expected), "{expected}");
        let again = read_bytes(&body, 128);
        assert_eq!(again, Ok(format!("{input:?}")), "{expected}");
    }
}

#[test]
fn a_replaced_text_is_written_instead() {
    let mut texts = Substitutions::new();
    texts.push(0, "b");
    let input = sample(&OUT, r#"{"Text": "a"}"#);
    let body = write::document(Input::top(&input, &texts)).unwrap();
    assert_eq!(body, bytes(r#"a1 "text" "b""#));
}

#[test]
fn a_member_is_written_as_a_body_of_its_own() {
    let index = OUT.index_of("Names").unwrap();
    let input = sample(&OUT, r#"{"Names": ["a"]}"#);
    let view = (&input as &dyn Structure).view_of(index);
    let body = write::payload(&OUT.members()[index], view).unwrap();
    assert_eq!(body, bytes(r#"81 "a""#));
}
