//! From an input to a request that only lacks its signature.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::config::ConfigError;
use super::endpoint::{Endpoint, NO_REGION};
use super::transport::Transport;
use super::uuid::uuid;
use super::{Client, Purpose, checksum, customise, s3, sign, user_agent};
use crate::body::Body;
use crate::error::ErrorKind;
use crate::schema::{Auth, Kind, Operation};
use crate::view::Structure;
use crate::wire::{self, Substitutions};

/// A request that only lacks its signature, and what the attempts to send it need.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) url: String,
    /// The headers that are signed.
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    /// Whether the body is a stream of events, which is sent while the answer arrives.
    pub(super) sends_events: bool,
    pub(super) signing: Option<Signing>,
    pub(super) user_agent: HeaderValue,
    /// One id for all attempts.
    pub(super) invocation: String,
    pub(super) max_attempts: u32,
    pub(super) transport: Arc<dyn Transport>,
    /// What was sent in place of the caller's values.
    pub(super) substitutions: Substitutions,
}

/// How the request is signed.
#[derive(Debug)]
pub(super) struct Signing {
    pub(super) region: String,
    pub(super) service: &'static str,
    pub(super) payload_signed: bool,
}

impl Client {
    /// Everything that is done once, before the first attempt. Nothing is sent.
    pub(super) async fn prepare(
        &self,
        purpose: Purpose,
        operation: &'static Operation,
        input: &dyn Structure,
    ) -> Result<Prepared, ErrorKind> {
        let config = self.config();
        let substitutions = customise::substitutions(operation, input);
        wire::validate(operation, input, &substitutions).map_err(ErrorKind::Invalid)?;
        let bucket = s3::bucket(operation, input).map_err(invalid)?;
        let endpoint = Endpoint::resolve(operation.service, config)?;
        let max_attempts = config.max_attempts()?;
        let transport = config.transport().ok_or_else(|| {
            ErrorKind::Config(
                "no transport: pageboy was built without the feature `reqwest`, \
                 so `Config::builder().transport(…)` is needed"
                    .to_owned(),
            )
        })?;
        let mut request = wire::serialize(operation, input, &substitutions)?;
        checksum::add(operation, input, &mut request).map_err(invalid)?;
        let url = match (bucket, &request.host_prefix) {
            (Some(bucket), _) => s3::address(operation, &endpoint, bucket, &mut request),
            (None, Some(prefix)) if config.host_prefix() => {
                endpoint.url.clone().with_host_prefix(prefix)
            }
            (None, _) => endpoint.url.clone(),
        };
        let (headers, length) = headers(&request)?;
        let signing = signing(operation, &endpoint, &request)?;
        let reads_body = signing
            .as_ref()
            .is_some_and(|signing| signing.payload_signed);
        let is_s3 = signing
            .as_ref()
            .is_some_and(|signing| sign::signs_like_s3(signing.service));
        let url = url.join(&request.path, &request.query);
        url.parse::<http::Uri>()
            .map_err(|error| invalid(format!("the request's URL is not valid: {error}")))?;
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|error| ErrorKind::Config(error.to_string()))?;
        let sends_events = wire::sends_events(operation);
        let body = if sends_events {
            request.body
        } else {
            body(request.body, length, reads_body, is_s3).await?
        };
        let user_agent = user_agent::user_agent(config, purpose, endpoint.is_custom);
        Ok(Prepared {
            method,
            url,
            headers,
            body,
            sends_events,
            signing,
            user_agent: HeaderValue::try_from(user_agent)
                .map_err(|error| ErrorKind::Config(error.to_string()))?,
            invocation: uuid(),
            max_attempts,
            transport: Arc::clone(transport),
            substitutions,
        })
    }
}

fn invalid(problem: String) -> ErrorKind {
    ErrorKind::Invalid(vec![problem])
}

impl From<ConfigError> for ErrorKind {
    fn from(error: ConfigError) -> Self {
        Self::Config(error.to_string())
    }
}

/// The headers to sign, and the length the caller says the body has.
///
/// `Content-Length` is not signed, as in botocore; it is added when the request is sent.
fn headers(request: &wire::Request) -> Result<(HeaderMap, Option<u64>), ErrorKind> {
    let mut map = HeaderMap::with_capacity(request.headers.len() + 8);
    let mut length = None;
    for (name, value) in &request.headers {
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| invalid(format!("{name:?} cannot be the name of a header")))?;
        // The value is not repeated: it may be secret.
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
            invalid(format!(
                "the value of the header {name} has control characters"
            ))
        })?;
        if header == http::header::CONTENT_LENGTH {
            length = value.to_str().ok().and_then(|text| text.parse().ok());
        } else {
            map.append(header, value);
        }
    }
    Ok((map, length))
}

fn signing(
    operation: &Operation,
    endpoint: &Endpoint,
    request: &wire::Request,
) -> Result<Option<Signing>, ErrorKind> {
    let service = operation.service.signing_name;
    let is_s3 = sign::signs_like_s3(service);
    let is_https = endpoint.url.is_https();
    // botocore/auth.py, `_should_sha256_sign_payload`: without TLS, the hash protects the body.
    let payload_signed = match operation.auth {
        Auth::None => return Ok(None),
        Auth::SigV4UnsignedBody => !is_https,
        Auth::SigV4 if is_s3 && request.body.bytes().is_none() => false,
        Auth::SigV4 if is_s3 && is_https => {
            !(streams_input(operation) && checksum::is_present(request))
        }
        Auth::SigV4 => true,
    };
    let Some(region) = endpoint.signing_region.clone() else {
        return Err(ErrorKind::Config(NO_REGION.to_owned()));
    };
    Ok(Some(Signing {
        region,
        service,
        payload_signed,
    }))
}

fn streams_input(operation: &Operation) -> bool {
    let payload = operation.input.and_then(|shape| {
        let index = usize::from(shape.payload?);
        shape.members().get(index)
    });
    payload.is_some_and(|member| member.target.kind == Kind::Stream)
}

/// The body as it is sent. A stream is read into memory when its hash is signed.
async fn body(
    body: Body,
    length: Option<u64>,
    reads_body: bool,
    is_s3: bool,
) -> Result<Body, ErrorKind> {
    if body.bytes().is_some() {
        return Ok(body);
    }
    let length = body.len().or(length);
    if reads_body {
        let bytes: Bytes = body
            .collect()
            .await
            .map_err(|error| invalid(format!("the body could not be read: {error}")))?;
        return Ok(Body::from(bytes));
    }
    if length.is_none() && is_s3 {
        return Err(invalid(
            "the length of the streamed body must be known".to_owned(),
        ));
    }
    Ok(Body::from_stream(body.into_chunks(), length))
}
