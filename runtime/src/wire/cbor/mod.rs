//! The `smithy-rpc-v2-cbor` protocol.

mod document;
pub(super) mod read;
mod salvage;
mod scan;
pub(super) mod write;

pub(super) use salvage::salvage;

use super::{Input, Request, events, streams_events};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::Operation;

/// The type of a body.
pub(super) const CONTENT_TYPE: &str = "application/cbor";

/// The request of an operation, without host prefix (`botocore/serialize.py`, `RpcV2CBORSerializer`).
pub(super) fn request(op: &Operation, input: Input<'_>) -> Result<Request, ErrorKind> {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let accepted = if streams_events(op) {
        events::CONTENT_TYPE
    } else {
        CONTENT_TYPE
    };
    let mut headers = vec![
        header("smithy-protocol", "rpc-v2-cbor"),
        header("Accept", accepted),
    ];
    if op.service.query_compatible {
        headers.push(header("x-amzn-query-mode", "true"));
    }
    let body = match op.input {
        Some(_) => {
            headers.push(header("Content-Type", CONTENT_TYPE));
            write::document(input)?.into()
        }
        None => Body::empty(),
    };
    let (service, operation) = (op.service.target_prefix, op.name);
    Ok(Request {
        method: "POST",
        path: format!("/service/{service}/operation/{operation}"),
        query: String::new(),
        headers,
        body,
        host_prefix: None,
    })
}

#[cfg(test)]
mod tests;
