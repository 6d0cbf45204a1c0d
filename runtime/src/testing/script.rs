//! A transport that answers by operation.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_credential_types::{Credentials, Token};

use super::answer::{Answer, What, wrong};
use super::call::ScriptedCall;
use super::transport::SentRequest;
use crate::body::Body;
use crate::client::{Attempt, Config, Transport, TransportError};
use crate::schema::Operation;

/// Answers calls by their operation: in order for each operation, whatever the order between operations. Records the calls.
///
/// A call without an answer left is an error that lists the script; the network is never used. Clones share script and
/// record.
///
/// ```ignore
/// let script = Script::new()
///     .on("DescribeInstances", Answer::output(pending).times(3))
///     .on("DescribeInstances", running);
/// let ec2 = ec2::Client::new(&script.config());
/// let waited = ec2.wait_until_instance_running().instance_ids(["i-1"]).await?;
/// assert_eq!(waited.attempts(), 4);
/// script.finish()?;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Script(Arc<Mutex<ScriptState>>);

#[derive(Debug, Default)]
struct ScriptState {
    lines: Vec<Line>,
    calls: Vec<Arc<ScriptedCall>>,
    /// Why calls had no answer.
    refused: Vec<String>,
}

/// The answers to one operation.
#[derive(Debug)]
struct Line {
    /// As the test wrote it: `ListObjectsV2` or `s3 ListObjectsV2`.
    name: String,
    left: VecDeque<Answer>,
    /// How many answers were given.
    given: usize,
    /// A description of all of them, for errors.
    told: Vec<String>,
}

impl Script {
    /// A script that answers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer for an operation, by its name in the model: `ListObjectsV2`. If several services have an operation of
    /// that name, prefix the service's folder name: `s3 ListObjectsV2`.
    ///
    /// Answers with the service's name are used before those without.
    #[must_use]
    pub fn on(self, operation: &str, answer: impl Into<Answer>) -> Self {
        self.push(operation, answer);
        self
    }

    /// Adds several answers for an operation; see [`on`](Self::on).
    #[must_use]
    pub fn on_each<A: Into<Answer>>(
        self,
        operation: &str,
        answers: impl IntoIterator<Item = A>,
    ) -> Self {
        for answer in answers {
            self.push(operation, answer);
        }
        self
    }

    /// Adds an answer while the script is in use; see [`on`](Self::on).
    pub fn push(&self, operation: &str, answer: impl Into<Answer>) {
        let answer = answer.into();
        let mut state = self.state();
        let at = state.lines.iter().position(|line| line.name == operation);
        let line = match at.and_then(|at| state.lines.get_mut(at)) {
            Some(line) => line,
            None => {
                state.lines.push(Line {
                    name: operation.to_owned(),
                    left: VecDeque::new(),
                    given: 0,
                    told: Vec::new(),
                });
                let Some(line) = state.lines.last_mut() else {
                    return;
                };
                line
            }
        };
        line.told.push(match answer.times {
            Some(1) => answer.what.to_string(),
            Some(times) => format!("{} ({times} times)", answer.what),
            None => format!("{} (for ever)", answer.what),
        });
        if answer.times != Some(0) {
            line.left.push_back(answer);
        }
    }

    /// A configuration whose calls are answered by this script: in `us-east-1`, with made-up credentials.
    ///
    /// `script.config().to_builder()` changes further settings.
    pub fn config(&self) -> Config {
        config(self.clone())
    }

    /// The calls so far, in order, including retries and calls without an answer.
    pub fn calls(&self) -> Vec<Arc<ScriptedCall>> {
        self.state().calls.clone()
    }

    /// The calls so far of one operation, named as in [`on`](Self::on).
    pub fn calls_of(&self, operation: &str) -> Vec<Arc<ScriptedCall>> {
        let state = self.state();
        let calls = state.calls.iter();
        let calls = calls.filter(|call| is_of(operation, call.service(), call.operation()));
        calls.cloned().collect()
    }

    /// Checks that all answers were given, and that every call had one.
    ///
    /// An answer that may be given forever need not be given.
    ///
    /// # Errors
    ///
    /// The answers that are left, and the calls without one.
    pub fn finish(&self) -> Result<(), ScriptMismatch> {
        let state = self.state();
        let mut problems = state.refused.clone();
        for line in &state.lines {
            let left: usize = line.left.iter().filter_map(|answer| answer.times).sum();
            if left > 0 {
                let (name, given) = (&line.name, line.given);
                problems.push(format!(
                    "{name}: {left} of {} answers were not asked for",
                    left + given
                ));
            }
        }
        ScriptMismatch::or_ok(problems)
    }

