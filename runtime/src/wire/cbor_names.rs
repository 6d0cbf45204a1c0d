//! What requests and answers of the protocol `smithy-rpc-v2-cbor` say of it.

use http::HeaderName;

/// The type of a body.
pub(super) const CONTENT_TYPE: &str = "application/cbor";

/// The header that names the protocol, and the name.
pub(super) const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");
pub(super) const PROTOCOL_NAME: &str = "rpc-v2-cbor";
