//! The signer of `aws-sigv4`, for what the runtime does not sign itself: version 4a, URLs, and events.

use std::borrow::Cow;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::canonical::{normalized, signable};
use super::scope::{Algorithm, SESSION_TOKEN, Scope};

/// Adds the headers of a signature over method, URL, `headers`, and the payload, whose hash or mark is `hash`; returns the
/// signature itself. Headers of another signature are not there.
///
/// # Errors
///
/// When the URL or a header cannot be signed, and for version 4a without its feature.
pub(super) fn sign(
    (method, url): (&str, &str),
    headers: &mut HeaderMap,
    (hash, is_hash_sent): (&str, bool),
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<String, String> {
    let mut settings = settings(scope);
    if is_hash_sent {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let identity = Identity::from(credentials.clone());
    let parameters = parameters(&identity, settings, scope)?;
    let signable = signable(headers)?;
    let url = canonical_url(url, scope);
    // The signer gets only the hash of the body.
    let body = SignableBody::Precomputed(hash.to_owned());
    let (instructions, signature) = silently(|| {
        SignableRequest::new(method, &*url, signable.into_iter(), body)
            .and_then(|request| aws_sigv4::http_request::sign(request, &parameters))
    })
    .map_err(|error| describe(&error))?
    .into_parts();
    let (added, _query) = instructions.into_parts();
    for header in added {
        let name = HeaderName::from_bytes(header.name().as_bytes());
        let name = name.map_err(|error| error.to_string())?;
        let mut value = HeaderValue::from_str(header.value()).map_err(|error| error.to_string())?;
        value.set_sensitive(header.sensitive() || name == AUTHORIZATION);
        headers.insert(name, value);
    }
    Ok(signature)
}

/// The settings of the signer.
///
/// # Errors
///
/// When requests need version 4a, and its feature is off.
pub(crate) fn parameters<'a>(
    identity: &'a Identity,
    settings: SigningSettings,
    scope: &Scope<'a>,
) -> Result<aws_sigv4::http_request::SigningParams<'a>, String> {
    let problem = |error: &dyn std::error::Error| error.to_string();
    if scope.algorithm == Algorithm::V4a {
        #[cfg(feature = "sigv4a")]
        return aws_sigv4::sign::v4a::SigningParams::builder()
            .identity(identity)
            .region_set(scope.region)
            .name(scope.service)
            .time(scope.time)
            .settings(settings)
            .build()
            .map(Into::into)
            .map_err(|error| problem(&error));
        #[cfg(not(feature = "sigv4a"))]
        return Err("version 4a needs pageboy's feature `sigv4a`".to_owned());
    }
    SigningParams::builder()
        .identity(identity)
        .region(scope.region)
        .name(scope.service)
        .time(scope.time)
        .settings(settings)
        .build()
        .map(Into::into)
        .map_err(|error| problem(&error))
}

/// How requests to a service are signed, in headers and in URLs.
pub(crate) fn settings(scope: &Scope<'_>) -> SigningSettings {
    let mut settings = SigningSettings::default();
    // `signable` leaves them out, and `canonical_url` has normalised the path.
    settings.excluded_headers = None;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    if scope.algorithm == Algorithm::S3Express {
        settings.session_token_name_override = Some(SESSION_TOKEN);
    }
    if scope.takes_path_as_it_is() {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
    }
    settings
}

/// The URL with the path that is signed.
pub(crate) fn canonical_url<'a>(url: &'a str, scope: &Scope<'_>) -> Cow<'a, str> {
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

/// Calls the signer and silences its trace.
///
/// It traces what it signs: headers with the keys of server-side encryption, tokens, and URLs that grant access to their
/// bearer. A dispatcher that records nothing replaces the program's own, global or scoped, on this thread and for this call.
///
/// Without a subscriber, `tracing` may be built to write to the crate `log` instead (its feature `log`), until the first
/// dispatcher of any kind is set. This call would set it, and so end the logs of all other crates; so it does that only if
/// the log would record the signer's trace. `RUST_LOG=trace,aws_sigv4=off` keeps them.
pub(crate) fn silently<T>(sign: impl FnOnce() -> T) -> T {
    let is_heard = tracing::dispatcher::has_been_set()
        || TARGETS
            .iter()
            .any(|target| log::log_enabled!(target: target, log::Level::Trace));
    if is_heard {
        tracing::dispatcher::with_default(&tracing::Dispatch::none(), sign)
    } else {
        sign()
    }
}

/// The target of the signer's trace.
const TARGETS: [&str; 2] = ["aws_sigv4::event_stream", "aws_sigv4::http_request::sign"];

/// The error with its cause.
pub(crate) fn describe(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}
