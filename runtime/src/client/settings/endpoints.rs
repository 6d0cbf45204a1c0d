//! The settings of endpoints in the environment and the profile.

use super::forms::SWITCH;
use super::sources::{SettingText, Sources, TextForm};
use crate::client::endpoint::{
    AccountIdEndpointMode, AddressingStyle, EndpointSettings, RegionalEndpoints,
};

/// The place of a bucket's name.
const STYLE: TextForm<AddressingStyle> = TextForm {
    expected: "auto, path or virtual",
    read: |text| match text {
        _ if text.eq_ignore_ascii_case("auto") => Some(AddressingStyle::Auto),
        _ if text.eq_ignore_ascii_case("path") => Some(AddressingStyle::Path),
        _ if text.eq_ignore_ascii_case("virtual") => Some(AddressingStyle::Virtual),
        _ => None,
    },
};

/// Whether to use a region's own endpoint.
const REGIONAL: TextForm<RegionalEndpoints> = TextForm {
    expected: "regional or legacy",
    read: |text| match text {
        _ if text.eq_ignore_ascii_case("regional") => Some(RegionalEndpoints::Regional),
        _ if text.eq_ignore_ascii_case("legacy") => Some(RegionalEndpoints::Legacy),
        _ => None,
    },
};

/// Whether the account id is part of host names.
const MODE: TextForm<AccountIdEndpointMode> = TextForm {
    expected: "preferred, required or disabled",
    read: |text| match text {
        _ if text.eq_ignore_ascii_case("preferred") => Some(AccountIdEndpointMode::Preferred),
        _ if text.eq_ignore_ascii_case("required") => Some(AccountIdEndpointMode::Required),
        _ if text.eq_ignore_ascii_case("disabled") => Some(AccountIdEndpointMode::Disabled),
        _ => None,
    },
};

/// Reads the settings that code does not set.
pub(super) fn read(code: &EndpointSettings, sources: &mut Sources<'_>) -> EndpointSettings {
    let mut all = code.clone();
    let (slot, variable) = (&mut all.use_fips, "AWS_USE_FIPS_ENDPOINT");
    sources.fill(slot, &[variable], "use_fips_endpoint", &SWITCH);
    let (slot, variable) = (&mut all.use_dual_stack, "AWS_USE_DUALSTACK_ENDPOINT");
    sources.fill(slot, &[variable], "use_dualstack_endpoint", &SWITCH);
    let (slot, variable) = (&mut all.account_id_mode, "AWS_ACCOUNT_ID_ENDPOINT_MODE");
    sources.fill(slot, &[variable], "account_id_endpoint_mode", &MODE);
    let slot = &mut all.sts_regional_endpoints;
    let variable = "AWS_STS_REGIONAL_ENDPOINTS";
    sources.fill(slot, &[variable], "sts_regional_endpoints", &REGIONAL);
    let s3 = &mut all.s3;
    fill(
        &mut s3.addressing_style,
        sources,
        None,
        "addressing_style",
        &STYLE,
    );
    fill(
        &mut s3.accelerate,
        sources,
        None,
        "use_accelerate_endpoint",
        &SWITCH,
    );
    fill(
        &mut s3.use_dual_stack,
        sources,
        None,
        "use_dualstack_endpoint",
        &SWITCH,
    );
    // In the file, only `true` has an effect on S3 (botocore/client.py, `_is_s3_dualstack_mode`).
    if code.s3.use_dual_stack.is_none() {
        s3.use_dual_stack = s3.use_dual_stack.filter(|wanted| *wanted);
    }
    let variable = Some("AWS_S3_USE_ARN_REGION");
    fill(
        &mut s3.use_arn_region,
        sources,
        variable,
        "use_arn_region",
        &SWITCH,
    );
    fill(
        &mut s3.us_east_1_regional_endpoint,
        sources,
        Some("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"),
        "us_east_1_regional_endpoint",
        &REGIONAL,
    );
    fill(
        &mut s3.disable_multi_region_access_points,
        sources,
        Some("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS"),
        "s3_disable_multiregion_access_points",
        &SWITCH,
    );
    fill(
        &mut s3.payload_signing,
        sources,
        None,
        "payload_signing_enabled",
        &SWITCH,
    );
    let slot = &mut s3.disable_express_session_auth;
    let variable = "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH";
    sources.fill(
        slot,
        &[variable],
        "s3_disable_express_session_auth",
        &SWITCH,
    );
    fill(
        slot,
        sources,
        None,
        "s3_disable_express_session_auth",
        &SWITCH,
    );
    all
}

/// A setting of S3: a variable, else one of the block `s3` of the profile.
fn fill<T>(
    slot: &mut Option<T>,
    sources: &mut Sources<'_>,
    variable: Option<&'static str>,
    key: &str,
    form: &TextForm<T>,
) {
    if slot.is_some() {
        return;
    }
    let of_environment = variable.and_then(|name| sources.environment.first(&[name]));
    let text = match of_environment {
        Some((name, value)) => Some(SettingText {
            value,
            place: name.to_owned(),
        }),
        None => {
            let setting = sources.profile.block("s3").and_then(|block| block.get(key));
            setting.map(SettingText::from)
        }
    };
    *slot = text.and_then(|text| sources.read(&text, form));
}
