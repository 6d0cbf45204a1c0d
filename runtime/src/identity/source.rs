//! A place that keys come from.

use std::fmt;
use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};

use super::container::Container;
use super::imds::Imds;
#[cfg(feature = "login")]
use super::login::Login;
use super::metadata::Http;
use super::process::Process;
use super::role::{Role, WebIdentity};
use super::sso::Sso;
#[cfg(feature = "login")]
use crate::client::Proof;
use crate::client::{Config, ConfigBuilder, ConfigError, Draft};

/// What was asked for. `Display` says it, with the variable or the line that asks for it.
#[derive(Clone)]
pub(crate) enum Source {
    /// Keys that stand in the environment or in a file.
    Keys { keys: Credentials, place: String },
    /// A role that other keys may take.
    Role(Box<Role>),
    /// A role for whoever holds a token of an identity provider.
    WebIdentity(WebIdentity),
    /// A role of single sign-on.
    Sso(Box<Sso>),
    /// A login session.
    #[cfg(feature = "login")]
    Login(Box<Login>),
    /// What a program prints.
    Process(Process),
    /// What the container's host gives.
    Container(Container),
    /// What the instance's host gives.
    Imds(Imds),
}

/// Gets keys; asked by the cache of a configuration.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(super) source: Source,
    pub(super) clients: Arc<Clients>,
}

/// What calls are made with on the way to keys.
pub(super) struct Clients {
    draft: Draft,
}

impl Clients {
    /// The settings of calls made for `draft`. Its endpoint URL is for the program's own services (botocore/session.py,
    /// `create_client`): those of the environment and the profile count, as do region and transport.
    pub(super) fn new(mut draft: Draft) -> Self {
        draft.endpoint_url = None;
        draft.ignore_configured_endpoint_urls = None;
        draft.credentials = None;
        draft.found = None;
        Self { draft }
    }

    /// A configuration for a call that is signed with `keys`, or not at all.
    pub(super) fn config(
        &self,
        region: Option<&str>,
        keys: Option<Credentials>,
    ) -> Result<Config, ConfigError> {
        let mut builder = ConfigBuilder::of(self.draft.clone());
        if let Some(region) = region {
            builder = builder.region(region);
        }
        if let Some(keys) = keys {
            builder = builder.credentials(keys);
        }
        builder.build()
    }

    /// A configuration for a call that is not signed, and shows a proof.
    #[cfg(feature = "login")]
    pub(super) fn config_with_proof(
        &self,
        region: Option<&str>,
        proof: Arc<dyn Proof>,
    ) -> Result<Config, ConfigError> {
        let mut draft = self.draft.clone();
        draft.proof = Some(proof);
        Self { draft }.config(region, None)
    }

    /// What sends requests that are no service's.
    pub(super) fn http(&self, limit: std::time::Duration) -> Result<Http, ConfigError> {
        Http::new(&self.draft, limit)
    }

    pub(super) fn draft(&self) -> &Draft {
        &self.draft
    }

    pub(super) fn now(&self) -> std::time::SystemTime {
        (self.draft.now)()
    }
}

impl Source {
    /// Gets the keys. Those that have expired are an error (`botocore/credentials.py`, `RefreshableCredentials._refresh`).
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, CredentialsError> {
        let keys = match self {
            Self::Keys { keys, .. } => keys.clone(),
            Self::Role(role) => Box::pin(role.keys(clients)).await?,
            Self::WebIdentity(role) => role.keys(clients).await?,
            Self::Sso(sso) => sso.keys(clients).await?,
            #[cfg(feature = "login")]
            Self::Login(login) => login.keys(clients).await?,
            Self::Process(process) => process.keys().await?,
            Self::Container(container) => container.keys(clients).await?,
            Self::Imds(imds) => imds.keys(clients).await?,
        };
        match keys.expiry() {
            Some(expiry) if expiry <= clients.now() => Err(failed(self, "its keys have expired")),
            _ => Ok(keys),
        }
    }
}

impl ProvideCredentials for Provider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.source.keys(&self.clients))
    }
}

/// An error of a source, which names it.
pub(super) fn failed(source: &impl fmt::Display, problem: impl fmt::Display) -> CredentialsError {
    CredentialsError::provider_error(format!("{source}: {problem}"))
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys { place, .. } => f.write_str(place),
            Self::Role(role) => role.fmt(f),
            Self::WebIdentity(role) => role.fmt(f),
            Self::Sso(sso) => sso.fmt(f),
            #[cfg(feature = "login")]
            Self::Login(login) => login.fmt(f),
            Self::Process(process) => process.fmt(f),
            Self::Container(container) => container.fmt(f),
            Self::Imds(imds) => imds.fmt(f),
        }
    }
}

/// Shows what was asked for, never keys.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({self})")
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}
