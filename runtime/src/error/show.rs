//! How errors are shown.

use std::fmt;

use super::{ErrorResponse, reason};
use crate::excerpt::Excerpt;

/// `InvalidInstanceID.NotFound: … (HTTP 400, request id …)`, or `HTTP 404: Not Found` if the code is the status.
///
/// Code, message and id are excerpts: a message may have megabytes and contain anything.
impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status();
        let has_code = status == 0 || self.code() != status.to_string();
        if has_code {
            write!(f, "{}", Excerpt::name(self.code()))?;
        } else {
            write!(f, "HTTP {status}")?;
        }
        match self.message() {
            "" if has_code => {}
            "" => match reason(status) {
                "" => {}
                reason => write!(f, ": {reason}")?,
            },
            message => write!(f, ": {}", Excerpt::message(message))?,
        }
        let mut separator = " (";
        if has_code {
            write!(f, "{separator}HTTP {status}")?;
            separator = ", ";
        }
        if let Some(sent) = self.0.sent_status {
            write!(f, "{separator}sent with HTTP {sent}")?;
            separator = ", ";
        }
        if let Some(id) = self.request_id() {
            write!(f, "{separator}request id {}", Excerpt::name(id))?;
            separator = ", ";
        }
        f.write_str(if separator == ", " { ")" } else { "" })
    }
}

impl fmt::Debug for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorResponse")
            .field("code", &Excerpt::name(self.code()))
            .field("message", &Excerpt::message(self.message()))
            .field("status", &self.status())
            .field("request_id", &self.request_id().map(Excerpt::name))
            .finish_non_exhaustive()
    }
}
