//! Runs over pages that are JSON written down, in the notation of botocore's own tests.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use crate::Dynamic;
use crate::client::{CallOutcome, Caller, empty_dynamic};
use crate::client::{Metadata, Reply};
use crate::error::{Error, ErrorKind};
use crate::jmespath::ExpressionValue;
use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};
use crate::view::View;

use super::*;

mod aggregating;
mod ahead;
mod cursors;
mod cutting;
mod ending;
mod following;
mod repeating;
mod searching;

static SERVICE: Service = Service::new(
    "made-up",
    "MadeUp",
    "2020-01-01",
    Protocol::Json10,
    Endpoint::regional("made-up"),
);

static NUMBERS: Shape = Shape::list("Numbers", &[Member::new("member", &shapes::LONG)]);
static COUNTS: Shape = Shape::map(
    "Counts",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &shapes::LONG),
    ],
);
static VALUE: Shape = Shape::union(
    "Value",
    &[
        Member::new("S", &shapes::STRING),
        Member::new("B", &shapes::BLOB),
    ],
);
static KEY: Shape = Shape::map(
    "Key",
    &[
        Member::new("key", &shapes::STRING),
        Member::new("value", &VALUE),
    ],
);
static NESTED: Shape = Shape::structure(
    "Nested",
    &[
        Member::new("P", &NUMBERS),
        Member::new("Q", &shapes::LONG),
        Member::new("Z", &shapes::STRING),
    ],
);

static INPUT: Shape = Shape::structure(
    "Input",
    &[
        Member::new("Marker", &shapes::STRING),
        Member::new("Second", &shapes::STRING),
        Member::new("MaxKeys", &shapes::INTEGER),
        Member::new("MaxItems", &shapes::STRING),
        Member::new("Foo", &shapes::STRING),
        Member::new("Key", &KEY),
        Member::new("Bytes", &shapes::BLOB),
        Member::new("Secret", &shapes::STRING).sensitive(),
    ],
);

static OUTPUT: Shape = Shape::structure(
    "Output",
    &[
        Member::new("Users", &NUMBERS),
        Member::new("Groups", &NUMBERS),
        Member::new("Marker", &shapes::DOCUMENT),
        Member::new("Second", &shapes::STRING),
        Member::new("More", &shapes::DOCUMENT),
        Member::new("Log", &shapes::STRING),
        Member::new("Count", &shapes::LONG),
        Member::new("M", &COUNTS),
        Member::new("E", &NESTED),
        Member::new("Key", &KEY),
        Member::new("Bytes", &shapes::BLOB),
        Member::new("X", &shapes::STRING),
    ],
);

static OPERATION: Operation = Operation::new(&SERVICE, "ListThings")
    .input(&INPUT)
    .output(&OUTPUT);

const USERS: ResultPath = path("Users", &[0]);
const GROUPS: ResultPath = path("Groups", &[1]);
const LOG: ResultPath = path("Log", &[5]);
const COUNT: ResultPath = path("Count", &[6]);
const MAP: ResultPath = path("M", &[7]);
const NESTED_P: ResultPath = path("E.P", &[8, 0]);

fn expression(text: &str) -> &'static Expression {
    Box::leak(Box::new(Expression::parse(text).unwrap()))
}

const fn path(path: &'static str, members: &'static [u16]) -> ResultPath {
    ResultPath { path, members }
}

/// A paginator with the given tokens (input member, output expression) and results.
fn paginator(tokens: &[(u16, &str)], results: &[ResultPath]) -> Paginator {
    let tokens: Vec<Token> = tokens
        .iter()
        .map(|(input, output)| Token {
            input: *input,
            output: Expression::parse(output).unwrap(),
        })
        .collect();
    Paginator {
        operation: &OPERATION,
        tokens: tokens.leak(),
        more_results: None,
        results: results.to_vec().leak(),
        limit: None,
        non_aggregate: &[],
        repeated_token: RepeatedToken::Error,
        every_request: &[],
        first_token: &[],
        default_limit: None,
        max_limit: None,
    }
}

/// `input_token` and `output_token` are `Marker`, `result_key` is `Users`.
fn users() -> Paginator {
    paginator(&[(0, "Marker")], &[USERS])
}

fn users_and_groups() -> Paginator {
    paginator(&[(0, "Marker")], &[USERS, GROUPS])
}

