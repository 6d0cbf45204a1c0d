//! What all connections have.

use std::time::Duration;

use super::failure::Limits;

/// How many idle connections are kept, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    pub(super) max_idle_per_host: usize,
    pub(super) idle_timeout: Duration,
}

/// How many headers an answer may have. botocore, and hyper by itself, take 100; user metadata of S3 alone may be more.
pub(super) const MOST_HEADERS: usize = 512;

/// How long the other side may acknowledge nothing, at least: it opens a full window in large steps.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const LEAST_SILENCE: Duration = Duration::from_secs(5);

/// How long the other side may acknowledge nothing.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
pub(super) fn silence(limits: Limits) -> Duration {
    limits.read.max(LEAST_SILENCE)
}
