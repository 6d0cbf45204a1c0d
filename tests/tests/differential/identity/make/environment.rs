//! What the environment has: the profile, keys, region, endpoints.

use super::{FUTURE, Making, PAST, title};
use crate::identity::case::SECRET;

/// Says which profile counts, and makes it be there, mostly.
pub(super) fn profile(making: &mut Making) -> String {
    let name = match making.rng.usize(0..24) {
        0..=9 => return "default".to_owned(),
        10..=13 => {
            making.variable("AWS_PROFILE", "main");
            "main"
        }
        14 | 15 => {
            making.variable("AWS_DEFAULT_PROFILE", "main");
            "main"
        }
        16 => {
            making.note("two profiles");
            making.variable("AWS_PROFILE", "main");
            making.variable("AWS_DEFAULT_PROFILE", "other");
            making.config("profile other", "aws_access_key_id", "AKOTHER");
            let secret = format!("{SECRET}-other");
            making.config("profile other", "aws_secret_access_key", &secret);
            "main"
        }
        17..=20 => {
            making.case.code_profile = Some("main".to_owned());
            "main"
        }
        _ => {
            let variable = making.pick(&["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]);
            let name = making.pick(&["mian", "", "main"]);
            making.variable(variable, name);
            return "main".to_owned();
        }
    };
    if !making.one_in(10) {
        making.config(&title(name), "output", "json");
    }
    name.to_owned()
}

pub(super) fn whole_keys(making: &mut Making) {
    making.variable("AWS_ACCESS_KEY_ID", "AKENV");
    making.variable("AWS_SECRET_ACCESS_KEY", format!("{SECRET}-env"));
}

pub(super) fn keys(making: &mut Making) {
    if making.case.environment.contains_key("AWS_ACCESS_KEY_ID") {
        return;
    }
    let (id, secret) = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    let text = format!("{SECRET}-env");
    match making.rng.usize(0..24) {
        0..=2 => whole_keys(making),
        3 => {
            making.note("half a pair in the environment");
            making.variable(id, "AKENV");
        }
        4 => {
            making.note("half a pair in the environment");
            making.variable(secret, &text);
        }
        5 => {
            making.variable(id, "");
            making.variable(secret, "");
        }
        6 => making.variable("AWS_SESSION_TOKEN", format!("{text}-session")),
        _ => return,
    }
    if making.one_in(3) {
        making.variable("AWS_SESSION_TOKEN", format!("{text}-session"));
    }
    if making.one_in(4) {
        making.variable("AWS_SECURITY_TOKEN", format!("{text}-security"));
    }
    if making.one_in(4) {
        let expiration = making.pick(&[FUTURE, PAST, "{near}", "soon", ""]);
        making.variable("AWS_CREDENTIAL_EXPIRATION", expiration);
    }
}

pub(super) fn region(making: &mut Making, profile: &str) {
    match making.rng.usize(0..6) {
        0 => {}
        1 | 2 => making.variable("AWS_DEFAULT_REGION", "eu-west-1"),
        3 => {
            making.note("AWS_REGION");
            making.variable("AWS_REGION", "eu-west-2");
        }
        _ => {
            let region =
                making.pick(&["us-east-2", "cn-north-1", "us-gov-west-1", "us-east-1", ""]);
            if region.is_empty() {
                making.note("blank region");
            }
            making.profile(profile, "region", region);
        }
    }
}

/// Which of STS's hosts is asked.
pub(super) fn hosts(making: &mut Making, profile: &str) {
    for (variable, name, value) in [
        ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", "true"),
        (
            "AWS_USE_DUALSTACK_ENDPOINT",
            "use_dualstack_endpoint",
            "true",
        ),
        (
            "AWS_STS_REGIONAL_ENDPOINTS",
            "sts_regional_endpoints",
            "legacy",
        ),
    ] {
        match making.rng.usize(0..24) {
            0 => making.variable(variable, value),
            1 => making.profile(profile, name, value),
            _ => {}
        }
    }
}

/// URLs of STS and single sign-on.
pub(super) fn endpoints(making: &mut Making, profile: &str) {
    let url = |place: &str| format!("http://127.0.0.1:1/{place}");
    match making.rng.usize(0..18) {
        0 => making.variable("AWS_ENDPOINT_URL", url("variable")),
        1 => making.variable("AWS_ENDPOINT_URL_STS", url("variable-sts")),
        2 => making.variable("AWS_ENDPOINT_URL_SSO", url("variable-sso")),
        3 => making.variable("AWS_ENDPOINT_URL_SSO_OIDC", url("variable-oidc")),
        4 => making.profile(profile, "endpoint_url", &url("profile")),
        6 => making.variable("AWS_ENDPOINT_URL_SIGNIN", url("variable-signin")),
        5 => {
            let name = making.pick(&["there", "missing"]);
            if name == "missing" {
                making.note("missing services section");
            }
            making.profile(profile, "services", name);
            let block = format!("\n  endpoint_url = {}", url("section"));
            let service = making.pick(&["sts", "sso", "sso_oidc", "signin"]);
            making.config("services there", service, &block);
        }
        _ => return,
    }
    if making.one_in(4) {
        making.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    }
}
