//! What generated code and its users call: operations, waiters and paginators over AWS-style services.

mod body;
mod client;
mod dynamic;
mod error;
#[doc(hidden)]
pub mod generated;
pub mod jmespath;
pub mod paginator;
mod request;
mod resume_token;
pub mod schema;
#[cfg(feature = "serde")]
mod serialize;
pub mod testing;
pub mod view;
pub mod waiter;
pub mod wire;

pub use aws_credential_types::Credentials;
pub use body::{Body, BodyError, Chunks};
pub use client::{
    Client, Config, ConfigBuilder, ConfigError, Metadata, Reply, Transport, TransportError,
};
#[cfg(feature = "reqwest")]
pub use client::{HttpTransport, HttpTransportBuilder};
pub use dynamic::Dynamic;
pub use error::{Error, ErrorKind, ModeledError};
pub use paginator::{Items, Pages};
pub use request::{Call, Send, Wait, Waiting};
#[cfg(feature = "serde")]
pub use serialize::serialize;
pub use waiter::{Backoff, Poll, WaitError, Waited};
