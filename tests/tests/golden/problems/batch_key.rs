//! Mistakes in `batch`, the key of a waiter that says how ids relate to its operation.

use super::{SERVICE, Shop};

/// The messages about a waiter on ListOrders, whose input takes ids, with this `batch`.
fn batch(test: &str, batch: &str) -> String {
    with_path(test, batch, "Orders[].State")
}

fn with_path(test: &str, batch: &str, path: &str) -> String {
    let shop = Shop::new(test);
    shop.service(&SERVICE.replace(
        r#""Labels": {"shape": "Labels"}"#,
        r#""OrderIds": {"shape": "Ids"}, "Others": {"shape": "Orders"}, "Labels": {"shape": "Labels"}"#,
    ).replace(r#""Integer": {"#, r#""Ids": {"type": "list", "member": {"shape": "String"}}, "Integer": {"#));
    shop.waiters(&format!(
        r#"{{"version": 2, "waiters": {{"W": {{"operation": "ListOrders", "delay": 1, "maxAttempts": 2, "batch": {batch},
        "acceptors": [{{"state": "success", "matcher": "pathAll", "argument": "{path}", "expected": "sent"}}]}}}}}}"#
    ));
    shop.problems()
}

#[test]
fn a_batch_that_fits_is_no_problem() {
    insta::assert_snapshot!(batch("batch", r#"{"ids": "OrderIds", "items": "Orders[]", "id": "OrderId", "limit": 7}"#), @"nothing is wrong");
    insta::assert_snapshot!(batch("batch-one", r#"{"ids": "NextToken"}"#), @"nothing is wrong");
}

#[test]
fn members_that_are_not_there_come_with_the_nearest() {
    insta::assert_snapshot!(batch("batch-names", r#"{"ids": "OrderId", "items": "Order[]", "id": "OrderId"}"#), @"
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/ids: no member `OrderId` in ListOrdersInput; did you mean `OrderIds`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/items: no member `Order` in ListOrdersOutput; did you mean `Orders` or `OrderIds`?
    ");
    insta::assert_snapshot!(batch("batch-item", r#"{"ids": "OrderIds", "items": "Orders[]", "id": ["State", "Order"]}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/id/1: no member `Order` in Order; did you mean `OrderId`?");
    insta::assert_snapshot!(batch("batch-beside", r#"{"ids": "OrderIds", "items": "Orders[]", "id": "OrderId", "beside": [{"items": "Other[]", "id": "OrderId"}]}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/beside/0/items: no member `Other` in ListOrdersOutput; did you mean `Others`?");
}

#[test]
fn members_must_be_of_the_types_that_ids_and_lists_are() {
    insta::assert_snapshot!(batch("batch-ids", r#"{"ids": "MaxResults"}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/ids: ids are a list of strings or a string, `MaxResults` is a number");
    insta::assert_snapshot!(batch("batch-list", r#"{"ids": "OrderIds", "items": "Orders", "id": "OrderId"}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/items: `Orders` is a list; of a list the items are meant, `Orders[]`");
    insta::assert_snapshot!(batch("batch-text", r#"{"ids": "OrderIds", "items": "NextToken[]", "id": "OrderId"}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/items: `NextToken` is not a list but a string");
    insta::assert_snapshot!(batch("batch-id", r#"{"ids": "OrderIds", "items": "Orders[]", "id": "Total"}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/id: an id is a string, `Total` is a number");
    insta::assert_snapshot!(batch("batch-deep", r#"{"ids": "OrderIds", "items": "Orders[].State.Name[]", "id": "Total"}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/items: `State` is a string; of a list the items are meant, `State[]`");
}

#[test]
fn what_belongs_to_lists_is_there_for_lists_alone() {
    insta::assert_snapshot!(batch("batch-no-items", r#"{"ids": "OrderIds"}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch: `OrderIds` is a list, so `items` and `id` must be there");
    insta::assert_snapshot!(batch("batch-no-list", r#"{"ids": "NextToken", "items": "Orders[]", "id": "OrderId"}"#), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch: `NextToken` carries one id, so that a whole answer is about it; `items`, `id`, `limit` and `beside` are for lists");
}

#[test]
fn acceptors_must_look_at_lists_that_are_named() {
    insta::assert_snapshot!(with_path("batch-covers", r#"{"ids": "OrderIds", "items": "Orders[]", "id": "OrderId"}"#, "Others[].State"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch: an acceptor looks at `Others`, which is in none of the lists; name the list, and what is its id, in `beside`");
}

#[test]
fn keys_are_checked_like_all_others() {
    insta::assert_snapshot!(batch("batch-keys", r#"{"id": 7, "limit": 0, "itmes": "Orders[]", "beside": [{}, 1]}"#), @"
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch: `ids` is missing
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/beside/0: `id` is missing
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/beside/0: `items` is missing
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/beside/1: expected an object, found a number
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/id: expected a string or an array of strings, found 7
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/itmes: unknown key; did you mean `items`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch/limit: expected a whole number, 1 or more, found 0
    ");
    insta::assert_snapshot!(batch("batch-array", "[]"), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/W/batch: expected an object, found an array");
}
