//! The texts of headers.

use std::borrow::Cow;

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The text of a header; bytes that are not UTF-8 are read as Latin-1.
pub(crate) fn value_text(value: &HeaderValue) -> Cow<'_, str> {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.as_bytes().iter().copied().map(char::from).collect()),
    }
}

/// A header as one text: its lines joined with `, ` (RFC 9110, section 5.3), as in botocore.
///
/// The values of `Set-Cookie` contain commas, so only its first line counts.
pub(crate) fn joined<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<Cow<'h, str>> {
    let mut lines = headers.get_all(name).iter().map(value_text);
    let mut whole = lines.next()?;
    if name != SET_COOKIE {
        for line in lines {
            whole = Cow::Owned(format!("{whole}, {line}"));
        }
    }
    Some(whole)
}
