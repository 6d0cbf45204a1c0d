//! The answers of a case, and the requests that were sent.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pageboy::schema::{Protocol, Service};
use pageboy::testing::{ScriptStep, ScriptedTransport, SentRequest};
use pageboy::{Body, Client, Config, Credentials, Transport, TransportError};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

/// An answer of the service, or none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    /// The HTTP status; default: 200.
    status: Option<u16>,
    /// The body, as JSON.
    body: Option<Value>,
    /// The body, unchanged.
    text: Option<String>,
    /// The code of an error, whose body is JSON.
    error: Option<String>,
    /// The message of the error.
    message: Option<String>,
    /// The reason for no answer.
    transport: Option<String>,
    /// How often it is given; default: once.
    times: Option<usize>,
}

/// A transport that plays a script and records the time of each request.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    transport: ScriptedTransport,
    times: Arc<Mutex<Vec<Instant>>>,
    protocol: Protocol,
}

impl Script {
    pub(crate) fn new(service: &Service, answers: &[Answer]) -> Self {
        let steps = answers.iter().flat_map(|answer| {
            let times = answer.times.unwrap_or(1);
            (0..times).map(|_| answer.step(service.protocol))
        });
        Self {
            transport: ScriptedTransport::new(steps),
            times: Arc::default(),
            protocol: service.protocol,
        }
    }

    /// A client that sends every request once, to the script.
    pub(crate) fn client(&self, service: &'static Service) -> Client {
        let mut config = Config::builder()
            .region("us-east-1")
            .credentials(Credentials::new("id", "secret", None, None, "cases"))
            .transport(self.clone())
            .no_retries();
        // The services of cases have no host of their own.
        if service.endpoint.rules.is_none() {
            config = config.endpoint_url("https://service.example");
        }
        Client::new(service, &config.build().unwrap())
    }

    /// The number of requests.
    pub(crate) fn len(&self) -> usize {
        self.transport.requests().len()
    }

    /// The number of unused answers.
    pub(crate) fn unused(&self) -> usize {
        self.transport.unused()
    }

    /// The time from each request to the next, in seconds.
    pub(crate) fn sleeps(&self) -> Vec<f64> {
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = times.iter().zip(times.iter().skip(1));
        pairs.map(|(a, b)| seconds(*b - *a)).collect()
    }

    /// The parameters in the body of each request.
    pub(crate) fn calls(&self) -> Vec<Value> {
        let requests = self.transport.requests();
        let parameters = requests.iter().map(|request| match self.protocol {
            Protocol::Ec2 | Protocol::Query => form(request),
            _ => serde_json::from_slice(&request.body).unwrap_or_else(|_| json!({})),
        });
        parameters.collect()
    }

    /// Each request in a line, with its query parameters sorted: `GET /?encoding-type=url&marker=x`.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |request: &SentRequest| {
            let mut query: Vec<&str> = request.uri.query().unwrap_or("").split('&').collect();
            query.sort_unstable();
            let query = query.join("&");
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{} {}{mark}{query}", request.method, request.uri.path())
        };
        self.transport.requests().iter().map(line).collect()
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        times.push(Instant::now());
        self.transport.send(request)
    }
}

impl Answer {
    /// A success with this body.
    pub(crate) fn text(body: &str) -> Self {
        Self {
            status: None,
            body: None,
            text: Some(body.to_owned()),
            error: None,
            message: None,
            transport: None,
            times: None,
        }
    }

    fn step(&self, protocol: Protocol) -> ScriptStep {
        if let Some(message) = &self.transport {
            return ScriptStep::error(TransportError::new(message.clone()));
        }
        let content_type = match protocol {
            Protocol::Json10 => "application/x-amz-json-1.0",
            Protocol::Json11 => "application/x-amz-json-1.1",
            Protocol::RestJson => "application/json",
            _ => "text/xml",
        };
        let body = match (&self.text, &self.error) {
            (Some(text), _) => text.clone(),
            (None, Some(code)) => error_body(code, self.message.as_deref()),
            (None, None) => self
                .body
                .as_ref()
                .map_or_else(String::new, Value::to_string),
        };
        let status = self.status.unwrap_or(200);
        ScriptStep::response(status, &[("content-type", content_type)], body)
    }
}

/// A duration in seconds, without fractions of a clock tick.
pub(crate) fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100.0).round() / 100.0
}

fn error_body(code: &str, message: Option<&str>) -> String {
    let mut body = Map::new();
    body.insert("__type".to_owned(), json!(code));
    if let Some(message) = message {
        body.insert("message".to_owned(), json!(message));
    }
    Value::Object(body).to_string()
}

/// The pairs of a form, without those that name the operation.
fn form(request: &SentRequest) -> Value {
    let text = request.text();
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let parameters = pairs.filter(|(name, _)| !matches!(*name, "Action" | "Version"));
    let entries = parameters.map(|(name, value)| (name.to_owned(), json!(value)));
    Value::Object(entries.collect())
}
