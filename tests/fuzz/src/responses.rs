//! Answers: read as an output and as an error, shown, serialised, written as a request and read again.

use http::{HeaderMap, HeaderName, HeaderValue};
use pageboy::schema::{Operation, Protocol, shapes};
use pageboy::wire::{self, Limits, Response, Substitutions};
use pageboy::{Body, Dynamic};
use serde_json::Value;

use crate::input::Answer;
use crate::{memory, roots, service, walk};

/// The fuzz target of a protocol's answers, by the protocol's name in definitions.
#[macro_export]
macro_rules! responses {
    ($protocol:literal) => {
        static RESPONSES: std::sync::LazyLock<$crate::responses::Responses> =
            std::sync::LazyLock::new(|| $crate::responses::Responses::of($protocol));

        libfuzzer_sys::fuzz_target!(|data: &[u8]| RESPONSES.check(data));

        // Bodies that are no JSON are left to libFuzzer.
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
            $crate::mutate::mutate(data, size, most, seed, $crate::responses::body)
        });
    };
}

/// The operations of the made-up service in a protocol, by name; one that the protocol cannot have is `None`.
pub struct Responses {
    operations: Vec<Option<&'static Operation>>,
}

/// Statuses of outputs, and of errors.
const STATUSES: [u16; 4] = [200, 204, 299, 100];
const ERRORS: [u16; 8] = [400, 403, 404, 409, 500, 503, 301, 999];

/// The depths an answer may have.
const DEPTHS: [usize; 4] = [128, 12, 3, 1];

impl Responses {
    /// Builds the tables.
    #[must_use]
    pub fn of(protocol: &str) -> Self {
        let tables = service::tables(protocol);
        let names = service::operations(protocol).into_iter();
        let operations = names.map(|name| tables.operations.get(name.as_str()).copied());
        Self {
            operations: operations.collect(),
        }
    }

    /// Reads an input in every way an answer is read.
    pub fn check(&self, input: &[u8]) {
        memory::bounded(|| {
            let answer = Answer::read(input);
            let index = usize::from(answer.operation) % self.operations.len();
            let Some(operation) = self.operations[index] else {
                return;
            };
            let choice = usize::from(answer.choice);
            let headers = headers(&answer);
            let limits = Limits {
                depth: DEPTHS[choice % 4],
                ..Limits::default()
            };
            let response = Response {
                status: STATUSES[choice / 4 % 4],
                headers,
                body: Body::from(answer.body.to_vec()).into(),
            };
            output(operation, &response, &limits);
            error(operation, ERRORS[choice / 16 % 8], &response, &limits);
        });
    }
}

/// Where the body stands in an input.
pub fn body(input: &[u8], _: &mut fastrand::Rng) -> std::ops::Range<usize> {
    input.len() - Answer::read(input).body.len()..input.len()
}

fn headers(answer: &Answer<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value),
        ) {
            headers.append(name, value);
        }
    }
    headers
}

fn output(operation: &'static Operation, response: &Response, limits: &Limits) {
    let body = response.body.bytes().unwrap();
    let _ = wire::is_error(operation, response.status, body);
    let _ = wire::request_id(operation, &response.headers, body);
    roots::check(operation, body);
    let mut output = Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY));
    match wire::parse_output(operation, response, &mut output, limits) {
        Ok(()) => {
            // A flattened list stands in the level around it, and XML counts wrappers and entries of its own.
            let most = limits.depth.saturating_mul(2).saturating_add(2);
            let depth = walk::depth(&output);
            assert!(
                depth <= most,
                "{depth} levels were read, {} are allowed",
                limits.depth
            );
            if let Some(value) = walk::through(&output) {
                // What is written may have a level more: the wrappers of what is empty.
                let limits = Limits {
                    depth: limits.depth.saturating_add(1),
                    ..*limits
                };
                if operation.name == "Echo" {
                    as_request(operation, &output, &value, &limits);
                }
                as_answer(operation, &output, &value, &limits);
            }
        }
        Err(error) => assert!(error.to_string().len() > "unreadable response: ".len()),
    }
}

