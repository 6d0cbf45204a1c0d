//! A source of credentials.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};

use super::clients::{Clients, failed};
use super::container::Container;
use super::imds::Imds;
#[cfg(feature = "login")]
use super::login::Login;
use super::process::Process;
use super::sso::Sso;
use crate::client::MfaCode;

/// The requested source. `Display` names it, with the variable or the line that requests it.
#[derive(Clone)]
pub(crate) enum CredentialSource {
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
    /// The output of a program.
    Process(Process),
    /// The host of a container.
    Container(Container),
    /// The host of an instance.
    Imds(Imds),
}

/// A role that other keys may take.
#[derive(Clone)]
pub(crate) struct Role {
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) duration_seconds: Option<i32>,
    /// The device, and the function that asks for its code.
    pub(super) mfa: Option<(String, MfaCode)>,
    /// The source of the keys that assume it.
    pub(super) base: CredentialSource,
    /// Where `role_arn` stands.
    pub(super) place: String,
}

/// A role for whoever holds the token of an identity provider.
#[derive(Clone)]
pub(crate) struct WebIdentity {
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    /// The file is read for each renewal, since its writer renews it.
    pub(super) token_file: PathBuf,
    /// Where the file is named.
    pub(super) place: String,
}

/// Loads keys for the cache of a configuration.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(super) source: CredentialSource,
    pub(super) clients: Arc<Clients>,
}

/// Keys on their way; boxed, so that the way of a role to the keys that take it is not compiled into itself.
type Asking<'a> = Pin<Box<dyn Future<Output = Result<Credentials, CredentialsError>> + Send + 'a>>;

impl CredentialSource {
    /// Gets the keys. Those that have expired are an error (`botocore/credentials.py`, `RefreshableCredentials._refresh`).
    pub(super) fn keys<'a>(&'a self, clients: &'a Clients) -> Asking<'a> {
        Box::pin(async move {
            let keys = match self {
                Self::Keys { keys, .. } => Ok(keys.clone()),
                Self::Role(role) => return self.valid(clients, role.keys(clients).await?),
                Self::WebIdentity(role) => role.keys(clients).await,
                Self::Sso(sso) => sso.keys(clients).await,
                #[cfg(feature = "login")]
                Self::Login(login) => login.keys(clients).await,
                Self::Process(process) => process.keys().await,
                Self::Container(container) => container.keys(clients).await,
                Self::Imds(imds) => imds.keys(clients).await,
            };
            match keys {
                Ok(keys) => self.valid(clients, keys),
                Err(problem) => Err(self.failed(&problem)),
            }
        })
    }

    fn valid(&self, clients: &Clients, keys: Credentials) -> Result<Credentials, CredentialsError> {
        match keys.expiry() {
            Some(expiry) if expiry <= clients.now() => Err(failed(self, "its keys have expired")),
            _ => Ok(keys),
        }
    }

    fn failed(&self, problem: &str) -> CredentialsError {
        match self {
            Self::Imds(imds) if !imds.is_asked => CredentialsError::not_loaded(format!(
                "nothing is set, and {imds} gave none: {problem}"
            )),
            _ => failed(self, problem),
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

impl fmt::Display for CredentialSource {
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

/// Shows the source, never keys.
impl fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialSource({self})")
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}
