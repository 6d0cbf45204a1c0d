//! Collecting the settings of a configuration.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
#[cfg(test)]
use std::time::SystemTime;

use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::token::ProvideToken;

use super::checksum::{RequestChecksumCalculation, ResponseChecksumValidation};
use super::config::{Config, Inner};
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

/// Collects the settings of a [`Config`]. What is set here wins over the environment.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ConfigBuilder(Draft);

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

    /// Starts with these settings, to change some of them.
    ///
    /// The new configuration shares loaded credentials with this one, and the transport if one was given.
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

    /// Takes the settings of this profile, in place of that of `AWS_PROFILE`; `load` reads it.
    ///
    /// The keys in the environment then do not count (botocore/credentials.py, `create_credential_resolver`).
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.profile = Some(name.into());
        // What another profile led to does not count.
        self.0.found = None;
        self.0.found_token = None;
        self
    }

    /// Sets who is asked for the code of a device (`mfa_serial` of a profile); the argument is the device's serial number or
    /// ARN. It is called in a thread in which it may wait.
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

    /// Sets where credentials come from: [`Credentials`](crate::Credentials), or any provider.
    ///
    /// What a provider returns is kept until 15 minutes before it expires; credentials that do not expire are
    /// asked for once.
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
    /// Whatever the crate `aws-config` finds is such a provider, too: `credentials_provider()` of the `SdkConfig` that
    /// `aws_config::load_defaults` gives, or one that is built by itself, as `ImdsCredentialsProvider`. It is passed as it is;
    /// both crates have to depend on the same `aws-credential-types`, which is 1.
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.0.credentials = Some(Arc::new(CredentialsCache::new(provider)));
        self
    }

    /// Sets where bearer tokens come from: [`Token`](crate::Token), or any provider.
    ///
    /// Services that are authenticated by tokens alone (CodeCatalyst) get it, and so do those that take it in place of
    /// a signature (Bedrock), whatever the environment says. Other services never see it. It is not sent over plain
    /// HTTP, except to this machine. A token is kept as credentials are.
    pub fn bearer_token(mut self, provider: impl ProvideToken + 'static) -> Self {
        self.0.token = Some(Arc::new(TokenCache::new(provider)));
        self
    }

    /// Sets the API key, for services whose model says that they take one (`smithy.api#httpApiKeyAuth`); no other sees it. It
    /// is not sent over plain HTTP, except to this machine.
    ///
    /// If it is not set, that of a service is the value of `AWS_API_KEY_<SERVICE>`, with the service's id in capitals, else that of
    /// `api_key` in the service's block of the profile's `services` section.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.0.api_key = Some(Secret::new(key));
        self
    }

    /// Sets user and password, for services whose model says that they take them (`smithy.api#httpBasicAuth`); no other sees
    /// them. They are not sent over plain HTTP, except to this machine.
    ///
    /// If they are not set, those of a service are the value of `AWS_BASIC_AUTH_<SERVICE>`, `user:password`, else that of
    /// `basic_auth` in the service's block of the profile's `services` section.
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.0.basic_auth = Some(Secret::new(format!("{user}:{password}")));
        self
    }

    /// Sets which ways to authenticate are preferred, best first, where a service takes several: `sigv4`, `sigv4a`,
    /// `httpBearerAuth`, `noAuth`, `httpApiKeyAuth`, `httpBasicAuth`. What a service does not take is passed over. If it is not
    /// set, the value of `AWS_AUTH_SCHEME_PREFERENCE` is taken, else that of `auth_scheme_preference` in the profile, with commas.
    ///
    /// A preference that is set here, unlike the others, also goes before a bearer token of the environment.
    pub fn auth_scheme_preference(
        mut self,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let names = names.into_iter().map(Into::into);
        self.0.auth_scheme_preference = Some(names.collect());
        self
    }

    /// Sets the regions that signatures of version 4a are for, in place of those of the endpoint; `*` means all. If it is not
    /// set, the value of `AWS_SIGV4A_SIGNING_REGION_SET` is taken, else that of `sigv4a_signing_region_set` in the profile.
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
    /// A path is kept in front of the paths of operations. S3 buckets go to the path, not to the host.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.0.endpoint_url = Some(url.into());
        self
    }

    /// Says whether endpoint URLs of the environment and the profile count for nothing (`ignore_configured_endpoint_urls`);
    /// that of [`endpoint_url`](Self::endpoint_url) counts for all that. Default: `false`.
    pub fn ignore_configured_endpoint_urls(mut self, ignore: bool) -> Self {
        self.0.ignore_configured_endpoint_urls = Some(ignore);
        self
    }

    /// Adds a header to every request, for example one that traces it; it is signed.
    ///
    /// Of two with one name the latter counts. Those that pageboy sets itself (`Host`, `Authorization`, `X-Amz-Date`, …) are
    /// refused when the configuration is built, those of an operation's own (`Content-Type`) when it is called: they are
    /// members of its input. [`Call::header`](crate::Call::header) is for one call.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.headers.set(name.into(), value.into());
        self
    }

    /// Sets what sends the requests, in place of the transport of the `reqwest` feature.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.0.transport = Some(Arc::new(transport));
        self
    }

    /// Sets defaults that fit where the program runs, for settings that nothing else sets.
    pub fn defaults_mode(mut self, mode: DefaultsMode) -> Self {
        self.0.defaults_mode = Some(mode);
        self
    }

    /// Sets how long the built-in transport may take to connect; 60 seconds if neither this nor a
    /// [`defaults_mode`](Self::defaults_mode) is set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.0.connect_timeout = Some(limit);
        self
    }

    /// Sets how long the built-in transport waits while no byte moves in either direction; 60 seconds if not set, or longer where
    /// a service holds a request longer (SWF polls, Lambda `Invoke`).
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.0.read_timeout = Some(limit);
        self
    }

    /// Sets how many bytes of an answer's body have to come in a second, at least; 16 if not set, 0 for any number.
    ///
    /// A body that brings less, over a minute or the read timeout, whichever is longer, is an error, as silence is. What
    /// counts is the time in which a chunk is waited for: whoever reads slowly loses nothing. Streams of events are left
    /// alone, and so are answers of S3 that are no objects: it sends blanks while it puts an upload together.
    pub fn least_rate(mut self, bytes_per_second: u32) -> Self {
        self.0.least_rate = bytes_per_second;
        self
    }

    /// Sets how long one request may take until its answer is read; no limit if not set.
    ///
    /// Of the payload of an answer that is streamed (S3 `GetObject`), the time counts in which a chunk is waited for. A
    /// stream of events may go on.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.0.attempt_timeout = Some(limit);
        self
    }

    /// Sets how long a call may take, retries and the waits between them included; no limit if not set.
    ///
    /// A payload that is streamed counts as for [`attempt_timeout`](Self::attempt_timeout).
    pub fn operation_timeout(mut self, limit: Duration) -> Self {
        self.0.operation_timeout = Some(limit);
        self
    }

    /// Sets how calls are tried again; [`RetryMode::Standard`] if not set.
    pub fn retry_mode(mut self, mode: RetryMode) -> Self {
        self.0.retry_mode = Some(mode);
        self
    }

    /// Sets how many requests a call sends at most, the first included; if not set, 3, in DynamoDB and its streams 4 (see
    /// [`RetryMode`]). 0 counts as 1.
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

    /// Sets whether answers are taken as botocore takes them, without [`wire::check_answer`](crate::wire::check_answer): an
    /// XML document whatever its root is, and an answer without a body for an output in which nothing is set, also if it is
    /// a page, a poll, or tells what a batch left undone. They are not if not set, since somebody else's document ends a
    /// listing early then, and nobody hears of it.
    ///
    /// For servers that are like AWS but call their documents otherwise.
    pub fn lenient_answers(mut self, lenient: bool) -> Self {
        self.0.lenient_answers = lenient;
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

    /// Sets whether requests are compressed with gzip where the model allows it (CloudWatch `PutMetricData`); they are if
    /// not set.
    pub fn request_compression(mut self, allowed: bool) -> Self {
        self.0.compression = Some(allowed);
        self
    }

    /// Sets from which size on the bodies of requests are compressed, 0 to 10485760 bytes; 10240 if not set.
    pub fn request_min_compression_size_bytes(mut self, size: usize) -> Self {
        self.0.min_compression_size = Some(size);
        self
    }

    /// Sets when the checksum of a request is computed; wherever the operation can have one, if not set.
    pub fn request_checksum_calculation(mut self, when: RequestChecksumCalculation) -> Self {
        self.0.request_checksums = Some(when);
        self
    }

    /// Sets when the checksum of an answer is asked for and verified; wherever there can be one, if not set.
    pub fn response_checksum_validation(mut self, when: ResponseChecksumValidation) -> Self {
        self.0.response_checksums = Some(when);
        self
    }

    /// Reads the environment for what is not set in code, as [`Config::from_env`] does.
    pub fn env(self) -> Self {
        self.environment(Environment::of_process())
    }

    /// Takes these variables for the environment, in place of those of the process: for a test, or for a program that serves
    /// several users. `build` reads settings from them, `load` also finds the shared files and the keys by them.
    ///
    /// Proxies (`HTTPS_PROXY` and its kin) are always those of the process.
    pub fn env_vars<N: Into<String>, V: Into<String>>(
        self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let variables = variables.into_iter();
        self.environment(Environment::of_code(
            variables.map(|(name, value)| (name.into(), value.into())),
        ))
    }

    /// Trusts the certificates of this file, in PEM form, in place of the operating system's.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.ca_bundle = Some(path.into());
        self
    }

    /// Builds the configuration.
    ///
    /// # Errors
    ///
    /// Every setting that is wrong. What is missing is an error of the first call that needs it.
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
        Ok(Config(Arc::new(Inner {
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

#[cfg(feature = "reqwest")]
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

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &Draft, _: &Settings) -> Option<Arc<dyn Transport>> {
    None
}
