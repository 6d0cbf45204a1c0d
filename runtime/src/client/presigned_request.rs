//! Requests for another sender: a URL that contains the signature (botocore/signers.py, `generate_presigned_url`).

use std::fmt;
use std::time::{Duration, SystemTime};

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::authentication::Authentication;
use super::prepare::UnsignedRequest;
use super::sign::presign;
use super::{Client, Purpose};
use crate::error::{Error, ErrorKind};
use crate::schema::{Operation, Protocol};
use crate::view::Structure;
use crate::wire;

/// A request that its bearer can send without credentials until it expires.
///
/// Send it with [`method`](Self::method) and [`headers`](Self::headers), which are signed too. The body of an upload (S3's
/// `PutObject`) is not part of it; a `ContentLength` that is given is, and so limits the upload to that many bytes.
#[derive(Clone)]
pub struct PresignedRequest {
    method: Method,
    url: String,
    headers: HeaderMap,
    expires_at: SystemTime,
}

impl PresignedRequest {
    /// The default lifetime of a URL: an hour (botocore/auth.py, `SigV4QueryAuth.DEFAULT_EXPIRES`).
    pub const DEFAULT_LIFETIME: Duration = Duration::from_secs(3600);

    /// The maximum lifetime of a URL: seven days.
    pub const LONGEST_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

    /// The method, for example `GET`.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The URL. Its bearer can make the request.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The headers to send, by their names in lower case: a content type, a length, metadata, keys of encryption.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.headers.iter();
        headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()))
    }

    /// When it expires: earlier than requested if the credentials expire first.
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }
}

/// Options of a signed URL: lifetime and method.
///
/// A [`Duration`] converts into options with that lifetime.
#[derive(Clone, Debug)]
pub struct PresignOptions {
    lifetime: Duration,
    method: Option<String>,
}

impl PresignOptions {
    /// A request that is valid for this long from now on, in whole seconds: at least one second, at most seven days.
    pub const fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            method: None,
        }
    }

    /// Signs for another method than the operation's (botocore/signers.py, `HttpMethod` of `generate_presigned_url`).
    ///
    /// Default for operations whose input is a form (STS, EC2, IAM): `GET`, so that the URL alone is enough; botocore uses
    /// `POST` for them.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }
}

impl From<Duration> for PresignOptions {
    fn from(lifetime: Duration) -> Self {
        Self::new(lifetime)
    }
}

/// Shows neither the signature nor the values of headers.
impl fmt::Debug for PresignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, _query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let names: Vec<&str> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("PresignedRequest")
            .field("method", &self.method)
            .field("url", &format_args!("{url}?***"))
            .field("headers", &names)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

impl Client {
    /// Signs a request for another sender. Nothing is sent, except to load credentials. `options` may be a
    /// [`Duration`].
    ///
    /// The URL contains the whole input, including what the body would contain: the fields of a form, and members of JSON
    /// that are texts, numbers, or lists of these.
    ///
    /// # Errors
    ///
    /// The errors of [`call`](Self::call) before it sends anything; an input that a URL cannot contain; a lifetime of less
    /// than a second or more than seven days; an operation that is not signed with version 4.
    pub async fn presign(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
        options: impl Into<PresignOptions>,
    ) -> Result<PresignedRequest, Error> {
        let presigned = self.try_presign(operation, input, options.into()).await;
        presigned.map_err(|kind| Error::new(operation, kind))
    }

