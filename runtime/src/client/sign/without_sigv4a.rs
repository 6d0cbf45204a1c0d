//! Signature version 4a without its feature: a request that needs it is refused before it gets here.

use std::time::Duration;

use aws_credential_types::Credentials;
use http::HeaderMap;

use super::scope::Scope;

pub(super) fn sign(
    _: (&str, &str),
    _: &mut HeaderMap,
    _: (&str, bool),
    _: &Credentials,
    _: &Scope<'_>,
) -> Result<String, String> {
    Err(WITHOUT.to_owned())
}

pub(super) fn presign(
    _: (&str, &str),
    _: &HeaderMap,
    _: &str,
    _: Duration,
    _: &Credentials,
    _: &Scope<'_>,
) -> Result<String, String> {
    Err(WITHOUT.to_owned())
}

const WITHOUT: &str = "version 4a needs pageboy's feature `sigv4a`";
