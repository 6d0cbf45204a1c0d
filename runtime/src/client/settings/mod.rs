//! The settings of a configuration as values, read once, when it is built.
//!
//! Code comes first, then the environment, the profile, and the default (botocore/configprovider.py,
//! `BOTOCORE_DEFAUT_SESSION_VARIABLES`). An invalid text is a problem when the configuration is built.

mod auth;
mod defaults_mode;
mod draft;
mod endpoint_urls;
mod endpoints;
mod forms;
mod metadata;
mod service_secrets;
mod sources;

pub(crate) use auth::AuthSettings;
pub use defaults_mode::DefaultsMode;
pub(crate) use draft::Draft;
pub(crate) use endpoint_urls::{EndpointUrls, variable as endpoint_variable};
pub(crate) use metadata::MetadataSettings;
pub(crate) use service_secrets::ServiceSecrets;

use std::path::PathBuf;
use std::time::Duration;

use self::defaults_mode::{DEFAULTS_MODE, DISCOVERY};
use self::forms::{
    ATTEMPTS, CHECKSUMS_ASKED, CHECKSUMS_SENT, COMPRESSION_SIZE, RETRY_MODE, SWITCH, TEXT,
};
use self::sources::{Sources, shown};
use super::checksum::{RequestChecksumCalculation, ResponseChecksumValidation};
use super::config_error::ConfigError;
use super::endpoint::{EndpointSettings, RegionalEndpoints};
use super::profile::Section;
use super::retry::RetryMode;
use super::secret;
use crate::wire::MIN_COMPRESSION_SIZE;

/// The settings that the parts of a call read.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) region: Option<String>,
    pub(crate) endpoint_urls: EndpointUrls,
    pub(crate) endpoints: EndpointSettings,
    pub(crate) auth: AuthSettings,
    pub(crate) api_keys: ServiceSecrets,
    pub(crate) basic_auth: ServiceSecrets,
    /// The connect timeout of the built-in transport.
    #[cfg_attr(
        not(feature = "http"),
        allow(dead_code, reason = "the transport of that feature reads it")
    )]
    pub(crate) connect_timeout: Duration,
    pub(crate) retry_mode: RetryMode,
    /// Maximum number of requests per call; `None` for the service's default.
    pub(crate) max_attempts: Option<u32>,
    /// The minimum size of bodies to compress where the operation allows it; `None` for no compression.
    pub(crate) min_compression_size: Option<usize>,
    pub(crate) request_checksums: RequestChecksumCalculation,
    pub(crate) response_checksums: ResponseChecksumValidation,
    pub(crate) app_id: Option<String>,
    /// The execution environment, for the user agent.
    pub(crate) execution_environment: Option<String>,
    /// Whether operations may prefix the host.
    pub(crate) host_prefix: bool,
    /// Trusted certificates, instead of the operating system's.
    #[cfg_attr(
        not(feature = "http"),
        allow(dead_code, reason = "the transport of that feature reads it")
    )]
    pub(crate) ca_bundle: Option<PathBuf>,
    pub(crate) metadata: MetadataSettings,
}

/// botocore/endpoint.py, `DEFAULT_TIMEOUT`.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(60);

/// The defaults.
impl Default for Settings {
    fn default() -> Self {
        Self {
            region: None,
            endpoint_urls: EndpointUrls::default(),
            endpoints: EndpointSettings::default(),
            connect_timeout: CONNECT_TIMEOUT,
            auth: AuthSettings::default(),
            api_keys: ServiceSecrets::default(),
            basic_auth: ServiceSecrets::default(),
            retry_mode: RetryMode::Standard,
            max_attempts: None,
            min_compression_size: Some(MIN_COMPRESSION_SIZE),
            request_checksums: RequestChecksumCalculation::WhenSupported,
            response_checksums: ResponseChecksumValidation::WhenSupported,
            app_id: None,
            execution_environment: None,
            host_prefix: true,
            ca_bundle: None,
            metadata: MetadataSettings::default(),
        }
    }
}

impl Draft {
    /// Reads every setting that code does not set.
    ///
    /// # Errors
    ///
    /// Every mistake, each with the variable, the file and line, or the builder's method.
    pub(crate) fn resolve(&self) -> Result<Settings, ConfigError> {
        let nothing = Section::default();
        let mut sources = Sources {
            environment: &self.environment,
            profile: self.section()?.unwrap_or(&nothing),
            problems: self.headers.problems(),
        };
        let blank = self.environment.blank();
        sources
            .problems
            .extend(blank.map(|name| format!("{name} is blank: give it a value, or unset it")));
        let unread = self.environment.unread().iter();
        sources
            .problems
            .extend(unread.map(|name| format!("{name} is not UTF-8")));
        sources.problems.extend(written::problems(sources.profile));
        let settings = self.read(&mut sources);
        match sources.problems.is_empty() {
            true => Ok(settings),
            false => Err(ConfigError::all(sources.problems)),
        }
    }

