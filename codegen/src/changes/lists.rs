//! Changes in waiters and paginators.

use std::collections::BTreeMap;

use pageboy_schema::waiter::{Acceptor, AcceptorState, ExpectedValue, Matcher};

use super::notes::Notes;
use crate::plan::{PaginatorPlan, ResultPlan, ServicePlan, WaiterPlan};

pub(super) fn waiters(before: &ServicePlan, after: &ServicePlan, notes: &mut Notes) {
    let waiters = [before, after].map(|plan| {
        let waiters = plan.waiters.iter().map(|it| (it.name.as_str(), it));
        waiters.collect::<BTreeMap<_, _>>()
    });
    for (_, old, new) in notes.both("waiter", waiters) {
        waiter((before, old), (after, new), notes);
    }
}

fn waiter(
    (before, old): (&ServicePlan, &WaiterPlan),
    (after, new): (&ServicePlan, &WaiterPlan),
    notes: &mut Notes,
) {
    let what = format!("waiter `{}`", old.name);
    notes.renamed(&what, &old.method, &new.method);
    let polled = |plan: &ServicePlan, waiter: &WaiterPlan| {
        let operation = plan.operations.get(waiter.operation);
        operation.map_or_else(String::new, |it| it.name.clone())
    };
    let [was, is] = [polled(before, old), polled(after, new)];
    if was != is {
        notes.breaking(format!("{what} polls {is}, not {was}"));
    }
    let schedule =
        |it: &WaiterPlan| format!("every {} s, at most {} times", it.delay, it.max_attempts);
    let [was, is] = [schedule(old), schedule(new)];
    if was != is {
        notes.added(format!("{what} polls {is}; it was {was}"));
    }
    acceptors(&what, &old.acceptors, &new.acceptors, notes);
    match (&old.batch, &new.batch) {
        (Some(_), None) => notes.breaking(format!("{what} does not wait for many ids any more")),
        (None, Some(_)) => notes.added(format!("{what} waits for many ids at once")),
        (Some(old), Some(new)) if old.limit != new.limit => notes.added(format!(
            "{what} has at most {} ids in a call; it was {}",
            new.limit, old.limit
        )),
        _ => {}
    }
}

fn acceptors(what: &str, old: &[Acceptor], new: &[Acceptor], notes: &mut Notes) {
    let [old, new] = [old, new].map(|all| all.iter().map(words).collect::<Vec<_>>());
    for gone in old.iter().filter(|it| !new.contains(it)) {
        notes.added(format!("{what}: no longer {gone}"));
    }
    for come in new.iter().filter(|it| !old.contains(it)) {
        notes.added(format!("{what}: now {come}"));
    }
    let kept = |these: &[String], others: &[String]| {
        let kept = these.iter().filter(|it| others.contains(it));
        kept.cloned().collect::<Vec<_>>()
    };
    if kept(&old, &new) != kept(&new, &old) {
        notes.added(format!("{what} looks at its acceptors in another order"));
    }
}

/// An acceptor in words, for example ``failure if any of `Images[].State` is "error"``.
fn words(acceptor: &Acceptor) -> String {
    let state = match acceptor.state {
        AcceptorState::Success => "success",
        AcceptorState::Failure => "failure",
        AcceptorState::Retry => "retry",
    };
    let value = |expected: &ExpectedValue<String>| match expected {
        ExpectedValue::String(text) => format!("{text:?}"),
        ExpectedValue::Boolean(value) => value.to_string(),
        other => other.to_string(),
    };
    let condition = match &acceptor.matcher {
        Matcher::Path(path, expected) => format!("`{}` is {}", path.source, value(expected)),
        Matcher::PathAll(path, expected) => {
            format!("all of `{}` are {}", path.source, value(expected))
        }
        Matcher::PathAny(path, expected) => {
            format!("any of `{}` is {}", path.source, value(expected))
        }
        Matcher::Status(status) => format!("the HTTP status is {status}"),
        Matcher::Error(code) => format!("the error is {code:?}"),
        Matcher::AnyError(true) => "there is an error".to_owned(),
        Matcher::AnyError(false) => "there is no error".to_owned(),
    };
    format!("{state} if {condition}")
}

