//! Errors in JSON and CBOR.

use std::collections::HashMap;

use aws_smithy_types::{Document, Number};
use http::HeaderMap;

use super::super::{Limits, cbor, headers, json};
use super::Found;
use crate::schema::Protocol;

/// Reads what a body of JSON says; one that is something else is the message.
pub(super) fn json(protocol: Protocol, headers: &HeaderMap, body: &[u8], limits: &Limits) -> Found {
    let text = String::from_utf8_lossy(body);
    let object = match json::parse(&text, limits) {
        Ok(Document::Object(object)) => object,
        Ok(_) => HashMap::new(),
        Err(_) if body.is_empty() => HashMap::new(),
        Err(_) => {
            let message = Document::String(text.into_owned());
            HashMap::from([("message".to_owned(), message)])
        }
    };
    found(protocol, headers, &object)
}

/// Reads what a body of CBOR says; `None` when it is neither CBOR nor text.
///
/// Text, and JSON too, comes from what stands before a service. botocore makes an exception of its own of it, and of an
/// empty body.
pub(super) fn cbor(headers: &HeaderMap, body: &[u8], limits: &Limits) -> Option<Found> {
    let protocol = Protocol::RpcV2Cbor;
    match cbor::parse(body, limits) {
        Ok(Document::Object(object)) => Some(found(protocol, headers, &object)),
        _ if std::str::from_utf8(body).is_ok() => Some(json(protocol, headers, body, limits)),
        _ if headers.contains_key("x-amzn-errortype") => Some(json(protocol, headers, b"", limits)),
        _ => None,
    }
}

/// What the members of an error say.
fn found(protocol: Protocol, headers: &HeaderMap, object: &HashMap<String, Document>) -> Found {
    let string = |name: &str| match object.get(name) {
        Some(Document::String(text)) => Some(text.clone()),
        _ => None,
    };
    let header = headers.get("x-amzn-errortype");
    let header = header.map(|value| headers::value_text(value).into_owned());
    let in_body = || string("code").or_else(|| string("Code"));
    let code = if protocol == Protocol::RestJson {
        header.or_else(in_body).or_else(|| string("__type"))
    } else {
        // botocore looks no further than `__type`; the protocol's specification does.
        string("__type").or(header).or_else(in_body)
    };
    let message = ["message", "Message", "error_description"];
    let message = message.iter().find_map(|name| string(name));
    let fields = object.iter().filter_map(|(name, value)| {
        Some((
            name.clone(),
            match value {
                Document::String(text) => text.clone(),
                Document::Bool(value) => value.to_string(),
                Document::Number(Number::PosInt(value)) => value.to_string(),
                Document::Number(Number::NegInt(value)) => value.to_string(),
                Document::Number(Number::Float(value)) => format!("{value:?}"),
                Document::Null | Document::Array(_) | Document::Object(_) => return None,
            },
        ))
    });
    Found {
        code: code.map(|code| shape_name(&code).to_owned()),
        message: Some(message.unwrap_or_default()),
        request_id: None,
        fields: fields.collect(),
    }
}

/// The code is the part of a shape's id that is its name: after `#`, before `:`.
fn shape_name(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default()
}
