//! Errors in streams of events.

use bytes::Bytes;
use http::HeaderMap;

use super::super::{Limits, xml};
use super::{ErrorBody, document};
use crate::error::{ErrorData, ErrorResponse};
use crate::schema::{Operation, Protocol, Shape};

impl ErrorResponse {
    /// A modelled error within a stream of events; `shape` is its member's target.
    ///
    /// The code is the member's name, as in botocore; the shape's name and code are alternatives.
    pub(in super::super) fn of_exception(
        operation: &'static Operation,
        name: &str,
        shape: Option<&'static Shape>,
        payload: Bytes,
        limits: &Limits,
    ) -> Self {
        let protocol = operation.service.protocol;
        let found = if protocol.is_xml() {
            let text = |name| xml::read::text_at(&payload, &[name]);
            ErrorBody {
                message: text("message").or_else(|| text("Message")),
                ..ErrorBody::default()
            }
        } else if protocol == Protocol::RpcV2Cbor {
            document::cbor(&HeaderMap::new(), &payload, limits).unwrap_or_default()
        } else {
            document::json(protocol, &HeaderMap::new(), &payload, limits)
        };
        Self(Box::new(ErrorData {
            original_code: shape.map(|shape| shape.name.to_owned()),
            message: found.message.unwrap_or_default(),
            fields: found.fields,
            body: payload,
            ..bare(operation, name, limits)
        }))
    }

    /// An error within a stream of events that is not modelled.
    pub(in super::super) fn of_stream(
        operation: &'static Operation,
        code: &str,
        message: &str,
        limits: &Limits,
    ) -> Self {
        Self(Box::new(ErrorData {
            message: message.to_owned(),
            ..bare(operation, code, limits)
        }))
    }

    /// Sets the status, headers and limits of the answer with the error.
    pub(in super::super) fn in_answer(mut self, status: u16, request_id: Option<String>) -> Self {
        self.0.status = status;
        self.0.request_id = request_id;
        self
    }
}

/// An error in an event of which only the code is known. Without a code, the status is the one that botocore gives such
/// events.
fn bare(operation: &'static Operation, code: &str, limits: &Limits) -> ErrorData {
    ErrorData {
        operation,
        code: match code.trim() {
            "" => "400".to_owned(),
            code => code.to_owned(),
        },
        original_code: None,
        message: String::new(),
        status: 0,
        sent_status: None,
        request_id: None,
        fields: Vec::new(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        is_root: false,
        limits: *limits,
        is_event: true,
    }
}
