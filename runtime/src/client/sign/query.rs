//! The query of a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Adds a field to a URL.
pub(super) fn add_field(url: &mut String, name: &str, value: &str) {
    let separator = if url.contains('?') { '&' } else { '?' };
    url.push(separator);
    url.push_str(name);
    url.push('=');
    url.extend(utf8_percent_encode(value, UNRESERVED));
}

/// What is encoded in queries: all but unreserved characters (RFC 3986).
pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
