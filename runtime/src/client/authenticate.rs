//! How the attempts of a call say on whose behalf they are made: a signature, a bearer token, or nothing.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::endpoint::{AuthScheme, Endpoint, NO_REGION, SchemeKind};
use super::event_signing::EventSigner;
use super::prepare::Prepared;
use super::sign::{self, Payload, Scope};
use super::token::{self, TokenSource};
use super::{Client, Config, credentials, sign_v2};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{Auth, Operation, Service};
use crate::wire;

/// How the requests of a call are authenticated.
#[derive(Clone, Debug)]
pub(super) enum Authentication {
    /// Not at all; credentials are never loaded.
    Nothing,
    /// Signature version 4.
    SigV4 {
        region: String,
        signing_name: Cow<'static, str>,
        /// The path is signed as it is sent.
        raw_path: bool,
    },
    /// Signature version 2.
    SigV2,
    /// A bearer token.
    Bearer(TokenSource),
}

/// What signature version 4 says about the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignedPayload {
    /// Its hash.
    Hash,
    /// That it is not signed.
    Unsigned,
    /// That it is not signed, and that its checksum follows it.
    UnsignedWithTrailer,
    /// That it is a stream of events, each with a signature of its own.
    Events,
}

impl Authentication {
    /// How requests of an operation are authenticated.
    pub(super) fn of(
        operation: &Operation,
        endpoint: &Endpoint,
        config: &Config,
    ) -> Result<Self, ErrorKind> {
        let service = operation.service;
        match operation.auth {
            Auth::None => Ok(Self::Nothing),
            Auth::SigV2 => Ok(Self::SigV2),
            Auth::Bearer => match config.bearer_token(service, operation.auth) {
                Some(source) => Self::bearer(source, endpoint),
                None => Err(ErrorKind::Credentials(token::none(service))),
            },
            Auth::SigV4OrBearer => match config.bearer_token(service, operation.auth) {
                Some(source) => Self::bearer(source, endpoint),
                None => Self::sigv4(service, endpoint),
            },
            Auth::SigV4 | Auth::SigV4UnsignedBody => Self::sigv4(service, endpoint),
        }
    }

    /// The first scheme of the endpoint that is known, or the service's own where the endpoint has none
    /// (botocore/regions.py, `auth_schemes_to_signing_ctx`).
    fn sigv4(service: &Service, endpoint: &Endpoint) -> Result<Self, ErrorKind> {
        let schemes = &endpoint.schemes;
        let scheme = schemes
            .iter()
            .find(|scheme| scheme.kind == SchemeKind::SigV4);
        if scheme.is_none() && !schemes.is_empty() {
            return Err(ErrorKind::Config(unknown_schemes(schemes)));
        }
        let region = scheme.and_then(|scheme| scheme.region.as_ref());
        let name = scheme.and_then(|scheme| scheme.signing_name.as_ref());
        match region.or(endpoint.region.as_ref()) {
            Some(region) => Ok(Self::SigV4 {
                region: region.clone(),
                signing_name: match name {
                    Some(name) if name != service.signing_name => Cow::Owned(name.clone()),
                    _ => Cow::Borrowed(service.signing_name),
                },
                raw_path: scheme.is_some_and(|scheme| scheme.disable_double_encoding),
            }),
            None => Err(ErrorKind::Config(NO_REGION.to_owned())),
        }
    }

    /// A token is as good as a password: whoever reads it can use it. botocore sends it to any endpoint.
    fn bearer(source: TokenSource, endpoint: &Endpoint) -> Result<Self, ErrorKind> {
        if endpoint.url.is_https() || endpoint.url.is_loopback() {
            Ok(Self::Bearer(source))
        } else {
            Err(ErrorKind::Config(
                "a bearer token is not sent over plain HTTP, except to this machine: \
                 the endpoint URL must start with https://"
                    .to_owned(),
            ))
        }
    }

    /// Whether the signature needs the whole body before it is sent, so that it has to be read once more than it is sent.
    ///
    /// Without TLS, the hash protects the body, and S3 does without it over TLS (botocore/auth.py,
    /// `S3SigV4Auth._should_sha256_sign_payload`). Where the model says that the body is not signed, it never is.
    pub(super) fn needs_body(&self, operation: &Operation, endpoint: &Endpoint) -> bool {
        if wire::sends_events(operation) {
            return false;
        }
        let is_https = endpoint.url.is_https();
        match self {
            Self::SigV4 { signing_name, .. } if sign::signs_like_s3(signing_name) => !is_https,
            Self::SigV4 { .. } => operation.auth != Auth::SigV4UnsignedBody,
            Self::SigV2 => true,
            // A checksum in a header needs it, too.
            Self::Nothing | Self::Bearer(_) => !is_https,
        }
    }

