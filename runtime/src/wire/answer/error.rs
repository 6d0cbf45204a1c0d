//! Writes errors as a service writes them.

use http::HeaderName;

use super::super::{Input, Side, headers, invalid, json, xml};
use super::{Parts, cbor, cbor_names, json_type, smithy_protocol};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{Location, Member, Operation, Protocol};
use crate::view::Structure;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// A service error.
pub(crate) struct ErrorAnswer<'a> {
    /// The code.
    pub(crate) code: &'a str,
    /// The message; empty when there is none.
    pub(crate) message: &'a str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// Further texts, by their names on the wire.
    pub(crate) fields: &'a [(String, String)],
    /// A modelled error, whose members are written too.
    pub(crate) details: Option<&'a dyn Structure>,
}

/// The answer with this error.
///
/// # Errors
///
/// [`ErrorKind::Invalid`] when a value cannot be written, and for `HEAD` when the code is not the status: such an answer has
/// no body for it.
pub(crate) fn error_answer(
    op: &Operation,
    error: &ErrorAnswer<'_>,
) -> Result<http::Response<Body>, ErrorKind> {
    let mut parts = Parts {
        status: error.status,
        ..Parts::default()
    };
    let protocol = op.service.protocol;
    if op.method == "HEAD" && !protocol.is_xml() {
        parts.headers.push((ERROR_TYPE, error.code.to_owned()));
    } else if op.method == "HEAD" {
        if error.code != error.status.to_string() {
            let problem = format!(
                "{} is a HEAD, whose errors have no body: their code is their status, such as 404, not {}",
                op.name, error.code
            );
            return Err(invalid(problem));
        }
    } else if protocol.is_xml() {
        parts.content_type = Some("text/xml");
        parts.body = document(op, error)?.into();
    } else if protocol == Protocol::RpcV2Cbor {
        parts.headers.push(smithy_protocol());
        parts.content_type = Some(cbor_names::CONTENT_TYPE);
        parts.body = cbor::write::error(&error.texts(true), error.details())?.into();
    } else {
        parts.content_type = Some(json_type(protocol));
        let has_type = protocol != Protocol::RestJson;
        parts.body = json::write::error(&error.texts(has_type), error.details())?.into();
    }
    if protocol == Protocol::RestJson && op.method != "HEAD" {
        parts.headers.push((ERROR_TYPE, error.code.to_owned()));
    }
    if op.service.query_compatible {
        let kind = if error.status < 500 {
            "Sender"
        } else {
            "Receiver"
        };
        let code = format!("{};{kind}", error.code);
        parts.headers.push((QUERY_ERROR, code));
    }
    if let Some(details) = error.details()
        && protocol.is_rest()
    {
        let bound = headers::write(details, Side::Response)?;
        parts.headers.extend(bound);
    }
    parts.response(op)
}

impl<'a> ErrorAnswer<'a> {
    fn details(&self) -> Option<Input<'a>> {
        self.details.map(Input::nested)
    }

    /// Whether a modelled error has a message of its own, under one of these names.
    fn has_message_in_details(&self, names: &[&str]) -> bool {
        self.details().is_some_and(|details| {
            let mut members = details.present();
            members.any(|(member, _)| is_in_body(member) && names.contains(&member.response))
        })
    }

    /// The texts of a JSON or CBOR document beside the details.
    fn texts(&self, has_type: bool) -> Vec<(&str, &str)> {
        let mut texts = Vec::new();
        if has_type {
            texts.push(("__type", self.code));
        }
        if !self.message.is_empty() && !self.has_message_in_details(&["message", "Message"]) {
            texts.push(("message", self.message));
        }
        let fields = self.fields.iter();
        texts.extend(fields.map(|(name, value)| (name.as_str(), value.as_str())));
        texts
    }
}

/// Whether a member of an error is in its body.
pub(in super::super) fn is_in_body(member: &Member) -> bool {
    !matches!(
        member.location,
        Location::Header | Location::Headers | Location::StatusCode
    )
}

/// The document of the XML protocols: S3's root is the error, others wrap it in an element.
fn document(op: &Operation, error: &ErrorAnswer<'_>) -> Result<String, ErrorKind> {
    let (before, after) = match op.service.protocol {
        Protocol::Ec2 => ("<Response><Errors>", "</Errors></Response>"),
        Protocol::RestXml if op.service.name == "s3" => ("", ""),
        _ => ("<ErrorResponse>", "</ErrorResponse>"),
    };
    let mut out = format!("{before}<Error>");
    let texts = [("Code", error.code), ("Message", error.message)];
    let texts = texts.into_iter().filter(|(name, text)| {
        *name == "Code" || !(text.is_empty() || error.has_message_in_details(&["Message"]))
    });
    let fields = error.fields.iter();
    for (name, text) in texts.chain(fields.map(|(name, text)| (name.as_str(), text.as_str()))) {
        out.push_str(&format!("<{name}>"));
        xml::write::escape(&mut out, text);
        out.push_str(&format!("</{name}>"));
    }
    if let Some(details) = error.details() {
        xml::write::elements(&mut out, Side::Response, details, |member| {
            is_in_body(member) && member.response != "Code"
        })?;
    }
    out.push_str(&format!("</Error>{after}"));
    Ok(out)
}
