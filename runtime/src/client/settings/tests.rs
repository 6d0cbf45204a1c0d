use super::*;
use crate::client::environment::Environment;
use crate::client::profile::SharedFiles;
use crate::client::{Config, ConfigBuilder};
use crate::schema::{Endpoint, Protocol, Service};

static LOGS: Service = Service::new(
    "logs",
    "CloudWatch Logs",
    "2014-03-28",
    Protocol::Json11,
    Endpoint::regional("logs"),
);

/// The settings of code, environment and a configuration file.
fn read(code: ConfigBuilder, variables: &[(&str, &str)], file: &str) -> Result<Config, String> {
    let files = SharedFiles::of_text(file, "").map_err(|error| error.to_string())?;
    let environment = Environment::from(variables);
    let config = code.environment(environment).files(files).build();
    config.map_err(|error| error.to_string())
}

fn code() -> ConfigBuilder {
    Config::builder()
}

fn url(config: &Config) -> Option<String> {
    url_of(config, &LOGS)
}

fn url_of(config: &Config, service: &Service) -> Option<String> {
    let url = config.settings().endpoint_urls.of(service);
    url.map(ToString::to_string)
}

#[test]
fn code_wins_over_the_environment_and_that_over_the_profile() {
    let file = "[default]\nregion = eu-west-1\nmax_attempts = 7\nsdk_ua_app_id = file\n";
    let config = read(code(), &[], file).unwrap();
    assert_eq!(config.region(), Some("eu-west-1"));
    assert_eq!(
        crate::client::Client::new(&LOGS, &config).max_attempts(&LOGS),
        7
    );
    let variables = [
        ("AWS_DEFAULT_REGION", "eu-west-2"),
        ("AWS_MAX_ATTEMPTS", "8"),
    ];
    let config = read(code(), &variables, file).unwrap();
    assert_eq!(config.region(), Some("eu-west-2"));
    assert_eq!(
        crate::client::Client::new(&LOGS, &config).max_attempts(&LOGS),
        8
    );
    let variables = [
        ("AWS_REGION", "eu-west-3"),
        ("AWS_DEFAULT_REGION", "eu-west-2"),
    ];
    let config = read(code(), &variables, file).unwrap();
    assert_eq!(config.region(), Some("eu-west-3"));
    let config = read(code().region("us-east-2").max_attempts(2), &variables, file).unwrap();
    assert_eq!(
        (
            config.region(),
            crate::client::Client::new(&LOGS, &config).max_attempts(&LOGS)
        ),
        (Some("us-east-2"), 2)
    );
    assert_eq!(config.settings().app_id.as_deref(), Some("file"));
}

