//! Roles that STS gives keys for (`botocore/credentials.py`, `AssumeRoleProvider` and `AssumeRoleWithWebIdentityProvider`).

use std::fmt;
use std::future::Future;
use std::time::UNIX_EPOCH;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::clients::{Clients, failed, text_of};
use super::services::sts;
use super::services::sts::types::{
    AssumeRoleRequest, AssumeRoleResponse, AssumeRoleWithWebIdentityRequest,
    AssumeRoleWithWebIdentityResponse, AssumedRoleUser,
};
use super::source::{Role, WebIdentity};
use crate::client::{Config, CredentialsParts};
use crate::error::Error;

impl Role {
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, CredentialsError> {
        let base = self.base.keys(clients).await?;
        let keys = self.keys_for(clients, base).await;
        keys.map_err(|problem| failed(self, &problem))
    }

    /// The keys that the role gives for the base's keys.
    async fn keys_for(&self, clients: &Clients, base: Credentials) -> Result<Credentials, String> {
        let config = clients.config(region(clients), Some(base))?;
        let code = match &self.mfa {
            Some((serial, code)) => Some(code.ask(serial).await?),
            None => None,
        };
        let answer = self.request(&config, clients, code).await;
        let answer = answer.map_err(|error| error.to_string())?;
        keys(answer.credentials, answer.assumed_role_user)
    }

    fn request(
        &self,
        config: &Config,
        clients: &Clients,
        code: Option<String>,
    ) -> impl Future<Output = Result<AssumeRoleResponse, Error>> + Send + use<> {
        let input = AssumeRoleRequest {
            role_arn: Some(self.arn.clone()),
            role_session_name: Some(session_name(self.session_name.as_deref(), clients)),
            external_id: self.external_id.clone(),
            duration_seconds: self.duration_seconds,
            serial_number: self.mfa.as_ref().map(|(serial, _)| serial.clone()),
            token_code: code,
        };
        sts::Client::new(config)
            .assume_role()
            .with_input(input)
            .send()
    }
}

impl WebIdentity {
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, String> {
        let token = text_of(&self.token_file).await?;
        let answer = self.request(clients, token)?.await;
        let answer = answer.map_err(|error| error.to_string())?;
        keys(answer.credentials, answer.assumed_role_user)
    }

    fn request(
        &self,
        clients: &Clients,
        token: String,
    ) -> Result<
        impl Future<Output = Result<AssumeRoleWithWebIdentityResponse, Error>> + Send + use<>,
        String,
    > {
        let config = clients.config(region(clients), None)?;
        let input = AssumeRoleWithWebIdentityRequest {
            role_arn: Some(self.arn.clone()),
            role_session_name: Some(session_name(self.session_name.as_deref(), clients)),
            web_identity_token: Some(token),
        };
        Ok(sts::Client::new(&config)
            .assume_role_with_web_identity()
            .with_input(input)
            .send())
    }
}

/// STS is asked in the configured region, else at the endpoint for all (botocore/credentials.py, `_get_client_creator`).
fn region(clients: &Clients) -> Option<&'static str> {
    match clients.draft().has_region() {
        true => None,
        false => Some("aws-global"),
    }
}

/// The name of the session, or a name made from the time it began.
fn session_name(name: Option<&str>, clients: &Clients) -> String {
    let since = clients.now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    name.map_or_else(|| format!("pageboy-session-{seconds}"), str::to_owned)
}

fn keys(
    given: Option<sts::types::Credentials>,
    user: Option<AssumedRoleUser>,
) -> Result<Credentials, String> {
    let given = given.ok_or("STS answered without keys")?;
    let missing = |name: &str| format!("STS answered without `{name}`");
    let expiry = given.expiration.ok_or_else(|| missing("Expiration"))?;
    let expiry = expiry.try_into().map_err(|_| missing("Expiration"))?;
    let secret = given.secret_access_key;
    // arn:aws:sts::123456789012:assumed-role/r/s
    let arn = user.and_then(|user| user.arn);
    let account = arn.as_deref().and_then(|arn| arn.split(':').nth(4));
    let keys = CredentialsParts {
        id: given.access_key_id.ok_or_else(|| missing("AccessKeyId"))?,
        secret: secret.ok_or_else(|| missing("SecretAccessKey"))?,
        token: given.session_token,
        account: account.map(str::to_owned),
        expiry: Some(expiry),
    };
    Ok(keys.into())
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the role {} of {}, taken with {}",
            self.arn, self.place, self.base
        )
    }
}

impl fmt::Display for WebIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the role {} for the token of {}", self.arn, self.place)
    }
}
