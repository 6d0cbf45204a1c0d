//! The numbered cases of waiters (T1 to T61) and paginators (P1 to P60).
//!
//! Each is an entry of a JSON file in `cases/waiters` or `cases/paginators`: a definition, what the service answers,
//! and what must come out. It runs through the tables, the client and the loops that consumers use; only the transport
//! plays a script, and the clock is paused. The few that data cannot express are in [`written_out`].

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose own files cannot be read has failed"
)]

mod definitions;
mod paginators;
mod report;
mod script;
mod values;
mod waiters;
mod written_out;
