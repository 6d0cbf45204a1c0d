//! The built-in transport: reqwest, HTTP/1.1, rustls with ring.

mod activity;
mod bundle;
mod connect;
mod expect;
mod failure;
mod incoming;
mod loopback;
mod names;
mod pool;
mod proxies;
#[cfg(test)]
mod samples;
mod slots;
#[cfg(test)]
mod tests;
mod verbatim;

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use self::activity::{Activity, OutgoingBody};
use self::incoming::IncomingBody;
use self::pool::Pool;
use self::slots::Slots;
use self::verbatim::Verbatim;
use super::ReadTimeout;
use super::transport::{HeldFor, Transport, TransportError};
use crate::body::Body;

/// Sends requests with reqwest.
///
/// Paths are sent unchanged; a path that reqwest's URL type would change, such as S3's key `a/../b`, is sent by hyper
/// itself. With `PAGEBOY_ONLY_LOOPBACK=true` in the environment, as for tests, nothing is sent to another machine.
/// Certificates are checked against the operating system's store. Proxies are taken from `HTTP_PROXY`, `HTTPS_PROXY`,
/// `ALL_PROXY` and `NO_PROXY`; loopback addresses never go through one. Redirects are not followed, answers are not
/// decompressed. Needs a tokio runtime. Cheap to clone; clones share connections.
///
/// A body whose request says `Expect: 100-continue`, as S3's uploads do, is sent when the service asks for it, or has been
/// silent for a second. If another answer comes first, the body is not read: the answer is final, the connection closes, and
/// another request may send a stream (botocore/awsrequest.py, `AWSConnection`). A [`reqwest::Client`] of the program's own
/// cannot wait; it omits the header, and sends the body at once.
#[derive(Clone)]
pub struct HttpTransport(Arc<Inner>);

struct Inner {
    limits: failure::Limits,
    /// Whether the read timeout also applies where a service holds a request longer.
    is_read_limit_set: bool,
    pool: Pool,
    ca_bundle: Option<PathBuf>,
    slots: Slots,
    /// Made for the first request, so that a transport that is never used reads no certificates.
    connections: OnceLock<Result<Connections, String>>,
}

struct Connections {
    client: reqwest::Client,
    /// For requests that are answered before they have ended.
    http2: Option<reqwest::Client>,
    /// For requests that reqwest would change, or whose body waits; not if the client is the program's own.
    verbatim: Option<Verbatim>,
    proxies: Arc<proxies::Proxies>,
    /// Why HTTPS cannot be used.
    no_tls: Option<String>,
    /// Whether nothing may leave this machine.
    only_loopback: bool,
}

/// Collects the settings of an [`HttpTransport`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct HttpTransportBuilder {
    connect_timeout: Duration,
    read_timeout: Option<Duration>,
    max_connections: usize,
    max_idle_per_host: usize,
    idle_timeout: Duration,
    ca_bundle: Option<PathBuf>,
    client: Option<reqwest::Client>,
}

/// How long to wait while no byte moves, if nothing is set (botocore/endpoint.py, `DEFAULT_TIMEOUT`).
const READ_TIMEOUT: Duration = Duration::from_secs(60);

