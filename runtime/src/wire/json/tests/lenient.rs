//! Texts that Python's `json` reads and the JSON standard does not.

use aws_smithy_types::{Document, Number};

use super::super::super::Limits;
use super::super::write::document_text;
use super::super::{parse, salvage};
use super::{OUT, read};
use crate::Dynamic;
use crate::schema::{Location, Member, Shape, shapes};
use crate::view::{Slot, Structure, Value};

#[test]
fn numbers_without_digits_are_floats() {
    for (body, expected) in [
        (r#"{"Ratio": NaN}"#, "Out { Ratio: NaN }"),
        (
            r#"{"Ratio": Infinity, "Small": -Infinity}"#,
            "Out { Ratio: inf, Small: -inf }",
        ),
        (
            r#"{"Ratio": 1e400, "Small": -1E999}"#,
            "Out { Ratio: inf, Small: -inf }",
        ),
        (
            r#"{"Free": [NaN, -Infinity]}"#,
            "Out { Free: Array([Number(Float(NaN)), Number(Float(-inf))]) }",
        ),
        (r#"{"text": NaN}"#, r#"Out { Text: "NaN" }"#),
        (r#"{"text": -Infinity}"#, r#"Out { Text: "-Infinity" }"#),
        // What is passed over may hold them, too, and so may what stands around.
        (
            r#"{"New": {"a": [NaN, {"b": -Infinity, "c": []}, {}, [true, null]]}, "Count": 7, "Other": Infinity}"#,
            "Out { Count: 7 }",
        ),
        (
            r#"{"Nested": {"Ratio": NaN, "Names": ["a", null]}}"#,
            r#"Out { Nested: Out { Ratio: NaN, Names: ["a"] } }"#,
        ),
        (
            r#"{"Nested": {"Count": 1, "Count": 2, "New": NaN}}"#,
            "Out { Nested: Out { Count: 2 } }",
        ),
    ] {
        assert_eq!(read(body).as_deref(), Ok(expected), "{body}");
    }
}

/// As Python's `json.dumps` writes them: null would be another value.
#[test]
fn numbers_without_digits_are_written_in_documents() {
    let document = parse("[NaN, Infinity, -1e999, 1.5]", &Limits::default()).unwrap();
    let text = document_text(&document);
    assert_eq!(text, "[NaN,Infinity,-Infinity,1.5]");
}

#[test]
fn a_number_without_digits_is_no_integer() {
    for (body, member) in [
        (r#"{"Count": NaN}"#, "Count: not a 32-bit integer"),
        (r#"{"Long": -Infinity}"#, "Long: not a 64-bit integer"),
        (r#"{"At": NaN}"#, "At: not a timestamp"),
        (
            r#"{"Nested": {"Tags": {"a": Infinity}}}"#,
            "Nested.Tags.value: not a 32-bit integer",
        ),
        (r#"{"Flag": NaN}"#, "Flag: a number instead of a boolean"),
    ] {
        let error = read(body).unwrap_err();
        assert!(
            error.starts_with(&format!("unreadable response: {member}")),
            "{error}"
        );
    }
}

#[test]
fn half_a_surrogate_is_a_replacement_character() {
    for (text, expected) in [
        (r"\ud83d", "\u{fffd}"),
        (r"\ude00 after", "\u{fffd} after"),
        (r"a\ud83db", "a\u{fffd}b"),
        (r"\ud83d\u0041", "\u{fffd}A"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
        (r"\ud83d\n", "\u{fffd}\n"),
        // Both halves are one character all the same.
        (r"\ud83d\ude00\ud83d", "\u{1f600}\u{fffd}"),
    ] {
        let body = format!(r#"{{"text": "{text}"}}"#);
        let expected = format!("Out {{ Text: {expected:?} }}");
        assert_eq!(read(&body).as_deref(), Ok(&*expected), "{body}");
        let body = format!(r#"{{"Tags": {{"{text}": 1}}, "{text}": 2}}"#);
        let expected = expected
            .replace("Text: ", "Tags: {")
            .replace(" }", ": 1} }");
        assert_eq!(read(&body).as_deref(), Ok(&*expected), "{body}");
    }
}

#[test]
fn control_characters_and_a_byte_order_mark_are_passed() {
    assert_eq!(
        read("{\"text\": \"a\nb\tc\u{1}\"}").as_deref(),
        Ok(r#"Out { Text: "a\nb\tc\u{1}" }"#)
    );
    assert_eq!(
        read("\u{feff}{\"text\": \"a\"}").as_deref(),
        Ok(r#"Out { Text: "a" }"#)
    );
}

#[test]
fn what_no_json_library_reads_stays_an_error() {
    for body in [
        "{\"Count\": 1,}",
        "{\"text\": \"a\u{0}\"}",
        "{\"Names\": [1,]}",
        "{'Count': 1}",
        "{\"Count\": 01}",
        "{\"Count\": +1}",
        "{\"Count\": 1.}",
        "{\"Count\": .5}",
        "{\"Count\": 1 /* one */}",
        "{\"Ratio\": nan}",
        "{\"Ratio\": -NaN}",
        "{\"Ratio\": inf}",
        "{\"Ratio\": NaN,}",
        "{\"Ratio\": NaN} x",
        "{\"Ratio\": NaN",
        "{\"Ratio\": NaN \"Count\": 1}",
        "{\"Ratio\" NaN}",
        "{NaN: 1}",
        "{\"text\": \"\\ud83d",
        "{\"text\": \"\\ud83d\\x\"}",
        "{\"text\": \"\\ud83\"}",
        "{\"text\": \"\\u+123\"}",
        "{\"text\": undefined}",
    ] {
        assert!(read(body).is_err(), "{body}");
    }
    // The place is that of what nobody reads.
    let error = read("{\"Ratio\": NaN,\n \"Count\": 01}").unwrap_err();
    assert!(error.contains("line 2"), "{error}");
}

#[test]
fn what_is_read_again_goes_no_deeper_than_the_limit() {
    let open = |count: usize| format!(r#"{{"Ratio": NaN, "Free": {}"#, "[".repeat(count));
    let body = format!("{}{}}}", open(100), "]".repeat(100));
    assert!(read(&body).is_ok());
    assert!(read(&open(100_000)).is_err());
    let skipped = format!(
        r#"{{"Ratio": NaN, "New": {}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(read(&skipped).as_deref(), Ok("Out { Ratio: NaN }"));
}

#[test]
fn members_that_travel_elsewhere_survive_a_second_reading() {
    static BOUND: Shape = Shape::structure(
        "Bound",
        &[
            Member::new("Header", &shapes::STRING).location(Location::Header),
            Member::new("Names", &super::NAMES),
            Member::new("Ratio", &shapes::DOUBLE),
        ],
    );
    let mut bound = Dynamic::new(&BOUND);
    if let Some(Slot::String(header)) = bound.get_mut(0).map(Value::slot) {
        *header = "h".to_owned();
    }
    let body = br#"{"Names": ["a"], "Ratio": NaN}"#;
    read::bound_document(body, &mut bound, &Limits::default()).unwrap();
    assert_eq!(
        format!("{bound:?}"),
        r#"Bound { Header: "h", Names: ["a"], Ratio: NaN }"#
    );
}

#[test]
fn a_payload_and_a_free_value_are_read_like_a_document() {
    let member = &OUT.members()[14];
    let mut out = Dynamic::new(&OUT);
    let body = br#"{"Ratio": NaN, "Choice": {"One": "a"}}"#;
    let value = out.get_mut(14).unwrap();
    read::payload(body, member, value, &Limits::default()).unwrap();
    assert_eq!(
        format!("{out:?}"),
        r#"Out { Nested: Out { Ratio: NaN, Choice: Choice { One: "a" } } }"#
    );
    let free = parse("[NaN, \"\\ud83d\"]", &Limits::default()).unwrap();
    assert_eq!(
        format!("{free:?}"),
        "Array([Number(Float(NaN)), String(\"\u{fffd}\")])"
    );
    assert!(parse("[NaN,]", &Limits::default()).is_err());
}

#[test]
fn what_can_be_read_of_a_damaged_object_is_kept() {
    for (text, expected, is_whole) in [
        (r#"{"a": 1, "b": "x"}"#, "a=1 b=x", true),
        ("{}", "", true),
        ("", "", false),
        ("[1]", "", false),
        ("text", "", false),
        (r#"{"a": 1} garbage"#, "a=1", false),
        (r#"{"a": 1}{"b": 2}"#, "a=1", false),
        (r#"{"a": 1, "b": "cut"#, "a=1", false),
        (r#"{"a": 1, "b"#, "a=1", false),
        (r#"{"a": 1,"#, "a=1", false),
        (r#"{"a": undefined, "b": "x"}"#, "b=x", false),
        (r#"{"a": {"c": [1,,2], "d": "}"}, "b": "x"}"#, "b=x", false),
        (r#"{"a": <html>, "b": "x"}"#, "b=x", false),
        (r#"{"a": 1,, "b": "x",}"#, "a=1 b=x", true),
        (r#"{"a": 1 "b": "x"}"#, "a=1 b=x", true),
        (r#"{"a" 1, "b": "x"}"#, "b=x", false),
        (r#"{"\x": 1, "b": "x"}"#, "b=x", false),
        (r#"{"a": "\x", "b": "x"}"#, "b=x", false),
        (r#"{"a": 1.2.3, "b": "x"}"#, "a=1.2 b=x", false),
        ("{\"a\": \u{e9}\u{e9}, \"b\": \"x\"}", "b=x", false),
        ("\u{feff} {\"b\": \"x\"}", "b=x", true),
    ] {
        let salvaged = salvage(text, &Limits::default());
        let members = salvaged.members.iter().map(|(name, value)| match value {
            Document::String(text) => format!("{name}={text}"),
            Document::Number(Number::PosInt(number)) => format!("{name}={number}"),
            Document::Number(Number::Float(number)) => format!("{name}={number}"),
            other => panic!("{other:?}"),
        });
        let members: Vec<_> = members.collect();
        assert_eq!(
            (&*members.join(" "), salvaged.is_whole),
            (expected, is_whole),
            "{text}"
        );
    }
}
