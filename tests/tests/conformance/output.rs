//! A response becomes an output or an error.

use http::{HeaderMap, HeaderName, HeaderValue};
use pageboy::schema::{Operation, Protocol, shapes};
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Dynamic};
use pageboy_models::Json;

use crate::model;
use crate::suites::{Case, text_at};
use crate::values::compare;

/// Reads the response of a case, and compares what it means.
pub(crate) fn check(case: &Case<'_>) -> Result<(), String> {
    let operation = model::operation(case)?;
    let response = response(operation, case.case.get("response").unwrap());
    match case.case.get("error") {
        Some(error) => check_error(operation, response, case.case, error),
        None => check_output(operation, &response, case.case.get("result").unwrap()),
    }
}

/// Reads a response without error.
pub(crate) fn check_output(
    operation: &'static Operation,
    response: &Response,
    expected: &Json,
) -> Result<(), String> {
    let mut output = Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY));
    let limits = Limits::default();
    wire::parse_output(operation, response, &mut output, &limits)
        .map_err(|error| error.to_string())?;
    compare(&output, expected)
}

fn check_error(
    operation: &'static Operation,
    response: Response,
    case: &Json,
    expected: &Json,
) -> Result<(), String> {
    let body = response.body.bytes().unwrap().clone();
    let error = wire::parse_error(operation, response.status, &response.headers, body);
    let message = match case.get("errorMessage").and_then(Json::as_str) {
        Some(message) => message,
        // Some suites only mention what is modelled.
        None if text_at(case, "/response/body").contains(error.message()) => error.message(),
        None => "",
    };
    let texts = [
        ("code", error.code(), text_at(case, "/errorCode")),
        ("message", error.message(), message),
    ];
    for (what, found, expected) in texts {
        if found != expected {
            return Err(format!("the {what} is {found:?}, expected {expected:?}"));
        }
    }
    let mut exceptions = operation.errors.iter();
    let exception = exceptions
        .find(|exception| exception.code == error.code() || exception.shape.name == error.code());
    let shape = exception.map_or(&shapes::EMPTY, |exception| exception.shape);
    let mut details = Dynamic::new(shape);
    if exception.is_some() {
        error
            .details_into(&mut details)
            .map_err(|error| error.to_string())?;
    }
    compare(&details, expected)
}

fn response(operation: &Operation, response: &Json) -> Response {
    let mut headers = HeaderMap::new();
    let given = response.get("headers").and_then(Json::as_object);
    for (name, value) in given.into_iter().flatten() {
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value.as_str().unwrap()).unwrap(),
        );
    }
    let status = response.get("status_code").and_then(Json::as_number);
    let status = status.and_then(serde_json::Number::as_u64).unwrap();
    let body = match response.get("body").and_then(Json::as_str) {
        None if operation.service.protocol == Protocol::Query => "<xml/>",
        body => body.unwrap_or_default(),
    };
    Response {
        status: u16::try_from(status).unwrap(),
        headers,
        body: Body::from(body.to_owned()),
    }
}
