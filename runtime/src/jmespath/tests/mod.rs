//! Values of the view, which the compliance suite does not have.

mod compliance;

use std::borrow::Cow;
use std::collections::HashMap;

use aws_smithy_types::{Blob, DateTime, Document, Number};
use serde_json::Value as Json;

use crate::Dynamic;
use crate::schema::{Kind, Member, Shape, shapes};
use crate::view::{Slot, Structure, View};

use super::*;

pub(super) fn document(json: &Json) -> Document {
    match json {
        Json::Null => Document::Null,
        Json::Bool(value) => Document::Bool(*value),
        Json::String(text) => Document::String(text.clone()),
        Json::Number(number) => {
            Document::Number(match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => Number::PosInt(value),
                (_, Some(value), _) => Number::NegInt(value),
                (_, _, value) => Number::Float(value.unwrap()),
            })
        }
        Json::Array(items) => Document::Array(items.iter().map(document).collect()),
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), document(value)));
            Document::Object(entries.collect::<HashMap<_, _>>())
        }
    }
}

static TAGS: Shape = Shape::map(
    "Tags",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &shapes::STRING),
    ],
);

static THING: Shape = Shape::structure(
    "Thing",
    &[
        Member::new("State", &shapes::ENUM),
        Member::new("Count", &shapes::LONG),
        Member::new("Ratio", &shapes::FLOAT),
        Member::new("Key", &shapes::BLOB),
        Member::new("Since", &shapes::TIMESTAMP),
        Member::new("Secret", &shapes::STRING).sensitive(),
        Member::new("Tags", &TAGS),
        Member::new("Body", &shapes::STREAM),
    ],
);

static THINGS: Shape = Shape::list("Things", &[Member::new("member", &THING)]);

static OUTPUT: Shape = Shape::new(
    "Output",
    Kind::Structure,
    &[
        Member::new("Things", &THINGS),
        Member::new("Empty", &shapes::EMPTY),
    ],
);

fn thing(things: &mut Dynamic, write: impl Fn(&mut dyn Structure)) {
    let Some(Slot::List(list)) = things.get_mut(0).map(|value| value.slot()) else {
        panic!("the first member is a list");
    };
    let Slot::Structure(thing) = list.push() else {
        panic!("elements are structures");
    };
    write(thing);
}

fn set(thing: &mut dyn Structure, index: usize, text: &str) {
    match thing.get_mut(index).unwrap().slot() {
        Slot::String(value) => text.clone_into(value),
        Slot::Long(value) => *value = text.parse().unwrap(),
        Slot::Float(value) => *value = text.parse().unwrap(),
        Slot::Blob(value) => *value = Blob::new(text),
        Slot::Timestamp(value) => *value = DateTime::from_secs_f64(text.parse().unwrap()),
        Slot::Map(map) => {
            if let Slot::String(value) = map.insert(text.to_owned()) {
                text.clone_into(value);
            }
        }
        _ => {}
    }
}

fn output() -> Dynamic {
    let mut output = Dynamic::new(&OUTPUT);
    thing(&mut output, |thing| {
        set(thing, 0, "running");
        set(thing, 1, "9223372036854775807");
        set(thing, 2, "0.1");
        set(thing, 3, "\u{7f}ELF");
        set(thing, 4, "1577934245");
        set(thing, 5, "hunter2");
        set(thing, 6, "b");
        set(thing, 6, "a");
        set(thing, 7, "");
    });
    thing(&mut output, |thing| set(thing, 0, "pending"));
    // Present, but without members.
    let _slot = output.get_mut(1).map(|value| value.slot());
    output
}

fn evaluate(text: &str) -> String {
    let output = output();
    Expression::parse(text)
        .unwrap()
        .evaluate(View::Structure(&output))
        .map_or_else(|error| error.to_string(), |found| found.to_string())
}

