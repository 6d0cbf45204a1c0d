//! Signature version 4a, computed by `aws-sigv4`.

use std::borrow::Cow;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningInstructions, SigningParams, SigningSettings, UriPathNormalizationMode,
};
use aws_sigv4::sign::v4a;
use aws_smithy_runtime_api::client::identity::Identity;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::canonical::{normalized, signable};
use super::query::add_field;
use super::scope::Scope;
use super::silently::{describe, silently};

/// Adds the headers of a signature over method, URL, `headers`, and the payload, whose hash or mark is `hash`; returns the
/// signature itself. Headers of another signature are not there.
///
/// # Errors
///
/// When the URL or a header cannot be signed.
pub(super) fn sign(
    request: (&str, &str),
    headers: &mut HeaderMap,
    (hash, is_hash_sent): (&str, bool),
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<String, String> {
    let mut settings = SigningSettings::default();
    if is_hash_sent {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let (added, signature) = signed(request, headers, hash, settings, credentials, scope)?;
    for header in added.into_parts().0 {
        let name = HeaderName::from_bytes(header.name().as_bytes());
        let name = name.map_err(|error| error.to_string())?;
        let mut value = HeaderValue::from_str(header.value()).map_err(|error| error.to_string())?;
        value.set_sensitive(header.sensitive() || name == AUTHORIZATION);
        headers.insert(name, value);
    }
    Ok(signature)
}

/// The URL, with a signature over method, URL, `headers`, and the payload, whose hash or mark is `hash`.
///
/// # Errors
///
/// When the URL or a header cannot be signed.
pub(super) fn presign(
    (method, url): (&str, &str),
    headers: &HeaderMap,
    hash: &str,
    lifetime: Duration,
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<String, String> {
    if let Some(name) = UNSIGNED_IN_URLS
        .iter()
        .find(|name| headers.contains_key(**name))
    {
        return Err(format!("{name} cannot be signed in a URL with version 4a"));
    }
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(lifetime);
    let (added, _) = signed((method, url), headers, hash, settings, credentials, scope)?;
    let mut signed = url.to_owned();
    let is_signature = |(name, _): &(&str, _)| *name == "X-Amz-Signature";
    let (last, before): (Vec<_>, Vec<_>) = added
        .params()
        .iter()
        .map(|(name, value)| (*name, value))
        .partition(is_signature);
    for (name, value) in before.into_iter().chain(last) {
        add_field(&mut signed, name, value);
    }
    Ok(signed)
}

/// The headers that the signer leaves out of URLs, whatever its settings; a service refuses them unless they are signed.
const UNSIGNED_IN_URLS: [&str; 2] = ["x-amz-checksum-mode", "x-amz-user-agent"];

/// What a signature adds to a request, and the signature itself.
fn signed(
    (method, url): (&str, &str),
    headers: &HeaderMap,
    hash: &str,
    mut settings: SigningSettings,
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<(SigningInstructions, String), String> {
    // `signable` leaves them out, and `canonical_url` has normalised the path.
    settings.excluded_headers = None;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    if scope.takes_path_as_it_is() {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
    }
    let identity = Identity::from(credentials.clone());
    let parameters: SigningParams<'_> = v4a::SigningParams::builder()
        .identity(&identity)
        .region_set(scope.region)
        .name(scope.service)
        .time(scope.time)
        .settings(settings)
        .build()
        .map_err(|error| error.to_string())?
        .into();
    let headers = signable(headers)?;
    let url = canonical_url(url, scope);
    // The signer gets only the hash of the body.
    let body = SignableBody::Precomputed(hash.to_owned());
    let signed = silently(|| {
        SignableRequest::new(method, &*url, headers.into_iter(), body)
            .and_then(|request| aws_sigv4::http_request::sign(request, &parameters))
    });
    let signed = signed.map_err(|error| describe(&error))?;
    Ok(signed.into_parts())
}

/// The URL with the path that is signed.
fn canonical_url<'a>(url: &'a str, scope: &Scope<'_>) -> Cow<'a, str> {
    if scope.takes_path_as_it_is() {
        return Cow::Borrowed(url);
    }
    let start = url.find("://").map_or(0, |at| at + 3);
    let Some(start) = url[start..].find('/').map(|at| start + at) else {
        return Cow::Borrowed(url);
    };
    let end = url.find('?').unwrap_or(url.len()).max(start);
    match normalized(&url[start..end]) {
        Cow::Borrowed(_) => Cow::Borrowed(url),
        Cow::Owned(path) => Cow::Owned([&url[..start], &path, &url[end..]].concat()),
    }
}
