//! What Rust values are read from, and what does not fit them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use crate::view::{Slot, View};

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
struct Customer {
    name: String,
    note: Option<String>,
    #[serde(default)]
    orders: u8,
}

fn read<'de, T: Deserialize<'de>>(value: &'de AttributeValue) -> Result<T, String> {
    from_value(value).map_err(|error| error.to_string())
}

fn error<T>(message: &str) -> Result<T, String> {
    Err(message.to_owned())
}

fn number(text: &str) -> AttributeValue {
    written(&text.parse::<Number>().unwrap())
}

#[test]
fn a_missing_attribute_and_null_are_none_and_unknown_ones_are_passed_over() {
    let customer = |note| Customer {
        name: String::from("x"),
        note,
        orders: 0,
    };
    let item = BTreeMap::from([("name", Some("x")), ("note", None), ("other", Some("y"))]);
    let item: Map<AttributeValue> = to_item(&item).unwrap();
    assert_eq!(from_item(&item), Ok(customer(None)));
    let item = BTreeMap::from([("name", "x"), ("note", "y")]);
    let item: Map<AttributeValue> = to_item(&item).unwrap();
    assert_eq!(from_item(&item), Ok(customer(Some(String::from("y")))));
}

#[test]
fn an_item_of_a_table_loaded_at_run_time_is_read_through_the_view() {
    let mut put = Dynamic::new(&PUT);
    let Some(Slot::Map(item)) = put.get_mut(0).map(|item| item.slot()) else {
        panic!("not a map");
    };
    write_item(&BTreeMap::from([("name", "x")]), item).unwrap();
    let put: &dyn Structure = &put;
    let View::Map(item) = put.view_by_name("Item") else {
        panic!("not a map");
    };
    let customer: Customer = from_item(item).unwrap();
    assert_eq!(customer.name, "x");
}

#[test]
fn numbers_are_read_in_every_form_and_never_rounded() {
    assert_eq!(read(&number("1E+3")), Ok(1000_u16));
    assert_eq!(read(&number("5.00")), Ok(-5_i128 + 10));
    assert_eq!(read(&number("18446744073709551615")), Ok(u64::MAX));
    assert_eq!(read(&number("-9223372036854775808")), Ok(i64::MIN));
    let digits = "9".repeat(38);
    assert_eq!(read(&number(&digits)), Ok(10_i128.pow(38) - 1));
    assert_eq!(read(&number(&digits)), Ok(10_u128.pow(38) - 1));
    assert_eq!(read(&number("0.1")), Ok(0.1_f64));
    assert_eq!(read(&number("0.1")), Ok(0.1_f32));
    assert_eq!(read(&number("1152921504606846976")), Ok(2_f64.powi(60)));
    assert_eq!(
        read(&number("9.31322574615478515625E-10")),
        Ok(2_f64.powi(-30))
    );
    for text in ["1.10", "1E+3", "-0", &digits] {
        assert_eq!(read(&number(text)), Ok(text.parse::<Number>().unwrap()));
    }
    let not_exact = |kind| {
        format!(
            "the number has more digits than an {kind}, or is beyond its range: read it as `pageboy::dynamodb::Number`"
        )
    };
    for text in [
        "9007199254740993",
        "0.10000000000000000555",
        "0.1000000000000000000001",
    ] {
        assert_eq!(read::<f64>(&number(text)), Err(not_exact("f64")), "{text}");
    }
    assert_eq!(read::<f32>(&number("16777217")), Err(not_exact("f32")));
    assert_eq!(read::<f32>(&number("1E100")), Err(not_exact("f32")));
    assert_eq!(
        read::<u8>(&number("300")),
        error("found an integer that does not fit, expected u8")
    );
    assert_eq!(
        read::<u8>(&number("0.5")),
        error("found a number with a fraction, expected u8")
    );
    assert_eq!(
        read::<serde_json::Value>(&number("-1.5")),
        Ok((-1.5).into())
    );
}

#[test]
fn sets_are_read_into_sets_and_into_other_collections() {
    let texts = written(&Set(["b", "a"]));
    assert_eq!(read(&texts), Ok(Set(BTreeSet::from(["a", "b"]))));
    assert_eq!(read(&texts), Ok(vec!["b", "a"]));
    assert_eq!(read(&written(&Set([1, 2]))), Ok(Set(vec![1_u64, 2])));
    let bytes = Set(vec![Binary::from("abc")]);
    assert_eq!(read(&written(&bytes)), Ok(bytes));
    assert_eq!(
        read::<Set<Vec<String>>>(&written(&["a"])),
        error("found a list (L), expected a set")
    );
}

