//! Calls through the library, by tables that are made from the vendored definitions.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response};
use pageboy::jmespath::ExpressionValue;
use pageboy::paginator::Paginator;
use pageboy::schema::{Operation, Service as ServiceTable, shapes};
use pageboy::testing::{ScriptStep, ScriptedTransport, SentRequest};
use pageboy::view::{Slot, Structure, View};
use pageboy::{
    Body, Client, Config, Credentials, Dynamic, Error, HeldFor, Pages, Transport, TransportError,
};
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use serde_json::Value;

use super::case::Answer;

/// What a call gave.
pub(crate) struct CallResult {
    /// The output as JMESPath sees it.
    pub(crate) result: Result<Value, Error>,
    pub(crate) requests: Vec<SentRequest>,
}

/// Calls an operation with this input.
pub(crate) async fn call(
    service: &str,
    operation: &str,
    input: &Value,
    answers: &[Answer],
) -> CallResult {
    let tables = tables(Service::new(service).operations([operation]));
    let operation: &'static Operation = tables.operations[operation];
    let transport = transport(answers);
    let client = client(tables.service, &transport);
    let output = Box::new(Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY)));
    let reply = client
        .call(operation, &dynamic(operation, input), output)
        .await;
    let shown = |output: &dyn Structure| {
        serde_json::to_value(ExpressionValue::from_view(View::Structure(output)))
    };
    CallResult {
        result: reply.map(|reply| shown(&*reply.output).unwrap()),
        requests: transport.requests(),
    }
}

/// How long a transport is told to wait for the answer to a call.
pub(crate) async fn held(service: &str, operation: &str, input: &Value) -> Option<Duration> {
    let tables = tables(Service::new(service).operations([operation]));
    let operation: &'static Operation = tables.operations[operation];
    let asked = HoldTime::default();
    let config = Config::builder()
        .region("us-east-1")
        .credentials(Credentials::new("AKID", "secret", None, None, "replay"))
        .transport(asked.clone())
        .build();
    let client = Client::new(tables.service, &config.unwrap());
    let output = Box::new(Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY)));
    let input = dynamic(operation, input);
    let reply = client.call(operation, &input, output).await;
    assert!(reply.is_err());
    *asked.0.lock().unwrap()
}

/// Sends nothing, and keeps how long a request may be held.
#[derive(Clone, Debug, Default)]
struct HoldTime(Arc<Mutex<Option<Duration>>>);

impl Transport for HoldTime {
    fn send(
        &self,
        request: Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send + '_>> {
        let held = request.extensions().get().map(|HeldFor(held)| *held);
        *self.0.lock().unwrap() = held;
        Box::pin(async { Err(TransportError::refused("nothing is sent")) })
    }
}

/// The pages of an operation.
pub(crate) fn pages(
    service: &str,
    operation: &str,
    input: &Value,
    answers: &[Answer],
) -> Pages<Dynamic> {
    let tables = tables(Service::new(service).paginators([operation]));
    let paginator: &'static Paginator = tables.paginators[operation];
    let client = client(tables.service, &transport(answers));
    Pages::dynamic(client, paginator, dynamic(paginator.operation, input))
}

pub(crate) fn transport(answers: &[Answer]) -> ScriptedTransport {
    ScriptedTransport::new(answers.iter().map(|answer| {
        let headers = answer.headers.iter();
        let headers: Vec<(&str, &str)> = headers.map(|(name, value)| (&**name, &**value)).collect();
        ScriptStep::response(answer.status, &headers, answer.body.clone())
    }))
}

pub(crate) fn config(transport: &ScriptedTransport) -> Config {
    Config::builder()
        .region("us-east-1")
        .credentials(Credentials::new("AKID", "secret", None, None, "replay"))
        .transport(transport.clone())
        .build()
        .unwrap()
}

fn client(service: &'static ServiceTable, transport: &ScriptedTransport) -> Client {
    Client::new(service, &config(transport))
}

fn tables(service: Service) -> Tables {
    match Builder::new().service(service).plan() {
        Ok(plans) => Tables::new(plans.first().unwrap()),
        Err(problems) => panic!("{problems}"),
    }
}

fn dynamic(operation: &'static Operation, input: &Value) -> Dynamic {
    let mut dynamic = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    write(Slot::Structure(&mut dynamic), input);
    dynamic
}

fn write(slot: Slot<'_>, value: &Value) {
    match (slot, value) {
        (Slot::Boolean(place), Value::Bool(value)) => *place = *value,
        (Slot::String(place), Value::String(text)) => text.clone_into(place),
        (Slot::Enum(place), Value::String(text)) => place.set(text),
        (Slot::List(list), Value::Array(items)) => {
            items.iter().for_each(|item| write(list.push(), item))
        }
        (Slot::Structure(structure), Value::Object(members)) => {
            for (name, value) in members {
                let index = structure.shape().index_of(name).unwrap();
                write(structure.get_mut(index).unwrap().slot(), value);
            }
        }
        (_, value) => panic!("{value} is in no case"),
    }
}