#[test]
fn structures_are_objects_of_their_present_members() {
    assert_eq!(evaluate("keys(@)"), r#"["Things","Empty"]"#);
    assert_eq!(evaluate("Things[1]"), r#"{"State":"pending"}"#);
    assert_eq!(evaluate("Things[1] | values(@)"), r#"["pending"]"#);
    assert_eq!(evaluate("Things[0].Tags.*"), r#"["b","a"]"#);
    assert_eq!(evaluate("Empty || 'falsy'"), r#""falsy""#);
    assert_eq!(evaluate("Things[].Unknown"), "[]");
    assert_eq!(evaluate("Things[].Unknown.Deeper | [0]"), "null");
}

#[test]
fn values_follow_smithys_data_model() {
    assert_eq!(evaluate("Things[0].Key"), r#""f0VMRg==""#);
    assert_eq!(evaluate("Things[0].Body"), "null");
    assert_eq!(evaluate("Things[0].Ratio == `0.1`"), "true");
}

#[test]
fn integers_are_not_rounded() {
    assert_eq!(evaluate("Things[0].Count == `9223372036854775807`"), "true");
    assert_eq!(
        evaluate("Things[0].Count == `9223372036854775806`"),
        "false"
    );
    assert_eq!(
        evaluate("sum([Things[0].Count, `1`]) == `9223372036854775808`"),
        "true"
    );
    assert_eq!(evaluate("`18446744073709551615`"), "18446744073709551615");
}

#[test]
fn ordering_operators_also_compare_strings() {
    assert_eq!(evaluate("Things[?State > 'q'].State"), r#"["running"]"#);
    assert_eq!(evaluate("Things[0].State > `1`"), "null");
}

#[test]
fn booleans_do_not_equal_numbers() {
    assert_eq!(evaluate("`true` == `1`"), "false");
    assert_eq!(evaluate("`0` && 'zero is truthy'"), r#""zero is truthy""#);
}

#[test]
fn a_function_given_the_wrong_type_is_an_error() {
    insta::assert_snapshot!(evaluate("length(Nothing)"), @"the expression `length(Nothing)` could not be evaluated: length() expects a string, an array or an object as argument 1, but got null");
    insta::assert_snapshot!(evaluate("sort_by(Things, &Tags)"), @"the expression `sort_by(Things, &Tags)` could not be evaluated: sort_by() expects that the expression gives only numbers or only strings, but it gave an object");
    insta::assert_snapshot!(evaluate("Things[::0]"), @"the expression `Things[::0]` could not be evaluated: a slice's step is 0");
}

#[test]
fn resolved_members_and_names_find_the_same() {
    static RESOLVED: Expression = Expression::new(
        "Things[].State",
        &[
            Node::Member(Cow::Borrowed("Things"), 0),
            Node::Flatten(0),
            Node::Member(Cow::Borrowed("State"), 0),
            Node::Projection(1, 2),
        ],
    );
    let output = output();
    let found = RESOLVED.evaluate(View::Structure(&output)).unwrap();
    assert_eq!(found.to_string(), evaluate("Things[].State"));
}

#[test]
fn the_elements_of_a_list_are_those_of_the_evaluated_list() {
    let output = output();
    for text in [
        "Things[].State",
        "Things[*].State",
        "Things[]",
        "Things[*]",
        "Things[].Body",
        "Things[].Tags",
        "Things[].[State]",
        "Things[?State == 'running'].State",
        "Things[].State[]",
        "Things[].Tags[].State",
        "Things[].State[].State",
        "Things[][].State",
        "Things.State[]",
        "Empty[].State",
        "Empty",
        "Things",
        "Things[0].Tags.*",
    ] {
        for expression in [
            Expression::parse(text).unwrap(),
            Expression::parse_for(text, &OUTPUT)
                .unwrap_or_else(|_| Expression::parse(text).unwrap()),
        ] {
            let mut each = Vec::new();
            let is_list = expression.each(View::Structure(&output), |found| {
                each.push(found.to_string());
                true
            });
            let whole = expression.evaluate(View::Structure(&output)).unwrap();
            let whole = whole.into_items();
            assert_eq!(is_list, Ok(whole.is_some()), "{text}");
            let whole = whole.unwrap_or_default();
            assert!(
                each.iter()
                    .eq(&whole.iter().map(ToString::to_string).collect::<Vec<_>>()),
                "{text}"
            );
        }
    }
}

#[test]
fn the_elements_of_lists_in_lists_are_those_of_the_evaluated_list() {
    static ROW: Shape = Shape::list("Row", &[Member::new("member", &shapes::DOCUMENT)]);
    static ROWS: Shape = Shape::list("Rows", &[Member::new("member", &ROW)]);
    static TABLE: Shape = Shape::structure("Table", &[Member::new("Rows", &ROWS)]);
    let texts = [
        "[[1, [2, [3]]], null, 3, [[4], null], {\"a\": 1}, []]",
        "[1, null]",
        "[]",
        "null",
        "{}",
    ];
    let cells: Vec<Document> = texts
        .iter()
        .map(|text| document(&serde_json::from_str(text).unwrap()))
        .collect();
    let mut table = Dynamic::new(&TABLE);
    let rows = table.get_mut(0).unwrap();
    if let Slot::List(rows) = rows.slot() {
        for start in 0..cells.len() {
            let Slot::List(row) = rows.push() else {
                panic!("a row is no list");
            };
            for cell in &cells[start..] {
                if let Slot::Document(place) = row.push() {
                    *place = cell.clone();
                }
            }
        }
    }
    let views = cells.iter().map(View::Document);
    let views: Vec<View<'_>> = views.chain([View::Structure(&table)]).collect();
    for text in [
        "[]",
        "[*]",
        "[][]",
        "[*][]",
        "[][][]",
        "[].a",
        "[*].a",
        "[][].a",
        "Rows",
        "Rows[]",
        "Rows[*]",
        "Rows[][]",
        "Rows[*][]",
        "Rows[][][]",
        "Rows[][].a",
        "Rows[].a[]",
    ] {
        let expression = match text.starts_with("Rows") {
            true => Expression::parse_for(text, &TABLE),
            false => Expression::parse(text),
        };
        let expression = expression.unwrap_or_else(|_| Expression::parse(text).unwrap());
        for view in &views {
            let mut each = Vec::new();
            let is_list = expression.each(*view, |found| {
                each.push(found.to_string());
                true
            });
            let whole = expression.evaluate(*view).unwrap().into_items();
            assert_eq!(is_list, Ok(whole.is_some()), "{text}");
            let whole = whole.unwrap_or_default();
            let whole: Vec<String> = whole.iter().map(ToString::to_string).collect();
            assert_eq!(each, whole, "{text}");
        }
    }
}

#[test]
fn a_users_expression_is_resolved_against_the_shape() {
    let resolved = |text: &str| {
        let expression = Expression::parse_for(text, &OUTPUT).unwrap();
        let names = expression
            .nodes()
            .iter()
            .filter(|node| matches!(node, Node::Field(_)));
        (names.count(), search::<Json>(&output(), text).unwrap())
    };
    let json = |text: &str| serde_json::from_str::<Json>(text).unwrap();
    // How many names are left to be found when it is evaluated, and what is found then.
    for (text, names, found) in [
        ("Things[].State", 0, r#"["running", "pending"]"#),
        ("Things[*].Tags.a", 1, r#"["a"]"#),
        ("Things[?State == 'pending'] | [0].State", 0, r#""pending""#),
        ("sort_by(Things, &State)[0].State", 0, r#""pending""#),
        ("max_by(Things, &State).State", 0, r#""running""#),
        ("map(&State, Things)", 0, r#"["running", "pending"]"#),
        ("{all: Things}.all[].State", 1, r#"["running", "pending"]"#),
        (
            "[Things[].State, Empty]",
            0,
            r#"[["running", "pending"], {}]"#,
        ),
        ("not_null(Things, Things)[1:].State", 0, r#"["pending"]"#),
        ("(Things || Empty)[1].State", 1, r#""pending""#),
        (
            "Things[] | reverse(@) | [].State",
            0,
            r#"["pending", "running"]"#,
        ),
        ("merge(Things[1], {State: 'x'}).State", 1, r#""x""#),
        ("Things[0].Tags.*", 0, r#"["b", "a"]"#),
    ] {
        assert_eq!(resolved(text), (names, json(found)), "{text}");
    }
}

#[test]
fn a_member_that_there_is_not_is_an_error_that_names_the_nearest() {
    let mistake = |text: &str| Expression::parse_for(text, &OUTPUT).unwrap_err();
    insta::assert_snapshot!(mistake("Things[].Stat"), @"`Things[].Stat` does not fit the output: no member `Stat` in Thing; did you mean `State`? (at 9)");
    insta::assert_snapshot!(mistake("things"), @"`things` does not fit the output: no member `things` in Output; did you mean `Things`? (at 0)");
    insta::assert_snapshot!(mistake("Things.State"), @"`Things.State` does not fit the output: a list has no member `State`; `[].State` reads those of its elements (at 7)");
    insta::assert_snapshot!(mistake("Things[].State.x"), @"`Things[].State.x` does not fit the output: a string has no member `x` (at 15)");
    insta::assert_snapshot!(mistake("sort_by(Things, &Stat)"), @"`sort_by(Things, &Stat)` does not fit the output: no member `Stat` in Thing; did you mean `State`? (at 17)");
    insta::assert_snapshot!(mistake("Things[?Nope]"), @"`Things[?Nope]` does not fit the output: no member `Nope` in Thing; known are State, Count, Ratio, Key, Since, Secret, Tags, Body (at 8)");
    assert_eq!(mistake("Things[].Stat").position(), 9);
}

#[test]
fn what_is_found_is_read_as_the_type_asked_for() {
    let output = output();
    let states: Vec<String> = search(&output, "Things[].State").unwrap();
    assert_eq!(states, ["running", "pending"]);
    let error = search::<u8>(&output, "Things[].State").unwrap_err();
    insta::assert_snapshot!(error, @"what the expression `Things[].State` found does not have the requested type: expected a whole number, 0 to 255, found an array");
    let nothing = |text| search::<Vec<String>>(&Dynamic::new(output.shape()), text);
    assert_eq!(
        nothing("Things[].State"),
        Ok(vec![]),
        "an absent list has no elements"
    );
    assert_eq!(search(&output, "Things[9].Tags"), Ok(None::<Json>));
    let error = search::<String>(&output, "Things[9].State").unwrap_err();
    insta::assert_snapshot!(error, @"what the expression `Things[9].State` found does not have the requested type: expected a string, found null");
    for secret in ["Things[0].Secret", "Things[0]", "[Things]"] {
        let error = search::<u8>(&output, secret).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
    assert!(matches!(
        search::<Json>(&output, "length(Things[1].Tags)"),
        Err(SearchError::Evaluation(_))
    ));
}

#[test]
fn a_resolved_member_of_anything_but_a_structure_is_null() {
    static RESOLVED: Expression = Expression::new("a", &[Node::Member(Cow::Borrowed("a"), 0)]);
    let object = document(&serde_json::json!({"a": 1}));
    let found = RESOLVED.evaluate(View::Document(&object)).unwrap();
    assert!(found.is_null());
}

#[test]
fn a_table_that_refers_forward_is_an_error() {
    static FORWARD: Expression = Expression::new("?", &[Node::Not(0)]);
    static EMPTY: Expression = Expression::new("", &[]);
    assert!(FORWARD.evaluate(View::Null).is_err());
    assert!(EMPTY.evaluate(View::Null).is_err());
}

#[test]
fn elements_are_given_one_by_one_until_enough() {
    let output = output();
    let expression = Expression::parse("Things[].State").unwrap();
    let mut seen = Vec::new();
    let is_list = expression.each(View::Structure(&output), |found| {
        seen.push(found.to_string());
        false
    });
    assert_eq!((is_list, seen.len()), (Ok(true), 1));
    let scalar = Expression::parse("Things[0].State").unwrap();
    assert_eq!(scalar.each(View::Structure(&output), |_| true), Ok(false));
}

#[test]
fn an_error_is_found_even_after_enough() {
    let output = output();
    let expression = Expression::parse("Things[].length(Tags)").unwrap();
    assert!(
        expression
            .each(View::Structure(&output), |_| false)
            .is_err()
    );
}

#[test]
fn reading_a_sensitive_member_is_noticed() {
    let output = output();
    let sensitive = |text: &str| {
        let expression = Expression::parse(text).unwrap();
        let (_, sensitive) = expression
            .evaluate_for_display(View::Structure(&output))
            .unwrap();
        sensitive
    };
    for text in [
        "Things[].Secret",
        "Things",
        "Things[].*",
        "*[].Secret",
        "to_string(@)",
        "to_string(Things)",
        "to_string([Things])",
        "to_string({a: Things})",
        "map(&to_string(@), Things)",
        "values(Things[0])",
        "merge(Things[0], `{}`).Secret",
        "{a: Things[0]}.a.Secret",
    ] {
        assert!(sensitive(text), "{text}");
    }
    for text in [
        "Things[].State",
        "length(Things)",
        "to_string(Things[0].State)",
        "Things[0].Tags.*",
    ] {
        assert!(!sensitive(text), "{text}");
    }
}
