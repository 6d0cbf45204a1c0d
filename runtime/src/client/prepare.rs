//! Builds a request, except for its authentication.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::header::InvalidHeaderValue;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::authentication::{Authentication, SignedPayload};
use super::checksum::{Placement, ResponseChecksumValidation};
use super::config_error::ConfigError;
use super::digests::Digests;
use super::endpoint::Endpoint;
use super::transport::Transport;
use super::user_agent::Features;
use super::uuid::uuid;
use super::{Client, Purpose, checksum, customise, ids, retry, s3};
use crate::body::{Body, BodyError};
use crate::error::ErrorKind;
use crate::schema::{Auth, Kind, Location, Operation};
use crate::view::Structure;
use crate::wire::{self, Substitutions};

/// A request without its signature, and the data that attempts need.
#[derive(Debug)]
pub(super) struct UnsignedRequest {
    pub(super) method: Method,
    pub(super) url: Uri,
    /// The headers that are signed.
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) authentication: Authentication,
    pub(super) payload: SignedPayload,
    /// The SHA-256 of a body that was read and is not in memory, in hexadecimal.
    pub(super) body_hash: Option<String>,
    /// Whether to verify the checksum of the answer, if it has one.
    pub(super) verifies: bool,
    pub(super) features: Features,
    pub(super) user_agent: HeaderValue,
    /// One id for all attempts.
    pub(super) invocation: HeaderValue,
    pub(super) max_attempts: u32,
    /// How long the service may hold the request.
    pub(super) held_for: Option<Duration>,
    /// The values that were sent instead of the caller's.
    pub(super) substitutions: Substitutions,
}

impl Client {
    /// Builds the request of a call, before the first attempt. Nothing is sent.
    pub(super) async fn prepare(
        &self,
        purpose: Purpose,
        operation: &'static Operation,
        input: &dyn Structure,
    ) -> Result<UnsignedRequest, ErrorKind> {
        let config = self.config();
        let is_sent = purpose != Purpose::PresignedRequest;
        // The receiver of a URL does not verify anything.
        let validation = match is_sent {
            true => config.settings().response_checksums,
            false => ResponseChecksumValidation::WhenRequired,
        };
        let mut substitutions = customise::substitutions(operation, input, validation);
        s3::add_account(
            operation,
            input,
            &mut substitutions,
            &config.settings().endpoints,
        )
        .map_err(invalid)?;
        wire::validate(operation, input, &substitutions).map_err(ErrorKind::Invalid)?;
        let mut problems = customise::problems(operation, input);
        problems.extend(ids::problems(purpose, operation, input));
        problems.extend(s3::problem(operation, input));
        if !problems.is_empty() {
            return Err(ErrorKind::Invalid(problems));
        }
        let endpoint = self.endpoint(operation, input, &substitutions).await?;
        let max_attempts = self.max_attempts(operation.service);
        if is_sent {
            self.transport()?;
        }
        let authentication = Authentication::of(operation, input, &endpoint, config)?;
        self.warn_of_plain_http(&authentication, &endpoint);
        let mut request = wire::serialize(operation, input, &substitutions)?;
        s3::remove_bucket(operation, &mut request);
        if is_sent {
            customise::add_expect(operation, input, &mut request, config.environment());
        }
        for (name, value) in &endpoint.headers {
            request.set_header(name, value.clone());
        }
        self.add_presigned_url(operation, &endpoint.url, &authentication, &mut request)
            .await?;
        let mut features = Features::new(
            config,
            self.retry_mode(),
            purpose,
            operation.service,
            endpoint.is_custom,
        );
        if let Some(min_size) = config.settings().min_compression_size
            && is_sent
            && wire::compress(operation, &mut request, min_size)?
        {
            features.compressed();
        }
        self.headers().add_to(operation, &mut request)?;
        let when = config.settings().request_checksums;
        let mut digests = None;
        let payload_signing = config.settings().endpoints.s3.payload_signing;
        if is_sent && authentication.needs_body(operation, &endpoint, payload_signing) {
            let body = std::mem::take(&mut request.body).repeatable().await;
            request.body = body.map_err(unread)?;
            if request.body.bytes().is_none() {
                let algorithm = checksum::algorithm(operation, input, &request, when);
                let algorithm = algorithm.map_err(invalid)?;
                let has_tree = customise::has_tree_hash(operation);
                let found = Digests::of(&request.body, algorithm, has_tree).await;
                digests = Some(found.map_err(unread)?);
            }
        }
        customise::add_headers(
            operation,
            &mut request,
            config.environment(),
            digests.as_ref(),
        );
        let computed = digests
            .as_ref()
            .and_then(|digests| digests.checksum.clone());
        // The checksum of another sender's body is unknown.
        let placed = match is_sent {
            true => {
                checksum::add(operation, input, &mut request, when, computed).map_err(invalid)?
            }
            false => Placement::Nowhere,
        };
        let body_hash = digests.map(|digests| digests.sha256);
        features.checksum(placed);
        features.token(operation, &authentication);
        if self.endpoints().is_bucket_elsewhere(operation, input) {
            features.redirected();
        }
        let may_have_prefix =
            config.allows_host_prefix(operation.service) && !s3::has_prefix_in_endpoint(operation);
        let no_url =
            |error: http::Error| invalid(format!("the request's URL is not valid: {error}"));
        let url = match &request.host_prefix {
            Some(prefix) if may_have_prefix => {
                let url = endpoint.url.with_host_prefix(prefix);
                Cow::Owned(url.map_err(|error| no_url(error.into()))?)
            }
            _ => Cow::Borrowed(&endpoint.url),
        };
        let url = customise::host_of_input(operation, input, url)?;
        let url = url.join(&request.path, &request.query).map_err(no_url)?;
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|error| ErrorKind::Config(error.to_string()))?;
        let is_hashed = request.body.bytes().is_some() || body_hash.is_some();
        let payload = match &authentication {
            _ if wire::sends_events(operation) => SignedPayload::Events,
            _ if matches!(placed, Placement::Trailer(_)) => SignedPayload::UnsignedWithTrailer,
            // The hash of a stream that need not be read before is unknown.
            _ if !is_hashed => SignedPayload::Unsigned,
            _ if signs_payload(
                operation,
                &authentication,
                &endpoint,
                &request,
                payload_signing,
            ) =>
            {
                SignedPayload::Hash
            }
            _ => SignedPayload::Unsigned,
        };
        let (headers, length) = headers(operation, std::mem::take(&mut request.headers))?;
        let needs_length =
            is_sent && authentication.is_like_s3() && !matches!(placed, Placement::Trailer(_));
        let body = with_length(request.body, length, needs_length)?;
        let of_header = |error: InvalidHeaderValue| ErrorKind::Config(error.to_string());
        let user_agent = self.agents().value(config, features).map_err(of_header)?;
        let invocation = HeaderValue::try_from(uuid()).map_err(of_header)?;
        Ok(UnsignedRequest {
            method,
            url,
            headers,
            body,
            authentication,
            payload,
            body_hash,
            verifies: checksum::is_asked_for(operation, input, &substitutions),
            features,
            user_agent,
            invocation,
            max_attempts,
            held_for: retry::held_for(operation, input),
            substitutions,
        })
    }
}

