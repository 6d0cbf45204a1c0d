//! What pageboy's resources do: dynamic tables, the scripted transport, a paused clock.

use std::time::Duration;

use pageboy::generated::set_page_size;
use pageboy::resource::{
    Act, Action, Batch, Handle, List, Listing, Loading, Make, Reached, WaitFor, reference,
    references,
};
use pageboy::schema::{Operation, shapes};
use pageboy::view::Structure;
use pageboy::{Dynamic, Error};
use pageboy_cli::dynamic::resources::{Method, parts};
use serde_json::Value;

use super::Outcome;
use super::cases::{self, Case, listed, read, texts};
use super::definitions::{Definition, Offer};
use super::shown::{many, one, shown};
use crate::ours::{calls, client, done, failed, script, wait_failed};
use crate::plain;
use crate::theirs::End;

/// Runs a case.
pub(crate) async fn run(definition: &Definition, case: &Case) -> Outcome {
    let script = script(&case.asked.answers);
    let listed = listed(definition, case.number);
    let kind = listed.map_or(&definition.of, |listed| &listed.of);
    let client = client(kind.table.service, &script);
    let handle = Handle::new(client, kind.table, texts(&case.asked.identifiers));
    let data = cases::data(&case.asked, kind);
    let data = data.as_ref().map(|data| data as &dyn Structure);
    let (result, end) = match &definition.offer {
        Offer::Load(_) => ended(Loading::<Reached>::new(&handle).await.map(one)),
        Offer::Method(method) => run_method(&handle, method, data, case).await,
        Offer::Batch(action, operation, _) => {
            let batch = case.asked.batch.as_ref().unwrap();
            let resources = match listed {
                Some(listed) => {
                    let list = List::new(&handle, listed.action, data);
                    listing(list, (listed.action, listed.operation), case)
                }
                None => Listing::of(batch.of.iter().map(|identifiers| Reached {
                    handle: Handle::new(handle.client().clone(), kind.table, texts(identifiers)),
                    data: cases::data(&case.asked, kind).map(|data| Box::new(data) as _),
                })),
            };
            let params = params_of(operation, &batch.params);
            let called = Batch::new(resources, action).call_dynamic(operation, params);
            match called.await {
                Ok(outputs) => (all(&outputs), done()),
                // What could not be done is said in the outputs.
                Err(error) => {
                    let end = error.error().map_or_else(done, failed);
                    (all(error.outputs()), end)
                }
            }
        }
    };
    Outcome {
        result,
        calls: calls(&script),
        end,
    }
}

async fn run_method(
    handle: &Handle,
    method: &Method,
    data: Option<&dyn Structure>,
    case: &Case,
) -> (Value, End) {
    let params = |operation| params_of(operation, &case.asked.params);
    match method {
        Method::Act(action, operation) => {
            let act = Act::new(handle, action, data);
            let output = act.call_dynamic(operation, params(operation)).await;
            ended(output.map(|output| plain::of(&output)))
        }
        Method::MakeOne(action, operation) => {
            let make = Make::<Reached>::one(handle, action, data);
            let made = make.call_dynamic(operation, params(operation)).await;
            ended(made.map(one))
        }
        Method::MakeMany(action, operation) => {
            let make = Make::<Vec<Reached>>::many(handle, action, data);
            let made = make.call_dynamic(operation, params(operation)).await;
            ended(made.map(many))
        }
        Method::List(action, operation) => {
            let list = List::<Reached>::new(handle, action, data);
            let mut resources = listing(list, (action, operation), case);
            let mut seen = Vec::new();
            loop {
                match resources.try_next().await {
                    Ok(Some(resource)) => seen.push(resource),
                    Ok(None) => return (many(seen), done()),
                    Err(error) => return (many(seen), failed(&error)),
                }
            }
        }
        Method::Reference(made) => {
            let found = reference::<Reached>(handle, data.unwrap(), made);
            ended(found.map(|found| found.map_or(Value::Null, one)))
        }
        Method::References(made) => ended(references(handle, data.unwrap(), made).map(many)),
        Method::Subresource(kind, sources) => {
            let made = handle.subresource(kind, &parts(sources, texts(&case.asked.given)));
            (shown(&made, None), done())
        }
        Method::Wait(waiter) => {
            let number = |name: &str| case.asked.config.get(name).and_then(Value::as_u64);
            let mut wait = WaitFor::<Reached>::new(handle, waiter, None);
            if let Some(delay) = number("Delay") {
                wait = wait.delay(Duration::from_secs(delay));
            }
            if let Some(attempts) = number("MaxAttempts") {
                wait = wait.max_attempts(u32::try_from(attempts).unwrap());
            }
            match wait.run_dynamic(params(waiter.waiter.operation)).await {
                // boto3 gives nothing.
                Ok(_) => (Value::Null, done()),
                Err(error) => (Value::Null, wait_failed(&error)),
            }
        }
    }
}

fn listing(
    list: List<Reached>,
    (action, operation): (&'static Action, &'static Operation),
    case: &Case,
) -> Listing<Reached> {
    let mut params = params_of(operation, &case.asked.params);
    let limit = action.paginator.and_then(|paginator| paginator.limit);
    if let (Some(size), Some(limit)) = (case.asked.page_size, limit) {
        set_page_size(&mut params, limit, size);
    }
    let resources = list.items_dynamic(operation, params);
    match case.asked.limit {
        Some(limit) => resources.limit(limit),
        None => resources,
    }
}

fn params_of(operation: &Operation, params: &Value) -> Dynamic {
    read(operation.input.unwrap_or(&shapes::EMPTY), params)
}

fn ended(result: Result<Value, Error>) -> (Value, End) {
    match result {
        Ok(value) => (value, done()),
        Err(error) => (Value::Null, failed(&error)),
    }
}

fn all(outputs: &[Dynamic]) -> Value {
    outputs.iter().map(|output| plain::of(output)).collect()
}
