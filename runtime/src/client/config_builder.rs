//! Builds a configuration.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
#[cfg(test)]
use std::time::SystemTime;

use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::token::ProvideToken;

use super::checksum::{RequestChecksumCalculation, ResponseChecksumValidation};
use super::config::{Config, ConfigValues};
use super::config_error::ConfigError;
use super::credentials::{self, CredentialsCache};
use super::environment::Environment;
use super::mfa::MfaCode;
#[cfg(test)]
use super::profile::SharedFiles;
use super::retry::RetryMode;
use super::secret::Secret;
use super::settings::{DefaultsMode, Draft, Settings};
use super::token::TokenCache;
use super::transport::Transport;
use crate::limits::Limits;

/// Collects the settings of a [`Config`]. A value set here overrides the environment.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ConfigBuilder(Draft);

impl Config {
    /// An empty builder; neither the environment nor a file is read.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// The settings of this process's environment variables, as they are now. No file is read.
    ///
    /// # Errors
    ///
    /// As for [`Config::load`].
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().env().build()
    }

    /// Starts with these settings, to change some of them.
    ///
    /// The new configuration shares loaded credentials with this one, and the transport if one was set.
    pub fn to_builder(&self) -> ConfigBuilder {
        ConfigBuilder::of(self.0.draft.clone())
    }
}

impl ConfigBuilder {
    pub(super) fn new() -> Self {
        Self(Draft::new())
    }

    pub(crate) const fn of(draft: Draft) -> Self {
        Self(draft)
    }

