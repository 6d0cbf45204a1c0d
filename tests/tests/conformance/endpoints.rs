//! botocore's cases of endpoint rules: those of every service (`tests/functional/endpoint-rules`), by the rules alone and
//! through a client, and those of the functions (`tests/unit/data/endpoints`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pageboy::Document;
use pageboy::generated::endpoint_rules;
use pageboy::schema::{EndpointRules, shapes};
use pageboy::{
    AccountIdEndpointMode, AddressingStyle, ConfigBuilder, Credentials, Dynamic, RegionalEndpoints,
    Token,
};
use pageboy_cli::dynamic::{Tables, endpoint};
use pageboy_codegen::plan::endpoint as plan;
use pageboy_codegen::{Builder, Service};
use pageboy_models::{Json, Models, endpoint_rules as definitions};

use crate::report::{Outcomes, Report};
use crate::requests::{KEYS, sent};
use crate::suites::text_at;
use crate::values::{document, fill, written};

/// botocore's tests.
fn tests() -> Option<&'static Path> {
    crate::unit_tests()?.parent()
}

#[test]
fn the_functions_of_rules_do_what_botocores_do() {
    let Some(tests) = tests() else {
        return;
    };
    let folder = tests.join("unit/data/endpoints");
    let mut report = Report::new("endpoint functions", &["endpoints"]);
    for (name, path) in crate::suites::json_files(&folder.join("test-cases")) {
        let rules = fs::read_to_string(folder.join("valid-rules").join(format!("{name}.json")));
        let rules = definitions::EndpointRules::parse(&rules.unwrap()).unwrap();
        let (rules, host) = plan::tables(&rules).unwrap();
        let rules = Box::leak(Box::new(endpoint::rules(&rules)));
        let mut outcomes = Outcomes::default();
        for (name, case) in cases(&path) {
            outcomes.push(&name, by_rules(rules, host.clone().leak(), &case));
        }
        report.file(&format!("endpoints/{name}"), outcomes);
    }
    report.finish();
}

#[test]
fn the_rules_of_every_service_lead_where_botocores_do() {
    let Some(tests) = tests() else {
        return;
    };
    let models = Models::vendored();
    let mut report = Report::new("endpoint rules", &["endpoint-rules"]);
    let mut without = Vec::new();
    for service in models.services().unwrap() {
        let path = case_file(tests, &service);
        if !path.is_file() {
            without.push(service);
            continue;
        }
        let rules = models.load(&service, None).unwrap().endpoint_rules;
        let (rules, host) = plan::tables(&rules).unwrap();
        let rules = Box::leak(Box::new(endpoint::rules(&rules)));
        let host: &'static str = host.leak();
        let mut outcomes = Outcomes::default();
        for (name, case) in cases(&path) {
            outcomes.push(&name, by_rules(rules, host, &case));
        }
        report.add(&format!("endpoint-rules/{service}"), outcomes);
    }
    println!("services without cases: {without:?}");
    report.finish();
}

#[tokio::test]
async fn requests_go_where_botocores_go() {
    let Some(tests) = tests() else {
        return;
    };
    let mut report = Report::new("endpoints of requests", &["endpoint-requests"]);
    for service in Models::vendored().services().unwrap() {
        let path = case_file(tests, &service);
        if !path.is_file() {
            continue;
        }
        let calls: Vec<_> = cases(&path)
            .into_iter()
            .flat_map(|(name, case)| {
                let inputs = case.get("operationInputs").and_then(Json::as_array);
                let inputs = inputs.unwrap_or_default().to_vec();
                let of_case = move |(at, input)| (format!("{name} / {at}"), case.clone(), input);
                inputs.into_iter().enumerate().map(of_case)
            })
            .filter(|(_, _, input)| !is_unheard_of(input))
            .collect();
        if calls.is_empty() {
            continue;
        }
        let operations = calls
            .iter()
            .map(|(_, _, input)| text_at(input, "/operationName"));
        let plans = Builder::new().service(Service::new(&service).operations(operations));
        let tables = Tables::new(plans.plan().unwrap().first().unwrap());
        let mut outcomes = Outcomes::default();
        for (name, case, input) in &calls {
            outcomes.push(name, of_request(&tables, case, input).await);
        }
        report.file(&format!("endpoint-requests/{service}"), outcomes);
    }
    report.finish();
}

/// Whether botocore gives the rules no such values outside of this suite: it refuses these buckets before it asks for an
/// endpoint, and an endpoint URL turns FIPS and dual-stack off, as acceleration does the path style.
fn is_unheard_of(input: &Json) -> bool {
    let bucket = text_at(input, "/operationParams/Bucket");
    let settings = input.get("builtInParams");
    let is_on = |name: &str| {
        let value = settings.and_then(|settings| settings.get(name));
        value.and_then(Json::as_bool) == Some(true)
    };
    let has_url = settings.is_some_and(|settings| settings.get("SDK::Endpoint").is_some());
    ["bucket name", "example.com#"].contains(&bucket)
        || (has_url && (is_on("AWS::UseFIPS") || is_on("AWS::UseDualStack")))
        || (is_on("AWS::S3::Accelerate") && is_on("AWS::S3::ForcePathStyle"))
}

fn case_file(tests: &Path, service: &str) -> std::path::PathBuf {
    let folder = tests.join("functional/endpoint-rules").join(service);
    folder.join("endpoint-tests-1.json")
}

