//! A loopback endpoint that speaks EC2's and S3's wire formats over real HTTP.
//!
//! It takes the place of AWS, so that the quickstart runs on a machine with only the Rust toolchain. It keeps its state in
//! memory, refuses unknown parameters, and requires signed requests. It does not verify signatures and checksums, only that
//! there is a signature for EC2 or S3.

mod ec2;
mod http;
mod s3;
mod xml;

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use hyper::{Request, Response, StatusCode};
use pageboy::{Config, Credentials};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use self::ec2::Ec2;
use self::s3::S3;

/// A running endpoint. Dropping it closes the port and every connection.
pub(crate) struct Endpoint {
    url: String,
    server: JoinHandle<()>,
}

impl Endpoint {
    /// Starts an endpoint with empty services on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// No port could be opened.
    pub(crate) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let server = tokio::spawn(http::serve(listener, Services::default()));
        Ok(Self { url, server })
    }

    /// Where it listens, for example `http://127.0.0.1:41234`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The settings of a client that talks to it. Any credentials will do.
    pub(crate) fn config(&self) -> Result<Config, pageboy::ConfigError> {
        Config::builder()
            .endpoint_url(&self.url)
            .region("us-east-1")
            .credentials(Credentials::new("id", "secret", None, None, "quickstart"))
            .build()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The services behind the endpoint.
#[derive(Default)]
struct Services {
    ec2: Mutex<Ec2>,
    s3: Mutex<S3>,
    requests: AtomicU64,
}

impl Services {
    /// Answers one request. `body` is what was read of it, or why it could not be read.
    fn answer(&self, head: &Request<()>, body: Result<Bytes, Refusal>) -> Response<Full<Bytes>> {
        let request = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let access = Access::of(head.headers());
        let service = match &access {
            Access::Signed { service } => Some(*service),
            Access::Missing | Access::Malformed => None,
        };
        let is_form = head
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(FORM));
        match service {
            Some("ec2") => ec2::respond(
                body.and_then(|form| lock(&self.ec2).answer(&form, request)),
                request,
            ),
            Some("s3") => s3::respond(
                body.and_then(|body| lock(&self.s3).answer(head, body)),
                request,
            ),
            _ if is_form => ec2::respond(Err(ec2::not_allowed(&access)), request),
            _ => s3::respond(Err(s3::not_allowed(&access)), request),
        }
    }
}

/// The content type of EC2's requests.
const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// The contents of the `Authorization` header.
enum Access<'a> {
    /// It holds a credential scope for this service.
    Signed { service: &'a str },
    /// There is none.
    Missing,
    /// It is not Signature Version 4.
    Malformed,
}

impl<'a> Access<'a> {
    fn of(headers: &'a HeaderMap) -> Self {
        let Some(header) = headers.get(AUTHORIZATION) else {
            return Self::Missing;
        };
        match header.to_str().ok().and_then(scope_service) {
            Some(service) => Self::Signed { service },
            None => Self::Malformed,
        }
    }
}

/// The service in `AWS4-HMAC-SHA256 Credential=<key id>/<date>/<region>/<service>/aws4_request, …`.
fn scope_service(authorization: &str) -> Option<&str> {
    let fields = authorization.strip_prefix("AWS4-HMAC-SHA256 ")?;
    let mut fields = fields.split(',').map(str::trim);
    let credential = fields.find_map(|field| field.strip_prefix("Credential="))?;
    if !authorization.contains("Signature=") {
        return None;
    }
    // From the back, since an access key id may hold a slash.
    let mut scope = credential.rsplit('/');
    if scope.next() != Some("aws4_request") {
        return None;
    }
    let service = scope.next()?;
    let (_region, _date, _key) = (scope.next()?, scope.next()?, scope.next()?);
    Some(service)
}

/// Why a service refuses a request; each service writes it in its own form.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// More elements beside code and message, as S3 sends them.
    details: Vec<(&'static str, String)>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// HTTP 400.
    fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    fn with(mut self, element: &'static str, text: impl Into<String>) -> Self {
        self.details.push((element, text.into()));
        self
    }
}

/// A panic in another request does not damage the state: no answer leaves it half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
