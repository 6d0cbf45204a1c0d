//! The addresses of hosts.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use reqwest::dns::{Addrs, Resolve, Resolving};
use tower_service::Service;

/// Resolves names with the operating system. Names below `localhost` that it does not know are this machine (RFC 6761): a
/// bucket in the host of an emulator, `http://bucket.localhost:9000`.
#[derive(Clone, Debug)]
pub(super) struct Names;

async fn addresses(name: Name) -> io::Result<std::vec::IntoIter<SocketAddr>> {
    let is_local = name.as_str().to_ascii_lowercase().ends_with(".localhost");
    match GaiResolver::new().call(name).await {
        Ok(found) => Ok(found.collect::<Vec<_>>().into_iter()),
        Err(_) if is_local => {
            let all = [
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
            ];
            Ok(Vec::from(all).into_iter())
        }
        Err(error) => Err(error),
    }
}

impl Resolve for Names {
    fn resolve(&self, name: reqwest::dns::Name) -> Resolving {
        Box::pin(async move {
            let found = addresses(Name::from_str(name.as_str())?).await?;
            Ok(Box::new(found) as Addrs)
        })
    }
}

impl Service<Name> for Names {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(addresses(name))
    }
}