/// The cases of a file, by what they say of themselves, with a number.
fn cases(path: &Path) -> Vec<(String, Json)> {
    let file: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let cases = file.get("testCases").and_then(Json::as_array).unwrap();
    let cases = cases.iter().enumerate();
    cases
        .map(|(at, case)| {
            (
                format!("{} #{at}", text_at(case, "/documentation")),
                case.clone(),
            )
        })
        .collect()
}

fn by_rules(rules: &'static EndpointRules, host: &'static str, case: &Json) -> Result<(), String> {
    let parameters = case.get("params").and_then(Json::as_object);
    let parameters: Vec<_> = parameters
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), document(value)))
        .collect();
    let found = endpoint_rules::resolve(rules, host, &parameters);
    let expected = case.get("expect").unwrap();
    match (found, expected.get("error").and_then(Json::as_str)) {
        (Err(message), Some(expected)) if message == expected => Ok(()),
        (Err(message), Some(expected)) => Err(format!("{message:?} instead of {expected:?}")),
        (Ok(found), Some(expected)) => Err(format!("{} instead of {expected:?}", found.url)),
        (Err(message), None) => Err(format!("{message:?} for {}", written(expected))),
        (Ok(found), None) => {
            let part = |name: &str| {
                let part = expected.at(&format!("/endpoint/{name}"));
                part.map_or_else(|| Document::Object(Default::default()), document)
            };
            let is_expected = found.url == text_at(expected, "/endpoint/url")
                && found.properties == part("properties")
                && found.headers == part("headers");
            if is_expected {
                Ok(())
            } else {
                Err(format!("{found:?} instead of {}", written(expected)))
            }
        }
    }
}

async fn of_request(tables: &Tables, case: &Json, input: &Json) -> Result<(), String> {
    let name = text_at(input, "/operationName");
    let operation = *tables.operations.get(name).ok_or("it is left out")?;
    let mut values = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    if let Some(parameters) = input.get("operationParams") {
        fill(&mut values, parameters)?;
    }
    let settings = input.get("builtInParams").and_then(Json::as_object);
    let settings: BTreeMap<&str, &Json> = settings
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    let found = sent(operation, &values, |config| with(config, &settings)).await;
    let expected = case.get("expect").unwrap();
    match (found, expected.get("error").and_then(Json::as_str)) {
        (Err(_), Some(_)) => Ok(()),
        (Ok(ours), Some(expected)) => Err(format!("{} instead of {expected:?}", ours.request.uri)),
        (Err(message), None) => Err(message),
        (Ok(ours), None) => {
            // Hosts have no case; ours are written small, as they are signed.
            let found = ours.request.uri.to_string().to_lowercase();
            let expected = text_at(expected, "/endpoint/url").to_lowercase();
            if found.starts_with(&expected) {
                Ok(())
            } else {
                Err(format!("{found} instead of {expected}"))
            }
        }
    }
}

/// The configuration in which all settings have these values, and no others any.
fn with(config: ConfigBuilder, settings: &BTreeMap<&str, &Json>) -> ConfigBuilder {
    let text = |name: &str| settings.get(name).and_then(|value| value.as_str());
    let flag = |name: &str| settings.get(name).and_then(|value| value.as_bool());
    let is_on = |name: &str| flag(name) == Some(true);
    let global = |name: &str| match is_on(name) {
        true => RegionalEndpoints::Legacy,
        false => RegionalEndpoints::Regional,
    };
    let mut keys = Credentials::builder()
        .access_key_id(KEYS.0)
        .secret_access_key(KEYS.1)
        .provider_name("tests");
    if let Some(id) = text("AWS::Auth::AccountId") {
        keys = keys.account_id(id);
    }
    let mode = match text("AWS::Auth::AccountIdEndpointMode") {
        Some("disabled") => AccountIdEndpointMode::Disabled,
        Some("required") => AccountIdEndpointMode::Required,
        _ => AccountIdEndpointMode::Preferred,
    };
    let mut config = config
        .credentials(keys.build())
        .bearer_token(Token::from("a.token-1"))
        // The rules know nothing of the prefixes of operations.
        .host_prefix(false)
        .account_id_endpoint_mode(mode)
        .use_fips(is_on("AWS::UseFIPS"))
        .use_dual_stack(is_on("AWS::UseDualStack"))
        .s3_accelerate(is_on("AWS::S3::Accelerate"))
        .s3_us_east_1_regional_endpoint(global("AWS::S3::UseGlobalEndpoint"))
        .sts_regional_endpoints(global("AWS::STS::UseGlobalEndpoint"))
        .s3_disable_multi_region_access_points(is_on("AWS::S3::DisableMultiRegionAccessPoints"))
        .s3_addressing_style(match is_on("AWS::S3::ForcePathStyle") {
            true => AddressingStyle::Path,
            false => AddressingStyle::Virtual,
        });
    // No value allows it, as far as the rules are concerned.
    let arn_region = ["AWS::S3::UseArnRegion", "AWS::S3Control::UseArnRegion"];
    let allowed = arn_region.into_iter().find_map(flag);
    config = config.s3_use_arn_region(allowed.unwrap_or(true));
    if let Some(region) = text("AWS::Region") {
        config = config.region(region);
    }
    if let Some(url) = text("SDK::Endpoint") {
        config = config.endpoint_url(url);
    }
    config
}
