//! Where a request goes, and what region it is signed for.

use std::fmt;
use std::net::IpAddr;

use super::config::{Config, ConfigError};
use super::partition::Partition;
use crate::schema::Service;

/// Scheme, host, port and path of an endpoint, in the form that is signed: lower-case host, no default port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    scheme: &'static str,
    host: String,
    port: Option<u16>,
    /// Empty, or a slash followed by something that does not end with a slash.
    path: String,
}

/// Where the requests of a service go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) url: BaseUrl,
    /// The region of the credential scope; `None` when nothing says it, which only unsigned requests can do with.
    pub(crate) signing_region: Option<String>,
    /// Whether the URL is configured rather than the service's own.
    pub(crate) is_custom: bool,
}

/// What to say when a region is needed and none is set.
pub(crate) const NO_REGION: &str = "no region: set AWS_REGION, or `Config::builder().region(…)`";

impl Endpoint {
    /// The endpoint of a service.
    pub(crate) fn resolve(service: &Service, config: &Config) -> Result<Self, ConfigError> {
        let region = config.region();
        if let Some(region) = region
            && (region.starts_with("fips-") || region.ends_with("-fips"))
        {
            return Err(ConfigError::new(format!(
                "the region {region:?} asks for FIPS endpoints, which are not supported; \
                 set the region's own name and an endpoint URL"
            )));
        }
        let partition = Partition::of(region.unwrap_or_default());
        let all_regions = region.is_none_or(|region| partition.is_global(region));
        let global = service
            .endpoint
            .global
            .iter()
            .find(|global| global.partition == partition.id);
        // S3 has one host for all regions besides those of the regions (s3/endpoint-rule-set-1, `UseGlobalEndpoint`).
        let is_s3 = super::s3::is_s3(service) && partition.id == "aws";
        // STS has such a host, too, which `aws-global` asks for (botocore/endpoint_provider.py, with sts' rules).
        let is_global_sts = service.name == "sts" && region == Some("aws-global");
        let signing_region = match (global, region) {
            (Some(global), _) => Some(global.region),
            (None, _) if (is_s3 && all_regions) || is_global_sts => Some("us-east-1"),
            (None, region) => region,
        };
        let url = match (config.settings().endpoint_urls.of(service), global, region) {
            (Some(url), _, _) => {
                return Ok(Self {
                    url: url.clone(),
                    // A custom endpoint is asked in the caller's region, if there is one.
                    signing_region: region
                        .filter(|_| !all_regions)
                        .or(signing_region)
                        .map(str::to_owned),
                    is_custom: true,
                });
            }
            (None, Some(global), _) => BaseUrl::https(global.host),
            (None, None, region) if is_s3 && (all_regions || region == Some("us-east-1")) => {
                BaseUrl::https(&format!("s3.{}", partition.dns_suffix))
            }
            (None, None, _) if is_global_sts => {
                BaseUrl::https(&format!("sts.{}", partition.dns_suffix))
            }
            (None, None, Some(region)) => BaseUrl::https(&format!(
                "{}.{region}.{}",
                service.endpoint.prefix, partition.dns_suffix
            )),
            (None, None, None) => return Err(ConfigError::new(NO_REGION)),
        };
        Ok(Self {
            url,
            signing_region: signing_region.map(str::to_owned),
            is_custom: false,
        })
    }
}

impl BaseUrl {
    /// Reads a configured URL; `source` is the setting it came from.
    pub(crate) fn parse(text: &str, source: &str) -> Result<Self, ConfigError> {
        let wrong = |reason: &str| {
            Err(ConfigError::new(format!(
                "the endpoint URL {:?} ({source}) is not valid: {reason}",
                shown_url(text)
            )))
        };
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
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
        let uri = match format!("{scheme}://{authority}{path}").parse::<http::Uri>() {
            Ok(uri) => uri,
            Err(error) => return wrong(&error.to_string()),
        };
        let host = match uri.host() {
            Some(host) if !host.is_empty() => host.to_ascii_lowercase(),
            _ => return wrong("it has no host"),
        };
        let has_port = uri
            .authority()
            .is_some_and(|authority| authority.as_str().len() > host.len());
        let port = match uri.port_u16() {
            None if has_port => return wrong("its port is not a number up to 65535"),
            Some(443) if scheme == "https" => None,
            Some(80) if scheme == "http" => None,
            port => port,
        };
        Ok(Self {
            scheme,
            host,
            port,
            path: path.trim_end_matches('/').to_owned(),
        })
    }

    /// A host that is reached by HTTPS.
    fn https(host: &str) -> Self {
        Self {
            scheme: "https",
            host: host.to_owned(),
            port: None,
            path: String::new(),
        }
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme == "https"
    }

    /// Whether requests do not leave this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.address() {
            Some(address) => address.is_loopback(),
            None => self.host == "localhost" || self.host.ends_with(".localhost"),
        }
    }

    /// The host, if it is an IP address.
    fn address(&self) -> Option<IpAddr> {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host.parse().ok()
    }

    /// Puts `prefix` in front of the host, unless the host is an IP address.
    pub(crate) fn with_host_prefix(mut self, prefix: &str) -> Self {
        if self.address().is_none() {
            self.host.insert_str(0, prefix);
        }
        self
    }

    /// The same path at the scheme, host and port of another URL.
    pub(crate) fn at_host_of(self, other: Self) -> Self {
        Self {
            path: self.path,
            ..other
        }
    }

    /// The URL of a request: this path, one slash, the request's path, and its query.
    pub(crate) fn join(&self, path: &str, query: &str) -> String {
        let separator = if query.is_empty() { "" } else { "?" };
        let path = path.strip_prefix('/').unwrap_or(path);
        format!("{self}/{path}{separator}{query}")
    }
}

