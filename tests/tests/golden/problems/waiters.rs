//! Mistakes in `waiters-2.json`.

use super::{Shop, WAITERS};

/// The messages about a waiter `W` on DescribeOrder with these acceptors.
fn acceptors(test: &str, acceptors: &str) -> String {
    let shop = Shop::new(test);
    shop.waiters(&format!(
        r#"{{"version": 2, "waiters": {{"W": {{"operation": "DescribeOrder", "delay": 1, "maxAttempts": 2,
        "acceptors": [{acceptors}]}}}}}}"#
    ));
    shop.problems()
}

/// The messages about a waiter whose only acceptor looks at this expression.
fn path(test: &str, matcher: &str, argument: &str) -> String {
    let argument = argument.replace('"', "\\\"");
    acceptors(
        test,
        &format!(
            r#"{{"state": "success", "matcher": "{matcher}", "argument": "{argument}", "expected": true}}"#
        ),
    )
}

#[test]
fn an_expression_that_does_not_parse_is_named_with_its_column() {
    insta::assert_snapshot!(path("not-jmespath", "path", "Order.[State"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `Order.[State` is not a JMESPath expression: it ends too early");
    insta::assert_snapshot!(path("empty-jmespath", "path", ""), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: a JMESPath expression cannot be empty");
    insta::assert_snapshot!(path("two-fields", "path", "Order State"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `Order State` is not a JMESPath expression: unexpected `State` at column 7");
}

#[test]
fn a_member_that_is_not_there_comes_with_the_nearest() {
    insta::assert_snapshot!(path("member", "path", "Order.Sate"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Sate` in Order; did you mean `State`?");
    insta::assert_snapshot!(path("top-member", "path", "order.State"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `order` in DescribeOrderOutput; did you mean `Order`?");
    insta::assert_snapshot!(path("projected-member", "pathAny", "Order.Lines[].Artikle"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Artikle` in Line; did you mean `Article`?");
    insta::assert_snapshot!(path("several-members", "path", "Order.Sate == Order.Totl && length(Order.Liness) > `0`"), @r"
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Liness` in Order; did you mean `Lines`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Sate` in Order; did you mean `State`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Totl` in Order; did you mean `Total`?
    ");
    insta::assert_snapshot!(path("predicate-member", "path", "length(Order.Lines[?Cuont > `1`]) == `0`"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Cuont` in Line; did you mean `Count`?");
    insta::assert_snapshot!(path("sort-member", "path", "sort_by(Order.Lines, &Cuont)[0].Artikle"), @r"
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Artikle` in Line; did you mean `Article`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Cuont` in Line; did you mean `Count`?
    ");
    insta::assert_snapshot!(path("map-member", "pathAny", "map(&Cuont, Order.Lines)"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Cuont` in Line; did you mean `Count`?");
    insta::assert_snapshot!(path("far-member", "path", "Order.Weather"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no member `Weather` in Order; known are OrderId, State, Lines, Total");
}

#[test]
fn an_expression_must_fit_the_types() {
    insta::assert_snapshot!(path("member-of-text", "path", "Order.State.Name"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: a string has no member `Name`");
    insta::assert_snapshot!(path("projection-of-structure", "pathAll", "Order[].State"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `[]` is applied to the structure Order");
    insta::assert_snapshot!(path("index-of-text", "path", "Order.State[0]"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: an index is applied to a string");
    insta::assert_snapshot!(path("length-of-number", "path", "length(Order.Total) > `1`"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `length` takes a list, a string or an object, not a number");
    insta::assert_snapshot!(path("arguments", "path", "contains(Order.Lines)"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `contains` takes 2 arguments, not 1");
    insta::assert_snapshot!(path("function", "path", "lenght(Order.Lines) > `1`"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: no function `lenght`; did you mean `length`?");
}

#[test]
fn all_and_any_need_a_list() {
    insta::assert_snapshot!(path("all-of-scalar", "pathAll", "Order.State"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `pathAll` needs a list, `Order.State` is a string; use `path`");
    insta::assert_snapshot!(path("any-of-scalar", "pathAny", "Order"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `pathAny` needs a list, `Order` is the structure Order; use `path`");
}

#[test]
fn what_is_expected_must_be_of_the_type_that_the_expression_gives() {
    let one = |test: &str, matcher: &str, argument: &str, expected: &str| {
        acceptors(
            test,
            &format!(
                r#"{{"state": "retry", "matcher": "{matcher}", "argument": "{argument}", "expected": {expected}}}"#
            ),
        )
    };
    insta::assert_snapshot!(one("path-list", "path", "Order.Lines[].Article", "\"x\""), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `path` compares one value, `Order.Lines[].Article` is a list; use `pathAll` or `pathAny`");
    insta::assert_snapshot!(one("number-text", "path", "Order.Total", "\"7\""), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `Order.Total` is a number, which never equals the string `7`; write 7 without quotes");
    insta::assert_snapshot!(one("text-number", "path", "Order.OrderId", "7"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `Order.OrderId` is a string, which never equals the number 7; expect a string");
    insta::assert_snapshot!(one("truth-text", "path", "length(Order.Lines) > `0`", "\"true\""), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `length(Order.Lines) > `0`` is a boolean, which never equals the string `true`; write true without quotes");
    insta::assert_snapshot!(one("items-truth", "pathAny", "Order.Lines[].Count", "true"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `Order.Lines[].Count` is a list of which each item is a number, which never equals the boolean true; expect a number");
    insta::assert_snapshot!(one("structure", "path", "Order", "\"x\""), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/argument: `Order` is the structure Order, which never equals the string `x`; name a member of it");
    insta::assert_snapshot!(one("any", "path", "Order.Total || Order.State", "\"x\""), @"nothing is wrong");
}

#[test]
fn an_unknown_state_or_matcher_comes_with_those_that_are_known() {
    let mistakes = r#"
        {"state": "succes", "matcher": "status", "expected": 200},
        {"state": "done", "matcher": "pathall", "argument": "Order.Lines", "expected": 1},
        {"state": "retry", "matcher": "code", "expected": 404}"#;
    insta::assert_snapshot!(acceptors("words", mistakes), @r"
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/state: unknown state `succes`; did you mean `success`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/1/matcher: unknown matcher `pathall`; did you mean `pathAll` or `pathAny`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/1/state: unknown state `done`; known are failure, retry, success
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/2/matcher: unknown matcher `code`; known are error, path, pathAll, pathAny, status
    ");
}

#[test]
fn what_is_expected_must_fit_the_matcher() {
    let mistakes = r#"
        {"state": "retry", "matcher": "status", "expected": "404"},
        {"state": "retry", "matcher": "status", "expected": 4040},
        {"state": "retry", "matcher": "error", "expected": 404},
        {"state": "retry", "matcher": "error", "expected": ""},
        {"state": "retry", "matcher": "path", "argument": "Order.State", "expected": null},
        {"state": "retry", "matcher": "path", "argument": "Order.State", "expected": ["new"]},
        {"state": "retry", "matcher": "path", "expected": "new"}"#;
    insta::assert_snapshot!(acceptors("expected", mistakes), @r"
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/0/expected: expected an HTTP status, a number from 100 to 599, found a string
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/1/expected: expected an HTTP status, a number from 100 to 599, found 4040
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/2/expected: expected an error code, `true` or `false`, found 404
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/3/expected: expected an error code, `true` or `false`, found an empty string
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/4/expected: expected a string, a number or a boolean, found null
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/5/expected: expected a string, a number or a boolean, found an array
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/acceptors/6: a `path` matcher needs an `argument`, a JMESPath expression
    ");
}

#[test]
fn keys_that_are_missing_unknown_or_of_another_type_are_all_reported() {
    let shop = Shop::new("waiter-keys");
    shop.waiters(
        r#"{"version": 3, "waiter": {}, "waiters": {
        "A": {"operation": "DescribeOrder", "delay": "5", "maxAttempts": 0, "acceptors": {}},
        "B": {"Operation": "DescribeOrder", "delay": -1, "max_attempts": 2,
            "acceptors": [{"state": 1, "matcher": "status", "expect": 200}]},
        "C": []}}"#,
    );
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/waiters-2.json: /version: expected 2, found 3
    error: models/shop/2020-01-01/waiters-2.json: /waiter: unknown key; did you mean `waiters`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/A/acceptors: expected an array, found an object
    error: models/shop/2020-01-01/waiters-2.json: /waiters/A/delay: expected seconds, 0 or more, found a string
    error: models/shop/2020-01-01/waiters-2.json: /waiters/A/maxAttempts: expected a whole number, 1 or more, found 0
    error: models/shop/2020-01-01/waiters-2.json: /waiters/B/Operation: unknown key; did you mean `operation`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/B/acceptors/0/expect: unknown key; did you mean `expected`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/B/acceptors/0/state: expected a string, found 1
    error: models/shop/2020-01-01/waiters-2.json: /waiters/B/delay: expected seconds, 0 or more, found -1
    error: models/shop/2020-01-01/waiters-2.json: /waiters/B/max_attempts: unknown key; did you mean `maxAttempts`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/C: expected an object, found an array
    ");
}

#[test]
fn a_waiter_polls_an_operation_that_is_there() {
    let shop = Shop::new("waiter-operation");
    shop.waiters(&WAITERS.replace("\"DescribeOrder\"", "\"DescribeOrders\""));
    insta::assert_snapshot!(shop.problems(), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/OrderSent/operation: no operation `DescribeOrders`; did you mean `DescribeOrder`?");
}

#[test]
fn a_path_needs_an_operation_with_output() {
    let shop = Shop::new("waiter-no-output");
    shop.waiters(&WAITERS.replace("\"DescribeOrder\"", "\"Ping\""));
    insta::assert_snapshot!(shop.problems(), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/OrderSent/acceptors/0/argument: `Ping` returns nothing that an expression could look at");
}

#[test]
fn the_name_of_a_waiter_is_an_identifier() {
    let shop = Shop::new("waiter-name");
    shop.waiters(&WAITERS.replace("\"OrderSent\"", "\"order sent\""));
    insta::assert_snapshot!(shop.problems(), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/order sent: the name of a waiter is made of letters and digits");
}

#[test]
fn two_waiters_cannot_have_one_method() {
    let shop = Shop::new("waiter-twice");
    shop.waiters(&WAITERS.replace("\"OrdersSent\"", "\"orderSent\""));
    insta::assert_snapshot!(shop.problems(), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/orderSent: its method is `wait_until_order_sent`, like that of `OrderSent`; give it another name");
}
