//! A transport that records its exchanges.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderMap;

use super::answer::unwritable;
use super::scrub::{SCRUBBED, Secrets, is_signed};
use super::tape::{Exchange, Question, Reaction, Tape, TapeAnswer, TapeBody, TapeError};
use super::transport::SentRequest;
use crate::body::Body;
use crate::client::{Attempt, Transport, TransportError};
use crate::dynamic::Dynamic;
use crate::header_lines::value_text;
use crate::schema::{Operation, Shape, shapes};
use crate::wire::{self, ErrorAnswer, Limits, Substitutions};

/// Sends through another transport, and records every exchange, to be played by [`Replay`](super::Replay).
///
/// Clones share the recording. Answers are read to their end before they are handed on, and operations with events are
/// refused.
///
/// # What is kept
///
/// Of a request: service, operation, input by the names of the model, and the SHA-256 of a streamed payload. URL, headers
/// and body are not kept, and so neither are `Authorization`, the security token, signatures in URLs, and generated
/// idempotency tokens.
///
/// Of an answer: status, headers, body. The headers `Set-Cookie`, `Authorization`, `Proxy-Authorization`,
/// `WWW-Authenticate`, `Proxy-Authenticate` and `X-Amz-Security-Token` are not kept, nor any with a signed URL.
///
/// Inputs, outputs and modelled errors have `***` (0, `false`, 1970) in place of
///
/// - sensitive members, with all that they contain: those that the model marks, and those that are called like a secret
///   (`SessionToken`, `MasterUserPassword`, `ClientSecret`);
/// - members that [`scrub`](Self::scrub) names;
/// - texts that contain a signed URL.
///
/// An error that repeats the signed request (`SignatureDoesNotMatch`) keeps only code and status.
///
/// An answer with a secret is written anew from the members that the model knows. One that cannot be read and may contain a
/// secret is kept without its body; an error then keeps code and status. A streamed payload of an answer is kept unchanged
/// unless the model marks it as sensitive, since the contents of a file are unknown.
///
/// ```ignore
/// let recorder = Recorder::new(HttpTransport::builder().build());
/// let config = Config::builder().region("eu-west-1").transport(recorder.clone()).load().await?;
/// // … the program under test …
/// recorder.save("tests/recordings/start.json")?;
/// ```
#[derive(Clone, Debug)]
pub struct Recorder {
    inner: Arc<dyn Transport>,
    secrets: Secrets,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Recorder {
    /// Records what `transport` sends and receives.
    pub fn new(transport: impl Transport) -> Self {
        Self {
            inner: Arc::new(transport),
            secrets: Secrets::default(),
            exchanges: Arc::default(),
        }
    }

    /// Treats members of this name as secret, wherever they are.
    #[must_use]
    pub fn scrub(mut self, member: &str) -> Self {
        self.secrets.add(member);
        self
    }

    /// The recording as JSON.
    ///
    /// # Errors
    ///
    /// When it cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, TapeError> {
        self.tape().to_json()
    }

