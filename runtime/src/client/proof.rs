//! Requests that prove possession of a key without a signature.

use std::fmt;
use std::time::SystemTime;

use http::{HeaderName, HeaderValue, Method};

/// Proves with each unsigned request that the sender holds a key.
pub(crate) trait Proof: fmt::Debug + Send + Sync {
    /// The header, valid for this request at this time.
    fn header(
        &self,
        method: &Method,
        url: &str,
        time: SystemTime,
    ) -> Result<(HeaderName, HeaderValue), String>;
}
