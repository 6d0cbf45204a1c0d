//! The support code for generated code, which uses nothing else of this crate except the public types in its signatures.
//!
//! Not for use by hand: it changes with the generator, and [`INTERFACE`](pageboy_schema::INTERFACE) with it. Each
//! service's module says by [`made_for!`] which interface it was generated for; another one is an error of the build that
//! says what to run.
//!
//! - **Tables** are `static`s made by the `const fn`s of [`Service`], [`Operation`], [`Shape`], [`Member`], [`Waiter`],
//!   [`Paginator`], `ResourceType` and their parts. None is written as a literal, so that a table can get further fields
//!   after the code was generated. A value that holds an [`Expression`] stands in `const { &… }`.
//! - **Types** are plain structures and enums; one line for each gives it its traits: [`structure!`], [`stream_structure!`], [`tagged_union!`],
//!   [`event_union!`], [`enumeration!`], [`modeled_error!`].
//! - **Builders** of requests get their waits from [`waits!`], [`waits_for_many!`] and [`waits_for_resource!`].
//! - **Resources** get their shared code from `resource!` and `resources!`.
//! - **Features** that a service needs are named by [`needs_cbor!`] and its siblings; one that is off is an error of the build,
//!   and what [`with_dynamodb!`] and [`with_resources!`] contain is left out, so that it is the only one.

pub mod convert;
mod macros;
mod needs;

pub use std::borrow::Cow;
pub use std::time::Duration;

pub use aws_smithy_types::{Blob, DateTime, Document};

pub use crate::body::Body;
pub use crate::jmespath::{Comparator, Expression, Function, Literal, Node};
pub use crate::map::Map;
pub use crate::paginator::{
    Constant, Paginator, RepeatedToken, RequestMember, ResultPath, Token, set_page_size,
};
#[cfg(feature = "resources")]
pub use crate::resource::{
    Action, BatchAction, Element, Handle, Identifier, IdentifierSource, Load, Param, ParamSource,
    Part, ResourceType, ResourceWaiter, ResponseResource, Step, reference, references,
};
pub use crate::schema::{
    Auth, Branch, BuiltIn, Checksum, ChecksumAlgorithm, ContextParameter, ContextSource, Endpoint,
    EndpointFunction, EndpointParameter, EndpointRules, Exception, Location, Member, Next,
    Operation, Outcome, ParameterDefault, ParameterKind, Protocol, Service, Shape, Term, Test,
    TimestampFormat, XmlName, shapes,
};
pub use crate::waiter::{
    Acceptor, AcceptorState, Batch, BatchItems, ExpectedValue, Matcher, Waiter,
};
pub use crate::{
    __enumeration as enumeration, __event_union as event_union, __made_for as made_for,
    __modeled_error as modeled_error, __needs_cbor as needs_cbor,
    __needs_compression as needs_compression, __needs_dynamodb as needs_dynamodb,
    __needs_event_streams as needs_event_streams, __needs_resources as needs_resources,
    __stream_structure as stream_structure, __structure as structure,
    __tagged_union as tagged_union, __waits as waits, __waits_for_many as waits_for_many,
    __waits_for_resource as waits_for_resource, __with_dynamodb as with_dynamodb,
    __with_resources as with_resources,
};
#[cfg(feature = "resources")]
pub use crate::{__resource as resource, __resources as resources};

/// The endpoint rules that many services share.
pub mod endpoint_rules {
    pub use crate::client::{SharedRulesEndpoint, resolve};
    pub use crate::schema::shared_rules::*;
}

/// Further items that the macros use.
pub mod engine {
    pub use futures_core::Stream;
    #[cfg(feature = "serde")]
    pub use serde;

    #[cfg(feature = "serde")]
    pub use crate::deserialize::{read, read_text};
    #[cfg(feature = "serde")]
    pub use crate::serialize::{serialize, serialize_text};
    pub use crate::view::{
        Empty, Enumeration, Slot, Structure, UnknownEvent, Value, View, cloned, debug, equal,
    };
}

/// The known values of an enum, sorted by their text.
pub trait KnownValues: Sized + 'static {
    /// Text and value.
    const KNOWN: &'static [(&'static str, Self)];
}

/// Says for which interface a service's module was generated; an error for any other than this crate's.
#[doc(hidden)]
#[macro_export]
macro_rules! __made_for {
    (5) => {};
    ($other:literal) => {
        ::core::compile_error!(::core::concat!(
            "this module was generated for interface ",
            $other,
            " of pageboy, and the pageboy it is compiled with has interface 5.\n",
            "If the code is committed, generate it anew with the command of the same version: \
             `pageboy generate --manifest pageboy.toml --out src`.\n",
            "If a build script makes it, let it depend on the pageboy-codegen of the same version as pageboy."
        ));
    };
}

/// Includes the code that `pageboy_codegen::build()` generated for a service: `include_service!(ec2);`.
///
/// The name is the module's: the service's folder name with `_` for `-`, unless the manifest sets another.
///
/// Call it where modules stand, in a crate's root or in a `mod`: it expands to a module, whose files refer to each other by
/// `super`. Within a function, the compiler finds no such module.
#[macro_export]
macro_rules! include_service {
    ($service:ident) => {
        include!(concat!(
            env!("OUT_DIR"),
            "/",
            stringify!($service),
            "/include.rs"
        ));
    };
}
