//! Credentials from the host of an instance (`botocore/utils.py`, `InstanceMetadataFetcher`).

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::{HeaderName, HeaderValue, Method, StatusCode};

use super::clients::Clients;
use super::document;
use super::metadata::{Header, Http, MetadataAnswer};
use crate::client::CredentialsParts;

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
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, String> {
        let http = clients.http(self.timeout)?;
        let headers = self.token(&http).await?;
        let answer = self
            .ask(&http, Method::GET, ROLES, &headers, is_there)
            .await?;
        let role = first_line(&answer.body).ok_or("the instance has no role")?;
        let path = format!("{ROLES}{role}");
        let answer = self
            .ask(&http, Method::GET, &path, &headers, is_json)
            .await?;
        match document::read_whole(&answer.body) {
            Ok(keys) => Ok(lasting(keys, clients.now()).into()),
            Err(problem) => Err(format!("what it answered of the role {role}: {problem}")),
        }
    }

    /// The header with a token; none if the service has no tokens and may be used without.
    async fn token(&self, http: &Http) -> Result<Vec<Header>, String> {
        let headers = [(TTL, HeaderValue::from_static("21600"))];
        let answer = self.ask(http, Method::PUT, TOKEN, &headers, is_any).await;
        self.with_token(answer)
    }

    fn with_token(&self, answer: Result<MetadataAnswer, String>) -> Result<Vec<Header>, String> {
        let refused = match answer {
            Ok(answer) if answer.status == StatusCode::OK && !answer.body.is_empty() => {
                let token = HeaderValue::from_bytes(&answer.body);
                let mut token = token.map_err(|_| String::from("its token is not a text"))?;
                token.set_sensitive(true);
                return Ok(vec![(WITH_TOKEN, token)]);
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
            false => Ok(Vec::new()),
        }
    }

    /// Asks until an answer passes the check.
    async fn ask(
        &self,
        http: &Http,
        method: Method,
        path: &str,
        headers: &[Header],
        check: Check,
    ) -> Result<MetadataAnswer, String> {
        let url = format!("{}{path}", self.url);
        let mut problem = String::new();
        for _ in 0..self.attempts {
            let answer = http.send(method.clone(), &url, headers).await;
            problem = match answer.and_then(|answer| check(&answer, path).map(|()| answer)) {
                Ok(answer) => return Ok(answer),
                Err(problem) => problem,
            };
        }
        Err(problem)
    }
}

/// Whether an answer to this path will do.
type Check = fn(&MetadataAnswer, &str) -> Result<(), String>;

fn is_any(answer: &MetadataAnswer, _: &str) -> Result<(), String> {
    match answer.status.is_server_error() {
        true => Err(format!("it answered with HTTP {}", answer.status.as_u16())),
        false => Ok(()),
    }
}

fn is_there(answer: &MetadataAnswer, path: &str) -> Result<(), String> {
    let status = answer.status;
    if status != StatusCode::OK {
        return Err(format!(
            "it answered with HTTP {} to {path}",
            status.as_u16()
        ));
    }
    match answer.body.is_empty() {
        true => Err(format!("it answered nothing to {path}")),
        false => Ok(()),
    }
}

fn is_json(answer: &MetadataAnswer, path: &str) -> Result<(), String> {
    is_there(answer, path)?;
    let object = document::object(&answer.body).map(drop);
    object.map_err(|problem| format!("what it answered to {path}: {problem}"))
}

/// The first of the instance's roles.
fn first_line(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let line = text.lines().next()?.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// Credentials that are about to expire, or have expired, remain in use: the service has no newer ones.
fn lasting(mut keys: CredentialsParts, now: SystemTime) -> CredentialsParts {
    let soon = now + NEAR;
    if let Some(expiry) = &mut keys.expiry
        && *expiry < soon
    {
        let more = 120 + fastrand::u64(..) % 480;
        *expiry = soon + Duration::from_secs(more);
    }
    keys
}

impl fmt::Display for Imds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the instance metadata service at {}", self.url)
    }
}
