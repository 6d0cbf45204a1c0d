//! Credentials from the host of an instance (`botocore/utils.py`, `InstanceMetadataFetcher`).

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::clients::{Clients, failed};
use super::document;
use super::metadata::{Answered, Http};

/// The instance's metadata service.
#[derive(Clone)]
pub(crate) struct Imds {
    /// Its address, which ends with a slash.
    pub(super) url: String,
    /// Whether a token is required.
    pub(super) without_v1: bool,
    pub(super) timeout: Duration,
    pub(super) attempts: u32,
    /// Whether it was asked for; otherwise no other source was found.
    pub(super) is_asked: bool,
}

const TOKEN: &str = "latest/api/token";
const ROLES: &str = "latest/meta-data/iam/security-credentials/";
const TTL: HeaderName = HeaderName::from_static("x-aws-ec2-metadata-token-ttl-seconds");
const WITH_TOKEN: HeaderName = HeaderName::from_static("x-aws-ec2-metadata-token");

/// How much longer outdated credentials are used if the service has no newer ones
/// (`InstanceMetadataFetcher._evaluate_expiration`).
const NEAR: Duration = Duration::from_secs(15 * 60);

impl Imds {
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, CredentialsError> {
        let http = clients
            .http(self.timeout)
            .map_err(|error| failed(self, error))?;
        let keys = self
            .fetch(&http)
            .await
            .map_err(|problem| match self.is_asked {
                true => failed(self, problem),
                false => CredentialsError::not_loaded(format!(
                    "nothing is set, and {self} gave none: {problem}"
                )),
            })?;
        Ok(lasting(keys, clients.now()))
    }

    async fn fetch(&self, http: &Http) -> Result<Credentials, String> {
        let headers = self.token(http).await?;
        let answer = self.get(http, ROLES, &headers, |_| Ok(())).await?;
        let roles = String::from_utf8_lossy(&answer.body);
        let role = roles.lines().next().unwrap_or_default().trim();
        if role.is_empty() {
            return Err(String::from("the instance has no role"));
        }
        let path = format!("{ROLES}{role}");
        let is_json = |body: &[u8]| document::object(body).map(drop);
        let answer = self.get(http, &path, &headers, is_json).await?;
        document::read_whole(&answer.body)
            .map_err(|problem| format!("what it answered of the role {role}: {problem}"))
    }

    /// The header with a token; none if the service has no tokens and may be used without.
    async fn token(&self, http: &Http) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::new();
        headers.insert(TTL, HeaderValue::from_static("21600"));
        let answer = self.put(http, &headers).await;
        let refused = match answer {
            Ok(answer) if answer.status == StatusCode::OK && !answer.body.is_empty() => {
                let token = HeaderValue::from_bytes(&answer.body);
                let mut token = token.map_err(|_| String::from("its token is not a text"))?;
                token.set_sensitive(true);
                return Ok(HeaderMap::from_iter([(WITH_TOKEN, token)]));
            }
            Ok(answer) if answer.status == StatusCode::BAD_REQUEST => {
                return Err(String::from(
                    "it answered with HTTP 400 to the request for a token",
                ));
            }
            Ok(answer) => format!("HTTP {}", answer.status.as_u16()),
            Err(problem) => problem,
        };
        match self.without_v1 {
            true => Err(format!(
                "it gave no token, and must not be asked without: {refused}"
            )),
            false => Ok(HeaderMap::new()),
        }
    }

    /// Asks until an answer is not empty and passes the check.
    async fn get(
        &self,
        http: &Http,
        path: &str,
        headers: &HeaderMap,
        check: impl Fn(&[u8]) -> Result<(), String>,
    ) -> Result<Answered, String> {
        let url = format!("{}{path}", self.url);
        let mut problem = String::new();
        for _ in 0..self.attempts {
            problem = match http.send(Method::GET, &url, headers.clone()).await {
                Ok(answer) if answer.status != StatusCode::OK => {
                    format!("it answered with HTTP {} to {path}", answer.status.as_u16())
                }
                Ok(answer) if answer.body.is_empty() => format!("it answered nothing to {path}"),
                Ok(answer) => match check(&answer.body) {
                    Ok(()) => return Ok(answer),
                    Err(problem) => format!("what it answered to {path}: {problem}"),
                },
                Err(failure) => failure,
            };
        }
        Err(problem)
    }

    /// Asks for a token until there is any answer.
    async fn put(&self, http: &Http, headers: &HeaderMap) -> Result<Answered, String> {
        let url = format!("{}{TOKEN}", self.url);
        let mut problem = String::new();
        for _ in 0..self.attempts {
            match http.send(Method::PUT, &url, headers.clone()).await {
                Ok(answer) if answer.status.is_server_error() => {
                    problem = format!("it answered with HTTP {}", answer.status.as_u16());
                }
                Ok(answer) => return Ok(answer),
                Err(failure) => problem = failure,
            }
        }
        Err(problem)
    }
}

/// Credentials that are about to expire, or have expired, remain in use: the service has no newer ones.
fn lasting(mut keys: Credentials, now: SystemTime) -> Credentials {
    let soon = now + NEAR;
    if let Some(expiry) = keys.expiry_mut()
        && *expiry < soon
    {
        let more = 120.0 + fastrand::f64() * 480.0;
        *expiry = soon + Duration::from_secs_f64(more);
    }
    keys
}

impl fmt::Display for Imds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the instance metadata service at {}", self.url)
    }
}
