//! A program over pageboy's dynamic tables.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use pageboy::resource::{Handle, UntypedResource};
use pageboy::{
    Attempt, Body, Client, Config, Credentials, HttpTransport, RequestChecksumCalculation,
    Transport, TransportError,
};
use pageboy_tests::moto::Moto;
use serde_json::{Map, Value, json};

use super::{On, Step, StepOutcome};
use crate::plain;
use crate::resources::cases::{AskedBatch, ResourceCase, texts};
use crate::resources::definitions::{Definition, Definitions, Offer};
use crate::resources::ours::{CallResult, used};

/// Takes all steps; each gives the names of the definitions it used.
pub(super) async fn run(
    definitions: &Definitions,
    moto: &Moto,
    steps: &[Step],
) -> Vec<(Vec<String>, StepOutcome)> {
    let transport = RecordingTransport::new();
    for path in ["reset", "seed?a=42"] {
        let request = http::Request::post(format!("{}/moto-api/{path}", moto.endpoint()));
        let request = request.body(Body::empty()).unwrap();
        transport.inner.send(request).await.unwrap();
    }
    let config = Config::builder()
        .region("us-east-1")
        .credentials(Credentials::new("id", "secret", None, None, "tests"))
        .endpoint_url(moto.endpoint())
        .transport(transport.clone())
        .no_retries()
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .build()
        .unwrap();
    let mut program = Program {
        definitions,
        client: Client::new(definitions.table, &config),
        results: HashMap::new(),
        shown: Map::new(),
    };
    let mut all = Vec::new();
    for step in steps {
        let (names, result, end) = program.step(step).await;
        let calls = std::mem::take(&mut *transport.calls.lock().unwrap());
        all.push((names, StepOutcome { calls, result, end }));
    }
    all
}

struct Program<'a> {
    definitions: &'a Definitions,
    client: Client,
    results: HashMap<String, Vec<UntypedResource>>,
    /// The same and all others as JSON.
    shown: Map<String, Value>,
}

impl<'a> Program<'a> {
    async fn step(&mut self, step: &Step) -> (Vec<String>, Value, (String, String)) {
        let made;
        let reached = match &step.on {
            Some(On::Named(name)) => match self.result(name) {
                Some(reached) => reached,
                None => {
                    let end = ("crash".to_owned(), format!("nothing is called {name}"));
                    return (vec![step.method.clone()], Value::Null, end);
                }
            },
            on => {
                made = self.new_resource(on.as_ref());
                &made
            }
        };
        let kind = reached.handle.kind().name;
        let first = self.definition(kind, &step.method, false);
        let listed = first.listed();
        let batch = step.all.as_ref().map(|all| {
            let made = listed
                .as_ref()
                .and_then(|listed| listed.action.made.as_ref());
            self.definition(made.unwrap().resource.name, &all.method, true)
        });
        let asked = ResourceCase {
            params: self.resolved(&Value::Object(step.with.clone())),
            given: step
                .given
                .iter()
                .map(|value| self.resolved(value))
                .collect(),
            limit: step.limit,
            page_size: step.page_size,
            // moto is where it should be at once.
            config: Map::from_iter([
                ("Delay".to_owned(), json!(0)),
                ("MaxAttempts".to_owned(), json!(2)),
            ]),
            batch: step.all.as_ref().map(|all| AskedBatch {
                name: all.method.clone(),
                operation: "",
                params: self.resolved(&Value::Object(all.with.clone())),
                of: Vec::new(),
            }),
            ..ResourceCase::default()
        };
        let data = reached.data.as_deref();
        let (got, end) = used(
            &reached.handle,
            data,
            batch.unwrap_or(first),
            listed.as_ref(),
            &asked,
        )
        .await;
        let shown = got.shown();
        if let Some(name) = &step.name {
            self.shown.insert(name.clone(), shown.clone());
            let reached = match got {
                CallResult::One(reached) => vec![reached],
                CallResult::Many(reached) => reached,
                CallResult::Nothing | CallResult::Output(_) => Vec::new(),
            };
            self.results.insert(name.clone(), reached);
        }
        let names = [Some(first), batch].into_iter().flatten();
        (names.map(|it| it.name.clone()).collect(), shown, end)
    }

    fn result(&self, name: &str) -> Option<&UntypedResource> {
        let (name, at) = name.split_once('.').unwrap_or((name, "0"));
        let at: usize = at.parse().unwrap();
        self.results.get(name)?.get(at)
    }

    fn new_resource(&self, on: Option<&On>) -> UntypedResource {
        let (kind, identifiers) = match on {
            Some(On::New(on)) => {
                let (kind, identifiers) = on.first_key_value().unwrap();
                let identifiers: Vec<_> = identifiers.iter().map(|it| self.resolved(it)).collect();
                (kind.as_str(), identifiers)
            }
            _ => ("ServiceResource", Vec::new()),
        };
        let kind = self.definitions.kinds[kind];
        UntypedResource {
            handle: Handle::new(self.client.clone(), kind, texts(&identifiers)),
            data: None,
        }
    }

    fn definition(&self, kind: &str, method: &str, is_batch: bool) -> &'a Definition {
        let mut all = self.definitions.all.iter();
        let found = all.find(|it| {
            it.of.table.name == kind
                && it.method == method
                && matches!(it.offer, Offer::Batch(..)) == is_batch
        });
        found.unwrap_or_else(|| panic!("{kind} has no {method}"))
    }

    /// A value with what earlier steps gave.
    fn resolved(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(path) => self.found(path),
                None => value.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.resolved(item)).collect(),
            Value::Object(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|(name, value)| (name.clone(), self.resolved(value)));
                Value::Object(entries.collect())
            }
            other => other.clone(),
        }
    }

    fn found(&self, path: &str) -> Value {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut value = self.shown.get(name);
        for part in rest.split('.').filter(|part| !part.is_empty()) {
            value = value.and_then(|value| match value {
                Value::Array(items) => items.get(part.parse::<usize>().unwrap()),
                // Of a resource, an identifier or a member of its data.
                other => ["/identifiers", "/data", ""]
                    .iter()
                    .find_map(|place| other.pointer(place)?.get(part)),
            });
        }
        value
            .cloned()
            .unwrap_or_else(|| panic!("there is no ${path}"))
    }
}

/// Sends, and notes what is called.
#[derive(Clone, Debug)]
struct RecordingTransport {
    inner: Arc<HttpTransport>,
    calls: Arc<Mutex<Vec<(String, Value)>>>,
}

impl RecordingTransport {
    fn new() -> Self {
        Self {
            inner: Arc::new(HttpTransport::builder().build()),
            calls: Arc::default(),
        }
    }
}

type Answering<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>;

impl Transport for RecordingTransport {
    fn send(&self, request: http::Request<Body>) -> Answering<'_> {
        self.inner.send(request)
    }

    fn send_attempt<'a>(
        &'a self,
        attempt: Attempt<'a>,
        request: http::Request<Body>,
    ) -> Answering<'a> {
        let call = (attempt.operation.name.to_owned(), plain::of(attempt.input));
        self.calls.lock().unwrap().push(call);
        self.inner.send_attempt(attempt, request)
    }
}
