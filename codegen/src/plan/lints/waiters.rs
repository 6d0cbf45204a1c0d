//! Doubts about waiters.

use std::collections::{BTreeMap, BTreeSet};

use pageboy_models::service::Operation;
use pageboy_models::waiters::{Acceptor, Waiter};
use pageboy_schema::expression::{Comparator, Literal, MistakeKind};
use pageboy_schema::waiter::Misfit;

use super::{Notes, listed, names, shadows};
use crate::lint::Lint;
use crate::plan::expression::{self, Expression, Node};
use crate::plan::model::Type;
use crate::plan::shapes;
use crate::plan::waiters::acceptors;

/// The longest vendored waiter takes 12 hours; more is probably a mistaken unit.
const LONGEST_WAIT: f64 = 12.0 * 3600.0;

/// A delay of more than an hour notices changes too late.
const LONGEST_DELAY: f64 = 3600.0;

/// Errors that any operation of any service of AWS may answer with, and that few declare ("Common Errors" of the API
/// references).
const COMMON: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "RequestExpired",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
];

pub(super) fn check(notes: &Notes<'_, '_>, waiter: &Waiter, operation: &Operation) {
    schedule(notes, waiter);
    let shadowed: Vec<Option<usize>> = (0..waiter.acceptors.len())
        .map(|at| shadows::shadowing(&waiter.acceptors, at))
        .collect();
    let output = operation.output.as_ref();
    let output = output.map(|output| notes.model.type_of(&output.shape));
    let lowered: Vec<Option<(Expression, Type)>> = waiter
        .acceptors
        .iter()
        .map(|acceptor| {
            // The planning of the waiter reported whatever does not fit the model.
            let (argument, output) = (acceptor.argument.as_deref()?, output.as_ref()?);
            expression::lower(argument, output, notes.model).ok()
        })
        .collect();
    values(notes, waiter);
    for (at, acceptor) in waiter.acceptors.iter().enumerate() {
        if acceptor.matcher == "error" {
            code(notes, at, acceptor, operation);
        }
        if matches!(acceptor.matcher.as_str(), "error" | "status") && acceptor.argument.is_some() {
            let message = format!("the matcher `{}` looks at no argument", acceptor.matcher);
            let place = format!("/acceptors/{at}/argument");
            notes
                .model
                .report(notes.problem(Lint::UnknownKey, &place, message));
        }
    }
    let coverage = Coverage::new(notes.name(), waiter, &lowered);
    let has_uncovered = uncovered(notes, &coverage);
    states(notes, waiter, &shadowed);
    let has_failure = || {
        let mut acceptors = waiter.acceptors.iter().zip(&shadowed);
        acceptors.any(|(acceptor, by)| acceptor.state == "failure" && by.is_none())
    };
    if !has_uncovered && waiter.acceptors.iter().all(is_known) && !has_failure() {
        passed(notes, &coverage);
    }
}

/// Doubts about delay and attempts.
fn schedule(notes: &Notes<'_, '_>, waiter: &Waiter) {
    let total = waiter.delay * f64::from(waiter.max_attempts.saturating_sub(1));
    let found = if waiter.max_attempts == 1 {
        Some((
            "/maxAttempts",
            "it polls once, and so never waits".to_owned(),
        ))
    } else if waiter.max_attempts > 1 && waiter.delay < 1.0 {
        let message = match waiter.delay {
            0.0 => "a delay of 0 s polls without a pause".to_owned(),
            delay => format!("a delay of {delay} s is shorter than a second; the unit is seconds"),
        };
        Some(("/delay", message))
    } else if waiter.delay > LONGEST_DELAY {
        let message = format!(
            "a delay of {} s is longer than an hour; the unit is seconds",
            waiter.delay
        );
        Some(("/delay", message))
    } else if total > LONGEST_WAIT {
        let message = format!(
            "{} s × {} attempts is {:.0} hours; the unit is seconds",
            waiter.delay,
            waiter.max_attempts,
            total / 3600.0
        );
        Some(("", message))
    } else {
        None
    };
    if let Some((place, message)) = found {
        let problem = notes.problem(Lint::ScheduleOutOfRange, place, message);
        notes.model.report(problem);
    }
}

