//! What becomes of Rust values, and which DynamoDB cannot hold.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::json;

use super::*;

#[derive(Serialize)]
enum State {
    New,
    Paid(u32),
    Sent(u8, u8),
    Lost { at: &'static str },
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Meters(f32);

#[test]
fn each_rust_type_has_its_type_in_dynamodb() {
    let number = |text: &str| text.parse::<Number>().unwrap();
    for (value, expected) in [
        (written(&()), json!({"NULL": true})),
        (written(&Unit), json!({"NULL": true})),
        (written(&None::<u8>), json!({"NULL": true})),
        (written(&Some(true)), json!({"BOOL": true})),
        (written(&-5_i8), json!({"N": "-5"})),
        (written(&u64::MAX), json!({"N": "18446744073709551615"})),
        (
            written(&-(10_i128.pow(37))),
            json!({"N": format!("-1{}", "0".repeat(37))}),
        ),
        (written(&0.1), json!({"N": "0.1"})),
        (written(&Meters(0.1)), json!({"N": "0.1"})),
        (written(&2.0), json!({"N": "2"})),
        (written(&-0.0), json!({"N": "-0"})),
        (written(&1.5e100), json!({"N": "1.5E100"})),
        (written(&1e-7_f32), json!({"N": "1E-7"})),
        (written(&number("1.10")), json!({"N": "1.10"})),
        (written(&number("1E+3")), json!({"N": "1E+3"})),
        (written(&'x'), json!({"S": "x"})),
        (written(""), json!({"S": ""})),
        (written(&Binary::from("abc")), json!({"B": "YWJj"})),
        (written(b"ab"), json!({"L": [{"N": "97"}, {"N": "98"}]})),
        (written(&(1, "x")), json!({"L": [{"N": "1"}, {"S": "x"}]})),
        (written(&Vec::<u8>::new()), json!({"L": []})),
        (
            written(&Set(BTreeSet::from(["a", "b"]))),
            json!({"SS": ["a", "b"]}),
        ),
        (written(&Set([1.5, 2.0])), json!({"NS": ["1.5", "2"]})),
        (written(&Set([number("1.0")])), json!({"NS": ["1.0"]})),
        (
            written(&Set([Binary::from("abc")])),
            json!({"BS": ["YWJj"]}),
        ),
        (
            written(&BTreeMap::from([(7, true)])),
            json!({"M": {"7": {"BOOL": true}}}),
        ),
        (written(&State::New), json!({"S": "New"})),
        (written(&State::Paid(5)), json!({"M": {"Paid": {"N": "5"}}})),
        (
            written(&State::Sent(1, 2)),
            json!({"M": {"Sent": {"L": [{"N": "1"}, {"N": "2"}]}}}),
        ),
        (
            written(&State::Lost { at: "sea" }),
            json!({"M": {"Lost": {"M": {"at": {"S": "sea"}}}}}),
        ),
    ] {
        assert_eq!(json(&value), expected);
    }
}

#[test]
fn a_field_becomes_a_set_or_bytes_without_a_wrapper() {
    #[derive(Serialize)]
    struct Page {
        #[serde(with = "crate::dynamodb::set")]
        tags: Vec<&'static str>,
        #[serde(with = "crate::dynamodb::binary")]
        image: Vec<u8>,
    }
    let page = Page {
        tags: vec!["a"],
        image: vec![1],
    };
    assert_eq!(
        json(&written(&page)),
        json!({"M": {"tags": {"SS": ["a"]}, "image": {"B": "AQ=="}}})
    );
}

#[test]
fn a_value_of_a_table_loaded_at_run_time_is_written_over_what_it_held() {
    let mut value = Dynamic::new(&ATTRIBUTE_VALUE);
    for _ in 0..2 {
        write_value(&[1], &mut value).unwrap();
        assert_eq!(json(&value), json!({"L": [{"N": "1"}]}));
        write_value(&Set(["x"]), &mut value).unwrap();
        write_value(&Set(["y"]), &mut value).unwrap();
        assert_eq!(json(&value), json!({"SS": ["y"]}));
    }
    write_value(&State::Paid(1), &mut value).unwrap();
    write_value(&BTreeMap::from([("a", 1)]), &mut value).unwrap();
    assert_eq!(json(&value), json!({"M": {"a": {"N": "1"}}}));
}

#[test]
fn an_item_is_a_struct_or_a_map() {
    let item: Map<AttributeValue> = to_item(&BTreeMap::from([("id", 1)])).unwrap();
    assert_eq!(item.get("id"), Some(&written(&1)));
    assert!(to_item::<AttributeValue>(&Some(State::Paid(1))).is_ok());
    let refusal =
        |refused: Result<Map<AttributeValue>, ValueError>| refused.unwrap_err().to_string();
    assert_eq!(
        refusal(to_item(&[1])),
        "an item is a struct or a map, not a list (L)"
    );
    assert_eq!(
        refusal(to_item("secret")),
        "an item is a struct or a map, not text (S)"
    );
    assert_eq!(
        refusal(to_item(&Set(["secret"]))),
        "an item is a struct or a map, not a set"
    );
}

#[test]
fn what_dynamodb_cannot_hold_is_an_error_with_its_path() {
    #[derive(Serialize)]
    struct Address<T> {
        lines: Vec<T>,
    }
    #[derive(Serialize)]
    struct Customer<T> {
        address: Address<T>,
    }
    fn third<T: Serialize>(value: T, other: fn() -> T) -> String {
        let lines = vec![other(), other(), value];
        refusal(&Customer {
            address: Address { lines },
        })
    }
    let at = "address.lines[2]: ";
    let infinite = "DynamoDB has no NaN and no infinities";
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(third(number, || 0.0), format!("{at}{infinite}"));
    }
    assert_eq!(
        third(10_i128.pow(38), || 0),
        format!("{at}the number has 39 significant digits; DynamoDB keeps 38")
    );
    assert_eq!(
        third(1e300, || 0.0),
        format!("{at}the number's exponent is 300; DynamoDB keeps -128 to 126")
    );
    assert_eq!(
        third(Set(vec![]), || Set(vec![""])),
        format!("{at}the set is empty, and DynamoDB has no empty sets: leave the attribute out")
    );
    assert_eq!(
        refusal(
            &BTreeMap::from([("x", State::Lost { at: "" })])
                .into_iter()
                .next()
                .map(|_| Set((1, "a")))
        ),
        "[1]: a set of numbers (NS) cannot hold text (S) as well"
    );
    assert_eq!(
        refusal(&Set([[1]])),
        "[0]: a set holds texts, numbers or bytes, not a list (L)"
    );
    assert_eq!(
        refusal(&Set([Set([1])])),
        "[0]: a set holds texts, numbers or bytes, not a set"
    );
    assert_eq!(
        refusal(&Set(true)),
        "a set is made of a sequence, not of a boolean (BOOL)"
    );
    assert_eq!(
        refusal(&BTreeMap::from([((1, 2), 3)])),
        "a map's keys are texts, or integers and booleans, which become texts"
    );
}

#[test]
fn the_path_goes_through_variants() {
    #[derive(Serialize)]
    enum Sides {
        Circle(f64),
        Rectangle(f64, f64),
        Triangle { a: f64 },
    }
    let path = |sides| to_value::<AttributeValue>(&[sides]).unwrap_err().path();
    assert_eq!(path(Sides::Circle(f64::NAN)), "[0].Circle");
    assert_eq!(path(Sides::Rectangle(0.0, f64::NAN)), "[0].Rectangle[1]");
    assert_eq!(path(Sides::Triangle { a: f64::NAN }), "[0].Triangle.a");
}

#[test]
fn endless_nesting_ends_before_the_stack_does() {
    struct Endless;
    impl Serialize for Endless {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq([Self])
        }
    }
    let refusal = refusal(&Endless);
    assert!(
        refusal.ends_with("nested more than 128 levels deep; DynamoDB takes 32"),
        "{refusal}"
    );
}

#[test]
fn another_union_is_refused_by_its_name() {
    static OTHER: Shape = Shape::union(
        "Setting",
        &[
            Member::new("S", &shapes::STRING),
            Member::new("N", &shapes::LONG),
        ],
    );
    let mut other = Dynamic::new(&OTHER);
    let expected =
        "Setting is not DynamoDB's attribute value: its member N is missing or of another type";
    assert_eq!(
        write_value("x", &mut other).unwrap_err().to_string(),
        expected
    );
    assert_eq!(
        from_value::<String>(&other).unwrap_err().to_string(),
        expected
    );
}