    /// Uses the settings of this profile instead of `AWS_PROFILE`'s; `load` reads it.
    ///
    /// Credentials in the environment are then ignored (botocore/credentials.py, `create_credential_resolver`).
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.profile = Some(name.into());
        // Settings that came from another profile are dropped.
        self.0.found = None;
        self.0.found_token = None;
        self
    }

    /// Sets a function that asks for the code of a device (`mfa_serial` of a profile); the argument is the device's serial
    /// number or ARN. It runs in a thread that may block.
    pub fn mfa_code(
        mut self,
        ask: impl Fn(&str) -> Result<String, Box<dyn std::error::Error + Send + Sync>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.0.mfa = Some(MfaCode::new(ask));
        self
    }

    /// Sets the region, for example `eu-central-1`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.0.region = Some(region.into());
        self
    }

    /// Sets the source of credentials: [`Credentials`](crate::Credentials), or any provider.
    ///
    /// Credentials from a provider are kept until 15 minutes before they expire; those that do not expire are requested
    /// once.
    ///
    /// A provider implements [`ProvideCredentials`] of the crate `aws-credential-types`:
    ///
    /// ```
    /// use aws_credential_types::provider::{ProvideCredentials, error::CredentialsError, future};
    /// use pageboy::{Config, Credentials};
    ///
    /// /// Keys that a vault keeps.
    /// #[derive(Debug)]
    /// struct Vault {
    ///     name: String,
    /// }
    ///
    /// impl ProvideCredentials for Vault {
    ///     fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    ///     where
    ///         Self: 'a,
    ///     {
    ///         future::ProvideCredentials::new(async {
    ///             // Here the vault would be asked.
    ///             if self.name.is_empty() {
    ///                 return Err(CredentialsError::provider_error("a vault without a name"));
    ///             }
    ///             Ok(Credentials::new("AKIDEXAMPLE", "secret", None, None, "vault"))
    ///         })
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let vault = Vault { name: String::from("mine") };
    /// let config = Config::builder().credentials(vault).build()?;
    /// let identity = config.identity().await?;
    /// assert_eq!(identity.access_key_id, "AKIDEXAMPLE");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Providers of the crate `aws-config` fit, too: `credentials_provider()` of the `SdkConfig` from
    /// `aws_config::load_defaults`, or a single one such as `ImdsCredentialsProvider`. Both crates must depend on the same
    /// major version of `aws-credential-types`, 1.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.0.credentials = Some(Arc::new(CredentialsCache::new(provider)));
        self
    }

    /// Sets the source of bearer tokens: [`Token`](crate::Token), or any provider.
    ///
    /// It is used for services that accept only tokens (CodeCatalyst), and for those that accept one instead of a signature
    /// (Bedrock), whatever the environment says. Other services never see it. It is not sent over plain HTTP, except to this
    /// machine. A token is kept like credentials.
    pub fn bearer_token(mut self, provider: impl ProvideToken + 'static) -> Self {
        self.0.token = Some(Arc::new(TokenCache::new(provider)));
        self
    }

    /// Sets the API key for services whose model accepts one (`smithy.api#httpApiKeyAuth`); no other service sees it. It is
    /// not sent over plain HTTP, except to this machine.
    ///
    /// Default: the value of `PAGEBOY_API_KEY_<SERVICE>`, with the service's id in capitals, else `api_key` in the service's
    /// block of the profile's `services` section.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.0.api_key = Some(Secret::new(key));
        self
    }

    /// Sets user and password for services whose model accepts them (`smithy.api#httpBasicAuth`); no other service sees
    /// them. They are not sent over plain HTTP, except to this machine.
    ///
    /// Default: the value of `PAGEBOY_BASIC_AUTH_<SERVICE>`, `user:password`, else `basic_auth` in the service's block of the
    /// profile's `services` section.
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.0.basic_auth = Some(Secret::new(format!("{user}:{password}")));
        self
    }

    /// Sends requests without a signature, and looks for no credentials: for what is public, such as some buckets (botocore's
    /// `UNSIGNED`). Tokens, API keys and passwords are sent nevertheless where a service takes them.
    #[doc(alias = "UNSIGNED")]
    #[doc(alias = "no-sign-request")]
    pub fn no_credentials(mut self) -> Self {
        self.0.is_unsigned = true;
        self
    }

    /// Sets the preferred authentication schemes, best first, for services with several: `sigv4`, `sigv4a`,
    /// `httpBearerAuth`, `noAuth`, `httpApiKeyAuth`, `httpBasicAuth`. Schemes that a service does not accept are ignored.
    /// Default: the value of `AWS_AUTH_SCHEME_PREFERENCE`, else `auth_scheme_preference` in the profile, separated by
    /// commas.
    ///
    /// Only a preference that is set here takes precedence over a bearer token in the environment.
    pub fn auth_scheme_preference(
        mut self,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let names = names.into_iter().map(Into::into);
        self.0.auth_scheme_preference = Some(names.collect());
        self
    }

    /// Sets the regions of version 4a signatures instead of the endpoint's; `*` means all. Default: the value of
    /// `AWS_SIGV4A_SIGNING_REGION_SET`, else `sigv4a_signing_region_set` in the profile.
    pub fn sigv4a_signing_region_set(
        mut self,
        regions: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let regions = regions.into_iter().map(Into::into);
        self.0.sigv4a_region_set = Some(regions.collect());
        self
    }

    /// Sends the requests of every service to this URL, for example `http://localhost:5000`.
    ///
    /// A path precedes the paths of operations. S3 buckets go to the path, not to the host.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.0.endpoint_url = Some(url.into());
        self
    }

    /// Sets whether endpoint URLs of the environment and the profile are ignored (`ignore_configured_endpoint_urls`);
    /// [`endpoint_url`](Self::endpoint_url) is not. Default: `false`. That of the environment or the profile does not ignore
    /// `PAGEBOY_ENDPOINT_URL_<SERVICE>` of a service that is not Amazon's; this does.
    pub fn ignore_configured_endpoint_urls(mut self, ignore: bool) -> Self {
        self.0.ignore_configured_endpoint_urls = Some(ignore);
        self
    }

    /// Adds a header to every request, for example one for tracing; it is signed.
    ///
    /// The last of two with one name counts. Headers that pageboy sets itself (`Host`, `Authorization`, `X-Amz-Date`, …) are
    /// refused when the configuration is built; headers of an operation (`Content-Type`) are refused when it is called,
    /// since they are members of its input. [`Call::header`](crate::Call::header) is for one call.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.headers.set(name.into(), value.into());
        self
    }

    /// Sets the transport, instead of the one of the `http` feature.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.0.transport = Some(Arc::new(transport));
        self
    }

    /// Sets defaults that fit the program's environment, for settings that nothing else sets.
    pub fn defaults_mode(mut self, mode: DefaultsMode) -> Self {
        self.0.defaults_mode = Some(mode);
        self
    }

    /// Sets the connect timeout of the built-in transport. Default: 60 seconds, unless a
    /// [`defaults_mode`](Self::defaults_mode) is set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.0.connect_timeout = Some(limit);
        self
    }

    /// Sets how long the built-in transport waits while no byte moves in either direction. Default: 60 seconds, longer where
    /// a service holds requests longer (SWF polls, Lambda `Invoke`).
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.0.read_timeout = Some(limit);
        self
    }

    /// Sets the minimum rate of an answer's body, in bytes per second. Default: 16; 0 for no minimum.
    ///
    /// A slower body, over a minute or the read timeout, whichever is longer, is an error like silence. Only the time spent
    /// waiting for a chunk counts: a slow reader loses nothing. Streams of events are exempt, and so are answers of S3 that
    /// are not objects: it sends blanks while it puts an upload together.
    pub fn least_rate(mut self, bytes_per_second: u32) -> Self {
        self.0.least_rate = bytes_per_second;
        self
    }

    /// Sets the time limit of one request until its answer is read. Default: none.
    ///
    /// For a streamed payload (S3 `GetObject`), only the time spent waiting for a chunk counts. A stream of events has no
    /// limit.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.0.attempt_timeout = Some(limit);
        self
    }

    /// Sets the time limit of a call, retries and pauses included. Default: none.
    ///
    /// A streamed payload counts as for [`attempt_timeout`](Self::attempt_timeout).
    pub fn operation_timeout(mut self, limit: Duration) -> Self {
        self.0.operation_timeout = Some(limit);
        self
    }

    /// Sets the retry mode. Default: [`RetryMode::Standard`].
    pub fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.0.retry_mode = Some(mode);
        self
    }

    /// Sets the maximum number of requests per call, the first included. Default: 3, for DynamoDB and its streams 4 (see
    /// [`RetryMode`]). 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.0.max_attempts = Some(attempts);
        self
    }

    /// Sends every request once.
    pub fn no_retries(self) -> Self {
        self.max_attempts(1)
    }

    /// Sets the maximum size and depth of an answer.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.0.limits = limits;
        self
    }

    /// Sets whether answers are accepted as in botocore, without [`wire::check_answer`](crate::wire::check_answer): an XML
    /// document with any root, and no body for an empty output, even for a page, a poll, or a list of what a batch left
    /// undone. Default: `false`, since a foreign document would end a listing early, in silence.
    ///
    /// For servers that are compatible with AWS but name their documents differently.
    pub fn lenient_answers(mut self, lenient: bool) -> Self {
        self.0.lenient_answers = lenient;
        self
    }

    /// Names the application in the user agent; at most 50 characters are recommended.
    pub fn app_id(mut self, id: impl Into<String>) -> Self {
        self.0.app_id = Some(id.into());
        self
    }

    /// Sets whether operations may prefix the host as their model says. Default: `true`.
    ///
    /// A host that is an IP address never gets a prefix.
    pub fn host_prefix(mut self, allowed: bool) -> Self {
        self.0.host_prefix = Some(allowed);
        self
    }

    /// Sets whether requests are compressed with gzip where the model allows it (CloudWatch `PutMetricData`). Default:
    /// `true`. It takes the feature `compression`.
    pub fn request_compression(mut self, allowed: bool) -> Self {
        self.0.compression = Some(allowed);
        self
    }

    /// Sets the minimum size of bodies to compress, 0 to 10485760 bytes. Default: 10240.
    pub fn request_min_compression_size_bytes(mut self, size: usize) -> Self {
        self.0.min_compression_size = Some(size);
        self
    }

    /// Sets when the checksum of a request is computed. Default: wherever the operation supports one.
    pub fn request_checksum_calculation(mut self, when: RequestChecksumCalculation) -> Self {
        self.0.request_checksums = Some(when);
        self
    }

    /// Sets when the checksum of an answer is requested and verified. Default: wherever the operation supports one.
    pub fn response_checksum_validation(mut self, when: ResponseChecksumValidation) -> Self {
        self.0.response_checksums = Some(when);
        self
    }

    /// Reads the environment for settings that code does not set, like [`Config::from_env`].
    pub fn env(self) -> Self {
        self.environment(Environment::of_process())
    }

    /// Uses these variables as the environment, instead of the process's: for a test, or for a program that serves several
    /// users. `build` reads settings from them; `load` also finds the shared files and credentials by them.
    ///
    /// Proxies (`HTTPS_PROXY` and the like) always come from the process.
    pub fn env_vars<N: Into<String>, V: Into<String>>(
        self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let variables = variables.into_iter();
        self.environment(Environment::of_code(
            variables.map(|(name, value)| (name.into(), value.into())),
        ))
    }

    /// Trusts the certificates in this PEM file, instead of the operating system's.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.ca_bundle = Some(path.into());
        self
    }

    /// Builds the configuration.
    ///
    /// # Errors
    ///
    /// Every wrong setting. A missing one is an error of the first call that needs it.
    pub fn build(self) -> Result<Config, ConfigError> {
        let draft = self.0;
        let settings = draft.resolve()?;
        let credentials = match (&draft.credentials, &draft.found) {
            (Some(cache), _) | (None, Some((cache, _))) => Some(Arc::clone(cache)),
            (None, None) if draft.profile.is_some() => None,
            (None, None) => {
                let keys = credentials::in_environment(&draft.environment)?;
                keys.map(|keys| Arc::new(CredentialsCache::new(keys)))
            }
        };
        let transport = match &draft.transport {
            Some(transport) => Some(Arc::clone(transport)),
            None => default_transport(&draft, &settings),
        };
        Ok(Config(Arc::new(ConfigValues {
            draft,
            settings,
            credentials,
            transport,
        })))
    }

    pub(crate) const fn draft(&self) -> &Draft {
        &self.0
    }

    pub(crate) const fn draft_mut(&mut self) -> &mut Draft {
        &mut self.0
    }

    pub(crate) fn environment(mut self, environment: Environment) -> Self {
        self.0.environment = environment;
        self
    }

    #[cfg(test)]
    pub(crate) fn files(mut self, files: SharedFiles) -> Self {
        self.0.files = Some(Arc::new(files));
        self
    }

    #[cfg(test)]
    pub(crate) fn now(mut self, now: fn() -> SystemTime) -> Self {
        self.0.now = now;
        self
    }
}

#[cfg(feature = "http")]
fn default_transport(draft: &Draft, settings: &Settings) -> Option<Arc<dyn Transport>> {
    let mut transport = super::HttpTransport::builder().connect_timeout(settings.connect_timeout);
    if let Some(limit) = draft.read_timeout {
        transport = transport.read_timeout(limit);
    }
    if let Some(path) = &settings.ca_bundle {
        transport = transport.ca_bundle(path);
    }
    let transport = transport.build();
    Some(Arc::new(transport))
}

#[cfg(not(feature = "http"))]
fn default_transport(_: &Draft, _: &Settings) -> Option<Arc<dyn Transport>> {
    None
}
