//! The cases of waiters.

use std::time::Duration;

use pageboy::schema::Service;
use pageboy::waiter::{Acceptor, WaitErrorKind, Waiter};
use pageboy::{Dynamic, Error, ErrorKind, Wait, WaitError, WaitOutcome};
use pageboy_cli::dynamic::Tables;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::definitions::{ServiceSelection, made_up, vendored};
use crate::report::{self, Differences};
use crate::script::{Answer, Script, seconds};
use crate::values::{input, json_of};

#[tokio::test(start_paused = true)]
async fn matchers() {
    report::run::<WaiterCase>("waiters/matchers").await;
}

#[tokio::test(start_paused = true)]
async fn comparisons() {
    report::run::<WaiterCase>("waiters/comparisons").await;
}

#[tokio::test(start_paused = true)]
async fn loops() {
    report::run::<WaiterCase>("waiters/loop").await;
}

#[tokio::test(start_paused = true)]
async fn texts() {
    report::run::<WaiterCase>("waiters/texts").await;
}

/// Answers that do not come from the service.
#[tokio::test(start_paused = true)]
async fn answers() {
    report::run::<WaiterCase>("waiters/answers").await;
}

#[tokio::test(start_paused = true)]
async fn services() {
    report::run::<WaiterCase>("waiters/services").await;
}

/// The effects of our overlays.
#[tokio::test(start_paused = true)]
async fn overlays() {
    report::run::<WaiterCase>("waiters/overlays").await;
}

/// A wait: a definition, answers, and the expected outcome.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaiterCase {
    /// The number.
    case: String,
    /// Why it is not run.
    skip: Option<String>,
    /// A note for the reader.
    #[serde(rename = "note")]
    _note: Option<String>,
    /// botocore's behaviour, if different.
    #[serde(rename = "differs")]
    _differs: Option<String>,

    /// The vendored service; default: the made-up one.
    service: Option<String>,
    /// The polled operation of the made-up service.
    #[serde(default)]
    operation: String,
    /// The name of a vendored waiter, or a definition without its defaults.
    waiter: Value,
    /// `version` of the file with the waiter; null for none.
    #[serde(default = "version")]
    version: Value,
    /// The members of the input.
    #[serde(default)]
    params: Map<String, Value>,
    /// The caller's options.
    #[serde(default)]
    options: Options,
    /// The answers of the service.
    #[serde(default)]
    responses: Vec<Answer>,

    /// The problems with which the build fails; then there is no outcome.
    problems: Option<Vec<String>>,
    /// `ok@n`, or `FAIL:kind@n`, after n calls.
    #[serde(default)]
    outcome: String,
    /// The index of the acceptor that decided, or the last one that matched.
    acceptor: Option<usize>,
    /// The last output, or `{"error": code}`, or `{"transport": message}`.
    last: Option<Value>,
    /// The text of the failure.
    text: Option<String>,
    /// The seconds between calls; default: the waiter's delay each time.
    sleeps: Option<Vec<f64>>,
    /// Whether they are random, as after a transient error.
    #[serde(default)]
    random_sleeps: bool,
    /// The parameters of each call.
    calls: Option<Vec<Value>>,
    /// Method, path and query of each call.
    requests: Option<Vec<String>>,
    /// The number of unused answers.
    #[serde(default)]
    unused: usize,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    /// In seconds.
    delay: Option<u64>,
    max_attempts: Option<u32>,
    /// In seconds.
    max_wait: Option<u64>,
    #[serde(default)]
    no_attempt_limit: bool,
}

fn version() -> Value {
    json!(2)
}

impl report::Case for WaiterCase {
    fn name(&self) -> &str {
        &self.case
    }

    fn skip(&self) -> Option<&str> {
        self.skip.as_deref()
    }

    async fn run(&self, found: &mut Differences) {
        let (tables, name) = match &self.waiter {
            Value::String(name) => {
                let service = self.service.as_deref().unwrap_or("cases");
                (
                    vendored(service, ServiceSelection::Waiter(name)),
                    name.as_str(),
                )
            }
            definition => (
                made_up(ServiceSelection::Waiter("W"), &self.file(definition)),
                "W",
            ),
        };
        match (tables, &self.problems) {
            (Ok(_), Some(problems)) => {
                found.note(&format!("the build should have failed: {problems:?}"));
            }
            (Err(problems), expected) => {
                found.equal("problems", expected.clone().unwrap_or_default(), problems);
            }
            (Ok(tables), None) => self.wait(&tables, name, found).await,
        }
    }
}

impl WaiterCase {
    /// `waiters-2.json` with the waiter `W`.
    fn file(&self, definition: &Value) -> Value {
        let mut waiter = json!({"operation": self.operation, "delay": 0, "maxAttempts": 3});
        waiter
            .as_object_mut()
            .unwrap()
            .extend(definition.as_object().unwrap().clone());
        let mut file = json!({"waiters": {"W": waiter}});
        if !self.version.is_null() {
            file["version"] = self.version.clone();
        }
        file
    }

