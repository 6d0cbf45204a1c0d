//! How the attempts of a call say on whose behalf they are made: a signature, a bearer token, or nothing.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::endpoint::Endpoint;
use super::event_signing::EventSigner;
use super::prepare::Prepared;
use super::secret::Secret;
use super::sign::{self, Algorithm, Payload, Scope};
use super::token::TokenSource;
use super::{Client, credentials, sign_v2};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::Operation;
use crate::wire;

/// How the requests of a call are authenticated.
#[derive(Clone, Debug)]
pub(super) enum Authentication {
    /// Not at all; credentials are never loaded.
    Nothing,
    /// Signature version 4, or one of its kin.
    Signed(Signing),
    /// Signature version 2.
    SigV2,
    /// A bearer token.
    Bearer(TokenSource),
    /// User and password.
    Basic(Secret),
    /// An API key.
    ApiKey {
        /// The header, or the field of the query.
        name: &'static str,
        in_query: bool,
        /// What stands before it in a header.
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
    /// S3 is told the hash of the body in a header.
    pub(super) like_s3: bool,
    /// The path is signed as it is sent.
    pub(super) raw_path: bool,
    pub(super) keys: Keys,
}

/// Whose keys requests are signed with.
#[derive(Clone, Debug)]
pub(super) enum Keys {
    /// The caller's.
    OfConfig,
    /// Those of a session with a bucket.
    OfSession { bucket: String },
}

/// Shows with each request, which is not signed, that who sends it holds a key.
pub(crate) trait Proof: fmt::Debug + Send + Sync {
    /// The header, which holds for this request at this time.
    fn header(
        &self,
        method: &Method,
        url: &str,
        time: SystemTime,
    ) -> Result<(HeaderName, HeaderValue), String>;
}

impl Signing {
    /// What a signature at this time is valid for.
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
    /// Whether the signature needs the whole body before it is sent, so that it has to be read once more than it is sent.
    ///
    /// Without TLS, the hash protects the body, and S3 does without it over TLS (botocore/auth.py,
    /// `S3SigV4Auth._should_sha256_sign_payload`), unless `payload_signing_enabled` says otherwise. Where the model says that the
    /// body is not signed, it never is.
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

    /// Whether requests are signed as S3 wants it.
    pub(super) fn is_like_s3(&self) -> bool {
        matches!(self, Self::Signed(signing) if signing.like_s3)
    }
}

impl Client {
    /// Says once if what is signed can be read, and sent again, by everybody on its way.
    pub(super) fn warn_of_plain_http(&self, authentication: &Authentication, endpoint: &Endpoint) {
        let has_keys = matches!(
            authentication,
            Authentication::Signed(_) | Authentication::SigV2
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

    /// Authenticates one attempt now: adds headers or a field to the URL that it is sent to, and returns
    /// the body to send.
    pub(super) async fn authenticate(
        &self,
        prepared: &Prepared,
        headers: &mut HeaderMap,
        sent_to: &mut String,
    ) -> Result<Body, ErrorKind> {
        let unsigned =
            |problem| ErrorKind::Credentials(format!("the request could not be signed: {problem}"));
        let (method, url) = (prepared.method.as_str(), prepared.url.as_str());
        // When it is by the service's clock.
        let time = self.skew().now().apply(self.config().now());
        match &prepared.authentication {
            Authentication::Nothing => {
                if let Some(proof) = self.config().proof() {
                    let header = proof.header(&prepared.method, url, time);
                    let (name, value) = header.map_err(unsigned)?;
                    headers.insert(name, value);
                }
            }
            Authentication::Signed(signing) => {
                let keys = self.keys_for(signing).await?;
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
                if prepared.payload == SignedPayload::Events && signing.algorithm != Algorithm::V4 {
                    return Err(ErrorKind::Config(
                        "streams of events are signed with version 4 alone".to_owned(),
                    ));
                }
                let scope = signing.scope(time);
                let signature =
                    sign::sign(method, url, headers, payload, &keys, &scope).map_err(unsigned)?;
                if prepared.payload == SignedPayload::Events {
                    let signer = EventSigner {
                        credentials: keys,
                        region: signing.region.clone(),
                        service: signing.signing_name.clone(),
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
            Authentication::Basic(pair) => {
                let encoded = Secret::new(STANDARD.encode(pair.text()));
                let header = encoded.header(Some("Basic"), "the user and password");
                headers.insert(AUTHORIZATION, header.map_err(ErrorKind::Credentials)?);
            }
            Authentication::ApiKey {
                name,
                in_query: true,
                key,
                ..
            } => {
                let separator = if sent_to.contains('?') { '&' } else { '?' };
                let (name, key) = (wire::encode(name), wire::encode(key.text()));
                sent_to.push_str(&format!("{separator}{name}={key}"));
            }
            Authentication::ApiKey {
                name, scheme, key, ..
            } => {
                let header = key.header(*scheme, "the API key");
                let name = HeaderName::from_bytes(name.as_bytes());
                let name = name.map_err(|error| unsigned(error.to_string()))?;
                headers.insert(name, header.map_err(ErrorKind::Credentials)?);
            }
        }
        Ok(prepared.body.lend())
    }

    /// The keys that requests are signed with, now.
    pub(super) async fn keys_for(
        &self,
        signing: &Signing,
    ) -> Result<aws_credential_types::Credentials, ErrorKind> {
        match &signing.keys {
            Keys::OfConfig => self.keys().await,
            Keys::OfSession { bucket } => self.session(bucket).await,
        }
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
