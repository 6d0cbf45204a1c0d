//! What every call needs to know: region, credentials, endpoint, time limits, retries, transport.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::{Credentials, Token};

use super::config_builder::ConfigBuilder;
use super::credentials::CredentialsCache;
use super::environment::Environment;
use super::settings::{Draft, Settings};
use super::token::{TokenCache, TokenSource};
use super::transport::Transport;
use crate::excerpt::Excerpt;
use crate::schema::Service;
use crate::wire::Limits;

/// The settings of one or more clients, as values. Cheap to clone; clones share connections and loaded credentials.
#[derive(Clone)]
pub struct Config(pub(super) Arc<Inner>);

/// Settings that are missing or wrong. The text names each with its variable, its file and line, or its method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
}

pub(super) struct Inner {
    /// What it was built of, for a builder that starts there.
    pub(super) draft: Draft,
    pub(super) settings: Settings,
    pub(super) credentials: Option<Arc<CredentialsCache>>,
    pub(super) transport: Option<Arc<dyn Transport>>,
}

/// How many requests a call sends at most when nothing is configured (botocore/retries/standard.py, `DEFAULT_MAX_ATTEMPTS`).
const MAX_ATTEMPTS: u32 = 3;

impl Config {
    /// Starts with nothing set; neither the environment nor a file is read.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// The settings of the environment variables of this process, as they are now. No file is read.
    ///
    /// # Errors
    ///
    /// As for [`Config::load`].
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().env().build()
    }

    /// Loads the settings: those of the environment, else those of a profile in the files that the AWS CLI shares,
    /// `~/.aws/config` and `~/.aws/credentials`.
    ///
    /// The profile is that of `AWS_PROFILE`, else of `AWS_DEFAULT_PROFILE`, else `default`. Where both files have a setting,
    /// that of the credentials file counts. A text that is empty counts as unset.
    ///
    /// | setting | variables, the first that is set wins | in the profile |
    /// |---|---|---|
    /// | region | `AWS_REGION`, `AWS_DEFAULT_REGION` | `region` |
    /// | credentials | `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY`; `AWS_SECURITY_TOKEN`, `AWS_SESSION_TOKEN` | `aws_access_key_id`, … |
    /// | bearer token | `AWS_BEARER_TOKEN_<SIGNING_NAME>`, for example `AWS_BEARER_TOKEN_BEDROCK` | |
    /// | endpoint URL | `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL` | `services`, then `endpoint_url` |
    /// | no endpoint URL but that of code | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `ignore_configured_endpoint_urls` |
    /// | files | `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` | |
    /// | attempts | `AWS_MAX_ATTEMPTS` | `max_attempts` |
    /// | no compression of requests | `AWS_DISABLE_REQUEST_COMPRESSION` | `disable_request_compression` |
    /// | compression from this size on | `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES` | `request_min_compression_size_bytes` |
    /// | checksums of requests | `AWS_REQUEST_CHECKSUM_CALCULATION` | `request_checksum_calculation` |
    /// | checksums of answers | `AWS_RESPONSE_CHECKSUM_VALIDATION` | `response_checksum_validation` |
    /// | no host prefixes | `AWS_DISABLE_HOST_PREFIX_INJECTION` | `disable_host_prefix_injection` |
    /// | certificates | `AWS_CA_BUNDLE`, `REQUESTS_CA_BUNDLE` (after the profile) | `ca_bundle` |
    /// | user agent | `AWS_SDK_UA_APP_ID`, `AWS_EXECUTION_ENV` | `sdk_ua_app_id` |
    ///
    /// `<SERVICE>` is the service id in capitals, blanks and hyphens as `_`: `S3`, `DYNAMODB`, `CLOUDWATCH_LOGS`; in a
    /// `services` section it stands in small letters.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or understood, a profile that is asked for and is not there, and every setting that is
    /// wrong. A missing region or missing credentials are no error here: some services need none.
    pub async fn load() -> Result<Self, ConfigError> {
        Self::builder().load().await
    }

    /// Starts with these settings, to change some of them.
    ///
    /// The new configuration shares loaded credentials with this one, and the transport if one was given.
    pub fn to_builder(&self) -> ConfigBuilder {
        ConfigBuilder::of(self.0.draft.clone())
    }

    /// The region.
    pub fn region(&self) -> Option<&str> {
        self.0.settings.region.as_deref()
    }
}

/// What the parts of a call read.
impl Config {
    /// The configuration of a client whose requests a script answers.
    pub(crate) fn scripted(
        transport: impl Transport,
        credentials: Credentials,
        token: Token,
    ) -> Self {
        let draft = Draft::new();
        let settings = Settings {
            region: Some(String::from("us-east-1")),
            ..Settings::default()
        };
        Self(Arc::new(Inner {
            draft: Draft {
                region: settings.region.clone(),
                token: Some(Arc::new(TokenCache::new(token))),
                ..draft
            },
            settings,
            credentials: Some(Arc::new(CredentialsCache::new(credentials))),
            transport: Some(Arc::new(transport)),
        }))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// How many requests a call sends at most, the first included.
    pub(super) fn max_attempts(&self) -> u32 {
        self.0.settings.max_attempts.unwrap_or(MAX_ATTEMPTS)
    }

    /// Where credentials come from, if anything is set.
    pub(super) fn credentials(&self) -> Option<&CredentialsCache> {
        self.0.credentials.as_deref()
    }

    /// Where the bearer tokens of a service come from, if anything is set.
    pub(super) fn bearer_token(&self, service: &Service) -> Option<TokenSource> {
        let draft = &self.0.draft;
        match &draft.token {
            Some(cache) => Some(TokenSource::Provider(Arc::clone(cache))),
            None => TokenSource::in_environment(&draft.environment, service),
        }
    }

    pub(super) fn environment(&self) -> &Environment {
        &self.0.draft.environment
    }

    pub(super) fn transport(&self) -> Option<&Arc<dyn Transport>> {
        self.0.transport.as_ref()
    }

    pub(super) fn attempt_timeout(&self) -> Option<Duration> {
        self.0.draft.attempt_timeout
    }

    pub(super) fn operation_timeout(&self) -> Option<Duration> {
        self.0.draft.operation_timeout
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.0.draft.limits
    }

    pub(super) fn lenient_answers(&self) -> bool {
        self.0.draft.lenient_answers
    }

    pub(super) fn now(&self) -> SystemTime {
        (self.clock())()
    }

    pub(super) fn clock(&self) -> fn() -> SystemTime {
        self.0.draft.now
    }
}

impl ConfigError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    /// Several problems in one.
    pub(super) fn all(problems: Vec<String>) -> Self {
        Self::new(problems.join("; "))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Excerpt::message(&self.message))
    }
}

impl std::error::Error for ConfigError {}

/// Never shows credentials or tokens, nor the value of a variable.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("settings", &self.0.settings)
            .field("draft", &self.0.draft)
            .finish()
    }
}
