//! Keys of a model that nothing reads, and values of the wrong kind that were taken for others.

use pageboy_models::Problem as KeyProblem;

use super::ServiceSelection;
use crate::lint::Lint;
use crate::plan::model::Model;
use crate::problem::Problem;

/// Looks at the service itself, at the selected operations and at the shapes that were read for them.
pub(super) fn check(model: &Model<'_>, selected: &ServiceSelection<'_>) {
    let service = model.service;
    let mut unknown = service.unknown_keys().to_vec();
    let mut wrong = Vec::new();
    for name in selected.operations.keys() {
        let (mistakes, keys) = service.format_of_operation(name);
        wrong.extend(mistakes);
        unknown.extend(keys);
    }
    for (name, shape) in model.parsed_shapes() {
        let (mistakes, keys) = service.format_of_shape(&name, &shape);
        wrong.extend(mistakes);
        unknown.extend(keys);
    }
    let problem = |found: &KeyProblem| Problem::of_format(service.locate(&found.pointer), found);
    // What the reader has found itself is reported once.
    for found in &wrong {
        model.report_form(problem(found));
    }
    for found in &unknown {
        model.report(problem(found).lint(Lint::UnknownKey));
    }
}