/// A configured URL as people may see it: without user name, password, query and fragment.
pub(crate) fn shown_url(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let (text, rest) = text.split_at(end);
    let rest = rest.get(..1).map(|mark| format!("{mark}***"));
    let start = text.find("://").map_or(0, |at| at + 3);
    let (scheme, after) = text.split_at(start);
    // A password may have slashes that nobody encoded: the last `@` counts.
    let after = match after.rsplit_once('@') {
        Some((_, after)) => format!("***@{after}"),
        None => after.to_owned(),
    };
    format!("{scheme}{after}{}", rest.unwrap_or_default())
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::samples::{EC2, ROUTE53, S3};

    fn resolve(service: &Service, region: &str, url: &str) -> Result<(String, String), String> {
        let mut config = Config::builder();
        if !region.is_empty() {
            config = config.region(region);
        }
        if !url.is_empty() {
            config = config.endpoint_url(url);
        }
        let config = config.build().map_err(|error| error.to_string())?;
        let endpoint = Endpoint::resolve(service, &config).map_err(|error| error.to_string())?;
        Ok((
            endpoint.url.to_string(),
            endpoint.signing_region.unwrap_or_default(),
        ))
    }

    #[test]
    fn a_regional_service_has_a_host_per_region() {
        for (service, region, url) in [
            (
                &EC2,
                "eu-central-1",
                "https://ec2.eu-central-1.amazonaws.com",
            ),
            (
                &EC2,
                "cn-north-1",
                "https://ec2.cn-north-1.amazonaws.com.cn",
            ),
            (
                &EC2,
                "us-iso-east-1",
                "https://ec2.us-iso-east-1.c2s.ic.gov",
            ),
            (&S3, "us-west-2", "https://s3.us-west-2.amazonaws.com"),
            (&S3, "us-east-1", "https://s3.amazonaws.com"),
        ] {
            let expected = Ok((url.to_owned(), region.to_owned()));
            assert_eq!(resolve(service, region, ""), expected);
        }
    }

    #[test]
    fn a_global_service_has_one_host_and_signing_region() {
        let aws = Ok((
            "https://route53.amazonaws.com".to_owned(),
            "us-east-1".to_owned(),
        ));
        for region in ["", "eu-west-1", "aws-global"] {
            assert_eq!(resolve(&ROUTE53, region, ""), aws, "{region}");
        }
        assert_eq!(
            resolve(&ROUTE53, "cn-north-1", ""),
            Ok((
                "https://route53.amazonaws.com.cn".to_owned(),
                "cn-northwest-1".to_owned()
            ))
        );
        // Not in the table for this partition: a regional host.
        assert_eq!(
            resolve(&ROUTE53, "us-iso-east-1", "").unwrap().0,
            "https://route53.us-iso-east-1.c2s.ic.gov"
        );
    }

    #[test]
    fn without_a_region_only_global_services_and_s3_have_an_endpoint() {
        assert_eq!(resolve(&EC2, "", ""), Err(NO_REGION.to_owned()));
        assert_eq!(
            resolve(&S3, "", ""),
            Ok((
                "https://s3.amazonaws.com".to_owned(),
                "us-east-1".to_owned()
            ))
        );
        // A custom endpoint needs a region only to sign.
        assert_eq!(
            resolve(&EC2, "", "http://localhost:1"),
            Ok(("http://localhost:1".to_owned(), String::new()))
        );
    }

    #[test]
    fn a_custom_endpoint_is_signed_for_the_callers_region() {
        let url = "http://localhost:5000";
        assert_eq!(
            resolve(&ROUTE53, "eu-west-1", url),
            Ok((url.to_owned(), "eu-west-1".to_owned()))
        );
        assert_eq!(
            resolve(&ROUTE53, "", url),
            Ok((url.to_owned(), "us-east-1".to_owned()))
        );
    }

    #[test]
    fn a_fips_region_is_refused_rather_than_sent_elsewhere() {
        assert!(resolve(&EC2, "fips-us-east-1", "").is_err());
    }

    #[test]
    fn a_url_is_brought_to_the_form_that_is_signed() {
        for (text, url) in [
            ("HTTPS://Host.Example:443/", "https://host.example"),
            (
                "http://host.example:8080/custom/",
                "http://host.example:8080/custom",
            ),
            ("http://[::1]:80", "http://[::1]"),
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
        let plain = BaseUrl::parse("http://h", "x").unwrap();
        let custom = BaseUrl::parse("http://h/custom/", "x").unwrap();
        assert_eq!(plain.join("/", ""), "http://h/");
        assert_eq!(custom.join("/", "a=b"), "http://h/custom/?a=b");
        assert_eq!(custom.join("/x//y", ""), "http://h/custom/x//y");
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
            url.with_host_prefix("data-").to_string()
        };
        assert_eq!(prefixed("http://localhost:1"), "http://data-localhost:1");
        assert_eq!(prefixed("http://127.0.0.1:1"), "http://127.0.0.1:1");
        assert_eq!(prefixed("http://[::1]:1"), "http://[::1]:1");
    }
}
