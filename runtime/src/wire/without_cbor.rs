//! The protocol `smithy-rpc-v2-cbor` without the feature `cbor`: nothing is written or read, and each error names the feature.

use aws_smithy_types::Document;

use super::{Input, Limits, Request};
use crate::error::ErrorKind;
use crate::schema::Operation;

const NO_CBOR: &str = "the service speaks CBOR, for which pageboy's feature `cbor` is needed: \
    in Cargo.toml, pageboy = { version = \"…\", features = [\"cbor\"] }";

pub(super) fn request(_: &Operation, _: Input<'_>) -> Result<Request, ErrorKind> {
    Err(ErrorKind::Config(NO_CBOR.to_owned()))
}

pub(super) fn salvage(_: &[u8], _: &Limits) -> Option<Vec<(String, Document)>> {
    None
}

pub(super) mod read {
    use super::super::Limits;
    use super::NO_CBOR;
    use crate::error::DecodeError;
    use crate::view::Structure;

    pub(in super::super) fn document(
        _: &[u8],
        _: &mut dyn Structure,
        _: &Limits,
    ) -> Result<(), DecodeError> {
        Err(DecodeError::new(NO_CBOR))
    }

    #[cfg(feature = "event-streams")]
    pub(in super::super) fn payload(
        _: &[u8],
        _: &'static crate::schema::Member,
        _: &mut dyn crate::view::Value,
        _: &Limits,
    ) -> Result<(), DecodeError> {
        Err(DecodeError::new(NO_CBOR))
    }
}

/// For stand-ins of services.
#[cfg(any(test, feature = "testing"))]
pub(super) mod write {
    use super::super::Input;
    use super::NO_CBOR;
    use crate::error::ErrorKind;

    pub(in super::super) fn document(_: Input<'_>) -> Result<Vec<u8>, ErrorKind> {
        Err(ErrorKind::Config(NO_CBOR.to_owned()))
    }

    pub(in super::super) fn error(
        _: &[(&str, &str)],
        _: Option<Input<'_>>,
    ) -> Result<Vec<u8>, ErrorKind> {
        Err(ErrorKind::Config(NO_CBOR.to_owned()))
    }
}
