//! What holds for single calls in place of a client's settings.

use std::time::Duration;

use super::Client;
use super::retry::RetryMode;
use crate::schema::Service;

/// Retries and time limits of a call; what is not set is as the client has it.
///
/// [`Call::with_settings`](crate::Call::with_settings) takes them for a call, [`Client::with_settings`] for all calls of a clone.
/// How long connecting may take is a setting of the client alone ([`ConfigBuilder::connect_timeout`](crate::ConfigBuilder)), as
/// in botocore: connections are shared by all calls.
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "settings do nothing until a call or a client takes them"]
pub struct CallSettings {
    retry_mode: Option<RetryMode>,
    max_attempts: Option<u32>,
    read_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    operation_timeout: Option<Duration>,
}

/// How long a request may be silent, as its caller says; an extension of the request. It goes before [`HeldFor`](super::HeldFor)
/// and the limit of the transport ([`http::Request::extensions`]).
#[derive(Clone, Copy, Debug)]
pub struct ReadTimeout(pub Duration);

impl CallSettings {
    /// Nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how the call is tried again; as [`ConfigBuilder::retry_mode`](crate::ConfigBuilder::retry_mode).
    pub const fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.retry_mode = Some(mode);
        self
    }

    /// Sets how many requests the call sends at most, the first included; 0 counts as 1. As
    /// [`ConfigBuilder::max_attempts`](crate::ConfigBuilder::max_attempts); if neither is set, the retry mode says it.
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Sets how long to wait while no byte moves in either direction, also where the service holds the request longer. If neither
    /// this nor [`ConfigBuilder::read_timeout`](crate::ConfigBuilder::read_timeout) is set, 60 seconds, or as long as the service
    /// may hold it.
    ///
    /// A transport of the program's own finds it as [`ReadTimeout`].
    pub const fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = Some(limit);
        self
    }

    /// Sets how long each request may take until its answer is read; as
    /// [`ConfigBuilder::attempt_timeout`](crate::ConfigBuilder::attempt_timeout), no limit if neither is set.
    pub const fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.attempt_timeout = Some(limit);
        self
    }

    /// Sets how long the call may take, retries and the waits between them included; as
    /// [`ConfigBuilder::operation_timeout`](crate::ConfigBuilder::operation_timeout), no limit if neither is set.
    pub const fn operation_timeout(mut self, limit: Duration) -> Self {
        self.operation_timeout = Some(limit);
        self
    }

    /// What is set in `other`, and else here.
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
    /// A clone whose calls have these retries and time limits; what is not set stays as it is here. Connections, retry quota and
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

    /// What the call says of silence; that of the client is its transport's.
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
