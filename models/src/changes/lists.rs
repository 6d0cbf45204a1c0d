//! Changes in waiters, paginators and resources.

use pageboy_schema::waiter::definition::{Acceptor, Waiter};

use super::notes::Notes;
use crate::paginators::{Paginator, Paginators};
use crate::resources::{Resource, Resources};
use crate::waiters::Waiters;

pub(super) fn waiters(before: &Waiters, after: &Waiters, notes: &mut Notes) {
    let [old, new] = [before, after].map(|it| it.all().keys().map(String::as_str));
    notes.names("waiter", old, new);
    for (name, old) in before.all() {
        if let Some(new) = after.find(name).filter(|new| *new != old) {
            waiter(name, old, new, notes);
        }
    }
}

fn waiter(name: &str, old: &Waiter, new: &Waiter, notes: &mut Notes) {
    if old.operation != new.operation {
        notes.breaking(format!(
            "waiter `{name}` polls {}, not {}",
            new.operation, old.operation
        ));
    }
    if old.delay.total_cmp(&new.delay).is_ne() || old.max_attempts != new.max_attempts {
        notes.added(format!(
            "waiter `{name}` polls every {} s, at most {} times; it was every {} s, at most {} times",
            new.delay, new.max_attempts, old.delay, old.max_attempts
        ));
    }
    for acceptor in old
        .acceptors
        .iter()
        .filter(|it| !new.acceptors.contains(it))
    {
        notes.added(format!("waiter `{name}`: no longer {}", words(acceptor)));
    }
    for acceptor in new
        .acceptors
        .iter()
        .filter(|it| !old.acceptors.contains(it))
    {
        notes.added(format!("waiter `{name}`: now {}", words(acceptor)));
    }
    let kept = |these: &[Acceptor], others: &[Acceptor]| {
        let kept: Vec<_> = these
            .iter()
            .filter(|it| others.contains(it))
            .map(words)
            .collect();
        kept
    };
    if kept(&old.acceptors, &new.acceptors) != kept(&new.acceptors, &old.acceptors) {
        notes.added(format!(
            "waiter `{name}` looks at its acceptors in another order"
        ));
    }
    if old.batch != new.batch {
        notes.added(format!("waiter `{name}` waits for many ids in another way"));
    }
}

/// What an acceptor says, for example `failure if any of Images[].State is "error"`.
fn words(acceptor: &Acceptor) -> String {
    let Acceptor {
        state,
        matcher,
        argument,
        expected,
    } = acceptor;
    let argument = argument.as_deref().unwrap_or_default();
    let condition = match matcher.as_str() {
        "path" => format!("`{argument}` is {expected}"),
        "pathAll" => format!("all of `{argument}` are {expected}"),
        "pathAny" => format!("any of `{argument}` is {expected}"),
        "status" => format!("the HTTP status is {expected}"),
        "error" => format!("the error is {expected}"),
        other => format!("{other} {expected}"),
    };
    format!("{state} if {condition}")
}

pub(super) fn paginators(before: &Paginators, after: &Paginators, notes: &mut Notes) {
    let [old, new] = [before, after].map(|it| it.all().keys().map(String::as_str));
    notes.names("paginator", old, new);
    for (name, old) in before.all() {
        if let Some(new) = after.find(name).filter(|new| *new != old) {
            paginator(name, old, new, notes);
        }
    }
}

fn paginator(name: &str, old: &Paginator, new: &Paginator, notes: &mut Notes) {
    let [was, is] = [old, new].map(|it| it.result_key.values());
    if is.starts_with(was) && is != was {
        let more = is.get(was.len()..).unwrap_or_default().join(", ");
        notes.added(format!(
            "paginator `{name}`: there are also items in {more}"
        ));
    } else if is != was {
        notes.breaking(format!(
            "paginator `{name}`: items are in {}, not in {}",
            new.result_key.values().join(", "),
            old.result_key.values().join(", ")
        ));
    }
    if old.limit_key.is_some() && new.limit_key.is_none() {
        notes.breaking(format!("paginator `{name}`: no member sets the page size"));
    }
    let tokens = |it: &Paginator| {
        (
            it.input_token.clone(),
            it.output_token.clone(),
            it.more_results.clone(),
        )
    };
    if tokens(old) != tokens(new) {
        notes.added(format!(
            "paginator `{name}`: tokens are taken or given otherwise"
        ));
    }
    let others = |it: &Paginator| {
        (
            it.non_aggregate_keys.clone(),
            it.repeated_token.clone(),
            it.every_request.clone(),
            it.first_token.clone(),
            (it.limit_key.clone(), it.default_limit, it.max_limit),
        )
    };
    if others(old) != others(new) && (old.limit_key.is_none() || new.limit_key.is_some()) {
        notes.added(format!(
            "paginator `{name}`: page size, or what belongs to all pages, has changed"
        ));
    }
}

pub(super) fn resources(before: &Resources, after: &Resources, notes: &mut Notes) {
    let [old, new] = [before, after].map(|it| it.all().keys().map(String::as_str));
    notes.names("resource", old, new);
    resource("the service", before.service(), after.service(), notes);
    for (name, old) in before.all() {
        if let Some(new) = after.find(name) {
            resource(&format!("resource `{name}`"), old, new, notes);
        }
    }
}

fn resource(of: &str, old: &Resource, new: &Resource, notes: &mut Notes) {
    macro_rules! names {
        ($what:literal, $field:ident) => {
            let [old, new] = [old, new].map(|it| it.$field.keys().map(String::as_str));
            notes.names(&format!("{of}: {}", $what), old, new);
        };
    }
    names!("action", actions);
    names!("batch action", batch_actions);
    names!("reference", has);
    names!("collection", has_many);
    names!("waiter", waiters);
    let [ids, now] = [old, new].map(|it| {
        let names: Vec<_> = it.identifiers.iter().map(|id| id.name.as_str()).collect();
        names.join(", ")
    });
    if ids != now {
        notes.breaking(format!("{of}: its identifiers are {now}, and were {ids}"));
    }
    if old.shape != new.shape {
        let [old, new] = [old, new].map(|it| it.shape.as_deref().unwrap_or("none"));
        notes.breaking(format!("{of}: its data is {new}, and was {old}"));
    }
}
