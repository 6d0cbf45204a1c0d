//! Mistakes in own definitions that are merged over others.

use pageboy_codegen::{Builder, Manifest, Service};

use super::{SERVICE, Shop, WAITERS};

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

#[test]
fn a_service_of_ones_own_is_checked_like_any_other() {
    let shop = Shop::new("own-service");
    let service = SERVICE.replace("\"shop\"", "\"kiosk\"");
    shop.0
        .write("own/kiosk/2024-01-01/service-2.json", &service);
    let waiters = |text: &str| shop.0.write("own/kiosk/2024-01-01/waiters-2.json", text);
    shop.0.write(
        "pageboy.toml",
        "[kiosk]\noperations = \"*\"\n[settings]\noverlays = \"own\"\n",
    );
    waiters(&WAITERS.replace("Order.State", "Order.Sate"));
    insta::assert_snapshot!(shop.problems(), @"error: own/kiosk/2024-01-01/waiters-2.json: /waiters/OrderSent/acceptors/0/argument: no member `Sate` in Order; did you mean `State`?");
    waiters(&WAITERS.replace("\"sent\"", "\"gone\""));
    let manifest = Manifest::from_file(&shop.0.join("pageboy.toml")).unwrap();
    let generated = Builder::from_manifest(manifest).generate().unwrap();
    insta::assert_snapshot!(shop.0.redact(&generated.warnings().to_string()), @r"
    warning[unknown-enum-value]: own/kiosk/2024-01-01/waiters-2.json: /waiters/OrderSent/acceptors/0/expected: the enum State has no value `gone`; known are new, paid, sent
    warning[unknown-enum-value]: own/kiosk/2024-01-01/waiters-2.json: /waiters/OrdersSent/acceptors/0/expected: the enum State has no value `gone`; known are new, paid, sent
    ");
    let has = |method: &str| {
        let mut files = generated.services()[0].files().iter();
        files.any(|file| file.text.contains(method))
    };
    assert!(has("fn wait_until_order_sent") && has("fn wait_until_orders_sent"));
}

#[test]
fn a_waiter_and_a_paginator_of_ones_own_join_those_of_a_vendored_service() {
    let shop = Shop::new("own-in-vendored");
    shop.0.write(
        "own/sqs/waiters-2.json",
        r#"{"version": 2, "waiters": {"QueueEmpty": {"operation": "GetQueueAttributes", "delay": 5, "maxAttempts": 60, "acceptors": [
            {"state": "success", "matcher": "path", "argument": "Attributes.ApproximateNumberOfMessages", "expected": "0"},
            {"state": "failure", "matcher": "error", "expected": "QueueDoesNotExist"}]}}}"#,
    );
    shop.0.write(
        "own/sqs/paginators-1.json",
        r#"{"merge": {"pagination": {"ListMessageMoveTasks": {"input_token": "SourceArn", "output_token": "Results[-1].TaskHandle", "result_key": "Results"}}}}"#,
    );
    let builder = Builder::new().overlay(shop.0.join("own")).service(
        Service::new("sqs")
            .waiters(["QueueEmpty"])
            .paginators(["ListMessageMoveTasks", "ListQueues"]),
    );
    let generated = builder.generate().unwrap();
    let plan = generated.services()[0].plan();
    assert_eq!((plan.waiters.len(), plan.paginators.len()), (1, 2));
    assert_eq!(generated.warnings().to_string(), "");
    let hints = builder.check().unwrap().problems;
    insta::assert_snapshot!(shop.0.redact(&hints.to_string()), @"hint[paginator-without-limit]: own/sqs/paginators-1.json: /pagination/ListMessageMoveTasks: no `limit_key`, so that nobody can set the size of its pages; `MaxResults` looks like it");
}
