//! The signature of a canonical request (botocore/auth.py, `SigV4Auth.string_to_sign` and `SigV4Auth.signature`).

use aws_credential_types::Credentials;
use http::HeaderValue;
use sha2::{Digest, Sha256};

use super::hex::hex;
use super::keys::SigningKeys;
use super::scope::Scope;

/// The name of the algorithm in signatures.
pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Who signs, for what, and when.
pub(super) struct Signer<'a> {
    credentials: &'a Credentials,
    scope: &'a Scope<'a>,
    keys: &'a SigningKeys,
    time: HeaderValue,
    credential: String,
}

impl<'a> Signer<'a> {
    /// # Errors
    ///
    /// When the year of the scope's time does not have four digits.
    pub(super) fn new(
        credentials: &'a Credentials,
        scope: &'a Scope<'a>,
        keys: &'a SigningKeys,
    ) -> Result<Self, String> {
        let mut signer = Self {
            credentials,
            scope,
            keys,
            time: keys.time(scope.time)?,
            credential: String::new(),
        };
        signer.credential = [
            credentials.access_key_id(),
            "/",
            signer.day(),
            "/",
            scope.region,
            "/",
            scope.service,
            "/aws4_request",
        ]
        .concat();
        Ok(signer)
    }

    /// The time of signing: `20260102T030405Z`.
    pub(super) fn time(&self) -> &str {
        self.time.to_str().unwrap_or_default()
    }

    /// The time of signing, as the value of a header.
    pub(super) fn into_time(self) -> HeaderValue {
        self.time
    }

    /// The id of the key, and what its signature is for: `AKIDEXAMPLE/20260102/eu-west-1/ec2/aws4_request`.
    pub(super) fn credential(&self) -> &str {
        &self.credential
    }

    /// The signature of a canonical request, in hexadecimal.
    ///
    /// # Errors
    ///
    /// None: a key may have any length.
    pub(super) fn signature(&self, canonical_request: &str) -> Result<String, String> {
        let of_request = hex(&Sha256::digest(canonical_request));
        let id = self.credentials.access_key_id().len();
        let place = self.credential.get(id + 1..).unwrap_or_default();
        let text = [ALGORITHM, "\n", self.time(), "\n", place, "\n", &of_request].concat();
        let bytes = self
            .keys
            .sign(&text, self.credentials, self.day(), self.scope)?;
        Ok(hex(&bytes))
    }

    fn day(&self) -> &str {
        self.time().get(..8).unwrap_or_default()
    }
}
