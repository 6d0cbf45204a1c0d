//! Things are waited for: no wait succeeds that should not.

use std::time::Duration;

use pageboy::schema::shapes;
use pageboy::view::{Slot, Structure};
use pageboy::waiter::{WaitErrorKind, Waiter};
use pageboy::{Client, Dynamic, Wait, WaitError};

use super::{End, chain, shown};
use crate::story::Story;
use crate::world::World;

/// Waits for one thing; if an error ends it, once more with right answers.
pub(super) async fn one(
    world: &World,
    client: Client,
    waiter: &'static Waiter,
    how: (bool, bool),
) -> Result<End, String> {
    let id = ids(world).remove(0);
    let wait = || prepare(client.clone(), waiter, how).run_dynamic(input(waiter, &id));
    let Err(failed) = wait().await else {
        return succeeded(world, &id).map(|()| End::Complete);
    };
    if ended(world, &id, &failed)? {
        return Ok(End::Complete);
    }
    world.switch_off();
    again(world, &id, wait().await.map(drop))?;
    Ok(End::Resumed)
}

/// Waits for all; for those that an error ended, once more with right answers.
pub(super) async fn many(
    world: &World,
    client: Client,
    waiter: &'static Waiter,
    how: (bool, bool),
) -> Result<End, String> {
    let ids = ids(world);
    let wait = |ids: Vec<String>| {
        let empty = Dynamic::new(waiter.operation.input.unwrap_or(&shapes::EMPTY));
        prepare(client.clone(), waiter, how).all_dynamic(empty, ids)
    };
    let waited = wait(ids.clone())
        .await
        .map_err(|error| format!("stuck: {}", chain(&error)))?;
    let mut left = Vec::new();
    for id in &ids {
        match waited.get(id) {
            None => return Err(format!("lost: nothing is said of {id}")),
            Some(Ok(_)) => succeeded(world, id)?,
            Some(Err(error)) => {
                if !ended(world, id, error)? {
                    left.push(id.clone());
                }
            }
        }
    }
    if left.is_empty() {
        return Ok(End::Complete);
    }
    world.switch_off();
    let waited = wait(left)
        .await
        .map_err(|error| format!("stuck: {}", chain(&error)))?;
    for (id, result) in waited {
        again(world, &id, result.map(drop))?;
    }
    Ok(End::Resumed)
}

fn prepare(
    client: Client,
    waiter: &'static Waiter,
    (is_quick, has_deadline): (bool, bool),
) -> Wait {
    let mut wait = Wait::new(client, waiter);
    if is_quick {
        wait = wait.delay(Duration::from_millis(20));
    }
    if has_deadline {
        wait = wait.max_wait(Duration::from_secs(if is_quick { 40 } else { 3_600 }));
    }
    wait
}

fn ids(world: &World) -> Vec<String> {
    world.story(|story| match story {
        Story::States(states) => states.ids(),
        _ => Vec::new(),
    })
}

fn state(world: &World, id: &str) -> &'static str {
    world.story(|story| match story {
        Story::States(states) => states.state(id),
        _ => "unknown",
    })
}

fn input(waiter: &Waiter, id: &str) -> Dynamic {
    let mut input = Dynamic::new(waiter.operation.input.unwrap_or(&shapes::EMPTY));
    let index = input.shape().index_of("Ids").unwrap();
    if let Slot::List(list) = input.get_mut(index).unwrap().slot()
        && let Slot::String(place) = list.push()
    {
        id.clone_into(place);
    }
    input
}

fn succeeded(world: &World, id: &str) -> Result<(), String> {
    match state(world, id) {
        "ready" => Ok(()),
        state => Err(format!(
            "silent: the wait for {id} succeeds, which is {state}"
        )),
    }
}

/// Whether a wait failed because the thing did; else an error ended it, which has to tell why.
fn ended(world: &World, id: &str, error: &WaitError) -> Result<bool, String> {
    let text = format!("{error:#}");
    shown(&text)?;
    for name in [error.service(), error.operation(), error.waiter()] {
        if !text.contains(name) {
            return Err(format!("text: it does not name {name}: {text:?}"));
        }
    }
    if let Some(call) = error.error() {
        explains_call(call)?;
    }
    match (error.kind(), state(world, id)) {
        (WaitErrorKind::Failed { .. }, "failed") => Ok(true),
        (WaitErrorKind::Failed { .. }, state) => {
            Err(format!("silent: the wait for {id} fails, which is {state}"))
        }
        (WaitErrorKind::Exhausted { .. } | WaitErrorKind::DeadlineExceeded { .. }, state) => Err(
            format!("stuck: the wait for {id}, which is {state}, takes too long: {text}"),
        ),
        _ if error.error().is_none() => Err(format!("text: no cause: {text:?}")),
        _ => Ok(false),
    }
}

fn explains_call(error: &pageboy::Error) -> Result<(), String> {
    let start = format!("{} {}: ", error.service(), error.operation());
    match error.to_string().starts_with(&start) {
        true => Ok(()),
        false => Err(format!("text: {error}")),
    }
}

/// Checks a wait whose answers are all right.
fn again(world: &World, id: &str, result: Result<(), WaitError>) -> Result<(), String> {
    match (result, state(world, id)) {
        (Ok(()), "ready") | (Err(_), "failed") => Ok(()),
        (Ok(()), state) => Err(format!(
            "silent: the wait for {id} succeeds, which is {state}"
        )),
        (Err(error), state) => {
            let error = chain(&error);
            Err(format!(
                "stuck: {id} is {state}, but when all answers are right: {error}"
            ))
        }
    }
}
