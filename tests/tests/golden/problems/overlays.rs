//! Mistakes in own definitions that are merged over others.

use super::Shop;

fn problems(test: &str, name: &str, text: &str) -> String {
    let shop = Shop::new(test);
    shop.overlay(name, text);
    shop.problems()
}

#[test]
fn a_mistake_is_named_in_the_overlay_not_in_what_it_changes() {
    let text = r#"{"merge": {"waiters": {"OrderSent": {"acceptors": [
        {"state": "success", "matcher": "path", "argument": "Order.Sate", "expected": "sent"}]}}}}"#;
    insta::assert_snapshot!(problems("overlay-member", "shop/waiters-2.json", text), @"error: own/shop/waiters-2.json: /waiters/OrderSent/acceptors/0/argument: no member `Sate` in Order; did you mean `State`?");
}

#[test]
fn an_overlay_of_something_that_is_gone_does_not_apply() {
    let text = r#"{"merge": {"waiters": {"OrderSend": {"delay": 1}}}}"#;
    insta::assert_snapshot!(problems("overlay-waiter", "shop/waiters-2.json", text), @r"
    error: own/shop/waiters-2.json: /waiters/OrderSend: `acceptors` is missing
    error: own/shop/waiters-2.json: /waiters/OrderSend: `maxAttempts` is missing
    error: own/shop/waiters-2.json: /waiters/OrderSend: `operation` is missing
    ");
    let text = r#"{"merge": {"pagination": {"ListOrder": {"limit_key": "MaxResults"}}}}"#;
    insta::assert_snapshot!(problems("overlay-paginator", "shop/paginators-1.json", text), @r"
    error: own/shop/paginators-1.json: /pagination/ListOrder: `input_token` is missing
    error: own/shop/paginators-1.json: /pagination/ListOrder: `output_token` is missing
    error: own/shop/paginators-1.json: /pagination/ListOrder: `result_key` is missing
    warning[missing-operation]: own/shop/paginators-1.json: /pagination/ListOrder: no operation `ListOrder`, so that nobody can use its pages; did you mean `ListOrders`?
    ");
    let text = r#"{"merge": {"shapes": {"Ordr": {"members": {"Weight": {"shape": "Integer"}}}}}}"#;
    insta::assert_snapshot!(problems("overlay-shape", "shop/service-2.json", text), @"error: own/shop/service-2.json: /merge/shapes/Ordr: there is no `Ordr` to merge this into; did you mean `Order`?");
    let text = r#"{"merge": {"operations": {"Pong": {"deprecated": true}}}}"#;
    insta::assert_snapshot!(problems("overlay-operation", "shop/service-2.json", text), @"error: own/shop/service-2.json: /merge/operations/Pong: there is no `Pong` to merge this into; did you mean `Ping`?");
}

#[test]
fn an_overlay_without_a_known_key_changes_nothing() {
    let text = r#"{"waiter": {"OrderGone": {}}}"#;
    insta::assert_snapshot!(problems("overlay-key", "shop/waiters-2.json", text), @"error: own/shop/waiters-2.json: /waiter: unknown key; did you mean `waiters`?");
    insta::assert_snapshot!(problems("overlay-merge", "shop/waiters-2.json", r#"{"merge": []}"#), @"error: own/shop/waiters-2.json: /merge: expected an object, found an array");
}

#[test]
fn a_misspelt_name_is_found() {
    let text = r#"{"merge": {}}"#;
    insta::assert_snapshot!(problems("overlay-service", "shops/waiters-2.json", text), @"error: own/shops: there is no service `shops`; did you mean `shop`?");
    insta::assert_snapshot!(problems("overlay-file", "shop/waiter-2.json", text), @"error: own/shop/waiter-2.json: no definitions have this name; did you mean `waiters-2`?");
    insta::assert_snapshot!(problems("overlay-version", "shop/2020-01-02/waiters-2.json", text), @"error: own/shop/2020-01-02: shop has no API version `2020-01-02`; it has `2020-01-01`");
    insta::assert_snapshot!(problems("overlay-place", "waiters-2.json", text), @"error: own/waiters-2.json: definitions stand in a folder named after their service");
}

#[test]
fn an_overlay_folder_that_is_not_there_is_named() {
    let shop = Shop::new("overlay-folder");
    shop.overlay("x", "");
    std::fs::remove_dir_all(shop.0.join("own")).unwrap();
    insta::assert_snapshot!(shop.problems().split(" (os error").next().unwrap(), @"error: own: cannot be read: No such file or directory");
}

#[test]
fn an_overlay_that_is_not_json_is_named_with_its_line() {
    insta::assert_snapshot!(problems("overlay-json", "shop/waiters-2.json", "{\n  \"merge\": {,}\n}"), @"error: own/shop/waiters-2.json:2:13: key must be a string");
}
