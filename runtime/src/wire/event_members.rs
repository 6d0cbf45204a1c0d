//! The members of inputs and outputs that are streams of events.

use crate::schema::{Member, Shape};

/// The media type of a body that is a sequence of messages.
pub(super) const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";

/// The member that is a stream of events, with its index.
pub(super) fn member_of(shape: &'static Shape) -> Option<(usize, &'static Member)> {
    let mut members = shape.members().iter().enumerate();
    members.find(|(_, member)| member.is_event_stream())
}
