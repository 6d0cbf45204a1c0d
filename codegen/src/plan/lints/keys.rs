//! Keys of a model that nothing reads, and values of the wrong kind that were taken for others.

use pageboy_models::shape::{Shape, ShapeType};
use pageboy_models::{Problem as KeyProblem, pointer};

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
        unknown.extend(of_other_types(&name, &shape));
        wrong.extend(empty_range(&name, &shape));
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

/// The keys of a shape that only another type of shape has: one of the two is mistaken.
fn of_other_types(name: &str, shape: &Shape) -> impl Iterator<Item = KeyProblem> {
    use ShapeType::{List, Map, String, Structure};
    let keys = [
        ("members", !shape.members.is_empty(), Structure),
        ("required", !shape.required.is_empty(), Structure),
        ("payload", shape.payload.is_some(), Structure),
        ("member", shape.member.is_some(), List),
        ("key", shape.key.is_some(), Map),
        ("value", shape.value.is_some(), Map),
        ("enum", !shape.traits.values.is_empty(), String),
    ];
    let is_unread = |(_, is_there, kind): &(_, bool, _)| *is_there && *kind != shape.kind;
    keys.into_iter().filter(is_unread).map(|(key, _, kind)| {
        let is = word(shape.kind);
        KeyProblem {
            pointer: pointer(["shapes", name, key]),
            message: format!("a {} has `{key}`, and the type is `{is}`", word(kind)),
        }
    })
}

/// A range of lengths or numbers in which there are none.
fn empty_range(name: &str, shape: &Shape) -> Option<KeyProblem> {
    let (min, max) = shape.traits.min.zip(shape.traits.max)?;
    (min > max).then(|| KeyProblem {
        pointer: pointer(["shapes", name, "min"]),
        message: format!("{min} is above `max`, {max}: no value fits"),
    })
}

fn word(kind: ShapeType) -> String {
    format!("{kind:?}").to_lowercase()
}
