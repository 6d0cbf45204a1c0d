//! A transport that answers with bytes, in order.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::body::{Body, BodyError};
use crate::client::{Transport, TransportError};

/// A transport that answers from a script, in order, and records the requests.
///
/// A request beyond the end of the script is an error, never a use of the network. Clones share script and record.
///
/// ```
/// use pageboy::testing::{ScriptStep, ScriptedTransport};
/// use pageboy::{Config, Credentials};
///
/// let transport = ScriptedTransport::new([
///     ScriptStep::response(503, &[], "slow down"),
///     ScriptStep::response(200, &[("content-type", "text/xml")], "<Response/>"),
/// ]);
/// let config = Config::builder()
///     .region("us-east-1")
///     .credentials(Credentials::new("id", "secret", None, None, "test"))
///     .transport(transport.clone())
///     .build()?;
/// // … call a client made from `config` …
/// assert_eq!(transport.unused(), 2);
/// assert!(transport.requests().is_empty());
/// # drop(config);
/// # Ok::<(), pageboy::ConfigError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ScriptedTransport(Arc<Mutex<TransportState>>);

#[derive(Debug, Default)]
struct TransportState {
    script: VecDeque<ScriptStep>,
    requests: Vec<SentRequest>,
}

/// One step of a script: an answer or an error, after an optional delay.
#[derive(Debug)]
pub struct ScriptStep {
    outcome: Result<http::Response<Body>, TransportError>,
    delay: Duration,
}

/// A request as it was sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SentRequest {
    /// The method.
    pub method: http::Method,
    /// The whole URL.
    pub uri: http::Uri,
    /// The headers, the signature included.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl ScriptedTransport {
    /// A transport that plays `script`.
    pub fn new(script: impl IntoIterator<Item = ScriptStep>) -> Self {
        let transport = Self::default();
        transport.state().script.extend(script);
        transport
    }

    /// Appends a step to the script.
    pub fn push(&self, step: ScriptStep) {
        self.state().script.push_back(step);
    }

    /// The requests so far, in order, including those beyond the end of the script.
    pub fn requests(&self) -> Vec<SentRequest> {
        self.state().requests.clone()
    }

    /// How many steps of the script were not played.
    pub fn unused(&self) -> usize {
        self.state().script.len()
    }

    fn state(&self) -> MutexGuard<'_, TransportState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the request and takes the next step.
    fn take(&self, request: SentRequest) -> ScriptStep {
        let mut state = self.state();
        let step = state.script.pop_front().unwrap_or_else(|| {
            let number = state.requests.len() + 1;
            let message = format!(
                "request {number} was not scripted: {} {}",
                request.method, request.uri
            );
            ScriptStep::error(TransportError::refused(message))
        });
        state.requests.push(request);
        step
    }
}

impl ScriptStep {
    /// An answer with a body in memory.
    ///
    /// A status or a header that HTTP does not allow makes the step an error.
    pub fn response(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Self {
        Self {
            outcome: response(status, headers, body.into()),
            delay: Duration::ZERO,
        }
    }

    /// An answer whose body comes in chunks; the last item may be an error.
    pub fn stream(
        status: u16,
        headers: &[(&str, &str)],
        chunks: impl IntoIterator<Item = Result<Bytes, BodyError>>,
    ) -> Self {
        let chunks = ScriptedChunks(chunks.into_iter().collect());
        Self::response(status, headers, Body::from_stream(chunks, None))
    }

    /// An answer that announces `length` bytes, of which only `body` arrives.
    pub fn truncated(
        status: u16,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
        length: u64,
    ) -> Self {
        let chunks = ScriptedChunks(VecDeque::from([Ok(body.into())]));
        Self::response(status, headers, Body::from_stream(chunks, Some(length)))
    }

    /// No answer.
    pub fn error(error: TransportError) -> Self {
        Self {
            outcome: Err(error),
            delay: Duration::ZERO,
        }
    }

    /// Waits before the step takes effect, on tokio's clock.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Waits, and answers.
    pub(super) async fn play(self) -> Result<http::Response<Body>, TransportError> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        self.outcome
    }
}

impl SentRequest {
    /// Reads a request to its end.
    pub(super) async fn read(request: http::Request<Body>) -> Result<Self, TransportError> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(|error| {
            TransportError::new("the request's body could not be read").caused_by(error)
        })?;
        Ok(Self {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body,
        })
    }

    /// The value of a header, if the request had it and it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        Box::pin(async move {
            let request = SentRequest::read(request).await?;
            self.take(request).play().await
        })
    }
}

fn response(
    status: u16,
    headers: &[(&str, &str)],
    body: Body,
) -> Result<http::Response<Body>, TransportError> {
    let wrong = |what: String| TransportError::refused(format!("the script is wrong: {what}"));
    let mut response = http::Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(status).map_err(|_| wrong(format!("status {status}")))?;
    for (name, value) in headers {
        let name: HeaderName = name
            .parse()
            .map_err(|_| wrong(format!("header {name:?}")))?;
        let value = HeaderValue::from_str(value).map_err(|_| wrong(format!("header {name}")))?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}

struct ScriptedChunks(VecDeque<Result<Bytes, BodyError>>);

impl Stream for ScriptedChunks {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str) -> http::Request<Body> {
        http::Request::post(uri).body(Body::from("sent")).unwrap()
    }

    #[tokio::test]
    async fn steps_are_played_in_order_and_requests_recorded() {
        let transport = ScriptedTransport::new([
            ScriptStep::response(200, &[("a", "b")], "first"),
            ScriptStep::error(TransportError::timeout("too slow")),
        ]);
        let answer = transport.send(request("https://a.example/")).await.unwrap();
        assert_eq!(answer.headers()["a"], "b");
        assert_eq!(answer.into_body().collect().await.unwrap(), "first");
        assert_eq!(transport.unused(), 1);
        let error = transport
            .send(request("https://b.example/"))
            .await
            .unwrap_err();
        assert!(error.is_timeout());
        let sent = transport.requests();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[1].uri, "https://b.example/");
        assert_eq!(sent[1].text(), "sent");
    }

    #[tokio::test]
    async fn a_request_that_was_not_scripted_is_an_error_with_its_number() {
        let transport = ScriptedTransport::default();
        for number in 1..3 {
            let error = transport
                .send(request("https://a.example/b"))
                .await
                .unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("request {number} was not scripted: POST https://a.example/b")
            );
            assert!(!error.is_retryable());
        }
    }

    #[tokio::test]
    async fn a_truncated_body_is_an_error_when_read() {
        let transport = ScriptedTransport::new([ScriptStep::truncated(200, &[], "ab", 3)]);
        let answer = transport.send(request("https://a.example/")).await.unwrap();
        let error = answer.into_body().collect().await.unwrap_err();
        assert_eq!(error.to_string(), "the body ended after 2 of 3 bytes");
    }

    #[tokio::test(start_paused = true)]
    async fn a_delay_is_waited_on_tokios_clock() {
        let step = ScriptStep::response(200, &[], "").delay(Duration::from_secs(5));
        let transport = ScriptedTransport::new([step]);
        let before = tokio::time::Instant::now();
        transport.send(request("https://a.example/")).await.unwrap();
        assert_eq!(before.elapsed(), Duration::from_secs(5));
    }

    #[tokio::test]
    async fn a_wrong_script_is_an_error() {
        let transport = ScriptedTransport::new([ScriptStep::response(7, &[], "")]);
        let error = transport
            .send(request("https://a.example/"))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "the script is wrong: status 7");
    }
}
