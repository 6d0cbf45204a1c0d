//! The URL of an endpoint, and of the requests that are sent there.

use std::fmt;
use std::net::IpAddr;

use http::Uri;
use http::uri::{Authority, InvalidUri, PathAndQuery, Scheme};
use percent_encoding::{CONTROLS, utf8_percent_encode};

use crate::client::config_error::ConfigError;
use crate::client::host::{NOT_A_HOST, is_host_with_port, is_loopback, without_brackets};

/// Scheme, host, port and path of an endpoint, in the signed form: lower-case host, no default port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// Empty, or a slash followed by text that does not end with a slash.
    path: String,
}

impl BaseUrl {
    /// Parses a configured URL; `source` is its setting.
    pub(crate) fn parse(text: &str, source: &str) -> Result<Self, ConfigError> {
        let wrong = |reason: &str| {
            Err(ConfigError::new(format!(
                "the endpoint URL {:?} ({source}) is not valid: {reason}",
                shown_url(text)
            )))
        };
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Scheme::HTTPS, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (Scheme::HTTP, rest),
            _ => return wrong("it must start with http:// or https://"),
        };
        let (authority, path) = match rest.find(['/', '?', '#']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        if authority.contains('@') {
            return wrong("it must not have a user name");
        }
        if path.contains(['?', '#']) {
            return wrong("it must not have a query or a fragment");
        }
        if authority.is_empty() {
            return wrong("it has no host");
        }
        if !authority.is_ascii() {
            return wrong("its host has letters beyond ASCII: write it as DNS has it, `xn--…`");
        }
        let uri = match format!("{scheme}://{authority}{path}").parse::<Uri>() {
            Ok(uri) => uri,
            Err(error) => return wrong(&error.to_string()),
        };
        let host = match uri.host() {
            Some(host) if !host.is_empty() => host.to_ascii_lowercase(),
            _ => return wrong("it has no host"),
        };
        if authority.contains('[') && !uri.authority().is_some_and(is_host_with_port) {
            return wrong(NOT_A_HOST);
        }
        let has_port = uri
            .authority()
            .is_some_and(|authority| authority.as_str().len() > host.len());
        let port = match uri.port_u16() {
            None if has_port => return wrong("its port is not a number up to 65535"),
            Some(443) if scheme == Scheme::HTTPS => None,
            Some(80) if scheme == Scheme::HTTP => None,
            port => port,
        };
        let authority = match port {
            Some(port) => Authority::try_from(format!("{host}:{port}")),
            None => Authority::try_from(host),
        };
        let authority = match authority {
            Ok(authority) => authority,
            Err(error) => return wrong(&error.to_string()),
        };
        Ok(Self {
            scheme,
            authority,
            path: match path.trim_end_matches('/') {
                "" => String::new(),
                // Letters that a request line cannot contain, encoded as urllib3 does for botocore.
                _ => utf8_percent_encode(path, CONTROLS).to_string(),
            },
        })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Whether requests stay on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(self.authority.host())
    }

    /// The host, if it is an IP address.
    fn address(&self) -> Option<IpAddr> {
        without_brackets(self.authority.host()).parse().ok()
    }

    /// Prefixes the host, unless it is an IP address.
    ///
    /// # Errors
    ///
    /// When the result is not a host.
    pub(crate) fn with_host_prefix(&self, prefix: &str) -> Result<Self, InvalidUri> {
        let mut url = self.clone();
        if self.address().is_none() {
            url.authority = Authority::try_from(format!("{prefix}{}", self.authority))?;
        }
        Ok(url)
    }

    /// The same path with the scheme, host and port of another URL.
    pub(crate) fn at_host_of(self, other: Self) -> Self {
        Self {
            path: self.path,
            ..other
        }
    }

    /// The path and query of a request with this scheme, host and port.
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join).
    pub(crate) fn at_path_of(&self, url: &Uri) -> Result<Uri, http::Error> {
        let path = url.path_and_query().cloned();
        self.request(path.unwrap_or_else(|| PathAndQuery::from_static("/")))
    }

    /// Whether it is an endpoint of S3's Transfer Acceleration (botocore/utils.py, `is_s3_accelerate_url`).
    pub(crate) fn is_s3_accelerate(&self) -> bool {
        matches!(
            self.authority.as_str(),
            "s3-accelerate.amazonaws.com" | "s3-accelerate.dualstack.amazonaws.com"
        )
    }

    /// The URL of a request: this path, one slash, the request's path, and its query. If the request's path is empty or a
    /// slash, this one stays unchanged (botocore/awsrequest.py, `_urljoin`). The path stays as it is: `a/../b` and `a//b` are
    /// keys of S3.
    ///
    /// # Errors
    ///
    /// When the result is not a URL.
    pub(crate) fn join(&self, path: &str, query: &str) -> Result<Uri, http::Error> {
        let separator = if query.is_empty() { "" } else { "?" };
        let path = path.strip_prefix('/').unwrap_or(path);
        let has_slash = !self.path.is_empty() && (path.is_empty() || self.path.ends_with('/'));
        let slash = if has_slash { "" } else { "/" };
        let path = [&self.path, slash, path, separator, query].concat();
        self.request(PathAndQuery::try_from(path)?)
    }

    fn request(&self, path: PathAndQuery) -> Result<Uri, http::Error> {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Ok(Uri::from_parts(parts)?)
    }
}

