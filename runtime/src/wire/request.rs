//! Changes to a request after its wire format has written it.

use http::HeaderName;
use http::header::CONTENT_ENCODING;

use super::Request;

impl Request {
    /// The value of a header.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Adds a header, or replaces one with this name.
    pub(crate) fn set_header(&mut self, name: HeaderName, value: impl Into<String>) {
        self.remove_header(&name);
        self.headers.push((name, value.into()));
    }

    /// Removes a header.
    pub(crate) fn remove_header(&mut self, name: &HeaderName) {
        self.headers.retain(|(header, _)| header != name);
    }

    /// Adds an encoding after those that the body already has.
    pub(crate) fn append_content_encoding(&mut self, separator: &str, encoding: &str) {
        let value = match self.header(&CONTENT_ENCODING) {
            Some(first) => format!("{first}{separator}{encoding}"),
            None => encoding.to_owned(),
        };
        self.set_header(CONTENT_ENCODING, value);
    }
}
