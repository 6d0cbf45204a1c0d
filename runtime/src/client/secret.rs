//! API keys and passwords, which are never shown.

use std::fmt;

use http::HeaderValue;

use super::service_part::service_part;
use crate::schema::Service;

/// A text that is sent to one service and never shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// The header with a word before the secret; the problem never contains the secret.
    pub(super) fn header(&self, scheme: Option<&str>, what: &str) -> Result<HeaderValue, String> {
        let text = match scheme {
            Some(scheme) => format!("{scheme} {}", self.0),
            None => self.0.clone(),
        };
        let header = HeaderValue::from_str(&text);
        let mut header = header.map_err(|_| format!("{what} has control characters"))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The variable of API keys, before `_<SERVICE>`.
pub(crate) const API_KEY: &str = "PAGEBOY_API_KEY";
/// The variable of `user:password`, before `_<SERVICE>`.
pub(crate) const BASIC_AUTH: &str = "PAGEBOY_BASIC_AUTH";

/// The error if a service needs one and there is none.
pub(super) fn none(what: &str, variable: &str, service: &Service) -> String {
    let part = service_part(service.id);
    let method = match variable {
        API_KEY => "api_key",
        _ => "basic_auth",
    };
    format!("no {what}: set {variable}_{part}, or `Config::builder().{method}(…)`")
}
