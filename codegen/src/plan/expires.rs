//! The text of a header that should be a time, but may be anything.
//!
//! S3 returns `Expires` as it was stored. botocore adds a member `ExpiresString` with the text at run time, and omits
//! `Expires` if it is not a date (`botocore/handlers.py`, `handle_expires_header`). Here every output with such a header
//! gets it, for any service.

use pageboy_models::service::Service;
use pageboy_models::shape::{Location, Member, Shape, ShapeType, Traits};

/// The header, and the name of the member unless the model gives another.
const HEADER: &str = "Expires";

/// The name of the member, and the name of its shape.
pub(super) const MEMBER: &str = "ExpiresString";

/// The shape of the member.
pub(super) fn shape() -> Shape {
    Shape {
        kind: ShapeType::String,
        ..Shape::default()
    }
}

/// Adds the member to the output of an operation if it has the header; returns whether it did.
pub(super) fn add(service: &Service, name: &str, shape: &mut Shape) -> bool {
    let is_header = |(name, member): (&String, &Member)| {
        let header = member.traits.location_name.as_deref().unwrap_or(name);
        member.traits.location == Some(Location::Header)
            && header.eq_ignore_ascii_case(HEADER)
            && is(service, &member.shape, ShapeType::Timestamp)
    };
    // Other protocols do not bind members to headers.
    let protocol = service.metadata().resolved_protocol();
    if !protocol.is_some_and(|protocol| protocol.starts_with("rest-")) {
        return false;
    }
    let Some(at) = shape.members.iter().position(is_header) else {
        return false;
    };
    let is_free = !service.has_shape(MEMBER) || is(service, MEMBER, ShapeType::String);
    if shape.members.contains_key(MEMBER) || !is_free || !is_output(service, name) {
        return false;
    }
    let traits = Traits {
        location: Some(Location::Header),
        location_name: Some(HEADER.to_owned()),
        ..Traits::default()
    };
    let member = Member {
        shape: MEMBER.to_owned(),
        traits,
    };
    shape
        .members
        .shift_insert(at + 1, MEMBER.to_owned(), member);
    true
}

fn is(service: &Service, shape: &str, kind: ShapeType) -> bool {
    service.shape(shape).is_ok_and(|shape| shape.kind == kind)
}

/// Whether a shape is an output and never an input.
fn is_output(service: &Service, shape: &str) -> bool {
    let names = service.operation_names();
    let operations: Vec<_> = names
        .filter_map(|name| service.operation(name).ok())
        .collect();
    let mut outputs = operations
        .iter()
        .filter_map(|operation| operation.output.as_ref());
    let mut inputs = operations
        .iter()
        .filter_map(|operation| operation.input.as_ref());
    outputs.any(|output| output.shape == shape) && inputs.all(|input| input.shape != shape)
}
