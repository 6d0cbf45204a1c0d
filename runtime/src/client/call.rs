//! The attempts of a call: sign, send, read, and retry where that helps.

use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tracing::Instrument;
use tracing::field::{Empty, display};

use super::authentication::SignedPayload;
use super::checksum::ExpectedChecksum;
use super::clock_skew::{self, Skew};
use super::pace::Deadline;
use super::prepare::UnsignedRequest;
use super::retry::{self, Backoff, RetryMode, Retryable};
use super::transport::{Attempt, HeldFor, TransportError};
use super::{Client, Metadata, Purpose, ReadTimeout, Reply, checksum, restore};
use crate::body::{Body, BodyError};
use crate::error::{Error, ErrorKind};
use crate::excerpt::Excerpt;
use crate::schema::Operation;
use crate::view::Structure;
use crate::wire::{self, ErrorResponse, Payload};

/// A failed attempt, and whether another one may help.
struct Failure {
    error: Error,
    retryable: Option<Retryable>,
}

impl Client {
    /// As [`Client::call`], for a wait, a paginator or a collection.
    pub(crate) async fn call_for(
        &self,
        purpose: Purpose,
        operation: &'static Operation,
        input: &dyn Structure,
        output: Box<dyn Structure>,
    ) -> Result<Reply, Error> {
        let span = tracing::debug_span!(
            "call",
            service = operation.service.name,
            operation = operation.name,
            attempts = Empty,
            request_id = Empty,
        );
        let attempts = AtomicU32::new(0);
        // Futures stay where they are made: moved, each would be copied, and take its place twice.
        let call = pin!(
            self.try_call(purpose, operation, input, output, &attempts)
                .instrument(span.clone())
        );
        let result = match self.operation_timeout() {
            None => call.await,
            Some(limit) => tokio::time::timeout(limit, call).await.unwrap_or_else(|_| {
                let kind = ErrorKind::Transport {
                    message: format!("the call took longer than {limit:?}"),
                    timeout: true,
                };
                Err(Error::new(operation, kind))
            }),
        };
        let attempts = attempts.load(Ordering::Relaxed);
        span.record("attempts", attempts);
        let request_id = match &result {
            Ok(reply) => reply.metadata.request_id.as_deref(),
            Err(error) => error.request_id(),
        };
        let request_id = request_id.map(|id| display(Excerpt::name(id)));
        span.record("request_id", request_id);
        result.map_err(|error| error.after_attempts(attempts))
    }

    async fn try_call(
        &self,
        purpose: Purpose,
        operation: &'static Operation,
        input: &dyn Structure,
        mut output: Box<dyn Structure>,
        attempts: &AtomicU32,
    ) -> Result<Reply, Error> {
        let ends = self.operation_timeout().map(Deadline::after);
        let mut prepared = self
            .prepare(purpose, operation, input)
            .await
            .map_err(|kind| Error::new(operation, kind))?;
        let mut response = self
            .answer(operation, input, &mut prepared, attempts)
            .await?;
        if let Payload::Stream(body) = &mut response.body {
            self.end_by(operation, ends, body);
        }
        let limits = self.config().limits();
        let events = wire::receive_events(operation, &mut response, limits).await?;
        let bytes = response.body.bytes().map_or(&[][..], |bytes| bytes);
        let request_id = wire::request_id(operation, &response.headers, bytes);
        let checked = match self.config().lenient_answers() {
            true => Ok(()),
            false => wire::check_answer(operation, bytes, purpose.needs_document()),
        };
        checked
            .and_then(|()| wire::parse_output(operation, &response, &mut *output, limits))
            .map_err(|error| {
                let kind = ErrorKind::Response {
                    message: error.to_string(),
                    status: response.status,
                    request_id: request_id.clone(),
                };
                // An answer that was damaged on the way, or came from somebody in between, may be whole the next time.
                let passes = !error.is_over_limit();
                Error::new(operation, kind)
                    .transient(passes)
                    .caused_by(error)
            })?;
        if let Some(events) = events {
            events.hand_over(&mut *output);
        }
        restore::restore(operation, &prepared.substitutions, input, &mut *output);
        if let Payload::Bytes(bytes) = response.body {
            self.spare_buffer().keep(bytes);
        }
        Ok(Reply {
            output,
            metadata: Metadata {
                status: response.status,
                request_id,
                attempts: attempts.load(Ordering::Relaxed),
            },
        })
    }

