//! Recordings: any text is read or refused, and a recording plays the same, without secrets.

use std::sync::{Arc, LazyLock};

use pageboy::schema::{Kind, Operation, Shape, shapes};
use pageboy::testing::{Recorder, Replay, ScriptStep, ScriptedTransport};
use pageboy::view::{Structure, View};
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Client, Config, Credentials, Dynamic, Error, ErrorKind, ToSend, Transport};
use serde_json::Value;

use crate::dynamic::Tables;
use crate::input::Answer;
use crate::{block_on, memory, service, walk};

/// The tables of the service in each protocol.
static TABLES: LazyLock<Vec<Tables>> = LazyLock::new(|| {
    let protocols = [
        "json",
        "rest-json",
        "rest-xml",
        "query",
        "ec2",
        "smithy-rpc-v2-cbor",
    ];
    protocols.into_iter().map(service::tables).collect()
});

/// The names of the operations, sorted.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| service::operations("json"));

const STATUSES: [u16; 8] = [200, 200, 200, 204, 400, 404, 500, 503];

/// Reads an input: a recording as JSON, or else an answer that is recorded.
pub fn check(input: &[u8]) {
    memory::bounded(|| match std::str::from_utf8(input) {
        Ok(text) if text.starts_with('{') => play(text),
        _ => record(&Answer::read(input)),
    });
}

/// Asks for all that a recording says it has.
fn play(text: &str) {
    let replay = match Replay::from_json(text) {
        Ok(replay) => replay,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let recording: Value = serde_json::from_str(text).expect("a recording is JSON");
    let exchanges = recording["exchanges"].as_array().into_iter().flatten();
    for exchange in exchanges {
        let name = exchange["operation"].as_str().unwrap_or_default();
        let Some(operation) = TABLES[0].operations.get(name) else {
            continue;
        };
        let Some(input) = input_of(operation, &exchange["input"]) else {
            continue;
        };
        match call(&TABLES[0], operation, input, replay.clone()) {
            Ok(output) => drop(walk::through(&output)),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    if let Err(error) = replay.finish() {
        assert!(!error.to_string().is_empty());
    }
}

/// The input that stands in a recording.
fn input_of(operation: &'static Operation, json: &Value) -> Option<Dynamic> {
    let shape = operation.input.unwrap_or(&shapes::EMPTY);
    let reading = Operation::new(operation.service, "Read").output(shape);
    let response = Response {
        status: 200,
        headers: http::HeaderMap::new(),
        body: Body::from(json.to_string()).into(),
    };
    let mut input = Dynamic::new(shape);
    wire::parse_output(&reading, &response, &mut input, &Limits::default()).ok()?;
    Some(input)
}

/// Records an answer, plays it, and records that again.
fn record(answer: &Answer<'_>) {
    let tables = &TABLES[usize::from(answer.choice) % TABLES.len()];
    let name = &NAMES[usize::from(answer.operation) % NAMES.len()];
    let Some(operation) = tables.operations.get(name.as_str()).copied() else {
        return;
    };
    if wire::streams_events(operation) {
        return;
    }
    let status = STATUSES[usize::from(answer.choice) / 8 % STATUSES.len()];
    let headers = answer.headers.iter().filter_map(|(name, value)| {
        let value = std::str::from_utf8(value).ok()?;
        Some((*name, value))
    });
    let headers: Vec<_> = headers.collect();
    let scripted = ScriptStep::response(status, &headers, answer.body.to_vec());
    let recorder = Recorder::new(ScriptedTransport::new([scripted]));
    let first = call(tables, operation, empty(operation), recorder.clone());
    let recording = recorder.to_json().expect("a recording is JSON");
    let replay = Replay::from_json(&recording)
        .unwrap_or_else(|error| panic!("{error}: what was recorded is no recording\n{recording}"));
    let recorder = Recorder::new(replay.clone());
    let again = call(tables, operation, empty(operation), recorder.clone());
    replay.finish().expect("everything was asked for again");
    assert_eq!(
        recording,
        recorder.to_json().expect("a recording is JSON"),
        "it is recorded otherwise when it is played"
    );
    match (first, again) {
        (Ok(_), Ok(again)) => assert!(!has_secrets(&again), "{recording}"),
        (Ok(_), Err(error)) => panic!("{error}: an output that was recorded\n{recording}"),
        (Err(first), Err(again)) => assert_eq!(first.code(), again.code(), "{recording}"),
        // What cannot be read is kept without a body.
        (Err(first), Ok(_)) => {
            assert!(
                matches!(first.kind(), ErrorKind::Response { .. }),
                "{first}"
            );
        }
    }
}

fn empty(operation: &Operation) -> Dynamic {
    Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY))
}

fn call(
    tables: &Tables,
    operation: &'static Operation,
    input: Dynamic,
    transport: impl Transport,
) -> Result<Dynamic, Error> {
    let config = Config::builder()
        .region("us-east-1")
        .endpoint_url("https://service.example")
        .credentials(Credentials::new("id", "secret", None, None, "fuzz"))
        .max_attempts(1)
        .transport(Arc::new(transport))
        .build()
        .expect("the settings are right");
    let client = Client::new(tables.service, &config);
    block_on(async { ToSend::new(client).call_dynamic(operation, input).await })
}

/// Whether there is a text that the model calls sensitive, and that does not stand for one.
fn has_secrets(value: &dyn Structure) -> bool {
    let mut members = value.shape().members().iter().enumerate();
    members.any(|(at, member)| is_secret(value.view_of(at), member.target, member.is_sensitive()))
}

fn is_secret(view: View<'_>, shape: &'static Shape, is_sensitive: bool) -> bool {
    match view {
        // Keys are numbered.
        View::String(text) => is_sensitive && !text.starts_with("***"),
        View::Structure(value) => has_secrets(value),
        View::List(list) if shape.kind == Kind::List => {
            let element = shape.element();
            let is_sensitive = is_sensitive || element.is_sensitive();
            (0..list.len()).any(|at| is_secret(list.get(at), element.target, is_sensitive))
        }
        View::Map(map) if shape.kind == Kind::Map => {
            let (key, value) = (&shape.members()[0], shape.value());
            (0..map.len())
                .filter_map(|at| map.entry(at))
                .any(|(name, view)| {
                    is_secret(
                        View::String(name),
                        key.target,
                        is_sensitive || key.is_sensitive(),
                    ) || is_secret(view, value.target, is_sensitive || value.is_sensitive())
                })
        }
        _ => false,
    }
}