impl HttpTransport {
    /// Starts with a connect timeout and a read timeout of 60 seconds, as botocore has them; at most 256 connections in use,
    /// and 32 idle ones for each host, for at most 60 seconds.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            connect_timeout: Duration::from_secs(60),
            read_timeout: None,
            max_connections: 256,
            max_idle_per_host: 32,
            idle_timeout: Duration::from_secs(60),
            ca_bundle: None,
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
    /// A large body may take longer as long as it moves. The time to connect counts; the time in which the caller's own
    /// stream has nothing to send, or in which nobody reads the answer, does not.
    ///
    /// What was sent is first held by the operating system, which does not say when it arrives. So the limit is longer after a
    /// body, or a large piece of it, left: by the time in which up to 4 MiB of it arrive as fast as what left before, or at
    /// 16 KiB a second if that is not known (4 minutes at most). On Linux, the connection also breaks when the other side
    /// acknowledges nothing for this limit, at least 5 seconds (`TCP_USER_TIMEOUT`).
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = Some(limit);
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
        self.max_idle_per_host = most;
        self
    }

    /// Sets how long an idle connection is kept. Default: 60 seconds.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = limit;
        self
    }

    /// Trusts the certificates of this PEM file instead of the operating system's; a certificate that is its own authority
    /// may also be a server's. An unusable file is the error of every request.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(path.into());
        self
    }

    /// Uses this client, with its own pool of idle connections, proxies, certificates and connect timeout.
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
            let only_loopback = loopback::is_asked_for(&|name| std::env::var(name).ok());
            let _first = connections.set(only_loopback.map(|only_loopback| Connections {
                http2: cfg!(feature = "http2").then(|| client.clone()),
                client,
                verbatim: None,
                proxies: Arc::default(),
                no_tls: None,
                only_loopback,
            }));
        }
        HttpTransport(Arc::new(Inner {
            limits: failure::Limits {
                connect: self.connect_timeout,
                read: self.read_timeout.unwrap_or(READ_TIMEOUT),
            },
            is_read_limit_set: self.read_timeout.is_some(),
            pool: Pool {
                max_idle_per_host: self.max_idle_per_host,
                idle_timeout: self.idle_timeout,
            },
            ca_bundle: self.ca_bundle,
            slots: Slots::new(self.max_connections),
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
        let limits = self.limits_of(&request);
        let connections = self.connections()?;
        connections.check(request.uri())?;
        let is_shared = request.version() == http::Version::HTTP_2;
        let client = connections.client_for(is_shared)?;
        let uri = request.uri().clone();
        let host = || connections.shown(&uri);
        let slot = match is_shared {
            true => None,
            false => Some(self.0.slots.take(limits.connect).await?),
        };
        let activity = Activity::now();
        let (mut parts, body) = request.into_parts();
        let asks_first = expect::asks_first(&parts.headers);
        let can_wait = connections.verbatim.is_some() && !is_shared;
        if asks_first && !can_wait {
            parts.headers.remove(http::header::EXPECT);
        }
        let mut wait = None;
        let body = match body.len() {
            Some(0) => reqwest::Body::from(""),
            _ if asks_first && can_wait => {
                let (held, its) = expect::hold(OutgoingBody::new(body, &activity), &activity);
                wait = Some(its);
                reqwest::Body::wrap(held)
            }
            _ => reqwest::Body::wrap(OutgoingBody::new(body, &activity)),
        };
        let send = async {
            match (url(&parts.uri)?, &connections.verbatim) {
                (Target::Same(url), _) if wait.is_none() => {
                    let request = as_reqwest_takes_it(url, parts, body);
                    let sent = client.execute(request).await;
                    let sent = sent.map_err(|error| failure::failure(&host(), limits, error))?;
                    Ok(http::Response::<reqwest::Body>::from(sent))
                }
                (_, Some(verbatim)) if !is_shared => {
                    let mut request = http::Request::from_parts(parts, body);
                    if let Some(wait) = &wait {
                        wait.watch(&mut request);
                    }
                    let sent = verbatim.send(request).await;
                    sent.map_err(|error| failure::verbatim(&host(), limits, error))
                }
                (Target::Same(url) | Target::Changed(url), _) => {
                    Err(would_be_changed(&parts.uri, &url, is_shared))
                }
            }
        };
        let Some(sent) = activity.watch(limits.read, send).await else {
            return Err(TransportError::timeout(format!(
                "no byte was sent to or came from {} for {:?}",
                host(),
                limits.read
            )));
        };
        let (parts, body) = sent?.into_parts();
        let unwanted = wait.and_then(expect::Wait::answered);
        let body = IncomingBody::body(body, limits.read, slot, unwanted);
        Ok(http::Response::from_parts(parts, body))
    }
}

impl HttpTransport {
    /// The time limits of a request.
    fn limits_of(&self, request: &http::Request<Body>) -> failure::Limits {
        let mut limits = self.0.limits;
        if let Some(ReadTimeout(limit)) = request.extensions().get() {
            limits.read = *limit;
        } else if let Some(HeldFor(held)) = request.extensions().get()
            && !self.0.is_read_limit_set
        {
            limits.read = limits.read.max(*held);
        }
        limits
    }

    /// The connections, which are made ready for the first request.
    fn connections(&self) -> Result<&Connections, TransportError> {
        let connections = self.0.connections.get_or_init(|| {
            let variable = |name: &str| std::env::var(name).ok();
            let bundle = self.0.ca_bundle.as_deref();
            connect::connections(bundle, self.0.limits, self.0.pool, &variable)
        });
        connections.as_ref().map_err(TransportError::refused)
    }
}

impl Connections {
    /// Refuses what cannot, or must not, be sent.
    fn check(&self, uri: &http::Uri) -> Result<(), TransportError> {
        if let Some(reason) = &self.no_tls
            && uri.scheme() == Some(&http::uri::Scheme::HTTPS)
        {
            return Err(TransportError::refused(reason));
        }
        let problem = match self.only_loopback {
            true => loopback::problem(uri, &self.proxies),
            false => None,
        };
        problem.map_or(Ok(()), |problem| Err(TransportError::refused(problem)))
    }

    /// The client for a request; one that is answered before it has ended shares a connection with others.
    fn client_for(&self, is_shared: bool) -> Result<&reqwest::Client, TransportError> {
        if !is_shared {
            return Ok(&self.client);
        }
        self.http2.as_ref().ok_or_else(|| {
            TransportError::refused(
                "the operation sends events, which needs HTTP/2: build pageboy with the feature `http2`",
            )
        })
    }

    /// The host of a request, for errors.
    fn shown(&self, uri: &http::Uri) -> String {
        let host = uri.host().unwrap_or_default();
        match (uri.port_u16(), self.proxies.in_front_of(uri)) {
            (_, Some(proxy)) => format!(
                "{host} through the proxy {}",
                proxies::Proxies::shown(proxy)
            ),
            (Some(port), None) => format!("{host}:{port}"),
            (None, None) => host.to_owned(),
        }
    }
}

/// The URL of a request in reqwest's form.
enum Target {
    Same(reqwest::Url),
    /// It differs from the signed one.
    Changed(reqwest::Url),
}

/// A URL type resolves dot segments, and rewrites hosts.
fn url(uri: &http::Uri) -> Result<Target, TransportError> {
    let url = reqwest::Url::parse(&uri.to_string()).map_err(|error| {
        TransportError::refused(format!("the URL cannot be used: {error}")).caused_by(error)
    })?;
    let is_same = url.path() == uri.path()
        && url.query().unwrap_or_default() == uri.query().unwrap_or_default()
        && uri.host().is_some_and(|host| {
            let same = url.host_str().map(|same| same.eq_ignore_ascii_case(host));
            same == Some(true)
        });
    Ok(match is_same {
        true => Target::Same(url),
        false => Target::Changed(url),
    })
}

fn as_reqwest_takes_it(
    url: reqwest::Url,
    parts: http::request::Parts,
    body: reqwest::Body,
) -> reqwest::Request {
    let mut request = reqwest::Request::new(parts.method, url);
    *request.version_mut() = parts.version;
    *request.headers_mut() = parts.headers;
    *request.body_mut() = Some(body);
    request
}

fn would_be_changed(uri: &http::Uri, url: &reqwest::Url, is_shared: bool) -> TransportError {
    let who = match is_shared {
        true => "over HTTP/2",
        false => "by the `reqwest::Client` that was given",
    };
    TransportError::refused(format!(
        "{:?} of {:?} cannot be sent {who}: it would be changed to {:?} of {:?}",
        uri.path(),
        uri.host().unwrap_or_default(),
        url.path(),
        url.host_str().unwrap_or_default(),
    ))
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("connect_timeout", &self.0.limits.connect)
            .field("read_timeout", &self.0.limits.read)
            .field("max_connections", &self.0.slots.most())
            .field("max_idle_per_host", &self.0.pool.max_idle_per_host)
            .field("idle_timeout", &self.0.pool.idle_timeout)
            .finish_non_exhaustive()
    }
}
