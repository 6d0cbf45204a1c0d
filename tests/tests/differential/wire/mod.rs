//! Answers in a service's own protocol: outputs and errors, as status, headers and body.

mod cbor;
mod json;
mod text;
mod xml;

use fastrand::Rng;
use pageboy::schema::{Kind, Location, Operation, Protocol, TimestampFormat};
use pageboy::view::{Structure, View};
use serde::{Serialize, Serializer};
use serde_json::json;

pub(crate) use cbor::as_json;
pub(crate) use json::document;
pub(crate) use text::base64;

/// An answer; as a tuple it is what the Python side reads, with the body in base64.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Answer(
    pub(crate) u16,
    pub(crate) Vec<(String, String)>,
    #[serde(serialize_with = "in_base64")] pub(crate) Vec<u8>,
);

fn in_base64<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&base64(body))
}

/// A successful answer.
pub(crate) fn output(
    operation: &Operation,
    status: u16,
    output: &dyn Structure,
    rng: &mut Rng,
) -> Answer {
    let protocol = operation.service.protocol;
    if protocol == Protocol::RpcV2Cbor {
        return Answer(status, in_cbor(), cbor::output(output, rng));
    }
    let name = operation.name;
    let body = match protocol {
        Protocol::Ec2 => {
            let content = xml::structure(&format!("{name}Response"), output, false);
            with_request_id(&content, "<requestId>id</requestId>")
        }
        Protocol::Query => {
            let metadata = "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>";
            match operation.result_wrapper {
                Some(wrapper) => {
                    let content = xml::structure(wrapper, output, false);
                    format!("<{name}Response>{content}{metadata}</{name}Response>")
                }
                None => {
                    let content = xml::structure(&format!("{name}Response"), output, false);
                    with_request_id(&content, metadata)
                }
            }
        }
        Protocol::RestXml => match payload(output) {
            Some((member, View::Structure(inner))) => xml::structure(member, inner, false),
            Some((_, view)) => text::of(view, TimestampFormat::Iso8601).unwrap_or_default(),
            None => xml::structure(&format!("{name}Result"), output, true),
        },
        Protocol::RestJson => match payload(output) {
            Some((_, View::Structure(inner))) => json::structure(inner, false, rng).to_string(),
            Some((_, View::Document(value))) => document(value).to_string(),
            Some((_, view)) => text::of(view, TimestampFormat::Iso8601).unwrap_or_default(),
            None => json::structure(output, true, rng).to_string(),
        },
        _ => json::structure(output, false, rng).to_string(),
    };
    let mut headers = Vec::new();
    if protocol.is_rest() {
        bound(output, &mut headers);
    }
    // It may be a member.
    let content_type = content_type(protocol);
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case(&content_type.0))
    {
        headers.insert(0, content_type);
    }
    Answer(status, headers, body.into())
}

/// An answer that is an error.
pub(crate) fn error(operation: &Operation, status: u16, code: &str, rng: &mut Rng) -> Answer {
    let protocol = operation.service.protocol;
    let message = rng
        .choice(["No such thing.", "", "<&> é"])
        .unwrap_or_default();
    if protocol == Protocol::RpcV2Cbor {
        return coded(
            status,
            code,
            message,
            operation.service.query_compatible,
            rng,
        );
    }
    let mut headers = vec![content_type(protocol)];
    let details = {
        let message = quick_xml::escape::escape(message);
        format!("<Code>{code}</Code><Message>{message}</Message>")
    };
    let body = match protocol {
        Protocol::Ec2 => format!(
            "<Response><Errors><Error>{details}</Error></Errors><RequestID>id</RequestID></Response>"
        ),
        Protocol::RestXml if operation.service.name == "s3" => {
            format!("<Error>{details}<RequestId>id</RequestId></Error>")
        }
        Protocol::Query | Protocol::RestXml => format!(
            "<ErrorResponse><Error><Type>Sender</Type>{details}</Error><RequestId>id</RequestId></ErrorResponse>"
        ),
        Protocol::RestJson if rng.bool() => {
            let suffix = if rng.bool() {
                ":http://internal.example.com/"
            } else {
                ""
            };
            headers.push(("x-amzn-errortype".to_owned(), format!("{code}{suffix}")));
            json!({"message": message}).to_string()
        }
        _ => {
            let prefix = if rng.bool() {
                "com.example.shapes#"
            } else {
                ""
            };
            let name = if rng.bool() { "message" } else { "Message" };
            json!({"__type": format!("{prefix}{code}"), name: message}).to_string()
        }
    };
    let query_compatible = operation.service.query_compatible && rng.bool();
    if query_compatible {
        headers.push(("x-amzn-query-error".to_owned(), format!("{code};Sender")));
    }
    Answer(status, headers, body.into())
}

