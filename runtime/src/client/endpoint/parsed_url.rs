//! URLs as rules parse them.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The parts of a URL (botocore/endpoint_provider.py, `parse_url`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParsedUrl<'a> {
    pub(super) scheme: &'static str,
    pub(super) text: Cow<'a, str>,
    /// The start and end of the authority; the path follows.
    pub(super) authority: (usize, usize),
    pub(super) path_end: usize,
}

/// Characters that Python's `quote` leaves unencoded.
const QUOTED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl<'a> ParsedUrl<'a> {
    /// Parses a URL; `None` unless it has HTTP or HTTPS, a numeric port if any, and no query.
    pub(crate) fn parse(text: Cow<'a, str>) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let scheme = ["https", "http"]
            .into_iter()
            .find(|known| scheme.eq_ignore_ascii_case(known))?;
        let start = text.len() - rest.len();
        // Without slashes there is no authority.
        let rest = rest.strip_prefix("//")?;
        let start = start + 2;
        let end = start + rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let behind = text.get(end..)?;
        let (before_fragment, _) = behind.split_once('#').unwrap_or((behind, ""));
        let (path, query) = before_fragment
            .split_once('?')
            .unwrap_or((before_fragment, ""));
        if !query.is_empty() {
            return None;
        }
        let path_end = end + path.len();
        let url = Self {
            scheme,
            authority: (start, end),
            path_end,
            text,
        };
        let (host, port) = url.host_and_port();
        let has_port = port.is_none_or(|port| port.is_empty() || port.parse::<u16>().is_ok());
        (has_port && !host.is_empty()).then_some(url)
    }

    pub(crate) fn into_owned(self) -> ParsedUrl<'static> {
        ParsedUrl {
            scheme: self.scheme,
            text: Cow::Owned(self.text.into_owned()),
            authority: self.authority,
            path_end: self.path_end,
        }
    }

    fn authority(&self) -> &str {
        let (start, end) = self.authority;
        self.text.get(start..end).unwrap_or_default()
    }

    fn host_and_port(&self) -> (&str, Option<&str>) {
        let authority = self.authority();
        let host = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let bracket = host.rfind(']').map_or(0, |at| at + 1);
        match host.get(bracket..).and_then(|rest| rest.find(':')) {
            Some(colon) => {
                let colon = bracket + colon;
                (host.get(..colon).unwrap_or_default(), host.get(colon + 1..))
            }
            None => (host, None),
        }
    }

    /// The path without dot segments and double slashes, with a final slash.
    pub(super) fn normalized_path(&self) -> String {
        let path = self
            .text
            .get(self.authority.1..self.path_end)
            .unwrap_or_default();
        let mut segments: Vec<&str> = Vec::new();
        for segment in path.split('/') {
            match segment {
                "" | "." => {}
                ".." => {
                    segments.pop();
                }
                segment => segments.push(segment),
            }
        }
        let mut normalized = String::with_capacity(path.len() + 2);
        normalized.push('/');
        for segment in segments {
            normalized.extend(utf8_percent_encode(segment, QUOTED));
            normalized.push('/');
        }
        normalized
    }

    /// Whether the host is an IPv4 address, or an IPv6 address in brackets.
    pub(super) fn is_ip(&self) -> bool {
        let (host, _) = self.host_and_port();
        match host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
        {
            Some(address) => {
                let address = address
                    .split_once('%')
                    .map_or(address, |(address, _)| address);
                address.parse::<Ipv6Addr>().is_ok()
            }
            None => is_ipv4(host),
        }
    }

    pub(super) fn shared(&self, start: usize, end: usize) -> Cow<'a, str> {
        match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
            Cow::Owned(text) => Cow::Owned(text.get(start..end).unwrap_or_default().to_owned()),
        }
    }
}

/// Four numbers of one to three digits (botocore/compat.py, `IPV4_RE`).
pub(crate) fn is_ipv4(host: &str) -> bool {
    let is_number = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    host.split('.').count() == 4 && host.split('.').all(is_number)
}

#[cfg(test)]
mod tests {
    use super::super::value::Value;
    use super::*;

    fn parts(url: &str) -> Option<String> {
        let url = ParsedUrl::parse(Cow::Borrowed(url))?;
        let text = |name| url.part(name).as_text().map(str::to_owned).unwrap();
        let is_ip = url.part("isIp") == Value::Boolean(true);
        Some(format!(
            "{} {} {} {} {is_ip}",
            text("scheme"),
            text("authority"),
            text("path"),
            text("normalizedPath")
        ))
    }

    #[test]
    fn a_url_is_taken_apart() {
        for (url, expected) in [
            ("https://a.example", "https a.example  / false"),
            (
                "HTTP://a:80/b//./c/../d",
                "http a:80 /b//./c/../d /b/d/ false",
            ),
            ("http://10.0.0.1:9/é", "http 10.0.0.1:9 /é /%C3%A9/ true"),
            ("https://[::1]:443/x/", "https [::1]:443 /x/ /x/ true"),
            ("https://1.2.3/", "https 1.2.3 / / false"),
            ("https://a/?#f", "https a / / false"),
        ] {
            assert_eq!(parts(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn what_is_no_url_to_ask_has_no_parts() {
        for url in [
            "",
            "a.example",
            "ftp://a",
            "https:a",
            "https://",
            "http://a:x",
            "http://a:99999",
            "https://a/b?c",
        ] {
            assert_eq!(parts(url), None, "{url}");
        }
    }
}