    async fn try_presign(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
        options: PresignOptions,
    ) -> Result<PresignedRequest, ErrorKind> {
        let PresignOptions {
            lifetime,
            method: asked,
        } = options;
        if lifetime.as_secs() == 0 || lifetime > PresignedRequest::LONGEST_LIFETIME {
            return Err(invalid(format!(
                "a URL cannot live for {lifetime:?}: it lives for at least a second and at most seven days"
            )));
        }
        let prepared = self
            .prepare(Purpose::PresignedRequest, operation, input)
            .await?;
        let fields = fields(operation, &prepared)?;
        let UnsignedRequest {
            method,
            url,
            mut headers,
            authentication,
            ..
        } = prepared;
        let method = match asked {
            Some(name) => Method::from_bytes(name.as_bytes())
                .map_err(|_| invalid(format!("{name:?} is not an HTTP method")))?,
            None if is_form(operation) => Method::GET,
            None => method,
        };
        let url = with_fields(url.to_string(), &fields);
        if headers.get(CONTENT_TYPE).is_some_and(|given| given == FORM) {
            headers.remove(CONTENT_TYPE);
        }
        if operation.service.name == "polly" {
            // botocore/handlers.py, `remove_content_type_header_for_presigning`: its value is in the URL.
            headers.remove(CONTENT_TYPE);
        }
        let now = self.config().now();
        let mut expires_at = now + Duration::from_secs(lifetime.as_secs());
        let url = match &authentication {
            Authentication::Nothing => url,
            Authentication::Signed(signing) => {
                let keys = self.keys_for(signing, now).await?;
                expires_at = keys.expiry().map_or(expires_at, |end| end.min(expires_at));
                // The time is this machine's: no answer has told of another.
                let scope = signing.scope(now);
                let signing_keys = self.signing_keys();
                let signed = presign(
                    (method.as_str(), &url),
                    &headers,
                    lifetime,
                    &keys,
                    &scope,
                    signing_keys,
                );
                signed.map_err(|problem| {
                    ErrorKind::Credentials(format!("the URL could not be signed: {problem}"))
                })?
            }
            Authentication::SigV2
            | Authentication::Bearer(_)
            | Authentication::Basic(_)
            | Authentication::ApiKey { .. } => {
                return Err(ErrorKind::Config(
                    "its requests are not signed with version 4, so no URL can be signed"
                        .to_owned(),
                ));
            }
        };
        Ok(PresignedRequest {
            method,
            url,
            headers,
            expires_at,
        })
    }
}

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// The URL with these fields in its query.
fn with_fields(mut url: String, fields: &[(String, String)]) -> String {
    add_equals_signs(&mut url);
    for (name, value) in fields {
        let separator = if url.contains('?') { '&' } else { '?' };
        url.push_str(&format!("{separator}{name}={value}"));
    }
    url
}

/// The contents of the body as fields of a query, percent-encoded (botocore/auth.py, `_get_body_as_dict`).
fn fields(
    operation: &Operation,
    prepared: &UnsignedRequest,
) -> Result<Vec<(String, String)>, ErrorKind> {
    let has_payload = operation.input.is_some_and(|input| input.payload.is_some());
    let body = match prepared.body.bytes().map(|bytes| &**bytes) {
        Some([]) => return Ok(Vec::new()),
        // The sender of the request provides the payload; the URL cannot contain it.
        Some(body) if !has_payload => body,
        _ => {
            return Err(invalid(
                "a URL has no body: leave it out, and send it with the request".to_owned(),
            ));
        }
    };
    match operation.service.protocol {
        _ if is_form(operation) => {
            let form = String::from_utf8_lossy(body);
            let fields = form.split('&').filter(|field| !field.is_empty());
            Ok(fields
                .map(|field| field.split_once('=').unwrap_or((field, "")))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect())
        }
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            let members: Members = serde_json::from_slice(body)
                .map_err(|error| invalid(format!("the input is not JSON: {error}")))?;
            let mut fields = Vec::new();
            for (name, value) in &members.0 {
                let values = match value {
                    serde_json::Value::Array(items) => items.as_slice(),
                    value => std::slice::from_ref(value),
                };
                for value in values {
                    let text = match value {
                        serde_json::Value::String(text) => text.clone(),
                        serde_json::Value::Number(number) => number.to_string(),
                        _ => {
                            return Err(invalid(format!(
                                "{name} cannot be in a URL: it is not a text, a number, or a list of these"
                            )));
                        }
                    };
                    let encoded = (
                        wire::encode(name).to_string(),
                        wire::encode(&text).to_string(),
                    );
                    fields.push(encoded);
                }
            }
            Ok(fields)
        }
        _ => Err(invalid(
            "a URL has no body, and the operation's input stands in one".to_owned(),
        )),
    }
}

/// A field without a value is signed as `policy=`.
fn add_equals_signs(url: &mut String) {
    if let Some((path, query)) = url.split_once('?') {
        let fields = query.split('&').map(|field| match field.contains('=') {
            true => field.to_owned(),
            false => format!("{field}="),
        });
        let fields: Vec<_> = fields.collect();
        *url = format!("{path}?{}", fields.join("&"));
    }
}

/// Whether the input is sent as a form.
const fn is_form(operation: &Operation) -> bool {
    matches!(operation.service.protocol, Protocol::Query | Protocol::Ec2)
}

fn invalid(problem: String) -> ErrorKind {
    ErrorKind::Invalid(vec![problem])
}

/// The members of a JSON object in order.
struct Members(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
