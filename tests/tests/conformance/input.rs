//! Parameters become a request.

use pageboy::Dynamic;
use pageboy::schema::{Kind, Location, Operation, Protocol, shapes};
use pageboy::view::Structure;
use pageboy::wire::{self, Request, Substitutions};
use pageboy_models::Json;

use crate::suites::{Case, text_at};
use crate::values::fill;
use crate::{body, model};

/// The random UUID of the suites.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Makes the request of a case, and compares it.
pub(crate) fn check(case: &Case<'_>) -> Result<(), String> {
    let operation = model::operation(case)?;
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    fill(&mut input, case.case.get("params").unwrap())?;
    let request = wire::serialize(operation, &input, &tokens(&input));
    let mut request = request.map_err(|error| format!("{error:?}"))?;
    // As the client does.
    wire::compress(operation, &mut request, wire::MIN_COMPRESSION_SIZE)
        .map_err(|error| format!("{error:?}"))?;
    let expected = case.case.get("serialized").unwrap();
    let endpoint = text_at(case.suite, "/clientEndpoint");
    check_target(&request, expected, endpoint)?;
    check_headers(operation, &request, expected)?;
    check_body(operation.service.protocol, &request, expected)
}

/// The client fills absent idempotency tokens.
fn tokens(input: &Dynamic) -> Substitutions {
    let mut tokens = Substitutions::new();
    for (index, member) in input.shape().members().iter().enumerate() {
        let input: &dyn Structure = input;
        if member.is_idempotency_token() && input.view_of(index).is_null() {
            tokens.push(index, TOKEN);
        }
    }
    tokens
}

fn check_target(request: &Request, expected: &Json, endpoint: &str) -> Result<(), String> {
    let host = endpoint.split_once("://").map_or("", |(_, host)| host);
    let path = host.find('/').map_or("", |at| &host[at..]);
    let mut uri = format!("{path}{}", request.path);
    if !request.query.is_empty() {
        uri = format!("{uri}?{}", request.query);
    }
    equal("the URI", &uri, text_at(expected, "/uri"))?;
    if let Some(method) = expected.get("method").and_then(Json::as_str) {
        equal("the method", request.method, method)?;
    }
    if let Some(expected) = expected.get("host").and_then(Json::as_str)
        && !host.is_empty()
    {
        let prefix = request.host_prefix.as_deref().unwrap_or_default();
        // The path of the endpoint counts as a part of the host.
        equal("the host", &format!("{prefix}{host}"), expected)?;
    }
    Ok(())
}

fn check_headers(operation: &Operation, request: &Request, expected: &Json) -> Result<(), String> {
    let headers = expected.get("headers").and_then(Json::as_object);
    for (name, value) in headers.into_iter().flatten() {
        let value = value.as_str().unwrap();
        let is_content_type = name.eq_ignore_ascii_case("content-type");
        let mut value = match operation.service.protocol {
            // botocore adds the encoding, and sends no type of other payloads.
            Protocol::Ec2 | Protocol::Query if is_content_type && !value.contains("charset") => {
                format!("{value}; charset=utf-8")
            }
            Protocol::RestXml if is_content_type => continue,
            Protocol::RestJson if is_content_type && value != "application/json" => continue,
            _ => value.to_owned(),
        };
        let found = request
            .headers
            .iter()
            .find(|(header, _)| header == name.as_str());
        let Some((_, found)) = found else {
            return Err(format!("no header {name}, expected {value:?}"));
        };
        let mut found = found.clone();
        // Space after a comma is free; a comma inside a timestamp has one too.
        if is_list(operation, name) {
            value = value.replace(", ", ",");
            found = found.replace(", ", ",");
        }
        equal(&format!("the header {name}"), &found, &value)?;
    }
    for name in texts(expected, "forbidHeaders") {
        if request.has_header(name) {
            return Err(format!("the header {name} is there"));
        }
    }
    for name in texts(expected, "requireHeaders") {
        // The transport announces the length of what is in memory.
        let is_implied =
            name.eq_ignore_ascii_case("content-length") && request.body.bytes().is_some();
        if !is_implied && !request.has_header(name) {
            return Err(format!("no header {name}"));
        }
    }
    Ok(())
}

fn check_body(protocol: Protocol, request: &Request, expected: &Json) -> Result<(), String> {
    let Some(expected) = expected.get("body") else {
        return Ok(());
    };
    let expected = expected.as_str().unwrap();
    let found = request.body.bytes().ok_or("the body is not in memory")?;
    let found = body::text(protocol, found);
    if body::same(protocol, &found, expected) {
        Ok(())
    } else {
        equal("the body", &found, expected)
    }
}

fn is_list(operation: &Operation, header: &str) -> bool {
    let members = operation.input.map(|shape| shape.members());
    let mut members = members.unwrap_or_default().iter();
    members.any(|member| {
        member.location == Location::Header
            && member.target.kind == Kind::List
            && member.request.eq_ignore_ascii_case(header)
    })
}

fn texts<'a>(expected: &'a Json, name: &str) -> impl Iterator<Item = &'a str> {
    let texts = expected.get(name).and_then(Json::as_array);
    texts.unwrap_or_default().iter().filter_map(Json::as_str)
}

fn equal(what: &str, found: &str, expected: &str) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what} is {found:?}, expected {expected:?}"))
    }
}
