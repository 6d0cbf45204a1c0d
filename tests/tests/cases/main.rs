//! The numbered cases of waiters (T1 to T61) and paginators (P1 to P86).
//!
//! Each is an entry of a JSON file in `cases/waiters` or `cases/paginators`: a definition, the answers of the service, and
//! the expected outcome. It runs through the tables, the client and the loops that consumers use; only the transport plays a
//! script, and the clock is paused. The few that data cannot express are in [`written_out`].

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose own files cannot be read has failed"
)]

mod answers;
mod definitions;
mod documents;
mod expressions;
mod paginators;
mod report;
mod resources;
mod script;
mod values;
mod waiters;
mod written_out;

/// Cases that are tests of their own in [`written_out`].
const WRITTEN_OUT: [&str; 6] = ["T53", "T54", "T55", "T61", "P38", "P60"];

#[test]
fn no_number_is_missing() {
    for (folder, letter, last) in [("waiters", 'T', 61), ("paginators", 'P', 86)] {
        let numbers = report::numbers(folder);
        let missing: Vec<String> = (1..=last)
            .map(|number| format!("{letter}{number}"))
            .filter(|name| !numbers.contains(name) && !WRITTEN_OUT.contains(&name.as_str()))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
