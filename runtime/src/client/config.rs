//! What every call needs to know: region, credentials, endpoint, time limits, retries, transport.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::config_builder::ConfigBuilder;
use super::credentials::CredentialsCache;
use super::endpoint::{BaseUrl, shown_url};
use super::environment::Environment;
use super::payload_config::PayloadSettings;
use super::token::{TokenCache, TokenSource};
use super::transport::Transport;
use crate::excerpt::Excerpt;
use crate::schema::Service;
use crate::wire::Limits;

/// The settings of one or more clients. Cheap to clone; clones share connections and loaded credentials.
///
/// Making a `Config` does not fail and sends nothing. A setting that is missing or wrong is an error of the first
/// call that needs it, before anything is sent; [`Config::load`] and [`Config::check`] report it earlier.
#[derive(Clone)]
pub struct Config(pub(super) Arc<Inner>);

/// A setting that is missing or wrong. The text names the setting and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
}

pub(super) struct Inner {
    pub(super) settings: Settings,
    pub(super) credentials: Result<Option<Arc<CredentialsCache>>, ConfigError>,
    pub(super) transport: Option<Arc<dyn Transport>>,
}

/// What was set. Options are `None` until set, so that a second builder starts where the first one stood.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) region: Option<String>,
    pub(super) endpoint_url: Option<String>,
    pub(super) credentials: Option<Arc<CredentialsCache>>,
    pub(super) token: Option<Arc<TokenCache>>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) connect_timeout: Duration,
    pub(super) read_timeout: Duration,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) operation_timeout: Option<Duration>,
    pub(super) max_attempts: Option<u32>,
    pub(super) limits: Limits,
    pub(super) app_id: Option<String>,
    pub(super) host_prefix: Option<bool>,
    pub(super) payload: PayloadSettings,
    pub(super) environment: Environment,
    pub(super) now: fn() -> SystemTime,
}

/// How many requests a call sends at most when nothing is configured (botocore/retries/standard.py, `DEFAULT_MAX_ATTEMPTS`).
const MAX_ATTEMPTS: u32 = 3;

impl Config {
    /// Starts with nothing set; the environment is not read.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// The settings of the environment variables of this process, as they are now.
    ///
    /// | setting | variables, the first that is set wins |
    /// |---|---|
    /// | region | `AWS_REGION`, `AWS_DEFAULT_REGION` |
    /// | credentials | `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY`; `AWS_SECURITY_TOKEN`, `AWS_SESSION_TOKEN` |
    /// | bearer token | `AWS_BEARER_TOKEN_<SIGNING_NAME>`, for example `AWS_BEARER_TOKEN_BEDROCK` |
    /// | endpoint URL | `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`; none of them if `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is `true` |
    /// | attempts | `AWS_MAX_ATTEMPTS` |
    /// | compression of requests | off if `AWS_DISABLE_REQUEST_COMPRESSION` is `true`; `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES` |
    /// | checksums | `AWS_REQUEST_CHECKSUM_CALCULATION` and `AWS_RESPONSE_CHECKSUM_VALIDATION`: `when_supported` or `when_required` |
    /// | host prefixes | off if `AWS_DISABLE_HOST_PREFIX_INJECTION` is `true` |
    /// | user agent | `AWS_SDK_UA_APP_ID`, `AWS_EXECUTION_ENV` |
    ///
    /// `<SERVICE>` is the service id in capitals, blanks and hyphens as `_`: `S3`, `DYNAMODB`, `CLOUDWATCH_LOGS`.
    pub fn from_env() -> Self {
        Self::builder().env().build()
    }

    /// Loads the settings and checks them.
    ///
    /// Reads the environment, as [`Config::from_env`] does. Profiles, SSO, containers and instance metadata are
    /// not read; pass a provider to [`ConfigBuilder::credentials`] for those.
    ///
    /// # Errors
    ///
    /// When a setting is wrong, see [`Config::check`].
    pub async fn load() -> Result<Self, ConfigError> {
        Self::builder().load().await
    }

