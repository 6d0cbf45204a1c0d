//! S3: buckets, objects, and listings in pages.
//!
//! Requests are paths and query strings in path style (`/bucket/key`), answers are headers, bytes and XML.

use std::collections::BTreeMap;
use std::ops::Bound;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED, LOCATION,
};
use hyper::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;

use super::xml::Xml;
use super::{Access, Refusal, http};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// Maximum keys per page, also the default.
const KEYS_PER_PAGE: usize = 1000;

/// Everything seems to come from the same moment, so that answers are the same in every run.
const CREATED: &str = "2026-01-01T00:00:00.000Z";
const CREATED_IN_HEADERS: &str = "Thu, 01 Jan 2026 00:00:00 GMT";

/// Request headers that would change what a request means, and that this service does not understand.
const UNKNOWN_HEADERS: [&str; 8] = [
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "range",
    "x-amz-copy-source",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-trailer",
];

/// The service's state.
#[derive(Default)]
pub(super) struct S3 {
    buckets: BTreeMap<String, Bucket>,
}

#[derive(Default)]
struct Bucket {
    /// By key, in the order of the keys' UTF-8 bytes, which is the order of S3's listings.
    objects: BTreeMap<String, Object>,
}

struct Object {
    body: Bytes,
    /// `Content-Type` and `x-amz-meta-*` as they were sent.
    headers: HeaderMap,
}

impl S3 {
    /// Carries out a request.
    pub(super) fn answer(
        &mut self,
        head: &Request<()>,
        body: Bytes,
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        if let Some(header) = UNKNOWN_HEADERS
            .iter()
            .find(|it| head.headers().contains_key(**it))
        {
            return Err(not_implemented(header));
        }
        let path = head.uri().path().trim_start_matches('/');
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        let (bucket, key) = (decoded(bucket)?, decoded(key)?);
        let query = Query::read(head.uri().query().unwrap_or_default());

        if bucket.is_empty() {
            query.only(&[])?;
            return match *head.method() {
                Method::GET => Ok(self.list_buckets()),
                _ => Err(method_not_allowed()),
            };
        }
        if key.is_empty() {
            return match *head.method() {
                Method::GET => self.list_objects(&bucket, &query),
                Method::PUT => query.only(&[]).and_then(|()| self.create_bucket(bucket)),
                Method::HEAD => query.only(&[]).and_then(|()| self.head_bucket(&bucket)),
                Method::DELETE => query.only(&[]).and_then(|()| self.delete_bucket(&bucket)),
                _ => Err(method_not_allowed()),
            };
        }
        query.only(&[])?;
        match *head.method() {
            // hyper omits the body of an answer to a HEAD, and keeps its length.
            Method::GET | Method::HEAD => self.object(&bucket, &key),
            Method::PUT => self.put_object(&bucket, key, head.headers(), body),
            Method::DELETE => self.delete_object(&bucket, &key),
            _ => Err(method_not_allowed()),
        }
    }

    fn list_buckets(&self) -> Response<Full<Bytes>> {
        let text = Xml::document("ListAllMyBucketsResult", NAMESPACE, |xml| {
            xml.element("Buckets", |xml| {
                for name in self.buckets.keys() {
                    xml.element("Bucket", |xml| {
                        xml.text("CreationDate", CREATED);
                        xml.text("Name", name);
                    });
                }
            });
        });
        http::xml(StatusCode::OK, "application/xml", text)
    }

    /// Creating one's own bucket again changes nothing, as in S3's region us-east-1.
    fn create_bucket(&mut self, name: String) -> Result<Response<Full<Bytes>>, Refusal> {
        let legal =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        if !(3..=63).contains(&name.len()) || !name.bytes().all(legal) {
            let message = "The specified bucket is not valid.";
            return Err(Refusal::bad_request("InvalidBucketName", message).with("BucketName", name));
        }
        let mut response = Response::default();
        if let Ok(location) = HeaderValue::from_str(&format!("/{name}")) {
            response.headers_mut().insert(LOCATION, location);
        }
        self.buckets.entry(name).or_default();
        Ok(response)
    }

    fn head_bucket(&self, name: &str) -> Result<Response<Full<Bytes>>, Refusal> {
        self.bucket(name)?;
        Ok(Response::default())
    }

    fn delete_bucket(&mut self, name: &str) -> Result<Response<Full<Bytes>>, Refusal> {
        if !self.bucket(name)?.objects.is_empty() {
            let message = "The bucket you tried to delete is not empty";
            let refusal = Refusal::new(StatusCode::CONFLICT, "BucketNotEmpty", message);
            return Err(refusal.with("BucketName", name));
        }
        self.buckets.remove(name);
        Ok(no_content())
    }