impl Client {
    /// The transport.
    pub(super) fn transport(&self) -> Result<&Arc<dyn Transport>, ErrorKind> {
        self.config().transport().ok_or_else(|| {
            ErrorKind::Config(
                "no transport: pageboy was built without the feature `http`, \
                 so `Config::builder().transport(…)` is needed"
                    .to_owned(),
            )
        })
    }

    /// The endpoint of a call.
    pub(super) async fn endpoint(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
        substitutions: &Substitutions,
    ) -> Result<Arc<Endpoint>, ErrorKind> {
        let (config, endpoints) = (self.config(), self.endpoints());
        let asks_for_account = !operation.is_anonymous()
            && operation
                .auth
                .iter()
                .any(|auth| matches!(auth, Auth::SigV4 | Auth::S3SigV4 | Auth::SigV4a))
            && endpoints.asks_for_account_id(operation.service, config);
        let keys = if asks_for_account && config.credentials().is_some() {
            Some(self.keys(config.now()).await?)
        } else {
            None
        };
        let account = keys.as_ref().and_then(|keys| keys.account_id());
        let account = account.map(|account| account.as_str());
        endpoints.resolve(operation, config, (input, substitutions), account)
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

/// The headers to sign, and the caller's length of the body.
///
/// `Content-Length` is not signed, as in botocore; it is added when the request is sent.
fn headers(
    operation: &Operation,
    given: Vec<(String, String)>,
) -> Result<(HeaderMap, Option<u64>), ErrorKind> {
    let mut map = HeaderMap::with_capacity(given.len());
    let mut length = None;
    for (name, value) in given {
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| invalid(format!("{name:?} cannot be the name of a header")))?;
        // The value is not repeated: it may be secret.
        let mut value = HeaderValue::try_from(value).map_err(|_| {
            invalid(format!(
                "the value of the header {name} has control characters"
            ))
        })?;
        value.set_sensitive(is_secret(operation, &header));
        if header == http::header::CONTENT_LENGTH {
            length = value.to_str().ok().and_then(|text| text.parse().ok());
        } else {
            map.append(header, value);
        }
    }
    Ok((map, length))
}

/// Whether a header carries a sensitive member.
fn is_secret(operation: &Operation, header: &HeaderName) -> bool {
    let members = operation.input.map(|input| input.members());
    let mut members = members.unwrap_or_default().iter();
    members.any(|member| {
        member.is_sensitive()
            && match member.location {
                Location::Header => member.request.eq_ignore_ascii_case(header.as_str()),
                Location::Headers => {
                    let prefix = member.request.to_ascii_lowercase();
                    header.as_str().starts_with(&prefix)
                }
                _ => false,
            }
    })
}

/// Whether the signature covers the body. Over TLS, S3 leaves a checksummed body unsigned, unless `payload_signing_enabled`
/// is set (botocore/auth.py, `S3SigV4Auth._should_sha256_sign_payload`).
fn signs_payload(
    operation: &Operation,
    authentication: &Authentication,
    endpoint: &Endpoint,
    request: &wire::Request,
    payload_signing: Option<bool>,
) -> bool {
    if !authentication.is_like_s3() {
        return !operation.unsigned_payload;
    }
    let has_checksum = streams_input(operation) && checksum::is_present(request);
    let may_leave_out = has_checksum || operation.unsigned_payload;
    payload_signing.unwrap_or(!(endpoint.url.is_https() && may_leave_out))
}

fn streams_input(operation: &Operation) -> bool {
    let payload = operation.input.and_then(|shape| {
        let index = usize::from(shape.payload?);
        shape.members().get(index)
    });
    payload.is_some_and(|member| member.target.kind == Kind::Stream)
}

fn unread(error: BodyError) -> ErrorKind {
    invalid(format!("the body could not be read: {error}"))
}

/// The body with its own length, or the caller's.
fn with_length(body: Body, length: Option<u64>, is_needed: bool) -> Result<Body, ErrorKind> {
    if body.bytes().is_some() {
        return Ok(body);
    }
    let length = body.len().or(length);
    if length.is_none() && is_needed {
        return Err(invalid(
            "the length of the streamed body must be known".to_owned(),
        ));
    }
    Ok(body.with_length(length))
}
