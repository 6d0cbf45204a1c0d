//! Typed Rust for the AWS-style services you name, generated from botocore's JSON: operations, waiters that explain
//! themselves, pages that never lie, and boto3's resources without hidden calls.
//!
//! This crate is the runtime: what generated code and its users call. The generator is `pageboy-codegen`; a build script of
//! one line runs it, and [`include_service!`] includes its code.
//!
//! ```ignore
//! pageboy::include_service!(ec2);
//!
//! let config = pageboy::Config::load().await?;
//! let ec2 = ec2::Client::new(&config);
//! ec2.start_instances().instance_ids([id]).send().await?;
//! ec2.wait_until_instance_running().instance_ids([id]).await?;
//! let mut pages = ec2.describe_instances().pages();
//! while let Some(page) = pages.try_next().await? {
//!     println!("{:?}", page.reservations());
//! }
//! ```
//!
//! # Where to look
//!
//! - [`Config`] has the settings of calls: region, credentials, endpoint, retries, time limits. A [`Transport`] sends the requests.
//! - `.send()` returns a [`Call`]. [`Error`] says why a call failed; it shows a service's texts as [`Excerpt`]s.
//! - `.pages()` returns [`Pages`], and `.items()` returns [`Items`]. A [`Cursor`] is a place in them, from which a later run goes
//!   on.
//! - [`search()`] evaluates a JMESPath expression on an output, [`Pages::search`] on all pages.
//! - `.wait_until_…()` starts a [`Wait`]; a [`WaitAll`] waits for many ids. A wait ends with a [`WaitOutcome`] or a
//!   [`WaitError`]; [how a wait ends](waiter#how-a-wait-ends) has the rules. An observer sees each [`Poll`].
//! - `dynamodb`, in the feature of that name, converts items from and to serde types, renders conditions, and writes in batches.
//! - `testing`, in the feature of that name, has a transport that answers from a script.
//! - [`schema`], [`view`], [`wire`], [`jmespath`], [`waiter`], [`paginator`] and `resource` are the tables and the engine, for
//!   programs that build on them. [`Dynamic`] is a value whose table was loaded at run time.
//!
//! # Features
//!
//! All but `http` are off by default. A service's module whose code needs `cbor`, `compression`, `dynamodb`, `event-streams` or
//! `resources` without having it is an error of the build, which names the service and the feature.
//!
//! - `http`: the HTTP transport, hyper with rustls and ring. Without it, pass your own [`Transport`].
//! - `http2`: HTTP/2 for the operations whose requests are streams of events. Without it, a call of one is an error that names the
//!   feature.
//! - `reqwest`: `ReqwestTransport`, for a `reqwest::Client` of your own.
//! - `cbor`: the wire format of services that speak CBOR, for example CloudWatch. Without it, a call to a service whose tables
//!   were loaded at run time is an error that names the feature.
//! - `compression`: requests in gzip, for the operations that accept them, for example CloudWatch's `PutMetricData`. Without it, a
//!   request that would be compressed is an error that names the feature.
//! - `event-streams`: streams of events in requests and answers. Without it, a call of such an operation whose tables were loaded at
//!   run time is an error that names the feature.
//! - `resources`: the module `resource`, boto3's resources, for services with `resources` in `pageboy.toml`.
//! - `dynamodb`: the module `dynamodb`, and the batch writer of a client with `BatchWriteItem`.
//! - `testing`: the module `testing`, stand-ins for services in tests of your own.
//! - `login`: keys of login sessions (`aws login`), for profiles with `login_session`. Without it such a profile is an error
//!   that names the feature.
//! - `sigv4a`: signature version 4a, for requests to several regions. Without it such a request is an error that names the
//!   feature.
//! - `serde`: `serde::Serialize` and `Deserialize` on every generated shape.

extern crate self as pageboy; // makes the paths of generated code valid here: the credential chain is generated

mod body;
mod client;
#[cfg(feature = "serde")]
mod deserialize;
mod dynamic;
#[cfg(feature = "dynamodb")]
pub mod dynamodb;
mod error;
mod event_stream;
mod excerpt;
#[doc(hidden)]
pub mod generated;
mod header_lines;
mod identity;
pub mod jmespath;
mod limits;
mod map;
pub mod paginator;
mod request;
#[cfg(feature = "resources")]
pub mod resource;
pub mod schema;
#[cfg(feature = "serde")]
mod serialize;
mod set_some;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod view;
pub mod waiter;
pub mod wire;
mod wordwise;

pub use aws_credential_types::{Credentials, Token};
pub use aws_smithy_types::{Blob, DateTime, Document};
pub use body::{Body, BodyError, Chunks};
#[cfg(feature = "reqwest")]
pub use client::ReqwestTransport;
pub use client::{
    AccountIdEndpointMode, AddressingStyle, Attempt, CallSettings, Client, Config, ConfigBuilder,
    ConfigError, DefaultsMode, EndpointValue, HeldFor, Metadata, PresignOptions, PresignedRequest,
    ReadTimeout, RegionalEndpoints, Reply, RequestChecksumCalculation, ResponseChecksumValidation,
    RetryMode, Transport, TransportError,
};
#[cfg(feature = "http")]
pub use client::{HttpTransport, HttpTransportBuilder};
#[cfg(feature = "serde")]
pub use deserialize::deserialize;
pub use dynamic::Dynamic;
pub use error::{Error, ErrorKind};
pub use event_stream::EventStream;
pub use excerpt::Excerpt;
pub use identity::Identity;
pub use jmespath::{SearchError, search};
pub use map::{Iter as MapIter, Map};
pub use paginator::{Cursor, CursorError, Items, Pages, RepeatedToken, Search};
pub use request::{Call, Presign, Repeat, ToSend, Until, Wait, WaitAll, Waiting, WaitingAll};
#[cfg(feature = "serde")]
pub use serialize::serialize;
pub use set_some::SetSome;
pub use view::{ModeledError, OutgoingEvents, UnknownEvent};
pub use waiter::{Backoff, Poll, Polls, Round, TypedPoll, WaitAllOutcome, WaitError, WaitOutcome};