/// Writes what was read as a request, if it may be sent, and reads that: nothing may have changed.
fn as_request(operation: &'static Operation, output: &Dynamic, before: &Value, limits: &Limits) {
    let substitutions = Substitutions::new();
    if let Err(problems) = wire::validate(operation, output, &substitutions) {
        // A union's member that the model does not have cannot be sent.
        assert!(!problems.is_empty());
        return;
    }
    let written = wire::serialize(operation, output, &substitutions);
    let Ok(request) = written else {
        panic!("what was read cannot be written: {:?}", written.err());
    };
    // The requests of the others are forms.
    if !matches!(operation.service.protocol, Protocol::Ec2 | Protocol::Query) {
        let response = Response {
            status: 200,
            headers: HeaderMap::new(),
            body: request.body.into(),
        };
        again(operation, &response, before, limits);
    }
}

/// Writes what was read as an answer of the service, and reads that: nothing may have changed.
fn as_answer(operation: &'static Operation, output: &Dynamic, before: &Value, limits: &Limits) {
    let is_ambiguous = match operation.name {
        // botocore's quotes of lists in headers leave a backslash as it is, which then means something else.
        "Bindings" => before["Texts"].to_string().contains('\\'),
        // Without a body it is there and empty.
        "PayloadStructure" => before["Payload"].is_null(),
        _ => false,
    };
    if is_ambiguous || wire::streams_output(operation) {
        return;
    }
    match wire::answer(operation, output, &Substitutions::new()) {
        Ok(written) => {
            let (parts, body) = written.into_parts();
            let bytes = body.bytes().map(|bytes| bytes.to_vec());
            let checked = wire::check_answer(operation, &bytes.unwrap_or_default(), false);
            if let Err(error) = checked {
                panic!("what was written is not its own: {error}");
            }
            let response = Response {
                status: parts.status.as_u16(),
                headers: parts.headers,
                body: body.into(),
            };
            again(operation, &response, &walk::in_seconds(before), limits);
        }
        // Not every text can be a header, and not every number a status.
        Err(error) => assert!(
            operation.service.protocol.is_rest() && operation.name == "Bindings",
            "what was read cannot be written: {error:?}"
        ),
    }
}

fn again(operation: &'static Operation, response: &Response, before: &Value, limits: &Limits) {
    // No reader of XML takes these characters.
    if operation.service.protocol.is_xml() && has_controls(before) {
        return;
    }
    let text = || {
        let bytes = response.body.bytes().map(|bytes| bytes.to_vec());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    };
    let mut again = Dynamic::new(output_shape(operation));
    if let Err(error) = wire::parse_output(operation, response, &mut again, limits) {
        panic!("what was written cannot be read: {error}\n{}", text());
    }
    let mut after = walk::through(&again).expect("it was serialised before");
    if *before != after {
        after = walk::in_seconds(&after);
    }
    assert_eq!(
        *before,
        after,
        "it was read, written and read again\n{}",
        text()
    );
}

fn output_shape(operation: &Operation) -> &'static pageboy::schema::Shape {
    operation.output.unwrap_or(&shapes::EMPTY)
}

fn has_controls(value: &Value) -> bool {
    let is_control = |text: &str| {
        let odd = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || c == '\u{2028}';
        text.chars().any(odd)
    };
    match value {
        Value::String(text) => is_control(text),
        Value::Array(items) => items.iter().any(has_controls),
        Value::Object(members) => members
            .iter()
            .any(|(key, value)| is_control(key) || has_controls(value)),
        _ => false,
    }
}

fn error(operation: &'static Operation, status: u16, response: &Response, limits: &Limits) {
    let body = response.body.bytes().unwrap().clone();
    let error = wire::parse_error(operation, status, &response.headers, body, limits);
    let _ = (
        error.is_throttling(),
        error.is_transient(),
        error.retry_after(),
    );
    let _ = (error.field("Type"), error.request_id());
    let shown = error.to_string();
    assert!(shown.contains(&status.to_string()));
    assert!(!shown.chars().any(char::is_control) && shown.len() < 100_000);
    assert!(!error.code().trim().is_empty());
    let _ = (error.is_not_found(), error.extended_request_id());
    let _ = format!("{error:?}");
    for exception in operation.errors {
        let mut details = Dynamic::new(exception.shape);
        match error.details_into(&mut details) {
            Ok(()) => drop(walk::through(&details)),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
