//! The features of the runtime that a service's code needs.

use pageboy_schema::Protocol;

use super::types::ServicePlan;

/// A feature of the runtime that is off unless a program asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Feature {
    /// `cbor`: the service's wire format.
    Cbor,
    /// `compression`: the first operation whose requests are compressed, by its index.
    Compression(usize),
    /// `dynamodb`: the batch writer.
    DynamoDb,
    /// `resources`.
    Resources,
}

impl ServicePlan {
    /// The features without which the service's code does not compile.
    pub fn features(&self) -> Vec<Feature> {
        let compressed = self.operations.iter().position(|operation| operation.gzip);
        let needed = [
            (self.protocol == Protocol::RpcV2Cbor).then_some(Feature::Cbor),
            compressed.map(Feature::Compression),
            self.batch_writer.map(|_| Feature::DynamoDb),
            self.resources.as_ref().map(|_| Feature::Resources),
        ];
        needed.into_iter().flatten().collect()
    }
}
