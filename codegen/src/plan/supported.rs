//! Which operations cannot be generated.

use pageboy_models::service::{Operation, Reference};
use pageboy_schema::Protocol;

use super::model::Model;

/// Why an operation cannot be generated; `None` when it can.
pub(super) fn unsupported(
    model: &Model<'_>,
    protocol: Protocol,
    operation: &Operation,
) -> Option<&'static str> {
    let streams_events = |reference: &Option<Reference>| {
        let shape = reference
            .as_ref()
            .and_then(|reference| model.shape(&reference.shape));
        shape.is_some_and(|shape| {
            shape.members.values().any(|member| {
                model
                    .shape(&member.shape)
                    .is_some_and(|target| target.eventstream)
            })
        })
    };
    if streams_events(&operation.input) && !protocol.is_rest() {
        return Some("it sends a stream of events, which pageboy does for REST protocols only");
    }
    None
}
