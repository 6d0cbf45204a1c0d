//! Mistakes in the user's definitions that are merged over others.

use pageboy_codegen::{Builder, Manifest, Service};

use super::{SERVICE, Shop, WAITERS, reports};

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
    insta::assert_snapshot!(problems("overlay-waiter", "shop/waiters-2.json", text), @"error: own/shop/waiters-2.json: /merge/waiters/OrderSend: there is no waiter `OrderSend` to merge this into; did you mean `OrderSent`?");
    let text = r#"{"merge": {"pagination": {"ListOrder": {"limit_key": "MaxResults"}}}}"#;
    insta::assert_snapshot!(problems("overlay-paginator", "shop/paginators-1.json", text), @"error: own/shop/paginators-1.json: /merge/pagination/ListOrder: there is no paginator `ListOrder` to merge this into; did you mean `ListOrders`?");
    let text = r#"{"merge": {"shapes": {"Ordr": {"members": {"Weight": {"shape": "Integer"}}}}}}"#;
    insta::assert_snapshot!(problems("overlay-shape", "shop/service-2.json", text), @"error: own/shop/service-2.json: /merge/shapes/Ordr: there is no shape `Ordr` to merge this into; did you mean `Order`?");
    let text = r#"{"merge": {"operations": {"Pong": {"deprecated": true}}}}"#;
    insta::assert_snapshot!(problems("overlay-operation", "shop/service-2.json", text), @"error: own/shop/service-2.json: /merge/operations/Pong: there is no operation `Pong` to merge this into; did you mean `Ping`?");
}

#[test]
fn an_overlay_without_a_known_key_changes_nothing() {
    let text = r#"{"waiter": {"OrderGone": {}}}"#;
    insta::assert_snapshot!(problems("overlay-key", "shop/waiters-2.json", text), @"error: own/shop/waiters-2.json: /waiter: unknown key; did you mean `waiters`?");
    insta::assert_snapshot!(problems("overlay-merge", "shop/waiters-2.json", r#"{"merge": []}"#), @"error: own/shop/waiters-2.json: /merge: expected an object, found an array");
    let text = r#"{"mergee": {"waiters": {"OrderSent": {"delay": 1}}}}"#;
    insta::assert_snapshot!(problems("overlay-mergee", "shop/waiters-2.json", text), @"error: own/shop/waiters-2.json: /mergee: unknown key; did you mean `merge`?");
    let text = r#"{"merge": {}, "waiters": {"OrderSent": {"delay": 1}}}"#;
    insta::assert_snapshot!(problems("overlay-beside", "shop/waiters-2.json", text), @"error: own/shop/waiters-2.json: /waiters: `waiters` has no effect beside `merge`; move it into that");
}

/// What is found when the overlay has been merged, warnings included, as it is printed for people.
fn report(test: &str, text: &str) -> String {
    let shop = Shop::new(test);
    shop.overlay("shop/waiters-2.json", text);
    let manifest = Manifest::from_file(&shop.0.join("pageboy.toml")).unwrap();
    let report = match Builder::from_manifest(manifest).generate() {
        Ok(generated) => generated.warnings().report(false),
        Err(problems) => problems.report(false),
    };
    shop.0.redact(&report)
}

/// An overlay that appends to the acceptors of `OrderSent`, and what it expects of them.
fn appends(expected: &str, appended: &str) -> String {
    let acceptor = |state: &str| {
        let (state, expected) = state.split_once(' ').unwrap();
        format!(
            r#"{{"state": "{state}", "matcher": "path", "argument": "Order.State", "expected": "{expected}"}}"#
        )
    };
    format!(
        "{{\"merge\": {{\"waiters\": {{\"OrderSent\": {{\"acceptors\": {{\n  \"$expects\": [{}],\n  \"$edit\": [{{\"append\": {}}}]\n}}}}}}}}}}\n",
        acceptor(expected),
        acceptor(appended)
    )
}

#[test]
fn a_mistake_in_an_element_is_marked_where_the_element_was_written() {
    let step = |step: &str| {
        format!(
            "{{\"merge\": {{\"waiters\": {{\"OrderSent\": {{\"acceptors\": {{\"$edit\": [\n  {step}\n]}}}}}}}}}}\n"
        )
    };
    let acceptor = |argument: &str| {
        format!(
            r#"{{"state": "failure", "matcher": "path", "argument": "Order.{argument}", "expected": "new"}}"#
        )
    };
    let mut found = String::new();
    for text in [
        step(&format!("{{\"append\": {}}}", acceptor("Sate"))),
        step(&format!("{{\"insert\": {}, \"at\": 0}}", acceptor("Sate"))),
        step(&format!(
            "{{\"replace\": {{\"expected\": \"sent\"}}, \"with\": {}}}",
            acceptor("Sate")
        )),
        step(r#"{"merge": {"argument": "Order.Sate"}, "into": {"state": "success"}}"#),
        step(&format!("{{\"insert\": {}, \"at\": 0}}", acceptor("State")))
            .replace("\"OrderSent\"", "\"OrdersSent\""),
    ] {
        found.push_str(&report("overlay-element", &text));
        found.push('\n');
    }
    let set =
        "{\"merge\": {\"waiters\": {\"OrderSent\": {\"acceptors\": {\"$set\": [\n  {}\n]}}}}}\n";
    found.push_str(&report(
        "overlay-element",
        &set.replace("{}", &acceptor("Sate")),
    ));
    insta::assert_snapshot!(found, @r#"
    error: no member `Sate` in Order
      --> own/shop/waiters-2.json:2:73
      |
    2 |   {"append": {"state": "failure", "matcher": "path", "argument": "Order.Sate", "expected": "new"}}
      |                                                                         ^^^^
      = at: /waiters/OrderSent/acceptors/1/argument
      = help: did you mean `State`?

    error: no member `Sate` in Order
      --> own/shop/waiters-2.json:2:73
      |
    2 |   {"insert": {"state": "failure", "matcher": "path", "argument": "Order.Sate", "expected": "new"}, "at": 0}
      |                                                                         ^^^^
      = at: /waiters/OrderSent/acceptors/0/argument
      = help: did you mean `State`?

    error: no member `Sate` in Order
      --> own/shop/waiters-2.json:2:104
      |
    2 |   {"replace": {"expected": "sent"}, "with": {"state": "failure", "matcher": "path", "argument": "Order.Sate", "expected": "new"}}
      |                                                                                                        ^^^^
      = at: /waiters/OrderSent/acceptors/0/argument
      = help: did you mean `State`?

    error: no member `Sate` in Order
      --> own/shop/waiters-2.json:2:33
      |
    2 |   {"merge": {"argument": "Order.Sate"}, "into": {"state": "success"}}
      |                                 ^^^^
      = at: /waiters/OrderSent/acceptors/0/argument
      = help: did you mean `State`?

    error: no member `Order` in ListOrdersOutput
      --> own/shop/waiters-2.json:2:67
      |
    2 |   {"insert": {"state": "failure", "matcher": "path", "argument": "Order.State", "expected": "new"}, "at": 0}
      |                                                                   ^^^^^
      = at: /waiters/OrdersSent/acceptors/0/argument
      = help: did you mean `Orders`?

    error: no member `Sate` in Order
      --> own/shop/waiters-2.json:2:62
      |
    2 |   {"state": "failure", "matcher": "path", "argument": "Order.Sate", "expected": "new"}
      |                                                              ^^^^
      = at: /waiters/OrderSent/acceptors/0/argument
      = help: did you mean `State`?
    "#);
}

#[test]
fn a_mistake_beside_an_inserted_element_stays_in_its_file() {
    let shop = Shop::new("overlay-beside");
    shop.waiters(&WAITERS.replace("\"Order.State\"", "\"Order.Sate\""));
    let text = r#"{"merge": {"waiters": {"OrderSent": {"acceptors": {"$edit": [{"insert":
        {"state": "failure", "matcher": "path", "argument": "Order.State", "expected": "new"}, "at": 0}]}}}}}"#;
    shop.overlay("shop/waiters-2.json", text);
    insta::assert_snapshot!(reports::report(&shop), @r#"
    error: no member `Sate` in Order
      --> models/shop/2020-01-01/waiters-2.json:8:80
      |
    8 |       "acceptors": [{"state": "success", "matcher": "path", "argument": "Order.Sate", "expected": "sent"}]
      |                                                                                ^^^^
      = at: /waiters/OrderSent/acceptors/1/argument
      = help: did you mean `State`?
    "#);
}

