//! Where keys come from.

use std::error::Error as StdError;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

use super::config::ConfigError;
use super::environment::Environment;
use super::identity_cache::{IdentityCache, Issuer};
use super::profile::Section;
use super::settings::Draft;

/// Keeps the keys a provider returned.
pub(crate) type CredentialsCache = IdentityCache<SharedCredentialsProvider>;

impl CredentialsCache {
    pub(crate) fn new(provider: impl ProvideCredentials + 'static) -> Self {
        Self::of(SharedCredentialsProvider::new(provider))
    }
}

impl Issuer for SharedCredentialsProvider {
    type Identity = Credentials;
    type Error = CredentialsError;

    async fn issue(&self) -> Result<Credentials, CredentialsError> {
        self.provide_credentials().await
    }

    fn expiry(credentials: &Credentials) -> Option<SystemTime> {
        credentials.expiry()
    }
}

/// The keys that the environment or the profile has, if there are any. Those of the environment do not count if code names a
/// profile (botocore/credentials.py, `create_credential_resolver`).
///
/// # Errors
///
/// When one of two keys is missing, or the profile gets them in a way that is not supported.
pub(crate) fn found(draft: &Draft) -> Result<Option<Credentials>, ConfigError> {
    let in_environment = match draft.profile {
        None => in_environment(&draft.environment)?,
        Some(_) => None,
    };
    match (in_environment, draft.section()?) {
        (Some(found), _) => Ok(Some(found)),
        (None, Some(section)) => in_profile(draft.profile_name().0, section),
        (None, None) => Ok(None),
    }
}

/// The keys in the environment, if there are any.
///
/// # Errors
///
/// When only one of the two keys is there.
fn in_environment(environment: &Environment) -> Result<Option<Credentials>, ConfigError> {
    const ID: &str = "AWS_ACCESS_KEY_ID";
    const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
    let missing = |set: &str, missing: &str| {
        Err(ConfigError::new(format!(
            "{set} is set, but {missing} is not"
        )))
    };
    let (id, secret) = match (environment.get(ID), environment.get(SECRET)) {
        (Some(id), Some(secret)) => (id, secret),
        (None, None) => return Ok(None),
        (Some(_), None) => return missing(ID, SECRET),
        (None, Some(_)) => return missing(SECRET, ID),
    };
    // This order, botocore/credentials.py, `EnvProvider`.
    let token = environment.first(&["AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"]);
    let token = token.map(|(_, token)| token.to_owned());
    Ok(Some(Credentials::new(
        id,
        secret,
        token,
        None,
        "Environment",
    )))
}

/// The keys in a profile, if there are any.
fn in_profile(name: &str, profile: &Section) -> Result<Option<Credentials>, ConfigError> {
    /// Ways to keys that come before those in the files, and those that come after (botocore/credentials.py,
    /// `create_credential_resolver`).
    const BEFORE: [&str; 4] = [
        "role_arn",
        "sso_session",
        "sso_start_url",
        "web_identity_token_file",
    ];
    const AFTER: [&str; 2] = ["credential_process", "login_session"];
    let elsewhere = |ways: &[&str]| {
        let setting = ways.iter().find_map(|way| profile.get(way))?;
        Some(ConfigError::new(format!(
            "the profile `{name}` gets its keys by {}, which is not supported; \
             `aws configure export-credentials --profile {name} --format env` prints them for the environment",
            setting.place()
        )))
    };
    if let Some(problem) = elsewhere(&BEFORE) {
        return Err(problem);
    }
    let missing = |what: &str| {
        Err(ConfigError::new(format!(
            "the profile `{name}` has no {what} beside its other key"
        )))
    };
    let keys = (
        profile.get("aws_access_key_id"),
        profile.get("aws_secret_access_key"),
    );
    match keys {
        (Some(id), Some(secret)) => {
            let token = profile.get("aws_session_token");
            let token = token.or_else(|| profile.get("aws_security_token"));
            let token = token.map(|token| token.value.to_owned());
            let (id, secret) = (id.value, secret.value);
            Ok(Some(Credentials::new(id, secret, token, None, "Profile")))
        }
        (Some(_), None) => missing("aws_secret_access_key"),
        (None, Some(_)) => missing("aws_access_key_id"),
        (None, None) => elsewhere(&AFTER).map_or(Ok(None), Err),
    }
}

/// What to say when nothing provides credentials.
pub(crate) const NONE: &str = "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, \
     or pass a provider to `Config::builder().credentials(…)`";

/// What to say when the provider failed; the causes are part of it, as its own text only names the category.
pub(crate) fn failure(error: &CredentialsError) -> String {
    let mut text = format!("credentials could not be loaded: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use aws_credential_types::provider::future;

    use super::*;

    /// Each call returns keys that expire after `lifetime`, or fails from the second call on.
    #[derive(Debug)]
    struct Vault {
        calls: Arc<AtomicU32>,
        lifetime: Option<Duration>,
        fails_later: bool,
    }

    impl ProvideCredentials for Vault {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let call = self.calls.fetch_add(1, Ordering::Relaxed);
            if self.fails_later && call > 0 {
                return future::ProvideCredentials::ready(Err(CredentialsError::provider_error(
                    "the issuer is down",
                )));
            }
            let expiry = self
                .lifetime
                .map(|lifetime| SystemTime::UNIX_EPOCH + lifetime);
            let id = format!("key{call}");
            future::ProvideCredentials::ready(Ok(Credentials::new(id, "s", None, expiry, "test")))
        }
    }

    fn minutes(count: u64) -> Duration {
        Duration::from_secs(count * 60)
    }

    fn vault(lifetime: Option<Duration>, fails_later: bool) -> (CredentialsCache, Arc<AtomicU32>) {
        let calls = Arc::new(AtomicU32::new(0));
        let vault = Vault {
            calls: Arc::clone(&calls),
            lifetime,
            fails_later,
        };
        (CredentialsCache::new(vault), calls)
    }

    #[tokio::test]
    async fn credentials_that_do_not_expire_are_asked_for_once() {
        let (cache, calls) = vault(None, false);
        for minute in [0, 100, 100_000] {
            let at = SystemTime::UNIX_EPOCH + minutes(minute);
            assert_eq!(cache.at(at).await.unwrap().access_key_id(), "key0");
        }
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_failed_renewal_is_ignored_until_ten_minutes_are_left() {
        let (cache, calls) = vault(Some(minutes(60)), true);
        let at = |minute| cache.at(SystemTime::UNIX_EPOCH + minutes(minute));
        assert_eq!(at(0).await.unwrap().access_key_id(), "key0");
        assert_eq!(at(44).await.unwrap().access_key_id(), "key0");
        assert_eq!(calls.load(Ordering::Relaxed), 1);
        assert_eq!(at(46).await.unwrap().access_key_id(), "key0");
        assert_eq!(calls.load(Ordering::Relaxed), 2);
        let error = at(51).await.unwrap_err();
        assert!(
            failure(&error).ends_with(": the issuer is down"),
            "{}",
            failure(&error)
        );
    }

    #[test]
    fn keys_of_the_environment_come_with_their_token() {
        let environment = Environment::from([
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_SESSION_TOKEN", "token"),
        ]);
        let found = in_environment(&environment).unwrap().unwrap();
        assert_eq!(found.session_token(), Some("token"));
        assert!(
            in_environment(&[("AWS_SESSION_TOKEN", "token")].into())
                .unwrap()
                .is_none()
        );
        let half = in_environment(&[("AWS_SECRET_ACCESS_KEY", "s")].into()).unwrap_err();
        assert_eq!(
            half.to_string(),
            "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"
        );
    }
}
