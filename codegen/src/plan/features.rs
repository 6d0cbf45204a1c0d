//! The features of the runtime that a service's code needs.

use pageboy_schema::Protocol;

use super::types::ServicePlan;

/// A feature of the runtime that is off unless a program asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Feature {
    /// `cbor`: the service's wire format.
    Cbor,
}

impl ServicePlan {
    /// The features without which the service's code does not compile.
    pub fn features(&self) -> Vec<Feature> {
        let needed = [(Feature::Cbor, self.protocol == Protocol::RpcV2Cbor)];
        let needed = needed.into_iter().filter(|(_, is_needed)| *is_needed);
        needed.map(|(feature, _)| feature).collect()
    }
}