#[test]
fn settings_of_endpoints_are_read_from_both_and_wrong_ones_refused() {
    use crate::client::{AccountIdEndpointMode, AddressingStyle, RegionalEndpoints};
    let file = "[default]\nuse_fips_endpoint = true\naccount_id_endpoint_mode = required\n\
                s3 =\n  addressing_style = virtual\n  use_dualstack_endpoint = true\n  use_arn_region = false\n";
    let variables = [
        ("AWS_USE_DUALSTACK_ENDPOINT", "TRUE"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "legacy"),
        ("AWS_S3_USE_ARN_REGION", "true"),
    ];
    let config = read(code(), &variables, file).unwrap();
    let endpoints = &config.settings().endpoints;
    assert_eq!(endpoints.use_fips, Some(true));
    assert_eq!(endpoints.use_dual_stack, Some(true));
    assert_eq!(
        endpoints.account_id_mode,
        Some(AccountIdEndpointMode::Required)
    );
    assert_eq!(
        endpoints.sts_regional_endpoints,
        Some(RegionalEndpoints::Legacy)
    );
    assert_eq!(
        endpoints.s3.addressing_style,
        Some(AddressingStyle::Virtual)
    );
    assert_eq!(endpoints.s3.use_dual_stack, Some(true));
    assert_eq!(endpoints.s3.use_arn_region, Some(true));
    let config = read(code().use_fips(false), &variables, file).unwrap();
    assert_eq!(config.settings().endpoints.use_fips, Some(false));
    let variables = [
        ("AWS_USE_FIPS_ENDPOINT", "yes"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "never"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "global"),
    ];
    let error = read(
        code(),
        &variables,
        "[default]\ns3 =\n  addressing_style = host\n",
    )
    .err()
    .unwrap();
    for part in [
        "AWS_USE_FIPS_ENDPOINT",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE",
        "AWS_STS_REGIONAL_ENDPOINTS",
        "addressing_style",
    ] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn every_setting_of_bodies_is_read_from_both() {
    let file = "[default]\nrequest_checksum_calculation = when_required\n\
                response_checksum_validation = WHEN_REQUIRED\nrequest_min_compression_size_bytes = 7\n\
                disable_host_prefix_injection = true\nca_bundle = /ca.pem\n";
    let config = read(code(), &[], file).unwrap();
    let settings = config.settings();
    assert_eq!(
        settings.request_checksums,
        RequestChecksumCalculation::WhenRequired
    );
    assert_eq!(
        settings.response_checksums,
        ResponseChecksumValidation::WhenRequired
    );
    assert_eq!(settings.min_compression_size, Some(7));
    assert!(!settings.host_prefix);
    assert_eq!(settings.ca_bundle, Some(PathBuf::from("/ca.pem")));
    let config = read(
        code().request_compression(true),
        &[("AWS_DISABLE_REQUEST_COMPRESSION", "TRUE")],
        "",
    )
    .unwrap();
    assert_eq!(config.settings().min_compression_size, Some(10_240));
    let config = read(code(), &[("AWS_DISABLE_REQUEST_COMPRESSION", "TRUE")], "").unwrap();
    assert_eq!(config.settings().min_compression_size, None);
}

#[test]
fn what_is_wrong_is_told_at_once_with_its_place() {
    let variables = [
        ("AWS_REGION", "us east 1"),
        ("AWS_MAX_ATTEMPTS", "0"),
        ("AWS_DISABLE_REQUEST_COMPRESSION", "yes"),
        ("AWS_CA_BUNDLE", " "),
        ("AWS_ENDPOINT_URL_S3", "localhost:5000"),
    ];
    let file = "[default]\nresponse_checksum_validation = always\n";
    assert_eq!(
        read(code(), &variables, file).unwrap_err(),
        "the region \"us east 1\" from AWS_REGION is not valid: it has letters, digits and hyphens, at most 63; \
         AWS_MAX_ATTEMPTS is \"0\": it must be a whole number, at least 1; \
         the endpoint URL \"localhost:5000\" (AWS_ENDPOINT_URL_S3) is not valid: it must start with http:// or https://; \
         AWS_DISABLE_REQUEST_COMPRESSION is \"yes\": it must be true or false; \
         response_checksum_validation (config:2) is \"always\": it must be when_supported or when_required; \
         AWS_CA_BUNDLE is blank: it must name a file of certificates in PEM form, or be unset"
    );
    for region in ["-a", "a-", "1", "a.b", &"a".repeat(64)] {
        assert!(code().region(region).build().is_err(), "{region}");
    }
    assert!(
        code()
            .request_min_compression_size_bytes(10_485_761)
            .build()
            .is_err()
    );
}

#[test]
fn the_url_of_a_service_wins_within_the_environment_and_within_the_profile() {
    let file = "[default]\nservices = mine\nendpoint_url = http://profile\n[services mine]\n\
                cloudwatch_logs =\n  endpoint_url = http://section\n";
    let all = ("AWS_ENDPOINT_URL", "http://all");
    let one = ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://one");
    let other = ("AWS_ENDPOINT_URL_S3", "http://other");
    let ignored = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    for (variables, expected) in [
        (&[all, one][..], Some("http://one")),
        (&[all, other], Some("http://all")),
        (&[other], Some("http://section")),
        (&[all, one, ignored], None),
    ] {
        let config = read(code(), variables, file).unwrap();
        assert_eq!(url(&config).as_deref(), expected);
        let config = read(code().endpoint_url("http://code"), variables, file).unwrap();
        assert_eq!(url(&config).as_deref(), Some("http://code"));
    }
    let config = read(code(), &[], "[default]\nendpoint_url = http://profile").unwrap();
    assert_eq!(url(&config).as_deref(), Some("http://profile"));
    assert_eq!(
        read(code(), &[], "[default]\nservices = missing\n")
            .err()
            .unwrap(),
        "services (config:2) is \"missing\": there is no section [services missing]"
    );
}

#[test]
fn what_holds_for_all_services_leads_none_that_is_not_amazons() {
    const OBSERVATORY: Service = Service::new(
        "observatory",
        "Observatory",
        "2026-01-31",
        Protocol::RestJson,
        Endpoint::regional("observatory"),
    )
    .foreign();
    let file = "[default]\nservices = mine\nendpoint_url = http://profile\n[services mine]\n\
                observatory =\n  endpoint_url = http://section\n";
    let all = ("AWS_ENDPOINT_URL", "http://all");
    let own = ("PAGEBOY_ENDPOINT_URL_OBSERVATORY", "http://own");
    let one = ("AWS_ENDPOINT_URL_OBSERVATORY", "http://one");
    let ignored = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    for (variables, expected) in [
        (&[all][..], Some("http://section")),
        (&[all, one], Some("http://one")),
        (&[all, one, own], Some("http://own")),
        (&[all, one, own, ignored], Some("http://own")),
        (&[all, one, ignored], None),
    ] {
        let config = read(code(), variables, file).unwrap();
        assert_eq!(url_of(&config, &OBSERVATORY).as_deref(), expected);
        let config = read(code().endpoint_url("http://code"), variables, file).unwrap();
        assert_eq!(
            url_of(&config, &OBSERVATORY).as_deref(),
            Some("http://code")
        );
    }
    let profile = "[default]\nendpoint_url = http://profile";
    let config = read(code(), &[all], profile).unwrap();
    assert_eq!(url_of(&config, &OBSERVATORY), None);
    let refused = code().ignore_configured_endpoint_urls(true);
    let config = read(refused, &[own, one], profile).unwrap();
    assert_eq!(url_of(&config, &OBSERVATORY), None);
}

#[test]
fn what_says_where_a_service_is_and_would_be_passed_over_is_refused() {
    let section = |lines: &str| {
        let file = format!("[default]\nservices = mine\n[services mine]\n{lines}");
        read(code(), &[], &file).map(|config| url(&config))
    };
    assert_eq!(
        section("logs = endpoint_url = http://localhost\n").unwrap_err(),
        "logs (config:4) has its value on the same line: the settings of a service, such as endpoint_url, stand on lines of \
         their own below it, further to the right"
    );
    assert_eq!(
        section("logs =\n  use_fips_endpoint = true\n  region = r\n").unwrap_err(),
        "region (config:6) is set for logs alone: it can be set for a whole profile only; \
         use_fips_endpoint (config:5) is set for logs alone: it can be set for a whole profile only"
    );
    assert_eq!(section("logs =\ns3 =\n  colour = red\n"), Ok(None));
}

#[test]
fn a_profile_that_is_asked_for_must_be_there() {
    let file = "[profile work]\nregion = eu-west-1\n";
    let config = read(code(), &[("AWS_DEFAULT_PROFILE", "work")], file).unwrap();
    assert_eq!(config.region(), Some("eu-west-1"));
    let variables = [("AWS_PROFILE", "work"), ("AWS_DEFAULT_PROFILE", "no")];
    assert!(read(code(), &variables, file).is_ok());
    assert_eq!(
        read(code().profile("wrk"), &variables, file).err().unwrap(),
        "the profile `wrk` is neither in config nor in credentials; did you mean `work`?"
    );
    assert_eq!(read(code(), &[], file).unwrap().region(), None);
    assert!(code().profile("work").build().is_err());
}

#[test]
fn half_a_pair_of_keys_is_an_error() {
    let variables = [("AWS_ACCESS_KEY_ID", "AKIA")];
    assert_eq!(
        read(code(), &variables, "").err().unwrap(),
        "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"
    );
    // Keys in the environment do not count where code names a profile.
    let file = "[profile work]\naws_access_key_id = a\naws_secret_access_key = b\n";
    assert!(read(code().profile("work"), &variables, file).is_ok());
}

#[test]
fn debug_shows_no_secret() {
    let file = "[default]\naws_access_key_id = a\naws_secret_access_key = hidden\n";
    let variables = [("AWS_SECURITY_TOKEN", "hidden")];
    let config = read(code(), &variables, file).unwrap();
    let shown = format!("{config:?} {:?}", config.to_builder());
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn a_mode_of_defaults_sets_what_nothing_else_sets() {
    let connect = |variables: &[(&str, &str)], file: &str| {
        let config = read(code(), variables, file);
        config.map(|config| config.settings().connect_timeout.as_millis())
    };
    assert_eq!(connect(&[], ""), Ok(60_000));
    for (mode, expected) in [
        ("legacy", 60_000),
        ("standard", 3100),
        ("In-Region", 1100),
        ("cross-region", 3100),
        ("mobile", 30_000),
    ] {
        assert_eq!(connect(&[("AWS_DEFAULTS_MODE", mode)], ""), Ok(expected));
        let file = format!("[default]\ndefaults_mode = {mode}\n");
        assert_eq!(connect(&[], &file), Ok(expected));
    }
    let auto = connect(&[("AWS_DEFAULTS_MODE", "auto")], "").unwrap_err();
    assert!(auto.contains("auto is not supported"), "{auto}");
    let discovery = [("AWS_ENDPOINT_DISCOVERY_ENABLED", "true")];
    let discovery = connect(&discovery, "").unwrap_err();
    assert!(
        discovery.contains("endpoint discovery is not supported"),
        "{discovery}"
    );
}

#[test]
fn what_would_be_passed_over_in_a_profile_is_refused() {
    let problem = |file: &str| read(code(), &[], file).err().unwrap_or_default();
    for (lines, expected) in [
        (
            "region =\n  use_fips_endpoint = true",
            "region (config:2) is a block of settings: it must be a text",
        ),
        (
            "ca_bundle =\n  a = b",
            "ca_bundle (config:2) is a block of settings: it must be a text",
        ),
        (
            "services =",
            "services (config:2) is there without a value: it must have one, or go",
        ),
        (
            "s3 = use_dualstack_endpoint=true",
            "s3 (config:2) has no settings: they stand on lines of their own below it, further to the right",
        ),
        (
            "s3 =\nuse_arn_region = true",
            "s3 (config:2) has no settings: they stand on lines of their own below it, further to the right",
        ),
        (
            "s3 =\n  use_arn_region =",
            "use_arn_region (config:3) is there without a value: it must have one, or go",
        ),
    ] {
        assert_eq!(
            problem(&format!("[default]\n{lines}\n")),
            expected,
            "{lines}"
        );
    }
    assert_eq!(
        problem("[default]\nregion =\ns3 =\n  use_arn_region = true\n"),
        ""
    );
}

#[test]
fn two_settings_of_s3_may_stand_above_its_block_and_go_before_it() {
    let file = "[default]\ns3_use_arn_region = false\ns3_us_east_1_regional_endpoint = regional\n\
                s3 =\n  use_arn_region = true\n  us_east_1_regional_endpoint = legacy\n";
    let config = read(code(), &[], file).unwrap();
    let s3 = &config.settings().endpoints.s3;
    assert_eq!(s3.use_arn_region, Some(false));
    assert_eq!(
        s3.us_east_1_regional_endpoint,
        Some(RegionalEndpoints::Regional)
    );
}
