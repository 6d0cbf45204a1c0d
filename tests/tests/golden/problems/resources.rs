//! Mistakes in `resources-1.json`.

use pageboy_codegen::{Builder, Manifest};

use super::{Shop, reports};

const RESOURCES: &str = r#"{
  "service": {
    "hasMany": {
      "Orders": {
        "request": {"operation": "ListOrders"},
        "resource": {
          "type": "Order",
          "identifiers": [{"target": "Id", "source": "response", "path": "Orders[].OrderId"}],
          "path": "Orders[]"
        }
      }
    }
  },
  "resources": {
    "Order": {
      "identifiers": [{"name": "Id", "memberName": "OrderId"}],
      "shape": "Order",
      "load": {
        "request": {
          "operation": "DescribeOrder",
          "params": [{"target": "OrderId", "source": "identifier", "name": "Id"}]
        },
        "path": "Order"
      },
      "actions": {
        "Describe": {
          "request": {
            "operation": "DescribeOrder",
            "params": [{"target": "OrderId", "source": "identifier", "name": "Id"}]
          }
        },
        "List": {
          "request": {
            "operation": "ListOrders",
            "params": [{"target": "MaxResults", "source": "integer", "value": 9}]
          }
        }
      },
      "waiters": {
        "Sent": {
          "waiterName": "OrderSent",
          "params": [{"target": "OrderId", "source": "identifier", "name": "Id"}]
        }
      },
      "has": {
        "Parcel": {
          "resource": {
            "type": "Parcel",
            "identifiers": [{"target": "State", "source": "data", "path": "State"}]
          }
        }
      }
    },
    "Parcel": {"identifiers": [{"name": "State"}]}
  }
}
"#;

/// A shop with these resources, all of them selected.
fn shop(test: &str, resources: &str) -> Shop {
    let shop = Shop::new(test);
    let file = "models/shop/2020-01-01/resources-1.json";
    shop.0.write(file, resources);
    shop.manifest("[shop]\nresources = \"*\"\n");
    shop
}