    /// Writes the recording into a file, and replaces its contents.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), TapeError> {
        self.tape().save(path.as_ref())
    }

    fn tape(&self) -> Tape {
        Tape::new(self.exchanges().clone())
    }

    fn exchanges(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    async fn exchange(
        &self,
        attempt: Attempt<'_>,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let operation = attempt.operation;
        if wire::streams_events(operation) || wire::sends_events(operation) {
            return Err(TransportError::refused(
                "operations with events are not recorded",
            ));
        }
        let (question, request) = question(attempt, request, &self.secrets).await?;
        let sent = self.inner.send_attempt(attempt, request).await;
        let (parts, body) = match sent {
            Ok(response) => response.into_parts(),
            Err(error) => {
                let reaction = Reaction::failure(&error);
                self.exchanges().push(Exchange { question, reaction });
                return Err(error);
            }
        };
        let bytes = body.collect().await.map_err(|error| {
            TransportError::new("the answer could not be read, and is not recorded")
                .caused_by(error)
        })?;
        let status = parts.status.as_u16();
        let answered = self
            .answered(operation, status, &parts.headers, &bytes)
            .await?;
        let reaction = Reaction::Answer(answered);
        self.exchanges().push(Exchange { question, reaction });
        Ok(http::Response::from_parts(parts, bytes.into()))
    }

    /// The recorded part of an answer.
    async fn answered(
        &self,
        operation: &'static Operation,
        status: u16,
        headers: &HeaderMap,
        bytes: &Bytes,
    ) -> Result<TapeAnswer, TransportError> {
        let kept = if wire::is_error(operation, status, bytes) {
            self.scrubbed_error(operation, status, headers, bytes)
        } else {
            self.scrubbed_output(operation, status, headers, bytes)
        };
        let (headers, bytes) = match kept? {
            RecordedAnswer::AsItIs => (headers.clone(), bytes.clone()),
            RecordedAnswer::WithoutBody => (headers.clone(), Bytes::new()),
            RecordedAnswer::Anew(response) => {
                let (parts, body) = response.into_parts();
                let bytes = body.collect().await.map_err(|error| {
                    TransportError::new("the answer could not be read").caused_by(error)
                })?;
                (parts.headers, bytes)
            }
        };
        Ok(TapeAnswer {
            status,
            headers: kept_headers(&headers),
            body: TapeBody::new(&bytes),
        })
    }

    fn scrubbed_output(
        &self,
        operation: &'static Operation,
        status: u16,
        headers: &HeaderMap,
        bytes: &Bytes,
    ) -> Result<RecordedAnswer, TransportError> {
        let shape = operation.output.unwrap_or(&shapes::EMPTY);
        let response = wire::Response {
            status,
            headers: headers.clone(),
            body: bytes.clone().into(),
        };
        let mut output = Dynamic::new(shape);
        let limits = Limits::default();
        if wire::check_answer(operation, bytes, false).is_err()
            || wire::parse_output(operation, &response, &mut output, &limits).is_err()
        {
            return Ok(self.unread(shape));
        }
        let (scrubbed, found) = self.secrets.scrub(&output);
        if !found {
            return Ok(RecordedAnswer::AsItIs);
        }
        wire::answer(operation, &scrubbed, &Substitutions::new())
            .map(RecordedAnswer::Anew)
            .map_err(unwritable)
    }

    fn scrubbed_error(
        &self,
        operation: &'static Operation,
        status: u16,
        headers: &HeaderMap,
        bytes: &Bytes,
    ) -> Result<RecordedAnswer, TransportError> {
        let limits = Limits::default();
        let error = wire::parse_error(operation, status, headers, bytes.clone(), &limits);
        let code_alone = |message| {
            let answer = ErrorAnswer {
                code: error.code(),
                message,
                status,
                fields: &[],
                details: None,
            };
            wire::error_answer(operation, &answer)
        };
        if tells_a_signature(bytes) {
            return code_alone(SCRUBBED)
                .map(RecordedAnswer::Anew)
                .map_err(unwritable);
        }
        let Some(declared) = error.declared() else {
            return Ok(RecordedAnswer::AsItIs);
        };
        let mut details = Dynamic::new(declared.shape);
        if error.details_into(&mut details).is_err() {
            return Ok(match self.unread(declared.shape) {
                // Programs depend on the code, which is not secret.
                RecordedAnswer::WithoutBody => {
                    code_alone("").map_or(RecordedAnswer::WithoutBody, RecordedAnswer::Anew)
                }
                kept => kept,
            });
        }
        let (details, found) = self.secrets.scrub(&details);
        if !found {
            return Ok(RecordedAnswer::AsItIs);
        }
        let answer = ErrorAnswer {
            code: error.code(),
            message: error.message(),
            status,
            fields: &[],
            details: Some(&details),
        };
        let answer = wire::error_answer(operation, &answer);
        answer.map(RecordedAnswer::Anew).map_err(unwritable)
    }

    /// The recorded part of a body that does not have the form of its shape.
    fn unread(&self, shape: &'static Shape) -> RecordedAnswer {
        if self.secrets.may_be_in(shape) {
            RecordedAnswer::WithoutBody
        } else {
            RecordedAnswer::AsItIs
        }
    }
}

/// The parts of an answer that a recording keeps.
enum RecordedAnswer {
    AsItIs,
    WithoutBody,
    Anew(http::Response<Body>),
}

impl Transport for Recorder {
    /// Refuses a request that no client of pageboy sends, since its secrets are unknown.
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
        Box::pin(self.exchange(attempt, request))
    }
}

/// The question that a request asks, and the request to send, with its body in memory.
pub(super) async fn question(
    attempt: Attempt<'_>,
    request: http::Request<Body>,
    secrets: &Secrets,
) -> Result<(Question, http::Request<Body>), TransportError> {
    let version = request.version();
    let sent = SentRequest::read(request).await?;
    let is_framed = sent
        .header("content-encoding")
        .is_some_and(|encodings| encodings.contains("aws-chunked"));
    let question = Question::new(attempt, &sent.body, is_framed, secrets);
    let mut request = http::Request::new(Body::from(sent.body));
    *request.method_mut() = sent.method;
    *request.uri_mut() = sent.uri;
    *request.headers_mut() = sent.headers;
    *request.version_mut() = version;
    Ok((question, request))
}

/// Why a request cannot be recorded or replayed.
pub(super) fn of_no_operation(request: &http::Request<Body>) -> TransportError {
    TransportError::refused(format!(
        "the request names no operation: {} {}",
        request.method(),
        request.uri().path()
    ))
}

/// Whether an error repeats the signed request and the keys, as errors about wrong signatures do.
fn tells_a_signature(body: &[u8]) -> bool {
    const WORDS: [&str; 5] = [
        "awsaccesskeyid",
        "canonical string",
        "canonicalrequest",
        "security-token",
        "stringtosign",
    ];
    let text = String::from_utf8_lossy(body).to_ascii_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// The headers to keep; those that are not text are dropped.
fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    const DROPPED: [&str; 6] = [
        "authorization",
        "proxy-authenticate",
        "proxy-authorization",
        "set-cookie",
        "www-authenticate",
        "x-amz-security-token",
    ];
    let kept = headers.iter().filter_map(|(name, value)| {
        let value = value_text(value);
        let is_kept = !DROPPED.contains(&name.as_str()) && !is_signed(&value);
        is_kept.then(|| (name.as_str().to_owned(), value.into_owned()))
    });
    kept.collect()
}
