//! Makes connections: TLS, certificates, proxies.

use std::path::Path;
use std::sync::Arc;

use reqwest::Proxy;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::Connections;
use super::bundle::Bundle;
use super::failure::{Limits, root_cause};
use super::loopback;
use super::names::Names;
use super::pool::{MOST_HEADERS, Pool, silence};
use super::proxies::Proxies;
use super::verbatim::Verbatim;

/// The clients for requests that need HTTP/2, for those that reqwest would change, and for all others.
pub(super) fn connections(
    ca_bundle: Option<&Path>,
    limits: Limits,
    pool: Pool,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Connections, String> {
    let (tls, no_tls) = tls(ca_bundle)?;
    let proxies = Arc::new(Proxies::of(variable)?);
    let client = build(builder(&tls, &proxies, limits, pool).http1_only())?;
    #[cfg(feature = "http2")]
    let http2 = Some(build(
        builder(&tls, &proxies, limits, pool).http2_prior_knowledge(),
    )?);
    #[cfg(not(feature = "http2"))]
    let http2 = None;
    let verbatim = Some(Verbatim::new(&tls, &proxies, limits, pool));
    Ok(Connections {
        client,
        http2,
        verbatim,
        proxies,
        no_tls,
        only_loopback: loopback::is_asked_for(variable)?,
    })
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, String> {
    let made = builder.build();
    made.map_err(|error| format!("the HTTP client cannot be made: {}", root_cause(&error)))
}

/// A client without the conveniences that would change signed requests or their answers.
///
/// Other crates of a program may enable reqwest's features; these settings override them.
fn builder(
    tls: &ClientConfig,
    proxies: &Arc<Proxies>,
    limits: Limits,
    pool: Pool,
) -> reqwest::ClientBuilder {
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
        // Folded and odd header lines are read as Python reads them, so that the other lines are not lost.
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_max_headers(MOST_HEADERS)
        .dns_resolver(Arc::new(Names))
        .no_proxy();
    // reqwest's own limit, 30 seconds, would break connections that the read timeout allows.
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    {
        builder = builder.tcp_user_timeout(silence(limits));
    }
    if !proxies.is_empty() {
        let proxies = Arc::clone(proxies);
        builder = builder.proxy(Proxy::custom(move |url| {
            let host = url.host_str().unwrap_or_default();
            proxies.of_url(url.scheme(), host, url.port()).cloned()
        }));
    }
    builder
}

/// The TLS settings, or why there are none.
///
/// A machine without certificates can still talk to plain HTTP endpoints.
fn tls(ca_bundle: Option<&Path>) -> Result<(ClientConfig, Option<String>), String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS is not available: {error}"))?;
    if let Some(path) = ca_bundle {
        let bundle = Bundle::read(path, provider)?;
        let config = config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(bundle))
            .with_no_client_auth();
        return Ok((config, None));
    }
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