    async fn wait(&self, tables: &Tables, name: &str, found: &mut Differences) {
        let waiter = tables.waiters[name];
        let script = Script::new(tables.service, &self.responses);
        let wait = self.prepare(&script, tables.service, waiter);
        let result = wait
            .run_dynamic(input(waiter.operation, &self.params))
            .await;
        let ended = match &result {
            Ok(waited) => Ending::succeeded(waited),
            Err(error) => Ending::failed(error),
        };

        found.equal("outcome", &self.outcome, &ended.outcome);
        let acceptor = ended.acceptor.and_then(|acceptor| {
            waiter
                .acceptors
                .iter()
                .position(|other| std::ptr::eq(other, acceptor))
        });
        found.equal_if_given("acceptor", self.acceptor.map(Some), acceptor);
        found.equal_if_given("last", self.last.as_ref(), &ended.last);
        found.equal_if_given("text", self.text.as_ref(), &ended.text);
        found.equal_if_given("calls", self.calls.as_ref(), &script.calls());
        found.equal_if_given("requests", self.requests.as_ref(), &script.lines());
        found.equal("unused answers", self.unused, script.unused());
        // A call that is refused before it is sent is an attempt that the script does not see.
        let is_refused = result.as_ref().err().and_then(WaitError::error);
        let is_refused = is_refused.is_some_and(|it| matches!(it.kind(), ErrorKind::Invalid(_)));
        found.equal(
            "attempts",
            script.len() + usize::from(is_refused),
            usize::try_from(ended.attempts).unwrap(),
        );
        self.compare_times(waiter, &script, ended.elapsed, found);
    }

    fn prepare(&self, script: &Script, service: &'static Service, waiter: &'static Waiter) -> Wait {
        let mut wait = Wait::new(script.client(service), waiter);
        if let Some(delay) = self.options.delay {
            wait = wait.delay(Duration::from_secs(delay));
        }
        if let Some(attempts) = self.options.max_attempts {
            wait = wait.max_attempts(attempts);
        }
        if let Some(limit) = self.options.max_wait {
            wait = wait.max_wait(Duration::from_secs(limit));
        }
        if self.options.no_attempt_limit {
            wait = wait.no_attempt_limit();
        }
        wait
    }

    /// Calls take no time here, so the elapsed time is sleep; there is none after the last call.
    fn compare_times(
        &self,
        waiter: &Waiter,
        script: &Script,
        elapsed: Duration,
        found: &mut Differences,
    ) {
        if self.random_sleeps {
            return;
        }
        let sleeps = script.sleeps();
        let delay = self.options.delay.map_or(waiter.delay, Duration::from_secs);
        let usual = || vec![seconds(delay); script.len().saturating_sub(1)];
        let total: f64 = sleeps.iter().sum();
        found.equal("sleeps", self.sleeps.clone().unwrap_or_else(usual), sleeps);
        found.equal("elapsed", total, seconds(elapsed));
    }
}

/// The end of a wait, in the words of a case.
struct Ending {
    outcome: String,
    attempts: u32,
    elapsed: Duration,
    acceptor: Option<&'static Acceptor>,
    last: Value,
    text: String,
}

impl Ending {
    fn succeeded(waited: &WaitOutcome<Dynamic>) -> Self {
        Self {
            outcome: format!("ok@{}", waited.attempts()),
            attempts: waited.attempts(),
            elapsed: waited.elapsed(),
            acceptor: Some(waited.acceptor()),
            last: last(waited.output(), waited.error()),
            text: waited.to_string(),
        }
    }

    fn failed(error: &WaitError) -> Self {
        let kind = match error.kind() {
            WaitErrorKind::Failed { .. } => "Failure",
            WaitErrorKind::Unmatched => "Unmatched",
            WaitErrorKind::Exhausted { .. } => "MaxAttempts",
            WaitErrorKind::DeadlineExceeded { .. } => "MaxWait",
            WaitErrorKind::Call => "Call",
            WaitErrorKind::Evaluation { .. } => "Evaluation",
            WaitErrorKind::Cancelled => "Cancelled",
            other => panic!("{other:?} is in no case"),
        };
        Self {
            outcome: format!("FAIL:{kind}@{}", error.attempts()),
            attempts: error.attempts(),
            elapsed: error.elapsed(),
            acceptor: error.acceptor(),
            last: last(error.last_output(), error.error()),
            text: error.to_string(),
        }
    }
}

fn last(output: Option<&Dynamic>, error: Option<&Error>) -> Value {
    match (output, error) {
        (Some(output), _) => json_of(output),
        (None, Some(error)) => match error.kind() {
            ErrorKind::Transport { message, .. } => json!({"transport": message}),
            _ => json!({"error": error.code()}),
        },
        (None, None) => Value::Null,
    }
}
