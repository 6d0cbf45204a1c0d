//! Definitions read at run time.

use super::*;

static THING: Shape = Shape::structure("Thing", &[Member::new("Status", &shapes::STRING)]);
static THINGS: Shape = Shape::list("Things", &[Member::new("member", &THING)]);
static LISTING: Shape = Shape::structure("Listing", &[Member::new("Things", &THINGS)]);
static LIST: Operation = Operation::new(&SERVICE, "ListThings").output(&LISTING);

const READY: &str = r#"{
    "operation": "ListThings", "delay": 0.5, "maxAttempts": 7, "description": "When all is there.",
    "acceptors": [
        {"state": "success", "matcher": "pathAll", "argument": "Things[].Status", "expected": "ready"},
        {"state": "failure", "matcher": "error", "expected": true},
        {"state": "retry", "matcher": "status", "expected": 202},
        {"state": "retry", "matcher": "path", "argument": "length(Things)", "expected": 1.5}
    ]
}"#;

fn problems(text: &str) -> String {
    let error = Waiter::from_json(&LIST, text).unwrap_err();
    let problems: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    problems.join("\n")
}

#[test]
fn a_definition_becomes_a_table_like_any_other() {
    let waiter = Waiter::from_json(&LIST, READY).unwrap();
    assert_eq!((waiter.name, waiter.max_attempts), ("ListThings", 7));
    assert_eq!(waiter.delay, Duration::from_millis(500));
    let acceptors: Vec<String> = waiter.acceptors.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(acceptors.join("\n"), @r#"
    For expression "Things[].Status" all members matched expected path: "ready"
    Matched expected service error code: True
    Matched expected HTTP status code: 202
    For expression "length(Things)" we matched expected path: "1.5"
    "#);
    let Matcher::PathAll(path, _) = &waiter.acceptors[0].matcher else {
        panic!("{waiter:?}");
    };
    let by_index = crate::jmespath::Node::Member("Things".into(), 0);
    assert!(path.nodes().contains(&by_index), "{path:?}");
}

#[test]
fn the_same_text_gives_the_same_table() {
    let (one, other) = (
        Waiter::from_json(&LIST, READY),
        Waiter::from_json(&LIST, READY),
    );
    assert!(std::ptr::eq(one.unwrap(), other.unwrap()));
}

#[test]
fn every_problem_is_named_with_its_place() {
    insta::assert_snapshot!(problems(r#"{
        "operation": "ListThing", "delay": -1, "maxAttempts": 0, "maxattempts": 3,
        "acceptors": [
            {"state": "sucess", "matcher": "path", "argument": "Things[].Statu", "expected": []},
            {"state": "retry", "matcher": "pathany", "expected": "a"},
            {"state": "retry", "matcher": "pathAny", "expected": "a"},
            {"state": "retry", "matcher": "status", "expected": "200"},
            {"state": "retry", "matcher": "error", "expected": ""},
            {"state": "retry", "matcher": "path", "argument": "Things[", "expected": "a"},
            {"state": "retry", "matcher": "path", "argument": "Things", "expectd": "a"},
            7
        ]
    }"#), @"
    /delay: expected seconds, 0 or more, found -1
    /maxAttempts: expected a whole number, 1 or more, found 0
    /acceptors/2: a `pathAny` matcher needs an `argument`, a JMESPath expression
    /acceptors/6/expectd: unknown key; did you mean `expected`?
    /acceptors/7: expected an object, found a number
    /maxattempts: unknown key; did you mean `maxAttempts`?
    /operation: it polls `ListThing`, but the request is one to `ListThings`
    /acceptors/0/state: unknown state `sucess`; did you mean `success`?
    /acceptors/0/argument: no member `Statu` in Thing; did you mean `Status`?
    /acceptors/0/expected: expected a string, a number or a boolean, found an array
    /acceptors/1/matcher: unknown matcher `pathany`; did you mean `pathAny` or `pathAll`?
    /acceptors/3/expected: expected an HTTP status, a number from 100 to 599, found a string
    /acceptors/4/expected: expected an error code, `true` or `false`, found an empty string
    /acceptors/5/argument: `Things[` is not a JMESPath expression: it ends too early
    ");
}

#[test]
fn a_name_given_twice_is_told_with_both_places() {
    let twice = READY.replace("\"status\",", "\"status\",\n\"state\": \"failure\",");
    assert_eq!(
        problems(&twice),
        "/acceptors/2/state: is given twice, first at line 6, column 10 and again at line 7, column 1"
    );
}

#[test]
fn what_is_no_definition_is_no_panic() {
    for text in ["", "{", "[]", "null", "{}", r#"{"acceptors": {}}"#] {
        assert!(!problems(text).is_empty(), "{text}");
    }
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    assert!(problems(&deep).contains("not JSON"), "{}", problems(&deep));
    insta::assert_snapshot!(Waiter::from_json(&LIST, "{}").unwrap_err(), @"made-up ListThings: the waiter's definition is wrong: `operation` is missing; `delay` is missing; `maxAttempts` is missing; `acceptors` is missing");
}
