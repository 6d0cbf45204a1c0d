//! Golden code: the generator's output for made-up services, byte for byte, compiled and used; and its messages about
//! mistakes.
//!
//! The services are in `tests/golden/models`, the expected code is in `tests/golden/expected`.
#![deny(warnings)]

// The attribute tells clippy that these are tests, and the code below is none.
#[cfg(test)]
mod changes;
#[cfg(test)]
mod code;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod features;
#[cfg(test)]
mod files;
#[cfg(test)]
mod floors;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod links;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod trees;
#[cfg(test)]
mod type_names;
#[cfg(test)]
mod using;
#[cfg(test)]
mod vendored;

/// `query`: result wrappers, a page size as text.
#[rustfmt::skip]
#[path = "../../golden/expected/depot/mod.rs"]
pub mod depot;

/// Resources, with all their features.
#[rustfmt::skip]
#[path = "../../golden/expected/orchard/mod.rs"]
pub mod orchard;

/// `json`: names, unions, recursion, documents, enums, every expression.
#[rustfmt::skip]
#[path = "../../golden/expected/ledger/mod.rs"]
pub mod ledger;

/// From Smithy's JSON AST: `rest-json` with mixins, resources, bindings, events, waiters.
#[rustfmt::skip]
#[path = "../../golden/expected/harbour_office/mod.rs"]
pub mod harbour_office;

/// From Smithy's JSON AST: `query`.
#[rustfmt::skip]
#[path = "../../golden/expected/quay/mod.rs"]
pub mod quay;

/// From Smithy's JSON AST: `rest-xml`.
#[rustfmt::skip]
#[path = "../../golden/expected/pier/mod.rs"]
pub mod pier;

/// `rest-xml`: HTTP bindings, streams, XML traits, several tokens.
#[rustfmt::skip]
#[path = "../../golden/expected/museum/mod.rs"]
pub mod museum;

/// `rest-json`: events, both ways.
#[rustfmt::skip]
#[path = "../../golden/expected/radio/mod.rs"]
pub mod radio;

/// `smithy-rpc-v2-cbor`: chosen among what the service speaks.
#[rustfmt::skip]
#[path = "../../golden/expected/tide/mod.rs"]
pub mod tide;

/// API keys, and user and password.
#[rustfmt::skip]
#[path = "../../golden/expected/vault/mod.rs"]
pub mod vault;

/// `ec2`: its own names in requests.
#[rustfmt::skip]
#[path = "../../golden/expected/yard/mod.rs"]
pub mod yard;
