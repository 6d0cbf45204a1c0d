//! The tables of generated code: services, operations, shapes and members.
//!
//! Every table is a `static` built by `const fn`s, so it costs nothing at start-up, and a table that was
//! loaded from JSON at run time has the same type. Names are those of the model; names on the wire are
//! resolved per protocol when the table is made, so no wire format repeats botocore's naming rules.

mod checksum;
mod endpoint_rules;
mod expression;
mod member;
mod operation;
mod partition;
pub(crate) mod partitions;
mod service;
mod shape;
mod xml_name;
#[rustfmt::skip] // as it is generated
pub(crate) mod shared_rules;

pub use checksum::Checksum;
pub use endpoint_rules::{
    ContextParameter, ContextSource, EndpointParameter, EndpointRules, ParameterDefault,
};
pub use expression::Expression;
pub use operation::{Exception, Operation};
pub(crate) use pageboy_schema::endpoint::Place;
#[doc(inline)]
pub use pageboy_schema::endpoint::{
    Branch, BuiltIn, EndpointFunction, Next, Outcome, ParameterKind, Term, Test,
};
#[doc(inline)]
pub use pageboy_schema::{Auth, ChecksumAlgorithm, Location, Protocol, TimestampFormat};
pub use partition::{Partition, RegionPart};
pub use service::{Endpoint, Service};
pub use shape::{Kind, Member, Shape, shapes};
pub use xml_name::{XmlName, XmlNamespace};
