//! Plain HTTP to the host of a container or an instance.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use crate::body::Body;
use crate::client::{ConfigError, Draft, Transport};

/// Sends requests that are not signed.
pub(super) struct Http {
    transport: Arc<dyn Transport>,
    limit: Duration,
}

/// An answer that was read.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
}

/// The most bytes of an answer; keys take a few hundred.
const MOST: usize = 1 << 20;

impl Http {
    /// With the transport that is set, else one of its own with these limits.
    pub(super) fn new(draft: &Draft, limit: Duration) -> Result<Self, ConfigError> {
        let transport = match &draft.transport {
            Some(transport) => Arc::clone(transport),
            None => default(limit)?,
        };
        Ok(Self { transport, limit })
    }

    /// Sends a request; the whole answer must be there in time.
    pub(super) async fn send(
        &self,
        method: Method,
        url: &str,
        headers: HeaderMap,
    ) -> Result<Answered, String> {
        let mut request = http::Request::new(Body::from(Bytes::new()));
        *request.method_mut() = method;
        *request.uri_mut() = url.parse().map_err(|_| format!("{url} is not a URL"))?;
        *request.headers_mut() = headers;
        let exchange = async {
            let answer = self.transport.send(request).await;
            let (parts, body) = answer.map_err(|error| error.to_string())?.into_parts();
            let body = body
                .collect_up_to(MOST)
                .await
                .map_err(|error| error.to_string())?;
            let status = parts.status;
            Ok(Answered { status, body })
        };
        match tokio::time::timeout(self.limit, exchange).await {
            Ok(answer) => answer,
            Err(_) => Err(format!("no answer within {:?}", self.limit)),
        }
    }
}

#[cfg(feature = "reqwest")]
fn default(limit: Duration) -> Result<Arc<dyn Transport>, ConfigError> {
    let transport = crate::client::HttpTransport::builder()
        .connect_timeout(limit)
        .read_timeout(limit)
        .build();
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn default(_: Duration) -> Result<Arc<dyn Transport>, ConfigError> {
    Err(ConfigError::new(
        "no transport: pageboy was built without the feature `reqwest`",
    ))
}
