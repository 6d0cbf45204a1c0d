//! The `User-Agent` header, in the grammar of botocore/useragent.py.

use super::Purpose;
use super::authentication::Authentication;
use super::checksum::{Placed, RequestChecksumCalculation, ResponseChecksumValidation};
use super::config::Config;
use super::retry::RetryMode;
use super::token::TokenSource;
use crate::schema::{Auth, ChecksumAlgorithm, Operation, Protocol, Service};

/// The features that a call uses, by botocore's letters (botocore/useragent.py, `_USERAGENT_FEATURE_MAPPINGS`).
#[derive(Clone, Debug)]
pub(crate) struct Features {
    letters: Vec<&'static str>,
    mode: RetryMode,
    is_foreign: bool,
}

impl Features {
    /// Standard retries, a waiter or a paginator, CBOR, a custom endpoint, and when checksums are used.
    pub(crate) fn new(
        config: &Config,
        mode: RetryMode,
        purpose: Purpose,
        service: &Service,
        custom_endpoint: bool,
    ) -> Self {
        let mut features = vec![match mode {
            RetryMode::Legacy => "D",
            RetryMode::Standard => "E",
            RetryMode::Adaptive => "F",
        }];
        match purpose {
            Purpose::Operation
            | Purpose::PresignedRequest
            | Purpose::Collection
            | Purpose::Resource
            | Purpose::BatchWriter => {}
            Purpose::Waiter => features.push("B"),
            Purpose::Paginator => features.push("C"),
        }
        if service.protocol == Protocol::RpcV2Cbor {
            features.push("M");
        }
        if custom_endpoint {
            features.push("N");
        }
        features.push(match config.settings().request_checksums {
            RequestChecksumCalculation::WhenSupported => "Z",
            RequestChecksumCalculation::WhenRequired => "a",
        });
        features.push(match config.settings().response_checksums {
            ResponseChecksumValidation::WhenSupported => "b",
            ResponseChecksumValidation::WhenRequired => "c",
        });
        Self {
            letters: features,
            mode,
            is_foreign: service.foreign,
        }
    }

    /// Whether the service is none of Amazon's, and has no use for headers that only those know.
    pub(crate) const fn is_foreign(&self) -> bool {
        self.is_foreign
    }

    /// A bucket was found in another region.
    pub(crate) fn redirected(&mut self) {
        self.letters.push("Ah");
    }

    /// The value of the header.
    pub(crate) fn user_agent(&self, config: &Config) -> String {
        user_agent(config, self)
    }

    /// The body was compressed.
    pub(crate) fn compressed(&mut self) {
        self.letters.push("L");
    }

    /// The checksum of the request.
    pub(crate) fn checksum(&mut self, placed: Placed) {
        let (Placed::Header(algorithm) | Placed::Trailer(algorithm)) = placed else {
            return;
        };
        self.letters.push(match algorithm {
            ChecksumAlgorithm::Crc32 => "U",
            ChecksumAlgorithm::Crc32c => "V",
            ChecksumAlgorithm::Crc64Nvme => "W",
            ChecksumAlgorithm::Sha1 => "X",
            ChecksumAlgorithm::Sha256 => "Y",
            ChecksumAlgorithm::Sha512 => "AF",
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
            self.letters.push("3");
        }
    }
}

/// The features are for Amazon's services alone: `pageboy/<version> ua/2.1 os/… md/arch#… lang/rust m/… cfg/retry-mode#standard app/…`
fn user_agent(config: &Config, features: &Features) -> String {
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
            features.letters.join(","),
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
        let agent = user_agent(&config, &features);
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
        features.checksum(Placed::Header(ChecksumAlgorithm::Crc32));
        let agent = user_agent(&config, &features);
        let (start, rest) = agent.split_once(" md/").unwrap();
        assert!(start.starts_with("pageboy/"), "{agent}");
        assert!(
            rest.ends_with(
                " lang/rust exec-env/AWS_Lambda_-x- m/E,B,M,N,Z,b,L,U cfg/retry-mode#standard app/my-app-1-"
            ),
            "{agent}"
        );
    }
}
