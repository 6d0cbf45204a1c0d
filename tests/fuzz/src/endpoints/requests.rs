//! Requests of S3 and of a service with shared rules: the URL is valid, and its host is the service's or the configured one.

use std::sync::LazyLock;
use std::time::Duration;

use pageboy::schema::{Operation, shapes};
use pageboy::testing::ScriptedTransport;
use pageboy::view::{Slot, Structure};
use pageboy::{AddressingStyle, Client, Config, Credentials, Dynamic};
use pageboy_codegen::{Builder, Service};

use crate::block_on;
use crate::dynamic::Tables;

/// S3 with an operation.
pub(super) static S3: LazyLock<Tables> = LazyLock::new(|| tables("s3", "GetObject"));
static SNS: LazyLock<Tables> = LazyLock::new(|| tables("sns", "ListTopics"));

/// What the hosts of all partitions end with.
const SUFFIXES: [&str; 14] = [
    "amazonaws.com",
    "api.aws",
    "amazonaws.com.cn",
    "api.amazonwebservices.com.cn",
    "amazonaws.eu",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "api.aws.ic.gov",
    "sc2s.sgov.gov",
    "api.aws.scloud",
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
];

/// Signs a URL, with the lines as region, endpoint URL (none if empty), bucket and key.
pub(super) fn check(switches: u32, rest: &str) {
    let mut lines = rest.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (region, url, bucket, key) = (line(), line(), line(), line());
    let is_on = |bit: u32| switches >> bit & 1 == 1;
    let mut config = Config::builder()
        .region(region)
        .transport(ScriptedTransport::new([]))
        .credentials(Credentials::new("id", "secret", None, None, "fuzz"))
        .use_fips(is_on(0))
        .use_dual_stack(is_on(1))
        .s3_accelerate(is_on(2))
        .s3_use_arn_region(is_on(3))
        .s3_addressing_style(match (is_on(4), is_on(5)) {
            (true, _) => AddressingStyle::Path,
            (false, true) => AddressingStyle::Virtual,
            (false, false) => AddressingStyle::Auto,
        });
    if !url.is_empty() {
        config = config.endpoint_url(url);
    }
    let Ok(config) = config.build() else {
        return;
    };
    let s3 = S3.operations["GetObject"];
    let input = input(s3, &[("Bucket", bucket), ("Key", key)]);
    let topics = SNS.operations["ListTopics"];
    let nothing = Dynamic::new(topics.input.unwrap_or(&shapes::EMPTY));
    for (operation, input) in [(s3, &input), (topics, &nothing)] {
        let client = Client::new(operation.service, &config);
        let signed = block_on(client.presign(operation, input, Duration::from_secs(60)));
        let Ok(signed) = signed else {
            continue;
        };
        let custom = (!url.is_empty()).then_some(url);
        target(signed.url(), custom);
    }
}

/// Checks where a URL leads.
fn target(url: &str, custom: Option<&str>) {
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    assert!(is_plain, "{url:?}");
    let (scheme, rest) = url.split_once("://").unwrap();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let in_host = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    let uri: http::Uri = url.parse().unwrap();
    assert_eq!(uri.authority().unwrap().as_str(), authority);
    assert!(!uri.host().unwrap().is_empty(), "{url}");
    match custom {
        None => {
            assert_eq!(scheme, "https", "{url}");
            assert!(authority.chars().all(in_host), "{url}");
            let is_ours = |suffix: &str| {
                let before = authority.strip_suffix(suffix);
                before.is_some_and(|before| before.len() > 1 && before.ends_with('.'))
            };
            assert!(SUFFIXES.into_iter().any(is_ours), "{url}");
        }
        Some(custom) => {
            // As it was given, or behind names of the bucket's.
            let (given, rest) = custom.trim().split_once("://").unwrap();
            assert!(given.eq_ignore_ascii_case(scheme), "{url} for {custom}");
            let end = rest.find('/').unwrap_or(rest.len());
            let host = rest[..end].to_ascii_lowercase();
            let usual = if scheme == "https" { 443 } else { 80 };
            let host = match host.rsplit_once(':') {
                Some((host, port)) => match port.parse::<u16>() {
                    Ok(port) if port == usual => host.to_owned(),
                    Ok(port) => format!("{host}:{port}"),
                    // In brackets.
                    Err(_) => format!("{host}:{port}"),
                },
                None => host,
            };
            let before = authority.strip_suffix(&*host);
            let is_under = |before: &str| before.is_empty() || before.ends_with('.');
            assert!(before.is_some_and(is_under), "{url} for {custom}");
            assert!(before.unwrap_or_default().chars().all(in_host), "{url}");
        }
    }
}

fn input(operation: &'static Operation, members: &[(&str, &str)]) -> Dynamic {
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    for (name, value) in members {
        let index = input.shape().index_of(name).unwrap();
        if let Some(Slot::String(text)) = input.get_mut(index).map(|member| member.slot()) {
            (*value).clone_into(text);
        }
    }
    input
}

fn tables(service: &str, operation: &str) -> Tables {
    let service = Service::new(service).operations([operation]);
    let plans = Builder::new().service(service).plan();
    let plans = plans.unwrap_or_else(|problems| panic!("{problems}"));
    Tables::new(&plans[0])
}
