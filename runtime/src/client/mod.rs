//! Calls: validate, find the endpoint, serialise, sign, send, retry, parse.

mod authenticate;
mod authentication;
mod blocking;
mod bucket_regions;
mod by_name;
mod call;
mod call_settings;
mod caller;
mod checksum;
mod client_settings;
mod clock_skew;
mod config;
mod config_builder;
mod config_error;
mod credentials;
mod customise;
mod digests;
mod endpoint;
mod endpoint_builder;
mod environment;
#[cfg(feature = "event-streams")]
mod event_signing;
#[cfg(not(feature = "event-streams"))]
#[path = "without_event_signing.rs"]
mod event_signing;
#[cfg(any(feature = "http", feature = "reqwest"))]
mod exchange;
mod headers;
mod host;
#[cfg(feature = "http")]
mod http_transport;
mod identity_cache;
mod ids;
mod mfa;
mod pace;
mod prepare;
mod presigned_request;
mod profile;
mod proof;
mod purpose;
mod region_redirect;
mod reply;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod restore;
mod retry;
mod s3;
#[cfg(test)]
mod samples;
mod scheme_choice;
mod secret;
mod service_part;
mod session_keys;
mod sessions;
mod settings;
mod sign;
mod sign_v2;
mod spare_buffer;
mod task;
#[cfg(test)]
mod tests;
mod token;
mod transport;
mod user_agent;
mod uuid;

use std::borrow::Cow;
use std::sync::{Arc, Once};

pub(crate) use blocking::blocking;
pub use call_settings::{CallSettings, ReadTimeout};
pub(crate) use caller::{
    CallOutcome, Caller, ClientCaller, Empty, empty, empty_dynamic, empty_dynamic_input, take,
};
pub use checksum::{RequestChecksumCalculation, ResponseChecksumValidation};
pub use config::Config;
pub use config_builder::ConfigBuilder;
pub use config_error::ConfigError;
pub(crate) use credentials::{
    CredentialsCache, NONE as NO_CREDENTIALS, Parts as CredentialsParts,
    failure as credentials_failure, in_environment as keys_in_environment,
};
pub use endpoint::{
    AccountIdEndpointMode, AddressingStyle, EndpointValue, RegionalEndpoints, SharedRulesEndpoint,
    resolve,
};
pub(crate) use host::{NOT_A_HOST, is_host_with_port, without_brackets};
#[cfg(feature = "http")]
pub use http_transport::{HttpTransport, HttpTransportBuilder};
pub(crate) use mfa::MfaCode;
pub use presigned_request::{PresignOptions, PresignedRequest};
#[cfg(feature = "login")]
pub(crate) use profile::path_of;
pub(crate) use profile::{Section, Setting, SharedFiles, words};
#[cfg(feature = "login")]
pub(crate) use proof::Proof;
pub(crate) use purpose::Purpose;
pub use reply::{Metadata, Reply};
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
#[cfg(any(test, feature = "testing"))]
pub(crate) use restore::encoded;
pub use retry::RetryMode;
pub use settings::DefaultsMode;
pub(crate) use settings::{Draft, MetadataSettings};
pub(crate) use sign::hex;
pub(crate) use task::TaskFuture;
pub(crate) use token::TokenCache;
pub use transport::{Attempt, HeldFor, Transport, TransportError};
#[cfg(feature = "login")]
pub(crate) use uuid::uuid;

use self::clock_skew::ClockSkew;
use self::endpoint::Endpoints;
use self::headers::Headers;
use self::retry::{Quota, RateLimiter};
use self::sessions::Sessions;
use self::sign::SigningKeys;
use self::spare_buffer::SpareBuffer;
use self::user_agent::UserAgents;
use crate::error::Error;
use crate::schema::{Operation, Service};
use crate::view::Structure;

/// Makes calls to one service. Cheap to clone; clones share connections and the retry quota.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<SharedClient>,
    /// Overrides the configuration's settings.
    settings: CallSettings,
}

#[derive(Debug)]
struct SharedClient {
    service: &'static Service,
    config: Config,
    quota: Quota,
    /// For adaptive retries.
    limiter: RateLimiter,
    skew: ClockSkew,
    /// Set once somebody was warned that requests are signed and not encrypted.
    plain_http: Once,
    agents: UserAgents,
    endpoints: Endpoints,
    sessions: Sessions,
    signing_keys: SigningKeys,
    spare_buffer: SpareBuffer,
}

impl Client {
    /// A client of `service`. Nothing is sent; a wrong or missing setting is an error of the first call.
    pub fn new(service: &'static Service, config: &Config) -> Self {
        let shared = SharedClient {
            service,
            config: config.clone(),
            quota: Quota::full(),
            limiter: RateLimiter::new(),
            skew: ClockSkew::default(),
            plain_http: Once::new(),
            agents: UserAgents::default(),
            endpoints: Endpoints::default(),
            sessions: Sessions::default(),
            signing_keys: SigningKeys::default(),
            spare_buffer: SpareBuffer::default(),
        };
        Self {
            shared: Arc::new(shared),
            settings: CallSettings::new(),
        }
    }

    /// The service.
    pub fn service(&self) -> &'static Service {
        self.shared.service
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Calls `operation` with `input` and parses the answer into the empty `output`.
    ///
    /// # Errors
    ///
    /// Every failure; see [`Error::kind`](crate::Error::kind).
    pub async fn call(
        &self,
        operation: &'static Operation,
        input: &dyn Structure,
        output: Box<dyn Structure>,
    ) -> Result<Reply, Error> {
        self.call_for(Purpose::Operation, operation, input, output)
            .await
    }

    /// The headers that are added to requests.
    fn headers(&self) -> Cow<'_, Headers> {
        self.settings.headers.over(self.config().headers())
    }

    fn agents(&self) -> &UserAgents {
        &self.shared.agents
    }

    fn limiter(&self) -> &RateLimiter {
        &self.shared.limiter
    }

    fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    fn sessions(&self) -> &Sessions {
        &self.shared.sessions
    }

    fn signing_keys(&self) -> &SigningKeys {
        &self.shared.signing_keys
    }

    fn spare_buffer(&self) -> &SpareBuffer {
        &self.shared.spare_buffer
    }

    fn quota(&self) -> &Quota {
        &self.shared.quota
    }

    fn skew(&self) -> &ClockSkew {
        &self.shared.skew
    }

    fn plain_http(&self) -> &Once {
        &self.shared.plain_http
    }
}
