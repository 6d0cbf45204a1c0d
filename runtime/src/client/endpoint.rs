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
        let region = config.region()?;
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
        let is_s3 = super::s3::is_s3(service);
        let signing_region = match (global, region) {
            (Some(global), _) => Some(global.region),
            (None, _) if is_s3 && all_regions => Some("us-east-1"),
            (None, region) => region,
        };
        let url = match (config.endpoint_url(service)?, global, region) {
            (Some(url), _, _) => {
                return Ok(Self {
                    url,
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
                "the endpoint URL {text:?} ({source}) is not valid: {reason}"
            )))
        };
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
            _ if text.contains('@') => {
                return Err(ConfigError::new(format!(
                    "the endpoint URL ({source}) is not valid: it must start with http:// or https://"
                )));
            }
            _ => return wrong("it must start with http:// or https://"),
        };
        let (authority, path) = match rest.find(['/', '?', '#']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        if authority.contains('@') {
            // The URL is not repeated: it may hold a password.
            return Err(ConfigError::new(format!(
                "the endpoint URL ({source}) is not valid: it must not have a user name"
            )));
        }
        if path.contains(['?', '#']) {
            return wrong("it must not have a query or a fragment");
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

    /// Puts `prefix` in front of the host, unless the host is an IP address.
    pub(crate) fn with_host_prefix(mut self, prefix: &str) -> Self {
        let address = self.host.trim_start_matches('[').trim_end_matches(']');
        if address.parse::<IpAddr>().is_err() {
            self.host.insert_str(0, prefix);
        }
        self
    }

    /// The URL of a request: this path, one slash, the request's path, and its query.
    pub(crate) fn join(&self, path: &str, query: &str) -> String {
        let separator = if query.is_empty() { "" } else { "?" };
        let path = path.strip_prefix('/').unwrap_or(path);
        format!("{self}/{path}{separator}{query}")
    }
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
