//! How long requests may take.

use std::time::Duration;

use crate::client::ReadTimeout;
use crate::client::transport::HeldFor;

/// How long to wait for a connection, and while no byte moves, if nothing is set (botocore/endpoint.py, `DEFAULT_TIMEOUT`).
const DEFAULT: Duration = Duration::from_secs(60);

/// The time limits of a transport.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) connect: Duration,
    /// `None` for the default, which is longer where a service holds a request for longer.
    pub(crate) read: Option<Duration>,
}

/// The limits that may have expired.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) read: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: DEFAULT,
            read: None,
        }
    }
}

impl Timeouts {
    /// The limits of requests that have none of their own.
    pub(crate) fn usual(&self) -> Limits {
        Limits {
            connect: self.connect,
            read: self.read.unwrap_or(DEFAULT),
        }
    }

    /// The limits of a request.
    pub(crate) fn of<B>(&self, request: &http::Request<B>) -> Limits {
        let mut limits = self.usual();
        if let Some(ReadTimeout(limit)) = request.extensions().get() {
            limits.read = *limit;
        } else if let Some(HeldFor(held)) = request.extensions().get()
            && self.read.is_none()
        {
            limits.read = limits.read.max(*held);
        }
        limits
    }
}
