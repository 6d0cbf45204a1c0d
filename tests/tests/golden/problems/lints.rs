//! Lint by lint: the findings, and close cases without one.

use pageboy_codegen::{Baseline, Builder, Manifest};

use super::{PAGINATORS, SERVICE, Shop, WAITERS};

/// The findings of the lint with this id, without the file's name.
fn found(shop: &Shop, id: &str) -> String {
    let manifest = Manifest::from_file(&shop.0.join("pageboy.toml")).unwrap();
    let checked = Builder::from_manifest(manifest).check().unwrap();
    let of_lint = checked
        .problems
        .iter()
        .filter(|problem| problem.id().is_some_and(|lint| lint.id() == id));
    let lines: Vec<String> = of_lint
        .map(|problem| {
            let line = problem.to_string();
            let (_, line) = line.split_once(".json: ").unwrap();
            format!("{}: {line}", problem.level())
        })
        .collect();
    lines.join("\n")
}

/// The findings of a lint in a waiter `W` on DescribeOrder with these acceptors.
fn in_acceptors(id: &str, test: &str, acceptors: &str) -> String {
    in_waiter(
        id,
        test,
        &format!(r#""delay": 5, "maxAttempts": 10, "acceptors": [{acceptors}]"#),
    )
}

fn in_waiter(id: &str, test: &str, waiter: &str) -> String {
    let shop = Shop::new(&format!("lint-{test}"));
    shop.waiters(&format!(
        r#"{{"version": 2, "waiters": {{"W": {{"operation": "DescribeOrder", {waiter}}}}}}}"#
    ));
    shop.service(
        &SERVICE
            .replace(
                r#"["new", "paid", "sent"]"#,
                r#"["new", "paid", "sent", "payment-failed", "cancelled", "returned", "removal-failed", "removed"]"#,
            )
            .replace(
                r#""output": {"shape": "DescribeOrderOutput"}"#,
                r#""output": {"shape": "DescribeOrderOutput"}, "errors": [{"shape": "OrderNotFound"}, {"shape": "Locked"}]"#,
            )
            .replace(
                r#""Integer": {"#,
                r#""Locked": {"type": "structure", "members": {}, "exception": true, "error": {"code": "Order.Locked"}},
                "OrderNotFound": {"type": "structure", "members": {}, "exception": true}, "Integer": {"#,
            ),
    );
    found(&shop, id)
}

fn in_paginator(id: &str, test: &str, from: &str, to: &str) -> String {
    assert!(PAGINATORS.contains(from));
    let shop = Shop::new(&format!("lint-{test}"));
    shop.paginators(&PAGINATORS.replace(from, to));
    found(&shop, id)
}

const SENT: &str =
    r#"{"state": "success", "matcher": "path", "argument": "Order.State", "expected": "sent"}"#;

/// The shop whose orders may be on their way out, so that its waiters need a failure.
fn going() -> String {
    SERVICE.replace(r#""sent"]"#, r#""sent", "deleting"]"#)
}

#[test]
fn no_failure_acceptor() {
    let id = "no-failure-acceptor";
    let ends = r#", {"state": "retry", "matcher": "path", "argument": "Order.State", "expected": "cancelled"}"#;
    let passing = format!("{SENT}{ends}");
    insta::assert_snapshot!(in_acceptors(id, "no-failure", &passing), @"hint: /waiters/W: no acceptor leads to `failure`: with `removal-failed` and `removed` of the enum State it would poll until its last attempt; add one on `Order.State` for each value from which there is no way to success");
    let elsewhere = SENT.replace("Order.State", "Order.OrderId");
    insta::assert_snapshot!(in_acceptors(id, "no-failure-text", &elsewhere), @"");
    let failing =
        format!(r#"{SENT}, {{"state": "failure", "matcher": "status", "expected": 404}}"#);
    insta::assert_snapshot!(in_acceptors(id, "failure", &failing), @"");
}

#[test]
fn uncovered_terminal_value() {
    let id = "uncovered-terminal-value";
    insta::assert_snapshot!(in_acceptors(id, "uncovered", SENT), @"warning: /waiters/W: `cancelled` of the enum State looks like an end, and no acceptor covers it: it would poll until its last attempt; add `failure` acceptors on `Order.State`");
    let one = format!(
        r#"{SENT}, {{"state": "failure", "matcher": "path", "argument": "Order.State", "expected": "cancelled"}},
        {{"state": "retry", "matcher": "path", "argument": "contains(['removal-failed', 'other'], Order.State)", "expected": true}}"#
    );
    insta::assert_snapshot!(in_acceptors(id, "one-uncovered", &one), @"");
    let otherwise = format!(
        r#"{SENT}, {{"state": "failure", "matcher": "path", "argument": "Order.State != 'new'", "expected": true}}"#
    );
    insta::assert_snapshot!(in_acceptors(id, "otherwise", &otherwise), @"");
    let leaving = SENT.replace("sent", "removed");
    insta::assert_snapshot!(in_acceptors(id, "leaving", &leaving), @"warning: /waiters/W: `removal-failed` of the enum State looks like an end, and no acceptor covers it: it would poll until its last attempt; add `failure` acceptors on `Order.State`");
    let elsewhere = SENT.replace("Order.State", "Order.OrderId");
    insta::assert_snapshot!(in_acceptors(id, "no-enum", &elsewhere), @"");
}

#[test]
fn unreachable_success() {
    let id = "unreachable-success";
    insta::assert_snapshot!(in_acceptors(id, "no-success", &SENT.replace("success", "retry")), @"warning: /waiters/W: no acceptor leads to `success`: the wait always fails");
    insta::assert_snapshot!(in_acceptors(id, "no-acceptors", ""), @"warning: /waiters/W: no acceptor leads to `success`: the wait always fails");
    let shadowed = format!("{}, {SENT}", SENT.replace("success", "retry"));
    insta::assert_snapshot!(in_acceptors(id, "shadowed-success", &shadowed), @"warning: /waiters/W: no acceptor leads to `success`: the wait always fails");
    insta::assert_snapshot!(in_acceptors(id, "success", SENT), @"");
}

#[test]
fn shadowed_acceptor() {
    let id = "shadowed-acceptor";
    let acceptors = format!(
        r#"{SENT}, {},
        {{"state": "failure", "matcher": "error", "expected": true}},
        {{"state": "retry", "matcher": "error", "expected": "OrderNotFound"}},
        {{"state": "failure", "matcher": "pathAny", "argument": "Order.Lines[].Count", "expected": 0}},
        {{"state": "failure", "matcher": "pathAll", "argument": "Order.Lines[].Count", "expected": 0}}"#,
        SENT.replace("success", "failure"),
    );
    insta::assert_snapshot!(in_acceptors(id, "shadowed", &acceptors), @r"
    warning: /waiters/W/acceptors/1: the acceptor 0 matches whenever this one does and comes first, with the state `success`; put it before the other, or remove it
    warning: /waiters/W/acceptors/3: the acceptor 2 matches whenever this one does and comes first, with the state `failure`; put it before the other, or remove it
    warning: /waiters/W/acceptors/5: the acceptor 4 matches whenever this one does and comes first, with the state `failure`; remove it
    ");
}

#[test]
fn schedule_out_of_range() {
    let id = "schedule-out-of-range";
    let schedule = |test: &str, delay: &str, attempts: u32| {
        let waiter =
            format!(r#""delay": {delay}, "maxAttempts": {attempts}, "acceptors": [{SENT}]"#);
        in_waiter(id, test, &waiter)
    };
    insta::assert_snapshot!(schedule("once", "5", 1), @"warning: /waiters/W/maxAttempts: it polls once, and so never waits");
    insta::assert_snapshot!(schedule("busy", "0", 40), @"warning: /waiters/W/delay: a delay of 0 s polls without a pause");
    insta::assert_snapshot!(schedule("milliseconds", "15000", 40), @"warning: /waiters/W/delay: a delay of 15000 s is longer than an hour; the unit is seconds");
    insta::assert_snapshot!(schedule("days", "60", 9999), @"warning: /waiters/W: 60 s × 9999 attempts is 167 hours; the unit is seconds");
    insta::assert_snapshot!(schedule("ordinary", "15", 40), @"");
    insta::assert_snapshot!(schedule("half-a-day", "60", 721), @"");
}

#[test]
fn unknown_enum_value() {
    let id = "unknown-enum-value";
    insta::assert_snapshot!(in_acceptors(id, "expected-value", &SENT.replace("sent", "Sent")), @"warning: /waiters/W/acceptors/0/expected: the enum State has no value `Sent`; did you mean `sent`?");
    let compared = r#"{"state": "success", "matcher": "path", "argument": "Order.State == 'gone' || Order.Total == `1`", "expected": true}"#;
    insta::assert_snapshot!(in_acceptors(id, "compared-value", compared), @"warning: /waiters/W/acceptors/0/argument: the enum State has no value `gone`; known are new, paid, sent, payment-failed, cancelled, returned, removal-failed, removed");
    insta::assert_snapshot!(in_acceptors(id, "known-value", SENT), @"");
}

#[test]
fn undeclared_error_code() {
    let id = "undeclared-error-code";
    let codes = r#"
        {"state": "retry", "matcher": "error", "expected": "OrderNotFund"},
        {"state": "retry", "matcher": "error", "expected": "Locked"},
        {"state": "retry", "matcher": "error", "expected": "Order.Locked"},
        {"state": "retry", "matcher": "error", "expected": "OrderNotFound"},
        {"state": "retry", "matcher": "error", "expected": "404"}"#;
    insta::assert_snapshot!(in_acceptors(id, "codes", codes), @r"
    hint: /waiters/W/acceptors/0/expected: `DescribeOrder` does not declare the error `OrderNotFund`; did you mean `OrderNotFound`?
    hint: /waiters/W/acceptors/1/expected: `DescribeOrder` does not declare the error `Locked`; did you mean `Order.Locked`?
    ");
}

#[test]
fn argument_that_no_matcher_looks_at() {
    let arguments = r#"
        {"state": "success", "matcher": "status", "argument": "Order.State", "expected": 200},
        {"state": "retry", "matcher": "error", "argument": "Order", "expected": "OrderNotFound"}"#;
    insta::assert_snapshot!(in_acceptors("unknown-key", "arguments", arguments), @r"
    warning: /waiters/W/acceptors/0/argument: the matcher `status` looks at no argument
    warning: /waiters/W/acceptors/1/argument: the matcher `error` looks at no argument
    ");
}

#[test]
fn paginator_needs_limit() {
    let id = "paginator-needs-limit";
    let with = |test: &str, prose: &str, paginators: &str| {
        let shop = Shop::new(&format!("lint-{test}"));
        let member = r#""MaxResults": {"shape": "Integer"}"#;
        assert!(SERVICE.contains(member));
        let told = format!(r#""MaxResults": {{"shape": "Integer", "documentation": "{prose}"}}"#);
        shop.service(&SERVICE.replace(member, &told));
        shop.paginators(paginators);
        found(&shop, id)
    };
    let asks = "<p>So many. You must set <code>MaxResults</code> to get a token.</p>";
    insta::assert_snapshot!(with("needs-limit", asks, PAGINATORS), @r#"hint: /pagination/ListOrders: no `default_limit`, though the service gives a token only where `MaxResults` is set: "You must set MaxResults to get a token.""#);
    let own = r#""limit_key": "MaxResults", "default_limit": 100"#;
    let own = PAGINATORS.replace(r#""limit_key": "MaxResults""#, own);
    assert_eq!(with("needs-no-more", asks, &own), "");
    let tells = "Without MaxResults, 100 orders and a token.";
    assert_eq!(with("needs-nothing", tells, PAGINATORS), "");
}

#[test]
fn paginator_without_limit() {
    let id = "paginator-without-limit";
    let limit = r#""limit_key": "MaxResults","#;
    insta::assert_snapshot!(in_paginator(id, "no-limit", limit, ""), @"hint: /pagination/ListOrders: no `limit_key`: callers cannot set the page size; `MaxResults` looks like it");
    insta::assert_snapshot!(in_paginator(id, "limit", limit, limit), @"");
}

#[test]
fn token_type_mismatch() {
    let id = "token-type-mismatch";
    let token = r#""output_token": "NextToken""#;
    let of = |test: &str, source: &str| {
        in_paginator(id, test, token, &format!(r#""output_token": "{source}""#))
    };
    insta::assert_snapshot!(of("token-list", "Orders"), @"warning: /pagination/ListOrders/output_token: the token is a list, the member `NextToken` that it goes to is a string");
    insta::assert_snapshot!(of("token-number", "Orders[-1].Total"), @"warning: /pagination/ListOrders/output_token: the token is a number, the member `NextToken` that it goes to is a string");
    insta::assert_snapshot!(of("token-enum", "NextToken || Orders[-1].State"), @"");
}

#[test]
fn missing_operation() {
    let id = "missing-operation";
    let of = |test: &str, operation: &str| {
        let operation = format!("\"{operation}\"");
        in_paginator(id, test, "\"ListOrders\"", &operation)
    };
    insta::assert_snapshot!(of("paginator-missing", "ListOrder"), @"warning: /pagination/ListOrder: no operation `ListOrder`: its pages cannot be used; did you mean `ListOrders`?");
    insta::assert_snapshot!(of("paginator-there", "ListOrders"), @"");
}

/// What a lint finds in an overlay of one entry.
fn in_overlay(lint: &str, test: &str, entry: &str) -> String {
    let shop = Shop::new(&format!("lint-{test}"));
    let text = format!(r#"{{"merge": {{"waiters": {{"OrderSent": {{{entry}}}}}}}}}"#);
    shop.overlay("shop/waiters-2.json", &text);
    let manifest = Manifest::from_file(&shop.0.join("pageboy.toml")).unwrap();
    let generated = Builder::from_manifest(manifest).generate().unwrap();
    let found = generated.warnings().iter();
    let found = found.filter(|problem| problem.id().is_some_and(|it| it.id() == lint));
    let found: Vec<_> = found
        .map(|problem| format!("{}: {}", problem.pointer().unwrap(), problem.message()))
        .collect();
    found.join("\n")
}

#[test]
fn baseline_outdated() {
    let shop = Shop::new("lint-baseline");
    shop.service(&going());
    let manifest = Manifest::from_file(&shop.0.join("pageboy.toml")).unwrap();
    let builder = Builder::from_manifest(manifest);
    let before = builder.check().unwrap().problems;
    let file = shop.0.join("baseline.json");
    Baseline::of(&before).write_to(&file).unwrap();
    let compared = || {
        let baseline = Baseline::from_file(&file).unwrap();
        let found = builder.clone().baseline(baseline).check().unwrap();
        shop.0.redact(&found.problems.to_string())
    };
    assert_eq!(compared(), "");
    shop.waiters(&WAITERS.replace("OrdersSent", "AllSent"));
    insta::assert_snapshot!(compared(), @r"
    warning[baseline-outdated]: baseline.json: /findings/1: this finding is gone: remove it from the baseline
    hint[no-failure-acceptor]: models/shop/2020-01-01/waiters-2.json: /waiters/AllSent: no acceptor leads to `failure`: with `deleting` of the enum State it would poll until its last attempt; add one on `Orders[].State` for each value from which there is no way to success
    ");
}

#[test]
fn overlay_adopted() {
    let of = |test: &str, entry: &str| in_overlay("overlay-adopted", test, entry);
    insta::assert_snapshot!(of("adopted", r#""delay": 5"#), @"/merge/waiters/OrderSent/delay: this changes nothing: remove the entry");
    insta::assert_snapshot!(of("not-adopted", r#""delay": 6"#), @"");
}

#[test]
fn overlay_outdated() {
    let of = |test: &str, expected: u32| {
        let entry = format!(
            r#""$expects": {{"operation": "DescribeOrder", "delay": 5, "maxAttempts": {expected},
            "acceptors": [{SENT}]}}, "delay": 6"#
        );
        in_overlay("overlay-outdated", test, &entry)
    };
    insta::assert_snapshot!(of("outdated", 9), @"/merge/waiters/OrderSent: the definitions have changed here since this was written: see whether it is still right, and bring `$expects` up to date");
    insta::assert_snapshot!(of("not-outdated", 10), @"");
}

#[test]
fn missing_target_prefix() {
    let shop = |test: &str, from: &str, to: &str| {
        let shop = Shop::new(&format!("lint-{test}"));
        assert!(SERVICE.contains(from));
        shop.service(&SERVICE.replace(from, to));
        found(&shop, "missing-target-prefix")
    };
    let without = |test: &str, protocol: &str| {
        let from = "\"protocol\": \"json\",";
        let (before, after) = SERVICE.split_once(from).unwrap();
        let shop = Shop::new(&format!("lint-{test}"));
        let after = after.replace("\"targetPrefix\": \"Shop\",", "");
        shop.service(&format!("{before}\"protocol\": \"{protocol}\",{after}"));
        found(&shop, "missing-target-prefix")
    };
    insta::assert_snapshot!(without("target", "json"), @"warning: /metadata: no `targetPrefix`, which precedes the operation in `X-Amz-Target`");
    insta::assert_snapshot!(without("target-cbor", "smithy-rpc-v2-cbor"), @"warning: /metadata: no `targetPrefix`, which precedes the operation in the path");
    assert_eq!(without("target-query", "query"), "");
    assert_eq!(without("target-unknown", "jsn"), "");
    // A misspelt key is an error of its own.
    assert_eq!(shop("target-misspelt", "targetPrefix", "targetPrefx"), "");
}

#[test]
fn shared_wire_name() {
    let lines = |test: &str, members: &str| {
        let shop = Shop::new(&format!("lint-{test}"));
        let from = r#""members": {"Article": {"shape": "String"}, "Count": {"shape": "Integer"}}"#;
        assert!(SERVICE.contains(from));
        shop.service(&SERVICE.replace(from, members));
        found(&shop, "shared-wire-name")
    };
    let two = r#""members": {"Article": {"shape": "String"}, "Count": {"shape": "Integer", "locationName": "Article"}}"#;
    insta::assert_snapshot!(lines("names", two), @"warning: /shapes/Line/members/Count: `Article` and `Count` have one name on the wire, `Article`: one of two values is lost");
    let other = r#""members": {"Article": {"shape": "String", "locationName": "Count"}, "Count": {"shape": "Integer", "locationName": "Article"}}"#;
    assert_eq!(lines("names-swapped", other), "");
}

#[test]
fn every_lint_has_a_case_here() {
    let cases = [include_str!("lints.rs"), include_str!("formats.rs")].concat();
    for lint in pageboy_codegen::Lint::ALL {
        let case = format!("fn {}()", lint.id().replace('-', "_"));
        assert!(cases.contains(&case), "{lint} has no case");
    }
}

#[test]
fn a_lint_is_allowed_everywhere_or_for_a_service_or_for_a_definition() {
    let id = "no-failure-acceptor";
    let with = |test: &str, manifest: &str| {
        let shop = Shop::new(&format!("lint-{test}"));
        shop.service(&going());
        shop.0.write("pageboy.toml", manifest);
        found(&shop, id)
    };
    let all = "[shop]\noperations = \"*\"\n";
    let settings = "[settings]\ndefinitions = \"models\"\n";
    let two = with("allow-nothing", &format!("{all}{settings}"));
    assert_eq!(two.lines().count(), 2, "{two}");
    let allow = "allow = [\"no-failure-acceptor\"]\n";
    assert_eq!(with("allow-all", &format!("{all}{settings}{allow}")), "");
    assert_eq!(
        with("allow-service", &format!("{all}{allow}{settings}")),
        ""
    );
    let allow = "allow = \"no-failure-acceptor:OrderSent\"\n";
    let one = with("allow-one", &format!("{all}{allow}{settings}"));
    assert!(
        one.contains("OrdersSent") && one.lines().count() == 1,
        "{one}"
    );
}

#[test]
fn an_unknown_lint_is_a_mistake_in_the_manifest() {
    let shop = Shop::new("lint-unknown");
    shop.manifest(
        "[shop]\noperations = \"*\"\nallow = [\"no-failure-acceptor\", \"shadowed-acceptors\"]\n",
    );
    insta::assert_snapshot!(shop.problems(), @"error: pageboy.toml:3:33: no lint `shadowed-acceptors`; did you mean `shadowed-acceptor`?");
}

#[test]
fn a_build_warns_of_own_definitions_alone() {
    let shop = Shop::new("lint-own");
    let state = r#"["new", "paid", "sent", "cancelled"]"#;
    shop.service(&SERVICE.replace(r#"["new", "paid", "sent"]"#, state));
    let warnings = |shop: &Shop| {
        let manifest = Manifest::from_file(&shop.0.join("pageboy.toml")).unwrap();
        let generated = Builder::from_manifest(manifest).generate().unwrap();
        shop.0.redact(&generated.warnings().to_string())
    };
    assert_eq!(warnings(&shop), "");
    let own = format!(
        r#"{{"merge": {{"waiters": {{"OrderGone": {{"operation": "DescribeOrder", "delay": 5, "maxAttempts": 9,
        "acceptors": [{SENT}]}}}}}}}}"#
    );
    shop.overlay("shop/waiters-2.json", &own);
    insta::assert_snapshot!(warnings(&shop), @"warning[uncovered-terminal-value]: own/shop/waiters-2.json: /waiters/OrderGone: `cancelled` of the enum State looks like an end, and no acceptor covers it: it would poll until its last attempt; add `failure` acceptors on `Order.State`");
}
