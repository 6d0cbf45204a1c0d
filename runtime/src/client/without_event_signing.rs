//! Signatures of events without the feature `event-streams`: an operation with events is refused before it gets here.

use aws_credential_types::Credentials;

use super::Client;
use super::authentication::Signing;
use super::prepare::UnsignedRequest;
use crate::body::Body;
use crate::error::ErrorKind;

impl Client {
    pub(super) fn sign_events(
        &self,
        _: &UnsignedRequest,
        _: (&Signing, Credentials),
        _: String,
    ) -> Result<Body, ErrorKind> {
        Err(ErrorKind::Config(
            "events, without the feature for them".to_owned(),
        ))
    }
}
