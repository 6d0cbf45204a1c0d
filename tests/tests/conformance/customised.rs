//! Requests of services that have rules of their own, which need more than tables and wire format: the vendored service sends
//! them, through the client.

use pageboy::schema::shapes;
use pageboy::{AddressingStyle, ConfigBuilder, Credentials, Dynamic};
use pageboy_models::Json;

use crate::compare::equal;
use crate::requests::{KEYS, sent};
use crate::suites::{Case, text_at};
use crate::values::fill;
use crate::{body, model};

/// `serviceId`, and the vendored service.
const SERVICES: [(&str, &str); 4] = [
    ("API Gateway", "apigateway"),
    ("Glacier", "glacier"),
    ("Machine Learning", "machinelearning"),
    ("S3", "s3"),
];

/// The vendored service of a case, if it has rules of its own.
pub(crate) fn service(case: &Case<'_>) -> Option<&'static str> {
    let id = text_at(case.suite, "/metadata/serviceId");
    let service = SERVICES.iter().find(|(known, _)| *known == id);
    service.map(|(_, service)| *service)
}

/// Makes the call of a case, and compares the request.
pub(crate) fn check(case: &Case<'_>, service: &str) -> Result<(), String> {
    let name = text_at(case.case, "/given/name").to_lowercase();
    let operation = model::vendored(service, &name)?;
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    fill(&mut input, case.case.get("params").unwrap())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let sending = sent(operation, &input, |builder| configure(case, builder));
    let request = runtime.block_on(sending)?.request;
    let expected = case.case.get("serialized").unwrap();
    let target = request
        .uri
        .path_and_query()
        .map_or("", |target| target.as_str());
    // Like botocore, the client asks for keys that XML can hold.
    let target = target.replace("&encoding-type=url", "");
    equal("the URI", &target, text_at(expected, "/uri"))?;
    if let Some(host) = expected.get("host").and_then(Json::as_str) {
        equal("the host", request.uri.host().unwrap_or_default(), host)?;
    }
    let headers = expected.get("headers").and_then(Json::as_object);
    for (name, value) in headers.into_iter().flatten() {
        let found = request.header(name).unwrap_or_default();
        equal(
            &format!("the header {name}"),
            found,
            value.as_str().unwrap(),
        )?;
    }
    let found = request.text();
    let expected = text_at(expected, "/body");
    match body::same(operation.service.protocol, &found, expected) {
        true => Ok(()),
        false => equal("the body", &found, expected),
    }
}

/// The settings of the case, those of the operation over those of the client.
fn configure(case: &Case<'_>, builder: ConfigBuilder) -> ConfigBuilder {
    let setting = |name: &str| {
        let of = |scope: &str| {
            case.case
                .at(&format!("/vendorParams/scopedConfig/{scope}/{name}"))
        };
        of("operation").or_else(|| of("client"))
    };
    let is_set = |name: &str| setting(name).and_then(Json::as_bool) == Some(true);
    let region = setting("region").and_then(Json::as_str);
    let builder = builder
        .region(region.unwrap_or("us-east-1"))
        .credentials(Credentials::new(KEYS.0, KEYS.1, None, None, "tests"))
        .use_dual_stack(is_set("s3/use_dualstack_endpoint"))
        .s3_accelerate(is_set("s3/use_accelerate_endpoint"));
    match setting("s3/addressing_style").and_then(Json::as_str) {
        Some("path") => builder.s3_addressing_style(AddressingStyle::Path),
        Some("virtual") => builder.s3_addressing_style(AddressingStyle::Virtual),
        _ => builder,
    }
}
