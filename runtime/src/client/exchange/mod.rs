//! One request and its answer, whichever client sends it: time limits, bodies, connections in use, errors.

mod activity;
mod failure;
mod incoming;
mod loopback;
#[cfg(test)]
mod samples;
#[cfg(test)]
pub(super) mod servers;
mod slots;
mod timeouts;

pub(super) use activity::{Activity, OutgoingBody};
pub(super) use failure::{explain, silent};
pub(super) use incoming::IncomingBody;
pub(super) use loopback::{is_asked_for, problem};
pub(super) use slots::Slots;
pub(super) use timeouts::{Limits, Timeouts};

/// How many connections may be in use at a time, if nothing is set.
pub(super) const MAX_CONNECTIONS: usize = 256;
