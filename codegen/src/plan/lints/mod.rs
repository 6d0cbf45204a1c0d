//! Lints: definitions that can be generated but are probably wrong.
//!
//! Each has an id (`Lint`), and looks at what is selected: the model, waiters and paginators.

mod cycles;
mod keys;
mod names;
mod paginators;
mod prose;
mod shadows;
mod waiters;

use std::collections::HashMap;
use std::mem::discriminant;
use std::path::Path;

use pageboy_models::{Definitions, nearest, pointer};
use pageboy_schema::{Location, Protocol};

use super::expires;
use super::model::Model;
use super::reachable::Reachable;
use super::select::ServiceSelection;
use super::types::{Form, ShapePlan};
use crate::lint::Lint;
use crate::manifest::{Selection, ServiceRequest};
use crate::problem::Problem;

/// Runs every lint; findings go to the model's problems.
pub(super) fn check(
    model: &Model<'_>,
    definitions: &Definitions,
    request: &ServiceRequest,
    (selected, reachable): (&ServiceSelection<'_>, &Reachable),
) {
    keys::check(model, selected);
    cycles::check(model, selected, reachable);
    version(model, definitions);
    operation_names(model, selected);
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
                let problem = problem.unless_wrong(pointer(["operations", name]));
                model.report(problem.nearest(name, model.service.operation_names()));
            }
        }
    }
}

/// Says where the folder of an API version has another name than the model gives.
fn version(model: &Model<'_>, definitions: &Definitions) {
    let (own, folder) = (
        &model.service.metadata().api_version,
        &definitions.api_version,
    );
    let message = if own != folder {
        format!("the API version is `{own}`, and the folder has the name `{folder}`")
    } else if !is_date(own) {
        format!("an API version is a date, such as 2026-01-31, and `{own}` is none")
    } else {
        return;
    };
    let place = "/metadata/apiVersion";
    let problem = Problem::at_pointer(model.service.origin(place), place, message);
    model.report(problem.lint(Lint::VersionMismatch));
}

/// Says where two members of a structure have one name in the same place, so that one of two values is lost.
pub(super) fn wire_names(model: &Model<'_>, plans: &[ShapePlan]) {
    for plan in plans {
        let (Form::Structure(members) | Form::Union(members)) = &plan.form else {
            continue;
        };
        let Some(shape) = model.shape(&plan.name) else {
            continue;
        };
        let own = members.iter().filter(|member| {
            shape.members.contains_key(&member.name)
                // It shares a header on purpose.
                && member.name != expires::MEMBER
                && member.location != Location::StatusCode
        });
        let mut seen: HashMap<_, &str> = HashMap::new();
        for member in own {
            let place = discriminant(&member.location);
            let name = (place, &member.request, &member.response);
            let Some(first) = seen.insert(name, &member.name) else {
                continue;
            };
            let place = pointer(["shapes", &plan.name, "members", &member.name]);
            let message = format!(
                "`{first}` and `{}` have one name on the wire, `{}`: one of two values is lost",
                member.name, member.response
            );
            let problem = Problem::at_pointer(model.service.origin(&place), &place, message);
            model.report(problem.lint(Lint::SharedWireName));
        }
    }
}

/// Says where requests cannot say which operation they are for, because neither path nor form says it.
pub(super) fn target(model: &Model<'_>, protocol: Protocol) {
    const TARGET: &str = "targetPrefix";
    let (name, place) = match protocol {
        Protocol::Json10 | Protocol::Json11 => ("json", "in `X-Amz-Target`"),
        Protocol::RpcV2Cbor => ("smithy-rpc-v2-cbor", "in the path"),
        Protocol::Ec2 | Protocol::Query | Protocol::RestJson | Protocol::RestXml => return,
    };
    let metadata = model.service.metadata();
    // A protocol that is not known was taken for JSON.
    let is_offered = metadata.offered_protocols().iter().any(|it| it == name);
    let wrong = model.service.problems().iter();
    let mut keys = wrong.filter_map(|problem| problem.pointer.strip_prefix("/metadata/"));
    let is_misspelt = keys.any(|key| !nearest(key, [TARGET].into_iter()).is_empty());
    if is_offered && metadata.target_prefix.is_none() && !is_misspelt {
        let message = format!("no `{TARGET}`, which precedes the operation {place}");
        let problem = Problem::at_pointer(model.service.origin("/metadata"), "/metadata", message);
        model.report(problem.lint(Lint::MissingTargetPrefix));
    }
}

/// Says where an operation's `name` is another than its key; CloudFront's have the version behind it.
fn operation_names(model: &Model<'_>, selected: &ServiceSelection<'_>) {
    for (key, operation) in &selected.operations {
        let name = &operation.name;
        if name.is_empty() || name.starts_with(key) {
            continue;
        }
        let place = pointer(["operations", key, "name"]);
        let message = format!("requests say `{key}`, as the key does, and not `{name}`");
        let problem = Problem::at_pointer(model.service.origin(&place), &place, message);
        model.report(problem.lint(Lint::NameMismatch));
    }
}

/// Whether a text is a date, as versions are: the latest sorts last.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |text: &str, digits: usize| {
        let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().ok()).flatten()
    };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
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
        let problem = Problem::at_pointer(self.file, &format!("{}{place}", self.base), message);
        let problem = problem.lint(lint);
        match place {
            // What acceptors leave open, nobody knows before they are right.
            "" => problem.unless_wrong(format!("{}/acceptors/*", self.base)),
            _ => problem,
        }
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
