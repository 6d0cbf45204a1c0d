//! Decisions on values built from tables, and the loop on a paused clock.

mod conditions;
mod decisions;
mod definitions;
mod panicking;
mod polling;
mod riding;
mod spans;
mod the_loop;

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use aws_smithy_types::Document;
use tokio::time::Instant;

use crate::Dynamic;
use crate::client::{CallOutcome, Caller};
use crate::client::{Metadata, Reply};
use crate::error::{Error, ErrorKind};
use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};
use crate::view::{Slot, Structure};
use crate::wire;

use super::*;

pub(super) static SERVICE: Service = Service::new(
    "made-up",
    "MadeUp",
    "2020-01-01",
    Protocol::Json10,
    Endpoint::regional("made-up"),
);

/// Its one member is any JSON value, so that each test can say what an output holds.
static OUTPUT: Shape = Shape::structure(
    "DescribeThingsOutput",
    &[
        Member::new("x", &shapes::DOCUMENT),
        Member::new("secret", &shapes::STRING).sensitive(),
    ],
);

static OPERATION: Operation = Operation::new(&SERVICE, "DescribeThings").output(&OUTPUT);

fn output(x: serde_json::Value) -> Dynamic {
    let mut output = Dynamic::new(&OUTPUT);
    if let Some(Slot::Document(document)) = output.get_mut(0).map(|value| value.slot()) {
        *document = document_of(&x);
    }
    output
}

fn document_of(json: &serde_json::Value) -> Document {
    match json {
        serde_json::Value::Null => Document::Null,
        serde_json::Value::Bool(value) => Document::Bool(*value),
        serde_json::Value::String(text) => Document::String(text.clone()),
        serde_json::Value::Number(number) => Document::Number(match number.as_u64() {
            Some(value) => aws_smithy_types::Number::PosInt(value),
            None => aws_smithy_types::Number::Float(number.as_f64().unwrap()),
        }),
        serde_json::Value::Array(items) => Document::Array(items.iter().map(document_of).collect()),
        serde_json::Value::Object(entries) => Document::Object(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), document_of(value)))
                .collect(),
        ),
    }
}

fn waiter(acceptors: Vec<Acceptor>) -> &'static Waiter {
    Box::leak(Box::new(Waiter {
        name: "ThingsReady",
        operation: &OPERATION,
        delay: Duration::from_secs(15),
        max_attempts: 40,
        batch: None,
        acceptors: acceptors.leak(),
    }))
}

fn success(matcher: Matcher) -> Acceptor {
    Acceptor::new(AcceptorState::Success, matcher)
}

fn path(text: &str, expected: ExpectedValue) -> Matcher {
    Matcher::Path(Expression::parse(text).unwrap(), expected)
}

fn path_all(text: &str, expected: ExpectedValue) -> Matcher {
    Matcher::PathAll(Expression::parse(text).unwrap(), expected)
}

fn path_any(text: &str, expected: ExpectedValue) -> Matcher {
    Matcher::PathAny(Expression::parse(text).unwrap(), expected)
}

const ERROR: Answer<'static> = Answer::Error {
    status: 404,
    code: "NotFound",
};

fn matches(matcher: &Matcher, x: serde_json::Value) -> bool {
    let output = output(x);
    let answer = Answer::Output {
        status: 200,
        output: &output,
    };
    matcher.matches(answer).unwrap()
}

/// Answers with outputs that take no time, and notes when it was called.
#[derive(Clone, Default)]
struct WaitScript {
    calls: Arc<Mutex<Vec<Instant>>>,
    takes: Duration,
    /// The error of a call, by its number.
    fails: Option<fn(usize) -> Option<Error>>,
}

impl WaitScript {
    /// The times of the calls, in seconds since the first.
    fn seconds(&self) -> Vec<f64> {
        let calls = self.calls.lock().unwrap();
        calls
            .iter()
            .map(|call| (*call - calls[0]).as_secs_f64())
            .map(|seconds| (seconds * 10.0).round() / 10.0)
            .collect()
    }
}

impl Caller for WaitScript {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>> {
        let script = self.clone();
        Box::pin(async move {
            let number = {
                let mut calls = script.calls.lock().unwrap();
                calls.push(Instant::now());
                calls.len()
            };
            if !script.takes.is_zero() {
                tokio::time::sleep(script.takes).await;
            }
            let result = if let Some(error) = script.fails.and_then(|fails| fails(number)) {
                Err(error)
            } else {
                let state = format!("state {number}");
                Ok(Reply {
                    output: Box::new(output(serde_json::json!([{"s": state}, {"s": "stopped"}]))),
                    metadata: Metadata {
                        status: 200,
                        request_id: Some(format!("id-{number}")),
                        attempts: 1,
                    },
                })
            };
            CallOutcome { input, result }
        })
    }
}

/// No answer came.
fn unanswered(is_transient: bool) -> Error {
    let kind = ErrorKind::Transport {
        message: String::from("connection refused"),
        timeout: false,
    };
    Error::new(&OPERATION, kind).transient(is_transient)
}

/// An error of the service.
fn service_error(status: u16, code: &str) -> Error {
    let body = format!(r#"{{"__type":"{code}"}}"#).into();
    let headers = http::HeaderMap::new();
    let limits = wire::Limits::default();
    let response = wire::parse_error(&OPERATION, status, &headers, body, &limits);
    Error::new(&OPERATION, ErrorKind::Service(response))
}

fn never() -> &'static Waiter {
    waiter(vec![success(path_all(
        "x[].s",
        ExpectedValue::String("running"),
    ))])
}

fn reached_at(number: &'static str) -> &'static Waiter {
    waiter(vec![success(path_any(
        "x[].s",
        ExpectedValue::String(number),
    ))])
}

async fn run(
    script: &WaitScript,
    waiter: &'static Waiter,
    options: Options,
) -> Result<Success, WaitError> {
    let caller = Box::new(script.clone());
    wait(WaitRun::new(caller, waiter, options, Box::new(()))).await
}

fn polls(script: &WaitScript, waiter: &'static Waiter, options: Options) -> Polls<Dynamic> {
    let caller = Box::new(script.clone());
    Polls::new(waiter, WaitRun::new(caller, waiter, options, Box::new(())))
}

fn ends(result: Result<Success, WaitError>) -> WaitError {
    match result {
        Ok(_) => panic!("the wait succeeded"),
        Err(error) => error,
    }
}
