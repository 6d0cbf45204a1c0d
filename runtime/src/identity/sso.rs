//! Roles of single sign-on (`botocore/credentials.py`, `SSOProvider`).

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::clients::{Clients, failed};
use super::services::sso;
use super::sso_token::TokenFile;

/// A role of an account, for whoever has signed in.
#[derive(Clone)]
pub(crate) struct Sso {
    pub(super) account_id: String,
    pub(super) role_name: String,
    pub(super) token: TokenFile,
    /// Where the role stands.
    pub(super) place: String,
}

impl Sso {
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, CredentialsError> {
        let token = self.token.token(clients).await;
        let token = token.map_err(|problem| failed(self, problem))?;
        let config = clients.config(Some(&self.token.region), None);
        let config = config.map_err(|error| failed(self, error))?;
        let answer = sso::Client::new(&config)
            .get_role_credentials()
            .role_name(&self.role_name)
            .account_id(&self.account_id)
            .access_token(token.token())
            .send()
            .await
            .map_err(|error| match error.code() {
                Some("UnauthorizedException") => failed(self, self.token.sign_in(&error)),
                _ => failed(self, error),
            })?;
        let missing = |name: &str| failed(self, format!("it answered without `{name}`"));
        let given = answer
            .role_credentials
            .ok_or_else(|| missing("roleCredentials"))?;
        let since = given.expiration.and_then(|since| u64::try_from(since).ok());
        let since = since.ok_or_else(|| missing("expiration"))?;
        let mut keys = Credentials::builder()
            .access_key_id(given.access_key_id.ok_or_else(|| missing("accessKeyId"))?)
            .secret_access_key(
                given
                    .secret_access_key
                    .ok_or_else(|| missing("secretAccessKey"))?,
            )
            .expiry(UNIX_EPOCH + Duration::from_millis(since))
            .account_id(self.account_id.as_str())
            .provider_name("pageboy");
        keys.set_session_token(given.session_token);
        Ok(keys.build())
    }
}

impl fmt::Display for Sso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            account_id,
            role_name,
            place,
            ..
        } = self;
        write!(
            f,
            "the role {role_name} of account {account_id} by single sign-on, {place}"
        )
    }
}
