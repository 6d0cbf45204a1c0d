//! Rules that pageboy's generator and runtime share, so that they agree.
//!
//! The generator checks expressions of definitions against the model, the runtime checks users' expressions against tables.
//! Both describe a value as a [`ValueKind`], and the conclusions are drawn here, once. The enums of tables are here too: a plan
//! and a table mean the same by them.

mod auth;
mod checksum;
mod encryption_keys;
pub mod endpoint;
pub mod expression;
pub mod json;
mod member;
pub mod nearest;
pub mod one_or_many;
mod paginator;
mod protocol;
pub mod reader;
mod refused;
pub mod secrets;
pub mod syntax;
mod target;
pub mod time;
pub mod twice;
pub mod waiter;

pub use auth::Auth;
pub use checksum::ChecksumAlgorithm;
pub use encryption_keys::ENCRYPTION_KEYS;
pub use expression::comparison::{Times, ValueKind};
pub use member::{Location, TimestampFormat};
pub use nearest::nearest;
pub use paginator::{Constant, RepeatedToken};
pub use protocol::Protocol;
pub use refused::in_words;
pub use syntax::NotJson;
pub use target::{Element, Step};
pub use twice::{Twice, repeated, twice};

/// The number of the interface between generated code and the runtime: it changes whenever code that was generated before would
/// not compile, or would mean something else. Generated code says which one it was made for (`pageboy::generated::made_for!`).
pub const INTERFACE: u32 = 5;
