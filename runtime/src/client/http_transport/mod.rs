//! The built-in transport: reqwest, HTTP/1.1, rustls with ring.

mod activity;
mod connect;
#[cfg(test)]
mod tests;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use self::activity::{Activity, Incoming, Outgoing};
use super::transport::{Transport, TransportError};
use crate::body::Body;

/// Sends requests with reqwest.
///
/// Certificates are checked against the operating system's store. Proxies are taken from `HTTP_PROXY`, `HTTPS_PROXY`,
/// `ALL_PROXY` and `NO_PROXY`; loopback addresses never go through one. Redirects are not followed, answers are not
/// decompressed. Needs a tokio runtime. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct HttpTransport(Arc<Inner>);

struct Inner {
    connect_timeout: Duration,
    read_timeout: Duration,
    /// Made for the first request, so that a transport that is never used reads no certificates.
    connections: OnceLock<Result<Connections, String>>,
}

struct Connections {
    client: reqwest::Client,
    /// For requests that are answered before they have ended.
    http2: Option<reqwest::Client>,
    /// Why HTTPS cannot be used.
    no_tls: Option<String>,
}

/// Collects the settings of an [`HttpTransport`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct HttpTransportBuilder {
    connect_timeout: Duration,
    read_timeout: Duration,
    client: Option<reqwest::Client>,
}

impl HttpTransport {
    /// Starts with a connect timeout and a read timeout of 60 seconds, as botocore has them.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            connect_timeout: Duration::from_secs(60),
            read_timeout: Duration::from_secs(60),
            client: None,
        }
    }
}

impl HttpTransportBuilder {
    /// Sets how long connecting may take, TLS included; 60 seconds if not set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets how long to wait while no byte moves in either direction; 60 seconds if not set.
    ///
    /// A large body may take longer as long as it moves. The time to connect counts.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = limit;
        self
    }

    /// Uses this client, with its own pool, proxies, certificates and connect timeout.
    ///
    /// With the feature `http2` it also sends the requests that need HTTP/2, so it must be able to speak it.
    ///
    /// It must not follow redirects ([`reqwest::redirect::Policy::none`]) and not decompress answers.
    pub fn client(mut self, client: reqwest::Client) -> Self {
        self.client = Some(client);
        self
    }

    /// Builds the transport; connections are made when they are needed.
    pub fn build(self) -> HttpTransport {
        let connections = OnceLock::new();
        if let Some(client) = self.client {
            let _first = connections.set(Ok(Connections {
                http2: cfg!(feature = "http2").then(|| client.clone()),
                client,
                no_tls: None,
            }));
        }
        HttpTransport(Arc::new(Inner {
            connect_timeout: self.connect_timeout,
            read_timeout: self.read_timeout,
            connections,
        }))
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        Box::pin(self.answer(request))
    }
}

impl HttpTransport {
    async fn answer(
        &self,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let limit = self.0.read_timeout;
        let connections = self
            .0
            .connections
            .get_or_init(|| connect::connections(self.0.connect_timeout))
            .as_ref()
            .map_err(TransportError::refused)?;
        if let Some(reason) = &connections.no_tls
            && request.uri().scheme() == Some(&http::uri::Scheme::HTTPS)
        {
            return Err(TransportError::refused(reason));
        }
        let client = if request.version() == http::Version::HTTP_2 {
            connections.http2.as_ref().ok_or_else(|| {
                TransportError::refused(
                    "the operation sends events, which needs HTTP/2: build pageboy with the feature `http2`",
                )
            })?
        } else {
            &connections.client
        };
        let host = request.uri().host().unwrap_or_default().to_owned();
        let activity = Activity::now();
        let request = prepare(request, &activity)?;
        let sent = activity.watch(limit, client.execute(request));
        match sent.await {
            Some(Ok(response)) => {
                let (parts, body) = http::Response::<reqwest::Body>::from(response).into_parts();
                let body = Incoming::body(body, limit);
                Ok(http::Response::from_parts(parts, body))
            }
            Some(Err(error)) => Err(self.failure(&host, error)),
            None => Err(TransportError::timeout(format!(
                "no byte was sent to or came from {host} for {limit:?}"
            ))),
        }
    }

    fn failure(&self, host: &str, error: reqwest::Error) -> TransportError {
        let failure = if error.is_connect() && error.is_timeout() {
            TransportError::timeout(format!(
                "connecting to {host} took longer than {:?}",
                self.0.connect_timeout
            ))
        } else if error.is_timeout() {
            TransportError::timeout(format!("{host} took too long to answer"))
        } else if error.is_connect() {
            TransportError::new(format!(
                "could not connect to {host}: {}",
                root_cause(&error)
            ))
        } else if error.is_builder() {
            TransportError::refused(format!(
                "the request cannot be sent: {}",
                root_cause(&error)
            ))
        } else {
            TransportError::new(format!(
                "the connection to {host} broke before the answer came: {}",
                root_cause(&error)
            ))
        };
        // The URL may hold what the caller wants to keep to himself; the message names the host.
        failure.caused_by(error.without_url())
    }
}

/// The request as reqwest takes it.
fn prepare(
    request: http::Request<Body>,
    activity: &Activity,
) -> Result<reqwest::Request, TransportError> {
    let (parts, body) = request.into_parts();
    let uri = parts.uri.clone();
    let body = match body.len() {
        Some(0) => reqwest::Body::from(""),
        _ => reqwest::Body::wrap(Outgoing::new(body, activity)),
    };
    let request = reqwest::Request::try_from(http::Request::from_parts(parts, body))
        .map_err(|error| TransportError::refused("the URL cannot be used").caused_by(error))?;
    // A URL type resolves dot segments. Then another path would be requested than the one that was signed.
    let path = request.url().path();
    let query = request.url().query().unwrap_or_default();
    if path != uri.path() || query != uri.query().unwrap_or_default() {
        return Err(TransportError::refused(format!(
            "the path {:?} cannot be sent: it would be changed to {path:?}",
            uri.path()
        )));
    }
    Ok(request)
}

/// What stands at the end of the chain of causes, where the operating system or TLS says what happened.
fn root_cause(error: &dyn StdError) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("connect_timeout", &self.0.connect_timeout)
            .field("read_timeout", &self.0.read_timeout)
            .finish_non_exhaustive()
    }
}
