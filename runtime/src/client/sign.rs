//! Signature version 4, in headers (botocore/auth.py, `SigV4Auth` and `S3SigV4Auth`).
//!
//! What is signed is written nowhere: it has the keys of server-side encryption, passwords and tokens.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use hmac::{Hmac, KeyInit, Mac};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

/// What a signature is valid for.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    /// The region.
    pub(crate) region: &'a str,
    /// The service's signing name.
    pub(crate) service: &'a str,
    /// The time of signing; parts of a second do not count.
    pub(crate) time: SystemTime,
}

/// What the signature says about the body.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Payload<'a> {
    /// Its hash.
    Bytes(&'a [u8]),
    /// Nothing.
    Unsigned,
    /// That it is a stream of events, each with a signature of its own.
    Events,
    /// That its checksum follows it.
    UnsignedWithTrailer,
}

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const PAYLOAD_HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// What is on its way may change or lose these (botocore/auth.py, `SIGNED_HEADERS_BLACKLIST`).
const UNSIGNED: [&str; 7] = [
    "baggage",
    "expect",
    "traceparent",
    "tracestate",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];

/// Adds the headers of a signature over method, URL, all `headers`, and the payload; returns the signature itself.
///
/// # Errors
///
/// When the URL or a header cannot be signed.
pub(crate) fn sign(
    method: &str,
    url: &str,
    headers: &mut HeaderMap,
    payload: Payload<'_>,
    credentials: &Credentials,
    scope: &Scope<'_>,
) -> Result<String, String> {
    let is_s3 = signs_like_s3(scope.service);
    let url = Url::split(url)?;
    let time = scope.timestamp()?;
    let given = headers.get(PAYLOAD_HASH).filter(|_| !is_s3);
    let hash = match given {
        Some(hash) => text(&PAYLOAD_HASH, hash)?.to_owned(),
        None => payload.hash(),
    };
    if is_s3 || !matches!(payload, Payload::Bytes(_)) {
        headers.insert(PAYLOAD_HASH, value(&hash)?);
    }
    headers.remove(AUTHORIZATION);
    headers.insert(DATE, value(&time)?);
    if let Some(token) = credentials.session_token() {
        headers.insert(TOKEN, secret(token)?);
    }
    // S3 keys are taken as they are: `a//b` and `a/../b` are keys.
    let path = if is_s3 {
        url.path.to_owned()
    } else {
        encoded_path(&normalized(url.path))
    };
    let (signed_headers, lines) = signed_headers(headers, url.host)?;
    let canonical = format!(
        "{method}\n{path}\n{}\n{lines}\n{signed_headers}\n{hash}",
        sorted(url.query)
    );
    let string_to_sign = scope.string_to_sign(&time, &canonical);
    let signature = scope.signature(&time, credentials, &string_to_sign);
    let authorization = format!(
        "{ALGORITHM} Credential={}, SignedHeaders={signed_headers}, Signature={signature}",
        scope.credential(&time, credentials)
    );
    headers.insert(AUTHORIZATION, secret(&authorization)?);
    Ok(signature)
}

/// The names botocore/handlers.py (`_handle_s3_signing`, via `S3_SIGNING_NAMES`) signs as S3 wants it.
pub(crate) fn signs_like_s3(signing_name: &str) -> bool {
    matches!(
        signing_name,
        "s3" | "s3-outposts" | "s3-object-lambda" | "s3express"
    )
}

pub(crate) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

impl Scope<'_> {
    /// The time as it stands in what is signed: `20260102T030405Z`.
    pub(crate) fn timestamp(&self) -> Result<String, String> {
        let seconds = DateTime::from_secs(DateTime::from(self.time).secs());
        let text = seconds.fmt(Format::DateTime);
        let text = text.map_err(|error| format!("the time of signing is no date: {error}"))?;
        Ok(text.replace(['-', ':'], ""))
    }

    /// Date, region and service.
    pub(crate) fn text(&self, timestamp: &str) -> String {
        let (region, service) = (self.region, self.service);
        format!("{}/{region}/{service}/aws4_request", date(timestamp))
    }

    /// Whose key signs, and the scope.
    pub(crate) fn credential(&self, timestamp: &str, credentials: &Credentials) -> String {
        format!("{}/{}", credentials.access_key_id(), self.text(timestamp))
    }

    /// What is signed of a request.
    pub(crate) fn string_to_sign(&self, timestamp: &str, canonical_request: &str) -> String {
        format!(
            "{ALGORITHM}\n{timestamp}\n{}\n{}",
            self.text(timestamp),
            sha256(canonical_request.as_bytes())
        )
    }

    /// The signature of a text, in hexadecimal digits.
    pub(crate) fn signature(
        &self,
        timestamp: &str,
        credentials: &Credentials,
        string_to_sign: &str,
    ) -> String {
        hexadecimal(&self.signature_bytes(timestamp, credentials, string_to_sign))
    }

    /// The signature of a text.
    pub(crate) fn signature_bytes(
        &self,
        timestamp: &str,
        credentials: &Credentials,
        string_to_sign: &str,
    ) -> Vec<u8> {
        let first = format!("AWS4{}", credentials.secret_access_key());
        let parts = [date(timestamp), self.region, self.service, "aws4_request"];
        let key = parts
            .iter()
            .fold(first.into_bytes(), |key, part| keyed(&key, part));
        keyed(&key, string_to_sign)
    }
}

