//! Times: ISO 8601 text for users, seconds since 1970 for definitions.

use aws_smithy_types::DateTime;
use serde_json::json;

use crate::Dynamic;
use crate::schema::{Member, Shape, shapes};
use crate::view::{Slot, Structure, View};

use super::*;

static TIMES: Shape = Shape::list("Times", &[Member::new("member", &shapes::TIMESTAMP)]);
static OUTPUT: Shape = Shape::structure("Output", &[Member::new("Times", &TIMES)]);

/// Noon, half a second later, and two years later.
fn output() -> Dynamic {
    let mut output = Dynamic::new(&OUTPUT);
    if let Some(Slot::List(list)) = output.get_mut(0).map(|value| value.slot()) {
        for (seconds, nanos) in [
            (1_769_860_800, 500_000_000),
            (1_769_860_800, 0),
            (1_832_932_800, 0),
        ] {
            if let Slot::Timestamp(time) = list.push() {
                *time = DateTime::from_secs_and_nanos(seconds, nanos);
            }
        }
    }
    output
}

fn asked(text: &str) -> serde_json::Value {
    search(&output(), text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn users_see_text_and_definitions_see_seconds() {
    assert_eq!(asked("Times[1]"), json!("2026-01-31T12:00:00Z"));
    assert_eq!(
        asked("[{at: Times[0]}][0].at"),
        json!("2026-01-31T12:00:00.5Z")
    );
    assert_eq!(asked("type(Times[1])"), json!("string"));
    let named = Expression::parse("Times[1]").unwrap();
    assert_eq!(
        named.search::<String>(&output()).unwrap(),
        "2026-01-31T12:00:00Z"
    );
    let defined = Expression::parse_as("Times[1]", &OUTPUT, Times::Seconds).unwrap();
    let output = output();
    let found = defined.evaluate(View::Structure(&output)).unwrap();
    assert_eq!(found.to_string(), "1769860800");
    assert_eq!(
        ExpressionValue::from_view(View::Structure(&output)).to_string(),
        r#"{"Times":[1769860800.5,1769860800,1832932800]}"#
    );
    assert_eq!(
        ExpressionValue::shown(View::Structure(&output)).to_string(),
        r#"{"Times":["2026-01-31T12:00:00.5Z","2026-01-31T12:00:00Z","2028-01-31T12:00:00Z"]}"#
    );
}

#[test]
fn texts_of_times_are_compared_with_times_in_whole_or_in_part() {
    for (text, count) in [
        ("Times[?to_string(@) >= '2027']", 1),
        ("Times[?to_string(@) >= `2027-01-01`]", 1),
        ("Times[?to_string(@) < '2026-02']", 2),
        ("Times[?starts_with(to_string(@), '2026-01')]", 2),
        ("Times[?to_string(@) == '2026-01-31T12:00:00Z']", 1),
        ("Times[?to_string(@) == '2026-01-31T12:00:00']", 1),
        ("Times[?to_string(@) == '2026-01-31T13:00:00.000+01:00']", 1),
        ("Times[?'2026-01-31T13:00:00+01:00' < to_string(@)]", 2),
        ("Times[?to_string(@) <= '2026-01-31T12:00:00Z']", 1),
    ] {
        assert_eq!(asked(text).as_array().map(Vec::len), Some(count), "{text}");
    }
}

#[test]
fn a_second_comes_before_its_fractions() {
    assert_eq!(
        asked("sort(Times)"),
        json!([
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00.5Z",
            "2028-01-31T12:00:00Z"
        ])
    );
    assert_eq!(asked("min(Times)"), json!("2026-01-31T12:00:00Z"));
    assert_eq!(asked("Times[0] > Times[1]"), json!(true));
}

#[test]
fn what_is_no_time_says_how_to_write_one() {
    let refused = |text: &str| Expression::parse_for(text, &OUTPUT).unwrap_err();
    insta::assert_snapshot!(refused("Times[?@ > `1700000000`]"), @"`Times[?@ > `1700000000`]` does not fit the output: `>` orders two numbers or two strings, not a time and 1700000000; write `to_string(@) > '2026-01-31T12:00:00Z'`, with a time in ISO 8601 (at 11)");
    insta::assert_snapshot!(refused("Times[?@ > '2026']"), @r#"`Times[?@ > '2026']` does not fit the output: `>` orders two numbers or two strings, not a time and "2026"; write `to_string(@) > '2026'` (at 11)"#);
    insta::assert_snapshot!(refused("Times[?to_string(@) > `now`]"), @r#"`Times[?to_string(@) > `now`]` does not fit the output: a time is compared with "now", which is none; write a time in ISO 8601, such as '2026-01-31' or '2026-01-31T12:00:00Z' (at 22)"#);
    insta::assert_snapshot!(refused("Times[?to_string(@) >= '\"2024-01-01\"']"), @r#"`Times[?to_string(@) >= '"2024-01-01"']` does not fit the output: a time is compared with "\"2024-01-01\"", which is none; write a time in ISO 8601, such as '2026-01-31' or '2026-01-31T12:00:00Z' (at 23)"#);
}

#[test]
fn floats_without_digits_are_shown_as_text() {
    static FLOATS: Shape = Shape::structure(
        "Floats",
        &[
            Member::new("Small", &shapes::FLOAT),
            Member::new("Large", &shapes::DOUBLE),
            Member::new("Free", &shapes::DOCUMENT),
        ],
    );
    let mut floats = Dynamic::new(&FLOATS);
    for index in 0..3 {
        match floats.get_mut(index).map(|value| value.slot()) {
            Some(Slot::Float(value)) => *value = f32::NAN,
            Some(Slot::Double(value)) => *value = f64::NEG_INFINITY,
            Some(Slot::Document(value)) => *value = f64::INFINITY.into(),
            _ => {}
        }
    }
    assert_eq!(
        ExpressionValue::shown(View::Structure(&floats)).to_string(),
        r#"{"Small":"NaN","Large":"-Infinity","Free":"Infinity"}"#
    );
}
