//! The TLS settings.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::default_provider;
use rustls_platform_verifier::Verifier;

use super::bundle::Bundle;

/// The TLS settings of a transport.
///
/// The operating system's certificates are read for the first connection that needs them, since some systems take
/// milliseconds for it: a program that talks to plain HTTP endpoints never reads them, and works where there are none.
pub(super) struct Tls {
    config: OnceLock<Result<Arc<ClientConfig>, String>>,
}

impl Tls {
    /// Trusts the certificates of this file, else the operating system's.
    ///
    /// # Errors
    ///
    /// When the file cannot be used.
    pub(super) fn new(ca_bundle: Option<&Path>) -> Result<Self, String> {
        let Some(path) = ca_bundle else {
            let config = OnceLock::new();
            return Ok(Self { config });
        };
        let config = with_verifier(|provider| Ok(Arc::new(Bundle::read(path, provider)?)))?;
        Ok(Self {
            config: OnceLock::from(Ok(config)),
        })
    }

    /// The settings of a connection.
    ///
    /// # Errors
    ///
    /// Why HTTPS cannot be used.
    pub(super) fn config(&self) -> Result<&Arc<ClientConfig>, &str> {
        let config = self.config.get_or_init(|| {
            with_verifier(|provider| {
                let verifier = Verifier::new(provider)
                    .map_err(|error| format!("HTTPS is not available: {error}"))?;
                Ok(Arc::new(verifier))
            })
        });
        config.as_ref().map_err(String::as_str)
    }
}

type ServerVerifier = Arc<dyn rustls::client::danger::ServerCertVerifier>;

fn with_verifier(
    verifier: impl FnOnce(Arc<CryptoProvider>) -> Result<ServerVerifier, String>,
) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS is not available: {error}"))?
        .dangerous()
        .with_custom_certificate_verifier(verifier(provider)?)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