/// Doubts about the states that the waiter can reach.
fn states(notes: &Notes<'_, '_>, waiter: &Waiter, shadowed: &[Option<usize>]) {
    for (at, (acceptor, by)) in waiter.acceptors.iter().zip(shadowed).enumerate() {
        let Some((by, earlier)) = by.and_then(|by| Some((by, waiter.acceptors.get(by)?))) else {
            continue;
        };
        let message = format!(
            "the acceptor {by} matches whenever this one does and comes first, with the state `{}`",
            earlier.state
        );
        let problem = notes.problem(Lint::ShadowedAcceptor, &format!("/acceptors/{at}"), message);
        let fix = if earlier.state == acceptor.state {
            "remove it"
        } else {
            "put it before the other, or remove it"
        };
        notes.model.report(problem.help(fix));
    }
    if !waiter.acceptors.iter().all(is_known) {
        // Nobody knows which state is meant, and that is reported.
        return;
    }
    let has = |state: &str| {
        let mut acceptors = waiter.acceptors.iter().zip(shadowed);
        acceptors.any(|(acceptor, by)| acceptor.state == state && by.is_none())
    };
    if !has("success") {
        let message = "no acceptor leads to `success`: the wait always fails";
        let problem = notes.problem(Lint::UnreachableSuccess, "", message);
        notes.model.report(problem);
    }
}

fn is_known(acceptor: &Acceptor) -> bool {
    matches!(acceptor.state.as_str(), "success" | "failure" | "retry")
}

/// Comparisons with values that an enum does not list.
fn values(notes: &Notes<'_, '_>, waiter: &Waiter) {
    let (_, misfits) = acceptors(notes.model, "", waiter);
    for Misfit {
        pointer,
        expression,
        mistake,
    } in misfits
    {
        if mistake.kind != MistakeKind::Doubt {
            continue;
        }
        let problem = notes
            .problem(Lint::UnknownEnumValue, &pointer, &mistake.message)
            .in_expression(expression.as_deref().unwrap_or_default(), mistake.part);
        notes.model.report(match &mistake.unknown {
            Some((name, known)) => problem.nearest(name, known.iter().map(String::as_str)),
            None => problem,
        });
    }
}

/// An error code that the operation does not declare. Operations that declare no errors are skipped.
fn code(notes: &Notes<'_, '_>, at: usize, acceptor: &Acceptor, operation: &Operation) {
    let Some(code) = acceptor.expected.as_str() else {
        return;
    };
    // The code of an answer without a body is the status.
    let is_status = code.parse::<u16>().is_ok();
    if is_status || COMMON.contains(&code) {
        return;
    }
    let declared: Vec<String> = operation
        .errors
        .iter()
        .filter_map(|error| {
            let own = error.error.as_ref().and_then(|error| error.code.clone());
            let shape = notes.model.shape(&error.shape)?;
            Some(own.unwrap_or_else(|| shapes::code(&error.shape, &shape)))
        })
        .collect();
    if declared.is_empty() || declared.iter().any(|known| known == code) {
        return;
    }
    let message = format!("`{}` does not declare the error `{code}`", operation.name);
    let place = format!("/acceptors/{at}/expected");
    let problem = notes.problem(Lint::UndeclaredErrorCode, &place, message);
    let declared = declared.iter().map(String::as_str);
    notes.model.report(problem.nearest(code, declared));
}

/// The values that the acceptors of a waiter cover.
struct Coverage<'a> {
    /// The enums whose values are compared, each with an expression; none if everything but some values is a failure.
    enums: BTreeMap<&'a str, &'a str>,
    /// The values that acceptors name.
    covered: BTreeSet<&'a str>,
    /// The covered values that do not mean failure.
    goals: BTreeSet<&'a str>,
    /// Whether the end of a thing is waited for, which may start from any state, failures included.
    is_for_leaving: bool,
}

