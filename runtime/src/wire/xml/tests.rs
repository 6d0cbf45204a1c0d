use super::super::Limits;
use super::super::samples::sample;
use super::read;
use crate::Dynamic;
use crate::schema::{Location, Member, Shape, XmlName, XmlNamespace, shapes};
use crate::wire::{Input, Substitutions};

static NAMES: Shape = Shape::list(
    "Names",
    &[Member::new("member", &shapes::STRING).wire("item")],
);
static PAIRS: Shape = Shape::map(
    "Pairs",
    &[
        Member::new("key", &shapes::STRING).wire("Key"),
        Member::new("value", &shapes::STRING).wire("Value"),
    ],
);
static NESTED: Shape = Shape::structure(
    "Nested",
    &[
        Member::new("Type", &shapes::STRING)
            .wire("xsi:type")
            .xml_attribute(),
        Member::new("Name", &shapes::STRING),
        Member::new("Inner", &INNER),
    ],
);
static INNER: Shape = Shape::structure("Inner", &[Member::new("Nested", &NESTED)]);
static CHOICE: Shape = Shape::union(
    "Choice",
    &[
        Member::new("One", &shapes::STRING),
        Member::new("Two", &shapes::INTEGER),
    ],
);
static DEEP: Shape = Shape::map(
    "Deep",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &NESTED),
    ],
);
static OUT: Shape = Shape::structure(
    "Out",
    &[
        Member::new("Text", &shapes::STRING).wire("text"),
        Member::new("Count", &shapes::INTEGER),
        Member::new("Long", &shapes::LONG),
        Member::new("Ratio", &shapes::DOUBLE),
        Member::new("Flag", &shapes::BOOLEAN),
        Member::new("At", &shapes::TIMESTAMP),
        Member::new("Data", &shapes::BLOB),
        Member::new("Names", &NAMES).wire("nameSet"),
        Member::new("Flat", &NAMES).response("flat").flattened(),
        Member::new("Pairs", &PAIRS),
        Member::new("FlatPairs", &PAIRS).flattened(),
        Member::new("Nested", &NESTED),
        Member::new("Choice", &CHOICE),
        Member::new("Deep", &DEEP),
    ],
);

