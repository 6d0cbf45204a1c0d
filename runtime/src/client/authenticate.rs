//! Authenticates the attempts of a call: with a signature, a token, a key, or not at all.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::uri::InvalidUri;
use http::{HeaderMap, HeaderName, Uri};

use super::authentication::{Authentication, KeyOwner, SignedPayload, Signing};
use super::endpoint::Endpoint;
use super::event_signing::EventSigner;
use super::prepare::UnsignedRequest;
use super::secret::Secret;
use super::sign::{self, Algorithm, Payload};
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
        let unsigned =
            |problem| ErrorKind::Credentials(format!("the request could not be signed: {problem}"));
        let (method, url) = (prepared.method.as_str(), &prepared.url);
        let now = self.config().now();
        // The time by the service's clock.
        let time = self.skew().now().apply(now);
        match &prepared.authentication {
            Authentication::Nothing => {
                if let Some(proof) = self.config().proof() {
                    let header = proof.header(&prepared.method, &url.to_string(), time);
                    let (name, value) = header.map_err(unsigned)?;
                    headers.insert(name, value);
                }
            }
            Authentication::Signed(signing) => {
                let keys = self.keys_for(signing, now).await?;
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
                let derived = self.signing_keys();
                let signature = sign::sign((method, url), headers, payload, &keys, &scope, derived)
                    .map_err(unsigned)?;
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
                let keys = self.keys(now).await?;
                let host = url.authority().map_or("", |host| host.as_str());
                // The body was read into memory.
                let form = prepared
                    .body
                    .bytes()
                    .map(|bytes| std::str::from_utf8(bytes));
                let Some(Ok(form)) = form else {
                    return Err(unsigned("the body is not a form".to_owned()));
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
                let (name, key) = (wire::encode(name), wire::encode(key.text()));
                // It is not signed.
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
