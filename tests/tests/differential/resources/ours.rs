//! pageboy's side of resources: dynamic tables, the scripted transport, a paused clock.

use std::time::Duration;

use pageboy::generated::set_page_size;
use pageboy::resource::{
    Act, Action, Batch, Handle, List, Listing, Loading, Make, UntypedResource, WaitFor, reference,
    references,
};
use pageboy::schema::{Operation, shapes};
use pageboy::view::Structure;
use pageboy::{Dynamic, Error};
use pageboy_cli::dynamic::resources::{Method, parts};
use serde_json::Value;

use super::ResourceOutcome;
use super::cases::{self, Case, ResourceCase, listed, read, texts};
use super::definitions::{CollectionOffer, Definition, Offer};
use super::shown::shown;
use crate::ours::{calls, client, done, failed, script, wait_failed};
use crate::plain;
use crate::theirs::End;

/// The result.
pub(crate) enum CallResult {
    Nothing,
    One(UntypedResource),
    Many(Vec<UntypedResource>),
    Output(Value),
}

/// Runs a case.
pub(crate) async fn run(definition: &Definition, case: &Case) -> ResourceOutcome {
    let script = script(&case.asked.answers);
    let listed = listed(definition, case.number);
    let kind = listed.map_or(&definition.of, |listed| &listed.of);
    let client = client(kind.table.service, &script);
    let handle = Handle::new(client, kind.table, texts(&case.asked.identifiers));
    let data = cases::data(&case.asked, kind);
    let data = data.as_ref().map(|data| data as &dyn Structure);
    let (got, end) = used(&handle, data, definition, listed, &case.asked).await;
    ResourceOutcome {
        result: got.shown(),
        calls: calls(&script),
        end,
    }
}

/// Uses a resource, whose data may be there; a batch action is of what is `listed`, or of known resources.
pub(crate) async fn used(
    handle: &Handle,
    data: Option<&dyn Structure>,
    definition: &Definition,
    listed: Option<&CollectionOffer>,
    asked: &ResourceCase,
) -> (CallResult, End) {
    match &definition.offer {
        Offer::Load(_) => ended(Loading::new(handle).await.map(CallResult::One)),
        Offer::Method(method) => used_method(handle, data, method, asked).await,
        Offer::Batch(action, operation, _) => {
            let batch = asked.batch.as_ref().unwrap();
            let resources = match listed {
                Some(listed) => {
                    let list = List::new(handle, listed.action, data);
                    listing(list, (listed.action, listed.operation), asked)
                }
                None => Listing::of(batch.of.iter().map(|identifiers| UntypedResource {
                    handle: Handle::new(handle.client().clone(), handle.kind(), texts(identifiers)),
                    data: cases::data(asked, &definition.of).map(|data| Box::new(data) as _),
                })),
            };
            let params = params_of(operation, &batch.params);
            let called = Batch::new(resources, action).call_dynamic(operation, params);
            match called.await {
                Ok(outputs) => (all(&outputs), done()),
                // The outputs list the failures.
                Err(error) => {
                    let end = error.error().map_or_else(done, failed);
                    (all(error.outputs()), end)
                }
            }
        }
    }
}

async fn used_method(
    handle: &Handle,
    data: Option<&dyn Structure>,
    method: &Method,
    asked: &ResourceCase,
) -> (CallResult, End) {
    let params = |operation| params_of(operation, &asked.params);
    match method {
        Method::Act(action, operation) => {
            let act = Act::new(handle, action, data);
            let output = act.call_dynamic(operation, params(operation)).await;
            ended(output.map(|output| CallResult::Output(plain::of(&output))))
        }
        Method::MakeOne(action, operation) => {
            let make = Make::one(handle, action, data);
            let made = make.call_dynamic(operation, params(operation)).await;
            ended(made.map(CallResult::One))
        }
        Method::MakeMany(action, operation) => {
            let make = Make::many(handle, action, data);
            let made = make.call_dynamic(operation, params(operation)).await;
            ended(made.map(CallResult::Many))
        }
        Method::List(action, operation) => {
            let list = List::new(handle, action, data);
            let mut resources = listing(list, (action, operation), asked);
            let mut seen = Vec::new();
            loop {
                match resources.try_next().await {
                    Ok(Some(resource)) => seen.push(resource),
                    Ok(None) => return (CallResult::Many(seen), done()),
                    Err(error) => return (CallResult::Many(seen), failed(&error)),
                }
            }
        }
        Method::Reference(made) => {
            let found = reference(handle, data.unwrap(), made);
            ended(found.map(|found| found.map_or(CallResult::Nothing, CallResult::One)))
        }
        Method::References(made) => {
            ended(references(handle, data.unwrap(), made).map(CallResult::Many))
        }
        Method::Subresource(kind, sources) => {
            let handle = handle.subresource(kind, &parts(sources, texts(&asked.given)));
            (
                CallResult::One(UntypedResource { handle, data: None }),
                done(),
            )
        }
        Method::Wait(waiter) => {
            let number = |name: &str| asked.config.get(name).and_then(Value::as_u64);
            let mut wait = WaitFor::<UntypedResource>::new(handle, waiter, None);
            if let Some(delay) = number("Delay") {
                wait = wait.delay(Duration::from_secs(delay));
            }
            if let Some(attempts) = number("MaxAttempts") {
                wait = wait.max_attempts(u32::try_from(attempts).unwrap());
            }
            match wait.run_dynamic(params(waiter.waiter.operation)).await {
                // boto3 returns nothing.
                Ok(_) => (CallResult::Nothing, done()),
                Err(error) => (CallResult::Nothing, wait_failed(&error)),
            }
        }
    }
}

fn listing(
    list: List<UntypedResource>,
    (action, operation): (&'static Action, &'static Operation),
    asked: &ResourceCase,
) -> Listing<UntypedResource> {
    let mut params = params_of(operation, &asked.params);
    let limit = action.paginator.and_then(|paginator| paginator.limit);
    if let (Some(size), Some(limit)) = (asked.page_size, limit) {
        set_page_size(&mut params, limit, size);
    }
    let resources = list.items_dynamic(operation, params);
    match asked.limit {
        Some(limit) => resources.limit(limit),
        None => resources,
    }
}

fn params_of(operation: &Operation, params: &Value) -> Dynamic {
    read(operation.input.unwrap_or(&shapes::EMPTY), params)
}

fn ended(result: Result<CallResult, Error>) -> (CallResult, End) {
    match result {
        Ok(got) => (got, done()),
        Err(error) => (CallResult::Nothing, failed(&error)),
    }
}

fn all(outputs: &[Dynamic]) -> CallResult {
    CallResult::Output(outputs.iter().map(|output| plain::of(output)).collect())
}

impl CallResult {
    /// As JSON, as the Python side writes it.
    pub(crate) fn shown(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::One(reached) => shown(reached),
            Self::Many(reached) => reached.iter().map(shown).collect(),
            Self::Output(value) => value.clone(),
        }
    }
}
