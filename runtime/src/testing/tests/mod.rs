//! Scripts and recordings, on small tables.

mod recording;
mod scripting;

use crate::client::{Client, Config};
use crate::dynamic::Dynamic;
use crate::schema::{
    Endpoint, Exception, Location, Member, Operation, Protocol, Service, Shape, shapes,
};
use crate::view::{Slot, Structure};

static SHOP: Service = Service::new(
    "shop",
    "Shop",
    "2020-01-01",
    Protocol::Json11,
    Endpoint::regional("shop"),
);
static STORE: Service = Service::new(
    "store",
    "Store",
    "2020-01-01",
    Protocol::RestXml,
    Endpoint::regional("store"),
);

const fn text(name: &'static str) -> Member {
    Member::new(name, &shapes::STRING)
}

static LIST_GOODS: Operation = Operation::new(&SHOP, "ListGoods")
    .input(&LIST_GOODS_INPUT)
    .output(&LIST_GOODS_OUTPUT);
static LIST_GOODS_INPUT: Shape = Shape::structure(
    "ListGoodsInput",
    &[
        text("Token"),
        text("Pin").sensitive(),
        text("Once").idempotency_token(),
    ],
);
static GOODS: Shape = Shape::list("Goods", &[Member::new("member", &GOOD)]);
static GOOD: Shape = Shape::structure(
    "Good",
    &[text("Name"), Member::new("Since", &shapes::TIMESTAMP)],
);
static LIST_GOODS_OUTPUT: Shape = Shape::structure(
    "ListGoodsOutput",
    &[Member::new("Goods", &GOODS), text("Token")],
);

static LOGIN: Operation = Operation::new(&SHOP, "Login")
    .output(&LOGIN_OUTPUT)
    .errors(&[&DENIED]);
static LOGIN_OUTPUT: Shape = Shape::structure(
    "LoginOutput",
    &[
        text("User"),
        text("SessionToken").sensitive(),
        text("Picture"),
        Member::new("Keys", &KEYS).sensitive(),
        Member::new("Level", &shapes::INTEGER).sensitive(),
    ],
);
static KEYS: Shape = Shape::map("Keys", &[text("key"), text("value")]);
static DENIED: Exception = Exception::new("Denied", &DENIED_SHAPE);
static DENIED_SHAPE: Shape =
    Shape::structure("Denied", &[text("message"), text("Hint").sensitive()]);

static PUT: Operation = Operation::new(&STORE, "Put")
    .http("PUT", "/{Key}")
    .input(&PUT_INPUT);
static PUT_INPUT: Shape = Shape::structure(
    "PutInput",
    &[
        text("Key").location(Location::Uri),
        Member::new("Body", &shapes::STREAM),
    ],
)
.payload(1);
static GET: Operation = Operation::new(&STORE, "Get")
    .http("GET", "/{Key}")
    .input(&GET_INPUT)
    .output(&GET_OUTPUT);
static GET_INPUT: Shape = Shape::structure("GetInput", &[text("Key").location(Location::Uri)]);
static GET_OUTPUT: Shape = Shape::structure(
    "GetOutput",
    &[
        text("Kind").wire("x-kind").location(Location::Header),
        Member::new("Body", &shapes::STREAM),
    ],
)
.payload(1);

/// An input with these texts.
fn input(operation: &Operation, members: &[(&str, &str)]) -> Dynamic {
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    for (name, value) in members {
        let index = input.shape().index_of(name).unwrap();
        match input.get_mut(index).unwrap().slot() {
            Slot::String(place) => *place = (*value).to_owned(),
            Slot::Stream(place) => *place = value.as_bytes().to_vec().into(),
            _ => panic!("{name} is no text"),
        }
    }
    input
}

/// Calls an operation; the output, or the error, as text.
async fn call(config: &Config, operation: &'static Operation, members: &[(&str, &str)]) -> String {
    let client = Client::new(operation.service, config);
    let output = Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY));
    let input = input(operation, members);
    match client.call(operation, &input, Box::new(output)).await {
        Ok(mut reply) => {
            let body = reply.output.shape().index_of("Body");
            match body
                .and_then(|index| reply.output.get_mut(index))
                .map(|body| body.slot())
            {
                Some(Slot::Stream(body)) => {
                    let bytes = std::mem::take(body).collect().await.unwrap();
                    format!("{bytes:?}")
                }
                _ => {
                    let shown = format!("{:?}", reply);
                    let end = shown.find(", metadata").unwrap_or(shown.len());
                    shown
                        .get("Reply { output: ".len()..end)
                        .unwrap_or_default()
                        .to_owned()
                }
            }
        }
        Err(error) => error.to_string(),
    }
}