    /// Checks what can be checked without a call: region, endpoint URL, attempts, compression, checksums, keys of the
    /// environment.
    ///
    /// A missing region or missing credentials are no error here: some services need none.
    ///
    /// # Errors
    ///
    /// The first setting that is wrong.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.region()?;
        self.max_attempts()?;
        self.check_payload()?;
        let settings = &self.0.settings;
        if let Some(url) = &settings.endpoint_url {
            BaseUrl::parse(url, "endpoint_url")?;
        } else if let Some(url) = settings.environment.get(ENDPOINT_URL)
            && !settings.environment.is_on(IGNORE_ENDPOINT_URLS)
        {
            BaseUrl::parse(url, ENDPOINT_URL)?;
        }
        match &self.0.credentials {
            Ok(_) => Ok(()),
            Err(error) => Err(error.clone()),
        }
    }

    /// Starts with these settings, to change some of them.
    ///
    /// The new configuration shares loaded credentials with this one, and the transport if one was given.
    pub fn to_builder(&self) -> ConfigBuilder {
        ConfigBuilder::of(self.0.settings.clone())
    }

    /// The region.
    ///
    /// # Errors
    ///
    /// When its text cannot be a region's name.
    pub fn region(&self) -> Result<Option<&str>, ConfigError> {
        let settings = &self.0.settings;
        let (source, region) = match &settings.region {
            Some(region) => ("region", region.as_str()),
            None => match settings.environment.first(&REGION) {
                Some(found) => found,
                None => return Ok(None),
            },
        };
        if is_region(region) {
            Ok(Some(region))
        } else {
            Err(ConfigError::new(format!(
                "the region {region:?} ({source}) is not valid: it has letters, digits and hyphens, at most 63"
            )))
        }
    }
}

const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
const ENDPOINT_URL: &str = "AWS_ENDPOINT_URL";
const IGNORE_ENDPOINT_URLS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// What the parts of a call read.
impl Config {
    /// The custom endpoint of a service, if one is configured.
    pub(super) fn endpoint_url(&self, service: &Service) -> Result<Option<BaseUrl>, ConfigError> {
        let settings = &self.0.settings;
        if let Some(url) = &settings.endpoint_url {
            return BaseUrl::parse(url, "endpoint_url").map(Some);
        }
        if settings.environment.is_on(IGNORE_ENDPOINT_URLS) {
            return Ok(None);
        }
        let of_service = format!("{ENDPOINT_URL}_{}", variable_part(service.id));
        for name in [of_service.as_str(), ENDPOINT_URL] {
            if let Some(url) = settings.environment.get(name) {
                return BaseUrl::parse(url, name).map(Some);
            }
        }
        Ok(None)
    }

    /// How many requests a call sends at most, the first included.
    pub(super) fn max_attempts(&self) -> Result<u32, ConfigError> {
        let settings = &self.0.settings;
        if let Some(attempts) = settings.max_attempts {
            return Ok(attempts.max(1));
        }
        let Some(text) = settings.environment.get("AWS_MAX_ATTEMPTS") else {
            return Ok(MAX_ATTEMPTS);
        };
        match text.trim().parse() {
            Ok(attempts) if attempts > 0 => Ok(attempts),
            _ => Err(ConfigError::new(format!(
                "AWS_MAX_ATTEMPTS is {text:?}: it must be a whole number, at least 1"
            ))),
        }
    }

    /// Where credentials come from, if anything is set.
    pub(super) fn credentials(&self) -> Result<Option<&CredentialsCache>, ConfigError> {
        match &self.0.credentials {
            Ok(cache) => Ok(cache.as_deref()),
            Err(error) => Err(error.clone()),
        }
    }

    /// Where the bearer tokens of a service come from, if anything is set.
    pub(super) fn bearer_token(&self, service: &Service) -> Option<TokenSource> {
        let settings = &self.0.settings;
        match &settings.token {
            Some(cache) => Some(TokenSource::Provider(Arc::clone(cache))),
            None => TokenSource::in_environment(&settings.environment, service),
        }
    }

    pub(super) fn environment(&self) -> &Environment {
        &self.0.settings.environment
    }

    pub(super) fn transport(&self) -> Option<&Arc<dyn Transport>> {
        self.0.transport.as_ref()
    }

    pub(super) fn attempt_timeout(&self) -> Option<Duration> {
        self.0.settings.attempt_timeout
    }

    pub(super) fn operation_timeout(&self) -> Option<Duration> {
        self.0.settings.operation_timeout
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.0.settings.limits
    }

    pub(super) fn app_id(&self) -> Option<&str> {
        let settings = &self.0.settings;
        settings
            .app_id
            .as_deref()
            .or_else(|| settings.environment.get("AWS_SDK_UA_APP_ID"))
    }

    pub(super) fn host_prefix(&self) -> bool {
        let settings = &self.0.settings;
        settings.host_prefix.unwrap_or_else(|| {
            !settings
                .environment
                .is_on("AWS_DISABLE_HOST_PREFIX_INJECTION")
        })
    }

    pub(super) fn now(&self) -> SystemTime {
        (self.clock())()
    }

    pub(super) fn clock(&self) -> fn() -> SystemTime {
        self.0.settings.now
    }
}

/// botocore/utils.py, `validate_region_name`.
fn is_region(text: &str) -> bool {
    text.len() <= 63
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A service id as it stands in the name of a variable.
fn variable_part(id: &str) -> String {
    id.replace([' ', '-'], "_").to_ascii_uppercase()
}

impl ConfigError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Excerpt::message(&self.message))
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.settings.fmt(f)
    }
}

