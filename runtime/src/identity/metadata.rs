//! Plain HTTP to the host of a container or an instance.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode};

use crate::body::Body;
use crate::client::{ConfigError, Draft, Transport};

/// A header of a request.
pub(super) type Header = (HeaderName, HeaderValue);

/// Sends unsigned requests.
pub(super) struct Http {
    transport: Arc<dyn Transport>,
    limit: Duration,
}

/// An answer with its body.
pub(super) struct MetadataAnswer {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
}

/// Maximum size of an answer; credentials take a few hundred bytes.
const MOST: usize = 1 << 20;

impl Http {
    /// With the configured transport, else one of its own with this limit, which may go past proxies.
    pub(super) fn new(
        draft: &Draft,
        limit: Duration,
        is_direct: bool,
    ) -> Result<Self, ConfigError> {
        let transport = match &draft.transport {
            Some(transport) => Arc::clone(transport),
            None => default(limit, is_direct)?,
        };
        Ok(Self { transport, limit })
    }

    /// Sends a request; the whole answer must arrive in time.
    pub(super) fn send<'a>(
        &'a self,
        method: Method,
        url: &'a str,
        headers: &'a [Header],
    ) -> Pin<Box<dyn Future<Output = Result<MetadataAnswer, String>> + Send + 'a>> {
        Box::pin(self.answer(method, url, headers))
    }

    async fn answer(
        &self,
        method: Method,
        url: &str,
        headers: &[Header],
    ) -> Result<MetadataAnswer, String> {
        let mut request = http::Request::new(Body::from(Bytes::new()));
        *request.method_mut() = method;
        *request.uri_mut() = url.parse().map_err(|_| format!("{url} is not a URL"))?;
        for (name, value) in headers {
            request.headers_mut().insert(name, value.clone());
        }
        let exchange = async {
            let answer = self.transport.send(request).await;
            let (parts, body) = answer.map_err(|error| error.to_string())?.into_parts();
            let body = body
                .collect_up_to(MOST)
                .await
                .map_err(|error| error.to_string())?;
            let status = parts.status;
            Ok(MetadataAnswer { status, body })
        };
        match tokio::time::timeout(self.limit, exchange).await {
            Ok(answer) => answer,
            Err(_) => Err(format!("no answer within {:?}", self.limit)),
        }
    }
}

#[cfg(feature = "http")]
fn default(limit: Duration, is_direct: bool) -> Result<Arc<dyn Transport>, ConfigError> {
    let builder = crate::client::HttpTransport::builder()
        .connect_timeout(limit)
        .read_timeout(limit);
    let builder = if is_direct { builder.direct() } else { builder };
    Ok(Arc::new(builder.build()))
}

#[cfg(not(feature = "http"))]
fn default(_: Duration, _: bool) -> Result<Arc<dyn Transport>, ConfigError> {
    Err(ConfigError::new(
        "no transport: pageboy was built without the feature `http`",
    ))
}
