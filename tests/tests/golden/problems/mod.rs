//! The generator's messages about mistakes: file, place, and the likely meaning.

mod absence;
mod batch_key;
mod batches;
mod definitions;
mod empties;
mod formats;
mod lints;
mod manifest;
mod once;
mod overlays;
mod paginators;
mod reports;
mod resources;
mod vendored;
mod waiters;

use std::path::Path;

use pageboy_codegen::{Builder, Manifest};

use crate::folder::Folder;

const ALL: &str = "[shop]\noperations = \"*\"\n";

const SERVICE: &str = r#"{
  "version": "2.0",
  "metadata": {
    "apiVersion": "2020-01-01",
    "endpointPrefix": "shop",
    "jsonVersion": "1.1",
    "protocol": "json",
    "serviceId": "Shop",
    "signatureVersion": "v4",
    "targetPrefix": "Shop",
    "uid": "shop-2020-01-01"
  },
  "operations": {
    "DescribeOrder": {
      "name": "DescribeOrder",
      "input": {"shape": "DescribeOrderInput"},
      "output": {"shape": "DescribeOrderOutput"}
    },
    "ListOrders": {
      "name": "ListOrders",
      "input": {"shape": "ListOrdersInput"},
      "output": {"shape": "ListOrdersOutput"}
    },
    "Ping": {"name": "Ping"}
  },
  "shapes": {
    "DescribeOrderInput": {"type": "structure", "members": {"OrderId": {"shape": "String"}}},
    "DescribeOrderOutput": {"type": "structure", "members": {"Order": {"shape": "Order"}}},
    "Integer": {"type": "integer"},
    "Line": {"type": "structure", "members": {"Article": {"shape": "String"}, "Count": {"shape": "Integer"}}},
    "Lines": {"type": "list", "member": {"shape": "Line"}},
    "ListOrdersInput": {
      "type": "structure",
      "members": {
        "NextToken": {"shape": "String"},
        "MaxResults": {"shape": "Integer"},
        "Labels": {"shape": "Labels"}
      }
    },
    "ListOrdersOutput": {
      "type": "structure",
      "members": {
        "Orders": {"shape": "Orders"},
        "NextToken": {"shape": "String"},
        "Labels": {"shape": "Labels"}
      }
    },
    "Labels": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}},
    "Order": {
      "type": "structure",
      "members": {
        "OrderId": {"shape": "String"},
        "State": {"shape": "State"},
        "Lines": {"shape": "Lines"},
        "Total": {"shape": "Integer"}
      }
    },
    "Orders": {"type": "list", "member": {"shape": "Order"}},
    "State": {"type": "string", "enum": ["new", "paid", "sent"]},
    "String": {"type": "string"}
  }
}
"#;

const WAITERS: &str = r#"{
  "version": 2,
  "waiters": {
    "OrderSent": {
      "operation": "DescribeOrder",
      "delay": 5,
      "maxAttempts": 10,
      "acceptors": [{"state": "success", "matcher": "path", "argument": "Order.State", "expected": "sent"}]
    },
    "OrdersSent": {
      "operation": "ListOrders",
      "delay": 5,
      "maxAttempts": 10,
      "acceptors": [{"state": "success", "matcher": "pathAll", "argument": "Orders[].State", "expected": "sent"}]
    }
  }
}
"#;

const PAGINATORS: &str = r#"{
  "pagination": {
    "ListOrders": {
      "input_token": "NextToken",
      "output_token": "NextToken",
      "limit_key": "MaxResults",
      "result_key": "Orders"
    }
  }
}
"#;

const RESOURCES: &str = r#"{
  "service": {
    "has": {"Order": {"resource": {"type": "Order", "identifiers": [{"target": "Id", "source": "input"}]}}}
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
      }
    }
  }
}
"#;

const RULES: &str = r#"{
  "version": "1.0",
  "parameters": {"Region": {"type": "string", "builtIn": "AWS::Region"}},
  "rules": [
    {
      "type": "endpoint",
      "conditions": [{"fn": "isSet", "argv": [{"ref": "Region"}]}],
      "endpoint": {
        "url": "https://shop.{Region}.example",
        "properties": {"authSchemes": [{"name": "sigv4", "signingName": "shop"}]},
        "headers": {}
      }
    },
    {"type": "error", "conditions": [], "error": "no region"}
  ]
}
"#;