#[test]
fn directives_and_sections_have_their_places() {
    let mut found = String::new();
    for (name, text) in [
        ("waiters-2", r#"{"merge": {"$set": {"waiters": {}}}}"#),
        (
            "waiters-2",
            r#"{"merge": {"waiters": {"OrderSent": {"delay": {"$expects": 5}}}}}"#,
        ),
        (
            "waiters-2",
            r#"{"merge": {"pagination": {"ListOrders": {"limit_key": "Labels"}}}}"#,
        ),
        (
            "service-2",
            r#"{"merge": {"shapes": {"$set": {"Order": null}}}}"#,
        ),
        ("service-2", r#"{"merge": {"$edit": [{"append": 1}]}}"#),
        (
            "service-2",
            r#"{"merge": {"shapes": {"Order": {"required": {"$edit": [{"append": "OrderId"}]}}}}}"#,
        ),
    ] {
        let file = format!("shop/{name}.json");
        found.push_str(&problems("overlay-directives", &file, text));
        found.push('\n');
    }
    insta::assert_snapshot!(found, @r"
    error: own/shop/waiters-2.json: /merge/$set: `$set` stands in an entry, not at the top of `merge`
    error: own/shop/waiters-2.json: /merge/waiters/OrderSent/delay: `$expects` alone changes nothing: `$set` beside it gives the new value
    error: own/shop/waiters-2.json: /pagination: unknown key; `pagination` stands in `paginators-1.json`
    error: own/shop/service-2.json: /merge/shapes/$set: `$set` stands in an entry, not beside the entries
    error: own/shop/service-2.json: /merge/$edit: `$edit` stands in an entry, not at the top of `merge`
    error: own/shop/service-2.json: /merge/shapes/Order/required: there is no `required`; there is nothing to edit: write the whole list
    ");
}

#[test]
fn services_whose_names_differ_in_case_are_told_apart() {
    let shop = Shop::new("overlay-case");
    shop.overlay("Shop/2020-01-01/service-2.json", SERVICE);
    insta::assert_snapshot!(shop.problems(), @"error: own/Shop: the services `shop` and `Shop` differ only in the case of letters, and on some systems their folders are one");
}

#[test]
fn what_the_definitions_have_already_is_a_warning() {
    insta::assert_snapshot!(report("overlay-adopted", &appends("success paid", "success sent")), @r#"
    warning[overlay-adopted]: the definitions have this already: remove the entry
      --> own/shop/waiters-2.json:1:38
      |
    1 | {"merge": {"waiters": {"OrderSent": {"acceptors": {
      |                                      ^^^^^^^^^^^
      = at: /merge/waiters/OrderSent/acceptors
        upstream - {"state":"success","matcher":"path","argument":"Order.State","expected":"paid"}
        upstream + {"state":"success","matcher":"path","argument":"Order.State","expected":"sent"}
        ours     + {"state":"success","matcher":"path","argument":"Order.State","expected":"sent"}
    "#);
}

#[test]
fn what_the_definitions_have_changed_beside_an_entry_is_a_warning() {
    insta::assert_snapshot!(report("overlay-outdated", &appends("success paid", "failure new")), @r#"
    warning[overlay-outdated]: the definitions have changed here since this was written: see whether it is still right, and bring `$expects` up to date
      --> own/shop/waiters-2.json:1:38
      |
    1 | {"merge": {"waiters": {"OrderSent": {"acceptors": {
      |                                      ^^^^^^^^^^^
      = at: /merge/waiters/OrderSent/acceptors
        upstream - {"state":"success","matcher":"path","argument":"Order.State","expected":"paid"}
        upstream + {"state":"success","matcher":"path","argument":"Order.State","expected":"sent"}
        ours     + {"state":"failure","matcher":"path","argument":"Order.State","expected":"new"}
    "#);
}

#[test]
fn what_the_definitions_have_changed_likewise_is_an_error() {
    insta::assert_snapshot!(report("overlay-conflict", &appends("success paid", "failure sent")), @r#"
    error: the definitions have changed the same since this was written: decide which is right, and bring `$expects` up to date
      --> own/shop/waiters-2.json:1:38
      |
    1 | {"merge": {"waiters": {"OrderSent": {"acceptors": {
      |                                      ^^^^^^^^^^^
      = at: /merge/waiters/OrderSent/acceptors
        upstream - {"state":"success","matcher":"path","argument":"Order.State","expected":"paid"}
        upstream + {"state":"success","matcher":"path","argument":"Order.State","expected":"sent"}
        ours     + {"state":"failure","matcher":"path","argument":"Order.State","expected":"sent"}
    "#);
}

#[test]
fn a_misspelt_name_is_found() {
    let text = r#"{"merge": {}}"#;
    insta::assert_snapshot!(problems("overlay-service", "shops/waiters-2.json", text), @"error: own/shops: unknown service `shops`; did you mean `shop`?");
    insta::assert_snapshot!(problems("overlay-file", "shop/waiter-2.json", text), @"error: own/shop/waiter-2.json: no definitions have this name; did you mean `waiters-2`?");
    insta::assert_snapshot!(problems("overlay-version", "shop/2020-01-02/waiters-2.json", text), @"error: own/shop/2020-01-02: shop has no API version `2020-01-02`; it has `2020-01-01`");
    insta::assert_snapshot!(problems("overlay-place", "waiters-2.json", text), @"error: own/waiters-2.json: definitions stand in a folder named after their service");
}

#[test]
fn an_overlay_folder_that_is_not_there_is_named() {
    let shop = Shop::new("overlay-folder");
    shop.overlay("x", "");
    std::fs::remove_dir_all(shop.0.join("own")).unwrap();
    insta::assert_snapshot!(shop.problems(), @"error: pageboy.toml:6:12: there is no folder own");
}

#[test]
fn an_overlay_that_is_not_json_is_named_with_its_line() {
    insta::assert_snapshot!(problems("overlay-json", "shop/waiters-2.json", "{\n  \"merge\": {,}\n}"), @"error: own/shop/waiters-2.json:2:13: expected a name in double quotes, found `,`");
}

#[test]
fn a_service_of_ones_own_is_checked_like_any_other() {
    let shop = Shop::new("own-service");
    let service = SERVICE
        .replace("\"shop\"", "\"kiosk\"")
        .replace("2020-01-01", "2024-01-01");
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
    insta::assert_snapshot!(shop.0.redact(&hints.to_string()), @"hint[paginator-without-limit]: own/sqs/paginators-1.json: /pagination/ListMessageMoveTasks: no `limit_key`: callers cannot set the page size; `MaxResults` looks like it");
}
