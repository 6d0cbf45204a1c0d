//! The endpoint of a call, without making it: for tools and benchmarks.

use std::sync::Arc;

use super::Endpoint;
use crate::client::Client;
use crate::error::Error;
use crate::schema::Operation;
use crate::view::Structure;
use crate::wire::Substitutions;

/// The endpoint of a call.
#[derive(Clone, Debug)]
pub struct CallEndpoint(Arc<Endpoint>);

impl CallEndpoint {
    /// Scheme, host, port and path, before the path of the operation.
    pub fn url(&self) -> String {
        self.0.url.to_string()
    }
}

impl Client {
    /// The endpoint of a call with this input. Nothing is sent; the account id, which comes with credentials, is unknown.
    ///
    /// # Errors
    ///
    /// As for a call without an endpoint.
    #[doc(hidden)]
    pub fn endpoint_of(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
    ) -> Result<CallEndpoint, Error> {
        let given = (input, &Substitutions::default());
        let found = self
            .endpoints()
            .resolve(operation, self.config(), given, None);
        found
            .map(CallEndpoint)
            .map_err(|kind| Error::new(operation, kind))
    }
}
