//! Lints: definitions that can be generated but are probably wrong.
//!
//! Each has an id (`Lint`), and looks at the selected waiters and paginators.

mod names;
mod paginators;
mod prose;
mod shadows;
mod waiters;

use std::path::Path;

use pageboy_models::{Definitions, pointer};

use super::model::Model;
use super::select::Selected;
use crate::lint::Lint;
use crate::manifest::{Selection, ServiceRequest};
use crate::problem::Problem;

/// Runs every lint; findings go to the model's problems.
pub(super) fn check(
    model: &Model<'_>,
    definitions: &Definitions,
    request: &ServiceRequest,
    selected: &Selected<'_>,
) {
    let document = definitions.waiters.document();
    for (name, waiter) in &selected.waiters {
        if let Some(operation) = selected.operations.get(&waiter.operation) {
            let place = pointer(["waiters", name]);
            let notes = Notes::new(model, document.origin(&place), place);
            waiters::check(&notes, waiter, operation);
        }
    }
    let document = definitions.paginators.document();
    for (name, paginator) in &selected.paginators {
        if let Some(operation) = selected.operations.get(*name) {
            let place = pointer(["pagination", name]);
            let notes = Notes::new(model, document.origin(&place), place);
            paginators::check(&notes, paginator, operation);
        }
    }
    let everything = |selection: &Selection| matches!(selection, Selection::All);
    let all_paginators = everything(&request.paginators)
        || (everything(&request.operations) && request.paginators.is_absent());
    if all_paginators {
        for name in definitions.paginators.all().keys() {
            if !model.service.has_operation(name) {
                let place = pointer(["pagination", name]);
                let notes = Notes::new(model, document.origin(&place), place);
                let message = format!("no operation `{name}`: its pages cannot be used");
                let problem = notes.problem(Lint::MissingOperation, "", message);
                model.report(problem.nearest(name, model.service.operation_names()));
            }
        }
    }
}

/// The target of findings: the model's problems, at a definition in a file.
struct Notes<'a, 'm> {
    model: &'a Model<'m>,
    file: &'a Path,
    base: String,
}

impl<'a, 'm> Notes<'a, 'm> {
    const fn new(model: &'a Model<'m>, file: &'a Path, base: String) -> Self {
        Self { model, file, base }
    }

    /// The name of the definition.
    fn name(&self) -> &str {
        self.base.rsplit('/').next().unwrap_or_default()
    }

    fn problem(&self, lint: Lint, place: &str, message: impl Into<String>) -> Problem {
        Problem::at_pointer(self.file, &format!("{}{place}", self.base), message).lint(lint)
    }
}

/// Names in a sentence: `a`, `b` and `c`.
fn listed(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [name] => name.clone(),
        [names @ .., last] => format!("{} and {last}", names.join(", ")),
    }
}
