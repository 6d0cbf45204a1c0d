//! Empty texts and names where something has to be named, and texts that cannot go over the wire.

use super::once::found;
use super::{SERVICE, Shop};

const OPERATION: &str = r#""operation": "DescribeOrder""#;
const SOURCE: &str = r#""source": "identifier", "name": "Id""#;

#[test]
fn an_empty_text_names_nothing_in_waiters_and_paginators() {
    let found = found(&[
        ("waiters-2.json", OPERATION, r#""operation": """#),
        (
            "waiters-2.json",
            r#""state": "success", "matcher": "pathAll""#,
            r#""state": "", "matcher": "pathAll""#,
        ),
        (
            "waiters-2.json",
            r#""matcher": "pathAll""#,
            r#""matcher": """#,
        ),
        ("waiters-2.json", r#""OrderSent": {"#, r#""": {"#),
        (
            "paginators-1.json",
            r#""input_token": "NextToken""#,
            r#""input_token": """#,
        ),
        (
            "paginators-1.json",
            r#""result_key": "Orders""#,
            r#""result_key": ["Orders", ""]"#,
        ),
        (
            "paginators-1.json",
            r#""limit_key": "MaxResults""#,
            r#""limit_key": """#,
        ),
        ("paginators-1.json", r#""ListOrders": {"#, r#""": {"#),
    ]);
    insta::assert_snapshot!(found, @r#"
    "operation": ""
      error: waiters-2.json: /waiters/OrderSent/operation: `operation` is empty
    "state": "", "matcher": "pathAll"
      error: waiters-2.json: /waiters/OrdersSent/acceptors/0/state: `state` is empty
    "matcher": ""
      error: waiters-2.json: /waiters/OrdersSent/acceptors/0/matcher: `matcher` is empty
    "": {
      error: waiters-2.json: /waiters/: the name of this entry is empty
    "input_token": ""
      error: paginators-1.json: /pagination/ListOrders/input_token: `input_token` is empty
    "result_key": ["Orders", ""]
      error: paginators-1.json: /pagination/ListOrders/result_key/1: an element of `result_key` is empty
    "limit_key": ""
      error: paginators-1.json: /pagination/ListOrders/limit_key: `limit_key` is empty
    "": {
      error: paginators-1.json: /pagination/: the name of this entry is empty
    "#);
}

#[test]
fn an_empty_text_names_nothing_in_resources_and_rules() {
    let found = found(&[
        ("resources-1.json", OPERATION, r#""operation": """#),
        (
            "resources-1.json",
            r#""target": "OrderId""#,
            r#""target": """#,
        ),
        ("resources-1.json", SOURCE, r#""source": "", "name": "Id""#),
        (
            "resources-1.json",
            SOURCE,
            r#""source": "identifier", "name": """#,
        ),
        (
            "resources-1.json",
            r#""name": "Id", "memberName""#,
            r#""name": "", "memberName""#,
        ),
        ("resources-1.json", r#""type": "Order""#, r#""type": """#),
        ("resources-1.json", r#""has": {"Order""#, r#""has": {"""#),
        (
            "endpoint-rule-set-1.json",
            r#""fn": "isSet""#,
            r#""fn": """#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#"{"ref": "Region"}"#,
            r#"{"ref": ""}"#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#""parameters": {"Region""#,
            r#""parameters": {"": {"type": "string"}, "Region""#,
        ),
    ]);
    insta::assert_snapshot!(found, @r#"
    "operation": ""
      error: resources-1.json: /resources/Order/load/request/operation: `operation` is empty
    "target": ""
      error: resources-1.json: /resources/Order/load/request/params/0/target: `target` is empty
    "source": "", "name": "Id"
      error: resources-1.json: /resources/Order/load/request/params/0/source: `source` is empty
    "source": "identifier", "name": ""
      error: resources-1.json: /resources/Order/load/request/params/0/name: `name` is empty
    "name": "", "memberName"
      error: resources-1.json: /resources/Order/identifiers/0/name: `name` is empty
    "type": ""
      error: resources-1.json: /service/has/Order/resource/type: `type` is empty
    "has": {""
      error: resources-1.json: /service/has/: the name of this entry is empty
    "fn": ""
      error: endpoint-rule-set-1.json: /rules/0/conditions/0/fn: `fn` is empty
    {"ref": ""}
      error: endpoint-rule-set-1.json: /rules/0/conditions/0/argv/0/ref: `ref` is empty
    "parameters": {"": {"type": "string"}, "Region"
      error: endpoint-rule-set-1.json: /parameters/: the name of this entry is empty
    "#);
}

#[test]
fn an_empty_text_names_nothing_in_a_service() {
    let ping = r#""Ping": {"name": "Ping"}"#;
    let found = found(&[
        (
            "service-2.json",
            r#""protocol": "json""#,
            r#""protocol": """#,
        ),
        (
            "service-2.json",
            r#""endpointPrefix": "shop""#,
            r#""endpointPrefix": """#,
        ),
        (
            "service-2.json",
            r#""input": {"shape": "ListOrdersInput"}"#,
            r#""input": {"shape": ""}"#,
        ),
        (
            "service-2.json",
            r#""Total": {"shape": "Integer"}"#,
            r#""Total": {"shape": ""}"#,
        ),
        (
            "service-2.json",
            r#""Total": {"shape": "Integer"}"#,
            r#""": {"shape": "Integer"}"#,
        ),
        ("service-2.json", ping, r#""": {"name": ""}"#),
        (
            "service-2.json",
            ping,
            r#""Ping": {"name": "Ping", "http": {"method": ""}}"#,
        ),
    ]);
    insta::assert_snapshot!(found, @r#"
    "protocol": ""
      error: service-2.json: /metadata/protocol: `protocol` is empty
    "endpointPrefix": ""
      error: service-2.json: /metadata/endpointPrefix: `endpointPrefix` is empty
    "input": {"shape": ""}
      error: service-2.json: /operations/ListOrders/input/shape: `shape` is empty
    "Total": {"shape": ""}
      error: service-2.json: /shapes/Order/members/Total/shape: `shape` is empty
    "": {"shape": "Integer"}
      error: service-2.json: /shapes/Order/members/: the name of this entry is empty
    "": {"name": ""}
      error: service-2.json: /operations/: the name of this entry is empty
    "Ping": {"name": "Ping", "http": {"method": ""}}
      error: service-2.json: /operations/Ping/http/method: `method` is empty
    "#);
}

#[test]
fn a_url_of_a_rule_has_a_scheme_and_a_host_and_a_header_has_a_list() {
    let url = r#""url": "https://shop.{Region}.example""#;
    let found = found(&[
        ("endpoint-rule-set-1.json", url, r#""url": """#),
        ("endpoint-rule-set-1.json", url, r#""url": "https://""#),
        ("endpoint-rule-set-1.json", url, r#""url": "shop.example""#),
        (
            "endpoint-rule-set-1.json",
            url,
            r#""url": "https://sh op.example""#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#""headers": {}"#,
            r#""headers": {"X-Shop": "a"}"#,
        ),
    ]);
    insta::assert_snapshot!(found, @r#"
    "url": ""
      error: endpoint-rule-set-1.json: /rules/0/endpoint/url: `url` is empty
    "url": "https://"
      error: endpoint-rule-set-1.json: /rules/0/endpoint/url: `https://` has no host
    "url": "shop.example"
      error: endpoint-rule-set-1.json: /rules/0/endpoint/url: a URL begins with `https://`, `shop.example` does not
    "url": "https://sh op.example"
      error: endpoint-rule-set-1.json: /rules/0/endpoint/url: a URL has no spaces, `https://sh op.example` does
    "headers": {"X-Shop": "a"}
      error: endpoint-rule-set-1.json: /rules/0/endpoint/headers/X-Shop: expected an array of strings, found a string
    "#);
}

#[test]
fn a_mistake_is_told_without_the_parsers_words_and_without_guesses_from_it() {
    let found = found(&[
        (
            "waiters-2.json",
            r#""argument": "Order.State""#,
            r#""argument": "`{\"a\":`""#,
        ),
        ("service-2.json", r#""Article": {"#, r#""\ud800": {"#),
        (
            "service-2.json",
            r#""Integer": {"type": "integer"}"#,
            r#""Integer": {"type": "int"}"#,
        ),
        (
            "service-2.json",
            r#""protocol": "json""#,
            r#""protocol": "json", "xmlNamespace": {}"#,
        ),
        (
            "resources-1.json",
            r#"[{"name": "Id", "memberName": "OrderId"}]"#,
            r#"[{"name": "Id", "memberName": "OrderId"}, {"name": "Id"}]"#,
        ),
    ]);
    insta::assert_snapshot!(found, @r#"
    "argument": "`{\"a\":`"
      error: waiters-2.json: /waiters/OrderSent/acceptors/0/argument: ``{"a":`` is not a JMESPath expression: the literal {"a": is not JSON: it ends too early at column 1
    "\ud800": {
      error: service-2.json: /shapes/Line: an escape beginning with `/u` is half of a character, and the other half is missing
    "Integer": {"type": "int"}
      error: service-2.json: /shapes/Integer/type: unknown type `int`; did you mean `list` or `integer`?
    "protocol": "json", "xmlNamespace": {}
      error: service-2.json: /metadata/xmlNamespace: `uri` is missing
    [{"name": "Id", "memberName": "OrderId"}, {"name": "Id"}]
      error: resources-1.json: /resources/Order/identifiers/1/name: the identifier `Id` is given twice
    "#);
}

#[test]
fn a_path_begins_with_a_slash_and_a_header_has_a_name() {
    let mut found = String::new();
    for (uri, location) in [
        ("", "uri"),
        ("orders/{OrderId}", "uri"),
        ("/orders/{OrderId", "uri"),
        ("/orders", "header\", \"locationName\": \"Order Id"),
        ("/orders", "header\", \"locationName\": \""),
    ] {
        let shop = Shop::new("path-and-header");
        let service = SERVICE
            .replace(r#""protocol": "json""#, r#""protocol": "rest-json""#)
            .replace(
                r#""name": "DescribeOrder","#,
                &format!(r#""name": "DescribeOrder", "http": {{"requestUri": "{uri}"}},"#),
            )
            .replace(
                r#"{"OrderId": {"shape": "String"}}"#,
                &format!(r#"{{"OrderId": {{"shape": "String", "location": "{location}"}}}}"#),
            );
        shop.service(&service);
        found += &shop.problems();
        found += "\n";
    }
    insta::assert_snapshot!(found, @r"
    error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/http/requestUri: `requestUri` is empty
    error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/http/requestUri: a path begins with `/`, `orders/{OrderId}` does not
    error: models/shop/2020-01-01/service-2.json: /operations/DescribeOrder/http/requestUri: a `{` is not closed: /orders/{OrderId
    error: models/shop/2020-01-01/service-2.json: /shapes/DescribeOrderInput/members/OrderId/locationName: `Order Id` cannot be the name of a header
    error: models/shop/2020-01-01/service-2.json: /shapes/DescribeOrderInput/members/OrderId/locationName: `locationName` is empty
    ");
}

#[test]
fn a_new_service_whose_model_is_misnamed_is_no_unknown_service() {
    let shop = Shop::new("misnamed-model");
    shop.overlay("stall/2020-01-01/service.json", SERVICE);
    insta::assert_snapshot!(shop.problems(), @"error: own/stall/2020-01-01: it has no `service-2.json`, so that nothing in it is read; did you mean that by `service.json`?");
}

#[test]
fn what_no_request_could_be_made_with_is_told() {
    let found = found(&[
        (
            "service-2.json",
            r#""endpointPrefix": "shop""#,
            r#""endpointPrefix": "https://shop""#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#""name": "sigv4""#,
            r#""name": "sigv5""#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#""name": "sigv4""#,
            r#""name": "of a later time""#,
        ),
        (
            "endpoint-rule-set-1.json",
            r#""name": "sigv4""#,
            r#""name": "smithy.api#httpApiKeyAuth""#,
        ),
    ]);
    insta::assert_snapshot!(found, @r#"
    "endpointPrefix": "https://shop"
      error: service-2.json: /metadata/endpointPrefix: `https://shop` is no part of a host: letters, digits, `-` and `_`, with dots between
    "name": "sigv5"
      error: endpoint-rule-set-1.json: /rules/0/endpoint/properties/authSchemes/0/name: unknown scheme `sigv5`; did you mean `sigv2`, `sigv4` or `sigv4a`?
    "name": "of a later time"
      nothing is wrong
    "name": "smithy.api#httpApiKeyAuth"
      nothing is wrong
    "#);
}
