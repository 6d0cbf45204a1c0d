//! The golden services as a library shows them, where a public item without a sentence is an error.
//!
//! The compiler does not look for missing documentation in a test, so `tests/golden` alone would not find it.
#![deny(warnings, missing_docs)]

/// `query`: result wrappers, a page size as text.
#[rustfmt::skip]
#[path = "../golden/expected/depot/mod.rs"]
pub mod depot;

/// From Smithy's JSON AST: `rest-json` with mixins, resources, bindings, events, waiters.
#[rustfmt::skip]
#[path = "../golden/expected/harbour_office/mod.rs"]
pub mod harbour_office;

/// `json`: names, unions, recursion, documents, enums, every expression.
#[rustfmt::skip]
#[path = "../golden/expected/ledger/mod.rs"]
pub mod ledger;

/// `rest-xml`: HTTP bindings, streams, XML traits, several tokens.
#[rustfmt::skip]
#[path = "../golden/expected/museum/mod.rs"]
pub mod museum;

/// From Smithy's JSON AST: `rest-xml`.
#[rustfmt::skip]
#[path = "../golden/expected/pier/mod.rs"]
pub mod pier;

/// From Smithy's JSON AST: `query`.
#[rustfmt::skip]
#[path = "../golden/expected/quay/mod.rs"]
pub mod quay;

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
