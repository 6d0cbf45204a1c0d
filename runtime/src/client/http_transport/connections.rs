//! The clients of a transport: one for each version of HTTP.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Scheme;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::connector::Connector;
use super::names::Names;
use super::proxies::Proxies;
use super::tls::Tls;
use crate::body::BodyError;
use crate::client::exchange::{Limits, is_asked_for, problem};
use crate::client::transport::TransportError;

/// The body of a request.
pub(super) type Outgoing = Pin<Box<dyn http_body::Body<Data = Bytes, Error = BodyError> + Send>>;

pub(super) type Client = legacy::Client<Connector, Outgoing>;

/// How many idle connections are kept, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    pub(super) max_idle_per_host: usize,
    pub(super) idle_timeout: Duration,
}

/// Maximum number of headers in an answer. botocore, and hyper by default, accept 100; S3's user metadata alone may have
/// more.
const MOST_HEADERS: usize = 512;

/// How long a connection is silent before the other side is asked whether it is there, and between questions.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often it is asked.
const KEEP_ALIVE_QUESTIONS: u32 = 3;

/// The minimum time without an acknowledgement: the other side opens a full window in large steps.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const LEAST_SILENCE: Duration = Duration::from_secs(5);

pub(super) struct Connections {
    client: Client,
    /// For requests that are answered before they have ended.
    #[cfg(feature = "http2")]
    http2: Client,
    proxies: Arc<Proxies>,
    tls: Arc<Tls>,
    /// Whether nothing may leave this machine.
    only_loopback: bool,
}

impl Connections {
    /// Makes them ready; `variable` reads the environment, whose proxies do not hold if they are direct.
    pub(super) fn new(
        ca_bundle: Option<&Path>,
        limits: Limits,
        pool: Pool,
        is_direct: bool,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let tls = Arc::new(Tls::new(ca_bundle)?);
        let proxies = Arc::new(match is_direct {
            true => Proxies::default(),
            false => Proxies::of(variable)?,
        });
        let only_loopback = is_asked_for(variable)?;
        let connector = Connector {
            tcp: tcp(limits, only_loopback),
            tls: Arc::clone(&tls),
            offers_http2: false,
            proxies: Arc::clone(&proxies),
            limit: limits.connect,
        };
        Ok(Self {
            #[cfg(feature = "http2")]
            http2: {
                let connector = Connector {
                    offers_http2: true,
                    ..connector.clone()
                };
                builder(pool).http2_only(true).build(connector)
            },
            client: builder(pool).build(connector),
            proxies,
            tls,
            only_loopback,
        })
    }

    /// The client for a request; one that is answered before it has ended shares a connection with others.
    pub(super) fn client_for(&self, is_shared: bool) -> Result<&Client, TransportError> {
        #[cfg(feature = "http2")]
        if is_shared {
            return Ok(&self.http2);
        }
        #[cfg(not(feature = "http2"))]
        if is_shared {
            return Err(TransportError::refused(
                "the operation sends events, which needs HTTP/2: build pageboy with the feature `http2`",
            ));
        }
        Ok(&self.client)
    }

    /// Refuses what cannot, or must not, be sent.
    pub(super) fn check(&self, uri: &Uri) -> Result<(), TransportError> {
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        if !is_https && uri.scheme() != Some(&Scheme::HTTP) {
            return Err(TransportError::refused(
                "the request cannot be sent: its URL starts neither with http:// nor with https://",
            ));
        }
        if is_https {
            self.tls.config().map_err(TransportError::refused)?;
        }
        if !self.only_loopback {
            return Ok(());
        }
        let proxy = self.proxies.in_front_of(uri).map(|proxy| proxy.uri());
        match problem(proxy.unwrap_or(uri).host().unwrap_or_default()) {
            Some(problem) => Err(TransportError::refused(problem)),
            None => Ok(()),
        }
    }

    /// Adds the password of the proxy that reads the request itself.
    pub(super) fn authorize<B>(&self, request: &mut http::Request<B>) {
        if request.uri().scheme() == Some(&Scheme::HTTP)
            && let Some(proxy) = self.proxies.in_front_of(request.uri())
            && let Some(password) = proxy.authorization()
        {
            let password = password.clone();
            request.headers_mut().insert(PROXY_AUTHORIZATION, password);
        }
    }

    /// The host of a request, for errors.
    pub(super) fn shown(&self, uri: &Uri) -> String {
        let host = uri.host().unwrap_or_default();
        match (uri.port_u16(), self.proxies.in_front_of(uri)) {
            (_, Some(proxy)) => format!("{host} through the proxy {}", proxy.shown()),
            (Some(port), None) => format!("{host}:{port}"),
            (None, None) => host.to_owned(),
        }
    }

    #[cfg(test)]
    pub(super) fn proxies(&self) -> &Proxies {
        &self.proxies
    }
}

fn tcp(limits: Limits, only_loopback: bool) -> HttpConnector<Names> {
    let mut tcp = HttpConnector::new_with_resolver(Names { only_loopback });
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(limits.connect));
    tcp.set_keepalive(Some(KEEP_ALIVE));
    tcp.set_keepalive_interval(Some(KEEP_ALIVE));
    tcp.set_keepalive_retries(Some(KEEP_ALIVE_QUESTIONS));
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    tcp.set_tcp_user_timeout(Some(limits.read.max(LEAST_SILENCE)));
    tcp
}

/// Folded and odd header lines are read as Python reads them, so that the other lines are not lost.
fn builder(pool: Pool) -> legacy::Builder {
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_max_idle_per_host(pool.max_idle_per_host)
        .pool_idle_timeout(pool.idle_timeout)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_max_headers(MOST_HEADERS);
    builder
}
