//! Event streams without the feature `event-streams`: an operation with one is refused before it gets here.

use std::convert::Infallible;

use bytes::Bytes;

use super::{Limits, Response};
use crate::body::Body;
use crate::error::{DecodeError, Error};
use crate::schema::{Operation, Protocol};
use crate::view::{Events, Structure};

/// The events of an answer, of which there are none.
pub struct EventReceiver(Infallible);

impl EventReceiver {
    pub(crate) const fn of(_: &Operation, _: &Response, _: &Limits) -> Option<Self> {
        None
    }

    /// Puts the events into their output.
    pub fn hand_over(self, _: &mut dyn Structure) {
        match self.0 {}
    }

    pub(crate) async fn initial_response(&mut self) -> Result<Bytes, Error> {
        match self.0 {}
    }
}

pub(super) fn body(_: Protocol, _: &dyn Events) -> Body {
    Body::empty()
}

pub(super) fn document(
    _: Protocol,
    _: &Bytes,
    _: &mut dyn Structure,
    _: &Limits,
) -> Result<(), DecodeError> {
    Err(DecodeError::new("an event, without the feature for events"))
}
