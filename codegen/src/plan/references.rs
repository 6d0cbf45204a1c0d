//! Finds the references to a shape, only if the shape is missing.

use pageboy_models::pointer;
use pageboy_models::service::Service;

/// The JSON pointers of all references to a shape, those of operations first.
pub(super) fn to(service: &Service, wanted: &str) -> Vec<String> {
    let mut places = Vec::new();
    let mut note = |shape: &str, path: &[&str]| {
        if shape == wanted {
            places.push(pointer(path.iter().copied().chain(["shape"])));
        }
    };
    for name in service.operation_names() {
        // What is wrong with it is reported elsewhere.
        let operation = service.operation(name).ok();
        let Some(operation) = operation.or_else(|| service.mended_operation(name)) else {
            continue;
        };
        for (key, reference) in [("input", &operation.input), ("output", &operation.output)] {
            if let Some(reference) = reference {
                note(&reference.shape, &["operations", name, key]);
            }
        }
        for (index, error) in operation.errors.iter().enumerate() {
            note(
                &error.shape,
                &["operations", name, "errors", &index.to_string()],
            );
        }
    }
    for name in service.shape_names() {
        let shape = service.shape(name).ok();
        let Some(shape) = shape.or_else(|| service.mended_shape(name)) else {
            continue;
        };
        for (member, reference) in &shape.members {
            note(&reference.shape, &["shapes", name, "members", member]);
        }
        for (key, reference) in [
            ("member", &shape.member),
            ("key", &shape.key),
            ("value", &shape.value),
        ] {
            if let Some(reference) = reference {
                note(&reference.shape, &["shapes", name, key]);
            }
        }
    }
    places
}
