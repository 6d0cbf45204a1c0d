//! Writes answers as a service writes them: for tests, in which a script stands in for the service.
//!
//! The tables for requests have the names of answers, too, so this reuses the writers of requests and adds each protocol's
//! frame.

mod error;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, StatusCode};

use super::decode::in_body;
use super::{Input, Side, Substitutions, headers, invalid, json, payload_of, xml};
use super::{cbor, cbor_names, has_header, streams_events};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{Location, Operation, Protocol, Shape};
use crate::view::{Structure, View};

pub(super) use error::is_in_body;
pub(crate) use error::{ErrorAnswer, error_answer};

/// The answer with this output, where `texts` replace some of its members.
///
/// A streamed body is moved out of the output.
///
/// # Errors
///
/// [`ErrorKind::Invalid`] when a value cannot be written, and for operations that answer with events.
pub fn answer(
    op: &Operation,
    output: &dyn Structure,
    texts: &Substitutions,
) -> Result<http::Response<Body>, ErrorKind> {
    if streams_events(op) {
        let problem = format!(
            "{} answers with events, which can be scripted as HTTP only",
            op.name
        );
        return Err(invalid(problem));
    }
    let output = Input::top(output, texts);
    let parts = match op.service.protocol {
        Protocol::Ec2 | Protocol::Query => Parts {
            content_type: Some("text/xml"),
            body: element_around(op, output)?.into(),
            ..Parts::default()
        },
        Protocol::Json10 | Protocol::Json11 => Parts {
            content_type: Some(json_type(op.service.protocol)),
            body: json::write::document(output)?.into(),
            ..Parts::default()
        },
        Protocol::RpcV2Cbor => Parts {
            headers: vec![smithy_protocol()],
            content_type: Some(cbor_names::CONTENT_TYPE),
            body: cbor::write::document(output)?.into(),
            ..Parts::default()
        },
        Protocol::RestJson | Protocol::RestXml => bound(op, output)?,
    };
    parts.response(op)
}

/// An answer before it is HTTP.
struct Parts {
    status: u16,
    headers: Vec<(HeaderName, String)>,
    /// The type of the body, unless a header names another.
    content_type: Option<&'static str>,
    body: Body,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            content_type: None,
            body: Body::empty(),
        }
    }
}

impl Parts {
    fn response(mut self, op: &Operation) -> Result<http::Response<Body>, ErrorKind> {
        if op.method == "HEAD" {
            self.body = Body::empty();
        } else if let Some(length) = self.body.len()
            && !has_header(&self.headers, CONTENT_LENGTH.as_str())
        {
            self.headers.push((CONTENT_LENGTH, length.to_string()));
        }
        if let Some(content_type) = self.content_type
            && !has_header(&self.headers, CONTENT_TYPE.as_str())
        {
            self.headers.push((CONTENT_TYPE, content_type.to_owned()));
        }
        let mut response = http::Response::new(self.body);
        *response.status_mut() = StatusCode::from_u16(self.status)
            .map_err(|_| invalid(format!("{} is not an HTTP status", self.status)))?;
        for (name, value) in self.headers {
            let value = HeaderValue::from_str(&value)
                .map_err(|_| invalid(format!("the header {name} has control characters")))?;
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }
}

const fn json_type(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Json10 => "application/x-amz-json-1.0",
        Protocol::Json11 => "application/x-amz-json-1.1",
        _ => "application/json",
    }
}

fn smithy_protocol() -> (HeaderName, String) {
    (cbor_names::PROTOCOL, cbor_names::PROTOCOL_NAME.to_owned())
}

/// The document of `ec2` and `query`: an element of the operation, with an element of the result inside if there is one.
fn element_around(op: &Operation, output: Input<'_>) -> Result<String, ErrorKind> {
    let name = op.name;
    let mut out = format!("<{name}Response");
    if let Some(wrapper) = op.result_wrapper {
        out.push_str(&format!("><{wrapper}"));
    }
    xml::write::attributes(&mut out, Side::Response, output)?;
    out.push('>');
    xml::write::elements(&mut out, Side::Response, output, |_| true)?;
    if let Some(wrapper) = op.result_wrapper {
        out.push_str(&format!("</{wrapper}>"));
    }
    out.push_str(&format!("</{name}Response>"));
    Ok(out)
}

/// An answer with members in headers and in the status, one of which may be the whole body.
fn bound(op: &Operation, output: Input<'_>) -> Result<Parts, ErrorKind> {
    let Some(shape) = op.output else {
        return Ok(Parts::default());
    };
    let (body, content_type) = bound_body(op, shape, output)?;
    Ok(Parts {
        status: status_in(output).unwrap_or(200),
        headers: headers::write(output, Side::Response)?,
        content_type,
        body,
    })
}

fn bound_body(
    op: &Operation,
    shape: &'static Shape,
    output: Input<'_>,
) -> Result<(Body, Option<&'static str>), ErrorKind> {
    const XML: &str = "application/xml";
    let is_json = op.service.protocol == Protocol::RestJson;
    let document_type = Some(if is_json { "application/json" } else { XML });
    if let Some((index, member)) = payload_of(shape) {
        return Ok(match output.view_of(index) {
            View::Null => (Body::empty(), None),
            View::Stream(body) => (body.take(), Some("application/octet-stream")),
            View::Blob(bytes) => (bytes.to_vec().into(), Some("application/octet-stream")),
            View::String(text) => (text.to_owned().into(), Some("text/plain")),
            view if is_json => (json::write::payload(member, view)?.into(), document_type),
            view => {
                let document = xml::write::payload(member, view, Side::Response)?;
                (document.into(), document_type)
            }
        });
    }
    if !shape.members().iter().any(in_body) {
        return Ok((Body::empty(), None));
    }
    if is_json {
        return Ok((json::write::body(output, in_body)?.into(), document_type));
    }
    let name = xml::root::name(op);
    let mut out = format!("<{name}");
    xml::write::attributes(&mut out, Side::Response, output)?;
    out.push('>');
    xml::write::elements(&mut out, Side::Response, output, in_body)?;
    out.push_str(&format!("</{name}>"));
    Ok((out.into(), document_type))
}

/// The member for the status, if it is set.
fn status_in(output: Input<'_>) -> Option<u16> {
    let mut members = output.present();
    let (_, view) = members.find(|(member, _)| member.location == Location::StatusCode)?;
    match view {
        View::Integer(status) => u16::try_from(status).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