#[test]
fn keys_that_are_numbers_are_read_from_texts() {
    let map = HashMap::from([(7_u8, true)]);
    assert_eq!(read(&written(&map)), Ok(map));
    let map = written(&BTreeMap::from([("secret", true)]));
    assert_eq!(
        read::<HashMap<u8, bool>>(&map),
        error("found text, expected u8")
    );
}

#[test]
fn tagged_and_flattened_types_are_read() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(tag = "kind")]
    enum Event {
        Sale {
            amount: f64,
            lines: Set<Vec<String>>,
        },
    }
    #[derive(Debug, Deserialize, PartialEq)]
    struct Entry {
        id: u64,
        #[serde(flatten)]
        event: Event,
    }
    let item: Map<AttributeValue> = [
        (String::from("id"), written(&1)),
        (String::from("kind"), written("Sale")),
        (String::from("amount"), written(&2.5)),
        (String::from("lines"), written(&Set(["a"]))),
    ]
    .into_iter()
    .collect();
    let event = Event::Sale {
        amount: 2.5,
        lines: Set(vec![String::from("a")]),
    };
    assert_eq!(from_item(&item), Ok(Entry { id: 1, event }));
}

#[test]
fn what_does_not_fit_is_an_error_with_its_path_and_without_the_value() {
    #[derive(Debug, Deserialize)]
    struct Order {
        state: Vec<State>,
    }
    #[derive(Debug, Deserialize)]
    enum State {
        #[serde(rename = "new")]
        _New,
        #[serde(rename = "paid")]
        _Paid(#[allow(dead_code, reason = "only the errors matter")] u8),
    }
    let order = |states: &[AttributeValue]| {
        let mut list = Vec::new();
        for state in states {
            list.push(from_value::<serde_json::Value>(state).unwrap());
        }
        let order = written(&BTreeMap::from([("state", list)]));
        read::<Order>(&order).map(|order| order.state.len())
    };
    let paid = |value: AttributeValue| {
        let value: serde_json::Value = from_value(&value).unwrap();
        written(&BTreeMap::from([("paid", value)]))
    };
    assert_eq!(order(&[written("new"), paid(written(&1))]), Ok(2));
    assert_eq!(
        order(&[written("new"), written("secret")]),
        error("state[1]: found a variant that is none of `new`, `paid`")
    );
    assert_eq!(
        order(&[paid(written("secret"))]),
        error("state[0].paid: found text, expected u8")
    );
    assert_eq!(
        order(&[written(&true)]),
        error(
            "state[0]: found a boolean (BOOL), expected a variant: its name, or a map of one entry"
        )
    );
    assert_eq!(
        read::<Customer>(&written(&BTreeMap::from([("orders", 1)]))).map(|_| ()),
        error("missing field `name`")
    );
    assert_eq!(
        read::<String>(&written(&Binary::from("secret"))),
        error("found bytes, expected a string")
    );
    assert_eq!(
        read::<(u8, u8)>(&written(&[1, 2, 3])),
        error("invalid length 3, expected fewer items")
    );
    assert_eq!(
        read::<Number>(&written("1")),
        error("found text (S), expected a number")
    );
}

#[test]
fn an_empty_value_and_a_type_that_is_not_known_are_errors_with_their_path() {
    let mut list = written(&["a", "b"]);
    let second = |list: &mut AttributeValue, change: fn(&mut dyn Structure)| {
        let at = ATTRIBUTE_VALUE.index_of("L").unwrap();
        let Some(Slot::List(list)) = list.get_mut(at).map(|list| list.slot()) else {
            panic!("not a list");
        };
        let Some(Slot::Structure(value)) = list.get_mut(1) else {
            panic!("not a value");
        };
        change(value);
    };
    second(&mut list, |value| value.set_unknown("D"));
    assert_eq!(
        read::<Vec<String>>(&list),
        error("[1]: the type D is not a known type of DynamoDB")
    );
    assert_eq!(read::<serde::de::IgnoredAny>(&list).map(|_| ()), Ok(()));
    second(&mut list, |value| value.set_unknown(""));
    assert_eq!(
        read::<Vec<String>>(&list),
        error("[1]: the value is empty: no member of it is set")
    );
}

#[test]
fn a_number_that_is_none_is_an_error_without_the_text() {
    let mut value = number("1");
    let at = ATTRIBUTE_VALUE.index_of("N").unwrap();
    let Some(Slot::String(text)) = value.get_mut(at).map(|text| text.slot()) else {
        panic!("not a text");
    };
    *text = String::from("secret");
    let none = "the text is not a decimal number";
    assert_eq!(read::<u8>(&value), error(none));
    assert_eq!(read::<Number>(&value), error(none));
    assert_eq!(read::<f64>(&value), error(none));
}
