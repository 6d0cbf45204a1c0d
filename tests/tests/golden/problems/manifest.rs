//! Mistakes in `pageboy.toml`.

use super::Shop;

fn problems(test: &str, manifest: &str) -> String {
    let shop = Shop::new(test);
    shop.manifest(manifest);
    shop.problems()
}

#[test]
fn a_manifest_that_is_not_there_is_named() {
    let shop = Shop::new("no-manifest");
    std::fs::remove_file(shop.0.join("pageboy.toml")).unwrap();
    let problems = shop.problems();
    // The rest is the system's.
    insta::assert_snapshot!(problems.split(" (os error").next().unwrap(), @"error: pageboy.toml: cannot be read: No such file or directory");
}

#[test]
fn a_manifest_that_is_not_toml_is_named_with_its_line() {
    insta::assert_snapshot!(problems("not-toml", "[shop]\noperations = [\"Ping\"\n"), @"error: pageboy.toml:4:1: missing comma between array elements, expected `,`");
}

#[test]
fn an_unknown_service_comes_with_the_nearest_names() {
    insta::assert_snapshot!(problems("unknown-service", "[sop]\noperations = \"*\"\n"), @"error: pageboy.toml:1:2: unknown service `sop`; did you mean `shop`?");
}

#[test]
fn an_unknown_version_comes_with_those_there_are() {
    let manifest = "[shop]\nversion = \"2020-01-02\"\noperations = \"*\"\n";
    insta::assert_snapshot!(problems("unknown-version", manifest), @"error: pageboy.toml:2:11: shop has no API version `2020-01-02`; it has `2020-01-01`");
}

#[test]
fn unknown_names_come_with_the_nearest() {
    let manifest = r#"
[shop]
operations = ["describe_order", "ListOrder", "Buy"]
waiters = ["OrderSend", "OrdersSent"]
paginators = ["ListOrder", "DescribeOrder"]
"#;
    insta::assert_snapshot!(problems("unknown-names", manifest), @r"
    error: pageboy.toml:3:15: shop has no operation `describe_order`; did you mean `DescribeOrder`?
    error: pageboy.toml:3:33: shop has no operation `ListOrder`; did you mean `ListOrders`?
    error: pageboy.toml:3:46: shop has no operation `Buy`; known are DescribeOrder, ListOrders, Ping
    error: pageboy.toml:4:12: shop has no waiter `OrderSend`; did you mean `OrderSent` or `OrdersSent`?
    error: pageboy.toml:5:15: shop has no paginator `ListOrder`; did you mean `ListOrders`?
    error: pageboy.toml:5:28: shop has no paginator `DescribeOrder`; known are ListOrders
    ");
}

#[test]
fn unknown_keys_and_wrong_types_are_all_reported() {
    let manifest = r#"
[shop]
operation = ["Ping"]
waiters = "OrderSent"
paginators = [1, "ListOrders"]
module = true
protocol = ["json"]
version = 2020-01-01

[settings.models]
"#;
    let shop = Shop::new("manifest-keys");
    shop.0.write("pageboy.toml", manifest);
    insta::assert_snapshot!(shop.problems(), @r#"
    error: pageboy.toml:3:1: unknown key `operation`; did you mean `operations`?
    error: pageboy.toml:4:11: expected a list of names, or "*" for all
    error: pageboy.toml:5:15: expected a string, found integer
    error: pageboy.toml:6:10: expected a string, found boolean
    error: pageboy.toml:7:12: expected a string, found array
    error: pageboy.toml:8:11: expected a string, found datetime
    error: pageboy.toml:10:11: unknown key `models`; known keys are allow, definitions, overlays
    "#);
}

#[test]
fn a_service_of_which_nothing_is_selected_is_a_mistake() {
    insta::assert_snapshot!(problems("nothing-selected", "[shop]\n"), @r#"error: pageboy.toml:1:2: nothing of `shop` is selected; add `operations`, `waiters`, `paginators` or `resources`: a list of names, or "*""#);
}

#[test]
fn a_protocol_is_one_that_the_service_speaks() {
    let shop = Shop::new("protocol-unspoken");
    let speaking = r#""protocol": "json", "protocols": ["smithy-rpc-v2-cbor", "json"],"#;
    shop.service(&super::SERVICE.replace(r#""protocol": "json","#, speaking));
    shop.0
        .write("models/shop-2/2020-01-01/service-2.json", super::SERVICE);
    shop.manifest(
        "[shop]\nprotocol = \"smithy-rpc-cbor\"\noperations = [\"Ping\"]\n\n\
         [shop-2]\nprotocol = \"query\"\noperations = [\"Pong\"]\n",
    );
    insta::assert_snapshot!(shop.problems(), @r"
    error: pageboy.toml:2:12: shop has no protocol `smithy-rpc-cbor`; it has smithy-rpc-v2-cbor, json; did you mean `smithy-rpc-v2-cbor`?
    error: pageboy.toml:6:12: shop-2 has no protocol `query`; it has json
    error: pageboy.toml:7:15: shop-2 has no operation `Pong`; did you mean `Ping`?
    ");
}

#[test]
fn two_services_cannot_have_one_module() {
    let manifest =
        "[shop]\noperations = [\"Ping\"]\n\n[shop-2]\nmodule = \"shop\"\noperations = [\"Ping\"]\n";
    let shop = Shop::new("module-clash");
    shop.0
        .write("models/shop-2/2020-01-01/service-2.json", super::SERVICE);
    shop.manifest(manifest);
    insta::assert_snapshot!(shop.problems(), @"error: pageboy.toml:4:2: the module `shop` already exists; set `module` to another name");
}

#[test]
fn a_module_is_an_identifier() {
    let manifest = "[shop]\nmodule = \"my shop\"\noperations = [\"Ping\"]\n";
    insta::assert_snapshot!(problems("module-name", manifest), @"error: pageboy.toml:2:10: `my shop` cannot be the name of a module; a name consists of letters, digits and `_`, and is not a keyword");
}

#[test]
fn keys_outside_of_tables_are_told_where_they_stand() {
    let shop = Shop::new("manifest-outside");
    let manifest =
        "definitions = \"models\"\noperations = \"*\"\nx = 1\n\n[shop]\nwaiters = \"*\"\n";
    shop.0.write("pageboy.toml", manifest);
    insta::assert_snapshot!(shop.problems(), @r"
    error: pageboy.toml:1:1: `definitions` is a key of `[settings]`, and stands below that line
    error: pageboy.toml:2:1: `operations` is a key of a service, and stands below a line such as `[ec2]`
    error: pageboy.toml:3:5: expected a table such as `[ec2]`
    ");
    let manifest = "[shop]\nwaiters = \"*\"\n\n[settings]\ndefinitions = \"pageboy.toml\"\n";
    shop.0.write("pageboy.toml", manifest);
    insta::assert_snapshot!(shop.problems(), @"error: pageboy.toml:5:15: pageboy.toml is no folder");
}
