//! Settings of single calls, which override a client's.

use std::time::Duration;

use super::Client;
use super::retry::RetryMode;
use crate::schema::Service;

/// Retries and time limits of a call; an unset value is the client's.
///
/// [`Call::with_settings`](crate::Call::with_settings) applies them to a call, [`Client::with_settings`] to all calls of a
/// clone. The connect timeout is the client's alone ([`ConfigBuilder::connect_timeout`](crate::ConfigBuilder)), as in
/// botocore: all calls share its connections.
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "settings do nothing until a call or a client takes them"]
pub struct CallSettings {
    retry_mode: Option<RetryMode>,
    max_attempts: Option<u32>,
    read_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    operation_timeout: Option<Duration>,
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

    /// The values of `other`, and where it has none, these.
    fn overlaid(self, other: Self) -> Self {
        Self {
            retry_mode: other.retry_mode.or(self.retry_mode),
            max_attempts: other.max_attempts.or(self.max_attempts),
            read_timeout: other.read_timeout.or(self.read_timeout),
            attempt_timeout: other.attempt_timeout.or(self.attempt_timeout),
            operation_timeout: other.operation_timeout.or(self.operation_timeout),
        }
    }
}

impl Client {
    /// A clone whose calls have these retries and time limits; an unset value stays the same. Connections, retry quota and
    /// endpoints are shared.
    #[must_use = "the client itself stays as it is"]
    pub fn with_settings(&self, settings: CallSettings) -> Self {
        Self {
            settings: self.settings.overlaid(settings),
            ..self.clone()
        }
    }

    pub(super) fn retry_mode(&self) -> RetryMode {
        let unset = || self.config().settings().retry_mode;
        self.settings.retry_mode.unwrap_or_else(unset)
    }

    pub(super) fn max_attempts(&self, service: &Service) -> u32 {
        let of_client = self.config().settings().max_attempts;
        let attempts = self.settings.max_attempts.or(of_client);
        attempts.map_or_else(
            || self.retry_mode().max_attempts(service),
            |attempts| attempts.max(1),
        )
    }

    /// The call's read timeout; the client's belongs to its transport.
    pub(super) fn read_timeout_of_call(&self) -> Option<Duration> {
        self.settings.read_timeout
    }

    pub(super) fn read_timeout(&self) -> Option<Duration> {
        self.settings.read_timeout.or(self.config().read_timeout())
    }

    pub(super) fn attempt_timeout(&self) -> Option<Duration> {
        let of_client = self.config().attempt_timeout();
        self.settings.attempt_timeout.or(of_client)
    }

    pub(super) fn operation_timeout(&self) -> Option<Duration> {
        let of_client = self.config().operation_timeout();
        self.settings.operation_timeout.or(of_client)
    }
}
