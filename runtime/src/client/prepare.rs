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

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

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
        let substitutions = self.substitutions(is_sent, operation, input)?;
        check(purpose, operation, input, &substitutions)?;
        let endpoint = self.endpoint(operation, input, &substitutions).await?;
        let max_attempts = self.max_attempts(operation.service);
        if is_sent {
            self.transport()?;
        }
        let authentication = Authentication::of(operation, input, &endpoint, config)?;
        self.warn_of_plain_http(&authentication, &endpoint);
        let call = PlacedCall {
            client: self,
            is_sent,
            operation,
            input,
            substitutions,
            endpoint,
            authentication,
        };
        let mut request = call.write().await?;
        let mut features = Features::new(
            config,
            self.retry_mode(),
            purpose,
            operation.service,
            call.endpoint.is_custom,
        );
        if call.compress(&mut request)? {
            features.compressed();
        }
        self.headers().add_to(operation, &mut request)?;
        let digests = call.digests(&mut request).await?;
        let environment = config.environment();
        if is_sent {
            customise::add_headers(operation, &mut request, environment, digests.as_ref());
        }
        let placement = call.add_checksum(&mut request, digests.as_ref())?;
        features.checksum(placement);
        features.token(operation, &call.authentication);
        if self.endpoints().is_bucket_elsewhere(operation, input) {
            features.redirected();
        }
        let url = call.url(&request)?;
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|error| ErrorKind::Config(error.to_string()))?;
        let payload = call.signed_payload(&request, placement, digests.is_some());
        let given = std::mem::take(&mut request.headers);
        let (headers, length) = headers(operation, given, is_sent)?;
        let needs_length = is_sent
            && call.authentication.is_like_s3()
            && !matches!(placement, Placement::Trailer(_));
        let body = with_length(request.body, length, needs_length)?;
        let of_header = |error: InvalidHeaderValue| ErrorKind::Config(error.to_string());
        let user_agent = self.agents().value(config, features).map_err(of_header)?;
        let invocation = HeaderValue::try_from(uuid()).map_err(of_header)?;
        Ok(UnsignedRequest {
            method,
            url,
            headers,
            body,
            authentication: call.authentication,
            payload,
            body_hash: digests.map(|digests| digests.sha256),
            verifies: checksum::is_asked_for(operation, input, &call.substitutions),
            features,
            user_agent,
            invocation,
            max_attempts,
            held_for: retry::held_for(operation, input),
            substitutions: call.substitutions,
        })
    }

    /// The texts that are sent instead of the caller's.
    fn substitutions(
        &self,
        is_sent: bool,
        operation: &Operation,
        input: &dyn Structure,
    ) -> Result<Substitutions, ErrorKind> {
        let settings = self.config().settings();
        // The receiver of a URL does not verify anything.
        let validation = match is_sent {
            true => settings.response_checksums,
            false => ResponseChecksumValidation::WhenRequired,
        };
        let mut substitutions = customise::substitutions(operation, input, validation);
        s3::add_account(operation, input, &mut substitutions, &settings.endpoints)
            .map_err(invalid)?;
        Ok(substitutions)
    }
}

/// Checks the input by its model, and by the rules of single services.
fn check(
    purpose: Purpose,
    operation: &'static Operation,
    input: &dyn Structure,
    substitutions: &Substitutions,
) -> Result<(), ErrorKind> {
    wire::validate(operation, input, substitutions).map_err(ErrorKind::Invalid)?;
    let mut problems = customise::problems(operation, input);
    problems.extend(ids::problems(purpose, operation, input));
    problems.extend(s3::problem(operation, input));
    if problems.is_empty() {
        Ok(())
    } else {
        Err(ErrorKind::Invalid(problems))
    }
}

/// A call whose endpoint and authentication are known, and whose request is being made.
struct PlacedCall<'c> {
    client: &'c Client,
    /// Whether the client sends the request; otherwise it is signed for another sender.
    is_sent: bool,
    operation: &'static Operation,
    input: &'c dyn Structure,
    substitutions: Substitutions,
    endpoint: Arc<Endpoint>,
    authentication: Authentication,
}

