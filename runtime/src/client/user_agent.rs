//! The `User-Agent` header, in the grammar of botocore/useragent.py.

use std::sync::{PoisonError, RwLock};

use http::HeaderValue;
use http::header::InvalidHeaderValue;

use super::Purpose;
use super::authentication::Authentication;
use super::checksum::{Placement, RequestChecksumCalculation, ResponseChecksumValidation};
use super::config::Config;
use super::retry::RetryMode;
use super::token::TokenSource;
use crate::schema::{Auth, ChecksumAlgorithm, Operation, Protocol, Service};

/// The features that a call uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Features {
    /// A bit for each [`Feature`].
    used: u32,
    mode: RetryMode,
    is_foreign: bool,
}

/// What the header tells of a call, in its order there.
#[derive(Clone, Copy)]
enum Feature {
    LegacyRetries,
    StandardRetries,
    AdaptiveRetries,
    Waiter,
    Paginator,
    Cbor,
    CustomEndpoint,
    ChecksumsWhenSupported,
    ChecksumsWhenRequired,
    ValidationWhenSupported,
    ValidationWhenRequired,
    Compression,
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
    Sha512,
    TokenInEnvironment,
    BucketElsewhere,
}

/// The letters of the features (botocore/useragent.py, `_USERAGENT_FEATURE_MAPPINGS`), in their order.
const LETTERS: [&str; 20] = [
    "D", "E", "F", "B", "C", "M", "N", "Z", "a", "b", "c", "L", "U", "V", "W", "X", "Y", "AF", "3",
    "Ah",
];

impl Features {
    /// Standard retries, a waiter or a paginator, CBOR, a custom endpoint, and when checksums are used.
    pub(crate) fn new(
        config: &Config,
        mode: RetryMode,
        purpose: Purpose,
        service: &Service,
        custom_endpoint: bool,
    ) -> Self {
        let mut features = Self {
            used: 0,
            mode,
            is_foreign: service.foreign,
        };
        features.add(match mode {
            RetryMode::Legacy => Feature::LegacyRetries,
            RetryMode::Standard => Feature::StandardRetries,
            RetryMode::Adaptive => Feature::AdaptiveRetries,
        });
        match purpose {
            Purpose::Operation
            | Purpose::PresignedRequest
            | Purpose::Collection
            | Purpose::Resource
            | Purpose::BatchWriter => {}
            Purpose::Waiter => features.add(Feature::Waiter),
            Purpose::Paginator => features.add(Feature::Paginator),
        }
        if service.protocol == Protocol::RpcV2Cbor {
            features.add(Feature::Cbor);
        }
        if custom_endpoint {
            features.add(Feature::CustomEndpoint);
        }
        features.add(match config.settings().request_checksums {
            RequestChecksumCalculation::WhenSupported => Feature::ChecksumsWhenSupported,
            RequestChecksumCalculation::WhenRequired => Feature::ChecksumsWhenRequired,
        });
        features.add(match config.settings().response_checksums {
            ResponseChecksumValidation::WhenSupported => Feature::ValidationWhenSupported,
            ResponseChecksumValidation::WhenRequired => Feature::ValidationWhenRequired,
        });
        features
    }

    fn add(&mut self, feature: Feature) {
        self.used |= 1 << feature as u32;
    }

    /// Whether the service is none of Amazon's, and has no use for headers that only those know.
    pub(crate) const fn is_foreign(&self) -> bool {
        self.is_foreign
    }

    /// A bucket was found in another region.
    pub(crate) fn redirected(&mut self) {
        self.add(Feature::BucketElsewhere);
    }

    /// The body was compressed.
    pub(crate) fn compressed(&mut self) {
        self.add(Feature::Compression);
    }

    /// The checksum of the request.
    pub(crate) fn checksum(&mut self, placed: Placement) {
        let (Placement::Header(algorithm) | Placement::Trailer(algorithm)) = placed else {
            return;
        };
        self.add(match algorithm {
            ChecksumAlgorithm::Crc32 => Feature::Crc32,
            ChecksumAlgorithm::Crc32c => Feature::Crc32c,
            ChecksumAlgorithm::Crc64Nvme => Feature::Crc64Nvme,
            ChecksumAlgorithm::Sha1 => Feature::Sha1,
            ChecksumAlgorithm::Sha256 => Feature::Sha256,
            ChecksumAlgorithm::Sha512 => Feature::Sha512,
        });
    }

    /// A token in the environment replaced a signature.
    pub(crate) fn token(&mut self, operation: &Operation, authentication: &Authentication) {
        if operation.auth.contains(&Auth::SigV4)
            && matches!(
                authentication,
                Authentication::Bearer(TokenSource::Environment(_))
            )
        {
            self.add(Feature::TokenInEnvironment);
        }
    }

    fn letters(self) -> String {
        let used = LETTERS.iter().enumerate();
        let used = used.filter(|(at, _)| self.used & (1 << at) != 0);
        used.map(|(_, letter)| *letter)
            .collect::<Vec<_>>()
            .join(",")
    }
}

