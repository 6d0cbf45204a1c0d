//! The settings of endpoints in the environment and the profile.

use super::forms::SWITCH;
use super::sources::{Sources, TextForm};
use crate::client::endpoint::{
    AccountIdEndpointMode, AddressingStyle, EndpointSettings, RegionalEndpoints, S3Settings,
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
    EndpointSettings {
        use_fips: sources.setting(
            code.use_fips,
            "AWS_USE_FIPS_ENDPOINT",
            "use_fips_endpoint",
            &SWITCH,
        ),
        use_dual_stack: sources.setting(
            code.use_dual_stack,
            "AWS_USE_DUALSTACK_ENDPOINT",
            "use_dualstack_endpoint",
            &SWITCH,
        ),
        account_id_mode: sources.setting(
            code.account_id_mode,
            "AWS_ACCOUNT_ID_ENDPOINT_MODE",
            "account_id_endpoint_mode",
            &MODE,
        ),
        sts_regional_endpoints: sources.setting(
            code.sts_regional_endpoints,
            "AWS_STS_REGIONAL_ENDPOINTS",
            "sts_regional_endpoints",
            &REGIONAL,
        ),
        s3: read_s3(&code.s3, sources),
        otherwise: code.otherwise,
        parameters: code.parameters.clone(),
    }
}

fn read_s3(code: &S3Settings, sources: &mut Sources<'_>) -> S3Settings {
    S3Settings {
        addressing_style: sources.s3_setting(
            code.addressing_style,
            None,
            "addressing_style",
            &STYLE,
        ),
        accelerate: sources.s3_setting(code.accelerate, None, "use_accelerate_endpoint", &SWITCH),
        use_dual_stack: code.use_dual_stack.or_else(|| {
            // In the file, only `true` has an effect on S3 (botocore/client.py, `_is_s3_dualstack_mode`).
            sources
                .s3_setting(None, None, "use_dualstack_endpoint", &SWITCH)
                .filter(|is_wanted| *is_wanted)
        }),
        use_arn_region: sources.s3_setting_above(
            code.use_arn_region,
            "AWS_S3_USE_ARN_REGION",
            ("s3_use_arn_region", "use_arn_region"),
            &SWITCH,
        ),
        us_east_1_regional_endpoint: sources.s3_setting_above(
            code.us_east_1_regional_endpoint,
            "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",
            (
                "s3_us_east_1_regional_endpoint",
                "us_east_1_regional_endpoint",
            ),
            &REGIONAL,
        ),
        disable_multi_region_access_points: sources.s3_setting(
            code.disable_multi_region_access_points,
            Some("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS"),
            "s3_disable_multiregion_access_points",
            &SWITCH,
        ),
        payload_signing: sources.s3_setting(
            code.payload_signing,
            None,
            "payload_signing_enabled",
            &SWITCH,
        ),
        disable_express_session_auth: sources.s3_setting_above(
            code.disable_express_session_auth,
            "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",
            (
                "s3_disable_express_session_auth",
                "s3_disable_express_session_auth",
            ),
            &SWITCH,
        ),
    }
}
