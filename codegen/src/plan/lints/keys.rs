//! Keys of a model that nothing reads.

use pageboy_models::Problem as Found;

use super::Selected;
use crate::lint::Lint;
use crate::plan::model::Model;
use crate::problem::Problem;

/// Looks at the service itself, at the selected operations and at the shapes that were read for them.
pub(super) fn check(model: &Model<'_>, selected: &Selected<'_>) {
    let service = model.service;
    let operations = selected.operations.keys();
    let shapes = model.parsed_shapes();
    let shapes = shapes.iter();
    let found = service
        .unknown_keys()
        .iter()
        .cloned()
        .chain(operations.flat_map(|name| service.unknown_keys_of_operation(name)))
        .chain(shapes.flat_map(|(name, shape)| service.unknown_keys_of_shape(name, shape)));
    for Found { pointer, message } in found {
        let file = service.origin(&pointer);
        model.report(Problem::at_pointer(file, &pointer, message).lint(Lint::UnknownKey));
    }
}
