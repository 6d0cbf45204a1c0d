//! The tables of an operation that gives an item.

use pageboy::schema::{Endpoint, Member, Operation, Protocol, Service, Shape, shapes};

static SERVICE: Service = Service::new(
    "dynamodb",
    "DynamoDB",
    "2012-08-10",
    Protocol::Json10,
    Endpoint::regional("dynamodb"),
);

pub(super) static GET_ITEM: Operation = Operation::new(&SERVICE, "GetItem").output(&ITEM);

/// The output: a structure with the item.
pub(super) static ITEM: Shape = Shape::structure("GetItemOutput", &[Member::new("Item", &MAP)]);

pub(super) static ATTRIBUTE_VALUE: Shape = Shape::union(
    "AttributeValue",
    &[
        Member::new("S", &shapes::STRING),
        Member::new("N", &shapes::STRING),
        Member::new("B", &shapes::BLOB),
        Member::new("SS", &TEXTS),
        Member::new("NS", &TEXTS),
        Member::new("BS", &BYTES),
        Member::new("M", &MAP),
        Member::new("L", &LIST),
        Member::new("NULL", &shapes::BOOLEAN),
        Member::new("BOOL", &shapes::BOOLEAN),
    ],
);

static LIST: Shape = Shape::list(
    "ListAttributeValue",
    &[Member::new("member", &ATTRIBUTE_VALUE)],
);
static TEXTS: Shape = Shape::list("StringSet", &[Member::new("member", &shapes::STRING)]);
static BYTES: Shape = Shape::list("BinarySet", &[Member::new("member", &shapes::BLOB)]);
static MAP: Shape = Shape::map(
    "MapAttributeValue",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &ATTRIBUTE_VALUE),
    ],
);
