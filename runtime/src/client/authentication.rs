//! The authentication of requests.

use std::borrow::Cow;
use std::time::SystemTime;

use super::endpoint::Endpoint;
use super::secret::Secret;
use super::sign::{Algorithm, Scope};
use super::token::TokenSource;
use crate::schema::Operation;
use crate::wire;

/// The authentication of a call's requests.
#[derive(Clone, Debug)]
pub(super) enum Authentication {
    /// None; credentials are never loaded.
    Nothing,
    /// Signature version 4, or a variant.
    Signed(Signing),
    /// Signature version 2.
    SigV2,
    /// A bearer token.
    Bearer(TokenSource),
    /// User and password.
    Basic(Secret),
    /// An API key.
    ApiKey {
        /// The name of the header or query field.
        name: &'static str,
        in_query: bool,
        /// The word before it in a header.
        scheme: Option<&'static str>,
        key: Secret,
    },
}

/// How requests are signed.
#[derive(Clone, Debug)]
pub(super) struct Signing {
    pub(super) algorithm: Algorithm,
    /// The region, or the regions, with commas between them.
    pub(super) region: String,
    pub(super) signing_name: Cow<'static, str>,
    /// Whether S3 gets the hash of the body in a header.
    pub(super) like_s3: bool,
    /// Whether the path is signed as it is sent.
    pub(super) raw_path: bool,
    pub(super) keys: KeyOwner,
}

/// The owner of the credentials that sign.
#[derive(Clone, Debug)]
pub(super) enum KeyOwner {
    /// The caller's.
    OfConfig,
    /// The credentials of a session with a bucket.
    OfSession { bucket: String },
}

impl Signing {
    /// The scope of a signature at this time.
    pub(super) fn scope(&self, time: SystemTime) -> Scope<'_> {
        Scope {
            algorithm: self.algorithm,
            region: &self.region,
            service: &self.signing_name,
            like_s3: self.like_s3,
            raw_path: self.raw_path,
            time,
        }
    }
}

/// The body in signature version 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignedPayload {
    /// Its hash.
    Hash,
    /// The mark of an unsigned body.
    Unsigned,
    /// The mark of an unsigned body that is followed by its checksum.
    UnsignedWithTrailer,
    /// The mark of a stream of events, each with a signature of its own.
    Events,
}

impl Authentication {
    /// Whether the signature needs the whole body before it is sent, so that the body is read twice.
    ///
    /// Without TLS, the hash protects the body; over TLS, S3 does without it (botocore/auth.py,
    /// `S3SigV4Auth._should_sha256_sign_payload`), unless `payload_signing_enabled` is set. A body that the model leaves
    /// unsigned is never signed.
    pub(super) fn needs_body(
        &self,
        operation: &Operation,
        endpoint: &Endpoint,
        payload_signing: Option<bool>,
    ) -> bool {
        if wire::sends_events(operation) {
            return false;
        }
        let is_https = endpoint.url.is_https();
        match self {
            Self::Signed(signing) if signing.like_s3 => payload_signing.unwrap_or(!is_https),
            Self::Signed(_) => !operation.unsigned_payload,
            Self::SigV2 => true,
            // A checksum in a header needs it, too.
            Self::Nothing | Self::Bearer(_) | Self::Basic(_) | Self::ApiKey { .. } => !is_https,
        }
    }

    /// Whether requests are signed in S3's way.
    pub(super) fn is_like_s3(&self) -> bool {
        matches!(self, Self::Signed(signing) if signing.like_s3)
    }
}
