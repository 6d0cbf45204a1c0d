//! Authenticates the attempts of a call: with a signature, a token, a key, or not at all.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::uri::InvalidUri;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::authentication::{Authentication, KeyOwner, SignedPayload, Signing};
use super::endpoint::Endpoint;
use super::prepare::UnsignedRequest;
use super::secret::Secret;
use super::sign::{self, Algorithm, PAYLOAD_HASH, Payload};
use super::{Client, credentials, sign_v2};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::wire;

impl Client {
    /// Warns once if anyone on the way can read and repeat the signed request.
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

    /// Authenticates one attempt, now: adds headers, or a field to its URL, and returns the body to send.
    pub(super) async fn authenticate(
        &self,
        prepared: &UnsignedRequest,
        headers: &mut HeaderMap,
        sent_to: &mut Uri,
    ) -> Result<Body, ErrorKind> {
        let now = self.config().now();
        // The time by the service's clock.
        let time = self.skew().now().apply(now);
        match &prepared.authentication {
            Authentication::Nothing => {
                // `_set_extra_headers_for_unsigned_request`
                if prepared.payload == SignedPayload::UnsignedWithTrailer {
                    let mark = Payload::UnsignedWithTrailer.hash();
                    let mark = HeaderValue::from_str(&mark);
                    headers.insert(
                        PAYLOAD_HASH,
                        mark.map_err(|error| unsigned(error.to_string()))?,
                    );
                }
                if let Some(proof) = self.config().proof() {
                    let header = proof.header(&prepared.method, &prepared.url.to_string(), time);
                    let (name, value) = header.map_err(unsigned)?;
                    headers.insert(name, value);
                }
            }
            Authentication::Signed(signing) => {
                let credentials = self.keys_for(signing, now).await?;
                return self.sign(prepared, (signing, credentials), headers, time);
            }
            Authentication::SigV2 => {
                let credentials = self.keys(now).await?;
                return sign_form(prepared, &credentials, time);
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
                let (name, key) = (wire::encode(name), wire::encode(key.text()));
                // It is not signed.
                let url = &prepared.url;
                let separator = if url.query().is_some() { '&' } else { '?' };
                let url = format!("{url}{separator}{name}={key}").parse();
                *sent_to = url.map_err(|error: InvalidUri| unsigned(error.to_string()))?;
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

    /// Signs with version 4 or 4a, and returns the body to send: the signature of the request begins those of its events.
    fn sign(
        &self,
        prepared: &UnsignedRequest,
        (signing, credentials): (&Signing, Credentials),
        headers: &mut HeaderMap,
        time: SystemTime,
    ) -> Result<Body, ErrorKind> {
        let sends_events = prepared.payload == SignedPayload::Events;
        if sends_events && signing.algorithm != Algorithm::V4 {
            return Err(ErrorKind::Config(
                "streams of events are signed with version 4 alone".to_owned(),
            ));
        }
        let target = (prepared.method.as_str(), &prepared.url);
        let (payload, scope) = (payload(prepared), signing.scope(time));
        let derived = self.signing_keys();
        let signature = sign::sign(target, headers, payload, &credentials, &scope, derived)
            .map_err(unsigned)?;
        if !sends_events {
            return Ok(prepared.body.lend());
        }
        self.sign_events(prepared, (signing, credentials), signature)
    }

    /// The credentials that sign requests at a time of this machine's clock, which is the present.
    pub(super) async fn keys_for(
        &self,
        signing: &Signing,
        now: SystemTime,
    ) -> Result<Credentials, ErrorKind> {
        match &signing.keys {
            KeyOwner::OfConfig => self.keys(now).await,
            KeyOwner::OfSession { bucket } => self.session(bucket, now).await,
        }
    }

    /// The caller's credentials at a time of this machine's clock, which is the present.
    pub(super) async fn keys(&self, now: SystemTime) -> Result<Credentials, ErrorKind> {
        let cache = self
            .config()
            .credentials()
            .ok_or_else(|| ErrorKind::Credentials(credentials::NONE.to_owned()))?;
        cache
            .at(now)
            .await
            .map_err(|error| ErrorKind::Credentials(credentials::failure(&error)))
    }
}

/// Signs with version 2, and returns the form with the signature.
fn sign_form(
    prepared: &UnsignedRequest,
    credentials: &Credentials,
    time: SystemTime,
) -> Result<Body, ErrorKind> {
    let (method, url) = (prepared.method.as_str(), &prepared.url);
    let host = url.authority().map_or("", |host| host.as_str());
    // The body was read into memory.
    let bytes = prepared.body.bytes();
    let Some(Ok(form)) = bytes.map(|bytes| std::str::from_utf8(bytes)) else {
        return Err(unsigned("the body is not a form".to_owned()));
    };
    let signed = sign_v2::sign(method, host, url.path(), form, credentials, time);
    signed.map(Body::from).map_err(unsigned)
}

/// The payload as the signature covers it.
fn payload(prepared: &UnsignedRequest) -> Payload<'_> {
    match (prepared.payload, prepared.body.bytes(), &prepared.body_hash) {
        (SignedPayload::Hash, Some(bytes), _) => Payload::Bytes(bytes),
        (SignedPayload::Hash, None, Some(hash)) => Payload::Hash(hash),
        (SignedPayload::UnsignedWithTrailer, ..) => Payload::UnsignedWithTrailer,
        (SignedPayload::Events, ..) => Payload::Events,
        (SignedPayload::Hash | SignedPayload::Unsigned, ..) => Payload::Unsigned,
    }
}

fn unsigned(problem: String) -> ErrorKind {
    ErrorKind::Credentials(format!("the request could not be signed: {problem}"))
}
