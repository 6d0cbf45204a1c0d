//! Reads service errors.

mod details;
mod document;
#[cfg(feature = "event-streams")]
mod events;
mod xml;

use bytes::Bytes;
use http::HeaderMap;

use super::{Limits, headers};
use crate::error::{ErrorData, ErrorResponse, reason};
use crate::header_lines;
use crate::schema::{Operation, Protocol};

/// The contents of an error's body.
#[derive(Default)]
struct ErrorBody {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    fields: Vec<(String, String)>,
    /// Whether the root of the document is the exception itself.
    is_root: bool,
}

impl ErrorResponse {
    /// Reads an error answer (`botocore/parsers.py`, `_do_error_parse`).
    pub(super) fn parse(
        operation: &'static Operation,
        status: u16,
        headers: &HeaderMap,
        body: Bytes,
        limits: &Limits,
    ) -> Self {
        let protocol = operation.service.protocol;
        // Only S3 does this.
        let effective = super::effective_status(operation, status, &body);
        let sent_status = (effective != status).then_some(status);
        let status = effective;
        let is_page = is_page(&body);
        let found = match protocol {
            _ if is_generic(status, is_page, headers, &body) => ErrorBody::default(),
            Protocol::Ec2 | Protocol::Query | Protocol::RestXml => {
                xml::read(operation, &body, limits)
            }
            Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
                document::json(protocol, headers, &body, limits)
            }
            Protocol::RpcV2Cbor => document::cbor(headers, &body, limits).unwrap_or_default(),
        };
        let code = found.code.or_else(|| errortype(headers));
        // An empty error body counts as none.
        let message = match (found.message, &code, sent_status) {
            (Some(message), ..) => message,
            (None, None, Some(sent)) => {
                let what = if is_page {
                    "an HTML page"
                } else {
                    "not a complete document"
                };
                format!("the body of an answer with status {sent} is {what}")
            }
            (None, None, None) => reason(status).to_owned(),
            (None, Some(_), _) => String::new(),
        };
        let mut code = code.unwrap_or_else(|| status.to_string());
        let mut original_code = None;
        let mut fields = found.fields;
        if let Some((replacement, kind)) = query_error(protocol, headers) {
            original_code = Some(std::mem::replace(&mut code, replacement));
            fields.push(("Type".to_owned(), kind));
        }
        Self(Box::new(ErrorData {
            operation,
            code,
            original_code,
            message,
            status,
            sent_status,
            request_id: headers::request_id(headers).or(found.request_id),
            fields,
            headers: headers.clone(),
            body,
            is_root: found.is_root,
            limits: *limits,
            is_event: false,
        }))
    }
}

/// The code in `x-amzn-errortype`.
fn errortype(headers: &HeaderMap) -> Option<String> {
    code_in(&header_lines::value_text(headers.get("x-amzn-errortype")?))
}

/// The code in a text: the name in a shape id, after `#` and before `:`; none when it is blank.
fn code_in(text: &str) -> Option<String> {
    let code = text.split(':').next().unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or_default().trim();
    (!code.is_empty()).then(|| code.to_owned())
}

/// Whether a proxy or load balancer answered instead of the service: a 5xx without body, or an HTML page.
///
/// A header with the code outweighs the body. botocore recognises pages by `<html>` and only with a 5xx; any other page
/// instead of JSON becomes the message.
fn is_generic(status: u16, is_page: bool, headers: &HeaderMap, body: &[u8]) -> bool {
    let is_empty = body.trim_ascii().is_empty();
    is_page || (status >= 500 && is_empty && errortype(headers).is_none())
}

/// Whether a body is an HTML page. A byte order mark, declarations and comments may precede it.
pub(super) fn is_page(body: &[u8]) -> bool {
    let mut body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    loop {
        body = body.trim_ascii_start();
        let starts_with = |start: &str| {
            body.get(..start.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
        };
        if starts_with("<html") || starts_with("<!doctype html") {
            return true;
        }
        let end: &[u8] = match body {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            _ => return false,
        };
        let at = body.windows(end.len()).position(|found| found == end);
        let rest = at.and_then(|at| body.get(at + end.len()..));
        match rest {
            Some(rest) => body = rest,
            None => return false,
        }
    }
}

/// The code and type of a service that migrated from the query protocol, sent beside those in the body.
fn query_error(protocol: Protocol, headers: &HeaderMap) -> Option<(String, String)> {
    if protocol.is_xml() || protocol.is_rest() {
        return None;
    }
    let value = headers.get("x-amzn-query-error")?.to_str().ok()?;
    let (code, kind) = value.split_once(';')?;
    let (code, kind) = (code.trim(), kind.trim());
    let is_pair = !code.is_empty() && !kind.contains(';');
    is_pair.then(|| (code.to_owned(), kind.to_owned()))
}

#[cfg(test)]
mod tests;
