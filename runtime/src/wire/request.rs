//! Changes to a request after its wire format has written it.

use super::Request;

impl Request {
    /// The value of a header; case does not matter.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Adds a header, or replaces one with this name.
    pub(crate) fn set_header(&mut self, name: &str, value: impl Into<String>) {
        self.remove_header(name);
        self.headers.push((name.to_owned(), value.into()));
    }

    /// Removes a header; case does not matter.
    pub(crate) fn remove_header(&mut self, name: &str) {
        self.headers
            .retain(|(header, _)| !header.eq_ignore_ascii_case(name));
    }

    /// Adds an encoding after those that the body already has.
    pub(crate) fn append_content_encoding(&mut self, separator: &str, encoding: &str) {
        let value = match self.header("content-encoding") {
            Some(first) => format!("{first}{separator}{encoding}"),
            None => encoding.to_owned(),
        };
        self.set_header("Content-Encoding", value);
    }
}
