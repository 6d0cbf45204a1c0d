//! Roles of single sign-on (`botocore/credentials.py`, `SSOProvider`).

use std::fmt;
use std::future::Future;
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::{Credentials, Token};

use super::clients::Clients;
use super::services::sso;
use super::services::sso::types::{GetRoleCredentialsRequest, GetRoleCredentialsResponse};
use super::sso_token::TokenFile;
use crate::client::CredentialsParts;
use crate::error::Error;

/// A role of an account, for a user who has signed in.
#[derive(Clone)]
pub(crate) struct Sso {
    pub(super) account_id: String,
    pub(super) role_name: String,
    pub(super) token: TokenFile,
    /// Where the role stands.
    pub(super) place: String,
}

impl Sso {
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, String> {
        let token = self.token.token(clients).await?;
        let answer = self.request(clients, token)?.await;
        match answer {
            Ok(answer) => self.given(answer),
            Err(error) if error.code() == Some("UnauthorizedException") => {
                Err(self.token.sign_in(&error.to_string()))
            }
            Err(error) => Err(error.to_string()),
        }
    }

    fn request(
        &self,
        clients: &Clients,
        token: Token,
    ) -> Result<
        impl Future<Output = Result<GetRoleCredentialsResponse, Error>> + Send + use<>,
        String,
    > {
        let config = clients.config(Some(&self.token.region), None)?;
        let input = GetRoleCredentialsRequest {
            role_name: Some(self.role_name.clone()),
            account_id: Some(self.account_id.clone()),
            access_token: Some(token.token().to_owned()),
        };
        Ok(sso::Client::new(&config)
            .get_role_credentials()
            .with_input(input)
            .send())
    }

    fn given(&self, answer: GetRoleCredentialsResponse) -> Result<Credentials, String> {
        let missing = |name: &str| format!("it answered without `{name}`");
        let given = answer
            .role_credentials
            .ok_or_else(|| missing("roleCredentials"))?;
        let since = given.expiration.and_then(|since| u64::try_from(since).ok());
        let since = since.ok_or_else(|| missing("expiration"))?;
        let secret = given.secret_access_key;
        let keys = CredentialsParts {
            id: given.access_key_id.ok_or_else(|| missing("accessKeyId"))?,
            secret: secret.ok_or_else(|| missing("secretAccessKey"))?,
            token: given.session_token,
            account: Some(self.account_id.clone()),
            expiry: Some(UNIX_EPOCH + Duration::from_millis(since)),
        };
        Ok(keys.into())
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