    /// Whether requests are signed as S3 wants it.
    pub(super) fn is_like_s3(&self) -> bool {
        match self {
            Self::SigV4 { signing_name, .. } => sign::signs_like_s3(signing_name),
            Self::SigV2 | Self::Bearer(_) | Self::Nothing => false,
        }
    }
}

/// What to say when requests would have to be signed in a way that is not known. They are never signed in another.
fn unknown_schemes(schemes: &[AuthScheme]) -> String {
    let names: Vec<&str> = schemes.iter().map(|scheme| scheme.kind.name()).collect();
    let advice = match schemes {
        [
            AuthScheme {
                kind: SchemeKind::S3Express,
                ..
            },
        ] => {
            "; for directory buckets, `Config::builder().s3_disable_express_session_auth(true)` signs with sigv4"
        }
        _ => "",
    };
    format!(
        "the endpoint takes signatures of {}, which are not supported yet{advice}",
        names.join(", ")
    )
}

impl Client {
    /// Says once if what is signed can be read, and sent again, by everybody on its way.
    pub(super) fn warn_of_plain_http(&self, authentication: &Authentication, endpoint: &Endpoint) {
        let has_keys = matches!(
            authentication,
            Authentication::SigV4 { .. } | Authentication::SigV2
        );
        if has_keys && !endpoint.url.is_https() && !endpoint.url.is_loopback() {
            self.plain_http().call_once(|| {
                tracing::warn!(
                    service = self.service().name,
                    endpoint = %endpoint.url,
                    "requests are signed with keys and sent over plain HTTP to another machine: \
                     whoever is on the way reads them, and may repeat them for some minutes"
                );
            });
        }
    }

    /// Authenticates one attempt now: adds headers, and returns the body to send.
    pub(super) async fn authenticate(
        &self,
        prepared: &Prepared,
        headers: &mut HeaderMap,
    ) -> Result<Body, ErrorKind> {
        let unsigned =
            |problem| ErrorKind::Credentials(format!("the request could not be signed: {problem}"));
        let (method, url) = (prepared.method.as_str(), prepared.url.as_str());
        // When it is by the service's clock.
        let time = self.skew().now().apply(self.config().now());
        match &prepared.authentication {
            Authentication::Nothing => {}
            Authentication::SigV4 {
                region,
                signing_name,
                raw_path,
            } => {
                let keys = self.keys().await?;
                let hash = prepared.body_hash.as_deref();
                let payload = match (prepared.payload, prepared.body.bytes()) {
                    (SignedPayload::Hash, Some(bytes)) => Payload::Bytes(bytes),
                    (SignedPayload::Hash, None) if hash.is_some() => {
                        Payload::Hash(hash.unwrap_or_default())
                    }
                    (SignedPayload::UnsignedWithTrailer, _) => Payload::UnsignedWithTrailer,
                    (SignedPayload::Events, _) => Payload::Events,
                    (SignedPayload::Hash | SignedPayload::Unsigned, _) => Payload::Unsigned,
                };
                let scope = Scope {
                    region,
                    service: signing_name,
                    raw_path: *raw_path,
                    time,
                };
                let signature =
                    sign::sign(method, url, headers, payload, &keys, &scope).map_err(unsigned)?;
                if prepared.payload == SignedPayload::Events {
                    let signer = EventSigner {
                        credentials: keys,
                        region: region.clone(),
                        service: signing_name.clone(),
                        clock: self.config().clock(),
                        skew: self.skew().now(),
                        signature,
                    };
                    let events = signer.sign(prepared.body.take().into_chunks());
                    return Ok(Body::from_stream(events, None));
                }
            }
            Authentication::SigV2 => {
                let keys = self.keys().await?;
                let url = url.parse::<http::Uri>();
                let url = url.map_err(|error| unsigned(error.to_string()))?;
                let host = url.authority().map_or("", |host| host.as_str());
                // The body was read into memory.
                let form = prepared
                    .body
                    .bytes()
                    .map(|bytes| std::str::from_utf8(bytes));
                let Some(Ok(form)) = form else {
                    return Err(unsigned("the body is no form".to_owned()));
                };
                let signed = sign_v2::sign(method, host, url.path(), form, &keys, time);
                return signed.map(Body::from).map_err(unsigned);
            }
            Authentication::Bearer(source) => {
                let header = source.header(time).await.map_err(ErrorKind::Credentials)?;
                headers.insert(AUTHORIZATION, header);
            }
        }
        Ok(prepared.body.take())
    }

    /// The keys to sign with, now.
    pub(super) async fn keys(&self) -> Result<aws_credential_types::Credentials, ErrorKind> {
        let config = self.config();
        let cache = config
            .credentials()
            .ok_or_else(|| ErrorKind::Credentials(credentials::NONE.to_owned()))?;
        cache
            .at(config.now())
            .await
            .map_err(|error| ErrorKind::Credentials(credentials::failure(&error)))
    }
}
