//! The cases of answers: which bodies with status 200 belong to an operation.

use pageboy::schema::Operation;
use pageboy::{Dynamic, ToSend};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::definitions::{ServiceSelection, vendored};
use crate::report::{self, Differences};
use crate::script::{Answer, Script};
use crate::values::input;

#[tokio::test]
async fn documents() {
    report::run::<AnswerCase>("answers/documents").await;
}

#[tokio::test]
async fn failures() {
    report::run::<AnswerCase>("answers/failures").await;
}

/// An operation of a vendored service, and what may answer it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerCase {
    /// Its subject.
    case: String,
    /// A note for the reader.
    #[serde(rename = "note")]
    _note: Option<String>,
    /// The service.
    service: String,
    /// The operation.
    operation: String,
    /// The members of the input.
    #[serde(default)]
    params: Map<String, Value>,
    /// Bodies that are accepted.
    #[serde(default)]
    accepted: Vec<String>,
    /// Bodies that are refused, each with its error.
    #[serde(default)]
    refused: Map<String, Value>,
}

impl report::Case for AnswerCase {
    fn name(&self) -> &str {
        &self.case
    }

    fn skip(&self) -> Option<&str> {
        None
    }

    async fn run(&self, found: &mut Differences) {
        let tables = match vendored(&self.service, ServiceSelection::Operation(&self.operation)) {
            Ok(tables) => tables,
            Err(problems) => return found.note(&format!("{problems:?}")),
        };
        let operation = tables.operations[self.operation.as_str()];
        for body in &self.accepted {
            found.equal(body, "read", self.call(operation, body).await);
        }
        let name = format!("{} {}", self.service, self.operation);
        for (body, expected) in &self.refused {
            let expected = format!("{name}: {} (HTTP 200)", expected.as_str().unwrap());
            found.equal(body, expected, self.call(operation, body).await);
        }
    }
}

impl AnswerCase {
    async fn call(&self, operation: &'static Operation, body: &str) -> String {
        let script = Script::new(operation.service, &[Answer::text(body)]);
        let send = ToSend::new(script.client(operation.service));
        let input: Dynamic = input(operation, &self.params);
        match send.call_dynamic(operation, input).await {
            Ok(_) => "read".to_owned(),
            Err(error) => error.to_string(),
        }
    }
}
