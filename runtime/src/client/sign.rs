//! Signature version 4 in headers (botocore/auth.py, `SigV4Auth` and `S3SigV4Auth`), computed by `aws-sigv4`.

use std::borrow::Cow;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

/// The algorithm of signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Version 4.
    V4,
    /// Version 4a, for sets of regions.
    V4a,
    /// Version 4, with the credentials of an S3 Express session.
    S3Express,
}

/// The scope of a signature.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) algorithm: Algorithm,
    /// The region; with version 4a the regions, separated by commas.
    pub(crate) region: &'a str,
    /// The service's signing name.
    pub(crate) service: &'a str,
    /// Whether the hash of the body is sent in headers and left out of URLs, as S3 requires.
    pub(crate) like_s3: bool,
    /// Whether the path is signed as it is sent, as S3's always is.
    pub(crate) raw_path: bool,
    /// The time of signing, in whole seconds.
    pub(crate) time: SystemTime,
}

/// The body in the signature.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Payload<'a> {
    /// Its hash.
    Bytes(&'a [u8]),
    /// This hash, in hexadecimal.
    Hash(&'a str),
    /// Nothing.
    Unsigned,
    /// The mark of a stream of events, each with a signature of its own.
    Events,
    /// The mark of a body that is followed by its checksum.
    UnsignedWithTrailer,
}

/// Adds the headers of a signature over method, URL, all `headers`, and the payload; returns the signature itself.
///
/// # Errors
///
/// When the URL or a header cannot be signed.
pub(crate) fn sign(
    method: &str,
    url: &str,
    headers: &mut HeaderMap,
    payload: Payload<'_>,
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<String, String> {
    let mut settings = settings(scope);
    let is_s3 = scope.like_s3;
    let given = headers.get(PAYLOAD_HASH).filter(|_| !is_s3);
    let hash = match given {
        Some(hash) => String::from_utf8_lossy(hash.as_bytes()).into_owned(),
        None => payload.hash(),
    };
    if is_s3 || !matches!(payload, Payload::Bytes(_) | Payload::Hash(_)) {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    for name in [AUTHORIZATION, DATE, TOKEN, SESSION_TOKEN, REGION_SET] {
        headers.remove(name);
    }
    let identity = Identity::from(credentials.clone());
    let parameters = parameters(&identity, settings, scope)?;
    let signable = signable(headers)?;
    let url = canonical(url, scope);
    // The signer gets only the hash of the body.
    let body = SignableBody::Precomputed(hash);
    let (instructions, signature) = silently(|| {
        SignableRequest::new(method, &*url, signable.into_iter(), body)
            .and_then(|request| aws_sigv4::http_request::sign(request, &parameters))
    })
    .map_err(|error| describe(&error))?
    .into_parts();
    let (added, _query) = instructions.into_parts();
    for header in added {
        let name = match header.name() {
            "authorization" => AUTHORIZATION,
            "x-amz-content-sha256" => PAYLOAD_HASH,
            "x-amz-date" => DATE,
            "x-amz-security-token" => TOKEN,
            name => HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?,
        };
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
    // `signable` leaves them out, and `canonical` has normalised the path.
    settings.excluded_headers = None;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    if scope.algorithm == Algorithm::S3Express {
        settings.session_token_name_override = Some(SESSION_TOKEN_NAME);
    }
    if takes_path_as_it_is(scope) {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
    }
    settings
}

/// The headers that are signed.
///
/// # Errors
///
/// When one has characters that cannot be signed.
pub(crate) fn signable(headers: &HeaderMap) -> Result<Vec<(&str, &str)>, String> {
    let mut signable = Vec::with_capacity(headers.len());
    for (name, value) in headers {
        if !is_unsigned(name.as_str()) {
            let text = value.to_str();
            let text = text
                .map_err(|_| format!("the header {name} has characters that cannot be signed"))?;
            signable.push((name.as_str(), text));
        }
    }
    Ok(signable)
}

/// The URL with the path that is signed. The path that is sent has all its segments.
///
/// S3 keys are not normalised: `a//b` and `a/../b` are keys. Elsewhere the signed path has neither empty segments nor dots,
/// and ends with a slash only if the path does (botocore/utils.py, `remove_dot_segments`). The signer would keep a slash if
/// the last segment is `..`.
pub(crate) fn canonical<'a>(url: &'a str, scope: &Scope<'_>) -> Cow<'a, str> {
    if takes_path_as_it_is(scope) {
        return Cow::Borrowed(url);
    }
    let start = url.find("://").map_or(0, |at| at + 3);
    let Some(start) = url[start..].find('/').map(|at| start + at) else {
        return Cow::Borrowed(url);
    };
    let end = url.find('?').unwrap_or(url.len()).max(start);
    let path = &url[start..end];
    if !(path.contains("/.") || path.contains("//")) {
        return Cow::Borrowed(url);
    }
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let last = match path.ends_with('/') && !kept.is_empty() {
        true => "/",
        false => "",
    };
    let (before, after) = (&url[..start], &url[end..]);
    Cow::Owned(format!("{before}/{}{last}{after}", kept.join("/")))
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

fn takes_path_as_it_is(scope: &Scope<'_>) -> bool {
    scope.raw_path || scope.like_s3
}

/// The signing names that botocore/handlers.py (`_handle_s3_signing`, via `S3_SIGNING_NAMES`) signs in S3's way.
pub(crate) fn signs_like_s3(signing_name: &str) -> bool {
    matches!(
        signing_name,
        "s3" | "s3-outposts" | "s3-object-lambda" | "s3express"
    )
}

/// The error with its cause.
pub(crate) fn describe(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const SESSION_TOKEN: HeaderName = HeaderName::from_static(SESSION_TOKEN_NAME);
const SESSION_TOKEN_NAME: &str = "x-amz-s3session-token";
const REGION_SET: HeaderName = HeaderName::from_static("x-amz-region-set");
const PAYLOAD_HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// Whether an intermediary may change or lose a header (botocore/auth.py, `SIGNED_HEADERS_BLACKLIST`).
fn is_unsigned(header: &str) -> bool {
    matches!(
        header,
        "authorization"
            | "baggage"
            | "connection"
            | "expect"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "te"
            | "traceparent"
            | "tracestate"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "user-agent"
            | "x-amzn-trace-id"
    )
}

impl Payload<'_> {
    fn hash(self) -> String {
        match self {
            Self::Bytes(bytes) => hex(&Sha256::digest(bytes)),
            Self::Hash(hash) => hash.to_owned(),
            Self::Unsigned => "UNSIGNED-PAYLOAD".to_owned(),
            Self::Events => "STREAMING-AWS4-HMAC-SHA256-EVENTS".to_owned(),
            Self::UnsignedWithTrailer => "STREAMING-UNSIGNED-PAYLOAD-TRAILER".to_owned(),
        }
    }
}

/// Bytes in hexadecimal, with small letters.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        push_hex(&mut text, *byte);
    }
    text
}

/// Appends the two digits of a byte.
pub(crate) fn push_hex(text: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for half in [byte >> 4, byte & 0xf] {
        text.push(char::from(DIGITS[usize::from(half)]));
    }
}

#[cfg(test)]
#[path = "sign/tests.rs"]
mod tests;
