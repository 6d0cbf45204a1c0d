//! Settings of all connections.

use std::time::Duration;

use super::failure::Limits;

/// How many idle connections are kept, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    pub(super) max_idle_per_host: usize,
    pub(super) idle_timeout: Duration,
}

/// Maximum number of headers in an answer. botocore, and hyper by default, accept 100; S3's user metadata alone may have
/// more.
pub(super) const MOST_HEADERS: usize = 512;

/// The minimum time without an acknowledgement: the other side opens a full window in large steps.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const LEAST_SILENCE: Duration = Duration::from_secs(5);

/// The maximum time without an acknowledgement.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
pub(super) fn silence(limits: Limits) -> Duration {
    limits.read.max(LEAST_SILENCE)
}
