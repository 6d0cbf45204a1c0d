//! Which modelled errors of the vendored definitions mean "not found".

use std::collections::BTreeSet;

use pageboy::schema::{Endpoint, Operation, Protocol, Service};
use pageboy::wire::{Limits, parse_error};
use pageboy_models::Models;

use crate::vendored;

static SERVICE: Service = Service::new(
    "any",
    "Any",
    "2020-01-01",
    Protocol::Json11,
    Endpoint::regional("any"),
);
static OPERATION: Operation = Operation::new(&SERVICE, "Do");

fn is_not_found(code: &str, status: u16) -> bool {
    let body = format!(r#"{{"__type": "{code}"}}"#);
    let headers = http::HeaderMap::new();
    let limits = Limits::default();
    parse_error(&OPERATION, status, &headers, body.into(), &limits).is_not_found()
}

/// A name that seems to mean it, or means that something is missing for another reason.
fn smells(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts = [
        "notfound",
        "notfond",
        "nosuch",
        "doesnot",
        "unknown",
        "gone",
        "deleted",
        "notpresent",
        "missing",
    ];
    parts.iter().any(|part| name.contains(part))
}

#[test]
fn vendored_errors_of_what_does_not_exist_are_told_by_one_rule() {
    let models = Models::vendored();
    let mut services_with = BTreeSet::new();
    let (mut by_code, mut by_status) = (BTreeSet::new(), BTreeSet::new());
    let mut others = BTreeSet::new();
    for service in models.services().unwrap() {
        let model = models.load(&service, None).unwrap().service;
        let operations = model.operation_names();
        let errors: BTreeSet<_> = operations
            .flat_map(|name| model.operation(name).unwrap().errors)
            .map(|error| error.shape)
            .collect();
        for shape in errors {
            let error = model.shape(&shape).unwrap().error.unwrap_or_default();
            let code = error.code.unwrap_or_else(|| shape.clone());
            let status = error.http_status_code.unwrap_or(400);
            if is_not_found(&code, 400) {
                services_with.insert(service.clone());
                by_code.insert(code);
            } else if is_not_found(&code, status) {
                by_status.insert(code);
            } else if status == 404 || smells(&code) || smells(&shape) {
                others.insert(code);
            }
        }
    }
    let list = |codes: BTreeSet<String>| codes.into_iter().collect::<Vec<_>>().join("\n  ");
    let text = format!(
        "{} codes of {} services\nby the status 404:\n  {}\nnot:\n  {}",
        by_code.len(),
        services_with.len(),
        list(by_status),
        list(others)
    );
    vendored::compare("not_found.txt", &text);
}