/// The part of a timestamp before the time of day.
fn date(timestamp: &str) -> &str {
    timestamp
        .split_once('T')
        .map_or(timestamp, |(date, _)| date)
}

impl Payload<'_> {
    fn hash(self) -> String {
        match self {
            Self::Bytes(bytes) => sha256(bytes),
            Self::Unsigned => "UNSIGNED-PAYLOAD".to_owned(),
            Self::Events => "STREAMING-AWS4-HMAC-SHA256-EVENTS".to_owned(),
            Self::UnsignedWithTrailer => "STREAMING-UNSIGNED-PAYLOAD-TRAILER".to_owned(),
        }
    }
}

/// The parts of a URL that are signed.
pub(crate) struct Url<'a> {
    /// The host, with a port that is not the scheme's.
    pub(crate) host: &'a str,
    /// The path, at least `/`.
    pub(crate) path: &'a str,
    /// What stands behind `?`.
    pub(crate) query: &'a str,
}

impl<'a> Url<'a> {
    pub(crate) fn split(url: &'a str) -> Result<Self, String> {
        let (_scheme, rest) = url.split_once("://").ok_or("the URL has no scheme")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Ok(Self {
            host,
            path: if path.is_empty() { "/" } else { path },
            query,
        })
    }
}

/// The fields of a query in the order in which they are signed; what a URL cannot have is encoded.
pub(crate) fn sorted(query: &str) -> String {
    let query = utf8_percent_encode(query, CONTROLS).to_string();
    let fields = query.split('&').filter(|field| !field.is_empty());
    let mut fields: Vec<(&str, &str)> = fields
        .map(|field| field.split_once('=').unwrap_or((field, "")))
        .collect();
    fields.sort_unstable();
    let fields = fields.iter().map(|(name, value)| format!("{name}={value}"));
    fields.collect::<Vec<_>>().join("&")
}

/// The names of the headers that are signed, and a line for each.
fn signed_headers(headers: &HeaderMap, host: &str) -> Result<(String, String), String> {
    let mut signed = vec![("host", host.to_owned())];
    for name in headers.keys() {
        if UNSIGNED.contains(&name.as_str()) || name == http::header::HOST {
            continue;
        }
        let values = headers.get_all(name).iter().map(|value| {
            let words = text(name, value)?.split_ascii_whitespace();
            Ok(words.collect::<Vec<_>>().join(" "))
        });
        let values: Result<Vec<String>, String> = values.collect();
        signed.push((name.as_str(), values?.join(",")));
    }
    signed.sort_unstable();
    let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
    let lines = signed
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"));
    Ok((names.join(";"), lines.collect()))
}

/// The path without empty segments, `.` and `..` (botocore/utils.py, `remove_dot_segments`).
fn normalized(path: &str) -> String {
    let mut kept = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let end = if path.ends_with('/') && !kept.is_empty() {
        "/"
    } else {
        ""
    };
    format!("/{}{end}", kept.join("/"))
}

/// What needs no encoding.
pub(crate) const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The path as it is signed, where it is encoded once more than in the URL.
fn encoded_path(path: &str) -> String {
    const KEPT: &AsciiSet = &PLAIN.remove(b'/');
    utf8_percent_encode(path, KEPT).to_string()
}

fn text<'a>(name: &HeaderName, value: &'a HeaderValue) -> Result<&'a str, String> {
    let text = value.to_str();
    text.map_err(|_| format!("the header {name} has characters that cannot be signed"))
}

fn value(text: &str) -> Result<HeaderValue, String> {
    // The text is not repeated: it may be secret.
    HeaderValue::from_str(text).map_err(|_| "the keys have characters no header has".to_owned())
}

