//! Settings of a profile in a form in which they would be passed over, although they decide where requests go, or whose
//! certificates are trusted.

use crate::client::profile::Section;

/// Settings that are texts. As a block, they would count as unset.
const TEXTS: [&str; 20] = [
    "account_id_endpoint_mode",
    "auth_scheme_preference",
    "ca_bundle",
    "defaults_mode",
    "disable_host_prefix_injection",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "endpoint_url",
    "ignore_configured_endpoint_urls",
    "max_attempts",
    "region",
    "request_checksum_calculation",
    "response_checksum_validation",
    "retry_mode",
    "s3_us_east_1_regional_endpoint",
    "s3_use_arn_region",
    "sigv4a_signing_region_set",
    "sts_regional_endpoints",
    "use_dualstack_endpoint",
    "use_fips_endpoint",
];

/// Those of which a blank one is a mistake in botocore, too.
const NEVER_BLANK: [&str; 3] = [
    "account_id_endpoint_mode",
    "services",
    "sts_regional_endpoints",
];

/// The mistakes, each with its place.
pub(super) fn problems(profile: &Section) -> Vec<String> {
    let mut problems = Vec::new();
    let blocks = TEXTS.into_iter().chain(["services"]);
    problems.extend(blocks.filter_map(|name| {
        let place = profile.block(name)?.place();
        Some(format!("{place} is a block of settings: it must be a text"))
    }));
    let without_value =
        |place| format!("{place} is there without a value: it must have one, or go");
    let blank = NEVER_BLANK
        .into_iter()
        .filter_map(|name| profile.blank(name));
    problems.extend(blank.map(without_value));
    match profile.block("s3") {
        Some(block) => problems.extend(block.blank().map(without_value)),
        None => {
            let text = profile.get("s3").map(|setting| setting.place());
            let place = text.or_else(|| profile.blank("s3"));
            problems.extend(place.map(|place| {
                format!(
                    "{place} has no settings: they stand on lines of their own below it, further to the right"
                )
            }));
        }
    }
    problems
}
