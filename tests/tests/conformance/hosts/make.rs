//! Settings that are made from a seed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fastrand::Rng;
use serde::Serialize;

use super::Call;

/// A call with the settings that count for it.
#[derive(Debug, Serialize)]
pub(super) struct HostCase<'a> {
    #[serde(flatten)]
    pub(super) call: &'a Call,
    pub(super) variables: BTreeMap<&'static str, String>,
    /// The text of the configuration file.
    pub(super) config: String,
}

/// A setting: a variable, a key of the profile, or a key of the profile's section `s3`, where it has them.
struct Setting {
    variable: Option<&'static str>,
    key: Option<&'static str>,
    s3_key: Option<&'static str>,
    values: &'static [&'static str],
    /// Of ten cases, so many have it.
    often: u8,
}

/// The regions of all partitions, names that stand for all regions of one, and names that nobody knows.
const REGIONS: [&str; 20] = [
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "eu-central-1",
    "ap-southeast-5",
    "cn-north-1",
    "cn-northwest-1",
    "us-gov-west-1",
    "us-gov-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eusc-de-east-1",
    "aws-global",
    "aws-cn-global",
    "aws-us-gov-global",
    "fips-us-east-1",
    "us-gov-west-1-fips",
    "mars-north-2",
    "us-moon-1",
    "moon",
];

const SWITCH: &[&str] = &["true", "true", "false"];

const SETTINGS: [Setting; 14] = [
    setting("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", SWITCH, 2),
    setting(
        "AWS_USE_DUALSTACK_ENDPOINT",
        "use_dualstack_endpoint",
        SWITCH,
        2,
    ),
    setting(
        "AWS_STS_REGIONAL_ENDPOINTS",
        "sts_regional_endpoints",
        &["regional", "legacy"],
        2,
    ),
    setting(
        "AWS_ACCOUNT_ID_ENDPOINT_MODE",
        "account_id_endpoint_mode",
        &["preferred", "disabled", "required"],
        2,
    ),
    Setting {
        variable: Some("AWS_ACCOUNT_ID"),
        key: None,
        s3_key: None,
        values: &["123456789012"],
        often: 4,
    },
    setting(
        "AWS_ENDPOINT_URL",
        "endpoint_url",
        &[
            "http://localhost:4566",
            "https://proxy.example/base",
            "http://127.0.0.1:9000",
        ],
        1,
    ),
    setting(
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "ignore_configured_endpoint_urls",
        SWITCH,
        1,
    ),
    s3(
        Some("AWS_S3_USE_ARN_REGION"),
        "use_arn_region",
        &["true", "false"],
        3,
    ),
    s3(
        Some("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS"),
        "s3_disable_multiregion_access_points",
        SWITCH,
        1,
    ),
    s3(
        Some("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"),
        "us_east_1_regional_endpoint",
        &["regional", "legacy"],
        2,
    ),
    s3(
        None,
        "addressing_style",
        &["auto", "path", "virtual", "virtual"],
        4,
    ),
    s3(None, "use_accelerate_endpoint", SWITCH, 2),
    s3(None, "use_dualstack_endpoint", SWITCH, 2),
    s3(None, "payload_signing_enabled", SWITCH, 1),
];

const fn setting(
    variable: &'static str,
    key: &'static str,
    values: &'static [&'static str],
    often: u8,
) -> Setting {
    Setting {
        variable: Some(variable),
        key: Some(key),
        s3_key: None,
        values,
        often,
    }
}

const fn s3(
    variable: Option<&'static str>,
    key: &'static str,
    values: &'static [&'static str],
    often: u8,
) -> Setting {
    Setting {
        variable,
        key: None,
        s3_key: Some(key),
        values,
        often,
    }
}

/// So many cases; a seed always makes the same ones.
pub(super) fn cases(seed: u64, count: u64, calls: &[Call]) -> Vec<HostCase<'_>> {
    let mut random = Rng::with_seed(seed);
    (0..count).map(|_| case(&mut random, calls)).collect()
}

fn case<'a>(random: &mut Rng, calls: &'a [Call]) -> HostCase<'a> {
    // Half of the calls are of S3, whose rules are by far the most.
    let s3: Vec<_> = calls.iter().filter(|call| call.service == "s3").collect();
    let call = match random.bool() {
        true => one_of(random, &s3),
        false => &calls[random.usize(..calls.len())],
    };
    let mut variables = BTreeMap::from([
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
    ]);
    let mut config = String::from("[default]\n");
    match random.u8(..10) {
        0 => {}
        1 | 2 => writeln!(config, "region = {}", one_of(random, &REGIONS)).unwrap(),
        3 => {
            variables.insert("AWS_DEFAULT_REGION", one_of(random, &REGIONS).to_owned());
            writeln!(config, "region = {}", one_of(random, &REGIONS)).unwrap();
        }
        _ => {
            variables.insert("AWS_DEFAULT_REGION", one_of(random, &REGIONS).to_owned());
        }
    }
    let mut section = String::new();
    for setting in SETTINGS {
        let both = random.u8(..10) == 0;
        if random.u8(..10) >= setting.often {
            continue;
        }
        let in_environment = setting.variable.is_some_and(|_| random.bool());
        if let Some(variable) = setting.variable
            && (in_environment || both || (setting.key.is_none() && setting.s3_key.is_none()))
        {
            variables.insert(variable, one_of(random, setting.values).to_owned());
        }
        if in_environment && !both {
            continue;
        }
        let value = one_of(random, setting.values);
        if let Some(key) = setting.key {
            writeln!(config, "{key} = {value}").unwrap();
        }
        if let Some(key) = setting.s3_key {
            writeln!(section, "  {key} = {value}").unwrap();
        }
    }
    if !section.is_empty() {
        write!(config, "s3 =\n{section}").unwrap();
    }
    if random.u8(..12) == 0 {
        config.push_str(
            "services = mine\n[services mine]\ns3 =\n  endpoint_url = http://localhost:9001\n",
        );
        config.push_str("dynamodb =\n  endpoint_url = http://localhost:9002/d\n");
    }
    HostCase {
        call,
        variables,
        config,
    }
}

fn one_of<T: Copy>(random: &mut Rng, all: &[T]) -> T {
    all[random.usize(..all.len())]
}
