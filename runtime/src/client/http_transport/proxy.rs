//! The URL of a proxy.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, Uri};
use percent_encoding::percent_decode_str;

use crate::client::host::{NOT_A_HOST, is_host_with_port};

/// Where a proxy is, and what it wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proxy {
    /// Scheme, host and port.
    uri: Uri,
    /// `Proxy-Authorization`.
    authorization: Option<HeaderValue>,
}

impl Proxy {
    /// Reads `[http[s]://][user[:password]@]host[:port][/…]`. The error does not repeat it: it may contain a password.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = |reason: &str| format!("the proxy's URL is not valid: {reason}");
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = scheme.to_ascii_lowercase();
        let default: u16 = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            // A scheme has no more letters than these; what stands there otherwise may be a password.
            other if other.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                return Err(wrong(&format!(
                    "its scheme is {other}, and only http and https are supported"
                )));
            }
            _ => return Err(wrong("only http and https are supported")),
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let authority = rest.get(..end).unwrap_or_default();
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        let (host, port) = match place.rsplit_once(':') {
            // Within an IPv6 address.
            Some((_, after)) if after.ends_with(']') => (place, ""),
            Some((host, port)) => (host, port),
            None => (place, ""),
        };
        if host.is_empty() {
            return Err(wrong("it has no host"));
        }
        if !host.is_ascii() {
            return Err(wrong(
                "its host has letters beyond ASCII: write it as DNS has it, `xn--…`",
            ));
        }
        let port = match port {
            "" => default,
            port => port.parse().map_err(|_| wrong("invalid port number"))?,
        };
        let uri = Uri::builder()
            .scheme(scheme.as_str())
            .authority(format!("{}:{port}", host.to_ascii_lowercase()))
            .path_and_query("/")
            .build();
        let uri: Uri = uri.map_err(|_| wrong("its host has letters that no host has"))?;
        if !uri.authority().is_some_and(is_host_with_port) {
            return Err(wrong(NOT_A_HOST));
        }
        Ok(Self {
            uri,
            authorization: user.and_then(authorization),
        })
    }

    /// Scheme, host and port.
    pub(super) const fn uri(&self) -> &Uri {
        &self.uri
    }

    /// User name and password in the form of a header.
    pub(super) const fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }

    /// The proxy without user name and password, for errors.
    pub(super) fn shown(&self) -> String {
        self.uri.to_string().trim_end_matches('/').to_owned()
    }
}

fn authorization(user: &str) -> Option<HeaderValue> {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    if name.is_empty() && password.is_empty() {
        return None;
    }
    let mut both = percent_decode_str(name).collect::<Vec<u8>>();
    both.push(b':');
    both.extend(percent_decode_str(password));
    let value = format!("Basic {}", BASE64_STANDARD.encode(both));
    let mut value = HeaderValue::try_from(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<String>) {
        let proxy = Proxy::parse(text).unwrap();
        let value = proxy.authorization().map(|value| {
            let value = value.to_str().unwrap().trim_start_matches("Basic ");
            String::from_utf8(BASE64_STANDARD.decode(value).unwrap()).unwrap()
        });
        (proxy.shown(), value)
    }

    #[test]
    fn a_proxy_has_a_port_and_perhaps_a_password() {
        for (text, shown, password) in [
            ("proxy", "http://proxy:80", None),
            (" proxy:3128 ", "http://proxy:3128", None),
            ("HTTPS://Proxy/", "https://proxy:443", None),
            ("http://[::1]:8/x?y", "http://[::1]:8", None),
            ("http://[fd00::1]", "http://[fd00::1]:80", None),
            ("http://127.1:8", "http://127.1:8", None),
            ("u:p@proxy:1", "http://proxy:1", Some("u:p")),
            ("http://u@proxy:", "http://proxy:80", Some("u:")),
            ("http://@proxy", "http://proxy:80", None),
            ("http://:p@proxy", "http://proxy:80", Some(":p")),
            (
                "http://u%40x:p%3A%25@proxy",
                "http://proxy:80",
                Some("u@x:p:%"),
            ),
            (
                "http://u:p@ss:w@proxy:1",
                "http://proxy:1",
                Some("u:p@ss:w"),
            ),
            (
                "http://u:p\"{}|é@proxy",
                "http://proxy:80",
                Some("u:p\"{}|é"),
            ),
        ] {
            let expected = (shown.to_owned(), password.map(str::to_owned));
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_url_that_is_not_valid_is_not_repeated() {
        for (text, reason) in [
            ("http://u:secret@", "it has no host"),
            ("http://u:secret@:1", "it has no host"),
            ("http://u:secret@h:port", "invalid port number"),
            ("http://u:secret@h:65536", "invalid port number"),
            ("http://u:secret@h:-1", "invalid port number"),
            (
                "http://u:secret@h h",
                "its host has letters that no host has",
            ),
            (
                "http://u:secret@bücher.example",
                "its host has letters beyond ASCII",
            ),
            ("http://u:secret@[::1]h:1", NOT_A_HOST),
            ("http://u:secret@[h]", NOT_A_HOST),
            ("u:secret#/x://h", "only http and https are supported"),
            ("socks5h://u:secret@h", "its scheme is socks5h"),
        ] {
            let error = Proxy::parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
