//! Sources of bearer tokens.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use aws_credential_types::Token;
use aws_credential_types::provider::error::TokenError;
use aws_credential_types::provider::token::{ProvideToken, SharedTokenProvider};
use http::HeaderValue;

use super::environment::Environment;
use super::identity_cache::{IdentityCache, Issuer};
use super::service_part::service_part;
use crate::schema::Service;

/// Keeps the tokens from a provider.
pub(crate) type TokenCache = IdentityCache<SharedTokenProvider>;

impl TokenCache {
    pub(crate) fn new(provider: impl ProvideToken + 'static) -> Self {
        Self::of(SharedTokenProvider::new(provider))
    }
}

impl Issuer for SharedTokenProvider {
    type Identity = Token;
    type Error = TokenError;

    async fn issue(&self) -> Result<Token, TokenError> {
        self.provide_token().await
    }

    fn expiry(token: &Token) -> Option<SystemTime> {
        token.expiration()
    }
}

/// The tokens of one service.
#[derive(Clone)]
pub(crate) enum TokenSource {
    /// Set by the builder.
    Provider(Arc<TokenCache>),
    /// A variable.
    Environment(Token),
}

impl TokenSource {
    /// The service's variable (botocore/tokens.py, `ScopedEnvTokenProvider`).
    pub(crate) fn in_environment(environment: &Environment, service: &Service) -> Option<Self> {
        let token = environment.get(&variable(service))?;
        Some(Self::Environment(Token::from(token)))
    }

    /// The `Authorization` header of one request; its error never contains the token.
    pub(crate) async fn header(&self, now: SystemTime) -> Result<HeaderValue, String> {
        let token = match self {
            Self::Environment(token) => token.clone(),
            Self::Provider(cache) => cache.at(now).await.map_err(|error| failure(&error))?,
        };
        let header = HeaderValue::from_str(&format!("Bearer {}", token.token()));
        let mut header =
            header.map_err(|_| "the bearer token has control characters".to_owned())?;
        header.set_sensitive(true);
        Ok(header)
    }
}

/// The error if there is no source of a token.
pub(crate) fn none(service: &Service) -> String {
    format!(
        "no bearer token: set {}, or pass a provider to `Config::builder().bearer_token(…)`",
        variable(service)
    )
}

/// botocore/utils.py, `_get_bearer_env_var_name`; a service that is not Amazon's has a variable of its own.
fn variable(service: &Service) -> String {
    if service.foreign {
        return format!("PAGEBOY_BEARER_TOKEN_{}", service_part(service.id));
    }
    let name = service.signing_name.replace(['-', ' '], "_");
    format!("AWS_BEARER_TOKEN_{}", name.to_ascii_uppercase())
}

fn failure(error: &TokenError) -> String {
    let mut text = format!("the bearer token could not be loaded: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// Never shows the token.
impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Provider(_) => "Provider",
            Self::Environment(_) => "Environment",
        })
    }
}
