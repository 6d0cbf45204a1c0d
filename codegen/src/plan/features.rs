//! The features of the runtime that a service's code needs.

use pageboy_schema::Protocol;

use super::types::{OperationPlan, ServicePlan};

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
    /// `event-streams`: the first operation with a stream of events, by its index.
    EventStreams(usize),
    /// `resources`.
    Resources,
}

impl Feature {
    /// The name in `Cargo.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cbor => "cbor",
            Self::Compression(_) => "compression",
            Self::DynamoDb => "dynamodb",
            Self::EventStreams(_) => "event-streams",
            Self::Resources => "resources",
        }
    }
}

impl ServicePlan {
    /// The features without which the service's code does not compile.
    pub fn features(&self) -> Vec<Feature> {
        let compressed = self.operations.iter().position(|operation| operation.gzip);
        let needed = [
            (self.protocol == Protocol::RpcV2Cbor).then_some(Feature::Cbor),
            compressed.map(Feature::Compression),
            self.batch_writer.map(|_| Feature::DynamoDb),
            self.operations
                .iter()
                .position(|operation| self.has_events(operation))
                .map(Feature::EventStreams),
            self.resources.as_ref().map(|_| Feature::Resources),
        ];
        needed.into_iter().flatten().collect()
    }

    /// Whether a member of the operation's input or output is a stream of events.
    fn has_events(&self, operation: &OperationPlan) -> bool {
        let shapes = [operation.input, operation.output].into_iter().flatten();
        let mut members = shapes.flat_map(|id| self.shape(id).members());
        members.any(|member| member.event_stream)
    }
}
