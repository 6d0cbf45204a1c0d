//! Settings of single calls, pages and waits, which override a client's.

use std::time::Duration;

use super::headers::Headers;
use super::retry::RetryMode;

/// Retries, time limits and further headers of a call; an unset value is the client's.
///
/// `with_settings` applies them: of a [`Call`](crate::Call::with_settings) to it; of [`Pages`](crate::Pages::with_settings),
/// [`Items`](crate::Items::with_settings), a wait or a collection to each of its calls; of a
/// [`Client`](crate::Client::with_settings) to all calls of a clone. The connect timeout is the client's alone
/// ([`ConfigBuilder::connect_timeout`](crate::ConfigBuilder)), as in botocore: all calls share its connections. So are region
/// and endpoint: [`Config::to_builder`](crate::Config::to_builder) makes a client for others.
#[derive(Clone, Debug, Default)]
#[must_use = "settings do nothing until a call or a client takes them"]
pub struct CallSettings {
    pub(super) retry_mode: Option<RetryMode>,
    pub(super) max_attempts: Option<u32>,
    pub(super) read_timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) operation_timeout: Option<Duration>,
    pub(super) headers: Headers,
}

/// The read timeout of a request, set by its caller; an extension of the request ([`http::Request::extensions`]). It
/// overrides [`HeldFor`](super::HeldFor) and the transport's limit.
#[derive(Clone, Copy, Debug)]
pub struct ReadTimeout(pub Duration);

impl CallSettings {
    /// Nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the retry mode of the call; see [`ConfigBuilder::retry_mode`](crate::ConfigBuilder::retry_mode).
    pub const fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.retry_mode = Some(mode);
        self
    }

    /// Sets the maximum number of requests, the first included; 0 counts as 1. See
    /// [`ConfigBuilder::max_attempts`](crate::ConfigBuilder::max_attempts); if neither is set, the retry mode decides.
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Sets how long to wait while no byte moves in either direction, also if the service holds the request longer. If
    /// neither this nor [`ConfigBuilder::read_timeout`](crate::ConfigBuilder::read_timeout) is set, 60 seconds, or as long
    /// as the service may hold it.
    ///
    /// A transport of the program's own finds it as [`ReadTimeout`].
    pub const fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = Some(limit);
        self
    }

    /// Sets the time limit of each request until its answer is read. If neither this nor
    /// [`ConfigBuilder::attempt_timeout`](crate::ConfigBuilder::attempt_timeout) is set, there is no limit.
    pub const fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Sets the time limit of the call, retries and pauses included. If neither this nor
    /// [`ConfigBuilder::operation_timeout`](crate::ConfigBuilder::operation_timeout) is set, there is no limit.
    pub const fn operation_timeout(mut self, limit: Duration) -> Self {
        self.operation_timeout = Some(limit);
        self
    }

    /// Adds a header to the requests, for example `Content-MD5`; it is signed.
    ///
    /// It replaces a header of the same name from [the configuration](crate::ConfigBuilder::header). A header that pageboy
    /// sets itself or that is a member of the input is an error of the call, before anything is sent.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.set(name.into(), value.into());
        self
    }

    /// The settings of `other`, and for those that it lacks, of `self`.
    pub(crate) fn overlaid(&self, other: Self) -> Self {
        Self {
            retry_mode: other.retry_mode.or(self.retry_mode),
            max_attempts: other.max_attempts.or(self.max_attempts),
            read_timeout: other.read_timeout.or(self.read_timeout),
            attempt_timeout: other.attempt_timeout.or(self.attempt_timeout),
            operation_timeout: other.operation_timeout.or(self.operation_timeout),
            headers: other.headers.over(&self.headers).into_owned(),
        }
    }
}
