//! A transport for a client of the program's own.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::header::EXPECT;

use super::exchange::{
    Activity, IncomingBody, Limits, MAX_CONNECTIONS, OutgoingBody, Slots, Timeouts, explain,
    is_asked_for, problem, silent,
};
use super::transport::{Transport, TransportError};
use crate::body::Body;

/// Sends requests with a [`reqwest::Client`] of the program's own: its connections, proxies, certificates, connect timeout.
///
/// The client must not follow redirects ([`reqwest::redirect::Policy::none`]) and not decompress answers: the signature is of
/// one URL, and checksums are of what is sent. Default headers are added after signing. With the feature `http2` the client
/// also sends the requests that need HTTP/2, so it must be able to speak it.
///
/// Two things it cannot do. Its URL type resolves dot segments, so a path that it would change, such as S3's key `a/../b`, is
/// refused. And it cannot wait for `100 Continue`: the header `Expect` is omitted, and the body is sent at once.
///
/// With `PAGEBOY_ONLY_LOOPBACK=true` in the environment, as for tests, a request to another machine is refused; the client's
/// proxies are not known. Needs a tokio runtime. Cheap to clone; clones share connections.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = reqwest::Client::builder()
///     .redirect(reqwest::redirect::Policy::none())
///     .build()?;
/// let config = pageboy::Config::builder()
///     .region("eu-central-1")
///     .transport(pageboy::ReqwestTransport::new(client))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a transport does nothing until a configuration has it"]
pub struct ReqwestTransport {
    client: reqwest::Client,
    timeouts: Timeouts,
    slots: Arc<Slots>,
    /// Whether nothing may leave this machine.
    only_loopback: Result<bool, String>,
}

impl ReqwestTransport {
    /// Sends with this client; at most 256 connections are in use.
    pub fn new(client: reqwest::Client) -> Self {
        Self {
            client,
            timeouts: Timeouts::default(),
            slots: Arc::new(Slots::new(MAX_CONNECTIONS)),
            only_loopback: is_asked_for(&|name| std::env::var(name).ok()),
        }
    }

    /// Sets how long to wait while no byte moves in either direction; 60 seconds if not set.
    ///
    /// It is longer after a large piece of a body left, which the operating system first holds: 4 minutes at most.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.read = Some(limit);
        self
    }

    /// Sets how many connections may be in use at a time; 256 if not set, 0 counts as 1.
    ///
    /// One is in use until the body of its answer is read to its end, or dropped. A request that finds all of them in use
    /// waits; when none becomes free for 60 seconds, that is the error.
    pub fn max_connections(mut self, most: usize) -> Self {
        self.slots = Arc::new(Slots::new(most));
        self
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        Box::pin(self.answer(request))
    }
}