pub(super) fn paginators(before: &ServicePlan, after: &ServicePlan, notes: &mut Notes) {
    let paginators = [before, after].map(|plan| {
        let asked = plan.paginators.iter().filter(|it| it.selected);
        let names =
            asked.filter_map(|it| Some((plan.operations.get(it.operation)?.name.as_str(), it)));
        names.collect::<BTreeMap<_, _>>()
    });
    for (name, old, new) in notes.both("paginator", paginators) {
        paginator(name, (before, old), (after, new), notes);
    }
}

fn paginator(
    name: &str,
    (before, old): (&ServicePlan, &PaginatorPlan),
    (after, new): (&ServicePlan, &PaginatorPlan),
    notes: &mut Notes,
) {
    let what = format!("paginator `{name}`");
    let [was, is] = [old, new].map(|it| paths(&it.results));
    if is.starts_with(&was) && is != was {
        let more = is.get(was.len()..).unwrap_or_default().join(", ");
        notes.added(format!("{what}: there are also items in {more}"));
    } else if is != was {
        let (was, is) = (was.join(", "), is.join(", "));
        notes.breaking(format!("{what}: items are in {is}, not in {was}"));
    }
    for old in &old.results {
        let new = new.results.iter().find(|new| new.path == old.path);
        if let (Some(was), Some(is)) = (&old.method, new.and_then(|new| new.method.as_ref())) {
            notes.renamed(
                &format!("{what}: the method for items in {}", old.path),
                was,
                is,
            );
        }
    }
    if old.limit.is_some() && new.limit.is_none() {
        notes.breaking(format!("{what}: no member sets the page size"));
    } else if of_input(before, old, old.limit) != of_input(after, new, new.limit)
        || (old.default_limit, old.max_limit) != (new.default_limit, new.max_limit)
    {
        notes.added(format!("{what}: the page size is set otherwise"));
    }
    if tokens(before, old) != tokens(after, new) {
        notes.added(format!("{what}: tokens are taken or given otherwise"));
    }
    if constants(before, old) != constants(after, new) {
        notes.added(format!("{what}: requests for pages hold something else"));
    }
    if paths(&old.non_aggregate) != paths(&new.non_aggregate) {
        notes.added(format!("{what}: what belongs to all pages has changed"));
    }
}

fn paths(results: &[ResultPlan]) -> Vec<&str> {
    results.iter().map(|result| result.path.as_str()).collect()
}

/// The name of a member of the operation's input.
fn of_input(plan: &ServicePlan, paginator: &PaginatorPlan, member: Option<u16>) -> Option<String> {
    let input = plan.operations.get(paginator.operation)?.input?;
    let member = plan.shape(input).members().get(usize::from(member?))?;
    Some(member.name.clone())
}

/// Where tokens go and come from, and what ends the pages, in the model's names.
fn tokens(plan: &ServicePlan, paginator: &PaginatorPlan) -> Vec<String> {
    let of = |member| of_input(plan, paginator, Some(member)).unwrap_or_default();
    let tokens = paginator.tokens.iter();
    let tokens = tokens.map(|token| format!("{} {}", of(token.input), token.output.source));
    let more = paginator
        .more_results
        .iter()
        .map(|more| more.source.clone());
    let repeated = format!("{:?}", paginator.repeated_token);
    tokens.chain(more).chain([repeated]).collect()
}

/// Members that the paginator sets in every request, or in the first.
fn constants(plan: &ServicePlan, paginator: &PaginatorPlan) -> Vec<String> {
    let every = paginator.every_request.iter().map(|(member, value)| {
        let member = of_input(plan, paginator, Some(*member)).unwrap_or_default();
        format!("{member} {value:?}")
    });
    every.chain(paginator.first_token.iter().cloned()).collect()
}
