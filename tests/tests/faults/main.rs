//! Services with faults: nothing is lost, doubled, stuck or silent, whatever they answer.
//!
//! A made-up service in every protocol, S3 and DynamoDB answer listings, batches and waits; some of their answers have
//! faults, of the kinds in [`kinds::KINDS`]. Faults that HTTP can carry come from a transport under a paused clock, and all
//! of them over sockets on loopback. CONTRIBUTING.md has the variables for more runs, and for repeating one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test whose own service cannot answer has failed"
)]

mod answer;
mod exceptions;
mod kinds;
mod replay;
mod report;
mod runs;
mod server;
mod settings;
mod single;
mod story;
mod subject;
mod together;
mod world;

use std::collections::BTreeSet;

use kinds::{Family, KINDS, Outcome};

#[test]
fn every_kind_of_fault_has_a_name_and_what_is_believed_has_a_reason() {
    let names: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), KINDS.len());
    assert!(names.len() >= 44, "{}", names.len());
    let families: BTreeSet<Family> = KINDS.iter().map(|kind| kind.family).collect();
    assert_eq!(families.len(), 6);
    let unexplained = KINDS
        .iter()
        .filter(|kind| kind.outcome == Outcome::Believed && kind.note.is_empty());
    assert_eq!(
        unexplained.map(|kind| kind.name).collect::<Vec<_>>(),
        [""; 0]
    );
}