    /// `ListObjectsV2`.
    fn list_objects(&self, name: &str, query: &Query) -> Result<Response<Full<Bytes>>, Refusal> {
        query.only(&[
            "continuation-token",
            "encoding-type",
            "list-type",
            "max-keys",
            "prefix",
            "start-after",
        ])?;
        if query.text("list-type") != Some("2") {
            return Err(not_implemented("list-type"));
        }
        let objects = &self.bucket(name)?.objects;
        let prefix = query.text("prefix").unwrap_or_default();
        let limit = query.page_size()?;
        let encoded = match query.text("encoding-type") {
            None => false,
            Some("url") => true,
            Some(other) => {
                let message = "Invalid Encoding Method specified in Request";
                return Err(Refusal::bad_request("InvalidArgument", message)
                    .with("ArgumentName", "encoding-type")
                    .with("ArgumentValue", other));
            }
        };
        let write = |key: &str| {
            if encoded {
                url_encoded(key)
            } else {
                key.to_owned()
            }
        };
        let token = query.text("continuation-token");
        // A token overrides the start of the first page.
        let after = match token {
            Some(token) => Some(key_of(token)?),
            None => query.text("start-after").map(str::to_owned),
        };
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut matches = objects
            .range::<String, _>((start, Bound::Unbounded))
            .filter(|(key, _)| key.starts_with(prefix))
            .peekable();
        let page: Vec<_> = matches.by_ref().take(limit).collect();
        // As in S3, a page without keys is not truncated: no token could lead on from it.
        let next = page
            .last()
            .filter(|_| matches.peek().is_some())
            .map(|(key, _)| *key);

        let text = Xml::document("ListBucketResult", NAMESPACE, |xml| {
            xml.text("Name", name);
            xml.text("Prefix", write(prefix));
            if let Some(token) = token {
                xml.text("ContinuationToken", token);
            }
            if let Some(next) = next {
                xml.text("NextContinuationToken", token_after(next));
            }
            if let Some(key) = query.text("start-after") {
                xml.text("StartAfter", write(key));
            }
            xml.text("KeyCount", page.len());
            xml.text("MaxKeys", limit);
            if encoded {
                xml.text("EncodingType", "url");
            }
            xml.text("IsTruncated", next.is_some());
            for (key, object) in page {
                xml.element("Contents", |xml| {
                    xml.text("Key", write(key));
                    xml.text("LastModified", CREATED);
                    xml.text("ETag", object.etag());
                    xml.text("Size", object.body.len());
                    xml.text("StorageClass", "STANDARD");
                });
            }
        });
        Ok(http::xml(StatusCode::OK, "application/xml", text))
    }

