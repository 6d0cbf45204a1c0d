//! The configuration of every call: region, credentials, endpoint, time limits, retries, transport.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::credentials::CredentialsCache;
use super::endpoint::EndpointSettings;
use super::environment::Environment;
use super::headers::Headers;
use super::proof::Proof;
use super::settings::{Draft, Settings};
use super::token::{TokenCache, TokenSource};
use super::transport::Transport;
use crate::limits::Limits;
use crate::schema::Service;

/// The settings of one or more clients, as values. Cheap to clone; clones share connections and loaded credentials.
#[derive(Clone)]
pub struct Config(pub(super) Arc<ConfigValues>);

pub(super) struct ConfigValues {
    /// The settings it was built from, for a builder that starts there.
    pub(super) draft: Draft,
    pub(super) settings: Settings,
    pub(super) credentials: Option<Arc<CredentialsCache>>,
    pub(super) transport: Option<Arc<dyn Transport>>,
}

impl Config {
    /// The region.
    pub fn region(&self) -> Option<&str> {
        self.0.settings.region.as_deref()
    }
}

/// The settings that the parts of a call read.
impl Config {
    /// The configuration of a client whose requests a script answers.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn scripted(
        transport: impl Transport,
        credentials: crate::Credentials,
        token: crate::Token,
    ) -> Self {
        let draft = Draft::new();
        let settings = Settings {
            region: Some(String::from("us-east-1")),
            endpoints: EndpointSettings {
                otherwise: Some("https://service.example"),
                ..EndpointSettings::default()
            },
            ..Settings::default()
        };
        let credentials = Arc::new(CredentialsCache::new(credentials));
        let transport: Arc<dyn Transport> = Arc::new(transport);
        Self(Arc::new(ConfigValues {
            draft: Draft {
                credentials: Some(Arc::clone(&credentials)),
                transport: Some(Arc::clone(&transport)),
                region: settings.region.clone(),
                endpoints: settings.endpoints.clone(),
                token: Some(Arc::new(TokenCache::new(token))),
                ..draft
            },
            settings,
            credentials: Some(credentials),
            transport: Some(transport),
        }))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The settings that choose an endpoint. Environment and profile have settings of Amazon's services, which lead no other
    /// service: elsewhere, only settings made in code count.
    pub(super) fn endpoint_settings(&self, service: &Service) -> (Option<&str>, &EndpointSettings) {
        let ConfigValues {
            draft, settings, ..
        } = &*self.0;
        match service.foreign {
            true => (draft.region.as_deref(), &draft.endpoints),
            false => (settings.region.as_deref(), &settings.endpoints),
        }
    }

    /// Whether operations of a service may prefix the host; likewise.
    pub(super) fn allows_host_prefix(&self, service: &Service) -> bool {
        match service.foreign {
            true => self.0.draft.host_prefix.unwrap_or(true),
            false => self.0.settings.host_prefix,
        }
    }

    /// The source of credentials, in words.
    pub(crate) fn source_of_keys(&self) -> &str {
        let draft = &self.0.draft;
        match (&draft.credentials, &draft.found) {
            (Some(_), _) => "the provider that code sets",
            (None, Some((_, place))) => place,
            (None, None) => "the keys in the environment",
        }
    }

    /// The source of credentials, if there is one.
    pub(crate) fn credentials(&self) -> Option<&CredentialsCache> {
        self.0.credentials.as_deref()
    }

    /// The source of a service's bearer tokens, if there is one.
    pub(super) fn bearer_token(
        &self,
        service: &Service,
        takes_sign_in: bool,
    ) -> Option<TokenSource> {
        let draft = &self.0.draft;
        let provider = |cache: &Arc<TokenCache>| TokenSource::Provider(Arc::clone(cache));
        let in_environment = || TokenSource::in_environment(&draft.environment, service);
        let of_sign_in = || {
            draft
                .found_token
                .as_ref()
                .filter(|_| takes_sign_in)
                .map(provider)
        };
        let given = draft.token.as_ref().map(provider);
        given.or_else(in_environment).or_else(of_sign_in)
    }

    pub(super) fn environment(&self) -> &Environment {
        &self.0.draft.environment
    }

    /// The proof of requests that are not signed.
    pub(super) fn proof(&self) -> Option<&dyn Proof> {
        self.0.draft.proof.as_deref()
    }

    pub(super) fn transport(&self) -> Option<&Arc<dyn Transport>> {
        self.0.transport.as_ref()
    }

    /// The read timeout that was set.
    pub(super) fn read_timeout(&self) -> Option<Duration> {
        self.0.draft.read_timeout
    }

    /// The minimum rate of a body in bytes per second; 0 for none.
    pub(super) fn least_rate(&self) -> u32 {
        self.0.draft.least_rate
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

    pub(super) fn headers(&self) -> &Headers {
        &self.0.draft.headers
    }

    pub(super) fn lenient_answers(&self) -> bool {
        self.0.draft.lenient_answers
    }

    pub(crate) fn now(&self) -> SystemTime {
        (self.clock())()
    }

    pub(super) fn clock(&self) -> fn() -> SystemTime {
        self.0.draft.now
    }
}

/// Never shows credentials or tokens, nor the value of a variable.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("settings", &self.0.settings)
            .field("draft", &self.0.draft)
            .finish()
    }
}
