//! The built-in transport: hyper, HTTP/1.1, rustls with ring.

mod bundle;
mod connections;
mod connector;
mod expect;
mod names;
mod proxies;
mod proxy;
#[cfg(test)]
mod tests;
mod tls;
mod tunnel;

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use self::connections::{Connections, Outgoing, Pool};
use super::exchange::{
    Activity, IncomingBody, MAX_CONNECTIONS, OutgoingBody, Slots, Timeouts, explain, silent,
};
use super::transport::{Transport, TransportError};
use crate::body::Body;

/// Sends requests with hyper.
///
/// Paths are sent unchanged, also S3's key `a/../b`. With `PAGEBOY_ONLY_LOOPBACK=true` in the environment, as for tests,
/// nothing is sent to another machine. Certificates are checked against the operating system's store. Proxies are taken from
/// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`; loopback addresses never go through one. Redirects are not
/// followed, answers are not decompressed. Needs a tokio runtime. Cheap to clone; clones share connections.
///
/// A body whose request says `Expect: 100-continue`, as S3's uploads do, is sent when the service asks for it, or has been
/// silent for a second. If another answer comes first, the body is not read: the answer is final, the connection closes, and
/// another request may send a stream (botocore/awsrequest.py, `AWSConnection`).
#[cfg_attr(
    feature = "reqwest",
    doc = "\nFor a [`reqwest::Client`] of the program's own there is [`ReqwestTransport`](crate::ReqwestTransport)."
)]
#[derive(Clone)]
pub struct HttpTransport(Arc<SharedTransport>);

struct SharedTransport {
    timeouts: Timeouts,
    pool: Pool,
    ca_bundle: Option<PathBuf>,
    is_direct: bool,
    slots: Slots,
    /// Made for the first request, so that a transport that is never used reads no certificates.
    connections: OnceLock<Result<Connections, String>>,
}

/// Collects the settings of an [`HttpTransport`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct HttpTransportBuilder {
    timeouts: Timeouts,
    max_connections: usize,
    pool: Pool,
    ca_bundle: Option<PathBuf>,
    is_direct: bool,
}

impl HttpTransport {
    /// Starts with a connect timeout and a read timeout of 60 seconds, as botocore has them; at most 256 connections in use,
    /// and 32 idle ones for each host, for at most 60 seconds.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            timeouts: Timeouts::default(),
            max_connections: MAX_CONNECTIONS,
            pool: Pool {
                max_idle_per_host: 32,
                idle_timeout: Duration::from_secs(60),
            },
            ca_bundle: None,
            is_direct: false,
        }
    }
}

impl HttpTransportBuilder {
    /// Sets how long connecting may take, TLS included; 60 seconds if not set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.connect = limit;
        self
    }

    /// Sets how long to wait while no byte moves in either direction; 60 seconds if not set.
    ///
    /// A large body may take longer as long as it moves. The time to connect counts; the time in which the caller's own
    /// stream has nothing to send, or in which nobody reads the answer, does not.
    ///
    /// What was sent is first held by the operating system, which does not say when it arrives. So the limit is longer after a
    /// body, or a large piece of it, left: by the time in which up to 4 MiB of it arrive as fast as what left before, or at
    /// 16 KiB a second if that is not known (4 minutes at most). On Linux, the connection also breaks when the other side
    /// acknowledges nothing for this limit, at least 5 seconds (`TCP_USER_TIMEOUT`).
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.read = Some(limit);
        self
    }

    /// Sets how many connections may be in use at a time; 256 if not set, 0 counts as 1.
    ///
    /// A request that finds all of them in use waits. One is in use until the body of its answer is read to its end, or
    /// dropped: a program that keeps the streams of many answers and reads none of them waits for itself. When none becomes
    /// free for the connect timeout, that is the error. Requests with events, which use HTTP/2, do not count.
    pub fn max_connections(mut self, most: usize) -> Self {
        self.max_connections = most;
        self
    }

    /// Sets how many idle connections are kept for each host; 32 if not set.
    pub fn max_idle_per_host(mut self, most: usize) -> Self {
        self.pool.max_idle_per_host = most;
        self
    }

    /// Sets how long an idle connection is kept. Default: 60 seconds.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.pool.idle_timeout = limit;
        self
    }

    /// Trusts the certificates of this PEM file instead of the operating system's; a certificate that is its own authority
    /// may also be a server's. An unusable file is the error of every request.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(path.into());
        self
    }

    /// Goes through no proxy, whatever the environment says.
    pub(crate) fn direct(mut self) -> Self {
        self.is_direct = true;
        self
    }

    /// Builds the transport; connections are made when they are needed.
    pub fn build(self) -> HttpTransport {
        HttpTransport(Arc::new(SharedTransport {
            is_direct: self.is_direct,
            timeouts: self.timeouts,
            pool: self.pool,
            ca_bundle: self.ca_bundle,
            slots: Slots::new(self.max_connections),
            connections: OnceLock::new(),
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
        let limits = self.0.timeouts.of(&request);
        let connections = self.connections()?;
        connections.check(request.uri())?;
        let is_shared = request.version() == http::Version::HTTP_2;
        let client = connections.client_for(is_shared)?;
        let slot = match is_shared {
            true => None,
            false => Some(self.0.slots.take(limits.connect).await?),
        };
        let activity = Activity::now();
        let (mut parts, body) = request.into_parts();
        let uri = parts.uri.clone();
        let asks_first = expect::asks_first(&parts.headers);
        if asks_first && is_shared {
            parts.headers.remove(http::header::EXPECT);
        }
        let mut wait = None;
        let body: Outgoing = match body.len() {
            Some(0) => Box::pin(OutgoingBody::new(Body::empty(), &activity)),
            _ if asks_first && !is_shared => {
                let (held, its) = expect::hold(OutgoingBody::new(body, &activity), &activity);
                wait = Some(its);
                Box::pin(held)
            }
            _ => Box::pin(OutgoingBody::new(body, &activity)),
        };
        let mut request = http::Request::from_parts(parts, body);
        connections.authorize(&mut request);
        if let Some(wait) = &wait {
            wait.watch(&mut request);
        }
        let sent = activity.watch(limits.read, client.request(request)).await;
        let (parts, body) = match sent {
            Some(Ok(answer)) => answer.into_parts(),
            Some(Err(error)) => {
                let connects = error.is_connect();
                return Err(explain(&connections.shown(&uri), limits, error, connects));
            }
            None => return Err(silent(&connections.shown(&uri), limits)),
        };
        // A body that was not sent is kept until the answer is read.
        let unwanted = wait.and_then(expect::Wait::answered);
        let body = IncomingBody::body(body, limits.read, (slot, unwanted));
        Ok(http::Response::from_parts(parts, body))
    }

    /// The connections, which are made ready for the first request.
    fn connections(&self) -> Result<&Connections, TransportError> {
        let connections = self.0.connections.get_or_init(|| {
            let variable = |name: &str| std::env::var(name).ok();
            let bundle = self.0.ca_bundle.as_deref();
            let (limits, is_direct) = (self.0.timeouts.usual(), self.0.is_direct);
            Connections::new(bundle, limits, self.0.pool, is_direct, &variable)
        });
        connections.as_ref().map_err(TransportError::refused)
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("connect_timeout", &self.0.timeouts.connect)
            .field("read_timeout", &self.0.timeouts.usual().read)
            .field("max_connections", &self.0.slots.most())
            .field("max_idle_per_host", &self.0.pool.max_idle_per_host)
            .field("idle_timeout", &self.0.pool.idle_timeout)
            .finish_non_exhaustive()
    }
}