    /// Sends the request until it succeeds, fails for good, or no attempt is left.
    async fn answer(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
        prepared: &mut UnsignedRequest,
        attempts: &AtomicU32,
    ) -> Result<wire::Response, Error> {
        let mode = self.retry_mode();
        let limiter = match mode {
            RetryMode::Adaptive => Some(self.limiter()),
            _ => None,
        };
        let mut attempt = 0_u32;
        let mut cost = None;
        let mut was_signed_again = false;
        let mut was_redirected = false;
        loop {
            attempt = attempt.saturating_add(1);
            if let Some(limiter) = limiter {
                limiter.acquire().await;
            }
            let this = Attempt {
                operation,
                input,
                number: attempt,
            };
            let outcome = self.attempt(this, prepared, attempts).await;
            if let Some(limiter) = limiter {
                let failure = outcome.as_ref().err();
                let reason = failure.and_then(|failure| failure.retryable);
                limiter.answered(reason == Some(Retryable::Throttling));
            }
            let failure = match outcome {
                Ok(answer) => {
                    self.quota().give_back(cost);
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            let error = failure.error;
            // botocore redirects after the last attempt, too.
            if !was_redirected
                && let Some(answer) = error.response()
                && self.redirect(operation, input, prepared, answer).await
            {
                was_redirected = true;
                continue;
            }
            let Some(reason) = failure.retryable else {
                return Err(error);
            };
            if reason == Retryable::Clock && std::mem::replace(&mut was_signed_again, true) {
                return Err(error);
            }
            if attempt >= prepared.max_attempts || !prepared.body.can_be_sent() {
                return Err(error);
            }
            let is_free = mode == RetryMode::Legacy;
            cost = if is_free {
                None
            } else {
                self.quota().take(reason)
            };
            let may_retry = is_free || cost.is_some();
            if !may_retry && !retry::is_long_poll(operation) {
                return Err(error);
            }
            let backoff = Backoff {
                mode,
                service: operation.service,
                reason,
                attempt,
                asked: error.response().and_then(ErrorResponse::retry_after),
            };
            tokio::time::sleep(backoff.delay(fastrand::f64())).await;
            if !may_retry {
                return Err(error);
            }
        }
    }

    async fn attempt(
        &self,
        attempt: Attempt<'_>,
        prepared: &UnsignedRequest,
        attempts: &AtomicU32,
    ) -> Result<wire::Response, Failure> {
        let Attempt {
            operation, number, ..
        } = attempt;
        let fails = |kind| Failure {
            error: Error::new(operation, kind),
            retryable: None,
        };
        let skew = self.skew().now();
        let request = self.request(prepared, number).await.map_err(fails)?;
        attempts.store(number, Ordering::Relaxed);
        let limit = self.attempt_timeout();
        let ends = limit.map(Deadline::after);
        let exchange = pin!(self.exchange(attempt, prepared, request, skew));
        let mut response = match limit {
            None => exchange.await,
            Some(limit) => tokio::time::timeout(limit, exchange)
                .await
                .unwrap_or_else(|_| {
                    Err(unanswered(
                        operation,
                        TransportError::timeout(format!("no answer within {limit:?}")),
                    ))
                }),
        }?;
        if let Payload::Stream(body) = &mut response.body {
            self.end_by(operation, ends, body);
        }
        Ok(response)
    }

    /// The request of one attempt, signed now.
    pub(super) async fn request(
        &self,
        prepared: &UnsignedRequest,
        attempt: u32,
    ) -> Result<http::Request<Body>, ErrorKind> {
        let mut headers = HeaderMap::with_capacity(prepared.headers.len() + ADDED);
        for (name, value) in &prepared.headers {
            headers.append(name, value.clone());
        }
        let mut sent_to = prepared.url.clone();
        let body = self
            .authenticate(prepared, &mut headers, &mut sent_to)
            .await?;
        add_unsigned_headers(&mut headers, prepared, attempt, body.len())
            .map_err(|error| ErrorKind::Config(error.to_string()))?;
        let mut request = http::Request::new(body);
        if prepared.payload == SignedPayload::Events {
            // Only HTTP/2 answers before the request has ended.
            *request.version_mut() = http::Version::HTTP_2;
        }
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = sent_to;
        *request.headers_mut() = headers;
        if let Some(limit) = self.read_timeout_of_call() {
            request.extensions_mut().insert(ReadTimeout(limit));
        }
        if let Some(held) = prepared.held_for {
            request.extensions_mut().insert(HeldFor(held));
        }
        Ok(request)
    }

    /// Sends one request, signed by a clock with this offset, and reads the answer.
    async fn exchange(
        &self,
        attempt: Attempt<'_>,
        prepared: &UnsignedRequest,
        request: http::Request<Body>,
        signed_for: Skew,
    ) -> Result<wire::Response, Failure> {
        let operation = attempt.operation;
        let sent = self.config().now();
        let transport = self.transport().map_err(|kind| Failure {
            error: Error::new(operation, kind),
            retryable: None,
        })?;
        let response = transport
            .send_attempt(attempt, request)
            .await
            .map_err(|error| unanswered(operation, error))?;
        let (parts, body) = response.into_parts();
        let (status, headers) = (parts.status.as_u16(), parts.headers);
        let skew = self.skew().learn(&headers, sent, self.config().now());
        let body = self.at_least_rate(operation, &headers, body);
        let expected = match prepared.verifies {
            true => ExpectedChecksum::of(operation, &headers),
            false => None,
        };
        if status < 300 && wire::streams_output(operation) {
            let body = match expected {
                Some(expected) => expected.verify_while_read(body),
                None => body,
            };
            return Ok(wire::Response {
                status,
                headers,
                body: Payload::Stream(body),
            });
        }
        let limit = self.config().limits().body;
        let bytes = body
            .collect_into(&|| self.spare_buffer().take(), limit)
            .await
            .map_err(|error| unread(operation, status, &headers, error))?;
        checksum::verify_dynamodb(operation, &headers, &bytes)
            .map_err(|error| unread(operation, status, &headers, error))?;
        // S3 may find an error after it has sent status 200; that is a service error.
        if wire::effective_status(operation, status, &bytes) < 300 {
            if let Some(expected) = expected {
                let verified = expected.verify(&bytes);
                verified.map_err(|error| unread(operation, status, &headers, error))?;
            }
            return Ok(wire::Response {
                status,
                headers,
                body: Payload::Bytes(bytes),
            });
        }
        let response =
            wire::parse_error(operation, status, &headers, bytes, self.config().limits());
        let was_off = skew.is_some_and(|skew| skew.is_far_from(signed_for))
            && clock_skew::may_cause(response.code());
        Err(Failure {
            retryable: match was_off {
                true => Some(Retryable::Clock),
                false => retry::of_response(self.retry_mode(), operation.service, &response),
            },
            error: Error::new(operation, ErrorKind::Service(response)),
        })
    }
}

/// At most so many headers are added to an attempt: by the signature, and after it.
const ADDED: usize = 8;

const INVOCATION: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");

/// The headers that are added after signing, as in botocore.
fn add_unsigned_headers(
    headers: &mut HeaderMap,
    prepared: &UnsignedRequest,
    attempt: u32,
    length: Option<u64>,
) -> Result<(), http::header::InvalidHeaderValue> {
    headers.insert(http::header::USER_AGENT, prepared.user_agent.clone());
    if !prepared.features.is_foreign() {
        headers.insert(INVOCATION, prepared.invocation.clone());
        let attempt = format!("attempt={attempt}; max={}", prepared.max_attempts);
        headers.insert(ATTEMPT, HeaderValue::try_from(attempt)?);
    }
    let is_bodiless = matches!(prepared.method, Method::GET | Method::HEAD);
    if let Some(length) = length
        && (length > 0 || !is_bodiless)
    {
        headers.insert(http::header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    Ok(())
}

/// No answer came.
fn unanswered(operation: &'static Operation, error: TransportError) -> Failure {
    let retryable = error.is_retryable().then_some(Retryable::Transient);
    let kind = ErrorKind::Transport {
        message: error.to_string(),
        timeout: error.is_timeout(),
    };
    let mut failure = Error::new(operation, kind).transient(retryable.is_some());
    if let Some(source) = error.into_source() {
        failure = failure.caused_by(source);
    }
    Failure {
        error: failure,
        retryable,
    }
}

/// An answer came, but its body ended early, took too long, is too large, or has a different checksum.
fn unread(
    operation: &'static Operation,
    status: u16,
    headers: &HeaderMap,
    error: BodyError,
) -> Failure {
    // A body over the limit will not be smaller the next time. botocore does not retry after a wrong checksum, but waits may
    // poll again.
    let passes = !error.is_over_limit();
    let (kind, retryable) = if error.is_timeout() {
        let kind = ErrorKind::Transport {
            message: error.to_string(),
            timeout: true,
        };
        (kind, Some(Retryable::Transient))
    } else {
        let setting = if error.is_over_limit() {
            " (`Limits::body`)"
        } else {
            ""
        };
        let kind = ErrorKind::Response {
            message: format!("{error}{setting}"),
            status,
            request_id: wire::request_id(operation, headers, &[]),
        };
        let is_retried = passes && !error.is_checksum_mismatch();
        (kind, is_retried.then_some(Retryable::Transient))
    };
    Failure {
        error: Error::new(operation, kind).transient(passes),
        retryable,
    }
}
