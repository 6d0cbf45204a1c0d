//! One mistake is one finding, where it stands; several mistakes, in whatever files, are told in one run.

use std::fmt::Write;

use super::{PAGINATORS, RESOURCES, RULES, SERVICE, Shop, WAITERS, reports};

const ALL: &str = "[shop]\noperations = \"*\"\nresources = \"*\"\n";

/// A shop with resources and endpoint rules, and one of its files changed; each test has a folder of its own.
fn changed(file: &str, from: &str, to: &str) -> Shop {
    let test = std::thread::current();
    let test = test.name().unwrap_or_default().replace("::", "-");
    let shop = Shop::new(&format!("once-{test}"));
    shop.manifest(ALL);
    let files = [
        ("service-2.json", SERVICE),
        ("waiters-2.json", WAITERS),
        ("paginators-1.json", PAGINATORS),
        ("resources-1.json", RESOURCES),
        ("endpoint-rule-set-1.json", RULES),
    ];
    for (name, text) in files {
        let place = format!("models/shop/2020-01-01/{name}");
        if name == file {
            assert!(text.contains(from), "{from}");
            shop.0.write(&place, &text.replace(from, to));
        } else {
            shop.0.write(&place, text);
        }
    }
    shop
}

pub(super) fn found(changes: &[(&str, &str, &str)]) -> String {
    let mut text = String::new();
    for (file, from, to) in changes {
        let problems = changed(file, from, to).problems();
        let problems = problems.replace("models/shop/2020-01-01/", "");
        writeln!(text, "{to}\n  {}", problems.replace('\n', "\n  ")).unwrap();
    }
    text
}

#[test]
fn nothing_is_wrong_with_the_shop_of_resources_and_rules() {
    let shop = changed("service-2.json", "Order", "Order");
    insta::assert_snapshot!(shop.problems(), @"nothing is wrong");
}

