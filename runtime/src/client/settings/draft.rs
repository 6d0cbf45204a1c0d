//! The settings from code, and the sources of the others.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::DefaultsMode;
use crate::client::checksum::{RequestChecksumCalculation, ResponseChecksumValidation};
use crate::client::config_error::ConfigError;
use crate::client::credentials::CredentialsCache;
use crate::client::endpoint::{EndpointSettings, shown_url};
use crate::client::environment::Environment;
use crate::client::headers::Headers;
use crate::client::mfa::MfaCode;
use crate::client::profile::{Section, SharedFiles};
use crate::client::proof::Proof;
use crate::client::retry::RetryMode;
use crate::client::secret::Secret;
use crate::client::token::TokenCache;
use crate::client::transport::Transport;
use crate::limits::Limits;

/// Below this, in bytes a second, a body is too slow; `ConfigBuilder::least_rate` sets another one.
///
/// aws-smithy-runtime's stalled stream protection has 1, over 20 seconds; cargo has 10, over 30.
const LEAST_RATE: u32 = 16;

/// The settings so far. Options are `None` until set, so that a second builder starts where the first one stood.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) profile: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) endpoint_url: Option<String>,
    /// Whether endpoint URLs from the environment and the profile are ignored.
    pub(crate) ignore_configured_endpoint_urls: Option<bool>,
    pub(crate) endpoints: EndpointSettings,
    pub(crate) credentials: Option<Arc<CredentialsCache>>,
    pub(crate) token: Option<Arc<TokenCache>>,
    pub(crate) api_key: Option<Secret>,
    pub(crate) basic_auth: Option<Secret>,
    /// Whether requests are sent without a signature.
    pub(crate) is_unsigned: bool,
    pub(crate) auth_scheme_preference: Option<Vec<String>>,
    pub(crate) sigv4a_region_set: Option<Vec<String>>,
    /// The source that the chain found, and its name.
    pub(crate) found: Option<(Arc<CredentialsCache>, String)>,
    pub(crate) found_token: Option<Arc<TokenCache>>,
    pub(crate) mfa: Option<MfaCode>,
    /// The proof of requests that are not signed.
    pub(crate) proof: Option<Arc<dyn Proof>>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) defaults_mode: Option<DefaultsMode>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    /// In bytes per second; 0 for no minimum.
    pub(crate) least_rate: u32,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) operation_timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) retry_mode: Option<RetryMode>,
    pub(crate) limits: Limits,
    pub(crate) lenient_answers: bool,
    pub(crate) headers: Headers,
    pub(crate) app_id: Option<String>,
    pub(crate) host_prefix: Option<bool>,
    pub(crate) compression: Option<bool>,
    pub(crate) min_compression_size: Option<usize>,
    pub(crate) request_checksums: Option<RequestChecksumCalculation>,
    pub(crate) response_checksums: Option<ResponseChecksumValidation>,
    pub(crate) ca_bundle: Option<PathBuf>,
    pub(crate) environment: Environment,
    /// The shared files, if they were read.
    pub(crate) files: Option<Arc<SharedFiles>>,
    pub(crate) now: fn() -> SystemTime,
}

impl Draft {
    /// Nothing is set. The time limits are those of botocore/endpoint.py, `DEFAULT_TIMEOUT`.
    pub(crate) fn new() -> Self {
        Self {
            profile: None,
            region: None,
            endpoint_url: None,
            ignore_configured_endpoint_urls: None,
            endpoints: EndpointSettings::default(),
            credentials: None,
            token: None,
            api_key: None,
            basic_auth: None,
            is_unsigned: false,
            auth_scheme_preference: None,
            sigv4a_region_set: None,
            found: None,
            found_token: None,
            mfa: None,
            proof: None,
            transport: None,
            defaults_mode: None,
            connect_timeout: None,
            read_timeout: None,
            least_rate: LEAST_RATE,
            attempt_timeout: None,
            operation_timeout: None,
            max_attempts: None,
            retry_mode: None,
            limits: Limits::default(),
            lenient_answers: false,
            headers: Headers::default(),
            app_id: None,
            host_prefix: None,
            compression: None,
            min_compression_size: None,
            request_checksums: None,
            response_checksums: None,
            ca_bundle: None,
            environment: Environment::default(),
            files: None,
            now: SystemTime::now,
        }
    }

    /// The name of the profile, and whether it was asked for: by code, `AWS_PROFILE`, or `AWS_DEFAULT_PROFILE`.
    pub(crate) fn profile_name(&self) -> (&str, bool) {
        let asked = self.profile.as_deref().or_else(|| {
            let variables = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"];
            self.environment.first(&variables).map(|(_, name)| name)
        });
        (asked.unwrap_or("default"), asked.is_some())
    }

    /// Whether a region is set anywhere.
    pub(crate) fn has_region(&self) -> bool {
        let variables = ["AWS_REGION", "AWS_DEFAULT_REGION"];
        let section = self.section().ok().flatten();
        self.region.is_some()
            || self.environment.first(&variables).is_some()
            || section.is_some_and(|section| section.get("region").is_some())
    }

    /// The profile, if the files were read and have it.
    ///
    /// # Errors
    ///
    /// When a profile that was asked for is in neither file.
    pub(crate) fn section(&self) -> Result<Option<&Section>, ConfigError> {
        let Some(files) = &self.files else {
            return match &self.profile {
                None => Ok(None),
                Some(name) => Err(ConfigError::new(format!(
                    "the profile `{name}` is set, but the shared files are not read: use `load` in place of `build`"
                ))),
            };
        };
        let (name, is_asked) = self.profile_name();
        match files.profile(name) {
            None if is_asked => Err(ConfigError::new(files.no_profile(name))),
            found => Ok(found),
        }
    }
}

/// Never shows credentials or tokens, nor the value of a variable.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("profile", &self.profile)
            .field("region", &self.region)
            .field("endpoint_url", &self.endpoint_url.as_deref().map(shown_url))
            .field("endpoints", &self.endpoints)
            .field("credentials", &self.credentials.as_ref().map(|_| "given"))
            .field("bearer_token", &self.token.as_ref().map(|_| "given"))
            .field("transport", &self.transport)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("least_rate", &self.least_rate)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("operation_timeout", &self.operation_timeout)
            .field("limits", &self.limits)
            .field("lenient_answers", &self.lenient_answers)
            .field("headers", &self.headers)
            .field("environment", &self.environment)
            .finish_non_exhaustive()
    }
}