    fn read<'a>(&'a self, sources: &mut Sources<'a>) -> Settings {
        let region = region(self, sources);
        let mode = defaults_mode(self.defaults_mode, sources);
        let max_attempts = sources.setting(
            self.max_attempts,
            "AWS_MAX_ATTEMPTS",
            "max_attempts",
            &ATTEMPTS,
        );
        let files = self.files.as_deref();
        Settings {
            region,
            endpoint_urls: EndpointUrls::read(self, files, sources),
            endpoints: endpoint_settings(&self.endpoints, mode, sources),
            connect_timeout: self
                .connect_timeout
                .unwrap_or_else(|| mode.map_or(CONNECT_TIMEOUT, DefaultsMode::connect_timeout)),
            auth: AuthSettings::read(self, sources),
            api_keys: ServiceSecrets::read(
                self.api_key.as_ref(),
                (&["AWS_API_KEY", secret::API_KEY], "api_key"),
                files,
                sources,
            ),
            basic_auth: ServiceSecrets::read(
                self.basic_auth.as_ref(),
                (&["AWS_BASIC_AUTH", secret::BASIC_AUTH], "basic_auth"),
                files,
                sources,
            ),
            retry_mode: sources
                .setting(self.retry_mode, "AWS_RETRY_MODE", "retry_mode", &RETRY_MODE)
                .unwrap_or_default(),
            max_attempts: max_attempts.map(|attempts| attempts.max(1)),
            min_compression_size: min_compression_size(self, sources),
            request_checksums: sources
                .setting(
                    self.request_checksums,
                    "AWS_REQUEST_CHECKSUM_CALCULATION",
                    "request_checksum_calculation",
                    &CHECKSUMS_SENT,
                )
                .unwrap_or_default(),
            response_checksums: sources
                .setting(
                    self.response_checksums,
                    "AWS_RESPONSE_CHECKSUM_VALIDATION",
                    "response_checksum_validation",
                    &CHECKSUMS_ASKED,
                )
                .unwrap_or_default(),
            app_id: sources.setting(
                self.app_id.clone(),
                "AWS_SDK_UA_APP_ID",
                "sdk_ua_app_id",
                &TEXT,
            ),
            execution_environment: self.environment.get("AWS_EXECUTION_ENV").map(str::to_owned),
            host_prefix: !is_disabled(
                self.host_prefix,
                "AWS_DISABLE_HOST_PREFIX_INJECTION",
                "disable_host_prefix_injection",
                sources,
            ),
            ca_bundle: ca_bundle(self, sources),
            metadata: MetadataSettings::read(sources),
        }
    }
}

/// The settings of endpoints, which the mode of defaults completes.
fn endpoint_settings(
    code: &EndpointSettings,
    mode: Option<DefaultsMode>,
    sources: &mut Sources<'_>,
) -> EndpointSettings {
    let mut endpoints = endpoints::read(code, sources);
    if mode.is_some() {
        let us_east_1 = &mut endpoints.s3.us_east_1_regional_endpoint;
        us_east_1.get_or_insert(RegionalEndpoints::Regional);
    }
    endpoints
}

/// Whether something that code may allow is switched off.
fn is_disabled(
    allowed: Option<bool>,
    variable: &'static str,
    key: &str,
    sources: &mut Sources<'_>,
) -> bool {
    let disabled = allowed.map(|allowed| !allowed);
    let disabled = sources.setting(disabled, variable, key, &SWITCH);
    disabled.unwrap_or(false)
}

fn region(draft: &Draft, sources: &mut Sources<'_>) -> Option<String> {
    let (region, place) = match &draft.region {
        Some(region) => (region.clone(), String::from("region")),
        None => {
            let text = sources.text(&["AWS_REGION", "AWS_DEFAULT_REGION"], "region")?;
            (text.value.trim().to_owned(), text.place)
        }
    };
    if !is_region(&region) {
        sources.problems.push(format!(
            "the region {} from {place} is not valid: it has letters, digits and hyphens, at most 63",
            shown(&region)
        ));
    }
    Some(region)
}

/// The mode of defaults. A request for endpoint discovery is a problem: without it a call would go to another host.
fn defaults_mode(code: Option<DefaultsMode>, sources: &mut Sources<'_>) -> Option<DefaultsMode> {
    sources.setting(
        None,
        "AWS_ENDPOINT_DISCOVERY_ENABLED",
        "endpoint_discovery_enabled",
        &DISCOVERY,
    );
    let mode = sources.setting(
        code.map(Some),
        "AWS_DEFAULTS_MODE",
        "defaults_mode",
        &DEFAULTS_MODE,
    );
    mode.flatten()
}

fn min_compression_size(draft: &Draft, sources: &mut Sources<'_>) -> Option<usize> {
    const VARIABLE: &str = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
    const KEY: &str = "request_min_compression_size_bytes";
    let is_disabled = is_disabled(
        draft.compression,
        "AWS_DISABLE_REQUEST_COMPRESSION",
        "disable_request_compression",
        sources,
    );
    if let Some(size) = draft.min_compression_size
        && (COMPRESSION_SIZE.read)(&size.to_string()).is_none()
    {
        let expected = COMPRESSION_SIZE.expected;
        sources
            .problems
            .push(format!("{KEY} is {size}: it must be {expected}"));
    }
    let size = sources.setting(draft.min_compression_size, VARIABLE, KEY, &COMPRESSION_SIZE);
    (!is_disabled).then_some(size.unwrap_or(MIN_COMPRESSION_SIZE))
}

/// A name without a file is a problem (botocore/httpsession.py, `get_cert_path`): a misspelt variable must not change how
/// certificates are checked.
fn ca_bundle(draft: &Draft, sources: &mut Sources<'_>) -> Option<PathBuf> {
    if let Some(path) = &draft.ca_bundle {
        return Some(path.clone());
    }
    let variables = ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"];
    for name in variables {
        if sources.environment.is_blank(name) {
            sources.problems.push(format!(
                "{name} is blank: it must name a file of certificates in PEM form, or be unset"
            ));
        }
    }
    if let Some(place) = sources.profile.blank("ca_bundle") {
        sources.problems.push(format!(
            "{place} is blank: it must name a file of certificates in PEM form"
        ));
    }
    let text = match sources.environment.first(&variables[..1]) {
        Some((_, value)) => Some(value),
        None => match sources.profile.get("ca_bundle") {
            Some(setting) => Some(setting.value),
            None => sources.environment.get(variables[1]),
        },
    };
    text.map(PathBuf::from)
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

#[cfg(test)]
mod tests;
mod written;