/// The header's values of a client, each written once.
#[derive(Debug, Default)]
pub(crate) struct UserAgents(RwLock<Vec<(Features, HeaderValue)>>);

/// Maximum number of values that are kept; a client's calls seldom differ in their features.
const KEPT: usize = 32;

impl UserAgents {
    /// The value for a call with these features.
    ///
    /// # Errors
    ///
    /// If a setting has characters that no header can have.
    pub(crate) fn value(
        &self,
        config: &Config,
        features: Features,
    ) -> Result<HeaderValue, InvalidHeaderValue> {
        let written = |values: &Vec<(Features, HeaderValue)>| {
            let value = values.iter().find(|(known, _)| *known == features);
            value.map(|(_, value)| value.clone())
        };
        let known = written(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        if let Some(value) = known {
            return Ok(value);
        }
        let value = HeaderValue::try_from(user_agent(config, features))?;
        let mut values = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if values.len() < KEPT && written(&values).is_none() {
            values.push((features, value.clone()));
        }
        Ok(value)
    }
}

/// The features are for Amazon's services alone: `pageboy/<version> ua/2.1 os/… md/arch#… lang/rust m/… cfg/retry-mode#standard app/…`
fn user_agent(config: &Config, features: Features) -> String {
    let os = match std::env::consts::OS {
        system @ ("linux" | "macos" | "windows") => system,
        _ => "other",
    };
    let mut text = concat!("pageboy/", env!("CARGO_PKG_VERSION")).to_owned();
    if !features.is_foreign {
        text.push_str(" ua/2.1");
    }
    text.push_str(&format!(
        " os/{os} md/arch#{} lang/rust",
        std::env::consts::ARCH
    ));
    if !features.is_foreign {
        if let Some(environment) = &config.settings().execution_environment {
            text.push_str(&format!(" exec-env/{}", allowed(environment)));
        }
        text.push_str(&format!(
            " m/{} cfg/retry-mode#{}",
            features.letters(),
            features.mode.name()
        ));
    }
    if let Some(id) = &config.settings().app_id {
        text.push_str(&format!(" app/{}", allowed(id)));
    }
    text
}

/// Replaces characters that the grammar does not allow (botocore/useragent.py, `sanitize_user_agent_string_component`).
fn allowed(text: &str) -> String {
    let keep = |c: char| c.is_ascii_alphanumeric() || "!$%&'*+-.^_`|~,#".contains(c);
    text.chars()
        .map(|c| if keep(c) { c } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Endpoint;

    const SERVICE: Service = Service::new(
        "a",
        "A",
        "2026-01-01",
        Protocol::RpcV2Cbor,
        Endpoint::new("a"),
    );

    #[test]
    fn a_service_of_ones_own_is_told_no_features() {
        let config = Config::builder()
            .app_id("mine")
            .environment([("AWS_EXECUTION_ENV", "AWS_Lambda")].into())
            .build()
            .unwrap();
        let service = SERVICE.foreign();
        let features = Features::new(
            &config,
            RetryMode::Standard,
            Purpose::Waiter,
            &service,
            true,
        );
        let agent = user_agent(&config, features);
        assert!(agent.starts_with("pageboy/"), "{agent}");
        assert!(agent.ends_with(" lang/rust app/mine"), "{agent}");
        assert!(!agent.contains("ua/"), "{agent}");
    }

    #[test]
    fn the_agent_says_who_calls_and_never_breaks_the_grammar() {
        let config = Config::builder()
            .app_id("my app/1\n")
            .environment([("AWS_EXECUTION_ENV", "AWS_Lambda_(x)")].into())
            .build()
            .unwrap();
        let mut features = Features::new(
            &config,
            RetryMode::Standard,
            Purpose::Waiter,
            &SERVICE,
            true,
        );
        features.compressed();
        features.checksum(Placement::Header(ChecksumAlgorithm::Crc32));
        let agent = user_agent(&config, features);
        let (start, rest) = agent.split_once(" md/").unwrap();
        assert!(start.starts_with("pageboy/"), "{agent}");
        assert!(
            rest.ends_with(
                " lang/rust exec-env/AWS_Lambda_-x- m/E,B,M,N,Z,b,L,U cfg/retry-mode#standard app/my-app-1-"
            ),
            "{agent}"
        );
    }

    #[test]
    fn calls_with_the_same_features_share_their_value() {
        let config = Config::builder().build().unwrap();
        let features =
            |purpose| Features::new(&config, RetryMode::Standard, purpose, &SERVICE, false);
        let agents = UserAgents::default();
        for purpose in [Purpose::Operation, Purpose::Waiter, Purpose::Operation] {
            let value = agents.value(&config, features(purpose)).unwrap();
            assert_eq!(value, user_agent(&config, features(purpose)));
        }
        assert_eq!(agents.0.read().unwrap().len(), 2);
    }
}