    fn state(&self) -> MutexGuard<'_, ScriptState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a call and takes its answer.
    fn take(&self, call: Arc<ScriptedCall>) -> Result<(What, Duration), TransportError> {
        let mut state = self.state();
        let operation = (call.service(), call.operation());
        state.calls.push(call);
        state.take(operation).map_err(|problem| {
            state
                .refused
                .push(format!("{} {}: {problem}", operation.0, operation.1));
            TransportError::refused(problem)
        })
    }
}

/// A configuration for calls that do not leave the program.
pub(super) fn config(transport: impl Transport) -> Config {
    let keys = Credentials::new("AKIDEXAMPLE", "secret", None, None, "testing");
    Config::scripted(transport, keys, Token::from("token"))
}

/// Whether a name in a script means this operation.
fn is_of(name: &str, service: &str, operation: &str) -> bool {
    name == operation || name.split_once(' ') == Some((service, operation))
}

impl ScriptState {
    fn take(&mut self, operation: (&str, &str)) -> Result<(What, Duration), String> {
        let (service, operation) = operation;
        // The longer name contains the service.
        let mut named: Vec<_> = self
            .lines
            .iter_mut()
            .filter(|line| is_of(&line.name, service, operation))
            .collect();
        named.sort_by_key(|line| std::cmp::Reverse(line.name.len()));
        for line in &mut named {
            let Some(answer) = line.left.front_mut() else {
                continue;
            };
            line.given += 1;
            let taken = (answer.what.clone(), answer.delay);
            if let Some(times) = &mut answer.times {
                *times -= 1;
                if *times == 0 {
                    line.left.pop_front();
                }
            }
            return Ok(taken);
        }
        if named.is_empty() {
            let names: Vec<_> = self.lines.iter().map(|line| line.name.as_str()).collect();
            return Err(match names.as_slice() {
                [] => "the script has no answers at all".to_owned(),
                names => format!(
                    "the script has no answer to it, only to {}",
                    names.join(", ")
                ),
            });
        }
        let given: usize = named.iter().map(|line| line.given).sum();
        let told: Vec<_> = named.iter().flat_map(|line| line.told.clone()).collect();
        Err(format!(
            "call {} is beyond the script, which has: {}",
            given + 1,
            told.join(", ")
        ))
    }
}

impl Transport for Script {
    /// Refuses a request that no client of pageboy sends.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        let message = format!(
            "a script answers operations, and this request names none: {} {}",
            request.method(),
            request.uri()
        );
        Box::pin(async { Err(TransportError::refused(message)) })
    }

    fn send_attempt<'a>(
        &'a self,
        attempt: Attempt<'a>,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>
    {
        Box::pin(async move {
            let request = SentRequest::read(request).await?;
            let call = Arc::new(ScriptedCall::new(attempt, request));
            let (mut what, mut delay) = self.take(Arc::clone(&call))?;
            while let What::Computed(compute) = &what {
                let answer = compute(&call);
                delay += answer.delay;
                what = answer.what;
            }
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            respond(&what, attempt.operation).await
        })
    }
}

async fn respond(
    what: &What,
    operation: &'static Operation,
) -> Result<http::Response<Body>, TransportError> {
    match what {
        What::Http(step) => step().play().await,
        What::Output(output) if is_read(&**output) => Err(wrong(
            "an output whose body is a stream can be given once; make it of bytes",
        )),
        what => what.response(operation),
    }
}

/// Whether a streamed payload was given before.
fn is_read(output: &dyn crate::view::Structure) -> bool {
    let index = output.shape().payload.map(usize::from);
    let view = index.map(|index| output.view_of(index));
    matches!(view, Some(crate::view::View::Stream(body)) if body.is_taken())
}

/// The answers that are left, and the calls without one. `Display` has a line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptMismatch(Vec<String>);

impl ScriptMismatch {
    /// An error unless there are no problems.
    pub(super) fn or_ok(problems: Vec<String>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self(problems))
        }
    }
}

impl fmt::Display for ScriptMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ScriptMismatch {}
