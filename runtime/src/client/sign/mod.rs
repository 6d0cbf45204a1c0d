//! Signature version 4 in headers (botocore/auth.py, `SigV4Auth` and `S3SigV4Auth`).
//!
//! The request is brought into its canonical form here; `aws-sigv4` derives the keys, and signs with version 4a.

mod canonical;
mod hex;
mod keys;
mod library;
mod scope;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use aws_credential_types::Credentials;
pub(crate) use canonical::signable;
use canonical::{CanonicalRequest, SignatureHeaders};
pub(crate) use hex::hex;
use http::header::{AUTHORIZATION, InvalidHeaderValue};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
pub(crate) use keys::SigningKeys;
pub(crate) use library::{canonical_url, describe, parameters, settings, silently};
pub(crate) use scope::{Algorithm, Payload, Scope};
use sha2::{Digest, Sha256};

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
    let given = headers.get(PAYLOAD_HASH).filter(|_| !scope.like_s3);
    let hash = match given {
        Some(hash) => Cow::Owned(String::from_utf8_lossy(hash.as_bytes()).into_owned()),
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
        return library::sign((method, &url), headers, hash, credentials, scope);
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
    let written = keys.time(scope.time)?;
    let time = written.to_str().unwrap_or_default();
    let day = time.get(..8).unwrap_or_default();
    let added = SignatureHeaders {
        date: time,
        token: credentials.session_token(),
        is_hash_sent,
    };
    let canonical = CanonicalRequest::new(request, headers, &added, hash, scope)?;
    let of_request = hex(&Sha256::digest(&canonical.text));
    let place = [day, "/", scope.region, "/", scope.service, "/aws4_request"].concat();
    let text = [ALGORITHM, "\n", time, "\n", &place, "\n", &of_request].concat();
    let signature = hex(&keys.sign(&text, credentials, day, scope)?);
    let authorization = [
        ALGORITHM,
        " Credential=",
        credentials.access_key_id(),
        "/",
        &place,
        ", SignedHeaders=",
        canonical.names(),
        ", Signature=",
        &signature,
    ]
    .concat();
    let token = added.token.map(HeaderValue::from_str);
    insert(
        headers,
        AUTHORIZATION,
        HeaderValue::try_from(authorization),
        true,
    )?;
    if is_hash_sent {
        insert(headers, PAYLOAD_HASH, HeaderValue::from_str(hash), false)?;
    }
    if let Some(token) = token {
        let name = HeaderName::from_static(scope.token_header());
        insert(headers, name, token, true)?;
    }
    headers.insert(DATE, written);
    Ok(signature)
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

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

const DATE: HeaderName = HeaderName::from_static(scope::DATE);
const PAYLOAD_HASH: HeaderName = HeaderName::from_static(scope::PAYLOAD_HASH);

/// The headers that only a signature sets.
static OF_SIGNATURES: [HeaderName; 5] = [
    AUTHORIZATION,
    DATE,
    HeaderName::from_static(scope::TOKEN),
    HeaderName::from_static(scope::SESSION_TOKEN),
    HeaderName::from_static(scope::REGION_SET),
];
