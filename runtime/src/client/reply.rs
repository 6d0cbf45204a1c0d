//! The answer to a call.

use std::fmt;

use crate::view::Structure;

/// The answer to a call.
pub struct Reply {
    /// The parsed output.
    pub output: Box<dyn Structure>,
    /// Status, request id and attempts.
    pub metadata: Metadata,
}

/// Status, request id and attempts of an answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metadata {
    /// The HTTP status.
    pub status: u16,
    /// The id of the request, for the service's support.
    pub request_id: Option<String>,
    /// How many requests were sent, retries included.
    pub attempts: u32,
}

impl Metadata {
    /// The metadata without an answer.
    pub(crate) const NONE: Self = Self {
        status: 200,
        request_id: None,
        attempts: 0,
    };
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Output<'a>(&'a dyn Structure);
        impl fmt::Debug for Output<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                crate::view::debug(self.0, f)
            }
        }
        f.debug_struct("Reply")
            .field("output", &Output(&*self.output))
            .field("metadata", &self.metadata)
            .finish()
    }
}
