//! An answer before it is sent: as the service writes it, or changed by a fault.

use pageboy::schema::Protocol;
use pageboy::testing::{self, Script};
use pageboy::{Attempt, Body, Transport, TransportError};
use serde_json::Value;

/// Status, headers and body, without framing: no length, no chunks.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// The format of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Xml,
    Json,
    Cbor,
}

impl Format {
    pub(crate) const fn of(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Ec2 | Protocol::Query | Protocol::RestXml => Self::Xml,
            Protocol::RpcV2Cbor => Self::Cbor,
            _ => Self::Json,
        }
    }

    /// A document with this value, if JSON or CBOR can represent it.
    pub(crate) fn write(self, value: &Value) -> Option<Vec<u8>> {
        match self {
            Self::Xml => None,
            Self::Json => Some(value.to_string().into_bytes()),
            Self::Cbor => {
                let mut encoder = minicbor::Encoder::new(Vec::new());
                cbor(&mut encoder, value);
                Some(encoder.into_writer())
            }
        }
    }
}

impl Answer {
    /// The answer with this output.
    pub(crate) async fn output(
        attempt: Attempt<'_>,
        request: http::Request<Body>,
        value: &Value,
    ) -> Result<Self, TransportError> {
        Self::written(attempt, request, testing::Answer::json(value.to_string())).await
    }

    /// An error answer with this code.
    pub(crate) async fn error(
        attempt: Attempt<'_>,
        request: http::Request<Body>,
        (code, status): (&str, u16),
    ) -> Result<Self, TransportError> {
        let error = testing::Answer::error(code, "made up").status(status);
        Self::written(attempt, request, error).await
    }

    async fn written(
        attempt: Attempt<'_>,
        request: http::Request<Body>,
        answer: testing::Answer,
    ) -> Result<Self, TransportError> {
        let script = Script::new().on(attempt.operation.name, answer);
        let (parts, body) = script.send_attempt(attempt, request).await?.into_parts();
        let headers = parts
            .headers
            .iter()
            .filter(|(name, _)| *name != "content-length");
        Ok(Self {
            status: parts.status.as_u16(),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: body.collect().await.unwrap().to_vec(),
        })
    }

    /// Replaces the value of a header.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// A page that does not come from the service.
    pub(crate) fn page(&mut self, status: u16, content_type: &str, body: &str) {
        self.status = status;
        self.headers.clear();
        self.set_header("content-type", content_type);
        self.body = body.into();
    }

    /// The answer in a transport's form.
    pub(crate) fn into_response(self) -> http::Response<Body> {
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).unwrap()
    }

    /// Status line and headers, with additional ones, and the empty line.
    pub(crate) fn head(&self, more: &str) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Answer\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(more);
        head.push_str("\r\n");
        head.into_bytes()
    }

    /// The whole answer in HTTP/1.1, with its length.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let length = format!("content-length: {}\r\n", self.body.len());
        let has_body = self.status >= 200 && self.status != 204 && self.status != 304;
        let mut bytes = self.head(if has_body { &length } else { "" });
        if has_body {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

fn cbor(to: &mut minicbor::Encoder<Vec<u8>>, value: &Value) {
    let written = match value {
        Value::Null => to.null().map(drop),
        Value::Bool(value) => to.bool(*value).map(drop),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => to.i64(integer).map(drop),
            None => to.f64(number.as_f64().unwrap()).map(drop),
        },
        Value::String(text) => to.str(text).map(drop),
        Value::Array(items) => {
            let begun = to.array(items.len() as u64).map(drop);
            items.iter().for_each(|item| cbor(to, item));
            begun
        }
        Value::Object(members) => {
            let begun = to.map(members.len() as u64).map(drop);
            for (name, value) in members {
                cbor(to, &Value::from(name.as_str()));
                cbor(to, value);
            }
            begun
        }
    };
    written.unwrap();
}