impl PlacedCall<'_> {
    /// The request as the wire format writes it, with the headers that the endpoint and single services add.
    async fn write(&self) -> Result<wire::Request, ErrorKind> {
        let (operation, input) = (self.operation, self.input);
        let mut request = wire::serialize(operation, input, &self.substitutions)?;
        s3::remove_bucket(operation, &mut request);
        if self.is_sent {
            customise::change(operation, &mut request);
            let environment = self.client.config().environment();
            customise::add_expect(operation, input, &mut request, environment);
        }
        for (name, value) in &self.endpoint.headers {
            request.set_header(name.clone(), value.clone());
        }
        if self.is_sent {
            let url = &self.endpoint.url;
            self.client
                .add_presigned_url(operation, url, &self.authentication, &mut request)
                .await?;
        }
        Ok(request)
    }

    /// Compresses the body, if that is wanted; returns whether it did.
    fn compress(&self, request: &mut wire::Request) -> Result<bool, ErrorKind> {
        match self.client.config().settings().min_compression_size {
            Some(min_size) if self.is_sent => wire::compress(self.operation, request, min_size),
            _ => Ok(false),
        }
    }

    /// Reads a body that must be known before it is sent, and returns the digests of one that is not in memory.
    async fn digests(&self, request: &mut wire::Request) -> Result<Option<Digests>, ErrorKind> {
        let (operation, settings) = (self.operation, self.client.config().settings());
        let payload_signing = settings.endpoints.s3.payload_signing;
        let is_needed = self
            .authentication
            .needs_body(operation, &self.endpoint, payload_signing);
        if !(self.is_sent && is_needed) {
            return Ok(None);
        }
        let body = std::mem::take(&mut request.body).repeatable().await;
        request.body = body.map_err(unread)?;
        if request.body.bytes().is_some() {
            return Ok(None);
        }
        let when = settings.request_checksums;
        let algorithm = checksum::algorithm(operation, self.input, request, when);
        let algorithm = algorithm.map_err(invalid)?;
        let has_tree = customise::has_tree_hash(operation);
        let digests = Digests::of(&request.body, algorithm, has_tree).await;
        digests.map(Some).map_err(unread)
    }

    /// Adds the checksum of the body. That of another sender's body is unknown.
    fn add_checksum(
        &self,
        request: &mut wire::Request,
        digests: Option<&Digests>,
    ) -> Result<Placement, ErrorKind> {
        if !self.is_sent {
            return Ok(Placement::Nowhere);
        }
        let when = self.client.config().settings().request_checksums;
        let computed = digests.and_then(|digests| digests.checksum.clone());
        checksum::add(self.operation, self.input, request, when, computed).map_err(invalid)
    }

    /// The URL of the request.
    fn url(&self, request: &wire::Request) -> Result<Uri, ErrorKind> {
        let no_url =
            |error: http::Error| invalid(format!("the request's URL is not valid: {error}"));
        let (operation, endpoint) = (self.operation, &self.endpoint.url);
        let may_have_prefix = self.client.config().allows_host_prefix(operation.service)
            && !s3::has_prefix_in_endpoint(operation);
        let url = match &request.host_prefix {
            Some(prefix) if may_have_prefix => {
                let url = endpoint.with_host_prefix(prefix);
                Cow::Owned(url.map_err(|error| no_url(error.into()))?)
            }
            _ => Cow::Borrowed(endpoint),
        };
        let url = customise::host_of_input(operation, self.input, url)?;
        url.join(&request.path, &request.query).map_err(no_url)
    }

    /// The part of the body that the signature covers. The hash of a stream that was not read is unknown.
    fn signed_payload(
        &self,
        request: &wire::Request,
        placement: Placement,
        is_read: bool,
    ) -> SignedPayload {
        if wire::sends_events(self.operation) {
            SignedPayload::Events
        } else if matches!(placement, Placement::Trailer(_)) {
            SignedPayload::UnsignedWithTrailer
        } else if (is_read || request.body.bytes().is_some())
            && self.signs_payload(request, placement)
        {
            SignedPayload::Hash
        } else {
            SignedPayload::Unsigned
        }
    }

    /// Whether the signature covers the body. Over TLS, S3 leaves a body unsigned that has its MD5 or a checksum of ours, unless
    /// `payload_signing_enabled` is set (botocore/auth.py, `S3SigV4Auth._should_sha256_sign_payload`).
    fn signs_payload(&self, request: &wire::Request, placement: Placement) -> bool {
        let operation = self.operation;
        if !self.authentication.is_like_s3() {
            return !operation.unsigned_payload;
        }
        let has_checksum = match placement {
            Placement::Nowhere => request.header(&CONTENT_MD5).is_some(),
            Placement::Header(_) | Placement::Trailer(_) => true,
        };
        let has_checksum = has_checksum && streams_input(operation);
        let may_leave_out = has_checksum || operation.unsigned_payload;
        let settings = &self.client.config().settings().endpoints.s3;
        let is_wanted = settings.payload_signing;
        is_wanted.unwrap_or(!(self.endpoint.url.is_https() && may_leave_out))
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
            && !config.settings().auth.is_unsigned
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
/// The length is added when the request is sent. A URL for another sender is signed with it, so that it limits the upload.
fn headers(
    operation: &Operation,
    given: Vec<(HeaderName, String)>,
    is_sent: bool,
) -> Result<(HeaderMap, Option<u64>), ErrorKind> {
    let mut map = HeaderMap::with_capacity(given.len());
    let mut length = None;
    for (name, value) in given {
        // The value is not repeated: it may be secret.
        let mut value = HeaderValue::try_from(value).map_err(|_| {
            invalid(format!(
                "the value of the header {name} has control characters"
            ))
        })?;
        value.set_sensitive(is_secret(operation, &name));
        if is_sent && name == http::header::CONTENT_LENGTH {
            length = value.to_str().ok().and_then(|text| text.parse().ok());
        } else {
            map.append(name, value);
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