/// The messages about the resources with changed parts.
fn problems(test: &str, parts: &[(&str, &str)]) -> String {
    let mut text = RESOURCES.to_owned();
    for (from, to) in parts {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let said = shop(test, &text).problems();
    said.replace("models/shop/2020-01-01/", "")
}

#[test]
fn nothing_is_wrong_with_the_resources() {
    insta::assert_snapshot!(problems("resources", &[]), @"nothing is wrong");
}

#[test]
fn an_unknown_operation_comes_with_the_nearest() {
    insta::assert_snapshot!(problems("resource-operation", &[
        (r#""operation": "ListOrders""#, r#""operation": "ListOrder""#),
        (r#""operation": "DescribeOrder""#, r#""operation": "DescribOrder""#),
    ]), @"
    error: resources-1.json: /resources/Order/load/request/operation: no operation `DescribOrder`; did you mean `DescribeOrder`?
    error: resources-1.json: /service/hasMany/Orders/request/operation: no operation `ListOrder`; did you mean `ListOrders`?
    ");
}

#[test]
fn a_dangling_reference_is_a_mistake_wherever_it_stands() {
    insta::assert_snapshot!(problems("resource-dangling", &[
        (r#""type": "Order""#, r#""type": "Oder""#),
        (r#""type": "Parcel""#, r#""type": "Parsel""#),
        (r#""service": {"#, r#""service": {"has": {"Letter": {"resource": {"type": "Letter"}}}, "actions": {"Make": {"request": {"operation": "ListOrders"}, "resource": {"type": "Ordr"}}},"#),
    ]), @"
    error: resources-1.json: /resources/Order/has/Parcel/resource/type: no resource `Parsel`; did you mean `Parcel`?
    error: resources-1.json: /service/actions/Make/resource/type: no resource `Ordr`; did you mean `Order`?
    error: resources-1.json: /service/has/Letter/resource/type: no resource `Letter`; known are Order, Parcel
    error: resources-1.json: /service/hasMany/Orders/resource/type: no resource `Oder`; did you mean `Order`?
    ");
}

#[test]
fn a_resource_that_is_not_selected_is_no_mistake() {
    let shop = shop("resource-selected", RESOURCES);
    shop.manifest("[shop]\nresources = [\"Order\"]\n");
    insta::assert_snapshot!(shop.problems(), @"nothing is wrong");
    shop.manifest("[shop]\nresources = [\"Oder\"]\n");
    insta::assert_snapshot!(shop.problems(), @"error: pageboy.toml:2:14: shop has no resource `Oder`; did you mean `Order`?");
}

#[test]
fn a_shape_is_a_structure_that_is_there() {
    insta::assert_snapshot!(problems("resource-shape", &[(r#""shape": "Order""#, r#""shape": "Oder""#)]), @"error: resources-1.json: /resources/Order/shape: no shape `Oder`; did you mean `Order` or `Orders`?");
    insta::assert_snapshot!(problems("resource-shape-list", &[(r#""shape": "Order""#, r#""shape": "Orders""#)]), @"error: resources-1.json: /resources/Order/shape: data is a structure, `Orders` is none");
    insta::assert_snapshot!(problems("resource-no-shape", &[(r#""shape": "Order","#, "")]), @"
    error: resources-1.json: /resources/Order/has/Parcel/resource/identifiers/0: `Order` has no data: no `shape`
    error: resources-1.json: /resources/Order/load: what is loaded needs a `shape`
    ");
}

#[test]
fn an_unknown_member_name_comes_with_the_nearest() {
    insta::assert_snapshot!(problems("resource-member", &[(r#""memberName": "OrderId""#, r#""memberName": "OrderID2""#)]), @"error: resources-1.json: /resources/Order/identifiers/0/memberName: no member `OrderID2` in Order; did you mean `OrderId`?");
}

#[test]
fn an_unknown_identifier_comes_with_the_nearest() {
    insta::assert_snapshot!(problems("resource-identifier", &[
        (r#""name": "Id"}]
        },
        "path""#, r#""name": "Ids"}]
        },
        "path""#),
        (r#""target": "Id""#, r#""target": "Ident""#),
    ]), @"
    error: resources-1.json: /resources/Order/load/request/params/0/name: `Order` has no identifier `Ids`; did you mean `Id`?
    error: resources-1.json: /service/hasMany/Orders/resource/identifiers/0/target: `Order` has no identifier `Ident`; known are Id
    ");
    insta::assert_snapshot!(problems("resource-identifier-none", &[(r#", "name": "Id"}"#, "}")]), @"error: resources-1.json: /resources/Order/load/request/params/0: an identifier needs a `name`");
    insta::assert_snapshot!(problems("resource-identifier-type", &[(r#"{"name": "State"}"#, r#"{"name": "State", "type": "int"}"#)]), @"error: resources-1.json: /resources/Parcel/identifiers/0/type: unknown type `int`; leave it out for text");
}

#[test]
fn an_identifier_is_given_once() {
    insta::assert_snapshot!(problems("resource-twice", &[(r#""source": "data", "path": "State""#, r#""source": "data", "path": "State"}, {"target": "State", "source": "data", "path": "OrderId""#)]), @"error: resources-1.json: /resources/Order/has/Parcel/resource/identifiers/1/target: the identifier `State` is given twice");
    insta::assert_snapshot!(problems("resource-not-given", &[(r#"{"target": "Id", "source": "response", "path": "Orders[].OrderId"}"#, "")]), @"error: resources-1.json: /service/hasMany/Orders/resource: nothing gives the identifier `Id` of `Order`");
}

#[test]
fn a_target_is_in_the_input_and_of_the_type_that_is_written() {
    let target = r#""target": "OrderId""#;
    insta::assert_snapshot!(problems("resource-target", &[(target, r#""target": "OrderIds""#)]), @"error: resources-1.json: /resources/Order/load/request/params/0/target: no member `OrderIds` in DescribeOrderInput; did you mean `OrderId`?");
    insta::assert_snapshot!(problems("resource-target-scalar", &[(target, r#""target": "OrderId.Value""#)]), @"error: resources-1.json: /resources/Order/load/request/params/0/target: a string has no member `Value`");
    insta::assert_snapshot!(problems("resource-target-list", &[(target, r#""target": "OrderId[0]""#)]), @"error: resources-1.json: /resources/Order/load/request/params/0/target: `OrderId` is a string, no list");
    insta::assert_snapshot!(problems("resource-target-syntax", &[(target, r#""target": "OrderId[x]""#)]), @"error: resources-1.json: /resources/Order/load/request/params/0/target: `OrderId[x]` is not a part of a target: a name, or one with `[]`, `[*]` or `[0]`");
    insta::assert_snapshot!(problems("resource-target-type", &[(r#""target": "MaxResults""#, r#""target": "NextToken""#)]), @"error: resources-1.json: /resources/Order/actions/List/request/params/0/target: `NextToken` is a string, what is written there is a number");
    insta::assert_snapshot!(problems("resource-target-input", &[(r#""operation": "ListOrders",
            "params""#, r#""operation": "Ping",
            "params""#)]), @"error: resources-1.json: /resources/Order/actions/List/request/params/0/target: `Ping` takes no input");
}

#[test]
fn an_unknown_source_comes_with_the_known_ones() {
    insta::assert_snapshot!(problems("resource-source", &[
        (r#""source": "identifier""#, r#""source": "identifer""#),
        (r#""source": "response""#, r#""source": "answer""#),
        (r#""source": "integer""#, r#""source": "number""#),
    ]), @"
    error: resources-1.json: /resources/Order/actions/List/request/params/0/source: unknown source `number`; known are boolean, data, identifier, input, integer, string
    error: resources-1.json: /resources/Order/load/request/params/0/source: unknown source `identifer`; did you mean `identifier`?
    error: resources-1.json: /service/hasMany/Orders/resource/identifiers/0/source: unknown source `answer`; known are data, identifier, input, requestParameter, response
    ");
    insta::assert_snapshot!(problems("resource-source-place", &[(r#""source": "data", "path": "State""#, r#""source": "response", "path": "State""#)]), @"error: resources-1.json: /resources/Order/has/Parcel/resource/identifiers/0/source: unknown source `response`; known are data, identifier, input");
}

#[test]
fn a_constant_has_a_value_of_its_type() {
    insta::assert_snapshot!(problems("resource-constant", &[(r#", "value": 9"#, "")]), @"error: resources-1.json: /resources/Order/actions/List/request/params/0: the source `integer` needs a `value`");
    insta::assert_snapshot!(problems("resource-constant-type", &[(r#""value": 9"#, r#""value": "9""#)]), @"error: resources-1.json: /resources/Order/actions/List/request/params/0/value: expected a whole number, found a string");
    insta::assert_snapshot!(problems("resource-constant-float", &[(r#""value": 9"#, r#""value": 9.5"#)]), @"error: resources-1.json: /resources/Order/actions/List/request/params/0/value: expected a whole number, found 9.5");
}

#[test]
fn an_unknown_waiter_comes_with_the_nearest() {
    insta::assert_snapshot!(problems("resource-waiter", &[(r#""waiterName": "OrderSent""#, r#""waiterName": "OrderSend""#)]), @"error: resources-1.json: /resources/Order/waiters/Sent/waiterName: no waiter `OrderSend`; did you mean `OrderSent` or `OrdersSent`?");
}

#[test]
fn expressions_are_checked_against_what_they_look_at() {
    insta::assert_snapshot!(problems("resource-paths", &[
        (r#""path": "Orders[].OrderId""#, r#""path": "Orders[].OrdrId""#),
        (r#""path": "Orders[]""#, r#""path": "Order[]""#),
        (r#""path": "Order""#, r#""path": "Ordr""#),
        (r#""source": "data", "path": "State""#, r#""source": "data", "path": "Sate""#),
    ]), @"
    error: resources-1.json: /resources/Order/has/Parcel/resource/identifiers/0/path: no member `Sate` in Order; did you mean `State`?
    error: resources-1.json: /resources/Order/load/path: no member `Ordr` in DescribeOrderOutput; did you mean `Order`?
    error: resources-1.json: /service/hasMany/Orders/resource/identifiers/0/path: no member `OrdrId` in Order; did you mean `OrderId`?
    error: resources-1.json: /service/hasMany/Orders/resource/path: no member `Order` in ListOrdersOutput; did you mean `Orders`?
    ");
    insta::assert_snapshot!(problems("resource-path-syntax", &[(r#""path": "Orders[]""#, r#""path": "Orders[""#)]), @"error: resources-1.json: /service/hasMany/Orders/resource/path: `Orders[` is not a JMESPath expression: it ends too early");
    insta::assert_snapshot!(problems("resource-path-type", &[
        (r#""path": "Orders[]""#, r#""path": "Orders[].State""#),
        (r#""path": "Orders[].OrderId""#, r#""path": "Orders[]""#),
    ]), @"
    error: resources-1.json: /service/hasMany/Orders/resource/identifiers/0/path: an identifier is text, this is the structure Order
    error: resources-1.json: /service/hasMany/Orders/resource/path: data is a structure, this is a string
    ");
    insta::assert_snapshot!(problems("resource-path-none", &[(r#""source": "response", "path": "Orders[].OrderId""#, r#""source": "response""#)]), @"error: resources-1.json: /service/hasMany/Orders/resource/identifiers/0: the source `response` needs a `path`");
}

#[test]
fn a_list_of_data_needs_to_know_which_element_is_meant() {
    insta::assert_snapshot!(problems("resource-many", &[
        (r#""operation": "DescribeOrder",
          "params": [{"target": "OrderId", "source": "identifier", "name": "Id"}]
        },
        "path": "Order""#, r#""operation": "ListOrders"}, "path": "Orders[]""#),
        (r#", "memberName": "OrderId""#, ""),
    ]), @"error: resources-1.json: /resources/Order/load/path: a list, and no identifier says by `memberName` which element of it is meant; give the identifier its `memberName`, or take one element, as by `[0]`");
}

#[test]
fn keys_that_mean_nothing_where_they_stand_are_mistakes() {
    insta::assert_snapshot!(problems("resource-idle", &[
        (r#""Describe": {"#, r#""Describe": {"path": "Order", "limit": 5,"#),
        (r#""load": {"#, r#""load": {"failures": "Order", "resource": {"type": "Order"},"#),
        (r#""waiters": {"#, r#""batchActions": {"Ping": {"request": {"operation": "Ping"}, "resource": {"type": "Parcel"}}}, "waiters": {"#),
    ]), @"
    error: resources-1.json: /resources/Order/actions/Describe/limit: `limit` means nothing here; it is a key of `batchActions`
    error: resources-1.json: /resources/Order/actions/Describe/path: `path` means nothing here; where the data is, `resource` says, and `load`
    error: resources-1.json: /resources/Order/batchActions/Ping/resource: `resource` means nothing here; resources are made of the answers of `actions` and `hasMany`
    error: resources-1.json: /resources/Order/load/failures: `failures` means nothing here; it is a key of `batchActions`
    error: resources-1.json: /resources/Order/load/resource: `resource` means nothing here; resources are made of the answers of `actions` and `hasMany`
    ");
}

#[test]
fn what_the_files_lack_is_reported_as_everywhere() {
    insta::assert_snapshot!(problems("resource-keys", &[
        (r#""identifiers": [{"name": "Id""#, r#""identifier": 1, "identifiers": [{"nam": "Id""#),
        (r#""waiterName": "OrderSent""#, r#""waiter": "OrderSent""#),
        (r#""has": {"#, r#""hasMany": {"Lines": {"request": {"operation": "ListOrders"}}, "Pings": []}, "has": {"#),
    ]), @"
    error: resources-1.json: /resources/Order/hasMany/Lines: `resource` is missing
    error: resources-1.json: /resources/Order/hasMany/Pings: expected an object, found an array
    error: resources-1.json: /resources/Order/identifier: unknown key; did you mean `identifiers`?
    error: resources-1.json: /resources/Order/identifiers/0/nam: unknown key; did you mean `name`?
    error: resources-1.json: /resources/Order/waiters/Sent/waiter: unknown key; did you mean `waiterName`?
    ");
}

#[test]
fn names_that_collide_get_their_category_and_then_a_number() {
    let ping = r#"{"request": {"operation": "Ping"}}"#;
    let to = format!(
        r#""actions": {{"Id": {ping}, "id": {ping}, "iD": {ping}, "Load": {ping}, "Parcel": {ping}, "State": {ping}, "Type": {ping},"#
    );
    let has = r#""Parcel": {
          "resource": {
            "type": "Parcel",
            "identifiers": [{"target": "State", "source": "data", "path": "State"}]
          }
        }"#;
    let twice = format!("{has},{}", has.replacen("Parcel", "parcel", 1));
    let text = RESOURCES.replacen(r#""actions": {"#, &to, 1);
    let text = text.replacen(has, &twice, 1);
    let shop = shop("resource-names", &text);
    let manifest = Manifest::from_file(&shop.0.join("pageboy.toml")).unwrap();
    let generated = Builder::from_manifest(manifest).generate().unwrap();
    let plan = generated.services()[0].plan();
    let order = &plan.resources.as_ref().unwrap().resources[0];
    let methods = order.methods.iter();
    let methods: Vec<_> = methods
        .map(|it| format!("{}: {}", it.name, it.method))
        .collect();
    insta::assert_snapshot!(methods.join("\n"), @"
    Id: id_action
    id: id_action2
    iD: i_d
    Load: load_action
    Parcel: parcel
    State: state
    Type: r#type
    Describe: describe
    List: list
    Parcel: parcel_reference
    parcel: parcel_reference2
    Sent: wait_until_sent
    ");
}

#[test]
fn a_mistake_is_shown_in_the_file_with_the_offending_part_marked() {
    let shop = Shop::new("resource-report");
    let text = RESOURCES.replacen("Orders[].OrderId", "Orders[].OrdrId", 1);
    let text = text.replacen(r#""type": "Parcel""#, r#""type": "Parsel""#, 1);
    let text = text.replacen("OrderSent", "OrderSend", 1);
    shop.waiters(r#"{"version": 2, "waiters": {}}"#);
    shop.overlay("shop/2020-01-01/resources-1.json", &text);
    let settings = "[settings]\ndefinitions = \"models\"\noverlays = \"own\"\n";
    let manifest = format!("[shop]\nresources = \"*\"\n\n{settings}");
    shop.0.write("pageboy.toml", &manifest);
    insta::assert_snapshot!(reports::report(&shop), @r#"
    error: no resource `Parsel`
       --> own/shop/2020-01-01/resources-1.json:48:21
       |
    48 |             "type": "Parsel",
       |                     ^^^^^^^^
       = at: /resources/Order/has/Parcel/resource/type
       = help: did you mean `Parcel`?

    error: no waiter `OrderSend`
       --> own/shop/2020-01-01/resources-1.json:41:25
       |
    41 |           "waiterName": "OrderSend",
       |                         ^^^^^^^^^^^
       = at: /resources/Order/waiters/Sent/waiterName

    error: no member `OrdrId` in Order
      --> own/shop/2020-01-01/resources-1.json:8:84
      |
    8 |           "identifiers": [{"target": "Id", "source": "response", "path": "Orders[].OrdrId"}],
      |                                                                                    ^^^^^^
      = at: /service/hasMany/Orders/resource/identifiers/0/path
      = help: did you mean `OrderId`?
    "#);
}
