//! The address and use of the instance metadata service (`botocore/utils.py`, `IMDSFetcher`).

use std::time::Duration;

use super::forms::{ATTEMPTS, SECONDS, SWITCH};
use super::sources::{Sources, TextForm};
use crate::client::endpoint::BaseUrl;

/// The settings of the instance metadata service.
#[derive(Clone, Debug)]
pub(crate) struct MetadataSettings {
    pub(crate) disabled: bool,
    pub(crate) v1_disabled: bool,
    /// Its address, which ends with a slash.
    pub(crate) url: String,
    pub(crate) timeout: Duration,
    pub(crate) attempts: u32,
}

/// Which address of the instance metadata service is used.
const MODE: TextForm<Mode> = TextForm {
    expected: "IPv4 or IPv6",
    read: |text| match text {
        _ if text.eq_ignore_ascii_case("ipv4") => Some(Mode::Ipv4),
        _ if text.eq_ignore_ascii_case("ipv6") => Some(Mode::Ipv6),
        _ => None,
    },
};

/// Which of the service's two addresses is used.
#[derive(Clone, Copy)]
enum Mode {
    Ipv4,
    Ipv6,
}

impl Mode {
    const fn url(self) -> &'static str {
        match self {
            Self::Ipv4 => "http://169.254.169.254/",
            Self::Ipv6 => "http://[fd00:ec2::254]/",
        }
    }
}

impl Default for MetadataSettings {
    fn default() -> Self {
        Self {
            disabled: false,
            v1_disabled: false,
            url: Mode::Ipv4.url().to_owned(),
            timeout: Duration::from_secs(1),
            attempts: 1,
        }
    }
}

impl MetadataSettings {
    pub(super) fn read(sources: &mut Sources<'_>) -> Self {
        let disabled = sources.setting(
            None,
            "AWS_EC2_METADATA_DISABLED",
            "ec2_metadata_disabled",
            &SWITCH,
        );
        let v1_disabled = sources.setting(
            None,
            "AWS_EC2_METADATA_V1_DISABLED",
            "ec2_metadata_v1_disabled",
            &SWITCH,
        );
        let mode = sources.setting(
            None,
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "ec2_metadata_service_endpoint_mode",
            &MODE,
        );
        let timeout = sources.setting(
            None,
            "AWS_METADATA_SERVICE_TIMEOUT",
            "metadata_service_timeout",
            &SECONDS,
        );
        let attempts = sources.setting(
            None,
            "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
            "metadata_service_num_attempts",
            &ATTEMPTS,
        );
        let url = sources.text(
            &["AWS_EC2_METADATA_SERVICE_ENDPOINT"],
            "ec2_metadata_service_endpoint",
        );
        let url = match url {
            None => mode.unwrap_or(Mode::Ipv4).url().to_owned(),
            Some(text) => match BaseUrl::parse(text.value.trim(), &text.place) {
                Ok(url) => format!("{}/", url.to_string().trim_end_matches('/')),
                Err(error) => {
                    sources.problems.push(error.to_string());
                    String::new()
                }
            },
        };
        let nothing = Self::default();
        Self {
            disabled: disabled.unwrap_or(nothing.disabled),
            v1_disabled: v1_disabled.unwrap_or(nothing.v1_disabled),
            url,
            timeout: timeout.unwrap_or(nothing.timeout),
            attempts: attempts.unwrap_or(nothing.attempts),
        }
    }
}
