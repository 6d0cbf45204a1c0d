//! Findings as a SARIF 2.1.0 log, which code hosts read.

use std::path::Path;

use pageboy_codegen::{CheckReport, Level, Lint, Problem};
use serde_json::{Value, json};

/// The rule of errors, which have no lint.
const ERROR: &str = "error";

/// The whole log: one run, a result for each finding, a notification for each operation that is left out.
pub(super) fn log(checked: &CheckReport) -> Value {
    let mut rules = vec![json!({
        "id": ERROR,
        "shortDescription": { "text": "A definition that cannot be generated." },
        "defaultConfiguration": { "level": "error" },
    })];
    rules.extend(Lint::ALL.map(|lint| {
        json!({
            "id": lint.id(),
            "shortDescription": { "text": lint.meaning() },
            "help": { "text": lint.remedy() },
            "defaultConfiguration": { "level": level(lint.level()) },
        })
    }));
    let notifications = checked.left_out.iter().map(|it| {
        let text = format!("left out: {} {}: {}", it.service, it.operation, it.reason);
        json!({ "level": "note", "message": { "text": text } })
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "pageboy",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
            }],
            "results": checked.problems.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn result(problem: &Problem) -> Value {
    let rule = problem.id().map_or(ERROR, Lint::id);
    let position = |lint: Lint| Lint::ALL.iter().position(|known| *known == lint);
    let index = problem.id().and_then(position).map_or(0, |at| at + 1);
    let text = match problem.fix() {
        Some(fix) => format!("{}; {fix}", problem.message()),
        None => problem.message().to_owned(),
    };
    let mut physical = json!({ "artifactLocation": { "uri": uri(problem.file()) } });
    if let Some((line, column)) = problem.position() {
        physical["region"] = json!({ "startLine": line, "startColumn": column });
    }
    let mut location = json!({ "physicalLocation": physical });
    let mut properties = json!({});
    let mut set = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            properties[name] = value.into();
        }
    };
    let service = problem.service();
    set("service", service);
    let definition = problem.definition();
    if let Some((kind, name)) = &definition {
        set("kind", Some(kind));
        set("name", Some(name));
    }
    set("pointer", problem.pointer());
    set("suggestion", problem.fix());
    if !problem.notes().is_empty() {
        properties["notes"] = json!(problem.notes());
    }
    if let (Some(service), Some((kind, name))) = (service, &definition) {
        location["logicalLocations"] = json!([{
            "name": name,
            "fullyQualifiedName": format!("{service}/{kind}/{name}"),
        }]);
    }
    let pointer = problem.pointer().unwrap_or_default();
    let print = format!("{rule} {} {pointer}", service.unwrap_or_default());
    json!({
        "ruleId": rule,
        "ruleIndex": index,
        "level": level(problem.level()),
        "message": { "text": text },
        "locations": [location],
        "partialFingerprints": { "finding/v1": print },
        "properties": properties,
    })
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        _ => "note",
    }
}

/// A path as a URI: relative to where the command ran, or of scheme `file`.
fn uri(path: &Path) -> String {
    let mut uri = String::new();
    let path = path.to_string_lossy().replace('\\', "/");
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
