//! A response becomes an output or an error.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt as _;
use http::{HeaderMap, HeaderName, HeaderValue};
use pageboy::schema::{Operation, Protocol, shapes};
use pageboy::view::{Slot, Structure};
use pageboy::wire::{self, Limits, Response};
use pageboy::{Body, Dynamic};
use pageboy_models::Json;

use crate::suites::{Case, text_at};
use crate::values::{compare, same};
use crate::{body, model};

/// Reads the response of a case, and compares what it means.
pub(crate) fn check(case: &Case<'_>) -> Result<(), String> {
    check_answer(model::operation(case)?, case)
}

/// Reads the response of a case as that of an operation.
pub(crate) fn check_answer(operation: &'static Operation, case: &Case<'_>) -> Result<(), String> {
    let response = response(operation, case.case.get("response").unwrap());
    match case.case.get("error") {
        Some(error) => check_error(operation, response, case.case, error),
        None if wire::streams_events(operation) => {
            let expected = case.case.get("result").unwrap();
            check_events(operation, response, expected)
        }
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
    let body = response.body.bytes().unwrap();
    wire::check_answer(operation, body, false)
        .and_then(|()| wire::parse_output(operation, response, &mut output, &limits))
        .map_err(|error| error.to_string())?;
    compare(&output, expected)
}

/// Reads a response with a stream of events: what is expected of its member is the list of them.
fn check_events(
    operation: &'static Operation,
    mut response: Response,
    expected: &Json,
) -> Result<(), String> {
    let mut output = Dynamic::new(operation.output.unwrap());
    let limits = Limits::default();
    let text = |error: pageboy::Error| error.to_string();
    let received = wire::receive_events(operation, &mut response, &limits);
    let events = received.now_or_never().unwrap().map_err(text)?.unwrap();
    wire::parse_output(operation, &response, &mut output, &limits)
        .map_err(|error| error.to_string())?;
    events.hand_over(&mut output);
    for (name, expected) in expected.as_object().unwrap() {
        let index = output.shape().index_of(name).unwrap();
        let value = output.get_mut(index).unwrap();
        let Slot::Events(events) = value.slot() else {
            same(value.view(), expected, name)?;
            continue;
        };
        let mut expected = expected.as_array().unwrap().iter();
        loop {
            let next = std::future::poll_fn(|cx| events.poll_event(cx));
            let next = next.now_or_never().unwrap().transpose().map_err(text)?;
            match (next, expected.next()) {
                (None, None) => break,
                (Some(event), Some(expected)) => compare(&*event, expected)?,
                (Some(_), None) => return Err("there are more events than expected".to_owned()),
                (None, Some(_)) => return Err("there are fewer events than expected".to_owned()),
            }
        }
    }
    Ok(())
}

fn check_error(
    operation: &'static Operation,
    response: Response,
    case: &Json,
    expected: &Json,
) -> Result<(), String> {
    let body = response.body.bytes().unwrap().clone();
    let text = String::from_utf8_lossy(&body).into_owned();
    let error = wire::parse_error(
        operation,
        response.status,
        &response.headers,
        body,
        &Limits::default(),
    );
    let message = match case.get("errorMessage").and_then(Json::as_str) {
        Some(message) => message,
        // Some suites only mention what is modelled.
        None if text.contains(error.message()) => error.message(),
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
    let protocol = operation.service.protocol;
    // botocore's runner has `<xml/>` here, since its parser wants a document, and any will do.
    let root = format!("<{}Response/>", operation.name);
    let body = match response.get("body").and_then(Json::as_str) {
        None if protocol == Protocol::Query => &root,
        body => body.unwrap_or_default(),
    };
    let body = if wire::streams_events(operation) {
        Body::from(STANDARD.decode(body).unwrap())
    } else {
        Body::from(body::bytes(protocol, body))
    };
    Response {
        status: u16::try_from(status).unwrap(),
        headers,
        body: body.into(),
    }
}
