//! Errors in JSON and CBOR.
//!
//! A body may be damaged, or belong to another protocol: its readable part counts, since the code decides whether a request
//! is sent again.

use aws_smithy_types::{Document, Number};
use http::HeaderMap;

use super::super::{Limits, cbor, json};
use super::{ErrorBody, errortype};
use crate::schema::Protocol;

/// Reads a JSON body; anything else is the message.
pub(super) fn json(
    protocol: Protocol,
    headers: &HeaderMap,
    body: &[u8],
    limits: &Limits,
) -> ErrorBody {
    let text = String::from_utf8_lossy(body);
    let json::Salvage { members, is_whole } = json::salvage(&text, limits);
    let mut found = found(protocol, headers, &members);
    if found.message.is_none() && !is_whole {
        found.message = match json::parse(&text, limits) {
            Ok(Document::String(message)) => Some(message),
            Ok(_) => None,
            Err(_) => Some(text.into_owned()),
        };
    }
    found.message.get_or_insert_default();
    found
}

/// Reads a CBOR body; `None` when it is neither CBOR nor text.
///
/// Text and JSON come from an intermediary; botocore raises an exception of its own for them, and for an empty body.
pub(super) fn cbor(headers: &HeaderMap, body: &[u8], limits: &Limits) -> Option<ErrorBody> {
    let protocol = Protocol::RpcV2Cbor;
    if let Some(members) = cbor::salvage(body, limits) {
        let mut found = found(protocol, headers, &members);
        found.message.get_or_insert_default();
        return Some(found);
    }
    if std::str::from_utf8(body).is_ok() {
        return Some(json(protocol, headers, body, limits));
    }
    errortype(headers).map(|_| json(protocol, headers, b"", limits))
}

/// Reads the members of an error. The last of repeated names counts, as in Python.
fn found(protocol: Protocol, headers: &HeaderMap, members: &[(String, Document)]) -> ErrorBody {
    let header = || errortype(headers);
    let in_body = || code(members, "code").or_else(|| code(members, "Code"));
    let shape = || code(members, "__type");
    let found = if protocol == Protocol::RestJson {
        header().or_else(in_body).or_else(shape)
    } else {
        // botocore reads only `__type`; the protocol's specification allows more.
        shape().or_else(header).or_else(in_body)
    };
    let message = ["message", "Message", "error_description"];
    let mut message = message.iter().find_map(|name| message_in(members, name));
    // Some services wrap it in an object, as in the XML protocols.
    let around = ["Error", "error"]
        .iter()
        .find_map(|name| match member(members, name) {
            Some(Document::Object(error)) if found.is_none() => Some(error),
            _ => None,
        });
    let within = around.map(|error| -> Vec<_> {
        let members = error.iter();
        members
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    });
    let within = within.unwrap_or_default();
    let mut names = ["code", "Code", "__type"].iter();
    let found = found.or_else(|| names.find_map(|name| code(&within, name)));
    let mut names = ["message", "Message"].iter();
    message = message.or_else(|| names.find_map(|name| message_in(&within, name)));
    let fields = members.iter().rev();
    ErrorBody {
        code: found,
        message,
        fields: fields
            .filter_map(|(name, value)| Some((name.clone(), scalar(value)?)))
            .collect(),
        ..ErrorBody::default()
    }
}

fn member<'m>(members: &'m [(String, Document)], name: &str) -> Option<&'m Document> {
    let mut members = members.iter().rev();
    members
        .find(|(member, _)| member == name)
        .map(|(_, value)| value)
}

/// The code in a member, which must be text.
fn code(members: &[(String, Document)], name: &str) -> Option<String> {
    match member(members, name)? {
        Document::String(text) => super::code_in(text),
        _ => None,
    }
}

/// The message in a member: its text, or any other value as JSON. A blank one is none.
fn message_in(members: &[(String, Document)], name: &str) -> Option<String> {
    match member(members, name)? {
        Document::Null => None,
        Document::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        value => Some(scalar(value).unwrap_or_else(|| json::write::document_text(value))),
    }
}

/// The text of a scalar.
fn scalar(value: &Document) -> Option<String> {
    Some(match value {
        Document::String(text) => text.clone(),
        Document::Bool(value) => value.to_string(),
        Document::Number(Number::PosInt(value)) => value.to_string(),
        Document::Number(Number::NegInt(value)) => value.to_string(),
        Document::Number(Number::Float(value)) => match super::super::text::special(*value) {
            Some(text) => text.to_owned(),
            None => format!("{value:?}"),
        },
        Document::Null | Document::Array(_) | Document::Object(_) => return None,
    })
}