impl ReqwestTransport {
    async fn answer(
        &self,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let limits = self.timeouts.of(&request);
        self.check(request.uri())?;
        let is_shared = request.version() == http::Version::HTTP_2;
        if is_shared && !cfg!(feature = "http2") {
            return Err(TransportError::refused(
                "the operation sends events, which needs HTTP/2: build pageboy with the feature `http2`",
            ));
        }
        let url = url(request.uri())?;
        let host = shown(request.uri());
        let slot = match is_shared {
            true => None,
            false => Some(self.slots.take(limits.connect).await?),
        };
        let activity = Activity::now();
        let request = as_reqwest_takes_it(url, request, &activity);
        let sent = activity.watch(limits.read, self.client.execute(request));
        let answer = match sent.await {
            Some(sent) => sent.map_err(|error| failure(&host, limits, error))?,
            None => return Err(silent(&host, limits)),
        };
        let (parts, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
        let body = IncomingBody::body(body, limits.read, slot);
        Ok(http::Response::from_parts(parts, body))
    }

    fn check(&self, uri: &http::Uri) -> Result<(), TransportError> {
        let problem = match &self.only_loopback {
            Ok(false) => None,
            Ok(true) => problem(uri.host().unwrap_or_default()),
            Err(problem) => Some(problem.clone()),
        };
        problem.map_or(Ok(()), |problem| Err(TransportError::refused(problem)))
    }
}

/// The URL in reqwest's form, if it is the signed one: a URL type resolves dot segments, and rewrites hosts.
fn url(uri: &http::Uri) -> Result<reqwest::Url, TransportError> {
    let url = reqwest::Url::parse(&uri.to_string()).map_err(|error| {
        TransportError::refused(format!("the URL cannot be used: {error}")).caused_by(error)
    })?;
    let (host, others) = (uri.host().unwrap_or_default(), url.host_str());
    let others = others.unwrap_or_default();
    if url.path() == uri.path()
        && url.query().unwrap_or_default() == uri.query().unwrap_or_default()
        && others.eq_ignore_ascii_case(host)
    {
        return Ok(url);
    }
    Err(TransportError::refused(format!(
        "{:?} of {host:?} cannot be sent by the `reqwest::Client` that was given: it would be changed to {:?} of {others:?}",
        uri.path(),
        url.path(),
    )))
}

fn as_reqwest_takes_it(
    url: reqwest::Url,
    request: http::Request<Body>,
    activity: &Activity,
) -> reqwest::Request {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(EXPECT);
    let body = match body.len() {
        Some(0) => reqwest::Body::from(""),
        _ => reqwest::Body::wrap(OutgoingBody::new(body, activity)),
    };
    let mut request = reqwest::Request::new(parts.method, url);
    *request.version_mut() = parts.version;
    *request.headers_mut() = parts.headers;
    *request.body_mut() = Some(body);
    request
}

/// The host of a request, for errors.
fn shown(uri: &http::Uri) -> String {
    let host = uri.host().unwrap_or_default();
    uri.port_u16()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The URL may hold private data; the message names the host.
fn failure(host: &str, limits: Limits, error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_builder() {
        let message = format!("the request cannot be sent: {error}");
        return TransportError::refused(message).caused_by(error);
    }
    let connects = error.is_connect();
    explain(host, limits, error, connects)
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport")
            .field("read_timeout", &self.timeouts.usual().read)
            .field("max_connections", &self.slots.most())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::exchange::servers::{get, read, serve, stall, without_port};

    const OK: &str = "HTTP/1.1 200 OK\r\nX-Test: a\r\nContent-Length: 2\r\n\r\nok";

    fn transport() -> ReqwestTransport {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        ReqwestTransport::new(client.build().unwrap())
    }

    #[tokio::test]
    async fn requests_go_out_as_they_are_over_one_connection() {
        let (url, server) = serve(vec![OK, OK]);
        let transport = transport();
        for _ in 0..2 {
            let request = http::Request::post(format!("{url}/a%20b//c?d=%2F&e"))
                .header("x-amz-test", "b")
                .body(Body::from("sent"))
                .unwrap();
            let response = transport.clone().send(request).await.unwrap();
            assert_eq!(response.headers()["x-test"], "a");
            assert_eq!(read(response).await.unwrap(), "ok");
        }
        for request in server.join().unwrap() {
            let line = "POST /a%20b//c?d=%2F&e HTTP/1.1\r\n";
            assert!(request.starts_with(line), "{request}");
            assert!(request.contains("\r\nx-amz-test: b\r\n"), "{request}");
            assert!(request.contains("\r\ncontent-length: 4\r\n"), "{request}");
            assert!(request.ends_with("\r\n\r\nsent"), "{request}");
        }
    }

    #[tokio::test]
    async fn a_path_that_would_be_changed_is_refused() {
        let error = get(&transport(), "http://127.0.0.1:1/bkt/../key").await;
        let error = error.unwrap_err();
        assert!(!error.is_retryable());
        insta::assert_snapshot!(error, @r#""/bkt/../key" of "127.0.0.1" cannot be sent by the `reqwest::Client` that was given: it would be changed to "/key" of "127.0.0.1""#);
        let error = get(&transport(), "http://127.1:1/key").await.unwrap_err();
        assert!(!error.is_retryable(), "{error}");
    }

    #[tokio::test]
    async fn what_it_does_not_do_is_not_announced() {
        let (url, server) = serve(vec!["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]);
        let stream = Body::from_stream(Body::from("sent").into_chunks(), Some(4));
        let request = http::Request::put(&url)
            .header("expect", "100-continue")
            .header("content-length", 4)
            .body(stream)
            .unwrap();
        transport().send(request).await.unwrap();
        let request = server.join().unwrap().remove(0);
        assert!(!request.contains("expect"), "{request}");
        assert!(request.ends_with("\r\n\r\nsent"), "{request}");
    }

    #[tokio::test]
    async fn failures_are_explained() {
        let (url, _server) = serve(vec![""]);
        let error = get(&transport(), &url).await.unwrap_err();
        assert!(error.is_retryable());
        assert_eq!(
            without_port(&error, &url),
            "the connection to 127.0.0.1 broke before the answer came: \
             connection closed before message completed"
        );
        let (url, _server) = serve(vec!["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart"]);
        let response = get(&transport(), &url).await.unwrap();
        let error = read(response).await.unwrap_err();
        assert!(error.starts_with("the answer broke off: "), "{error}");
    }

    #[tokio::test]
    async fn silence_is_a_timeout() {
        let transport = transport().read_timeout(Duration::from_millis(50));
        let (url, _server) = stall();
        let error = get(&transport, &url).await.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(
            without_port(&error, &url),
            "no byte was sent to or came from 127.0.0.1 for 50ms"
        );
    }

    /// Cargo sets the variable for everything that it runs here (`.cargo/config.toml`).
    #[tokio::test]
    async fn no_test_asks_another_machine() {
        let error = get(&transport(), "http://192.0.2.1/").await.unwrap_err();
        assert!(!error.is_retryable());
        insta::assert_snapshot!(error, @"192.0.2.1 is not this machine, and PAGEBOY_ONLY_LOOPBACK is set: nothing is sent there");
    }
}