impl<'a> Coverage<'a> {
    fn new(name: &str, waiter: &'a Waiter, lowered: &'a [Option<(Expression, Type)>]) -> Self {
        let mut enums: BTreeMap<&str, &str> = BTreeMap::new();
        let mut covered: BTreeSet<&str> = BTreeSet::new();
        let mut goals: BTreeSet<&str> = BTreeSet::new();
        for (acceptor, lowered) in waiter.acceptors.iter().zip(lowered) {
            let Some((expression, kind)) = lowered else {
                continue;
            };
            if let Some(name) = compared_enum(acceptor, kind) {
                enums.entry(name).or_insert(&expression.source);
            }
            let literals = expression.nodes.iter().filter_map(|node| match node {
                Node::Literal(Literal::String(text)) => Some(&**text),
                _ => None,
            });
            let values: Vec<&str> = literals.chain(acceptor.expected.as_str()).collect();
            covered.extend(values.iter().copied());
            if acceptor.state != "failure" {
                goals.extend(values);
            }
        }
        let fails_otherwise = waiter.acceptors.iter().zip(lowered).any(|(it, lowered)| {
            let mut nodes = lowered
                .iter()
                .flat_map(|(expression, _)| &*expression.nodes);
            let denies = |node: &Node| {
                matches!(node, Node::Not(_) | Node::Compare(Comparator::NotEqual, ..))
            };
            it.state == "failure" && nodes.any(denies)
        });
        if fails_otherwise {
            enums.clear();
        }
        let ends = waiter.acceptors.iter().any(|acceptor| {
            let gone = acceptor
                .expected
                .as_str()
                .is_some_and(names::tells_of_leaving);
            acceptor.state == "success" && (acceptor.matcher == "error" || gone)
        });
        let is_for_leaving = ends || names::tells_of_leaving(name);
        Self {
            enums,
            covered,
            goals,
            is_for_leaving,
        }
    }

    /// The values of an enum that no acceptor names and for which `holds` is true.
    fn left(&self, notes: &Notes<'_, '_>, name: &str, holds: impl Fn(&str) -> bool) -> Vec<String> {
        let shape = notes.model.shape(name);
        let values = shape.iter().flat_map(|shape| &shape.traits.values);
        let left = values.filter(|value| !self.covered.contains(value.as_str()) && holds(value));
        left.cloned().collect()
    }

    /// Whether a value belongs to the course of events that is waited for.
    fn is_of_the_same(&self, notes: &Notes<'_, '_>, value: &str) -> bool {
        let known = [notes.name()].into_iter().chain(self.goals.iter().copied());
        names::is_of_the_same(value, known)
    }
}

/// Values of an enum that look like failures, and that no acceptor covers.
///
/// Only failures of the awaited course: `CREATE_FAILED` for a waiter whose name or goals speak of creation, `FAILED` for any.
fn uncovered(notes: &Notes<'_, '_>, coverage: &Coverage<'_>) -> bool {
    let mut found = false;
    for (name, argument) in &coverage.enums {
        let left = coverage.left(notes, name, |value| {
            let is_meant = !coverage.is_for_leaving
                || (names::tells_of_leaving(value) && !names::is_left(value));
            names::looks_terminal(value) && is_meant && coverage.is_of_the_same(notes, value)
        });
        if left.is_empty() {
            continue;
        }
        let (look, them) = if left.len() == 1 {
            ("looks like an end", "it")
        } else {
            ("look like ends", "them")
        };
        let message = format!(
            "{} of the enum {name} {look}, and no acceptor covers {them}: it would poll until its last attempt",
            listed(&left)
        );
        let problem = notes.problem(Lint::UncoveredTerminalValue, "", message);
        let fix = format!("add `failure` acceptors on `{argument}`");
        notes.model.report(problem.help(fix));
        found = true;
    }
    found
}

/// For a waiter that cannot fail: values of an enum from which there is hardly a way to its success, since the thing is going
/// away or has come to another end.
fn passed(notes: &Notes<'_, '_>, coverage: &Coverage<'_>) {
    if coverage.is_for_leaving {
        return;
    }
    for (name, argument) in &coverage.enums {
        let left = coverage.left(notes, name, |value| {
            let is_done = names::looks_complete(value) && coverage.is_of_the_same(notes, value);
            names::tells_of_leaving(value) || is_done
        });
        if left.is_empty() {
            continue;
        }
        let message = format!(
            "no acceptor leads to `failure`: with {} of the enum {name} it would poll until its last attempt",
            listed(&left)
        );
        let problem = notes.problem(Lint::NoFailureAcceptor, "", message);
        let fix =
            format!("add one on `{argument}` for each value from which there is no way to success");
        notes.model.report(problem.help(fix));
    }
}

/// The enum whose values an acceptor compares with what it expects.
fn compared_enum<'t>(acceptor: &Acceptor, kind: &'t Type) -> Option<&'t str> {
    match (acceptor.matcher.as_str(), kind) {
        ("path", Type::Enum(name)) => Some(name),
        ("pathAll" | "pathAny", Type::List(item)) => match item.as_ref() {
            Type::Enum(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}
