//! The token of somebody who has signed in, in the file that the AWS CLI shares (`botocore/tokens.py`, `SSOTokenProvider`;
//! `botocore/utils.py`, `SSOTokenLoader`).

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Token;
use aws_credential_types::provider::error::TokenError;
use aws_credential_types::provider::future;
use aws_credential_types::provider::token::ProvideToken;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Map, Value};
use sha1::{Digest, Sha1};

use super::cache_file::{self, text};
use super::clients::Clients;
use super::document::time;
use super::services::sso_oidc;

/// Where the token of a sign-in is kept.
#[derive(Clone)]
pub(crate) struct TokenFile {
    pub(super) path: PathBuf,
    /// The region of the sign-in.
    pub(super) region: String,
    /// The `sso-session`, whose tokens can be renewed; `None` for the older form, whose cannot.
    pub(super) session: Option<String>,
    /// The profile, for the advice to sign in.
    pub(super) profile: String,
}

/// Less than this is left: the token is renewed.
const RENEWED_BEFORE: Duration = Duration::from_secs(15 * 60);

impl TokenFile {
    /// The file for a session, or for a start URL, in the folder that the AWS CLI keeps them in.
    pub(super) fn path_in(home: &Path, session_or_url: &str) -> PathBuf {
        let folder = home.join(".aws/sso/cache");
        cache_file::called_by(&folder, &Sha1::digest(session_or_url))
    }

    /// The token, renewed if it is about to expire and can be.
    pub(super) async fn token(&self, clients: &Clients) -> Result<Token, String> {
        let saved = cache_file::read(&self.path).await;
        let saved = saved.map_err(|problem| self.sign_in(&problem))?;
        let (token, expiry) = self
            .read(&saved)
            .map_err(|problem| self.sign_in(&problem))?;
        let left = expiry.duration_since(clients.now()).unwrap_or_default();
        if left >= RENEWED_BEFORE || self.session.is_none() {
            return match left.is_zero() {
                true => Err(self.sign_in(&"it has expired")),
                false => Ok(Token::new(token, Some(expiry))),
            };
        }
        match self.renew(clients, saved).await {
            Ok(token) => Ok(token),
            // What is not yet over is still good.
            Err(_) if !left.is_zero() => Ok(Token::new(token, Some(expiry))),
            Err(problem) => Err(self.sign_in(&problem)),
        }
    }

    /// What to do about a token that cannot be used.
    pub(super) fn sign_in(&self, problem: &impl fmt::Display) -> String {
        let Self { path, profile, .. } = self;
        let path = path.display();
        format!("the token in {path}: {problem}; run `aws sso login --profile {profile}`")
    }

    fn read(&self, saved: &Map<String, Value>) -> Result<(String, SystemTime), String> {
        let token = text(saved, "accessToken").ok_or("`accessToken` is missing")?;
        let expiry = text(saved, "expiresAt").ok_or("`expiresAt` is missing")?;
        Ok((token.to_owned(), time(expiry)?))
    }

    async fn renew(
        &self,
        clients: &Clients,
        mut saved: Map<String, Value>,
    ) -> Result<Token, String> {
        let required = |name: &str| {
            text(&saved, name).ok_or_else(|| format!("it cannot be renewed without `{name}`"))
        };
        let registered_until = time(required("registrationExpiresAt")?)?;
        if registered_until <= clients.now() {
            return Err(String::from("the registration has expired"));
        }
        let config = clients.config(Some(&self.region), None);
        let request = sso_oidc::Client::new(&config.map_err(|error| error.to_string())?)
            .create_token()
            .grant_type("refresh_token")
            .client_id(required("clientId")?)
            .client_secret(required("clientSecret")?)
            .refresh_token(required("refreshToken")?);
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let token = answer
            .access_token
            .ok_or("`accessToken` is missing in the answer")?;
        let seconds = answer
            .expires_in
            .and_then(|seconds| u64::try_from(seconds).ok());
        let seconds = seconds.ok_or("`expiresIn` is missing in the answer")?;
        let expiry = clients.now() + Duration::from_secs(seconds);
        let shown = DateTime::from_secs(DateTime::from(expiry).secs());
        let shown = shown
            .fmt(Format::DateTime)
            .map_err(|error| error.to_string())?;
        saved.insert(String::from("accessToken"), Value::String(token.clone()));
        saved.insert(String::from("expiresAt"), Value::String(shown));
        if let Some(refresh) = answer.refresh_token {
            saved.insert(String::from("refreshToken"), Value::String(refresh));
        }
        cache_file::write(&self.path, saved).await?;
        Ok(Token::new(token, Some(expiry)))
    }
}

/// Gives the token to services that take one in place of a signature.
#[derive(Clone)]
pub(crate) struct SsoToken {
    /// Where it is kept, or what is wrong with the settings that say so.
    pub(super) file: Result<TokenFile, String>,
    pub(super) clients: Arc<Clients>,
}

impl ProvideToken for SsoToken {
    fn provide_token<'a>(&'a self) -> future::ProvideToken<'a>
    where
        Self: 'a,
    {
        future::ProvideToken::new(async {
            let token = match &self.file {
                Ok(file) => file.token(&self.clients).await,
                Err(problem) => Err(problem.clone()),
            };
            token.map_err(TokenError::provider_error)
        })
    }
}

impl fmt::Debug for SsoToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Ok(file) => write!(f, "SsoToken({})", file.path.display()),
            Err(problem) => write!(f, "SsoToken({problem})"),
        }
    }
}
