//! Roles that STS gives keys for (`botocore/credentials.py`, `AssumeRoleProvider` and `AssumeRoleWithWebIdentityProvider`).

use std::fmt;
use std::time::UNIX_EPOCH;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::clients::{Clients, failed};
use super::services::sts;
use super::source::{Role, WebIdentity};

impl Role {
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, CredentialsError> {
        let base = self.base.keys(clients).await?;
        let config = clients.config(region(clients), Some(base));
        let config = config.map_err(|error| failed(self, error))?;
        let mut request = sts::Client::new(&config)
            .assume_role()
            .role_arn(&self.arn)
            .role_session_name(session_name(self.session_name.as_deref(), clients));
        if let Some(id) = &self.external_id {
            request = request.external_id(id);
        }
        if let Some(seconds) = self.duration_seconds {
            request = request.duration_seconds(seconds);
        }
        if let Some((serial, code)) = &self.mfa {
            let code = code
                .ask(serial)
                .await
                .map_err(|problem| failed(self, problem))?;
            request = request.serial_number(serial).token_code(code);
        }
        let answer = request.send().await.map_err(|error| failed(self, error))?;
        let arn = answer.assumed_role_user.and_then(|user| user.arn);
        keys(answer.credentials, arn.as_deref()).map_err(|problem| failed(self, problem))
    }
}

impl WebIdentity {
    pub(super) async fn keys(&self, clients: &Clients) -> Result<Credentials, CredentialsError> {
        let path = self.token_file.clone();
        let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(path)).await;
        let token = read
            .map_err(|error| failed(self, error))?
            .map_err(|error| failed(self, format!("{}: {error}", self.token_file.display())))?;
        let config = clients.config(region(clients), None);
        let config = config.map_err(|error| failed(self, error))?;
        let answer = sts::Client::new(&config)
            .assume_role_with_web_identity()
            .role_arn(&self.arn)
            .role_session_name(session_name(self.session_name.as_deref(), clients))
            .web_identity_token(token)
            .send()
            .await
            .map_err(|error| failed(self, error))?;
        let arn = answer.assumed_role_user.and_then(|user| user.arn);
        keys(answer.credentials, arn.as_deref()).map_err(|problem| failed(self, problem))
    }
}

/// STS is asked in the configured region, else at the endpoint for all (botocore/credentials.py, `_get_client_creator`).
fn region(clients: &Clients) -> Option<&'static str> {
    match clients.draft().has_region() {
        true => None,
        false => Some("aws-global"),
    }
}

/// The name of the session, or one that says when it began.
fn session_name(name: Option<&str>, clients: &Clients) -> String {
    let since = clients.now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    name.map_or_else(|| format!("pageboy-session-{seconds}"), str::to_owned)
}

fn keys(given: Option<sts::types::Credentials>, arn: Option<&str>) -> Result<Credentials, String> {
    let given = given.ok_or("STS answered without keys")?;
    let missing = |name: &str| format!("STS answered without `{name}`");
    let expiry = given.expiration.ok_or_else(|| missing("Expiration"))?;
    let expiry = expiry.try_into().map_err(|_| missing("Expiration"))?;
    let mut keys = Credentials::builder()
        .access_key_id(given.access_key_id.ok_or_else(|| missing("AccessKeyId"))?)
        .secret_access_key(
            given
                .secret_access_key
                .ok_or_else(|| missing("SecretAccessKey"))?,
        )
        .expiry(expiry)
        .provider_name("pageboy");
    keys.set_session_token(given.session_token);
    // arn:aws:sts::123456789012:assumed-role/r/s
    let account = arn.and_then(|arn| arn.split(':').nth(4));
    keys.set_account_id(account.map(|account| account.to_owned().into()));
    Ok(keys.build())
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
