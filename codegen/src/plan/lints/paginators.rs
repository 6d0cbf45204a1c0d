//! Doubts about paginators.

use pageboy_models::paginators::Paginator;
use pageboy_models::service::Operation;
use pageboy_models::shape::ShapeType;

use super::{Notes, prose};
use crate::lint::Lint;
use crate::plan::expression;
use crate::plan::model::Type;

/// Names of members that set the page size, ignoring case.
const LIMITS: &[&str] = &[
    "limit",
    "maxcount",
    "maxentities",
    "maxitems",
    "maxkeys",
    "maxrecords",
    "maxresults",
    "pagesize",
];

pub(super) fn check(notes: &Notes<'_, '_>, paginator: &Paginator, operation: &Operation) {
    match &paginator.limit_key {
        None => limit(notes, operation),
        Some(member) if paginator.default_limit.is_none() => asked(notes, member, operation),
        Some(_) => {}
    }
    tokens(notes, paginator, operation);
}

fn limit(notes: &Notes<'_, '_>, operation: &Operation) {
    let input = operation.input.as_ref();
    let input = input.and_then(|input| notes.model.shape(&input.shape));
    let candidate = input.as_ref().and_then(|input| {
        let mut members = input.members.iter();
        members.find_map(|(name, member)| {
            let kind = notes.model.shape(&member.shape)?.kind;
            let counts = matches!(
                kind,
                ShapeType::Integer | ShapeType::Long | ShapeType::String
            );
            (counts && LIMITS.contains(&name.to_lowercase().as_str())).then_some(name)
        })
    });
    // Without one the service has no page size to set, and there is nothing to do.
    if let Some(name) = candidate {
        let message = "no `limit_key`: callers cannot set the page size";
        let problem = notes.problem(Lint::PaginatorWithoutLimit, "", message);
        notes
            .model
            .report(problem.help(format!("`{name}` looks like it")));
    }
}

/// A token may come only with a page size. Only prose says so. The user's definitions and botocore's have prose; the
/// vendored ones have none, and are covered by `tests/tests/conformance/prose.rs`.
fn asked(notes: &Notes<'_, '_>, member: &str, operation: &Operation) {
    let mut prose = vec![operation.documentation.clone()];
    let ends = [operation.input.as_ref(), operation.output.as_ref()];
    for end in ends.into_iter().flatten() {
        let shape = notes.model.shape(&end.shape);
        for member in shape.iter().flat_map(|shape| shape.members.values()) {
            let target = notes.model.shape(&member.shape);
            let of_target = target.and_then(|shape| shape.traits.documentation.clone());
            prose.push(member.traits.documentation.clone().or(of_target));
        }
    }
    let prose = prose.into_iter().flatten().map(|text| prose::plain(&text));
    let sentence = prose
        .flat_map(|text| {
            prose::sentences(&text)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .find(|sentence| prose::asks_for(sentence, member));
    if let Some(sentence) = sentence {
        let message = format!(
            "no `default_limit`, though the service gives a token only where `{member}` is set: \"{sentence}\""
        );
        notes
            .model
            .report(notes.problem(Lint::PaginatorNeedsLimit, "", message));
    }
}

/// A token from a page goes into the next request unchanged.
fn tokens(notes: &Notes<'_, '_>, paginator: &Paginator, operation: &Operation) {
    let (Some(input), Some(output)) = (&operation.input, &operation.output) else {
        return;
    };
    let output = notes.model.type_of(&output.shape);
    let outputs = paginator.output_token.with_pointers("/output_token");
    for (member, (place, source)) in paginator.input_token.values().iter().zip(outputs) {
        // The planning of the paginator reported whatever does not fit the model.
        let Ok((_, wanted)) = notes.model.member_type(&input.shape, member) else {
            continue;
        };
        let Ok((_, given)) = expression::lower(source, &output, notes.model) else {
            continue;
        };
        if !fits(&wanted, &given) {
            let message = format!(
                "the token is {}, the member `{member}` that it goes to is {}",
                given.describe(),
                wanted.describe()
            );
            let problem = notes
                .problem(Lint::TokenTypeMismatch, &place, message)
                .in_expression(source, 0..source.len());
            notes.model.report(problem);
        }
    }
}

fn fits(wanted: &Type, given: &Type) -> bool {
    let text = |kind: &Type| matches!(kind, Type::String | Type::Enum(_));
    match (wanted, given) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::List(one), Type::List(other)) | (Type::Map(one), Type::Map(other)) => {
            fits(one, other)
        }
        (one, other) => one == other || (text(one) && text(other)),
    }
}
