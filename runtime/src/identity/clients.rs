//! Shared by all sources: the clients for their calls, and their errors.

use std::fmt;
use std::path::Path;
#[cfg(feature = "login")]
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::metadata::Http;
#[cfg(feature = "login")]
use crate::client::Proof;
use crate::client::{Config, ConfigBuilder, ConfigError, Draft, blocking};

/// The means of the calls on the way to credentials.
pub(super) struct Clients {
    draft: Draft,
}

impl Clients {
    /// The settings of calls made for `draft`. Its endpoint URL is for the program's own services (botocore/session.py,
    /// `create_client`): those of the environment and the profile apply, and so do region and transport.
    pub(super) fn new(mut draft: Draft) -> Self {
        draft.endpoint_url = None;
        draft.ignore_configured_endpoint_urls = None;
        draft.credentials = None;
        draft.is_unsigned = false;
        draft.found = None;
        Self { draft }
    }

    /// A configuration for a call that is signed with `keys`, or not at all.
    pub(super) fn config(
        &self,
        region: Option<&str>,
        keys: Option<Credentials>,
    ) -> Result<Config, String> {
        let mut builder = ConfigBuilder::of(self.draft.clone());
        if let Some(region) = region {
            builder = builder.region(region);
        }
        if let Some(keys) = keys {
            builder = builder.credentials(keys);
        }
        builder.build().map_err(|error| error.to_string())
    }

    /// A configuration for a call that has a proof instead of a signature.
    #[cfg(feature = "login")]
    pub(super) fn config_with_proof(
        &self,
        region: Option<&str>,
        proof: Arc<dyn Proof>,
    ) -> Result<Config, String> {
        let mut draft = self.draft.clone();
        draft.proof = Some(proof);
        Self { draft }.config(region, None)
    }

    /// The transport for the instance's own service, which proxies may stand in front of, as in botocore.
    pub(super) fn http(&self, limit: Duration) -> Result<Http, String> {
        self.http_to(limit, false)
    }

    /// The transport for the host of a container: a proxy would get the keys and the token, and be asked for its own.
    pub(super) fn direct_http(&self, limit: Duration) -> Result<Http, String> {
        self.http_to(limit, true)
    }

    fn http_to(&self, limit: Duration, is_direct: bool) -> Result<Http, String> {
        let http = Http::new(&self.draft, limit, is_direct);
        http.map_err(|error: ConfigError| error.to_string())
    }

    pub(super) fn draft(&self) -> &Draft {
        &self.draft
    }

    pub(super) fn now(&self) -> std::time::SystemTime {
        (self.draft.now)()
    }
}

/// An error of a source, which names it.
pub(super) fn failed(source: &dyn fmt::Display, problem: &str) -> CredentialsError {
    CredentialsError::provider_error(format!("{source}: {problem}"))
}

/// The text of a file.
pub(super) async fn text_of(path: &Path) -> Result<String, String> {
    let file = path.to_owned();
    let read = blocking(Box::new(move || {
        std::fs::read(file).map_err(|error| error.to_string())
    }));
    let text = read.await.and_then(|text| {
        let not_text = |_| String::from("the text is not UTF-8");
        String::from_utf8(text).map_err(not_text)
    });
    text.map_err(|error| format!("{}: {error}", path.display()))
}
