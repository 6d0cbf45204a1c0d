//! Settings about the bytes of bodies: compression and checksums.

use super::checksum::{RequestChecksumCalculation, ResponseChecksumValidation};
use super::config::{Config, ConfigError};
use super::environment::Environment;
use crate::wire::MIN_COMPRESSION_SIZE;

/// What was set; `None` until then.
#[derive(Clone, Debug, Default)]
pub(super) struct PayloadSettings {
    pub(super) compression: Option<bool>,
    pub(super) min_compression_size: Option<usize>,
    pub(super) request_checksums: Option<RequestChecksumCalculation>,
    pub(super) response_checksums: Option<ResponseChecksumValidation>,
}

const DISABLE_COMPRESSION: &str = "AWS_DISABLE_REQUEST_COMPRESSION";
const MIN_SIZE: &str = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
const REQUEST_CHECKSUMS: &str = "AWS_REQUEST_CHECKSUM_CALCULATION";
const RESPONSE_CHECKSUMS: &str = "AWS_RESPONSE_CHECKSUM_VALIDATION";

/// The largest allowed smallest size: 10 MiB.
const MAX_MIN_SIZE: usize = 10_485_760;

/// What the parts of a call read.
impl Config {
    /// From which size on bodies are compressed where the operation allows it; `None` if they are not.
    pub(super) fn min_compression_size(&self) -> Result<Option<usize>, ConfigError> {
        let Settings { set, environment } = self.payload();
        let allowed = match (set.compression, environment.get(DISABLE_COMPRESSION)) {
            (Some(allowed), _) => allowed,
            (None, None) => true,
            (None, Some(text)) if text.eq_ignore_ascii_case("true") => false,
            (None, Some(text)) if text.eq_ignore_ascii_case("false") => true,
            (None, Some(text)) => {
                return Err(wrong(DISABLE_COMPRESSION, text, "true or false"));
            }
        };
        let size = match (set.min_compression_size, environment.get(MIN_SIZE)) {
            (Some(size), _) if size <= MAX_MIN_SIZE => size,
            (Some(size), _) => {
                let size = size.to_string();
                return Err(wrong("request_min_compression_size_bytes", &size, SIZES));
            }
            (None, None) => MIN_COMPRESSION_SIZE,
            (None, Some(text)) => match text.trim().parse() {
                Ok(size) if size <= MAX_MIN_SIZE => size,
                _ => return Err(wrong(MIN_SIZE, text, SIZES)),
            },
        };
        Ok(allowed.then_some(size))
    }

    /// When the checksums of requests are computed.
    pub(super) fn request_checksums(&self) -> Result<RequestChecksumCalculation, ConfigError> {
        let Settings { set, environment } = self.payload();
        if let Some(when) = set.request_checksums {
            return Ok(when);
        }
        let required = is_when_required(environment, REQUEST_CHECKSUMS)?;
        Ok(if required {
            RequestChecksumCalculation::WhenRequired
        } else {
            RequestChecksumCalculation::WhenSupported
        })
    }

    /// When the checksums of answers are verified.
    pub(super) fn response_checksums(&self) -> Result<ResponseChecksumValidation, ConfigError> {
        let Settings { set, environment } = self.payload();
        if let Some(when) = set.response_checksums {
            return Ok(when);
        }
        let required = is_when_required(environment, RESPONSE_CHECKSUMS)?;
        Ok(if required {
            ResponseChecksumValidation::WhenRequired
        } else {
            ResponseChecksumValidation::WhenSupported
        })
    }

    /// Checks all of them.
    pub(super) fn check_payload(&self) -> Result<(), ConfigError> {
        self.min_compression_size()?;
        self.request_checksums()?;
        self.response_checksums()?;
        Ok(())
    }

    fn payload(&self) -> Settings<'_> {
        Settings {
            set: &self.0.settings.payload,
            environment: self.environment(),
        }
    }
}

struct Settings<'a> {
    set: &'a PayloadSettings,
    environment: &'a Environment,
}