/// A configured URL without user name, password, query and fragment, for display.
pub(crate) fn shown_url(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let (text, rest) = text.split_at(end);
    let rest = rest.get(..1).map(|mark| format!("{mark}***"));
    let start = text.find("://").map_or(0, |at| at + 3);
    let (scheme, after) = text.split_at(start);
    // A password may contain unencoded slashes: the last `@` counts.
    let after = match after.rsplit_once('@') {
        Some((_, after)) => format!("***@{after}"),
        None => after.to_owned(),
    };
    format!("{scheme}{after}{}", rest.unwrap_or_default())
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_brought_to_the_form_that_is_signed() {
        for (text, url) in [
            ("HTTPS://Host.Example:443/", "https://host.example"),
            (
                "http://host.example:8080/custom/",
                "http://host.example:8080/custom/",
            ),
            ("http://[::1]:80", "http://[::1]"),
            ("http://h/é/%41", "http://h/%C3%A9/%41"),
        ] {
            assert_eq!(BaseUrl::parse(text, "x").unwrap().to_string(), url);
        }
    }

    #[test]
    fn a_bad_url_says_what_is_wrong() {
        for (text, reason) in [
            ("host.example", "it must start with http:// or https://"),
            (
                "ftp://host.example",
                "it must start with http:// or https://",
            ),
            ("http://", "it has no host"),
            ("http:///path", "it has no host"),
            ("http://h?x", "it must not have a query or a fragment"),
            ("http://h/#x", "it must not have a query or a fragment"),
            ("http://h:99999", "its port is not a number up to 65535"),
            ("http://h:x", "its port is not a number up to 65535"),
            ("http://a b", "invalid uri character"),
            ("http://[::1]host:9000/", NOT_A_HOST),
            ("http://[::1]host", NOT_A_HOST),
            ("http://host:[::1]:9000", NOT_A_HOST),
            ("http://[host]", NOT_A_HOST),
        ] {
            let error = BaseUrl::parse(text, "x").unwrap_err().to_string();
            assert!(error.ends_with(reason), "{text}: {error}");
        }
    }

    #[test]
    fn a_url_is_shown_without_what_may_be_secret() {
        for (text, shown) in [
            ("http://h:1/path", "http://h:1/path"),
            ("https://user:secret@h/path", "https://***@h/path"),
            ("http://user:sec/ret@h", "http://***@h"),
            ("user:secret@h", "***@h"),
            ("http://h/path?key=secret", "http://h/path?***"),
            ("http://h/#secret", "http://h/#***"),
        ] {
            assert_eq!(shown_url(text), shown);
            let error = BaseUrl::parse(text, "x").err();
            let error = error.map(|error| error.to_string()).unwrap_or_default();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn paths_are_joined_with_one_slash() {
        for (base, path, query, url) in [
            ("http://h", "/", "", "http://h/"),
            ("http://h", "", "", "http://h/"),
            ("http://h/", "/x", "", "http://h/x"),
            ("http://h/custom", "/", "a=b", "http://h/custom?a=b"),
            ("http://h/custom", "", "acl", "http://h/custom?acl"),
            ("http://h/custom/", "", "acl", "http://h/custom/?acl"),
            ("http://h/custom", "/x//y", "", "http://h/custom/x//y"),
            ("http://h/custom/", "/x//y", "", "http://h/custom/x//y"),
        ] {
            let base = BaseUrl::parse(base, "x").unwrap();
            assert_eq!(base.join(path, query).unwrap().to_string(), url);
        }
    }

    #[test]
    fn loopback_is_this_machine_by_name_or_address() {
        for (url, expected) in [
            ("http://localhost:1", true),
            ("http://a.localhost", true),
            ("http://127.3.2.1", true),
            ("http://[::1]:80", true),
            ("http://localhost.example", false),
            ("http://128.0.0.1", false),
            ("http://[::2]", false),
        ] {
            let url = BaseUrl::parse(url, "x").unwrap();
            assert_eq!(url.is_loopback(), expected, "{url}");
        }
    }

    #[test]
    fn a_host_prefix_does_not_touch_an_address() {
        let prefixed = |url| {
            let url = BaseUrl::parse(url, "x").unwrap();
            url.with_host_prefix("data-").unwrap().to_string()
        };
        assert_eq!(prefixed("http://localhost:1"), "http://data-localhost:1");
        assert_eq!(prefixed("http://127.0.0.1:1"), "http://127.0.0.1:1");
        assert_eq!(prefixed("http://[::1]:1"), "http://[::1]:1");
    }
}
