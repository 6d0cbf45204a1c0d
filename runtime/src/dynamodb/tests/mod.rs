//! Values of tables that were loaded at run time, and a type that stands for a generated one.

mod batches;
mod conditions;
mod reading;
mod trees;
mod writing;

use std::fmt;

use serde_json::Value as Json;

use crate::Dynamic;
use crate::schema::{Endpoint, Member, Operation, Protocol, Service, Shape, shapes};
use crate::view::{self, Structure, Value};

use super::*;

static SERVICE: Service = Service::new(
    "dynamodb",
    "DynamoDB",
    "2012-08-10",
    Protocol::Json10,
    Endpoint::regional("dynamodb"),
);

/// The members stand in another order than in the model.
static ATTRIBUTE_VALUE: Shape = Shape::union(
    "AttributeValue",
    &[
        Member::new("BOOL", &shapes::BOOLEAN),
        Member::new("NULL", &shapes::BOOLEAN),
        Member::new("L", &LIST),
        Member::new("M", &MAP),
        Member::new("BS", &BYTES),
        Member::new("NS", &TEXTS),
        Member::new("SS", &TEXTS),
        Member::new("B", &shapes::BLOB),
        Member::new("N", &shapes::STRING),
        Member::new("S", &shapes::STRING),
    ],
);
static LIST: Shape = Shape::list("List", &[Member::new("member", &ATTRIBUTE_VALUE)]);
static TEXTS: Shape = Shape::list("Texts", &[Member::new("member", &shapes::STRING)]);
static BYTES: Shape = Shape::list("Bytes", &[Member::new("member", &shapes::BLOB)]);
static MAP: Shape = Shape::map(
    "Map",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &ATTRIBUTE_VALUE),
    ],
);

static BATCH_WRITE_ITEM: Operation = Operation::new(&SERVICE, "BatchWriteItem")
    .input(&BATCH_INPUT)
    .output(&BATCH_OUTPUT);
static BATCH_INPUT: Shape = Shape::structure(
    "BatchWriteItemInput",
    &[Member::new("RequestItems", &REQUEST_MAP).required()],
);
static BATCH_OUTPUT: Shape = Shape::structure(
    "BatchWriteItemOutput",
    &[Member::new("UnprocessedItems", &REQUEST_MAP)],
);
static REQUEST_MAP: Shape = Shape::map(
    "BatchWriteItemRequestMap",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &REQUESTS),
    ],
);
static REQUESTS: Shape = Shape::list("WriteRequests", &[Member::new("member", &REQUEST)]);
static REQUEST: Shape = Shape::structure(
    "WriteRequest",
    &[
        Member::new("PutRequest", &PUT),
        Member::new("DeleteRequest", &DELETE),
    ],
);
static PUT: Shape = Shape::structure("PutRequest", &[Member::new("Item", &MAP)]);
static DELETE: Shape = Shape::structure("DeleteRequest", &[Member::new("Key", &MAP)]);

/// What a generated type is to the runtime: it can be made without a table.
struct AttributeValue(Dynamic);

impl Default for AttributeValue {
    fn default() -> Self {
        Self(Dynamic::new(&ATTRIBUTE_VALUE))
    }
}

impl Structure for AttributeValue {
    fn shape(&self) -> &'static Shape {
        self.0.shape()
    }

    fn get(&self, index: usize) -> Option<&dyn Value> {
        self.0.get(index)
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        self.0.get_mut(index)
    }

    fn set_unknown(&mut self, name: &str) {
        self.0.set_unknown(name);
    }

    fn unknown(&self) -> Option<&str> {
        self.0.unknown()
    }
}

impl fmt::Debug for AttributeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        view::debug(self, f)
    }
}

impl PartialEq for AttributeValue {
    fn eq(&self, other: &Self) -> bool {
        view::equal(self, other)
    }
}

/// The value as the service writes it; bytes are base64.
fn json(value: &dyn Structure) -> Json {
    crate::search(value, "@").unwrap()
}

/// A value as DynamoDB has it.
fn written(value: &(impl Serialize + ?Sized)) -> AttributeValue {
    to_value(value).unwrap()
}

fn refusal(value: &(impl Serialize + ?Sized)) -> String {
    to_value::<AttributeValue>(value).unwrap_err().to_string()
}
