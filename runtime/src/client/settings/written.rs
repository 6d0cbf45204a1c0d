//! Settings of a profile in a form in which they would be passed over, although they decide where requests go, or whose
//! certificates are trusted.

use crate::client::profile::Section;

/// Settings that are texts. As a block, they would count as unset.
const TEXTS: [&str; 18] = [
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
    "use_dualstack_endpoint",
    "use_fips_endpoint",
];

/// Texts that a blank does not leave unset: in botocore it is a mistake, too.
const NEVER_BLANK: [&str; 3] = [
    "account_id_endpoint_mode",
    "services",
    "sts_regional_endpoints",
];

/// The mistakes, each with its place.
pub(super) fn problems(profile: &Section) -> Vec<String> {
    let blocks = TEXTS.iter().filter_map(|name| profile.text(name).err());
    let blank = NEVER_BLANK
        .iter()
        .filter_map(|name| profile.asked(name).err());
    let mut problems: Vec<String> = blocks.chain(blank).map(|error| error.to_string()).collect();
    match profile.block("s3") {
        Some(block) => problems.extend(block.blank().map(|error| error.to_string())),
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