    fn put_object(
        &mut self,
        bucket: &str,
        key: String,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<Response<Full<Bytes>>, Refusal> {
        self.bucket(bucket)?;
        if key.len() > 1024 {
            let message = "Your key is too long";
            return Err(Refusal::bad_request("KeyTooLongError", message));
        }
        let kept =
            |name: &HeaderName| *name == CONTENT_TYPE || name.as_str().starts_with("x-amz-meta-");
        let object = Object {
            body,
            headers: headers
                .iter()
                .filter(|(name, _)| kept(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        };
        let mut response = Response::default();
        object.write_etag(response.headers_mut());
        self.buckets
            .entry(bucket.to_owned())
            .or_default()
            .objects
            .insert(key, object);
        Ok(response)
    }

    fn object(&self, bucket: &str, key: &str) -> Result<Response<Full<Bytes>>, Refusal> {
        let Some(object) = self.bucket(bucket)?.objects.get(key) else {
            let message = "The specified key does not exist.";
            return Err(Refusal::new(StatusCode::NOT_FOUND, "NoSuchKey", message).with("Key", key));
        };
        let mut response = Response::new(Full::new(object.body.clone()));
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("binary/octet-stream"),
        );
        headers.extend(object.headers.clone());
        headers.insert(LAST_MODIFIED, HeaderValue::from_static(CREATED_IN_HEADERS));
        object.write_etag(headers);
        Ok(response)
    }

    /// Deleting a missing object succeeds, as in S3.
    fn delete_object(&mut self, bucket: &str, key: &str) -> Result<Response<Full<Bytes>>, Refusal> {
        self.bucket(bucket)?;
        if let Some(bucket) = self.buckets.get_mut(bucket) {
            bucket.objects.remove(key);
        }
        Ok(no_content())
    }

    fn bucket(&self, name: &str) -> Result<&Bucket, Refusal> {
        self.buckets.get(name).ok_or_else(|| {
            let message = "The specified bucket does not exist";
            Refusal::new(StatusCode::NOT_FOUND, "NoSuchBucket", message).with("BucketName", name)
        })
    }
}

impl Object {
    /// A hash of the body (FNV-1a, 128 bits) in quotes. S3 does not promise which hash it is.
    fn etag(&self) -> String {
        let hash = self
            .body
            .iter()
            .fold(0x6c62272e07bb014262b821756295c58d_u128, |hash, byte| {
                (hash ^ u128::from(*byte)).wrapping_mul(0x0000000001000000000000000000013b)
            });
        format!("\"{hash:032x}\"")
    }

    fn write_etag(&self, headers: &mut HeaderMap) {
        if let Ok(etag) = HeaderValue::from_str(&self.etag()) {
            headers.insert(ETAG, etag);
        }
    }
}

/// Puts an answer, or the refusal to give one, into HTTP.
pub(super) fn respond(
    answer: Result<Response<Full<Bytes>>, Refusal>,
    request: u64,
) -> Response<Full<Bytes>> {
    let id = format!("{request:016X}");
    let mut response = answer.unwrap_or_else(|refusal| {
        http::xml(refusal.status, "application/xml", error(&refusal, &id))
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-amz-request-id", id);
    }
    response
        .headers_mut()
        .insert("x-amz-id-2", HeaderValue::from_static(HOST_ID));
    response
}

const HOST_ID: &str = "quickstart";

/// The refusal of a request that is not signed.
pub(super) fn not_allowed(access: &Access<'_>) -> Refusal {
    match access {
        Access::Missing => Refusal::new(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied"),
        Access::Malformed | Access::Signed { .. } => Refusal::bad_request(
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed, or not for a service that is here.",
        ),
    }
}

/// The parameters of a query string.
struct Query(Vec<(String, String)>);

impl Query {
    fn read(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// Refuses every parameter but `known` ones. `x-id` only names the operation.
    fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let unknown =
            |(name, _): &&(String, String)| name != "x-id" && !known.contains(&name.as_str());
        match self.0.iter().find(unknown) {
            None => Ok(()),
            Some((name, _)) => Err(not_implemented(name)),
        }
    }

    fn text(&self, wanted: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(name, _)| name == wanted)?;
        Some(value)
    }

    fn page_size(&self) -> Result<usize, Refusal> {
        let Some(text) = self.text("max-keys") else {
            return Ok(KEYS_PER_PAGE);
        };
        match text.parse::<usize>() {
            Ok(number) => Ok(number.min(KEYS_PER_PAGE)),
            Err(_) => {
                let message = "Provided max-keys not an integer or within integer range";
                Err(Refusal::bad_request("InvalidArgument", message)
                    .with("ArgumentName", "max-keys")
                    .with("ArgumentValue", text))
            }
        }
    }
}

/// The token of the page after `key`; opaque to clients, and safe in any text.
fn token_after(key: &str) -> String {
    key.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn key_of(token: &str) -> Result<String, Refusal> {
    let bytes = token.as_bytes().chunks(2).map(|pair| {
        let digits = std::str::from_utf8(pair)
            .ok()
            .filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(digits, 16).ok()
    });
    let bytes: Option<Vec<u8>> = bytes.collect();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            let message = "The continuation token provided is incorrect";
            Refusal::bad_request("InvalidArgument", message)
                .with("ArgumentName", "continuation-token")
        })
}

/// A key as `encoding-type=url` writes it: like a form, but with slashes left alone.
fn url_encoded(key: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    encoded.replace("%2F", "/")
}

fn decoded(path: &str) -> Result<String, Refusal> {
    match percent_decode_str(path).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(Refusal::bad_request(
            "InvalidURI",
            "Couldn't parse the specified URI.",
        )),
    }
}

fn error(refusal: &Refusal, request: &str) -> String {
    Xml::document("Error", "", |xml| {
        xml.text("Code", refusal.code);
        xml.text("Message", &refusal.message);
        for (name, text) in &refusal.details {
            xml.text(name, text);
        }
        xml.text("RequestId", request);
        xml.text("HostId", HOST_ID);
    })
}

fn no_content() -> Response<Full<Bytes>> {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

fn method_not_allowed() -> Refusal {
    let message = "The specified method is not allowed against this resource.";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message)
}

fn not_implemented(what: &str) -> Refusal {
    let message = "A header or query you provided implies functionality that is not implemented";
    Refusal::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message).with("Header", what)
}

#[cfg(test)]
mod tests;