fn read(body: &str) -> Result<String, String> {
    let mut out = Dynamic::new(&OUT);
    match read::document(body.as_bytes(), &mut out, &Limits::default(), None) {
        Ok(()) => Ok(format!("{out:?}")),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn values_are_read_by_their_members() {
    for (body, expected) in [
        ("<r/>", "Out"),
        ("<r></r>", "Out"),
        (
            "\u{feff}<?xml version='1.0'?>\n<!-- a --><r>\n</r>\n<!-- b -->",
            "Out",
        ),
        ("<r><text>a</text></r>", r#"Out { Text: "a" }"#),
        (
            "<a:r xmlns:a='u' xmlns='v'><a:text>a</a:text></a:r>",
            r#"Out { Text: "a" }"#,
        ),
        ("<r><text/></r>", r#"Out { Text: "" }"#),
        ("<r><text></text></r>", r#"Out { Text: "" }"#),
        ("<r><text> a\tb </text></r>", r#"Out { Text: " a\tb " }"#),
        (
            "<r><text>a\r\nb\rc</text></r>",
            r#"Out { Text: "a\nb\nc" }"#,
        ),
        ("<r><text>&#xD;&#10;</text></r>", r#"Out { Text: "\r\n" }"#),
        (
            "<r><text>&lt;a&amp;b&gt; &quot;&apos;&#228;&#xE4;</text></r>",
            r#"Out { Text: "<a&b> \"'ää" }"#,
        ),
        (
            "<r><text>a<!-- x -->b<![CDATA[<c>&amp;]]>d<?pi?>e</text></r>",
            r#"Out { Text: "ab<c>&amp;de" }"#,
        ),
        (
            "<r><text>a<b>c</b>d<e/></text></r>",
            r#"Out { Text: "ad" }"#,
        ),
        (
            "<r>noise<Count> 7 </Count>&amp;<Long>-9223372036854775808</Long></r>",
            "Out { Count: 7, Long: -9223372036854775808 }",
        ),
        ("<r><Ratio>1.5e3</Ratio></r>", "Out { Ratio: 1500.0 }"),
        ("<r><Ratio>-Infinity</Ratio></r>", "Out { Ratio: -inf }"),
        ("<r><Ratio>NaN</Ratio></r>", "Out { Ratio: NaN }"),
        ("<r><Flag>\ntrue</Flag></r>", "Out { Flag: true }"),
        ("<r><Flag>True</Flag></r>", "Out { Flag: false }"),
        ("<r><Flag/></r>", "Out { Flag: false }"),
        (
            "<r><At>2020-01-02T03:04:05.000Z</At></r>",
            "Out { At: 2020-01-02T03:04:05Z }",
        ),
        ("<r><At> 0 </At></r>", "Out { At: 1970-01-01T00:00:00Z }"),
        ("<r><Data>YWJj</Data></r>", "Out { Data: (3 bytes) }"),
        ("<r><nameSet/></r>", "Out { Names: [] }"),
        (
            "<r><nameSet><item>a</item><other>b</other><item/></nameSet></r>",
            r#"Out { Names: ["a", "b", ""] }"#,
        ),
        (
            "<r><flat>a</flat><Count>1</Count><flat>b</flat><nameSet/><flat>c</flat></r>",
            r#"Out { Count: 1, Names: [], Flat: ["a", "b", "c"] }"#,
        ),
        (
            "<r><Pairs><entry><Key>a</Key><Value>1</Value></entry><x><Value/><Key>b</Key></x></Pairs></r>",
            r#"Out { Pairs: {"a": "1", "b": ""} }"#,
        ),
        ("<r><Pairs/></r>", "Out { Pairs: {} }"),
        (
            "<r><FlatPairs><Key>a</Key><Value>1</Value></FlatPairs><text>t</text><FlatPairs><Value>2</Value><Key>b</Key></FlatPairs></r>",
            r#"Out { Text: "t", FlatPairs: {"a": "1", "b": "2"} }"#,
        ),
        (
            "<r><Deep><e><value><Name>late</Name></value><key>k</key></e></Deep></r>",
            r#"Out { Deep: {"k": Nested { Name: "late" }} }"#,
        ),
        ("<r><Nested/></r>", "Out { Nested: Nested }"),
        (
            "<r><Nested xsi:type='a&amp;b'><Name>n</Name></Nested></r>",
            r#"Out { Nested: Nested { Type: "a&b", Name: "n" } }"#,
        ),
        (
            "<r><Nested other:type='t' type='u'/></r>",
            r#"Out { Nested: Nested { Type: "t" } }"#,
        ),
        (
            "<r><Nested><Name>1</Name></Nested><Nested><Name>2</Name></Nested><text>a</text><text>b</text></r>",
            r#"Out { Text: "a", Nested: Nested { Name: "1" } }"#,
        ),
        (
            "<r><New><New>1</New><text>no</text></New><text>yes</text></r>",
            r#"Out { Text: "yes" }"#,
        ),
        (
            "<r><text>&quot;a&amp;b&#x41;&quot;</text></r>",
            r#"Out { Text: "\"a&bA\"" }"#,
        ),
        (
            "<r><text>&lt;a\r\nb<!-- c -->&gt;</text></r>",
            r#"Out { Text: "<a\nb>" }"#,
        ),
        (
            "<r><Choice><Two>2</Two></Choice></r>",
            "Out { Choice: Choice { Two: 2 } }",
        ),
        (
            "<r><Choice><Three/></Choice></r>",
            "Out { Choice: Choice(unknown member Three) }",
        ),
    ] {
        assert_eq!(read(body).as_deref(), Ok(expected), "{body}");
    }
}

#[test]
fn what_cannot_be_read_is_an_error_that_says_where() {
    let mut found = String::new();
    for body in [
        "",
        "plain",
        "{}",
        "<r>",
        "<r><text>a",
        "<r><text>a</r>",
        "<r/>garbage",
        "<r/><r/>",
        "<!DOCTYPE r [<!ENTITY e 'x'>]><r/>",
        "<r><text>&e;</text></r>",
        "<r>&e;</r>",
        "<r><text>a & b</text></r>",
        "<html><body/></html>",
        "<r><Count>one</Count></r>",
        "<r><Count/></r>",
        "<r><Count>2147483648</Count></r>",
        "<r><Ratio>x</Ratio></r>",
        "<r><At>soon</At></r>",
        "<r><Data>?</Data></r>",
        "<r><nameSet><item>a</item></r>",
        "<r><Pairs><entry><Key>a</Key></entry></Pairs></r>",
        "<r><Pairs><entry><Value>a</Value></entry></Pairs></r>",
        "<r><Pairs><entry><Key>a</Key><Value/><Third/></entry></Pairs></r>",
        "<r><Choice/></r>",
        "<r><Choice><One>1</One><Two>2</Two></Choice></r>",
        "<r><Deep><e><key>k</key><value><Inner><Nested xsi:type='&x;'/></Inner></value></e></Deep></r>",
    ] {
        let error = read(body).unwrap_err();
        found.push_str(&format!("{body}\n    {error}\n"));
    }
    insta::assert_snapshot!(found);
}

#[test]
fn a_document_that_is_cut_off_anywhere_is_an_error() {
    let body = "<r xmlns='u'><text>a&amp;b</text><nameSet><item>a</item></nameSet><Pairs><e><Key>k</Key>\
                <Value>v</Value></e></Pairs><New a='b'><x/><!-- c --></New><Nested><Name><![CDATA[n]]></Name></Nested></r>";
    assert!(read(body).is_ok());
    for end in 0..body.len() {
        let cut = &body[..end];
        assert!(read(cut).is_err(), "{cut}");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_an_error() {
    let mut out = Dynamic::new(&OUT);
    let body = b"<r><text>\xff</text></r>";
    let error = read::document(body, &mut out, &Limits::default(), None).unwrap_err();
    assert!(error.to_string().contains("not UTF-8"), "{error}");
}

#[test]
fn a_nul_is_in_no_document() {
    for body in [
        "<r><text>a\0b</text></r>",
        "<r><te\0xt>a</text></r>",
        "<r/>\0",
    ] {
        let error = read(body).unwrap_err();
        assert!(error.contains("a NUL in the document"), "{error}");
    }
}

#[test]
fn nesting_over_the_limit_is_an_error() {
    let nested = |levels: usize| {
        let open = "<Nested><Inner>".repeat(levels);
        let close = "</Inner></Nested>".repeat(levels);
        read(&format!("<r>{open}{close}</r>"))
    };
    assert!(nested(60).is_ok());
    assert!(
        nested(70)
            .unwrap_err()
            .contains("nested more than 128 levels deep, which is the limit (`Limits::depth`)")
    );
    assert!(nested(100_000).is_err());
}

#[test]
fn unknown_elements_are_passed_over_however_deep_they_are() {
    let (open, close) = ("<x>".repeat(100_000), "</x>".repeat(100_000));
    let body = format!("<r>{open}{close}<text>a</text></r>");
    assert_eq!(read(&body).unwrap(), r#"Out { Text: "a" }"#);
}

#[test]
fn a_query_result_is_read_from_its_wrapper() {
    let read = |body: &str| {
        let mut out = Dynamic::new(&OUT);
        let limits = Limits::default();
        match read::document(body.as_bytes(), &mut out, &limits, Some("Result")) {
            Ok(()) => Ok(format!("{out:?}")),
            Err(error) => Err(error.to_string()),
        }
    };
    for body in [
        "<r><Result><text>a</text></Result><ResponseMetadata><text>b</text></ResponseMetadata></r>",
        "<x:r><ResponseMetadata/><x:Result><text>a</text></x:Result></x:r>",
    ] {
        assert_eq!(read(body).as_deref(), Ok(r#"Out { Text: "a" }"#), "{body}");
    }
    assert_eq!(
        read("<r><text>a</text></r>").unwrap_err(),
        "unreadable response: the element Result is missing"
    );
    assert!(read("<r><Result/>").is_err());
}

#[test]
fn the_text_of_the_root_is_the_only_member_that_has_its_name() {
    static LOCATION: Shape = Shape::structure(
        "GetBucketLocationOutput",
        &[Member::new("LocationConstraint", &shapes::ENUM)],
    );
    for (body, expected) in [
        (
            "<LocationConstraint xmlns='u'>eu-west-1</LocationConstraint>",
            r#"LocationConstraint: "eu-west-1""#,
        ),
        (
            "<LocationConstraint><LocationConstraint>eu-west-1</LocationConstraint></LocationConstraint>",
            r#"LocationConstraint: "eu-west-1""#,
        ),
        ("<LocationConstraint/>", ""),
        ("<LocationConstraint xmlns='u'> \n</LocationConstraint>", ""),
        (
            "<LocationConstraint><LocationConstraint/></LocationConstraint>",
            "",
        ),
        (
            "<x><LocationConstraint>eu-west-1</LocationConstraint></x>",
            r#"LocationConstraint: "eu-west-1""#,
        ),
    ] {
        let mut out = Dynamic::new(&LOCATION);
        read::bound_document(body.as_bytes(), &mut out, &Limits::default()).unwrap();
        assert!(format!("{out:?}").contains(expected), "{body} {out:?}");
    }
}

static ITEMS: Shape = Shape::list("Items", &[Member::new("member", &shapes::STRING)]);
static RULE: Shape = Shape::structure(
    "Rule",
    &[
        Member::new("Type", &shapes::STRING)
            .wire("xsi:type")
            .xml_attribute(),
        Member::new("Id", &shapes::STRING).namespace("http://id", ""),
    ],
);
static IN: Shape = Shape::structure(
    "InRequest",
    &[
        Member::new("Text", &shapes::STRING).wire("text"),
        Member::new("Flag", &shapes::BOOLEAN),
        Member::new("Ratio", &shapes::DOUBLE),
        Member::new("At", &shapes::TIMESTAMP),
        Member::new("Data", &shapes::BLOB),
        Member::new("Names", &NAMES),
        Member::new("Items", &ITEMS),
        Member::new("Flat", &NAMES)
            .request("flat")
            .response("item")
            .flattened(),
        Member::new("Pairs", &PAIRS),
        Member::new("FlatPairs", &PAIRS).wire("fp").flattened(),
        Member::new("Rule", &RULE).namespace("http://rule", "r"),
        Member::new("Header", &shapes::STRING).location(Location::Header),
    ],
);

fn write(root: Option<XmlName>, input: &str) -> String {
    let input = sample(&IN, input);
    super::write::body(root, Input::top(&input, &Substitutions::new())).unwrap()
}

#[test]
fn values_are_written_by_their_members() {
    for (input, expected) in [
        (r#"{"Text": "a"}"#, "<text>a</text>"),
        (r#"{"Text": ""}"#, "<text/>"),
        (
            r#"{"Text": "<a & 'b' \"c\">\r\n"}"#,
            "<text>&lt;a &amp; 'b' &quot;c&quot;&gt;&#xD;&#xA;</text>",
        ),
        (r#"{"Flag": true}"#, "<Flag>true</Flag>"),
        (r#"{"Ratio": 1.5}"#, "<Ratio>1.5</Ratio>"),
        (r#"{"Ratio": "inf"}"#, "<Ratio>Infinity</Ratio>"),
        (r#"{"At": 0.5}"#, "<At>1970-01-01T00:00:00.500000Z</At>"),
        (r#"{"Data": "abc"}"#, "<Data>YWJj</Data>"),
        (
            r#"{"Names": ["a", "b"]}"#,
            "<Names><item>a</item><item>b</item></Names>",
        ),
        (r#"{"Names": []}"#, "<Names/>"),
        (r#"{"Items": ["a"]}"#, "<Items><member>a</member></Items>"),
        (r#"{"Flat": ["a", "b"]}"#, "<flat>a</flat><flat>b</flat>"),
        (
            r#"{"Pairs": {"a": "1"}}"#,
            "<Pairs><entry><Key>a</Key><Value>1</Value></entry></Pairs>",
        ),
        (
            r#"{"FlatPairs": {"a": "1", "b": "2"}}"#,
            "<fp><Key>a</Key><Value>1</Value></fp><fp><Key>b</Key><Value>2</Value></fp>",
        ),
        (
            r#"{"Rule": {"Type": "a\"b", "Id": "i"}}"#,
            "<Rule xmlns:r=\"http://rule\" xsi:type=\"a&quot;b\"><Id xmlns=\"http://id\">i</Id></Rule>",
        ),
        (r#"{"Rule": {}}"#, "<Rule xmlns:r=\"http://rule\"/>"),
        (r#"{"Text": "a", "Header": "h"}"#, "<text>a</text>"),
    ] {
        let expected = format!("<InRequest>{expected}</InRequest>");
        assert_eq!(write(None, input), expected);
    }
}

#[test]
fn the_root_has_the_name_and_namespace_of_the_operation() {
    let root = XmlName {
        name: "Root",
        namespace: Some(XmlNamespace {
            uri: "http://u?a&b",
            prefix: "",
        }),
    };
    assert_eq!(
        write(Some(root), r#"{"Text": "a"}"#),
        "<Root xmlns=\"http://u?a&amp;b\"><text>a</text></Root>"
    );
    assert_eq!(
        write(Some(root), "{}"),
        "<Root xmlns=\"http://u?a&amp;b\"/>"
    );
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let input = r#"{"Text": "\r\n<&>\"'\t ä", "Names": ["", "b"], "Pairs": {"a&b": ">"}}"#;
    let body = write(None, input);
    let mut back = Dynamic::new(&IN);
    read::document(body.as_bytes(), &mut back, &Limits::default(), None).unwrap();
    assert_eq!(format!("{back:?}"), format!("{:?}", sample(&IN, input)));
}
