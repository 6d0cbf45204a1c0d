//! Wire formats: an input becomes a request, a response becomes an output or an error.

use std::fmt;

use crate::error::ModeledError;

/// An error a service answered with.
#[derive(Debug)]
pub struct ErrorResponse {
    code: String,
    message: String,
    status: u16,
    request_id: Option<String>,
}

impl ErrorResponse {
    /// The error code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The message; empty when there is none.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The id of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The fields of the modelled error, if this is the one.
    pub fn details<T: ModeledError>(&self) -> Option<T> {
        None
    }

    /// Whether the service limits the rate of requests.
    pub fn is_throttling(&self) -> bool {
        false
    }

    /// Whether trying again may help.
    pub fn is_transient(&self) -> bool {
        false
    }
}

impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (HTTP {}", self.code, self.message, self.status)?;
        if let Some(id) = &self.request_id {
            write!(f, ", request id {id}")?;
        }
        f.write_str(")")
    }
}