/// Never shows credentials or tokens, nor the value of a variable.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("endpoint_url", &self.endpoint_url.as_deref().map(shown_url))
            .field("credentials", &self.credentials.as_ref().map(|_| "given"))
            .field("bearer_token", &self.token.as_ref().map(|_| "given"))
            .field("transport", &self.transport)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("operation_timeout", &self.operation_timeout)
            .field("max_attempts", &self.max_attempts)
            .field("limits", &self.limits)
            .field("payload", &self.payload)
            .field("environment", &self.environment)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Endpoint, Protocol};

    static LOGS: Service = Service::new(
        "logs",
        "CloudWatch Logs",
        "2014-03-28",
        Protocol::Json11,
        Endpoint::regional("logs"),
    );

    fn in_environment<const N: usize>(pairs: [(&str, &str); N]) -> Config {
        Config::builder().environment(pairs.into()).build()
    }

    fn endpoint_url(config: &Config) -> Option<String> {
        config
            .endpoint_url(&LOGS)
            .unwrap()
            .map(|url| url.to_string())
    }

    #[test]
    fn the_region_of_the_environment_is_aws_region_first() {
        let both = in_environment([("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "r")]);
        assert_eq!(both.region().unwrap(), Some("eu-west-1"));
        let second = in_environment([("AWS_DEFAULT_REGION", "eu-west-2")]);
        assert_eq!(second.region().unwrap(), Some("eu-west-2"));
    }

    #[test]
    fn code_wins_over_the_environment() {
        let environment = Environment::from([
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://logs.example"),
            ("AWS_MAX_ATTEMPTS", "7"),
        ]);
        let config = Config::builder()
            .region("us-east-2")
            .endpoint_url("http://code.example")
            .max_attempts(2)
            .environment(environment)
            .build();
        assert_eq!(config.region().unwrap(), Some("us-east-2"));
        assert_eq!(endpoint_url(&config).unwrap(), "http://code.example");
        assert_eq!(config.max_attempts().unwrap(), 2);
    }

    #[test]
    fn text_that_is_no_region_is_refused_with_its_source() {
        let config = in_environment([("AWS_REGION", "us east 1")]);
        assert_eq!(
            config.region().unwrap_err().to_string(),
            "the region \"us east 1\" (AWS_REGION) is not valid: it has letters, digits and hyphens, at most 63"
        );
        for text in ["-a", "a-", "1", "a.b", &"a".repeat(64)] {
            let config = Config::builder().region(text).build();
            assert!(config.check().is_err(), "{text}");
        }
    }

    #[test]
    fn the_url_of_the_service_wins_over_the_url_of_all() {
        let all = ("AWS_ENDPOINT_URL", "http://all.example");
        let one = ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://one.example");
        assert_eq!(
            endpoint_url(&in_environment([all, one])).unwrap(),
            "http://one.example"
        );
        assert_eq!(
            endpoint_url(&in_environment([all])).unwrap(),
            "http://all.example"
        );
        let ignored = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True");
        assert_eq!(endpoint_url(&in_environment([all, one, ignored])), None);
    }

    #[test]
    fn a_bad_url_is_refused_with_its_source() {
        let config = in_environment([("AWS_ENDPOINT_URL", "localhost:5000")]);
        assert_eq!(
            config.check().unwrap_err().to_string(),
            "the endpoint URL \"localhost:5000\" (AWS_ENDPOINT_URL) is not valid: it must start with http:// or https://"
        );
    }

    #[test]
    fn attempts_that_are_no_number_are_refused() {
        for text in ["0", "-1", "many"] {
            let config = in_environment([("AWS_MAX_ATTEMPTS", text)]);
            assert!(config.check().is_err(), "{text}");
        }
        let config = in_environment([("AWS_MAX_ATTEMPTS", "5")]);
        assert_eq!(config.max_attempts().unwrap(), 5);
        assert_eq!(Config::builder().build().max_attempts().unwrap(), 3);
    }

    #[test]
    fn half_credentials_are_refused() {
        let config = in_environment([("AWS_ACCESS_KEY_ID", "AKIA")]);
        assert_eq!(
            config.check().unwrap_err().to_string(),
            "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"
        );
    }

    #[test]
    fn debug_shows_no_secret() {
        let keys = aws_credential_types::Credentials::new("AKIA", "hidden", None, None, "test");
        let config = Config::builder()
            .credentials(keys)
            .environment([("AWS_SECRET_ACCESS_KEY", "hidden")].into())
            .build();
        let shown = format!("{config:?} {:?}", config.to_builder());
        assert!(!shown.contains("hidden"), "{shown}");
    }
}
