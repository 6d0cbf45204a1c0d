//! What pageboy's generator and runtime both speak, so that they say the same.
//!
//! The generator checks expressions of definitions against the model, the runtime checks those of users against tables. What
//! either knows of a value is a [`Known`]; what follows from it is told here, once. The words that tables are written in are
//! here too: a plan and a table mean the same by them.

mod auth;
mod checksum;
pub mod endpoint;
pub mod expression;
pub mod json;
mod member;
pub mod nearest;
pub mod one_or_many;
mod paginator;
mod protocol;
pub mod reader;
pub mod secrets;
pub mod time;
pub mod twice;
pub mod waiter;

pub use auth::Auth;
pub use checksum::ChecksumAlgorithm;
pub use expression::comparison::{Known, Times};
pub use member::{Location, TimestampFormat};
pub use nearest::nearest;
pub use paginator::{Constant, RepeatedToken};
pub use protocol::Protocol;
pub use twice::{Twice, twice};
