//! Signature version 4, in headers (botocore/auth.py, `SigV4Auth` and `S3SigV4Auth`) and in URLs.
//!
//! The request is brought into its canonical form here; `aws-sigv4` derives the keys, and signs with version 4a and events.

mod canonical;
mod hex;
mod keys;
mod presign;
mod query;
mod scope;
mod signer;
#[cfg(feature = "sigv4a")]
mod sigv4a;
#[cfg(not(feature = "sigv4a"))]
#[path = "without_sigv4a.rs"]
mod sigv4a;
#[cfg(any(feature = "event-streams", feature = "sigv4a"))]
mod silently;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use aws_credential_types::Credentials;
pub(crate) use canonical::put_in_order;
use canonical::{SignedHeaders, canonical_request, signable};
pub(crate) use hex::hex;
use http::header::{AUTHORIZATION, InvalidHeaderValue};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
pub(crate) use keys::SigningKeys;
pub(crate) use presign::presign;
pub(crate) use scope::{Algorithm, Payload, Scope};
use signer::{ALGORITHM, Signer};
#[cfg(feature = "event-streams")]
pub(crate) use silently::{describe, silently};

/// Adds the headers of a signature over method, URL, all `headers`, and the payload; returns the signature itself.
///
/// # Errors
///
/// When the URL or a header cannot be signed.
pub(crate) fn sign(
    (method, url): (&str, &Uri),
    headers: &mut HeaderMap,
    payload: Payload<'_>,
    credentials: &Credentials,
    scope: &Scope<'_>,
    keys: &SigningKeys,
) -> Result<String, String> {
    let hash = match given_hash(headers, scope) {
        Some(hash) => Cow::Owned(hash),
        None => payload.hash(),
    };
    let is_hash_sent = scope.like_s3 || !matches!(payload, Payload::Bytes(_) | Payload::Hash(_));
    if headers.keys().any(|name| OF_SIGNATURES.contains(name)) {
        for name in &OF_SIGNATURES {
            headers.remove(name);
        }
    }
    let hash = (&*hash, is_hash_sent);
    if scope.algorithm == Algorithm::V4a {
        let url = url.to_string();
        return sigv4a::sign((method, &url), headers, hash, credentials, scope);
    }
    version_4((method, url), headers, hash, credentials, scope, keys)
}

fn version_4(
    request: (&str, &Uri),
    headers: &mut HeaderMap,
    (hash, is_hash_sent): (&str, bool),
    credentials: &Credentials,
    scope: &Scope<'_>,
    keys: &SigningKeys,
) -> Result<String, String> {
    let signer = Signer::new(credentials, scope, keys)?;
    let mut lines = signable(headers)?;
    lines.push((scope::DATE, signer.time()));
    let token = credentials.session_token();
    lines.extend(token.map(|token| (scope.token_header(), token)));
    if is_hash_sent {
        lines.retain(|(name, _)| *name != scope::PAYLOAD_HASH);
        lines.push((scope::PAYLOAD_HASH, hash));
    }
    let signed = SignedHeaders::new(lines, request.1);
    let signature = signer.signature(&canonical_request(request, &signed, hash, scope))?;
    let authorization = [
        ALGORITHM,
        " Credential=",
        signer.credential(),
        ", SignedHeaders=",
        signed.names(),
        ", Signature=",
        &signature,
    ]
    .concat();
    insert(
        headers,
        AUTHORIZATION,
        HeaderValue::try_from(authorization),
        true,
    )?;
    if is_hash_sent {
        insert(headers, PAYLOAD_HASH, HeaderValue::from_str(hash), false)?;
    }
    if let Some(token) = token.map(HeaderValue::from_str) {
        let name = HeaderName::from_static(scope.token_header());
        insert(headers, name, token, true)?;
    }
    headers.insert(DATE, signer.into_time());
    Ok(signature)
}

/// The hash of the body that the request itself names, as Glacier's do.
fn given_hash(headers: &HeaderMap, scope: &Scope<'_>) -> Option<String> {
    let given = headers.get(PAYLOAD_HASH).filter(|_| !scope.like_s3)?;
    Some(String::from_utf8_lossy(given.as_bytes()).into_owned())
}

fn insert(
    headers: &mut HeaderMap,
    name: HeaderName,
    value: Result<HeaderValue, InvalidHeaderValue>,
    is_sensitive: bool,
) -> Result<(), String> {
    let mut value = value.map_err(|error| format!("{name}: {error}"))?;
    value.set_sensitive(is_sensitive);
    headers.insert(name, value);
    Ok(())
}

/// The signing names that botocore/handlers.py (`_handle_s3_signing`, via `S3_SIGNING_NAMES`) signs in S3's way.
pub(crate) fn signs_like_s3(signing_name: &str) -> bool {
    matches!(
        signing_name,
        "s3" | "s3-outposts" | "s3-object-lambda" | "s3express"
    )
}

const DATE: HeaderName = HeaderName::from_static(scope::DATE);
/// The header of the body's hash, or of the mark that stands for it.
pub(crate) const PAYLOAD_HASH: HeaderName = HeaderName::from_static(scope::PAYLOAD_HASH);

/// The headers that only a signature sets.
static OF_SIGNATURES: [HeaderName; 5] = [
    AUTHORIZATION,
    DATE,
    HeaderName::from_static(scope::TOKEN),
    HeaderName::from_static(scope::SESSION_TOKEN),
    HeaderName::from_static(scope::REGION_SET),
];