/// A header that is shown nowhere.
fn secret(text: &str) -> Result<HeaderValue, String> {
    let mut header = value(text)?;
    header.set_sensitive(true);
    Ok(header)
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// The `Authorization` header and all others, as botocore 1.43.11 computes them with the same keys and time
    /// (`botocore.auth.SigV4Auth`, `S3SigV4Auth`).
    fn signed(
        (method, url): (&str, &str),
        headers: &[(&'static str, &'static str)],
        payload: Payload<'_>,
        (service, region): (&str, &str),
        token: Option<&str>,
    ) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_static(value));
        }
        let credentials = Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            token.map(str::to_owned),
            None,
            "test",
        );
        let scope = Scope {
            region,
            service,
            // 2026-01-02T03:04:05Z
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045),
        };
        sign(method, url, &mut map, payload, &credentials, &scope).unwrap();
        assert_eq!(map["x-amz-date"], "20260102T030405Z");
        map
    }

    fn authorization(scope: &str, headers: &str, signature: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/{scope}/aws4_request, \
             SignedHeaders={headers}, Signature={signature}"
        )
    }

    #[test]
    fn a_query_request_with_a_session_token() {
        let headers = signed(
            ("POST", "https://ec2.eu-central-1.amazonaws.com/"),
            &[(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            )],
            Payload::Bytes(b"Action=DescribeRegions&Version=2016-11-15"),
            ("ec2", "eu-central-1"),
            Some("the/token+=="),
        );
        assert_eq!(
            headers["authorization"],
            authorization(
                "eu-central-1/ec2",
                "content-type;host;x-amz-date;x-amz-security-token",
                "02ef6436de472969a2a98f624989510347d3fedb8b32431a670dc50e51b9fb07"
            )
        );
        assert_eq!(headers["x-amz-security-token"], "the/token+==");
        assert!(headers["x-amz-security-token"].is_sensitive());
        assert!(!headers.contains_key("x-amz-content-sha256"));
    }

    #[test]
    fn a_path_is_encoded_twice_and_a_query_sorted() {
        let headers = signed(
            (
                "GET",
                "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/\
                 arn%3Aaws%3Alambda%3A~a%20b/versions?Marker=a%2Fb%20c&MaxItems=2&flag",
            ),
            &[("x-amz-test", "  a   b ")],
            Payload::Bytes(b""),
            ("lambda", "us-east-1"),
            None,
        );
        assert_eq!(
            headers["authorization"],
            authorization(
                "us-east-1/lambda",
                "host;x-amz-date;x-amz-test",
                "81800c4139b3a1ae3c930fb08bea00585ed58b9d3cd95db521e911f45ee1975d"
            )
        );
    }

    #[test]
    fn an_s3_path_is_signed_as_it_is_and_the_payload_hash_sent() {
        let headers = signed(
            (
                "GET",
                "http://localhost:9000/bk-x/a%20b//c~%2B../d?versionId=x%2By&acl",
            ),
            &[],
            Payload::Bytes(b""),
            ("s3", "us-east-1"),
            None,
        );
        assert_eq!(
            headers["authorization"],
            authorization(
                "us-east-1/s3",
                "host;x-amz-content-sha256;x-amz-date",
                "3b3b81cec4df06f72d0f6b180e96852d9283be6c9f09600de95e08819e6cd11b"
            )
        );
        assert_eq!(
            headers["x-amz-content-sha256"],
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn an_unsigned_payload_is_said_to_be_unsigned() {
        let s3 = signed(
            ("PUT", "https://bk-x.s3.us-west-2.amazonaws.com/k"),
            &[("x-amz-checksum-crc32", "2JMqrA==")],
            Payload::Unsigned,
            ("s3", "us-west-2"),
            None,
        );
        assert_eq!(
            s3["authorization"],
            authorization(
                "us-west-2/s3",
                "host;x-amz-checksum-crc32;x-amz-content-sha256;x-amz-date",
                "79e8130025800b68c409c72a5f81439bd33e65d8b12e984bd3405ee5ff34706a"
            )
        );
        let other = signed(
            ("PUT", "https://x.data.mediastore.us-east-1.amazonaws.com/p"),
            &[],
            Payload::Unsigned,
            ("mediastore", "us-east-1"),
            None,
        );
        assert_eq!(
            other["authorization"],
            authorization(
                "us-east-1/mediastore",
                "host;x-amz-content-sha256;x-amz-date",
                "5dcc1d853a1e8fcf84ea1b7403a2137c17cba08f6eea337fcf53a9b908a762ad"
            )
        );
        assert_eq!(other["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
    }

    #[test]
    fn a_stream_of_events_is_said_to_be_one() {
        let polly = signed(
            (
                "POST",
                "https://polly.us-east-1.amazonaws.com/v1/synthesisStream",
            ),
            &[("content-type", "application/vnd.amazon.eventstream")],
            Payload::Events,
            ("polly", "us-east-1"),
            None,
        );
        assert_eq!(
            polly["authorization"],
            authorization(
                "us-east-1/polly",
                "content-type;host;x-amz-content-sha256;x-amz-date",
                "c2d9360830af28a5f93cfd52681a8f39dd315f862cae911bbc61cacc0e87504e"
            )
        );
    }

    #[test]
    fn a_payload_with_a_trailer_is_said_to_have_one() {
        let headers = signed(
            ("PUT", "https://bk-x.s3.us-west-2.amazonaws.com/k"),
            &[
                ("content-encoding", "aws-chunked"),
                ("x-amz-decoded-content-length", "2"),
                ("x-amz-trailer", "x-amz-checksum-crc32"),
            ],
            Payload::UnsignedWithTrailer,
            ("s3", "us-west-2"),
            None,
        );
        assert_eq!(
            headers["authorization"],
            authorization(
                "us-west-2/s3",
                "content-encoding;host;x-amz-content-sha256;x-amz-date;\
                 x-amz-decoded-content-length;x-amz-trailer",
                "f989cb2c2f89e6a3a6b201b5115a345288b3a917cefbe47ef6604914ffb61a5b"
            )
        );
        assert_eq!(
            headers["x-amz-content-sha256"],
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        );
    }
}
