//! The tables generated code is made of: services, operations, shapes and members.
//!
//! Every table is a `static` built by `const fn`s, so it costs nothing at start-up, and a table that was
//! loaded from JSON at run time has the same type. Names are those of the model; names on the wire are
//! resolved per protocol when the table is made, so no wire format repeats botocore's naming rules.

mod checksum;
mod member;
mod operation;
mod service;
mod shape;

pub use checksum::{Checksum, ChecksumAlgorithm};
pub use member::{Location, Member, TimestampFormat};
pub use operation::{Auth, Exception, Operation, XmlName, XmlNamespace};
pub use service::{Endpoint, GlobalEndpoint, Protocol, Service};
pub use shape::{Kind, Shape, shapes};