#[test]
fn what_a_mistake_entails_is_not_told() {
    let order = r#""Order": {
      "type": "structure","#;
    let found = found(&[
        (
            "service-2.json",
            order,
            r#""Order": {
      "tpye": "structure","#,
        ),
        (
            "service-2.json",
            r#""DescribeOrderInput": {"type": "structure", "members": {"OrderId": {"shape": "String"}}}"#,
            r#""DescribeOrderInput": null"#,
        ),
        (
            "service-2.json",
            r#""input": {"shape": "ListOrdersInput"}"#,
            r#""inptu": {"shape": "ListOrdersInput"}"#,
        ),
        ("waiters-2.json", r#""waiters": {"#, r#""waiter": {"#),
        (
            "waiters-2.json",
            r#""delay": 5,
      "maxAttempts": 10,
      "acceptors": [{"state": "success", "matcher": "path","#,
            r#""dealy": 5,
      "maxAttempts": 10,
      "acceptors": [{"state": "success", "matcher": "path","#,
        ),
        (
            "waiters-2.json",
            r#""argument": "Order.State""#,
            r#""argument": 7"#,
        ),
        (
            "paginators-1.json",
            r#""limit_key": "MaxResults""#,
            r#""limit_key": 7"#,
        ),
        (
            "paginators-1.json",
            r#""input_token": "NextToken""#,
            r#""input_token": [7]"#,
        ),
        (
            "resources-1.json",
            r#""identifiers": [{"name": "Id", "memberName": "OrderId"}]"#,
            r#""identifiers": [{"nmae": "Id", "memberName": "OrderId"}]"#,
        ),
        ("resources-1.json", r#""shape": "Order""#, r#""shape": {}"#),
        (
            "resources-1.json",
            r#""source": "identifier", "name": "Id""#,
            r#""source": "identifier", "name": 7"#,
        ),
        ("resources-1.json", r#""resources": {"#, r#""resuorces": {"#),
        ("service-2.json", r#""operations": {"#, r#""operatons": {"#),
        ("service-2.json", r#""shapes": {"#, r#""shaeps": {"#),
        (
            "service-2.json",
            r#""operations": {"#,
            r#""operations": null, "examples": {"#,
        ),
        (
            "service-2.json",
            r#""shapes": {"#,
            r#""shapes": [], "examples": {"#,
        ),
        (
            "service-2.json",
            r#""output": {"shape": "DescribeOrderOutput"}"#,
            r#""ouptut": {"shape": "DescribeOrderOutput"}"#,
        ),
        (
            "service-2.json",
            r#""members": {"Order": {"shape": "Order"}}"#,
            r#""mebmers": {"Order": {"shape": "Order"}}"#,
        ),
        (
            "service-2.json",
            r#"["new", "paid", "sent"]"#,
            r#"["new", "paid", 7]"#,
        ),
        (
            "service-2.json",
            r#""endpointPrefix": "shop""#,
            r#""endpoitnPrefix": "shop""#,
        ),
        ("waiters-2.json", r#""argument""#, r#""argmuent""#),
        (
            "paginators-1.json",
            r#""pagination": {"#,
            r#""paginatoin": {"#,
        ),
        ("waiters-2.json", r#""waiters": {"#, r#""waiters": {,"#),
        (
            "resources-1.json",
            r#""resources": {"#,
            r#""resources": {,"#,
        ),
    ]);
    insta::assert_snapshot!(found, @r#"
    "Order": {
          "tpye": "structure",
      error: service-2.json: /shapes/Order/tpye: unknown key; did you mean `type`?
    "DescribeOrderInput": null
      error: service-2.json: /shapes/DescribeOrderInput: expected an object, found null
    "inptu": {"shape": "ListOrdersInput"}
      error: service-2.json: /operations/ListOrders/inptu: unknown key; did you mean `input`?
    "waiter": {
      error: waiters-2.json: /waiter: unknown key; did you mean `waiters`?
    "dealy": 5,
          "maxAttempts": 10,
          "acceptors": [{"state": "success", "matcher": "path",
      error: waiters-2.json: /waiters/OrderSent/dealy: unknown key; did you mean `delay`?
    "argument": 7
      error: waiters-2.json: /waiters/OrderSent/acceptors/0/argument: expected a string, found 7
    "limit_key": 7
      error: paginators-1.json: /pagination/ListOrders/limit_key: expected a string, found 7
    "input_token": [7]
      error: paginators-1.json: /pagination/ListOrders/input_token/0: expected a string, found a number
    "identifiers": [{"nmae": "Id", "memberName": "OrderId"}]
      error: resources-1.json: /resources/Order/identifiers/0/nmae: unknown key; did you mean `name`?
    "shape": {}
      error: resources-1.json: /resources/Order/shape: expected a string, found an object
    "source": "identifier", "name": 7
      error: resources-1.json: /resources/Order/load/request/params/0/name: expected a string, found 7
    "resuorces": {
      error: resources-1.json: /resuorces: unknown key; did you mean `resources`?
    "operatons": {
      error: service-2.json: /operatons: unknown key; did you mean `operations`?
    "shaeps": {
      error: service-2.json: /shaeps: unknown key; did you mean `shapes`?
    "operations": null, "examples": {
      error: service-2.json: /operations: expected an object, found null
    "shapes": [], "examples": {
      error: service-2.json: /shapes: expected an object, found an array
    "ouptut": {"shape": "DescribeOrderOutput"}
      error: service-2.json: /operations/DescribeOrder/ouptut: unknown key; did you mean `output`?
    "mebmers": {"Order": {"shape": "Order"}}
      error: service-2.json: /shapes/DescribeOrderOutput/mebmers: unknown key; did you mean `members`?
    ["new", "paid", 7]
      error: service-2.json: /shapes/State/enum/2: expected a string, found 7
    "endpoitnPrefix": "shop"
      error: service-2.json: /metadata/endpoitnPrefix: unknown key; did you mean `endpointPrefix`?
    "argmuent"
      error: waiters-2.json: /waiters/OrderSent/acceptors/0/argmuent: unknown key; did you mean `argument`?
      error: waiters-2.json: /waiters/OrdersSent/acceptors/0/argmuent: unknown key; did you mean `argument`?
    "paginatoin": {
      error: paginators-1.json: /paginatoin: unknown key; did you mean `pagination`?
    "waiters": {,
      error: waiters-2.json:3:15: expected a name in double quotes, found `,`
    "resources": {,
      error: resources-1.json:5:17: expected a name in double quotes, found `,`
    "#);
}

#[test]
fn a_misspelt_word_is_told_with_the_nearest() {
    let ping = r#""Ping": {"name": "Ping"}"#;
    let found = found(&[
        (
            "service-2.json",
            ping,
            r#""Ping": {"name": "Ping", "http": {"method": "GTE"}}"#,
        ),
        (
            "service-2.json",
            ping,
            r#""Ping": {"name": "Ping", "http": {"method": "PROPFIND"}}"#,
        ),
        (
            "service-2.json",
            ping,
            r#""Ping": {"name": "Ping", "requestcompression": {"encodings": ["gzpi"]}}"#,
        ),
        (
            "service-2.json",
            ping,
            r#""Ping": {"name": "Ping", "httpChecksum": {"responseAlgorithms": ["CRC32", "CRC3"]}}"#,
        ),
        (
            "service-2.json",
            ping,
            r#""Ping": {"name": "Ping", "staticContextParams": {"Regoin": {"value": "x"}}}"#,
        ),
        (
            "service-2.json",
            r#""jsonVersion": "1.1""#,
            r#""jsonVersion": "1.3""#,
        ),
        (
            "service-2.json",
            r#""signatureVersion": "v4""#,
            r#""signatureVersion": "v4", "protocols": ["jsno"]"#,
        ),
        ("endpoint-rule-set-1.json", r#""builtIn""#, r#""buildIn""#),
        (
            "endpoint-rule-set-1.json",
            r#"{"ref": "Region"}"#,
            r#"{"re": "Region"}"#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#""type": "error""#,
            r#""type": "eror""#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#""url": "https://shop.{Region}.example""#,
            r#""url": 7"#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#""name": "sigv4""#,
            r#""name": 4"#,
        ),
        ("endpoint-rule-set-1.json", r#""rules": ["#, r#""rulse": ["#),
    ]);
    insta::assert_snapshot!(found, @r#"
    "Ping": {"name": "Ping", "http": {"method": "GTE"}}
      error: service-2.json: /operations/Ping/http/method: unknown method `GTE`; did you mean `GET`?
    "Ping": {"name": "Ping", "http": {"method": "PROPFIND"}}
      nothing is wrong
    "Ping": {"name": "Ping", "requestcompression": {"encodings": ["gzpi"]}}
      error: service-2.json: /operations/Ping/requestcompression/encodings/0: unknown value `gzpi`; did you mean `gzip`?
    "Ping": {"name": "Ping", "httpChecksum": {"responseAlgorithms": ["CRC32", "CRC3"]}}
      error: service-2.json: /operations/Ping/httpChecksum/responseAlgorithms/1: unknown value `CRC3`; did you mean `CRC32` or `CRC32C`?
    "Ping": {"name": "Ping", "staticContextParams": {"Regoin": {"value": "x"}}}
      error: service-2.json: /operations/Ping/staticContextParams/Regoin/value: the endpoint rules have no parameter `Regoin`; did you mean `Region`?
    "jsonVersion": "1.3"
      error: service-2.json: /metadata/jsonVersion: unknown jsonVersion `1.3`; did you mean `1.0` or `1.1`?
    "signatureVersion": "v4", "protocols": ["jsno"]
      error: service-2.json: /metadata/protocols/0: unknown value `jsno`; did you mean `json`?
    "buildIn"
      error: endpoint-rule-set-1.json: /parameters/Region/buildIn: unknown key; did you mean `builtIn`?
    {"re": "Region"}
      error: endpoint-rule-set-1.json: /rules/0/conditions/0/argv/0/re: unknown key; did you mean `ref`?
    "type": "eror"
      error: endpoint-rule-set-1.json: /rules/1/type: unknown type `eror`; did you mean `error`?
    "url": 7
      error: endpoint-rule-set-1.json: /rules/0/endpoint/url: expected a string, a `ref` or an `fn`, found a number
    "name": 4
      error: endpoint-rule-set-1.json: /rules/0/endpoint/properties/authSchemes/0/name: expected a string, found 4
    "rulse": [
      error: endpoint-rule-set-1.json: /rulse: unknown key; did you mean `rules`?
    "#);
}

#[test]
fn a_mistake_in_a_rule_is_where_it_stands() {
    let rules = "endpoint-rule-set-1.json";
    let found = found(&[
        (rules, r#""fn": "isSet""#, r#""fn": "isset""#),
        (rules, r#""argv": [{"ref": "Region"}]"#, r#""argv": []"#),
        (rules, r#"{"ref": "Region"}"#, r#"{"ref": "Regoin"}"#),
        (rules, "{Region}", "{Regoin}"),
        (rules, "{Region}", "{Region"),
        (
            rules,
            r#""signingName": "shop""#,
            r#""signingName": "{Regoin}""#,
        ),
    ]);
    insta::assert_snapshot!(found, @r#"
    "fn": "isset"
      error: endpoint-rule-set-1.json: /rules/0/conditions/0/fn: no function `isset`; did you mean `isSet`?
    "argv": []
      error: endpoint-rule-set-1.json: /rules/0/conditions/0/argv: `isSet` takes 1 argument, not 0
    {"ref": "Regoin"}
      error: endpoint-rule-set-1.json: /rules/0/conditions/0/argv/0/ref: no parameter `Regoin`, and nothing above is assigned to it; did you mean `Region`?
    {Regoin}
      error: endpoint-rule-set-1.json: /rules/0/endpoint/url: no parameter `Regoin`, and nothing above is assigned to it; did you mean `Region`?
    {Region
      error: endpoint-rule-set-1.json: /rules/0/endpoint/url: a brace of `https://shop.{Region.example` is part of no reference such as `{Region}`
    "signingName": "{Regoin}"
      error: endpoint-rule-set-1.json: /rules/0/endpoint/properties/authSchemes/0/signingName: no parameter `Regoin`, and nothing above is assigned to it; did you mean `Region`?
    "#);
}

#[test]
fn the_whole_file_and_a_misspelt_key_have_their_places() {
    let shop = changed("waiters-2.json", WAITERS, "[]\n");
    insta::assert_snapshot!(reports::report(&shop), @r#"
    error: expected an object, found an array
      --> models/shop/2020-01-01/waiters-2.json:1:1
      |
    1 | []
      | ^^
    "#);
    let shop = changed("paginators-1.json", "\"limit_key\"", "\"limit_kye\"");
    insta::assert_snapshot!(reports::report(&shop), @r#"
    error: unknown key; did you mean `limit_key`?
      --> models/shop/2020-01-01/paginators-1.json:6:7
      |
    6 |       "limit_kye": "MaxResults",
      |       ^^^^^^^^^^^
      = at: /pagination/ListOrders/limit_kye
    "#);
    let shop = Shop::new("once-bytes");
    let text = WAITERS.replace("\"version\"", "\"versi\u{f6}n\"");
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(c as u32).unwrap())
        .collect();
    std::fs::write(shop.0.join("models/shop/2020-01-01/waiters-2.json"), latin).unwrap();
    insta::assert_snapshot!(reports::report(&shop), @r#"
    error: not UTF-8
      --> models/shop/2020-01-01/waiters-2.json:2:9
      |
    2 |   "versi�n": 2,
      |         ^
    "#);
}

#[test]
fn every_file_that_is_wrong_is_told_in_one_run() {
    let shop = Shop::new("once-files");
    for name in ["service-2.json", "waiters-2.json", "paginators-1.json"] {
        shop.0
            .write(&format!("models/shop/2020-01-01/{name}"), "{,");
    }
    shop.0.write("own/shop/waiters-2.json", "[");
    let settings = "[settings]\ndefinitions = \"models\"\noverlays = \"own\"\n";
    shop.0.write("pageboy.toml", &format!("{ALL}\n{settings}"));
    insta::assert_snapshot!(shop.problems(), @r#"
    error: models/shop/2020-01-01/paginators-1.json:1:2: expected a name in double quotes, found `,`
    error: models/shop/2020-01-01/service-2.json:1:2: expected a name in double quotes, found `,`
    error: models/shop/2020-01-01/waiters-2.json:1:2: expected a name in double quotes, found `,`
    error: own/shop/waiters-2.json:1:2: it ends early: the list that begins in line 1 has no `]`
    "#);
}

#[test]
fn a_file_that_cannot_be_read_hides_no_mistake_in_others() {
    let shop = changed("waiters-2.json", "\"waiters\": {", "\"waiters\": {,");
    let names = "waiters = [\"OrderSent\"]\n";
    shop.manifest(&format!("{ALL}{names}"));
    let service = SERVICE.replace("\"type\": \"integer\"", "\"type\": \"intger\"");
    shop.service(&service);
    let paginators = PAGINATORS.replace("\"MaxResults\"", "\"MaxResult\"");
    shop.paginators(&paginators);
    shop.0.write("own/shop/paginators-1.json", "[");
    let overlay = r#"{"merge": {"shapes": {"Ordr": {"deprecated": true}, "State": {"enum": 7}}, "operations": []}}"#;
    shop.0.write("own/shop/service-2.json", overlay);
    let settings = "[settings]\ndefinitions = \"models\"\noverlays = \"own\"\n";
    shop.0
        .write("pageboy.toml", &format!("{ALL}{names}\n{settings}"));
    insta::assert_snapshot!(shop.problems(), @r#"
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/limit_key: no member `MaxResult` in ListOrdersInput; did you mean `MaxResults`?
    error: models/shop/2020-01-01/service-2.json: /shapes/Integer/type: unknown type `intger`; did you mean `integer`?
    error: models/shop/2020-01-01/waiters-2.json:3:15: expected a name in double quotes, found `,`
    error: own/shop/paginators-1.json:1:2: it ends early: the list that begins in line 1 has no `]`
    error: own/shop/service-2.json: /merge/operations: expected an object, found an array
    error: own/shop/service-2.json: /merge/shapes/Ordr: there is no shape `Ordr` to merge this into; did you mean `Order`?
    error: own/shop/service-2.json: /shapes/State/enum: expected an array of strings, found 7
    "#);
}

#[test]
fn what_has_the_name_of_a_file_and_is_none_is_not_passed_over() {
    let shop = Shop::new("once-folder");
    let path = shop.0.join("models/shop/2020-01-01/paginators-1.json");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let problems = shop.problems();
    assert!(
        problems.starts_with("error: models/shop/2020-01-01/paginators-1.json: cannot be read: "),
        "{problems}"
    );
}

#[test]
fn what_stands_beside_a_merge_and_in_its_place_is_looked_at() {
    let shop = Shop::new("once-merge");
    for text in [
        r#"{"reason": 7, "merge": {"waiters": {"OrderSent": {"delay": 6}}}}"#,
        r#"{"raeson": "x", "merge": {"waiters": {"OrderSent": {"delay": 6}}}}"#,
        r#"{"merge": {"waiters": null}}"#,
    ] {
        shop.overlay("shop/waiters-2.json", text);
        let problems = shop.problems();
        assert_eq!(problems.lines().count(), 1, "{problems}");
    }
    shop.overlay("shop/waiters-2.json", r#"{"merge": {"waiters": null}}"#);
    insta::assert_snapshot!(shop.problems(), @"error: own/shop/waiters-2.json: /merge/waiters: expected an object, found null");
}

#[test]
fn misspelt_settings_are_no_service() {
    let shop = Shop::new("once-settings");
    shop.0.write(
        "pageboy.toml",
        &format!("{ALL}\n[setings]\ndefinitions = \"models\"\n"),
    );
    insta::assert_snapshot!(shop.problems(), @"error: pageboy.toml:5:2: no table has the name `setings`; did you mean `settings`?");
}
