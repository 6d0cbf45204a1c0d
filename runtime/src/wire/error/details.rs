//! The members of modelled errors.

use super::super::depth::Depth;
use super::super::xml::{Scanner, read};
use super::super::{cbor, events, headers, json, rest};
use super::xml;
use crate::error::{DecodeError, Error, ErrorResponse};
use crate::schema::Protocol;
use crate::view::{ModeledError, Structure};

impl ErrorResponse {
    /// The members of the modelled error, if the code is this error's.
    ///
    /// `None` for another code, or when the body does not have the modelled form.
    pub fn details<T: ModeledError>(&self) -> Option<T> {
        let mut details = T::default();
        if !self.is_code(T::CODE) && !self.is_code(details.shape().name) {
            return None;
        }
        self.details_into(&mut details).ok()?;
        Some(details)
    }

    /// Reads the members of an empty error shape from this answer.
    ///
    /// # Errors
    ///
    /// When the body does not have the form of the shape.
    pub fn details_into(&self, details: &mut dyn Structure) -> Result<(), DecodeError> {
        let inner = &self.0;
        let protocol = inner.operation.service.protocol;
        let limits = &inner.limits;
        if inner.is_event {
            return events::document(protocol, &inner.body, details, limits);
        }
        if matches!(protocol, Protocol::Json10 | Protocol::Json11) {
            return json::read::document(&inner.body, details, limits);
        }
        if protocol == Protocol::RpcV2Cbor {
            return cbor::read::document(&inner.body, details, limits);
        }
        let shape = details.shape();
        if protocol == Protocol::RestJson {
            let head = rest::Head {
                status: inner.status,
                headers: &inner.headers,
            };
            return rest::output(protocol, shape, head, &inner.body, details, limits);
        }
        if protocol == Protocol::RestXml {
            headers::read(shape, inner.status, &inner.headers, details)?;
        }
        if inner.body.is_empty() {
            return Ok(());
        }
        let mut scanner = Scanner::new(&inner.body, Depth::of(limits));
        let root = scanner.root()?;
        if inner.is_root {
            return read::element(scanner, &root, details, protocol == Protocol::RestXml);
        }
        let Some(element) = xml::descend(&mut scanner, root)? else {
            return Err(DecodeError::new("the element Error is missing"));
        };
        read::element(scanner, &element, details, protocol == Protocol::RestXml)
    }
}

impl Error {
    /// The members of a modelled error, if the service sent this one.
    ///
    /// `None` for another code, or when the body does not have the modelled form.
    pub fn details<T: ModeledError>(&self) -> Option<T> {
        self.response()?.details()
    }
}