/// An error in CBOR.
fn coded(status: u16, code: &str, message: &str, is_compatible: bool, rng: &mut Rng) -> Answer {
    let prefix = if rng.bool() {
        "com.example.shapes#"
    } else {
        ""
    };
    let name = if rng.bool() { "message" } else { "Message" };
    let body = cbor::texts(&[("__type", &format!("{prefix}{code}")), (name, message)]);
    let mut headers = in_cbor();
    if is_compatible && rng.bool() {
        headers.push(("x-amzn-query-error".to_owned(), format!("{code};Sender")));
    }
    Answer(status, headers, body)
}

/// The headers of an answer in CBOR.
fn in_cbor() -> Vec<(String, String)> {
    let headers = [
        ("content-type", "application/cbor"),
        ("smithy-protocol", "rpc-v2-cbor"),
    ];
    headers
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

/// An error without a body, from an intermediary.
pub(crate) fn bare(status: u16, rng: &mut Rng) -> Answer {
    let body = if status >= 500 && rng.bool() {
        "<html><body>Bad gateway</body></html>"
    } else {
        ""
    };
    Answer(status, Vec::new(), body.into())
}

fn content_type(protocol: Protocol) -> (String, String) {
    let value = match protocol {
        Protocol::Json10 => "application/x-amz-json-1.0",
        Protocol::Json11 => "application/x-amz-json-1.1",
        Protocol::RestJson => "application/json",
        _ => "text/xml",
    };
    ("content-type".to_owned(), value.to_owned())
}

fn with_request_id(content: &str, id: &str) -> String {
    match content.rsplit_once("</") {
        Some((start, end)) => format!("{start}{id}</{end}"),
        None => content.to_owned(),
    }
}

/// The member that is the whole body.
fn payload(output: &dyn Structure) -> Option<(&'static str, View<'_>)> {
    let index = usize::from(output.shape().payload?);
    let member = output.shape().members().get(index)?;
    Some((member.response, output.view_of(index)))
}

/// The members that travel in headers.
fn bound(output: &dyn Structure, headers: &mut Vec<(String, String)>) {
    for (index, member) in output.shape().members().iter().enumerate() {
        match (member.location, output.view_of(index)) {
            (Location::Header, view) if member.target.kind != Kind::List => {
                // Two members may stand for one header: a time, and the text that it has.
                if headers.iter().any(|(name, _)| name == member.response) {
                    continue;
                }
                let format = member.timestamp.unwrap_or(TimestampFormat::Rfc822);
                let value = text::of(view, format).filter(|value| is_header(value));
                headers.extend(value.map(|value| (member.response.to_owned(), value)));
            }
            (Location::Headers, View::Map(map)) => {
                for (key, view) in (0..map.len()).filter_map(|at| map.entry(at)) {
                    let value = text::of(view, TimestampFormat::Rfc822);
                    let value = value.filter(|value| is_header(value));
                    let name = format!("{}{key}", member.response);
                    headers.extend(value.map(|value| (name, value)));
                }
            }
            _ => {}
        }
    }
}

/// Whether a text passes through a header as it is.
fn is_header(text: &str) -> bool {
    text.trim() == text && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}
