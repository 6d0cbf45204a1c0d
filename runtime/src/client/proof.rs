//! Requests that show a key without a signature.

use std::fmt;
use std::time::SystemTime;

use http::{HeaderName, HeaderValue, Method};

/// Shows with each request, which is not signed, that who sends it holds a key.
pub(crate) trait Proof: fmt::Debug + Send + Sync {
    /// The header, which holds for this request at this time.
    fn header(
        &self,
        method: &Method,
        url: &str,
        time: SystemTime,
    ) -> Result<(HeaderName, HeaderValue), String>;
}
