//! Findings and left-out operations as lines of JSON.

use pageboy_codegen::{Omission, Problem};
use serde_json::{Value, json};

/// A finding as JSON, without unknown parts.
pub(in crate::command) fn finding(problem: &Problem) -> Value {
    let mut line = json!({
        "level": problem.level().to_string(),
        "file": problem.file(),
        "message": problem.message(),
    });
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            line[name] = value;
        }
    };
    set("service", problem.service().map(Into::into));
    if let Some((kind, name)) = problem.definition() {
        set("kind", Some(kind.into()));
        set("name", Some(name.into()));
    }
    set("id", problem.id().map(|lint| lint.id().into()));
    set("pointer", problem.pointer().map(Into::into));
    set("line", problem.position().map(|(line, _)| line.into()));
    set(
        "column",
        problem.position().map(|(_, column)| column.into()),
    );
    set("fix", problem.fix().map(Into::into));
    let notes = problem.notes();
    set("notes", (!notes.is_empty()).then(|| json!(notes)));
    if let Some((expression, part)) = problem.expression() {
        set("expression", Some(expression.into()));
        set("part", Some(json!([part.start, part.end])));
    }
    line
}

/// An operation that is left out as JSON. It is not a finding, and has no level.
pub(in crate::command) fn left_out(operation: &Omission) -> Value {
    json!({
        "leftOut": operation.operation,
        "service": operation.service,
        "message": operation.reason,
    })
}