/// One run: pages served, parameters, and what came out.
struct PageScript {
    pages: Arc<Mutex<VecDeque<Json>>>,
    calls: Arc<Mutex<Vec<Json>>>,
}

impl Caller for PageScript {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>> {
        let (pages, calls) = (self.pages.clone(), self.calls.clone());
        Box::pin(async move {
            calls.lock().unwrap().push(shown(&*input));
            let result = match pages.lock().unwrap().pop_front() {
                Some(Json::String(message)) => Err(Error::new(
                    &OPERATION,
                    ErrorKind::Transport {
                        message,
                        timeout: false,
                    },
                )),
                Some(page) => Ok(Reply {
                    output: Box::new(made(&OUTPUT, &page)),
                    metadata: Metadata {
                        status: 200,
                        request_id: None,
                        attempts: 1,
                    },
                }),
                None => panic!("no page is left"),
            };
            CallOutcome { input, result }
        })
    }
}

struct Run {
    pages: Pages<Dynamic>,
    calls: Arc<Mutex<Vec<Json>>>,
}

fn run(paginator: Paginator, input: &Json, pages: &[Json]) -> Run {
    let calls = Arc::<Mutex<Vec<Json>>>::default();
    let script = PageScript {
        pages: Arc::new(Mutex::new(pages.iter().cloned().collect())),
        calls: calls.clone(),
    };
    let paginator = Box::leak(Box::new(paginator));
    let input = Box::new(made(&INPUT, input));
    Run {
        pages: Pages::from_caller(Box::new(script), paginator, input, empty_dynamic),
        calls,
    }
}

impl Run {
    fn with(mut self, set: impl FnOnce(Pages<Dynamic>) -> Pages<Dynamic>) -> Self {
        self.pages = set(self.pages);
        self
    }

    async fn full(self) -> (Json, Vec<Json>) {
        let result = self.pages.full_result().await.unwrap();
        (result, std::mem::take(&mut self.calls.lock().unwrap()))
    }

    /// The pages as JSON, and the error that ended them.
    async fn each(mut self) -> (Vec<Json>, Option<String>, Vec<Json>) {
        let (mut pages, mut end) = (Vec::new(), None);
        while let Some(page) = self.pages.next().await {
            match page {
                Ok(page) => pages.push(shown(&page)),
                Err(error) => end = Some(error.to_string()),
            }
        }
        (pages, end, std::mem::take(&mut self.calls.lock().unwrap()))
    }
}

fn made(shape: &'static Shape, json: &Json) -> Dynamic {
    let mut value = Dynamic::new(shape);
    fill(Slot::Structure(&mut value), json);
    value
}

fn fill(slot: Slot<'_>, json: &Json) {
    match (slot, json) {
        (Slot::String(slot), Json::String(text)) => text.clone_into(slot),
        (Slot::Long(slot), json) => *slot = json.as_i64().unwrap(),
        (Slot::Integer(slot), json) => *slot = json.as_i64().unwrap().try_into().unwrap(),
        (Slot::Blob(slot), Json::String(text)) => {
            *slot = aws_smithy_types::Blob::new(STANDARD.decode(text).unwrap());
        }
        (Slot::Document(slot), json) => {
            *slot = match json {
                Json::String(text) => aws_smithy_types::Document::String(text.clone()),
                Json::Bool(value) => aws_smithy_types::Document::Bool(*value),
                Json::Number(number) => aws_smithy_types::Document::Number(
                    aws_smithy_types::Number::PosInt(number.as_u64().unwrap()),
                ),
                _ => aws_smithy_types::Document::Null,
            };
        }
        (Slot::List(list), Json::Array(items)) => {
            items.iter().for_each(|item| fill(list.push(), item));
        }
        (Slot::Map(map), Json::Object(entries)) => {
            for (key, value) in entries {
                fill(map.insert(key.clone()), value);
            }
        }
        (Slot::Structure(structure), Json::Object(entries)) => {
            for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                let index = structure.shape().index_of(key).unwrap();
                fill(structure.get_mut(index).unwrap().slot(), value);
            }
        }
        (_, json) => panic!("{json} does not belong here"),
    }
}

fn shown(value: &dyn Structure) -> Json {
    serde_json::to_value(ExpressionValue::from_view(View::Structure(value))).unwrap()
}

fn enc(json: &str) -> String {
    STANDARD.encode(json)
}
