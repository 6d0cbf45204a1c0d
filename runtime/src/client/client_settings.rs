//! The settings of a client's calls: its own, else the configuration's.

use std::sync::Arc;
use std::time::Duration;

use super::Client;
use super::call_settings::CallSettings;
use super::retry::RetryMode;
use crate::schema::Service;

impl Client {
    /// A clone whose calls have these retries, time limits and headers; what is not set stays as it is here. Connections,
    /// retry quota and endpoints are shared.
    #[must_use = "the client itself stays as it is"]
    pub fn with_settings(&self, settings: CallSettings) -> Self {
        Self {
            settings: self.settings.overlaid(settings),
            shared: Arc::clone(&self.shared),
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

    /// The call's read timeout; the transport has the client's.
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
