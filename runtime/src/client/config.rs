//! What every call needs to know: region, credentials, endpoint, time limits, retries, transport.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::ProvideCredentials;

use super::credentials::{self, CredentialsCache};
use super::endpoint::BaseUrl;
use super::environment::Environment;
use super::transport::Transport;
use crate::schema::Service;
use crate::wire::Limits;

/// The settings of one or more clients. Cheap to clone; clones share connections and loaded credentials.
///
/// Making a `Config` does not fail and sends nothing. A setting that is missing or wrong is an error of the first
/// call that needs it, before anything is sent; [`Config::load`] and [`Config::check`] report it earlier.
#[derive(Clone)]
pub struct Config(Arc<Inner>);

/// Collects the settings of a [`Config`]. What is set here wins over the environment.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ConfigBuilder(Settings);

/// A setting that is missing or wrong. The text names the setting and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    message: String,
}

struct Inner {
    settings: Settings,
    credentials: Result<Option<Arc<CredentialsCache>>, ConfigError>,
    transport: Option<Arc<dyn Transport>>,
}

/// What was set. Options are `None` until set, so that a second builder starts where the first one stood.
#[derive(Clone)]
struct Settings {
    region: Option<String>,
    endpoint_url: Option<String>,
    credentials: Option<Arc<CredentialsCache>>,
    transport: Option<Arc<dyn Transport>>,
    connect_timeout: Duration,
    read_timeout: Duration,
    attempt_timeout: Option<Duration>,
    operation_timeout: Option<Duration>,
    max_attempts: Option<u32>,
    limits: Limits,
    app_id: Option<String>,
    host_prefix: Option<bool>,
    environment: Environment,
    now: fn() -> SystemTime,
}

/// How many requests a call sends at most when nothing is configured (client.md, standard mode).
const MAX_ATTEMPTS: u32 = 3;

impl Config {
    /// Starts with nothing set; the environment is not read.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder(Settings {
            region: None,
            endpoint_url: None,
            credentials: None,
            transport: None,
            connect_timeout: Duration::from_secs(60),
            read_timeout: Duration::from_secs(60),
            attempt_timeout: None,
            operation_timeout: None,
            max_attempts: None,
            limits: Limits::default(),
            app_id: None,
            host_prefix: None,
            environment: Environment::default(),
            now: SystemTime::now,
        })
    }

    /// The settings of the environment variables of this process, as they are now.
    ///
    /// | setting | variables, the first that is set wins |
    /// |---|---|
    /// | region | `AWS_REGION`, `AWS_DEFAULT_REGION` |
    /// | credentials | `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY`; `AWS_SECURITY_TOKEN`, `AWS_SESSION_TOKEN` |
    /// | endpoint URL | `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`; none of them if `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is `true` |
    /// | attempts | `AWS_MAX_ATTEMPTS` |
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

    /// Checks what can be checked without a call: region, endpoint URL, attempts, keys of the environment.
    ///
    /// A missing region or missing credentials are no error here: some services need none.
    ///
    /// # Errors
    ///
    /// The first setting that is wrong.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.region()?;
        self.max_attempts()?;
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
        ConfigBuilder(self.0.settings.clone())
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
        (self.0.settings.now)()
    }
}

impl ConfigBuilder {
    /// Sets the region, for example `eu-central-1`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.0.region = Some(region.into());
        self
    }

    /// Sets where credentials come from: [`Credentials`](crate::Credentials), or any provider.
    ///
    /// What a provider returns is kept until 15 minutes before it expires; credentials that do not expire are
    /// asked for once.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.0.credentials = Some(Arc::new(CredentialsCache::new(provider)));
        self
    }

    /// Sends the requests of every service to this URL, for example `http://localhost:5000`.
    ///
    /// A path is kept in front of the paths of operations. S3 buckets go to the path, not to the host.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.0.endpoint_url = Some(url.into());
        self
    }

    /// Sets what sends the requests, in place of the transport of the `reqwest` feature.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.0.transport = Some(Arc::new(transport));
        self
    }

    /// Sets how long the built-in transport may take to connect; 60 seconds if not set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.0.connect_timeout = limit;
        self
    }

    /// Sets how long the built-in transport waits while no byte moves in either direction; 60 seconds if not set.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.0.read_timeout = limit;
        self
    }

    /// Sets how long one request may take until its answer is read; no limit if not set.
    ///
    /// The payload of an answer that is streamed (S3 `GetObject`) is not counted.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.0.attempt_timeout = Some(limit);
        self
    }

    /// Sets how long a call may take, retries and the waits between them included; no limit if not set.
    pub fn operation_timeout(mut self, limit: Duration) -> Self {
        self.0.operation_timeout = Some(limit);
        self
    }

    /// Sets how many requests a call sends at most, the first included; 3 if not set, 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.0.max_attempts = Some(attempts);
        self
    }

    /// Sends every request once.
    pub fn no_retries(self) -> Self {
        self.max_attempts(1)
    }

    /// Sets how large and how deeply nested an answer may be.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.0.limits = limits;
        self
    }

    /// Names the application in the user agent; at most 50 characters are recommended.
    pub fn app_id(mut self, id: impl Into<String>) -> Self {
        self.0.app_id = Some(id.into());
        self
    }

    /// Sets whether operations may put a prefix in front of the host, as their model says; they may if not set.
    ///
    /// A host that is an IP address never gets one.
    pub fn host_prefix(mut self, allowed: bool) -> Self {
        self.0.host_prefix = Some(allowed);
        self
    }

    /// Reads the environment for what is not set in code, as [`Config::from_env`] does.
    pub fn env(self) -> Self {
        self.environment(Environment::of_process())
    }

    /// Builds the configuration.
    pub fn build(self) -> Config {
        let settings = self.0;
        let credentials = match &settings.credentials {
            Some(cache) => Ok(Some(Arc::clone(cache))),
            None => credentials::in_environment(&settings.environment)
                .map(|found| found.map(|found| Arc::new(CredentialsCache::new(found)))),
        };
        let transport = match &settings.transport {
            Some(transport) => Some(Arc::clone(transport)),
            None => default_transport(&settings),
        };
        Config(Arc::new(Inner {
            settings,
            credentials,
            transport,
        }))
    }

    /// Reads the environment for what is not set in code, builds the configuration, and checks it.
    ///
    /// # Errors
    ///
    /// As for [`Config::load`].
    pub async fn load(self) -> Result<Config, ConfigError> {
        // Providers that read files or ask other services plug in here; this is why it is asynchronous.
        let config = self.env().build();
        config.check()?;
        Ok(config)
    }

    pub(crate) fn environment(mut self, environment: Environment) -> Self {
        self.0.environment = environment;
        self
    }

    #[cfg(test)]
    pub(crate) fn now(mut self, now: fn() -> SystemTime) -> Self {
        self.0.now = now;
        self
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(settings: &Settings) -> Option<Arc<dyn Transport>> {
    let transport = super::HttpTransport::builder()
        .connect_timeout(settings.connect_timeout)
        .read_timeout(settings.read_timeout)
        .build();
    Some(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &Settings) -> Option<Arc<dyn Transport>> {
    None
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
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.settings.fmt(f)
    }
}

/// Never shows credentials, nor the value of a variable.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("endpoint_url", &self.endpoint_url)
            .field("credentials", &self.credentials.as_ref().map(|_| "given"))
            .field("transport", &self.transport)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("operation_timeout", &self.operation_timeout)
            .field("max_attempts", &self.max_attempts)
            .field("limits", &self.limits)
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
