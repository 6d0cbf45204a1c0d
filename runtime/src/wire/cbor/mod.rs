//! The `smithy-rpc-v2-cbor` protocol.

mod document;
pub(super) mod read;
mod salvage;
mod scan;
pub(super) mod write;

pub(super) use salvage::salvage;

use http::header::{self, ACCEPT};

use super::cbor_names::{CONTENT_TYPE, PROTOCOL, PROTOCOL_NAME};
use super::{Input, QUERY_MODE, Request, event_members, streams_events};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::Operation;

/// The request of an operation, without host prefix (`botocore/serialize.py`, `RpcV2CBORSerializer`).
pub(super) fn request(op: &Operation, input: Input<'_>) -> Result<Request, ErrorKind> {
    let accepted = if streams_events(op) {
        event_members::CONTENT_TYPE
    } else {
        CONTENT_TYPE
    };
    let mut headers = vec![
        (PROTOCOL, PROTOCOL_NAME.to_owned()),
        (ACCEPT, accepted.to_owned()),
    ];
    if op.service.query_compatible {
        headers.push((QUERY_MODE, "true".to_owned()));
    }
    let body = match op.input {
        Some(_) => {
            headers.push((header::CONTENT_TYPE, CONTENT_TYPE.to_owned()));
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
