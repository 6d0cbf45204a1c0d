//! Makes connections to hosts, or to the proxies in front of them.

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::names::Names;
use super::proxies::Proxies;
use super::tls::Tls;
use super::tunnel::tunnel;
use crate::client::host::without_brackets;

type BoxError = Box<dyn StdError + Send + Sync>;

/// What a client connects with.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) tcp: HttpConnector<Names>,
    pub(super) tls: Arc<Tls>,
    /// Whether services are offered HTTP/2 and no other version; proxies speak HTTP/1.
    pub(super) offers_http2: bool,
    pub(super) proxies: Arc<Proxies>,
    /// The time limit, name, TLS and proxy included.
    pub(super) limit: Duration,
}

impl Connector {
    async fn connect(mut self, to: Uri) -> Result<Link, BoxError> {
        let Some(proxy) = self.proxies.in_front_of(&to) else {
            let offers_http2 = self.offers_http2;
            return Ok(Link::new(self.dial(to, offers_http2).await?, false));
        };
        let (at, authorization) = (proxy.uri().clone(), proxy.authorization().cloned());
        let mut stream = self.dial(at, false).await?;
        if to.scheme() != Some(&Scheme::HTTPS) {
            return Ok(Link::new(stream, true));
        }
        let name = server_name(&to)?;
        tunnel(&mut stream, &to, authorization.as_ref()).await?;
        let tls = self.tls(self.offers_http2)?;
        Ok(Link::new(encrypted(stream, name, tls).await?, false))
    }

    async fn dial(&mut self, to: Uri, offers_http2: bool) -> Result<BoxStream, BoxError> {
        if to.scheme() != Some(&Scheme::HTTPS) {
            return Ok(Box::new(self.tcp.call(to).await?.into_inner()));
        }
        let name = server_name(&to)?;
        let tls = self.tls(offers_http2)?;
        let stream = self.tcp.call(to).await?.into_inner();
        Ok(encrypted(Box::new(stream), name, tls).await?)
    }

    fn tls(&self, offers_http2: bool) -> Result<Arc<ClientConfig>, BoxError> {
        let config = self.tls.config()?;
        if !offers_http2 {
            return Ok(Arc::clone(config));
        }
        let mut config = (**config).clone();
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Arc::new(config))
    }
}

fn server_name(uri: &Uri) -> Result<ServerName<'static>, BoxError> {
    let host = without_brackets(uri.host().unwrap_or_default());
    Ok(ServerName::try_from(host.to_owned())?)
}

async fn encrypted(
    stream: BoxStream,
    name: ServerName<'static>,
    tls: Arc<ClientConfig>,
) -> io::Result<BoxStream> {
    let stream = TlsConnector::from(tls).connect(name, stream).await?;
    Ok(Box::new(stream))
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

/// Plain or encrypted, and the latter again within: so TLS and HTTP are compiled for one type of stream.
type BoxStream = Box<dyn Stream>;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection, and whether the other end needs to be told the host.
pub(super) struct Link {
    stream: TokioIo<BoxStream>,
    ends_at_proxy: bool,
}

impl Link {
    fn new(stream: BoxStream, ends_at_proxy: bool) -> Self {
        Self {
            stream: TokioIo::new(stream),
            ends_at_proxy,
        }
    }
}

impl Connection for Link {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.ends_at_proxy)
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
