//! Which acceptor an answer matches, and how it is told.

use serde_json::json;

use super::*;

#[test]
fn path_compares_by_json_type() {
    let equals = |expected, x| matches(&path("x", expected), x);
    assert!(equals(ExpectedValue::String("a"), json!("a")));
    assert!(!equals(ExpectedValue::String("1"), json!(1)));
    assert!(equals(ExpectedValue::Integer(1), json!(1.0)));
    assert!(equals(ExpectedValue::Float(1.0), json!(1)));
    assert!(equals(ExpectedValue::Boolean(true), json!(true)));
    assert!(!equals(ExpectedValue::Boolean(true), json!(1)));
    assert!(!equals(ExpectedValue::Boolean(true), json!("true")));
    assert!(!equals(ExpectedValue::Integer(1), json!(true)));
    assert!(!equals(ExpectedValue::Integer(0), json!(null)));
    assert!(!equals(ExpectedValue::String(""), json!(null)));
    assert!(!equals(ExpectedValue::String("a"), json!(["a"])));
}

#[test]
fn acceptors_of_the_same_list_decide_as_if_each_were_alone() {
    let states = ["a", "b", "c"].map(ExpectedValue::String);
    let mut acceptors = Vec::new();
    for expected in states {
        acceptors.push((
            path_any as fn(&str, ExpectedValue) -> Matcher,
            "x[]",
            expected,
        ));
        acceptors.push((path_all, "x[]", expected));
    }
    acceptors.push((path_any, "y[]", ExpectedValue::String("a")));
    for first in 0..acceptors.len() {
        acceptors.rotate_left(1);
        for count in 1..=acceptors.len() {
            let some = acceptors.iter().take(count);
            let some = some.map(|(matcher, path, expected)| success(matcher(path, *expected)));
            let waiter = waiter(some.collect());
            // Every list of up to four states.
            for page in 0..3_usize.pow(4) * 5 {
                let digits = (0..page % 5).map(|at| page / 5 / 3_usize.pow(at as u32) % 3);
                let page: Vec<_> = digits.map(|digit| ["a", "b", "c"][digit]).collect();
                let output = output(json!(page));
                let answer = Answer::Output {
                    status: 200,
                    output: &output,
                };
                let mut matchers = waiter.acceptors.iter().map(|acceptor| &acceptor.matcher);
                let alone = matchers.position(|matcher| matcher.matches(answer).unwrap());
                let expected = alone.map_or(Decision::Pending, |acceptor| Decision::Matched {
                    acceptor,
                    state: AcceptorState::Success,
                });
                assert_eq!(decide(waiter, answer), expected, "{first} {count} {page:?}");
            }
        }
    }
}

#[test]
fn path_all_needs_a_list_with_an_element() {
    let all = |x| matches(&path_all("x[].s", ExpectedValue::String("good")), x);
    assert!(all(json!([{"s": "good"}, {"s": "good"}])));
    assert!(!all(json!([{"s": "good"}, {"s": "bad"}])));
    assert!(!all(json!([])));
    assert!(all(json!([{"s": "good"}, {}])), "a projection drops nulls");
    let all = |x| matches(&path_all("x", ExpectedValue::String("a")), x);
    assert!(!all(json!("a")), "text is not a list");
    assert!(!all(json!(["a", null])), "null is an element like others");
}

#[test]
fn path_any_needs_one_element() {
    let any = |x| matches(&path_any("x[].s", ExpectedValue::String("bad")), x);
    assert!(any(json!([{"s": "good"}, {"s": "bad"}])));
    assert!(!any(json!([{"s": "good"}])));
    assert!(!any(json!([])));
    assert!(!any(json!({"s": "bad"})));
}

#[test]
fn status_and_error_look_at_outputs_and_errors() {
    let on_error = |matcher: Matcher| matcher.matches(ERROR).unwrap();
    assert!(on_error(Matcher::Status(404)));
    assert!(on_error(Matcher::Error("NotFound")));
    assert!(!on_error(Matcher::Error("notfound")));
    assert!(on_error(Matcher::AnyError(true)));
    assert!(!on_error(Matcher::AnyError(false)));
    assert!(matches(&Matcher::Status(200), json!(null)));
    assert!(!matches(&Matcher::Error(""), json!(null)));
    assert!(matches(&Matcher::AnyError(false), json!(null)));
    assert!(!matches(&Matcher::AnyError(true), json!(null)));
}

#[test]
fn paths_never_match_a_service_error() {
    let never = path("!x", ExpectedValue::Boolean(true));
    assert!(matches(&never, json!(null)));
    assert!(!never.matches(ERROR).unwrap());
}

#[test]
fn the_first_match_decides_and_later_acceptors_are_not_evaluated() {
    let waiter = waiter(vec![
        success(path("x", ExpectedValue::Integer(1))),
        Acceptor::new(
            AcceptorState::Failure,
            path("length(x) == `1`", ExpectedValue::Boolean(true)),
        ),
    ]);
    let decide = |x| {
        let output = output(x);
        let answer = Answer::Output {
            status: 200,
            output: &output,
        };
        decide(waiter, answer)
    };
    assert_eq!(
        decide(json!(1)),
        Decision::Matched {
            acceptor: 0,
            state: AcceptorState::Success
        }
    );
    assert_eq!(
        decide(json!("a")),
        Decision::Matched {
            acceptor: 1,
            state: AcceptorState::Failure
        }
    );
    assert_eq!(decide(json!("ab")), Decision::Pending);
    assert!(matches!(
        decide(json!(2)),
        Decision::Evaluation { acceptor: 1, .. }
    ));
    assert_eq!(super::decide(waiter, ERROR), Decision::Unmatched);
}

#[test]
fn explanations_are_botocores() {
    let explain = |matcher| success(matcher).to_string();
    insta::assert_snapshot!(explain(path("S", ExpectedValue::String("F"))), @r##"For expression "S" we matched expected path: "F""##);
    insta::assert_snapshot!(explain(path_all("S[]", ExpectedValue::Integer(1))), @r##"For expression "S[]" all members matched expected path: "1""##);
    insta::assert_snapshot!(explain(path_any("S[]", ExpectedValue::Boolean(true))), @r##"For expression "S[]" we matched expected path: "True" at least once"##);
    insta::assert_snapshot!(explain(Matcher::Status(404)), @"Matched expected HTTP status code: 404");
    insta::assert_snapshot!(explain(Matcher::Error("NotFound")), @"Matched expected service error code: NotFound");
    insta::assert_snapshot!(explain(Matcher::AnyError(true)), @"Matched expected service error code: True");
}
