//! The golden services as a library shows them, where a public item without a sentence is an error.
//!
//! The compiler does not look for missing documentation in a test, so `tests/golden` alone would not find it.
#![deny(warnings, missing_docs)]

/// `query`: result wrappers, a page size as text.
#[rustfmt::skip]
#[path = "../golden/expected/depot/mod.rs"]
pub mod depot;

/// `json`: names, unions, recursion, documents, enums, every expression.
#[rustfmt::skip]
#[path = "../golden/expected/ledger/mod.rs"]
pub mod ledger;

/// `rest-xml`: HTTP bindings, streams, XML traits, several tokens.
#[rustfmt::skip]
#[path = "../golden/expected/museum/mod.rs"]
pub mod museum;

/// `rest-json`: events, both ways.
#[rustfmt::skip]
#[path = "../golden/expected/radio/mod.rs"]
pub mod radio;

/// `smithy-rpc-v2-cbor`: chosen among what the service speaks.
#[rustfmt::skip]
#[path = "../golden/expected/tide/mod.rs"]
pub mod tide;

/// `ec2`: its own names in requests.
#[rustfmt::skip]
#[path = "../golden/expected/yard/mod.rs"]
pub mod yard;