/// A folder with a manifest and the definitions of a small shop, in which a test makes its mistakes.
struct Shop(Folder);

impl Shop {
    fn new(test: &str) -> Self {
        let shop = Self(Folder::new(test));
        shop.0
            .write("models/endpoints.json", r#"{"partitions": []}"#);
        shop.service(SERVICE);
        shop.waiters(WAITERS);
        shop.paginators(PAGINATORS);
        shop.manifest(ALL);
        shop
    }

    fn service(&self, text: &str) {
        self.0.write("models/shop/2020-01-01/service-2.json", text);
    }

    fn waiters(&self, text: &str) {
        self.0.write("models/shop/2020-01-01/waiters-2.json", text);
    }

    fn paginators(&self, text: &str) {
        self.0
            .write("models/shop/2020-01-01/paginators-1.json", text);
    }

    /// The manifest without its settings.
    fn manifest(&self, text: &str) {
        self.0.write(
            "pageboy.toml",
            &format!("{text}\n[settings]\ndefinitions = \"models\"\n"),
        );
    }

    /// A manifest for everything, with the overlay folder `own`, and a file in it.
    fn overlay(&self, name: &str, text: &str) {
        self.0.write(&format!("own/{name}"), text);
        let settings = "[settings]\ndefinitions = \"models\"\noverlays = \"own\"\n";
        self.0.write("pageboy.toml", &format!("{ALL}\n{settings}"));
    }

    /// The mistakes in the folder.
    fn problems(&self) -> String {
        let path = self.0.join("pageboy.toml");
        let result = Manifest::from_file(Path::new(&path))
            .and_then(|manifest| Builder::from_manifest(manifest).generate());
        match result {
            Ok(_) => "nothing is wrong".to_owned(),
            Err(problems) => self.0.redact(&problems.to_string()),
        }
    }
}

#[test]
fn nothing_is_wrong_with_the_shop() {
    let shop = Shop::new("nothing-wrong");
    insta::assert_snapshot!(shop.problems(), @"nothing is wrong");
}

#[test]
fn everything_wrong_is_reported_in_one_run_sorted_by_file_and_place() {
    let shop = Shop::new("everything-wrong");
    shop.service(&SERVICE.replace(r#"{"shape": "Line"}"#, r#"{"shape": "Lime"}"#));
    shop.waiters(
        &WAITERS
            .replace("Order.State", "Order.Sate")
            .replace("pathAll", "pathEvery"),
    );
    shop.paginators(
        &PAGINATORS
            .replace("\"Orders\"", "\"Order\"")
            .replace("limit_key", "limitkey"),
    );
    shop.manifest(
        "[shop]\noperations = [\"Pong\"]\nwaiters = [\"OrderSend\", \"OrderSent\", \"OrdersSent\"]\n\
         paginators = [\"ListOrders\", \"ListOrder\"]\n\n[shoo]\noperations = \"*\"\n",
    );
    insta::assert_snapshot!(shop.problems(), @r"
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/limitkey: unknown key; did you mean `limit_key`?
    error: models/shop/2020-01-01/paginators-1.json: /pagination/ListOrders/result_key: no member `Order` in ListOrdersOutput; did you mean `Orders`?
    error: models/shop/2020-01-01/service-2.json: /shapes/Lines/member/shape: no shape `Lime`; did you mean `Line` or `Lines`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/OrderSent/acceptors/0/argument: no member `Sate` in Order; did you mean `State`?
    error: models/shop/2020-01-01/waiters-2.json: /waiters/OrdersSent/acceptors/0/matcher: unknown matcher `pathEvery`; known are error, path, pathAll, pathAny, status
    error: pageboy.toml:2:15: shop has no operation `Pong`; did you mean `Ping`?
    error: pageboy.toml:3:12: shop has no waiter `OrderSend`; did you mean `OrderSent` or `OrdersSent`?
    error: pageboy.toml:4:29: shop has no paginator `ListOrder`; did you mean `ListOrders`?
    error: pageboy.toml:6:2: unknown service `shoo`; did you mean `shop`?
    ");
}
