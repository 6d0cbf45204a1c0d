mod lenient;

use super::super::Limits;
use super::super::samples::sample;
use super::{read, write};
use crate::Dynamic;
use crate::schema::{Location, Member, Shape, TimestampFormat, shapes};
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
        Member::new("Header", &shapes::STRING).location(Location::Header),
    ],
);

fn read(body: &str) -> Result<String, String> {
    let mut out = Dynamic::new(&OUT);
    match read::document(body.as_bytes(), &mut out, &Limits::default()) {
        Ok(()) => Ok(format!("{out:?}")),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn values_are_read_by_their_members() {
    for (body, expected) in [
        ("", "Out"),
        ("{}", "Out"),
        (" { } \n", "Out"),
        (r#"{"text": "a"}"#, r#"Out { Text: "a" }"#),
        (r#"{"text": "\u00e4\n\"\/"}"#, r#"Out { Text: "ä\n\"/" }"#),
        (r#"{"Text": "model name"}"#, "Out"),
        (r#"{"text": null}"#, "Out"),
        (r#"{"text": 5}"#, r#"Out { Text: "5" }"#),
        (r#"{"text": -1.5}"#, r#"Out { Text: "-1.5" }"#),
        (r#"{"text": true}"#, r#"Out { Text: "true" }"#),
        (
            r#"{"Long": 1, "Count": 2, "text": "order"}"#,
            r#"Out { Text: "order", Count: 2, Long: 1 }"#,
        ),
        (r#"{"Count": "7"}"#, "Out { Count: 7 }"),
        (r#"{"Count": 7.0}"#, "Out { Count: 7 }"),
        (r#"{"Long": 1e3}"#, "Out { Long: 1000 }"),
        (
            r#"{"Long": -9223372036854775808}"#,
            "Out { Long: -9223372036854775808 }",
        ),
        (r#"{"Ratio": 1}"#, "Out { Ratio: 1.0 }"),
        (
            r#"{"Ratio": "NaN", "Small": "-Infinity"}"#,
            "Out { Ratio: NaN, Small: -inf }",
        ),
        (
            r#"{"Ratio": 2.5769402988657333e299, "Free": 2.5769402988657333e299}"#,
            "Out { Ratio: 2.5769402988657333e299, Free: Number(Float(2.5769402988657333e299)) }",
        ),
        (
            r#"{"Ratio": 18446744073709551615}"#,
            "Out { Ratio: 1.8446744073709552e19 }",
        ),
        (r#"{"Flag": true}"#, "Out { Flag: true }"),
        (r#"{"Flag": "True"}"#, "Out { Flag: true }"),
        (r#"{"Flag": "false"}"#, "Out { Flag: false }"),
        (r#"{"At": 0}"#, "Out { At: 1970-01-01T00:00:00Z }"),
        (
            r#"{"At": 1422172800.123}"#,
            "Out { At: 2015-01-25T08:00:00.123Z }",
        ),
        (
            r#"{"At": "Sun, 25 Jan 2015 08:00:00 GMT", "Date": 1422172800}"#,
            "Out { At: 2015-01-25T08:00:00Z, Date: 2015-01-25T08:00:00Z }",
        ),
        (r#"{"Data": "YWJj"}"#, "Out { Data: (3 bytes) }"),
        (
            r#"{"Free": [1, -2, 0.5, "a", true, null]}"#,
            r#"Out { Free: Array([Number(PosInt(1)), Number(NegInt(-2)), Number(Float(0.5)), String("a"), Bool(true), Null]) }"#,
        ),
        (
            r#"{"Free": {"a": {"b": 1}}}"#,
            r#"Out { Free: Object({"a": Object({"b": Number(PosInt(1))})}) }"#,
        ),
        (r#"{"Free": null}"#, "Out"),
        (r#"{"Names": []}"#, "Out { Names: [] }"),
        (
            r#"{"Names": ["a", null, "b"]}"#,
            r#"Out { Names: ["a", "b"] }"#,
        ),
        (
            r#"{"Sparse": ["a", null, "b"]}"#,
            r#"Out { Sparse: ["a", null, "b"] }"#,
        ),
        (r#"{"Tags": {}}"#, "Out { Tags: {} }"),
        (
            r#"{"Tags": {"b": 1, "a": null, "": 2}}"#,
            r#"Out { Tags: {"b": 1, "": 2} }"#,
        ),
        (
            r#"{"SparseTags": {"b": 1, "a": null}}"#,
            r#"Out { SparseTags: {"b": 1, "a": null} }"#,
        ),
        (
            r#"{"Nested": {"Nested": {}, "text": "a"}}"#,
            r#"Out { Nested: Out { Text: "a", Nested: Out } }"#,
        ),
        (
            r#"{"New": [{"text": 1}, []], "text": "a"}"#,
            r#"Out { Text: "a" }"#,
        ),
        (
            r#"{"Names": ["a"], "Names": ["b"], "text": "a", "text": null}"#,
            r#"Out { Names: ["b"] }"#,
        ),
        (
            r#"{"Choice": {"__type": "x", "One": null, "Two": 2, "Many": null, "New": null}}"#,
            "Out { Choice: Choice { Two: 2 } }",
        ),
        (
            r#"{"Choice": {"New": {"a": 1}}}"#,
            "Out { Choice: Choice(unknown member New) }",
        ),
        (r#"{"Choice": null}"#, "Out"),
        (
            r#"{"Choice": {"One": null, "One": "a", "One": "b"}}"#,
            r#"Out { Choice: Choice { One: "b" } }"#,
        ),
        (
            r#"{"Header": "not bound here"}"#,
            r#"Out { Header: "not bound here" }"#,
        ),
    ] {
        assert_eq!(read(body).as_deref(), Ok(expected), "{body}");
    }
}

#[test]
fn maps_are_read_by_their_keys_whatever_the_ones_before_had() {
    static LIST: Shape = Shape::list("List", &[Member::new("member", &TAGS)]);
    static MAPS: Shape = Shape::structure(
        "Maps",
        &[
            Member::new("Plain", &LIST),
            Member::new("Sparse", &LIST_OF_SPARSE),
        ],
    );
    static LIST_OF_SPARSE: Shape = Shape::list("List", &[Member::new("member", &SPARSE_TAGS)]);
    let many = |from: u32| {
        let entries = (from..from + 20).map(|at| format!(r#""k{at}": {at}"#));
        format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
    };
    let (first, second) = (many(0), many(1));
    let maps = [
        r#"{"a": 1, "b": 2, "c": 3}"#,
        r#"{"a": 4, "b": 5, "c": 6}"#,
        r#"{"a": 7}"#,
        r#"{"a": 7, "c": 8}"#,
        r#"{"a": 7, "c": 8, "b": 9}"#,
        r#"{"a": 7, "c": 8, "b": 9, "d": 10}"#,
        r#"{}"#,
        r#"{"b": 1, "a": 2}"#,
        r#"{"a": 1, "b": 2, "a": 3, "c": 4}"#,
        r#"{"a": 1, "b": 2, "c": 3, "b": 4}"#,
        r#"{"a": null, "b": 2, "c": 3}"#,
        r#"{"a": 1, "b": null, "c": 3}"#,
        r#"{"a": 1, "b": 2, "c": null}"#,
        r#"{"\u0061": 1, "b": 2, "c": 3}"#,
        r#"{"a" :1 , "b": 2, "c": 3}"#,
        &first,
        &first,
        &second,
        &first,
    ];
    // Each alone, where none is before it.
    let alone = |name: &str, map: &str| {
        let read = read(&format!(r#"{{"{name}": {map}}}"#)).unwrap();
        let start = read.find('{').unwrap() + "{ : ".len() + name.len();
        read[start..].trim_end_matches(" }").to_owned()
    };
    for (name, lone) in [("Plain", "Tags"), ("Sparse", "SparseTags")] {
        let mut out = Dynamic::new(&MAPS);
        let body = format!(r#"{{"{name}": [{}]}}"#, maps.join(", "));
        read::document(body.as_bytes(), &mut out, &Limits::default()).unwrap();
        let expected: Vec<_> = maps.iter().map(|map| alone(lone, map)).collect();
        assert_eq!(
            format!("{out:?}"),
            format!("Maps {{ {name}: [{}] }}", expected.join(", "))
        );
    }
}

#[test]
fn members_are_read_in_any_order_whatever_the_structure_before_had() {
    static LIST: Shape = Shape::list("List", &[Member::new("member", &THING)]);
    static THING: Shape = Shape::structure(
        "Thing",
        &[
            Member::new("A", &shapes::INTEGER),
            Member::new("B", &shapes::INTEGER),
            Member::new("C", &shapes::INTEGER),
        ],
    );
    static THINGS: Shape = Shape::structure("Things", &[Member::new("List", &LIST)]);
    let body = r#"{"List": [
        {"C": 1, "A": 2, "B": 3}, {"C": 4, "A": 5, "B": 6}, {"A": 7, "B": 8, "C": 9}, {"C": 1, "New": 0, "B": 2},
        {"B": 3, "C": null, "B": 4, "A": 5}, {"C": 6, "A": 7, "B": 8}, {}, {"B": 9}
    ]}"#;
    let mut out = Dynamic::new(&THINGS);
    read::document(body.as_bytes(), &mut out, &Limits::default()).unwrap();
    insta::assert_snapshot!(format!("{out:?}"), @"Things { List: [Thing { A: 2, B: 3, C: 1 }, Thing { A: 5, B: 6, C: 4 }, Thing { A: 7, B: 8, C: 9 }, Thing { B: 2, C: 1 }, Thing { A: 5, B: 4 }, Thing { A: 7, B: 8, C: 6 }, Thing, Thing { B: 9 }] }");
}

#[test]
fn texts_of_any_length_end_at_their_quote() {
    for length in 0..70 {
        let text = "x".repeat(length);
        for (written, read_as) in [("", ""), ("\\n", "\\n"), ("\u{e4}", "\u{e4}"), ("!", "!")] {
            let body = format!(r#"{{"text": "{text}{written}", "Count": 1}}"#);
            let expected = format!(r#"Out {{ Text: "{text}{read_as}", Count: 1 }}"#);
            assert_eq!(read(&body), Ok(expected));
        }
    }
}

#[test]
fn what_cannot_be_read_is_an_error_that_says_where() {
    let mut found = String::new();
    for body in [
        "null",
        "[]",
        "1",
        "plain",
        "<r/>",
        "{} {}",
        r#"{"text": "a"} x"#,
        r#"{"text": [1]}"#,
        r#"{"text": {}}"#,
        "{\"Count\":\n 1.5}",
        r#"{"Count": 2147483648}"#,
        r#"{"Count": "one"}"#,
        r#"{"Count": true}"#,
        r#"{"Long": 9223372036854775808}"#,
        r#"{"Flag": 1}"#,
        r#"{"Flag": "yes"}"#,
        r#"{"At": "soon"}"#,
        r#"{"At": 1e300}"#,
        r#"{"Data": "?"}"#,
        r#"{"Data": 1}"#,
        r#"{"Names": "a"}"#,
        r#"{"Names": {"a": 1}}"#,
        r#"{"Nested": {"Nested": {"Tags": {"a": "b"}}}}"#,
        r#"{"Nested": "secret"}"#,
        r#"{"Choice": {}}"#,
        r#"{"Choice": {"One": "a", "Two": 2}}"#,
        r#"{"Choice": {"One": "a", "New": 2}}"#,
        r#"{"Choice": {"One": "a", "One": null}}"#,
    ] {
        let error = read(body).unwrap_err();
        found.push_str(&format!("{body}\n    {error}\n"));
    }
    insta::assert_snapshot!(found);
}

#[test]
fn a_document_that_is_cut_off_anywhere_is_an_error() {
    let body = r#"{"text":"a\u00e4","Names":["a","b"],"Free":{"a":[1.5,true]},"New":{"x":[{}]},"Choice":{"Two":12}}"#;
    assert!(read(body).is_ok());
    for end in 1..body.len() {
        let cut = &body[..end];
        assert!(read(cut).is_err(), "{cut}");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_an_error() {
    let mut out = Dynamic::new(&OUT);
    let error = read::document(b"{\"text\":\"\xff\"}", &mut out, &Limits::default());
    assert_eq!(
        error.unwrap_err().to_string(),
        "unreadable response: not UTF-8 (at byte 9)"
    );
}

#[test]
fn nesting_over_the_limit_is_an_error() {
    let nested = |levels: usize, depth: usize| {
        let body = r#"{"Nested":"#.repeat(levels) + "{}" + &"}".repeat(levels);
        let limits = Limits {
            depth,
            ..Limits::default()
        };
        let mut out = Dynamic::new(&OUT);
        read::document(body.as_bytes(), &mut out, &limits)
    };
    assert!(nested(9, 10).is_ok());
    let error = nested(10, 10).unwrap_err().to_string();
    assert!(
        error.contains(
            "Nested: nested more than 10 levels deep, which is the limit (`Limits::depth`)"
        ),
        "{error}"
    );
    assert!(nested(127, 128).is_ok());
    assert!(nested(100_000, 128).is_err());
    assert!(nested(199, 200).is_ok());
}

#[test]
fn nesting_in_documents_counts() {
    let nested = |levels: usize| {
        let body = format!(
            r#"{{"Free": {}{}}}"#,
            r#"[{"a":"#.repeat(levels) + "[]",
            "}]".repeat(levels)
        );
        let limits = Limits {
            depth: 10,
            ..Limits::default()
        };
        let mut out = Dynamic::new(&OUT);
        read::document(body.as_bytes(), &mut out, &limits)
    };
    assert!(nested(4).is_ok());
    assert!(
        nested(5)
            .unwrap_err()
            .to_string()
            .contains("more than 10 levels")
    );
}

#[test]
fn values_that_are_passed_over_may_be_deep() {
    let body = format!(
        r#"{{"New": {}{}, "text": "a"}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(read(&body).unwrap(), r#"Out { Text: "a" }"#);
}

#[test]
fn a_member_that_is_bound_elsewhere_is_not_read_from_the_body() {
    let mut out = Dynamic::new(&OUT);
    let body = br#"{"Header": "a", "text": "b", "Nested": {"Header": "c"}}"#;
    read::bound_document(body, &mut out, &Limits::default()).unwrap();
    assert_eq!(
        format!("{out:?}"),
        r#"Out { Text: "b", Nested: Out { Header: "c" } }"#
    );
}

#[test]
fn values_are_written_by_their_members() {
    for (input, expected) in [
        ("{}", "{}"),
        (r#"{"Text": "ä\"\n"}"#, "{\"text\":\"ä\\\"\\n\"}"),
        (r#"{"Count": -1, "Long": 2}"#, r#"{"Count":-1,"Long":2}"#),
        (
            r#"{"Ratio": 1.0, "Small": 1.1}"#,
            r#"{"Ratio":1.0,"Small":1.1}"#,
        ),
        (
            r#"{"Ratio": "inf", "Small": "NaN"}"#,
            r#"{"Ratio":"Infinity","Small":"NaN"}"#,
        ),
        (r#"{"Flag": false}"#, r#"{"Flag":false}"#),
        (
            r#"{"At": 1.75, "Date": 1.75}"#,
            r#"{"At":1,"Date":"1970-01-01T00:00:01.750000Z"}"#,
        ),
        (r#"{"Data": "abc"}"#, r#"{"Data":"YWJj"}"#),
        (
            r#"{"Free": {"a": [1, -2, 0.5, null, true, "b"]}}"#,
            r#"{"Free":{"a":[1,-2,0.5,null,true,"b"]}}"#,
        ),
        (
            r#"{"Names": [], "Tags": {}, "Nested": {}}"#,
            r#"{"Names":[],"Tags":{},"Nested":{}}"#,
        ),
        (r#"{"Sparse": ["a", null]}"#, r#"{"Sparse":["a",null]}"#),
        (
            r#"{"Tags": {"a\"": 1, "b": 2}}"#,
            r#"{"Tags":{"a\"":1,"b":2}}"#,
        ),
        (r#"{"Choice": {"Two": 2}}"#, r#"{"Choice":{"Two":2}}"#),
        (r#"{"Header": "h"}"#, r#"{"Header":"h"}"#),
    ] {
        let input = sample(&OUT, input);
        let body = write::document(Input::top(&input, &Substitutions::new())).unwrap();
        assert_eq!(String::from_utf8(body).unwrap(), expected);
    }
}

#[test]
fn a_member_that_travels_elsewhere_is_not_written_into_the_body() {
    let input = sample(&OUT, r#"{"Header": "h", "Nested": {"Header": "n"}}"#);
    let body = write::body(Input::top(&input, &Substitutions::new()), |member| {
        member.location == Location::Body
    })
    .unwrap();
    assert_eq!(
        String::from_utf8(body).unwrap(),
        r#"{"Nested":{"Header":"n"}}"#
    );
}
