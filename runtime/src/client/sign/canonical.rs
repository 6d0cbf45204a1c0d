//! The canonical request of signature version 4 (botocore/auth.py, `SigV4Auth.canonical_request`).

use std::borrow::Cow;
use std::ops::Range;

use http::header::HOST;
use http::{HeaderMap, Uri};
use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode, utf8_percent_encode,
};

use super::scope::{DATE, PAYLOAD_HASH, Scope};

/// The text whose hash is signed.
pub(super) struct CanonicalRequest {
    pub(super) text: String,
    /// Where the names of the signed headers stand in it.
    names: Range<usize>,
}

/// The headers that a signature brings along.
pub(super) struct SignatureHeaders<'a> {
    pub(super) date: &'a str,
    pub(super) token: Option<&'a str>,
    pub(super) is_hash_sent: bool,
}

impl CanonicalRequest {
    /// The canonical form of method, URL, headers and payload, whose hash or mark is `hash`.
    ///
    /// # Errors
    ///
    /// When a header has characters that cannot be signed.
    pub(super) fn new(
        (method, url): (&str, &Uri),
        headers: &HeaderMap,
        added: &SignatureHeaders<'_>,
        hash: &str,
        scope: &Scope<'_>,
    ) -> Result<Self, String> {
        let mut lines = signable(headers)?;
        if !headers.contains_key(HOST) {
            lines.push(("host", host(url)));
        }
        lines.push((DATE, added.date));
        lines.extend(added.token.map(|token| (scope.token_header(), token)));
        if added.is_hash_sent {
            lines.retain(|(name, _)| *name != PAYLOAD_HASH);
            lines.push((PAYLOAD_HASH, hash));
        }
        // The values of a name stay in their order.
        lines.sort_by_key(|(name, _)| *name);

        let long = |(name, value): &(&str, &str)| 2 * name.len() + value.len() + 3;
        let length: usize = lines.iter().map(long).sum();
        let parts = [method, url.path(), url.query().unwrap_or_default(), hash];
        let rest: usize = parts.iter().map(|part| part.len() + 1).sum();
        let mut text = String::with_capacity(length + rest + 1);
        text.push_str(method);
        text.push('\n');
        match scope.takes_path_as_it_is() {
            true => text.push_str(url.path()),
            false => text.extend(utf8_percent_encode(&normalized(url.path()), PATH)),
        }
        text.push('\n');
        push_query(&mut text, url.query().unwrap_or_default());
        let mut last = "";
        for (name, value) in &lines {
            match *name == last {
                true => text.push(','),
                false => {
                    text.push('\n');
                    text.push_str(name);
                    text.push(':');
                }
            }
            push_value(&mut text, value);
            last = name;
        }
        text.push_str("\n\n");
        let start = text.len();
        lines.dedup_by_key(|(name, _)| *name);
        for (at, (name, _)) in lines.iter().enumerate() {
            if at > 0 {
                text.push(';');
            }
            text.push_str(name);
        }
        let names = start..text.len();
        text.push('\n');
        text.push_str(hash);
        Ok(Self { text, names })
    }

    /// The names of the signed headers, with semicolons between them.
    pub(super) fn names(&self) -> &str {
        self.text.get(self.names.clone()).unwrap_or_default()
    }
}

/// The headers that are signed.
///
/// # Errors
///
/// When one has characters that cannot be signed.
pub(crate) fn signable(headers: &HeaderMap) -> Result<Vec<(&str, &str)>, String> {
    // As many may be added.
    let mut signable = Vec::with_capacity(headers.len() + 4);
    for (name, value) in headers {
        if !is_unsigned(name.as_str()) {
            let text = value.to_str();
            let text = text
                .map_err(|_| format!("the header {name} has characters that cannot be signed"))?;
            signable.push((name.as_str(), text));
        }
    }
    Ok(signable)
}

/// The path without dots and empty segments. The path that is sent has all its segments.
///
/// It ends with a slash only if the path does (botocore/utils.py, `remove_dot_segments`); `aws-sigv4` would keep a slash if
/// the last segment is `..`. S3 keys are not normalised: `a//b` and `a/../b` are keys.
pub(super) fn normalized(path: &str) -> Cow<'_, str> {
    let bytes = path.as_bytes();
    if !bytes.windows(2).any(|pair| matches!(pair, b"/." | b"//")) {
        return Cow::Borrowed(path);
    }
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let last = match path.ends_with('/') && !kept.is_empty() {
        true => "/",
        false => "",
    };
    Cow::Owned(format!("/{}{last}", kept.join("/")))
}

/// The host and its port, unless that is the scheme's own.
fn host(url: &Uri) -> &str {
    let Some(authority) = url.authority() else {
        return "";
    };
    match (url.scheme_str(), url.port_u16()) {
        (Some("http"), Some(80)) | (Some("https"), Some(443)) => authority.host(),
        _ => authority.as_str(),
    }
}

/// Appends the fields of a query, encoded alike and sorted.
fn push_query(text: &mut String, query: &str) {
    let fields = query.split('&').filter(|field| !field.is_empty());
    let mut fields: Vec<_> = fields
        .map(|field| {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            (encoded(name), encoded(value))
        })
        .collect();
    fields.sort();
    for (at, (name, value)) in fields.iter().enumerate() {
        if at > 0 {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
}

/// A part of a query, which may be encoded, with all characters but unreserved ones encoded once.
fn encoded(text: &str) -> Cow<'_, str> {
    let is_unreserved =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if text.bytes().all(is_unreserved) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('+', " ");
    let bytes: Vec<u8> = percent_decode_str(&text).collect();
    Cow::Owned(percent_encode(&bytes, UNRESERVED).to_string())
}

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// Appends the value of a header, without the spaces around it, and with one space for many.
fn push_value(text: &mut String, value: &str) {
    let words = value.split(' ').filter(|word| !word.is_empty());
    for (at, word) in words.enumerate() {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// Whether an intermediary may change or lose a header (botocore/auth.py, `SIGNED_HEADERS_BLACKLIST`).
fn is_unsigned(header: &str) -> bool {
    matches!(
        header,
        "authorization"
            | "baggage"
            | "connection"
            | "expect"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "te"
            | "traceparent"
            | "tracestate"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "user-agent"
            | "x-amzn-trace-id"
    )
}
