//! Mistakes in `paginators-1.json`.

use super::{PAGINATORS, Shop};

/// The messages about the paginator of ListOrders with a changed part.
fn problems(test: &str, from: &str, to: &str) -> String {
    assert!(PAGINATORS.contains(from));
    let shop = Shop::new(test);
    shop.paginators(&PAGINATORS.replace(from, to));
    shop.problems()
}

#[test]
fn a_token_goes_to_an_input_member_that_is_there() {
    let (from, to) = (
        r#""input_token": "NextToken""#,
        r#""input_token": "NexToken""#,
    );
    insta::assert_snapshot!(problems("input-token", from, to), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/input_token: no member `NexToken` in ListOrdersInput; did you mean `NextToken`?");
}

#[test]
fn a_token_expression_is_checked_against_the_output() {
    let from = r#""output_token": "NextToken""#;
    insta::assert_snapshot!(problems("output-token", from, r#""output_token": "NextTokn""#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/output_token: no member `NextTokn` in ListOrdersOutput; did you mean `NextToken`?");
    insta::assert_snapshot!(problems("token-syntax", from, r#""output_token": "Orders[-1.OrderId""#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/output_token: `Orders[-1.OrderId` is not a JMESPath expression: expected ':', or ']' at column 10, found `.OrderId`");
    insta::assert_snapshot!(problems("token-item", from, r#""output_token": "NextToken || Orders[-1].Id""#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/output_token: no member `Id` in Order; known are OrderId, State, Lines, Total");
}

#[test]
fn tokens_come_in_pairs() {
    let from = r#""input_token": "NextToken""#;
    let to = r#""input_token": ["NextToken", "Labels"]"#;
    insta::assert_snapshot!(problems("pairs", from, to), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/output_token: 2 input tokens are paired with 1 output tokens");
}

#[test]
fn a_mistake_in_a_list_is_named_with_its_position() {
    let shop = Shop::new("list-position");
    shop.paginators(
        r#"{"pagination": {"ListOrders": {
            "input_token": ["NextToken", "Lables"],
            "output_token": ["NextToken", "Orders[].Lable"],
            "result_key": ["Orders", "Order"],
            "non_aggregate_keys": ["Labels", "Label"],
            "more_results": "IsTruncated"
        }}}"#,
    );
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/input_token/1: no member `Lables` in ListOrdersInput; did you mean `Labels`?
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/more_results: no member `IsTruncated` in ListOrdersOutput; known are Orders, NextToken, Labels
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/non_aggregate_keys/1: no member `Label` in ListOrdersOutput; did you mean `Labels`?
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/output_token/1: no member `Lable` in Order; known are OrderId, State, Lines, Total
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/result_key/1: no member `Order` in ListOrdersOutput; did you mean `Orders`?
    ");
}

#[test]
fn a_page_size_is_a_number_or_a_text() {
    let from = r#""limit_key": "MaxResults""#;
    insta::assert_snapshot!(problems("limit-type", from, r#""limit_key": "Labels""#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/limit_key: a page size is a number or a string, `Labels` is a map");
    insta::assert_snapshot!(problems("limit-name", from, r#""limit_key": "MaxResult""#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/limit_key: no member `MaxResult` in ListOrdersInput; did you mean `MaxResults`?");
}

#[test]
fn a_result_is_a_path_through_structures() {
    let from = r#""result_key": "Orders""#;
    insta::assert_snapshot!(problems("result", from, r#""result_key": "Order""#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/result_key: no member `Order` in ListOrdersOutput; did you mean `Orders`?");
    insta::assert_snapshot!(problems("result-below", from, r#""result_key": "Orders.Lines""#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/result_key: Orders has no member `Lines`: it is not a structure");
    insta::assert_snapshot!(problems("result-none", from, r#""result_key": []"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/result_key: expected a string or an array of strings, found an empty array");
}

#[test]
fn what_every_request_holds_fits_the_input() {
    let from = r#""result_key": "Orders""#;
    let with = |test: &str, members: &str| {
        let to = format!(r#""result_key": "Orders", "every_request": {members}"#);
        problems(test, from, &to)
    };
    insta::assert_snapshot!(with("every-name", r#"{"MaxResult": true}"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/every_request/MaxResult: no member `MaxResult` in ListOrdersInput; did you mean `MaxResults`?");
    insta::assert_snapshot!(with("every-type", r#"{"Labels": true}"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/every_request/Labels: `Labels` is a map");
    insta::assert_snapshot!(with("every-token", r#"{"NextToken": "x"}"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/every_request/NextToken: `NextToken` is a token, which is not the same in every request");
    insta::assert_snapshot!(with("every-limit", r#"{"MaxResults": 5}"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/every_request/MaxResults: `MaxResults` is the page size, which is not the same in every request");
    insta::assert_snapshot!(with("every-value", r#"{"Labels": null}"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/every_request/Labels: expected a boolean, a whole number or a string, found null");
    insta::assert_snapshot!(with("every-object", r#"["Labels"]"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/every_request: expected an object, found an array");
}

#[test]
fn a_first_token_is_one_for_each_token() {
    let from = r#""result_key": "Orders""#;
    let with = |test: &str, first: &str| {
        let to = format!(r#""result_key": "Orders", "first_token": {first}"#);
        problems(test, from, &to)
    };
    insta::assert_snapshot!(with("first-fits", r#""0""#), @"nothing is wrong");
    insta::assert_snapshot!(with("first-count", r#"["0", "1"]"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/first_token: 2 first tokens are paired with 1 input tokens");
    insta::assert_snapshot!(with("first-type", "0"), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/first_token: expected a string or an array of strings, found 0");
}

#[test]
fn a_default_page_size_is_one_that_the_member_takes() {
    let from = r#""limit_key": "MaxResults""#;
    let with = |test: &str, sizes: &str| problems(test, from, sizes);
    insta::assert_snapshot!(with("size-fits", r#""limit_key": "MaxResults", "default_limit": 5"#), @"nothing is wrong");
    insta::assert_snapshot!(with("size-type", r#""limit_key": "MaxResults", "default_limit": "5""#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/default_limit: expected a whole number, 1 or more, found a string");
    insta::assert_snapshot!(with("size-zero", r#""limit_key": "MaxResults", "max_limit": 0"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/max_limit: expected a whole number, 1 or more, found 0");
    insta::assert_snapshot!(with("size-over", r#""limit_key": "MaxResults", "default_limit": 6, "max_limit": 5"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/default_limit: 6 is more than 5, which `MaxResults` may be");
    insta::assert_snapshot!(with("size-none", r#""default_limit": 5"#), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/default_limit: `limit_key` is missing, which names the member for it");
}

#[test]
fn a_repeated_token_is_an_error_or_the_end() {
    let from = r#""result_key": "Orders""#;
    let to = r#""result_key": "Orders", "repeated_token": "stops""#;
    insta::assert_snapshot!(problems("repeated", from, to), @"error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/repeated_token: `stops` is not a policy for a repeated token; did you mean `stop`?");
}

#[test]
fn keys_that_are_missing_unknown_or_of_another_type_are_all_reported() {
    let shop = Shop::new("paginator-keys");
    shop.paginators(
        r#"{"pagination": {
        "ListOrders": {"input_tokens": "NextToken", "output_token": ["NextToken", 2], "limit_key": 10, "result_key": {}},
        "Ping": "no"}}"#,
    );
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/input_tokens: unknown key; did you mean `input_token`?
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/limit_key: expected a string, found 10
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/output_token/1: expected a string, found a number
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/result_key: expected a string or an array of strings, found an object
    error: models/shop/2020-01-01/paginators-1.json: /pagination/Ping: expected an object, found a string
    ");
}

#[test]
fn an_operation_without_input_or_output_has_no_pages() {
    let shop = Shop::new("paginator-ping");
    shop.paginators(&PAGINATORS.replace("\"ListOrders\"", "\"Ping\""));
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/paginators-1.json: /pagination/Ping/input_token: `Ping` takes no input
    error: models/shop/2020-01-01/paginators-1.json: /pagination/Ping/limit_key: `Ping` takes no input
    error: models/shop/2020-01-01/paginators-1.json: /pagination/Ping/output_token: `Ping` returns nothing
    error: models/shop/2020-01-01/paginators-1.json: /pagination/Ping/result_key: `Ping` returns nothing
    ");
}

#[test]
fn a_paginator_of_an_operation_that_is_not_there_is_a_mistake_when_it_is_asked_for() {
    let shop = Shop::new("paginator-operation");
    shop.paginators(&PAGINATORS.replace("\"ListOrders\"", "\"ListOrder\""));
    shop.manifest("[shop]\npaginators = [\"ListOrder\"]\n");
    insta::assert_snapshot!(shop.problems(), @"error: pageboy.toml:2:15: shop has no operation `ListOrder`; did you mean `ListOrders`?");
}
