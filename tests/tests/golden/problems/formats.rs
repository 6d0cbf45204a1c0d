//! Values of the wrong kind, keys, files and folders that mean nothing, and entries of overlays that stand for nothing.

use std::fmt::Write;
use std::path::Path;

use pageboy_codegen::{Builder, Manifest};

use super::{PAGINATORS, SERVICE, Shop, WAITERS};

/// Every finding of a check, warnings and hints included.
fn findings(shop: &Shop) -> String {
    let manifest = Manifest::from_file(Path::new(&shop.0.join("pageboy.toml"))).unwrap();
    let problems = match Builder::from_manifest(manifest).check() {
        Ok(checked) => checked.problems.to_string(),
        Err(problems) => problems.to_string(),
    };
    shop.0.redact(&problems)
}

/// What is found for each change of the shop's model.
fn changes(test: &str, changes: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (from, to) in changes {
        assert!(SERVICE.contains(from), "{from}");
        let shop = Shop::new(test);
        shop.service(&SERVICE.replace(from, to));
        let found = findings(&shop).replace("models/shop/2020-01-01/service-2.json: ", "");
        let to = to.trim_end();
        writeln!(text, "{to}\n  {}", found.replace('\n', "\n  ")).unwrap();
    }
    text
}

#[test]
fn a_value_of_the_wrong_kind_is_told_with_its_place_and_what_was_expected() {
    let state = r#""State": {"type": "string", "#;
    let input = r#""input": {"shape": "ListOrdersInput"}"#;
    let token = r#""NextToken": {"shape": "String"},"#;
    let found = changes(
        "formats-values",
        &[
            (state, r#""State": {"type": "sting", "#),
            (state, r#""State": {"type": 5, "#),
            (
                state,
                r#""State": {"type": "string", "min": "3", "sensitive": "yes", "#,
            ),
            (r#""enum": ["new","#, r#""enum": [1,"#),
            (r#""member": {"shape": "Line"}"#, r#""member": "Line""#),
            (
                r#""Total": {"shape": "Integer"}"#,
                r#""Total": {"shape": 3, "location": "headr"}"#,
            ),
            (r#""Total": {"shape": "Integer"}"#, r#""Total": {}"#),
            (
                token,
                r#""NextToken": {"shape": "String", "location": "querystrings"},"#,
            ),
            (input, r#""input": "ListOrdersInput""#),
            (
                input,
                r#""http": {"method": 1, "responseCode": "200"}, "input": {"shape": "ListOrdersInput"}"#,
            ),
            (
                input,
                r#""errors": {"shape": "Order"}, "input": {"shape": "ListOrdersInput"}"#,
            ),
            (
                r#""serviceId": "Shop""#,
                r#""serviceId": 7, "auth": "aws.auth#sigv4""#,
            ),
            (r#""protocol": "json""#, r#""protocol": ["json"]"#),
            (r#""Ping": {"name": "Ping"}"#, r#""Ping": []"#),
            (
                r#""Labels": {"type": "map", "key""#,
                r#""Labels": {"type": "map", "kye""#,
            ),
        ],
    );
    insta::assert_snapshot!(found, @r#"
    "State": {"type": "sting",
      error: /shapes/State/type: unknown type `sting`; did you mean `string`?
    "State": {"type": 5,
      error: /shapes/State/type: expected one of blob, boolean, character, double, float, integer, list, long, map, string, structure, timestamp, found 5
    "State": {"type": "string", "min": "3", "sensitive": "yes",
      error: /shapes/State/min: expected a number, found a string
      error: /shapes/State/sensitive: expected `true` or `false`, found a string
    "enum": [1,
      error: /shapes/State/enum/0: expected a string, found 1
    "member": "Line"
      error: /shapes/Lines/member: expected an object, found a string
    "Total": {"shape": 3, "location": "headr"}
      error: /shapes/Order/members/Total/location: unknown location `headr`; did you mean `header` or `headers`?
      error: /shapes/Order/members/Total/shape: expected a string, found 3
    "Total": {}
      error: /shapes/Order/members/Total: `shape` is missing
    "NextToken": {"shape": "String", "location": "querystrings"},
      error: /shapes/ListOrdersInput/members/NextToken/location: unknown location `querystrings`; did you mean `querystring`?
      error: /shapes/ListOrdersOutput/members/NextToken/location: unknown location `querystrings`; did you mean `querystring`?
    "input": "ListOrdersInput"
      error: /operations/ListOrders/input: expected an object, found a string
    "http": {"method": 1, "responseCode": "200"}, "input": {"shape": "ListOrdersInput"}
      error: /operations/ListOrders/http/method: expected a string, found 1
      error: /operations/ListOrders/http/responseCode: expected a status, 100 to 599, found a string
    "errors": {"shape": "Order"}, "input": {"shape": "ListOrdersInput"}
      error: /operations/ListOrders/errors: expected an array, found an object
    "serviceId": 7, "auth": "aws.auth#sigv4"
      error: /metadata/auth: expected an array of strings, found a string
      error: /metadata/serviceId: expected a string, found 7
    "protocol": ["json"]
      error: /metadata/protocol: expected a string, found an array
    "Ping": []
      error: /operations/Ping: expected an object, found an array
    "Labels": {"type": "map", "kye"
      error: /shapes/Labels/kye: unknown key; did you mean `key`?
    "#);
}

#[test]
fn a_wrong_value_is_shown_in_its_file() {
    let shop = Shop::new("formats-shown");
    shop.service(&SERVICE.replace(
        r#""State": {"type": "string""#,
        r#""State": {"type": "sting""#,
    ));
    let report = super::reports::report(&shop);
    insta::assert_snapshot!(report, @r#"
    error: unknown type `sting`; did you mean `string`?
       --> models/shop/2020-01-01/service-2.json:59:23
       |
    59 |     "State": {"type": "sting", "enum": ["new", "paid", "sent"]},
       |                       ^^^^^^^
       = at: /shapes/State/type
    "#);
}

#[test]
fn unknown_key() {
    let found = changes(
        "formats-keys",
        &[
            (
                r#""DescribeOrderInput": {"type": "structure", "#,
                r#""DescribeOrderInput": {"type": "structure", "requird": ["OrderId"], "#,
            ),
            (
                r#""Ping": {"name": "Ping"}"#,
                r#""Ping": {"name": "Ping", "htpp": {"method": "GET"}}"#,
            ),
            (
                r#""Ping": {"name": "Ping"}"#,
                r#""Ping": {"name": "Ping", "http": {"methods": "GET"}}"#,
            ),
            (
                r#""serviceId": "Shop""#,
                r#""serviceId": "Shop", "signingNmae": "x""#,
            ),
            (r#""version": "2.0","#, r#""version": "2.0", "shape": {},"#),
            (
                r#""Total": {"shape": "Integer"}"#,
                r#""Total": {"shape": "Integer", "locationname": "t"}"#,
            ),
            (
                r#""Integer": {"type": "integer"}"#,
                r#""Integer": {"type": "integer", "quantum": 1}"#,
            ),
            (
                r#""Line": {"type": "structure", "#,
                r#""Line": {"type": "structure", "error": {"status": 400}, "#,
            ),
            (
                r#""Integer": {"type": "integer"}"#,
                r#""Integer": {"type": "integer", "members": {"A": {"shape": "String"}}}"#,
            ),
            (
                r#""Integer": {"type": "integer"}"#,
                r#""Integer": {"type": "integer", "min": 5, "max": 1}"#,
            ),
            (
                r#""Lines": {"type": "list", "member""#,
                r#""Lines": {"type": "list", "members": {"A": {"shape": "String"}}, "member""#,
            ),
        ],
    );
    insta::assert_snapshot!(found, @r#"
    "DescribeOrderInput": {"type": "structure", "requird": ["OrderId"],
      warning[unknown-key]: /shapes/DescribeOrderInput/requird: unknown key; did you mean `required`?
    "Ping": {"name": "Ping", "htpp": {"method": "GET"}}
      error: /operations/Ping/htpp: unknown key; did you mean `http`?
    "Ping": {"name": "Ping", "http": {"methods": "GET"}}
      warning[unknown-key]: /operations/Ping/http/methods: unknown key; did you mean `method`?
    "serviceId": "Shop", "signingNmae": "x"
      warning[unknown-key]: /metadata/signingNmae: unknown key; did you mean `signingName`?
    "version": "2.0", "shape": {},
      warning[unknown-key]: /shape: unknown key; did you mean `shapes`?
    "Total": {"shape": "Integer", "locationname": "t"}
      warning[unknown-key]: /shapes/Order/members/Total/locationname: unknown key; did you mean `locationName`?
    "Integer": {"type": "integer", "quantum": 1}
      warning[unknown-key]: /shapes/Integer/quantum: unknown key
    "Line": {"type": "structure", "error": {"status": 400},
      warning[unknown-key]: /shapes/Line/error/status: unknown key; did you mean `httpStatusCode`?
    "Integer": {"type": "integer", "members": {"A": {"shape": "String"}}}
      warning[unknown-key]: /shapes/Integer/members: a structure has `members`, and the type is `integer`
    "Integer": {"type": "integer", "min": 5, "max": 1}
      error: /shapes/Integer/min: 5 is above `max`, 1: no value fits
    "Lines": {"type": "list", "members": {"A": {"shape": "String"}}, "member"
      warning[unknown-key]: /shapes/Lines/members: a structure has `members`, and the type is `list`
    "#);
}

#[test]
fn required_cycle() {
    let input = r#""DescribeOrderInput": {"type": "structure", "members": {"OrderId": {"shape": "String"}}}"#;
    let with = |shapes: &str| {
        format!(
            r#""DescribeOrderInput": {{"type": "structure", "members": {{"Part": {{"shape": "Part"}}}}}}, {shapes}"#
        )
    };
    let part = |required: &str| {
        format!(
            r#""Part": {{"type": "structure", "required": [{required}], "members": {{"Whole": {{"shape": "Whole"}}, "Id": {{"shape": "String"}}}}}}"#
        )
    };
    let whole = r#""Whole": {"type": "structure", "required": ["Parts"], "members": {"Parts": {"shape": "Parts"}}}"#;
    let parts = |min: u8| {
        format!(r#""Parts": {{"type": "list", "min": {min}, "member": {{"shape": "Part"}}}}"#)
    };
    let all =
        |required: &str, min: u8| with(&[part(required), whole.to_owned(), parts(min)].join(", "));
    let mut found = String::new();
    for (required, min) in [(r#""Whole""#, 1), (r#""Whole""#, 0), (r#""Id""#, 1)] {
        let shop = Shop::new("formats-cycle");
        assert!(SERVICE.contains(input));
        shop.service(&SERVICE.replace(input, &all(required, min)));
        let cycle = format!("{required} {min}: {}", findings(&shop));
        writeln!(found, "{}", cycle.trim_end()).unwrap();
    }
    let own = r#""Part": {"type": "structure", "required": ["Part"], "members": {"Part": {"shape": "Part"}}}"#;
    let shop = Shop::new("formats-cycle");
    shop.service(&SERVICE.replace(input, &with(own)));
    writeln!(found, "itself: {}", findings(&shop)).unwrap();
    insta::assert_snapshot!(found, @r#"
    "Whole" 1: warning[required-cycle]: models/shop/2020-01-01/service-2.json: /shapes/Part/required: Part requires itself, by `Part.Whole`, `Whole.Parts`, `Parts[]`: no request can hold one; take one of them out of `required`
    "Whole" 0:
    "Id" 1:
    itself: warning[required-cycle]: models/shop/2020-01-01/service-2.json: /shapes/Part/required: Part requires itself, by `Part.Part`: no request can hold one; take one of them out of `required`
    "#);
}

#[test]
fn unknown_file() {
    let shop = Shop::new("formats-files");
    for file in [
        "waiters-2.json",
        "notes.json",
        "shop/paginators-1.json",
        "shop/2020-01-01/waiter-2.json",
        "shop/2020-01-01/waiters-2.yaml",
        "shop/2020-01-01/paginators-1.JSON",
        "shop/2020-01-01/waiters-2.json.bak",
        "shop/2020-01-01/examples-1.json",
        "shop/2021-01-01/waiters-2.json",
        "stall/2020-01-01/services-2.json",
        "stall/2020-01-01/waiters-2.json",
        "photos/2020/a.json",
    ] {
        shop.0.write(&format!("models/{file}"), "{}");
    }
    insta::assert_snapshot!(findings(&shop), @r#"
    warning[unknown-file]: models/shop/2020-01-01/paginators-1.JSON: not read, because definitions are JSON; did you mean `paginators-1.json`?
    warning[unknown-file]: models/shop/2020-01-01/waiter-2.json: no definitions have this name; did you mean `waiters-2`?
    warning[unknown-file]: models/shop/2020-01-01/waiters-2.yaml: not read, because definitions are JSON; did you mean `waiters-2.json`?
    warning[unknown-file]: models/shop/2021-01-01: it has no `service-2.json`, so that nothing in it is read
    warning[unknown-file]: models/shop/paginators-1.json: definitions stand in a folder named after the API version, such as 2026-01-31
    warning[unknown-file]: models/stall/2020-01-01: it has no `service-2.json`, so that nothing in it is read; did you mean that by `services-2.json`?
    warning[unknown-file]: models/waiters-2.json: definitions stand in a folder named after their service
    "#);
    let shop = Shop::new("formats-files-own");
    shop.overlay("shop/waiters-2.yaml", "waiters: {}");
    shop.overlay("shop/2020-01-01/paginators-1.JSON", "{}");
    insta::assert_snapshot!(findings(&shop), @r"
    error: own/shop/2020-01-01/paginators-1.JSON: not read, because definitions are JSON; did you mean `paginators-1.json`?
    error: own/shop/waiters-2.yaml: not read, because definitions are JSON; did you mean `waiters-2.json`?
    ");
}

#[test]
fn name_mismatch() {
    let found = changes(
        "formats-names",
        &[
            (r#""Ping": {"name": "Ping"}"#, r#""Ping": {"name": "Pong"}"#),
            (
                r#""Ping": {"name": "Ping"}"#,
                r#""Ping": {"name": "Ping2020_01_01"}"#,
            ),
        ],
    );
    insta::assert_snapshot!(found, @r#"
    "Ping": {"name": "Pong"}
      warning[name-mismatch]: /operations/Ping/name: requests say `Ping`, as the key does, and not `Pong`
    "Ping": {"name": "Ping2020_01_01"}
    "#);
}

#[test]
fn version_mismatch() {
    let shop = Shop::new("formats-version");
    shop.service(&SERVICE.replace(
        r#""apiVersion": "2020-01-01""#,
        r#""apiVersion": "2020-10-01""#,
    ));
    let mut found = findings(&shop);
    let shop = Shop::new("formats-version-date");
    std::fs::remove_dir_all(shop.0.join("models/shop/2020-01-01")).unwrap();
    let service = SERVICE.replace(
        r#""apiVersion": "2020-01-01""#,
        r#""apiVersion": "2025-13-99""#,
    );
    shop.0
        .write("models/shop/2025-13-99/service-2.json", &service);
    found = found + "\n" + &findings(&shop);
    insta::assert_snapshot!(found, @r#"
    warning[version-mismatch]: models/shop/2020-01-01/service-2.json: /metadata/apiVersion: the API version is `2020-10-01`, and the folder has the name `2020-01-01`
    warning[version-mismatch]: models/shop/2025-13-99/service-2.json: /metadata/apiVersion: an API version is a date, such as 2026-01-31, and `2025-13-99` is none
    "#);
}

/// What is found with an overlay.
fn overlaid(name: &str, text: &str) -> String {
    let shop = Shop::new("formats-overlay");
    shop.overlay(name, text);
    findings(&shop)
}

#[test]
fn what_an_overlay_has_for_nothing_is_named() {
    let mut found = String::new();
    for (name, text) in [
        ("shop/waiters-2.json", WAITERS),
        ("shop/paginators-1.json", PAGINATORS),
        ("shop/waiters-2.sdk-extras.json", WAITERS),
        (
            "shop/waiters-2.json",
            r#"{"version": 2, "waiters": {"OrderSend": {"delay": 5}}}"#,
        ),
        (
            "shop/waiters-2.json",
            r#"{"version": 2, "waiters": {"OrderSent": {"delay": 5}}}"#,
        ),
        (
            "shop/service-2.json",
            r#"{"operations": {"Ping": {"name": "Ping"}}, "shapes": {"Odrer": {"members": {}}}}"#,
        ),
    ] {
        writeln!(found, "{}", overlaid(name, text)).unwrap();
    }
    let shop = Shop::new("formats-extras");
    shop.0
        .write("models/shop/2020-01-01/waiters-2.sdk-extras.json", WAITERS);
    writeln!(found, "{}", findings(&shop)).unwrap();
    insta::assert_snapshot!(found, @r#"
    warning[overlay-adopted]: own/shop/waiters-2.json: /waiters/OrderSent: this changes nothing: remove the entry
    warning[overlay-adopted]: own/shop/waiters-2.json: /waiters/OrdersSent: this changes nothing: remove the entry
    warning[overlay-adopted]: own/shop/paginators-1.json: /pagination/ListOrders: this changes nothing: remove the entry
    warning[overlay-adopted]: own/shop/waiters-2.sdk-extras.json: /merge: without `merge`, a file of extras has no effect
    error: own/shop/waiters-2.json: /waiters/OrderSend: there is no waiter `OrderSend`; did you mean `OrderSent`?
    error: own/shop/waiters-2.json: /waiters/OrderSent: without `merge`, this takes the place of the whole waiter, and it has no `operation`: put it into `merge` to change parts
    warning[overlay-adopted]: own/shop/service-2.json: /operations/Ping: this changes nothing: remove the entry
    error: own/shop/service-2.json: /shapes/Odrer: there is no shape `Odrer`; did you mean `Order`?
    warning[overlay-adopted]: models/shop/2020-01-01/waiters-2.sdk-extras.json: /merge: without `merge`, a file of extras has no effect
    "#);
}

#[test]
fn a_single_file_is_an_overlay() {
    let waiters = r#"{"merge": {"waiters": {"OrderSent": {"delay": 0.5}}}}"#;
    let shop = Shop::new("formats-single");
    shop.overlay("shop/waiters-2.json", waiters);
    shop.0.write("own/shop/paginators-1.json", "not looked at");
    shop.0.write("own/shop/2020-01-01/waiters-2.json", waiters);
    shop.0.write("own/stall/waiters-2.json", waiters);
    let mut found = String::new();
    for file in [
        "shop/waiters-2.json",
        "shop/2020-01-01/waiters-2.json",
        "stall/waiters-2.json",
    ] {
        let builder = Builder::new()
            .definitions(shop.0.join("models"))
            .service(pageboy_codegen::Service::new("shop").operations(["*"]))
            .overlay(shop.0.join("own").join(file))
            .only_own();
        let problems = builder.check().unwrap().problems;
        writeln!(found, "{file}: {}", shop.0.redact(&problems.to_string())).unwrap();
    }
    insta::assert_snapshot!(found, @r#"
    shop/waiters-2.json: warning[schedule-out-of-range]: own/shop/waiters-2.json: /waiters/OrderSent/delay: a delay of 0.5 s is shorter than a second; the unit is seconds
    shop/2020-01-01/waiters-2.json: warning[schedule-out-of-range]: own/shop/2020-01-01/waiters-2.json: /waiters/OrderSent/delay: a delay of 0.5 s is shorter than a second; the unit is seconds
    stall/waiters-2.json: error: own/stall/waiters-2.json: its folder has to be named after a service: unknown service `stall`
    "#);
}

#[test]
fn an_unknown_matcher_hides_no_misspelt_member() {
    let shop = Shop::new("formats-matcher");
    shop.waiters(&WAITERS.replace(
        "\"path\", \"argument\": \"Order.State\"",
        "\"pth\", \"argument\": \"Order.Sate\"",
    ));
    insta::assert_snapshot!(findings(&shop), @r#"
    error: models/shop/2020-01-01/waiters-2.json: /waiters/OrderSent/acceptors/0/argument: no member `Sate` in Order; did you mean `State`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/OrderSent/acceptors/0/matcher: unknown matcher `pth`; did you mean `path`?
    "#);
}

#[test]
fn the_examples_of_the_page_of_definitions_are_right() {
    let page = include_str!("../../../../docs/definitions.md");
    let folder = crate::folder::Folder::new("formats-page");
    let mut lines = page.lines();
    let mut files = 0;
    while let Some(line) = lines.next() {
        let name = line
            .strip_prefix('`')
            .and_then(|line| line.strip_suffix('`'));
        let Some(name) = name.filter(|name| name.ends_with(".json") && name.contains('/')) else {
            continue;
        };
        assert_eq!(
            (lines.next(), lines.next()),
            (Some(""), Some("```json")),
            "{name}"
        );
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        folder.write(name, &text.join("\n"));
        files += 1;
    }
    assert_eq!(files, 5);
    let checked = Builder::new()
        .service(
            pageboy_codegen::Service::new("kiosk")
                .operations(["*"])
                .resources(["*"]),
        )
        .overlay(folder.join("own"))
        .overlay(folder.join("patient"))
        .check()
        .unwrap();
    assert_eq!(checked.problems.to_string(), "");
    assert_eq!(
        (
            checked.operations,
            checked.waiters,
            checked.paginators,
            checked.resources
        ),
        (3, 1, 1, 1)
    );
}
