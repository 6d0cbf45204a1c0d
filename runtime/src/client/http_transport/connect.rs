//! How connections are made: TLS, certificates, proxies.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{NoProxy, Proxy};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::Connections;
use super::failure::{Limits, root_cause};

/// How many idle connections are kept, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    pub(super) max_idle_per_host: usize,
    pub(super) idle_timeout: Duration,
}

/// The clients for requests that need HTTP/2 and for all others.
pub(super) fn connections(limits: Limits, pool: Pool) -> Result<Connections, String> {
    let (tls, no_tls) = tls()?;
    let client = build(builder(&tls, limits, pool)?.http1_only())?;
    #[cfg(feature = "http2")]
    let http2 = Some(build(builder(&tls, limits, pool)?.http2_prior_knowledge())?);
    #[cfg(not(feature = "http2"))]
    let http2 = None;
    Ok(Connections {
        client,
        http2,
        no_tls,
    })
}

/// How long the other side may acknowledge nothing, at least: it opens a full window in large steps.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const LEAST_SILENCE: Duration = Duration::from_secs(5);

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, String> {
    let made = builder.build();
    made.map_err(|error| format!("the HTTP client cannot be made: {}", root_cause(&error)))
}

/// A client without the conveniences that would change what is signed or what comes back.
///
/// Other crates of a program may switch reqwest's features on; what is set here holds all the same.
fn builder(
    tls: &ClientConfig,
    limits: Limits,
    pool: Pool,
) -> Result<reqwest::ClientBuilder, String> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .connect_timeout(limits.connect)
        .pool_max_idle_per_host(pool.max_idle_per_host)
        .pool_idle_timeout(pool.idle_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .no_proxy();
    // reqwest's own limit, 30 seconds, would break connections that the read limit allows.
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    {
        builder = builder.tcp_user_timeout(limits.read.max(LEAST_SILENCE));
    }
    for proxy in proxies(&|name| std::env::var(name).ok())? {
        builder = builder.proxy(proxy);
    }
    Ok(builder)
}

/// The TLS settings, and why they will not do.
///
/// A machine without certificates can still talk to plain HTTP endpoints.
fn tls() -> Result<(ClientConfig, Option<String>), String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS is not available: {error}"))?;
    Ok(match Verifier::new(provider) {
        Ok(verifier) => (
            config
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
                .with_no_client_auth(),
            None,
        ),
        Err(error) => (
            config
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth(),
            Some(format!("HTTPS is not available: {error}")),
        ),
    })
}

/// The proxies of the environment, lower-case names first; loopback addresses are reached directly.
fn proxies(variable: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Proxy>, String> {
    let first = |names: &[&str]| {
        let mut found = names.iter().filter_map(|name| variable(name));
        found.find(|value| !value.is_empty())
    };
    let mut direct = String::from("localhost,127.0.0.0/8,::1");
    if let Some(names) = first(&["no_proxy", "NO_PROXY"]) {
        direct = format!("{names},{direct}");
    }
    // In a CGI program, HTTP_PROXY may be the `Proxy` header of whoever asks (CVE-2016-5385).
    let http = if variable("REQUEST_METHOD").is_some() {
        first(&["http_proxy", "all_proxy", "ALL_PROXY"])
    } else {
        first(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
    };
    let https = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]);
    let made = [
        http.map(|url| Proxy::http(with_scheme(url))),
        https.map(|url| Proxy::https(with_scheme(url))),
    ];
    let mut proxies = Vec::new();
    for proxy in made.into_iter().flatten() {
        // The URL is not repeated: it may hold a password.
        let proxy = proxy
            .map_err(|error| format!("the proxy's URL is not valid: {}", root_cause(&error)))?;
        proxies.push(proxy.no_proxy(NoProxy::from_string(&direct)));
    }
    Ok(proxies)
}

fn with_scheme(url: String) -> String {
    if url.contains("://") {
        url
    } else {
        format!("http://{url}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_needs_a_variable() {
        assert!(proxies(&|_| None).unwrap().is_empty());
        let found = proxies(&|name| (name == "HTTPS_PROXY").then(|| "proxy:3128".to_owned()));
        assert_eq!(found.unwrap().len(), 1);
    }

    #[test]
    fn a_cgi_program_takes_no_proxy_from_its_caller() {
        let variable = |name: &str| match name {
            "REQUEST_METHOD" => Some("GET".to_owned()),
            "HTTP_PROXY" => Some("http://evil.example".to_owned()),
            _ => None,
        };
        assert!(proxies(&variable).unwrap().is_empty());
    }

    #[test]
    fn a_bad_proxy_is_an_error_without_its_url() {
        let variable =
            |name: &str| (name == "ALL_PROXY").then(|| "http://u:secret@h:port".to_owned());
        let error = proxies(&variable).unwrap_err();
        assert!(!error.contains("secret"), "{error}");
    }
}
