//! The proxies of the environment.

use std::net::IpAddr;

use http::Uri;

use super::proxy::Proxy;
use crate::client::host::{address, without_brackets};

/// Chooses the proxy of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    direct: Vec<Direct>,
}

/// Hosts that are reached directly.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Direct {
    /// Everything.
    All,
    /// A host and its subdomains, at a port or at all of them.
    Host(String, Option<u16>),
    /// Addresses with this prefix.
    Net(IpAddr, u8),
}

impl Proxies {
    /// Those of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, lower-case names first; loopback addresses are reached
    /// directly.
    pub(super) fn of(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let first = |names: &[&str]| {
            let mut found = names.iter().filter_map(|name| variable(name));
            found.find(|value| !value.is_empty())
        };
        // In a CGI program, HTTP_PROXY may be the caller's `Proxy` header (CVE-2016-5385).
        let http: &[&str] = match variable("REQUEST_METHOD") {
            Some(_) => &["http_proxy", "all_proxy", "ALL_PROXY"],
            None => &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
        };
        let https = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
        let names = first(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
        let mut direct: Vec<Direct> = names.split(',').filter_map(Direct::of).collect();
        direct.extend(
            ["localhost", "127.0.0.0/8", "::1"]
                .into_iter()
                .filter_map(Direct::of),
        );
        Ok(Self {
            http: first(http).map(|url| Proxy::parse(&url)).transpose()?,
            https: first(&https).map(|url| Proxy::parse(&url)).transpose()?,
            direct,
        })
    }

    /// The proxy that a request to `uri` goes through.
    pub(super) fn in_front_of(&self, uri: &Uri) -> Option<&Proxy> {
        let scheme = uri.scheme_str().unwrap_or_default();
        self.of_host(scheme, uri.host().unwrap_or_default(), uri.port_u16())
    }

    fn of_host(&self, scheme: &str, host: &str, port: Option<u16>) -> Option<&Proxy> {
        let (proxy, default) = match scheme {
            "https" => (self.https.as_ref()?, 443),
            _ => (self.http.as_ref()?, 80),
        };
        let host = without_brackets(host);
        let port = port.unwrap_or(default);
        let is_direct = self.direct.iter().any(|direct| direct.covers(host, port));
        (!is_direct).then_some(proxy)
    }
}

impl Direct {
    /// An entry of `NO_PROXY`: `*`, a host or domain with an optional leading dot and port, an address, or a network
    /// (`10.0.0.0/8`).
    fn of(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if text.is_empty() {
            return None;
        }
        if text == "*" {
            return Some(Self::All);
        }
        if let Some((address, length)) = text.split_once('/')
            && let (Ok(address), Ok(length)) = (address.parse(), length.parse())
        {
            return Some(Self::Net(address, length));
        }
        if let Ok(address) = without_brackets(&text).parse::<IpAddr>() {
            return Some(Self::Net(address, 128));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text.as_str(), None),
        };
        let host = host.trim_start_matches("*.").trim_start_matches('.');
        let host = without_brackets(host);
        Some(Self::Host(host.to_owned(), port))
    }

    fn covers(&self, host: &str, port: u16) -> bool {
        match self {
            Self::All => true,
            Self::Host(_, Some(at)) if *at != port => false,
            Self::Host(name, _) => {
                let host = host.to_ascii_lowercase();
                let below = host.strip_suffix(name.as_str());
                below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
            }
            Self::Net(net, length) => match (net, address(host).map(|host| host.to_canonical())) {
                (IpAddr::V4(net), Some(IpAddr::V4(host))) => same(
                    u128::from(net.to_bits()),
                    u128::from(host.to_bits()),
                    *length,
                    32,
                ),
                (IpAddr::V6(net), Some(IpAddr::V6(host))) => {
                    same(net.to_bits(), host.to_bits(), *length, 128)
                }
                _ => false,
            },
        }
    }
}

/// Whether the first `length` of `bits` bits are equal.
fn same(a: u128, b: u128, length: u8, bits: u8) -> bool {
    let left = bits.saturating_sub(length);
    a.checked_shr(u32::from(left)).unwrap_or(0) == b.checked_shr(u32::from(left)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(pairs: &[(&str, &str)]) -> Result<Proxies, String> {
        let variable = |wanted: &str| {
            let found = pairs.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        };
        Proxies::of(&variable)
    }

    #[test]
    fn a_proxy_needs_a_variable() {
        assert_eq!(
            proxies(&[]).unwrap().of_host("https", "ec2.example", None),
            None
        );
        let found = proxies(&[("HTTPS_PROXY", "proxy:3128")]).unwrap();
        let proxy = found.of_host("https", "ec2.example", None).unwrap();
        assert_eq!(proxy.shown(), "http://proxy:3128");
        assert!(found.of_host("http", "ec2.example", None).is_none());
    }

    #[test]
    fn what_no_proxy_names_is_reached_directly() {
        let names = "example.com, .internal,host:8443,10.0.0.0/8,[fd00::]/16,192.168.1.7,*.star";
        let found = proxies(&[("ALL_PROXY", "proxy:1"), ("NO_PROXY", names)]).unwrap();
        let is_direct = |host: &str, port| found.of_host("https", host, port).is_none();
        for (host, port) in [
            ("example.com", None),
            ("a.Example.com", None),
            ("a.internal", None),
            ("internal", None),
            ("host", Some(8443)),
            ("10.1.2.3", None),
            ("192.168.1.7", Some(1)),
            ("a.star", None),
            ("localhost", None),
            ("127.1.2.3", None),
            ("127.1", None),
            ("10.66051", None),
            ("[::1]", None),
        ] {
            assert!(is_direct(host, port), "{host}");
        }
        for (host, port) in [
            ("badexample.com", None),
            ("host", None),
            ("host", Some(443)),
            ("11.0.0.1", None),
            ("192.168.1.8", None),
        ] {
            assert!(!is_direct(host, port), "{host}");
        }
        let all = proxies(&[("ALL_PROXY", "proxy:1"), ("no_proxy", "*")]).unwrap();
        assert!(all.of_host("http", "example.com", None).is_none());
    }

    #[test]
    fn a_cgi_program_takes_no_proxy_from_its_caller() {
        let variables = [
            ("REQUEST_METHOD", "GET"),
            ("HTTP_PROXY", "http://evil.example"),
        ];
        assert_eq!(
            proxies(&variables)
                .unwrap()
                .of_host("http", "ec2.example", None),
            None
        );
    }

    #[test]
    fn a_bad_proxy_is_an_error_without_its_url() {
        let error = proxies(&[("ALL_PROXY", "http://u:secret@h:port")]).unwrap_err();
        assert!(!error.contains("secret"), "{error}");
        let found = proxies(&[("ALL_PROXY", "http://u:secret@h:1")]).unwrap();
        let shown = found.of_host("http", "example.com", None).unwrap().shown();
        assert_eq!(shown, "http://h:1");
    }

    #[test]
    fn a_proxy_of_another_kind_is_an_error() {
        for url in ["ftp://h:1", "socks5://u:secret@h:1"] {
            let error = proxies(&[("HTTPS_PROXY", url)]).unwrap_err();
            assert!(
                error.contains("only http and https are supported"),
                "{error}"
            );
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
