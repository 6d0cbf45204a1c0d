//! Problems printed for people: the place, the text with the wrong part marked, the fix.

use pageboy_codegen::{Builder, Manifest};

use super::{SERVICE, Shop, WAITERS};

/// All findings, as printed.
pub(super) fn report(shop: &Shop) -> String {
    let path = shop.0.join("pageboy.toml");
    let result =
        Manifest::from_file(&path).and_then(|manifest| Builder::from_manifest(manifest).check());
    let problems = match result {
        Ok(checked) => checked.problems,
        Err(problems) => problems,
    };
    shop.0.redact(&problems.report(false))
}

#[test]
fn an_expression_is_shown_in_its_file_with_the_offending_part_marked() {
    let shop = Shop::new("report-expression");
    shop.overlay(
        "shop/waiters-2.json",
        r#"{
  "merge": {
    "waiters": {
      "OrderGone": {
        "operation": "DescribeOrder",
        "delay": 5,
        "maxAttempts": 9,
        "acceptors": [
          { "state": "success", "matcher": "path", "argument": "Order.Sate", "expected": "sent" },
          { "state": "failure", "matcher": "pathAny", "argument": "Order.State", "expected": "new" },
          { "state": "failure", "matcher": "path", "argument": "lenght(Order.Lines) > `0`", "expected": true },
          { "state": "failure", "matcher": "path", "argument": "Order.Total[0]", "expected": true },
          { "state": "failure", "matcher": "path", "argument": "Order.[State", "expected": true },
          { "state": "failure", "matcher": "path", "argument": "Order.Total", "expected": "7" }
        ]
      }
    }
  }
}
"#,
    );
    shop.waiters(r#"{"version": 2, "waiters": {}}"#);
    let errors = report(&shop);
    insta::assert_snapshot!(errors, @r#"
    error: no member `Sate` in Order
      --> own/shop/waiters-2.json:9:71
      |
    9 |           { "state": "success", "matcher": "path", "argument": "Order.Sate", "expected": "sent" },
      |                                                                       ^^^^
      = at: /waiters/OrderGone/acceptors/0/argument
      = help: did you mean `State`?

    error: `pathAny` needs a list, `Order.State` is a string
       --> own/shop/waiters-2.json:10:68
       |
    10 |           { "state": "failure", "matcher": "pathAny", "argument": "Order.State", "expected": "new" },
       |                                                                    ^^^^^^^^^^^
       = at: /waiters/OrderGone/acceptors/1/argument
       = help: use `path`

    error: no function `lenght`
       --> own/shop/waiters-2.json:11:65
       |
    11 |           { "state": "failure", "matcher": "path", "argument": "lenght(Order.Lines) > `0`", "expected": true },
       |                                                                 ^^^^^^
       = at: /waiters/OrderGone/acceptors/2/argument
       = help: did you mean `length`?

    error: an index is applied to a number
       --> own/shop/waiters-2.json:12:71
       |
    12 |           { "state": "failure", "matcher": "path", "argument": "Order.Total[0]", "expected": true },
       |                                                                       ^^^^^
       = at: /waiters/OrderGone/acceptors/3/argument

    error: `Order.[State` is not a JMESPath expression: it ends too early
       --> own/shop/waiters-2.json:13:77
       |
    13 |           { "state": "failure", "matcher": "path", "argument": "Order.[State", "expected": true },
       |                                                                             ^
       = at: /waiters/OrderGone/acceptors/4/argument

    error: `Order.Total` is a number, which never equals the string `7`
       --> own/shop/waiters-2.json:14:65
       |
    14 |           { "state": "failure", "matcher": "path", "argument": "Order.Total", "expected": "7" }
       |                                                                 ^^^^^^^^^^^
       = at: /waiters/OrderGone/acceptors/5/argument
       = help: write 7 without quotes
    "#);
}

#[test]
fn a_lint_shows_its_id_and_the_definition() {
    let shop = Shop::new("report-lint");
    let state = r#"["new", "paid", "sent", "cancelled"]"#;
    shop.service(&SERVICE.replace(r#"["new", "paid", "sent"]"#, state));
    shop.waiters(&WAITERS.replace("\"expected\": \"sent\"", "\"expected\": \"Sent\""));
    insta::assert_snapshot!(report(&shop), @r#"
    warning[uncovered-terminal-value]: `cancelled` of the enum State looks like an end, and no acceptor covers it: it would poll until its last attempt
      --> models/shop/2020-01-01/waiters-2.json:4:5
      |
    4 |     "OrderSent": {
      |     ^^^^^^^^^^^
      = at: /waiters/OrderSent
      = help: add `failure` acceptors on `Order.State`

    warning[unknown-enum-value]: the enum State has no value `Sent`
      --> models/shop/2020-01-01/waiters-2.json:8:100
      |
    8 |       "acceptors": [{"state": "success", "matcher": "path", "argument": "Order.State", "expected": "Sent"}]
      |                                                                                                    ^^^^^^
      = at: /waiters/OrderSent/acceptors/0/expected
      = help: did you mean `sent`?

    warning[uncovered-terminal-value]: `cancelled` of the enum State looks like an end, and no acceptor covers it: it would poll until its last attempt
       --> models/shop/2020-01-01/waiters-2.json:10:5
       |
    10 |     "OrdersSent": {
       |     ^^^^^^^^^^^^
       = at: /waiters/OrdersSent
       = help: add `failure` acceptors on `Orders[].State`

    warning[unknown-enum-value]: the enum State has no value `Sent`
       --> models/shop/2020-01-01/waiters-2.json:14:106
       |
    14 |       "acceptors": [{"state": "success", "matcher": "pathAll", "argument": "Orders[].State", "expected": "Sent"}]
       |                                                                                                          ^^^^^^
       = at: /waiters/OrdersSent/acceptors/0/expected
       = help: did you mean `sent`?
    "#);
}

#[test]
fn a_mistake_in_the_manifest_is_shown_with_its_line() {
    let shop = Shop::new("report-manifest");
    shop.manifest("[shop]\noperation = \"*\"\n\twaiters = [\"OrderSend\"]\n");
    insta::assert_snapshot!(report(&shop), @r#"
    error: unknown key `operation`
      --> pageboy.toml:2:1
      |
    2 | operation = "*"
      | ^^^^^^^^^
      = help: did you mean `operations`?

    error: shop has no waiter `OrderSend`
      --> pageboy.toml:3:13
      |
    3 | 	waiters = ["OrderSend"]
      | 	           ^^^^^^^^^^^
      = help: did you mean `OrderSent` or `OrdersSent`?
    "#);
    shop.manifest("[shop]\n\twaiters = [\"OrderSend\"]\n");
    insta::assert_snapshot!(report(&shop), @r#"
    error: shop has no waiter `OrderSend`
      --> pageboy.toml:2:13
      |
    2 | 	waiters = ["OrderSend"]
      | 	           ^^^^^^^^^^^
      = help: did you mean `OrderSent` or `OrdersSent`?
    "#);
}

#[test]
fn a_manifest_that_selects_no_service_is_told() {
    let shop = Shop::new("report-nothing");
    shop.manifest("");
    insta::assert_snapshot!(report(&shop), @r"
    error: no service is selected
      --> pageboy.toml:2:1
      |
    2 | [settings]
      | ^
      = help: add a table with the name of a service, such as `[ec2]`, and what you use of it
    ");
}

#[test]
fn a_file_that_is_not_json_is_shown_with_its_line() {
    let shop = Shop::new("report-json");
    shop.overlay("shop/waiters-2.json", "{\n  \"merge\": {,}\n}");
    insta::assert_snapshot!(report(&shop), @r#"
    error: expected a name in double quotes, found `,`
      --> own/shop/waiters-2.json:2:13
      |
    2 |   "merge": {,}
      |             ^
    "#);
}

#[test]
fn an_expression_in_a_long_line_is_shown_alone() {
    let shop = Shop::new("report-long-line");
    let long = WAITERS.replace(['\n', '\r'], " ");
    shop.waiters(&long.replace("Orders[].State", "Orders[].Sate"));
    let report = report(&shop);
    insta::assert_snapshot!(report, @r"
    error: no member `Sate` in Order
     --> models/shop/2020-01-01/waiters-2.json:1:428
     |
     | Orders[].Sate
     |          ^^^^
     = at: /waiters/OrdersSent/acceptors/0/argument
     = help: did you mean `State`?
    ");
}
