//! The token of somebody who has signed in, in the file that the AWS CLI shares (`botocore/tokens.py`, `SSOTokenProvider`;
//! `botocore/utils.py`, `SSOTokenLoader`).

use std::fmt;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Token;
use aws_credential_types::provider::error::TokenError;
use aws_credential_types::provider::future;
use aws_credential_types::provider::token::ProvideToken;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::{DateTime, Document};
use sha1::{Digest, Sha1};

use super::cache_file::{self, text};
use super::clients::Clients;
use super::document::{Object, time};
use super::services::sso_oidc;
use super::services::sso_oidc::types::{CreateTokenRequest, CreateTokenResponse};
use crate::error::Error;

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
        let saved = match cache_file::read(&self.path).await {
            Ok(saved) => saved,
            Err(problem) => return Err(self.sign_in(&problem)),
        };
        let token = self.kept(&saved)?;
        let left = token
            .expiration()
            .map(|end| end.duration_since(clients.now()));
        let left = left.and_then(Result::ok).unwrap_or_default();
        if left >= RENEWED_BEFORE || self.session.is_none() {
            return match left.is_zero() {
                true => Err(self.sign_in("it has expired")),
                false => Ok(token),
            };
        }
        match self.renew(clients, saved).await {
            Ok(token) => Ok(token),
            // What is not yet over is still good.
            Err(_) if !left.is_zero() => Ok(token),
            Err(problem) => Err(self.sign_in(&problem)),
        }
    }

    /// The advice about an unusable token.
    pub(super) fn sign_in(&self, problem: &str) -> String {
        let Self { path, profile, .. } = self;
        let path = path.display();
        format!("the token in {path}: {problem}; run `aws sso login --profile {profile}`")
    }

    /// The token in the file.
    fn kept(&self, saved: &Object) -> Result<Token, String> {
        let kept = || {
            let token = text(saved, "accessToken").ok_or("`accessToken` is missing")?;
            let expiry = text(saved, "expiresAt").ok_or("`expiresAt` is missing")?;
            Ok(Token::new(token, Some(time(expiry)?)))
        };
        kept().map_err(|problem: String| self.sign_in(&problem))
    }

    async fn renew(&self, clients: &Clients, mut saved: Object) -> Result<Token, String> {
        let answer = self.request(clients, &saved)?.await;
        let answer = answer.map_err(|error| error.to_string())?;
        let token = update(&mut saved, answer, clients.now())?;
        cache_file::write(&self.path, saved).await?;
        Ok(token)
    }

    fn request(
        &self,
        clients: &Clients,
        saved: &Object,
    ) -> Result<impl Future<Output = Result<CreateTokenResponse, Error>> + Send + use<>, String>
    {
        let required = |name: &str| match text(saved, name) {
            Some(text) => Ok(text.to_owned()),
            None => Err(format!("it cannot be renewed without `{name}`")),
        };
        let registered_until = time(&required("registrationExpiresAt")?)?;
        if registered_until <= clients.now() {
            return Err(String::from("the registration has expired"));
        }
        let config = clients.config(Some(&self.region), None)?;
        let input = CreateTokenRequest {
            grant_type: Some(String::from("refresh_token")),
            client_id: Some(required("clientId")?),
            client_secret: Some(required("clientSecret")?),
            refresh_token: Some(required("refreshToken")?),
        };
        Ok(sso_oidc::Client::new(&config)
            .create_token()
            .with_input(input)
            .send())
    }
}

/// Replaces the renewed values; everything else stays.
fn update(
    saved: &mut Object,
    answer: CreateTokenResponse,
    now: SystemTime,
) -> Result<Token, String> {
    let token = answer
        .access_token
        .ok_or("`accessToken` is missing in the answer")?;
    let seconds = answer
        .expires_in
        .and_then(|seconds| u64::try_from(seconds).ok());
    let seconds = seconds.ok_or("`expiresIn` is missing in the answer")?;
    let expiry = now + Duration::from_secs(seconds);
    let shown = DateTime::from_secs(DateTime::from(expiry).secs());
    let shown = shown
        .fmt(Format::DateTime)
        .map_err(|error| error.to_string())?;
    let refresh = answer.refresh_token;
    for (name, value) in [
        ("accessToken", Some(token.clone())),
        ("expiresAt", Some(shown)),
        ("refreshToken", refresh),
    ] {
        if let Some(value) = value {
            saved.insert(String::from(name), Document::String(value));
        }
    }
    Ok(Token::new(token, Some(expiry)))
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
