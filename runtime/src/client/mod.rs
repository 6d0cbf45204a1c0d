//! Calls: validate, find the endpoint, serialise, sign, send, retry, parse.

use crate::error::Error;
use crate::schema::{Operation, Service};
use crate::view::Structure;

/// Makes calls to one service. Cheap to clone; clones share connections and the retry quota.
#[derive(Clone, Debug)]
pub struct Client {
    service: &'static Service,
}

/// What a service answered.
pub struct Reply {
    /// The parsed output.
    pub output: Box<dyn Structure>,
    /// What came with it.
    pub metadata: Metadata,
}

/// What comes with every answer.
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

impl Client {
    /// Calls `operation` with `input` and parses the answer into `output`, which is empty.
    ///
    /// # Errors
    ///
    /// Every failure, see [`Error::kind`](crate::Error::kind).
    pub(crate) async fn call(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
        output: Box<dyn Structure>,
    ) -> Result<Reply, Error> {
        let _ = (operation, input, output, self.service);
        std::future::pending().await
    }
}
