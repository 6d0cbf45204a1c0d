//! The TLS settings.

use std::path::Path;
use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::bundle::Bundle;

/// The settings, or why there are none.
///
/// A machine without certificates can still talk to plain HTTP endpoints.
pub(super) fn tls(ca_bundle: Option<&Path>) -> Result<(ClientConfig, Option<String>), String> {
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
