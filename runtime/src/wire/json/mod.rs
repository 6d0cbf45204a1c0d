//! The `json` protocols, and JSON documents as `rest-json` uses them.

mod document;
mod keys;
pub(super) mod read;
mod salvage;
mod scalar;
mod scan;
pub(super) mod write;

pub(crate) use document::parse;
pub(super) use salvage::{Salvage, salvage};

use http::HeaderName;
use http::header::CONTENT_TYPE;

use super::{Input, QUERY_MODE, Request};
use crate::error::{DecodeError, ErrorKind};
use crate::schema::{Operation, Protocol};

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// The request of an operation of the `json` protocols, without host prefix.
pub(super) fn request(op: &Operation, input: Input<'_>) -> Result<Request, ErrorKind> {
    let version = match op.service.protocol {
        Protocol::Json10 => "application/x-amz-json-1.0",
        _ => "application/x-amz-json-1.1",
    };
    let target = [op.service.target_prefix, ".", op.name].concat();
    let mut headers = vec![(TARGET, target), (CONTENT_TYPE, version.to_owned())];
    if op.service.query_compatible {
        headers.push((QUERY_MODE, "true".to_owned()));
    }
    let body = match op.input {
        Some(_) => write::document(input)?.into(),
        None => "{}".into(),
    };
    Ok(Request {
        method: op.method,
        path: "/".to_owned(),
        query: String::new(),
        headers,
        body,
        host_prefix: None,
    })
}

/// What is not JSON, as an error with line and column.
#[cold]
fn failed(scanner: &scan::Scanner<'_>, mistake: scan::Mistake) -> DecodeError {
    let (line, column) = scanner.place(mistake.at);
    DecodeError::new(mistake.what).at(format_args!("line {line} column {column}"))
}

#[cfg(test)]
mod tests;
