//! The canonical request of signature version 4 (botocore/auth.py, `SigV4Auth.canonical_request`).

use std::borrow::Cow;

use http::{HeaderMap, Uri};
use percent_encoding::{AsciiSet, percent_decode_str, percent_encode, utf8_percent_encode};

use super::query::UNRESERVED;
use super::scope::Scope;

/// The headers that a signature covers, in the order of their names.
pub(super) struct SignedHeaders<'a> {
    lines: Vec<(&'a str, &'a str)>,
    names: String,
}

impl<'a> SignedHeaders<'a> {
    /// These headers, and `host`, if it is not among them.
    pub(super) fn new(mut headers: Vec<(&'a str, &'a str)>, url: &'a Uri) -> Self {
        if !headers.iter().any(|(name, _)| *name == HOST) {
            headers.push((HOST, host(url)));
        }
        // The values of a name stay in their order.
        let mut lines: Vec<(&str, &str)> = Vec::with_capacity(headers.len());
        for line in headers {
            put_in_order(&mut lines, line, |known, line| known.0 <= line.0);
        }
        let mut names = String::new();
        let mut last = "";
        for (name, _) in &lines {
            if *name != last {
                if !names.is_empty() {
                    names.push(';');
                }
                names.push_str(name);
            }
            last = name;
        }
        Self { lines, names }
    }

    /// Their names, with semicolons between them.
    pub(super) fn names(&self) -> &str {
        &self.names
    }
}

/// The canonical form of method, URL, headers, and payload, whose hash or mark is `hash`; its hash is signed.
pub(super) fn canonical_request(
    (method, url): (&str, &Uri),
    headers: &SignedHeaders<'_>,
    hash: &str,
    scope: &Scope<'_>,
) -> String {
    let long = |(name, value): &(&str, &str)| name.len() + value.len() + 2;
    let length: usize = headers.lines.iter().map(long).sum();
    let query = url.query().unwrap_or_default();
    let parts = [method, url.path(), query, headers.names(), hash];
    let rest: usize = parts.iter().map(|part| part.len() + 1).sum();
    let mut text = String::with_capacity(length + rest + 2);
    text.push_str(method);
    text.push('\n');
    match scope.takes_path_as_it_is() {
        true => text.push_str(url.path()),
        false => text.extend(utf8_percent_encode(&normalized(url.path()), PATH)),
    }
    text.push('\n');
    push_query(&mut text, query);
    let mut last = "";
    for (name, value) in &headers.lines {
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
    text.push_str(headers.names());
    text.push('\n');
    text.push_str(hash);
    text
}

const HOST: &str = "host";

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
    let mut sorted = Vec::new();
    for field in fields {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let field = (encoded(name), encoded(value));
        put_in_order(&mut sorted, field, |known, field| known <= field);
    }
    for (at, (name, value)) in sorted.iter().enumerate() {
        if at > 0 {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
}

/// Puts an item behind those that are not after it.
///
/// There are few, and the code for sorting each type of them by other means takes nine kilobytes of the program.
pub(crate) fn put_in_order<T>(sorted: &mut Vec<T>, item: T, is_not_after: impl Fn(&T, &T) -> bool) {
    let at = sorted.partition_point(|known| is_not_after(known, &item));
    sorted.insert(at, item);
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

const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// Appends the value of a header, without the blanks around it, and with one space for many.
fn push_value(text: &mut String, value: &str) {
    let words = value.split([' ', '\t']).filter(|word| !word.is_empty());
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
