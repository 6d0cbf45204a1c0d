//! Sends requests that reqwest would change, because its URL type resolves `a/../b`, which is a key of S3; and requests
//! whose body waits until it is wanted, which only hyper can tell.

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Scheme;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use tower_service::Service;

use super::failure::Limits;
use super::names::Names;
use super::pool::{MOST_HEADERS, Pool, silence};
use super::proxies::Proxies;

type BoxError = Box<dyn StdError + Send + Sync>;

/// A client without a URL type, made of reqwest's own parts, with connections of its own.
pub(super) struct Verbatim {
    client: legacy::Client<Connector, reqwest::Body>,
    proxies: Arc<Proxies>,
}

impl Verbatim {
    pub(super) fn new(
        tls: &ClientConfig,
        proxies: &Arc<Proxies>,
        limits: Limits,
        pool: Pool,
    ) -> Self {
        let tls = Arc::new(tls.clone());
        let mut http = HttpConnector::new_with_resolver(Names);
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(limits.connect));
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        http.set_tcp_user_timeout(Some(silence(limits)));
        let connector = Connector {
            direct: HttpsConnector::from((http, Arc::clone(&tls))),
            tls,
            proxies: Arc::clone(proxies),
            limit: limits.connect,
        };
        let client = legacy::Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(pool.max_idle_per_host)
            .pool_idle_timeout(pool.idle_timeout)
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_max_headers(MOST_HEADERS)
            .build(connector);
        Self {
            client,
            proxies: Arc::clone(proxies),
        }
    }

    /// Sends a request with its path and query unchanged.
    pub(super) async fn send(
        &self,
        mut request: http::Request<reqwest::Body>,
    ) -> Result<http::Response<reqwest::Body>, legacy::Error> {
        let uri = request.uri();
        if uri.scheme() == Some(&Scheme::HTTP)
            && let Some(proxy) = self.proxies.in_front_of(uri)
            && let Some(password) = Proxies::authorization(proxy)
        {
            request.headers_mut().insert(PROXY_AUTHORIZATION, password);
        }
        let response = self.client.request(request).await?;
        Ok(response.map(reqwest::Body::wrap))
    }
}

/// Connects to hosts, or to the proxies in front of them.
#[derive(Clone)]
struct Connector {
    direct: HttpsConnector<HttpConnector<Names>>,
    tls: Arc<ClientConfig>,
    proxies: Arc<Proxies>,
    /// The time limit, TLS and proxy included.
    limit: Duration,
}

impl Connector {
    async fn connect(mut self, to: Uri) -> Result<Link, BoxError> {
        let Some(proxy) = self.proxies.in_front_of(&to) else {
            return Ok(Link::new(self.direct.call(to).await?, false));
        };
        let at: Uri = proxy.as_str().parse()?;
        if to.scheme() == Some(&Scheme::HTTP) {
            return Ok(Link::new(self.direct.call(at).await?, true));
        }
        let mut tunnel = Tunnel::new(at, self.direct);
        if let Some(password) = Proxies::authorization(proxy) {
            tunnel = tunnel.with_auth(password);
        }
        let connected = HttpsConnector::from((tunnel, self.tls)).call(to).await?;
        Ok(Link::new(connected, false))
    }
}

impl Service<Uri> for Connector {
    type Response = Link;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Link, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let limit = self.limit;
        let connected = self.clone().connect(to);
        Box::pin(async move {
            match tokio::time::timeout(limit, connected).await {
                Ok(connected) => connected,
                Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
            }
        })
    }
}

/// A connection, and whether the other end needs to be told the host.
struct Link {
    stream: Box<dyn Stream>,
    ends_at_proxy: bool,
}

trait Stream: Read + Write + Connection + Send + Unpin {}

impl<T: Read + Write + Connection + Send + Unpin> Stream for T {}

impl Link {
    fn new(stream: impl Stream + 'static, ends_at_proxy: bool) -> Self {
        Self {
            stream: Box::new(stream),
            ends_at_proxy,
        }
    }
}

impl Connection for Link {
    fn connected(&self) -> Connected {
        self.stream.connected().proxy(self.ends_at_proxy)
    }
}

impl Read for Link {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl Write for Link {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }
}
