//! The addresses of hosts.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower_service::Service;

use crate::client::host::address;

/// Resolves names with the operating system. Names below `localhost` that it does not know are this machine (RFC 6761): a
/// bucket in the host of an emulator, `http://bucket.localhost:9000`.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// Whether only addresses of this machine count.
    pub(super) only_loopback: bool,
}

async fn addresses(name: Name) -> io::Result<Vec<SocketAddr>> {
    // Not every system reads `127.1`; what was checked is what is asked.
    if let Some(address) = address(name.as_str()) {
        return Ok(vec![SocketAddr::from((address, 0))]);
    }
    let is_local = name.as_str().to_ascii_lowercase().ends_with(".localhost");
    match GaiResolver::new().call(name).await {
        Ok(found) => Ok(found.collect()),
        Err(_) if is_local => Ok(vec![
            SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
        ]),
        Err(error) => Err(error),
    }
}

impl Service<Name> for Names {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let only_loopback = self.only_loopback;
        Box::pin(async move {
            let mut found = addresses(name).await?;
            found.retain(|address| !only_loopback || address.ip().to_canonical().is_loopback());
            Ok(found.into_iter())
        })
    }
}
