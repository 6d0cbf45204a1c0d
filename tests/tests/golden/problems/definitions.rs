//! Mistakes in `service-2.json`, and files that are not JSON.

use super::{SERVICE, Shop, WAITERS};

fn problems(test: &str, from: &str, to: &str) -> String {
    assert!(SERVICE.contains(from));
    let shop = Shop::new(test);
    shop.service(&SERVICE.replace(from, to));
    shop.problems()
}

#[test]
fn a_model_that_is_not_json_is_named_with_line_and_column() {
    insta::assert_snapshot!(problems("model-json", r#""Lines": {"type": "list","#, r#""Lines": {"type": "list";"#), @"error: models/shop/2020-01-01/service-2.json:31:29: expected `,` or `}`, found `;`");
}

#[test]
fn waiters_that_are_not_json_are_named_with_line_and_column() {
    let shop = Shop::new("waiters-json");
    shop.waiters(&WAITERS.replace("\"maxAttempts\": 10,", "\"maxAttempts\": 10"));
    insta::assert_snapshot!(shop.problems(), @r#"error: models/shop/2020-01-01/waiters-2.json:8:7: a comma is missing before `"acceptors"`"#);
}

#[test]
fn a_file_that_ends_early_is_named() {
    let shop = Shop::new("waiters-short");
    shop.waiters(&WAITERS[..WAITERS.len() / 2]);
    insta::assert_snapshot!(shop.problems(), @"error: models/shop/2020-01-01/waiters-2.json:8:100: the text that begins here is not closed");
}

#[test]
fn a_file_that_is_not_text_is_named() {
    let shop = Shop::new("waiters-latin-1");
    let path = shop.0.join("models/shop/2020-01-01/waiters-2.json");
    std::fs::write(path, b"{\n  \"waiters\": \"\xe9\"}").unwrap();
    insta::assert_snapshot!(shop.problems(), @"error: models/shop/2020-01-01/waiters-2.json:2:15: not UTF-8");
}

#[test]
fn a_shape_that_is_not_there_is_named_with_who_refers_to_it() {
    let shop = Shop::new("dangling");
    let service = SERVICE
        .replace(
            r#""member": {"shape": "Line"}"#,
            r#""member": {"shape": "Lin"}"#,
        )
        .replace(r#"{"shape": "State"}"#, r#"{"shape": "Stage"}"#)
        .replace(
            r#""output": {"shape": "DescribeOrderOutput"}"#,
            r#""output": {"shape": "DescribeOrdersOutput"}"#,
        )
        .replace(
            r#""Ping": {"name": "Ping"}"#,
            r#""Ping": {"name": "Ping", "errors": [{"shape": "Nope"}]}"#,
        );
    shop.service(&service);
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/output/shape: no shape `DescribeOrdersOutput`; did you mean `DescribeOrderOutput` or `DescribeOrderInput`?
    error: models/shop/2020-01-01/service-2.json: /operations/Ping/errors/0/shape: no shape `Nope`
    error: models/shop/2020-01-01/service-2.json: /shapes/Lines/member/shape: no shape `Lin`; did you mean `Line` or `Lines`?
    error: models/shop/2020-01-01/service-2.json: /shapes/Order/members/State/shape: no shape `Stage`; did you mean `State`?
    ");
}

#[test]
fn a_shape_that_is_none_is_named_with_its_place() {
    insta::assert_snapshot!(problems("no-type", r#""State": {"type": "string","#, r#""State": {"#), @"error: models/shop/2020-01-01/service-2.json: /shapes/State: `type` is missing");
    insta::assert_snapshot!(problems("bad-type", r#""State": {"type": "string","#, r#""State": {"type": "text","#), @"error: models/shop/2020-01-01/service-2.json: /shapes/State/type: unknown type `text`; known are blob, boolean, character, double, float, integer, list, long, map, string, structure, timestamp");
    insta::assert_snapshot!(problems("no-member", r#", "member": {"shape": "Line"}"#, ""), @"error: models/shop/2020-01-01/service-2.json: /shapes/Lines: `member` is missing");
}

#[test]
fn an_operation_that_is_none_is_named_with_its_place() {
    insta::assert_snapshot!(problems("bad-operation", r#""input": {"shape": "ListOrdersInput"}"#, r#""input": "ListOrdersInput""#), @"error: models/shop/2020-01-01/service-2.json: /operations/ListOrders/input: expected an object, found a string");
}

#[test]
fn metadata_that_lack_something_are_named() {
    insta::assert_snapshot!(problems("no-prefix", r#""endpointPrefix": "shop","#, ""), @"error: models/shop/2020-01-01/service-2.json: /metadata: requests would be signed, and the name of the service in the signature is missing; set `signingName` or `endpointPrefix`, or say in `auth` how else requests are authenticated, as in \"auth\": [\"smithy.api#httpApiKeyAuth\"]");
}

#[test]
fn an_unknown_protocol_comes_with_those_that_are_known() {
    insta::assert_snapshot!(problems("protocol", r#""protocol": "json""#, r#""protocol": "jason""#), @"error: models/shop/2020-01-01/service-2.json: /metadata/protocol: unknown protocol `jason`; did you mean `json`?");
}

#[test]
fn an_expression_cannot_look_into_a_stream_of_events() {
    let service = SERVICE.replace(r#""Order": {"#, r#""Order": {"eventstream": true,"#);
    let shop = Shop::new("events-in-expression");
    shop.service(&service);
    shop.manifest("[shop]\nwaiters = [\"OrderSent\"]\n");
    insta::assert_snapshot!(shop.problems(), @"error: models/shop/2020-01-01/waiters-2.json: /waiters/OrderSent/acceptors/0/argument: `Order` is a stream of events, which no expression can look into");
}

#[test]
fn an_operation_that_cannot_be_generated_says_why_when_it_is_asked_for() {
    let shop = Shop::new("events");
    let order = r#""DescribeOrderInput": {"type": "structure", "members": {"#;
    assert!(SERVICE.contains(order), "{SERVICE}");
    let events = r#"{"Orders": {"shape": "Order"}, "#;
    shop.service(
        &SERVICE
            .replace(r#""Order": {"#, r#""Order": {"eventstream": true,"#)
            .replace(order, &format!("{}{events}", order.trim_end_matches('{'))),
    );
    shop.manifest(
        "[shop]\noperations = [\"DescribeOrder\", \"Ping\"]\nwaiters = [\"OrderSent\"]\n",
    );
    insta::assert_snapshot!(shop.problems(), @"
    error: pageboy.toml:2:15: `DescribeOrder` cannot be generated: it sends a stream of events, which pageboy does for REST protocols only
    error: pageboy.toml:3:12: `DescribeOrder` cannot be polled: it sends a stream of events, which pageboy does for REST protocols only
    ");
}

#[test]
fn an_operation_whose_authentication_is_not_known_says_so() {
    let shop = Shop::new("authentication");
    shop.service(&SERVICE.replace("\"v4\"", "\"v3https\""));
    shop.manifest("[shop]\noperations = [\"Ping\"]\n");
    insta::assert_snapshot!(shop.problems(), @"error: models/shop/2020-01-01/service-2.json: /metadata/signatureVersion: signatureVersion `v3https` is not known; a request is never signed in a way that the service did not ask for; known are v4, s3v4, v2, bearer, none");
    let ping = |says: &str| {
        let ping = r#""Ping": {"name": "Ping""#;
        assert!(SERVICE.contains(ping));
        shop.service(&SERVICE.replace(ping, &format!("{ping}, {says}")));
        shop.problems()
    };
    for (says, problem) in [
        (
            r#""authtype": "v4-unsigned""#,
            "/operations/Ping/authtype: unknown authtype `v4-unsigned`",
        ),
        (
            r#""auth": ["aws.auth#sigv5"]"#,
            "/operations/Ping/auth/0: unknown value `aws.auth#sigv5`",
        ),
        (
            r#""auth": ["smithy.api#httpApiKeyAuth"]"#,
            "/operations/Ping/auth: `smithy.api#httpApiKeyAuth` needs `metadata.httpApiKeyAuth`",
        ),
    ] {
        let found = ping(says);
        assert!(found.contains(problem), "{found}");
        assert_eq!(found.matches("error:").count(), 1, "{found}");
    }
    assert!(ping(r#""auth": ["aws.auth#sigv5"]"#).contains("`aws.auth#sigv4`"));
}

#[test]
fn an_input_that_is_not_there_is_a_problem_like_any_other() {
    insta::assert_snapshot!(problems("no-input", r#""input": {"shape": "DescribeOrderInput"}"#, r#""input": {"shape": "An"}"#), @"error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/input/shape: no shape `An`");
}

#[test]
fn what_an_operation_takes_and_returns_is_a_structure() {
    let shop = Shop::new("no-structure");
    let service = SERVICE
        .replace(r#"{"shape": "ListOrdersInput"}"#, r#"{"shape": "State"}"#)
        .replace(r#"{"shape": "ListOrdersOutput"}"#, r#"{"shape": "Orders"}"#)
        .replace(
            r#""Ping": {"name": "Ping"}"#,
            r#""Ping": {"name": "Ping", "errors": [{"shape": "Order"}, {"shape": "Integer"}]}"#,
        );
    shop.service(&service);
    shop.paginators(r#"{"pagination": {}}"#);
    shop.waiters(r#"{"version": 2, "waiters": {}}"#);
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/service-2.json: /operations/ListOrders/input/shape: `State` is not a structure
    error: models/shop/2020-01-01/service-2.json: /operations/ListOrders/output/shape: `Orders` is not a structure
    error: models/shop/2020-01-01/service-2.json: /operations/Ping/errors/1/shape: `Integer` is not a structure
    ");
}

#[test]
fn members_that_a_shape_names_are_there() {
    let shop = Shop::new("named-members");
    let service = SERVICE
        .replace(
            r#""Line": {"type": "structure","#,
            r#""Line": {"type": "structure", "required": ["Article", "Cuont"],"#,
        )
        .replace(
            r#""DescribeOrderOutput": {"type": "structure","#,
            r#""DescribeOrderOutput": {"type": "structure", "payload": "Body","#,
        )
        .replace(
            r#""key": {"shape": "String"}"#,
            r#""key": {"shape": "Integer"}"#,
        );
    shop.service(&service);
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/service-2.json: /shapes/DescribeOrderOutput/payload: no member `Body` in DescribeOrderOutput; known are Order
    error: models/shop/2020-01-01/service-2.json: /shapes/Labels/key/shape: `Integer` is not text
    error: models/shop/2020-01-01/service-2.json: /shapes/Line/required: no member `Cuont` in Line; did you mean `Count`?
    ");
}

#[test]
fn a_list_or_map_that_holds_itself_is_reported_once() {
    let shop = Shop::new("endless");
    let service = SERVICE
        .replace(
            r#""Labels": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}},"#,
            r#""Labels": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "LabelLists"}},
               "LabelLists": {"type": "list", "member": {"shape": "Labels"}},"#,
        )
        .replace(
            r#""Lines": {"type": "list", "member": {"shape": "Line"}}"#,
            r#""Lines": {"type": "list", "member": {"shape": "Lines"}}"#,
        );
    shop.service(&service);
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/service-2.json: /shapes/LabelLists: it holds itself, without a structure in between
    error: models/shop/2020-01-01/service-2.json: /shapes/Lines: it holds itself, without a structure in between
    ");
}

#[test]
fn placeholders_and_members_in_the_path_fit_each_other() {
    let shop = Shop::new("labels");
    let service = SERVICE
        .replace(r#""protocol": "json""#, r#""protocol": "rest-json""#)
        .replace(
            r#""name": "DescribeOrder","#,
            r#""name": "DescribeOrder",
      "http": {"requestUri": "/orders/{orderid}/{Rest+}?{}"},
      "endpoint": {"hostPrefix": "{Account}.{open"},"#,
        )
        .replace(
            r#""members": {"OrderId": {"shape": "String"}}"#,
            r#""members": {"OrderId": {"shape": "String", "location": "uri", "locationName": "orderId"}}"#,
        );
    shop.service(&service);
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/endpoint/hostPrefix: a `{` is not closed: {Account}.{open
    error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/endpoint/hostPrefix: no member with `hostLabel` for `{Account}`
    error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/http/requestUri: no member with the location `uri` for `{Rest}`; known are orderId
    error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/http/requestUri: no member with the location `uri` for `{orderid}`; did you mean `orderId`?
    ");
}

#[test]
fn a_member_travels_only_where_its_form_has_a_place() {
    let shop = Shop::new("locations");
    let located = |name: &str, shape: &str, location: &str| {
        format!(r#""{name}": {{"shape": "{shape}", "location": "{location}"}}"#)
    };
    let members = [
        located("A", "Orders", "header"),
        located("B", "Integer", "headers"),
        located("C", "Order", "querystring"),
        located("D", "String", "statusCode"),
        // These are right.
        located("E", "Labels", "headers"),
        located("F", "Labels", "querystring"),
        located("G", "Integer", "statusCode"),
        located("H", "State", "header"),
    ];
    let service = SERVICE
        .replace(r#""protocol": "json""#, r#""protocol": "rest-json""#)
        .replace(
            r#""DescribeOrderOutput": {"type": "structure", "members": {"#,
            &format!(
                r#""DescribeOrderOutput": {{"type": "structure", "members": {{{},"#,
                members.join(",")
            ),
        );
    shop.service(&service);
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/service-2.json: /shapes/DescribeOrderOutput/members/A/location: `Orders` cannot travel there
    error: models/shop/2020-01-01/service-2.json: /shapes/DescribeOrderOutput/members/B/location: `Integer` cannot travel there
    error: models/shop/2020-01-01/service-2.json: /shapes/DescribeOrderOutput/members/C/location: `Order` cannot travel there
    error: models/shop/2020-01-01/service-2.json: /shapes/DescribeOrderOutput/members/D/location: `String` cannot travel there
    ");
}
