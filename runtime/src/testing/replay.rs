//! A transport that answers from a recording.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value as Json;

use super::record::{of_no_operation, question};
use super::script::{ScriptMismatch, config};
use super::scrub::Secrets;
use super::tape::{Exchange, Question, Reaction, Tape, TapeAnswer, TapeError};
use crate::body::Body;
use crate::client::{Attempt, Config, Transport, TransportError};

/// Answers from what a [`Recorder`](super::Recorder) recorded, without a network.
///
/// A request is matched by service, operation, input and the hash of a streamed payload; host and credentials do not matter.
/// Equal requests get their answers in the recorded order. A request that was not recorded, or more requests than were
/// recorded, are an error that names the operation and the difference. Inputs that contain the time of day do not match.
///
/// Clones share the place in the recording.
#[derive(Clone, Debug)]
pub struct Replay {
    exchanges: Arc<Mutex<Vec<TapeStep>>>,
    secrets: Secrets,
}

#[derive(Debug)]
struct TapeStep {
    exchange: Exchange,
    is_played: bool,
}

impl Replay {
    /// Reads a recording from a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is not a recording.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, TapeError> {
        Tape::load(path.as_ref()).map(Self::of)
    }

    /// Reads a recording from JSON.
    ///
    /// # Errors
    ///
    /// When it is not a recording.
    pub fn from_json(text: &str) -> Result<Self, TapeError> {
        Tape::from_json(text).map(Self::of)
    }

    /// Treats members of this name as secret, as the [`Recorder`](super::Recorder::scrub) did.
    #[must_use]
    pub fn scrub(mut self, member: &str) -> Self {
        self.secrets.add(member);
        self
    }

    /// A configuration whose calls are answered from the recording: in `us-east-1`, with made-up credentials.
    pub fn config(&self) -> Config {
        config(self.clone())
    }

    /// Checks that every recorded answer was used.
    ///
    /// # Errors
    ///
    /// The answers that were not.
    pub fn finish(&self) -> Result<(), ScriptMismatch> {
        let steps = self.steps();
        let left = steps.iter().filter(|step| !step.is_played);
        let left = left.map(|step| {
            let Question {
                service, operation, ..
            } = &step.exchange.question;
            format!("{service} {operation}: a recorded answer was not asked for")
        });
        ScriptMismatch::or_ok(left.collect())
    }

    fn of(tape: Tape) -> Self {
        let steps = tape.exchanges.into_iter().map(|exchange| TapeStep {
            exchange,
            is_played: false,
        });
        Self {
            exchanges: Arc::new(Mutex::new(steps.collect())),
            secrets: Secrets::default(),
        }
    }

    fn steps(&self) -> MutexGuard<'_, Vec<TapeStep>> {
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn play(&self, asked: &Question) -> Result<Reaction, TransportError> {
        let mut steps = self.steps();
        let found = steps
            .iter_mut()
            .find(|step| !step.is_played && step.exchange.question == *asked);
        if let Some(step) = found {
            step.is_played = true;
            return Ok(step.exchange.reaction.clone());
        }
        let recorded = steps.iter().map(|step| &step.exchange.question);
        Err(TransportError::refused(unrecorded(
            asked,
            &recorded.collect::<Vec<_>>(),
        )))
    }
}

impl Transport for Replay {
    /// Refuses a request that no client of pageboy sends.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        Box::pin(async move { Err(of_no_operation(&request)) })
    }

    fn send_attempt<'a>(
        &'a self,
        attempt: Attempt<'a>,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>
    {
        Box::pin(async move {
            let (asked, _) = question(attempt, request, &self.secrets).await?;
            match self.play(&asked)? {
                Reaction::Answer(answered) => response(&answered),
                Reaction::Failure {
                    message,
                    timeout: true,
                    ..
                } => Err(TransportError::timeout(message)),
                Reaction::Failure {
                    message,
                    retryable: true,
                    ..
                } => Err(TransportError::new(message)),
                Reaction::Failure { message, .. } => Err(TransportError::refused(message)),
            }
        })
    }
}

fn response(answered: &TapeAnswer) -> Result<http::Response<Body>, TransportError> {
    let damaged = || TransportError::refused("the recording is damaged");
    let body = answered.body.bytes().ok_or_else(damaged)?;
    let mut response = http::Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(answered.status).map_err(|_| damaged())?;
    for (name, value) in &answered.headers {
        let name: HeaderName = name.parse().map_err(|_| damaged())?;
        let value = HeaderValue::from_str(value).map_err(|_| damaged())?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}

/// The error for a request without an answer.
fn unrecorded(asked: &Question, recorded: &[&Question]) -> String {
    let same_operation: Vec<_> = recorded
        .iter()
        .filter(|other| (&other.service, &other.operation) == (&asked.service, &asked.operation))
        .collect();
    let equal = same_operation.iter().filter(|other| ***other == asked);
    match (equal.count(), same_operation.as_slice()) {
        (0, []) => {
            let mut names: Vec<_> = recorded
                .iter()
                .map(|other| format!("{} {}", other.service, other.operation))
                .collect();
            names.sort();
            names.dedup();
            let names = if names.is_empty() {
                "nothing".to_owned()
            } else {
                names.join(", ")
            };
            format!("not recorded; the recording has {names}")
        }
        (0, others) => {
            let differences = others.iter().map(|other| differences(asked, other));
            let nearest = differences.min_by_key(Vec::len).unwrap_or_default();
            format!(
                "not recorded with this input; the nearest recorded input differs in {}",
                nearest.join(", ")
            )
        }
        (times, _) => format!("every recorded answer to this input ({times}) was used"),
    }
}

/// The members in which the inputs differ.
fn differences(asked: &Question, other: &Question) -> Vec<String> {
    let empty = serde_json::Map::new();
    let members = |question: &Question| match &question.input {
        Json::Object(members) => members.clone(),
        _ => empty.clone(),
    };
    let (asked_for, recorded) = (members(asked), members(other));
    let mut names: Vec<_> = asked_for.keys().chain(recorded.keys()).cloned().collect();
    names.sort();
    names.dedup();
    names.retain(|name| asked_for.get(name) != recorded.get(name));
    if asked.payload_sha256 != other.payload_sha256 {
        names.push("the payload".to_owned());
    }
    names
}