const SIZES: &str = "a whole number from 0 to 10485760";

/// botocore/args.py, `_handle_checksum_config`
fn is_when_required(environment: &Environment, name: &str) -> Result<bool, ConfigError> {
    match environment.get(name) {
        None => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("when_supported") => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("when_required") => Ok(true),
        Some(text) => Err(wrong(name, text, "when_supported or when_required")),
    }
}

fn wrong(name: &str, text: &str, allowed: &str) -> ConfigError {
    ConfigError::new(format!("{name} is {text:?}: it must be {allowed}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(name: &str, text: &str) -> Config {
        let environment = Environment::from([(name, text)]);
        Config::builder().environment(environment).build()
    }

    #[test]
    fn compression_starts_at_ten_kibibytes_and_can_be_switched_off() {
        let size = |name, text| config(name, text).min_compression_size().unwrap();
        assert_eq!(size("AWS_REGION", "us-east-1"), Some(10_240));
        assert_eq!(size(DISABLE_COMPRESSION, "TRUE"), None);
        assert_eq!(size(DISABLE_COMPRESSION, "false"), Some(10_240));
        assert_eq!(size(MIN_SIZE, "0"), Some(0));
        assert_eq!(size(MIN_SIZE, "10485760"), Some(10_485_760));
    }

    #[test]
    fn checksums_are_used_where_they_are_supported() {
        let none = Config::builder().build();
        assert_eq!(
            none.request_checksums().unwrap(),
            RequestChecksumCalculation::WhenSupported
        );
        assert_eq!(
            none.response_checksums().unwrap(),
            ResponseChecksumValidation::WhenSupported
        );
        assert_eq!(
            config(REQUEST_CHECKSUMS, "When_Required").request_checksums(),
            Ok(RequestChecksumCalculation::WhenRequired)
        );
        assert_eq!(
            config(RESPONSE_CHECKSUMS, "when_required").response_checksums(),
            Ok(ResponseChecksumValidation::WhenRequired)
        );
    }

    #[test]
    fn code_wins_over_the_environment() {
        let environment = Environment::from([
            (DISABLE_COMPRESSION, "true"),
            (MIN_SIZE, "7"),
            (REQUEST_CHECKSUMS, "when_required"),
            (RESPONSE_CHECKSUMS, "when_required"),
        ]);
        let config = Config::builder()
            .request_compression(true)
            .request_min_compression_size_bytes(8)
            .request_checksum_calculation(RequestChecksumCalculation::WhenSupported)
            .response_checksum_validation(ResponseChecksumValidation::WhenSupported)
            .environment(environment)
            .build();
        assert_eq!(config.min_compression_size(), Ok(Some(8)));
        assert_eq!(
            config.request_checksums(),
            Ok(RequestChecksumCalculation::WhenSupported)
        );
        assert_eq!(
            config.response_checksums(),
            Ok(ResponseChecksumValidation::WhenSupported)
        );
    }

    #[test]
    fn a_setting_that_is_wrong_is_named() {
        let problem = |config: Config| config.check().unwrap_err().to_string();
        assert_eq!(
            problem(config(DISABLE_COMPRESSION, "yes")),
            r#"AWS_DISABLE_REQUEST_COMPRESSION is "yes": it must be true or false"#
        );
        for text in ["-1", "1.5", "10485761", "many"] {
            assert_eq!(
                problem(config(MIN_SIZE, text)),
                format!(
                    "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES is {text:?}: \
                     it must be a whole number from 0 to 10485760"
                )
            );
        }
        let large = Config::builder().request_min_compression_size_bytes(10_485_761);
        assert!(problem(large.build()).starts_with("request_min_compression_size_bytes is "));
        for name in [REQUEST_CHECKSUMS, RESPONSE_CHECKSUMS] {
            assert_eq!(
                problem(config(name, "always")),
                format!(r#"{name} is "always": it must be when_supported or when_required"#)
            );
        }
    }
}
