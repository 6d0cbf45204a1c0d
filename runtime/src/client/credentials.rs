//! Sources of credentials.

use std::error::Error as StdError;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::config_error::ConfigError;
use super::environment::Environment;
use super::identity_cache::{IdentityCache, Issuer};

/// Keeps the credentials from a provider.
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

/// The parts of credentials.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) expiry: Option<SystemTime>,
}

/// Every source makes its credentials here: a builder is a lot of code.
impl From<Parts> for Credentials {
    fn from(parts: Parts) -> Self {
        let mut keys = Self::builder()
            .access_key_id(parts.id)
            .secret_access_key(parts.secret)
            .provider_name("pageboy");
        keys.set_session_token(parts.token);
        keys.set_account_id(parts.account.map(Into::into));
        keys.set_expiry(parts.expiry);
        keys.build()
    }
}

/// The credentials in the environment, if there are any.
///
/// # Errors
///
/// When only one of the two keys is set.
pub(crate) fn in_environment(
    environment: &Environment,
) -> Result<Option<Credentials>, ConfigError> {
    const ID: &str = "AWS_ACCESS_KEY_ID";
    const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
    const EXPIRATION: &str = "AWS_CREDENTIAL_EXPIRATION";
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
    let token = token.map(|(_, token)| token.trim().to_owned());
    let account = environment.get("AWS_ACCOUNT_ID");
    let mut keys = Parts {
        id: id.trim().to_owned(),
        secret: secret.trim().to_owned(),
        token,
        account: account.map(|id| id.trim().to_owned()),
        expiry: None,
    };
    if let Some(text) = environment.get(EXPIRATION) {
        let expiry = DateTime::from_str(text.trim(), Format::DateTimeWithOffset);
        let expiry = expiry.ok().and_then(|time| SystemTime::try_from(time).ok());
        keys.expiry = Some(expiry.ok_or_else(|| {
            ConfigError::new(format!(
                "{EXPIRATION} is {text:?}: it must be a time in ISO 8601"
            ))
        })?);
    }
    Ok(Some(keys.into()))
}

/// The error when there is no source of credentials.
pub(crate) const NONE: &str = "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, \
     or pass a provider to `Config::builder().credentials(…)`";

/// The error when the provider failed: the causes, since its own text only names the category.
pub(crate) fn failure(error: &CredentialsError) -> String {
    let mut text = String::from("credentials could not be loaded");
    let mut cause = error.source();
    if cause.is_none() {
        text.push_str(&format!(": {error}"));
    }
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

    /// Each call returns credentials that expire after `lifetime`, or fails from the second call on.
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

    #[tokio::test(start_paused = true)]
    async fn keys_serve_while_they_are_valid_whatever_renewal_does() {
        let (cache, calls) = vault(Some(minutes(60)), true);
        let at = async |minute| {
            let keys = cache.at(SystemTime::UNIX_EPOCH + minutes(minute)).await;
            // The renewal runs in a task of its own.
            tokio::time::sleep(Duration::from_secs(1)).await;
            keys
        };
        assert_eq!(at(0).await.unwrap().access_key_id(), "key0");
        assert_eq!(at(44).await.unwrap().access_key_id(), "key0");
        assert_eq!(calls.load(Ordering::Relaxed), 1);
        assert_eq!(at(46).await.unwrap().access_key_id(), "key0");
        assert_eq!(at(46).await.unwrap().access_key_id(), "key0");
        assert_eq!(calls.load(Ordering::Relaxed), 2);
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!(at(58).await.unwrap().access_key_id(), "key0");
        assert_eq!(calls.load(Ordering::Relaxed), 3);
        let error = at(61).await.unwrap_err();
        assert_eq!(
            failure(&error),
            "credentials could not be loaded: the issuer is down"
        );
    }

    #[tokio::test]
    async fn a_hundred_callers_share_one_renewal_and_its_failure() {
        let (cache, calls) = vault(Some(minutes(60)), true);
        calls.fetch_add(1, Ordering::Relaxed);
        let now = SystemTime::UNIX_EPOCH;
        let callers = (0..100).map(|_| cache.at(now));
        let outcomes = futures_util::future::join_all(callers).await;
        assert!(outcomes.iter().all(Result::is_err));
        assert_eq!(calls.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_caller_that_stops_waiting_stops_nobody() {
        let (cache, calls) = vault(None, false);
        let first = tokio::time::timeout(Duration::ZERO, cache.at(SystemTime::UNIX_EPOCH)).await;
        drop(first);
        let keys = cache.at(SystemTime::UNIX_EPOCH).await.unwrap();
        assert_eq!(keys.access_key_id(), "key0");
        assert_eq!(calls.load(Ordering::Relaxed), 1);
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
