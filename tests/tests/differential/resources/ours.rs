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
use super::cases::{self, Case, read, text};
use super::definitions::{Definition, Offer};
use super::shown::{many, one, shown};
use crate::ours::{calls, client, done, failed, script, wait_failed};
use crate::plain;
use crate::theirs::End;

/// Runs a case.
pub(crate) async fn run(definition: &Definition, case: &Case) -> Outcome {
    let script = script(&case.asked.answers);
    let service = definition.kind.service;
    let client = client(service, &script);
    let identifiers = case.asked.identifiers.iter().map(text);
    let kind = match &definition.offer {
        Offer::Batch(_, _, collections) => collections[case.number % collections.len()].kind,
        _ => definition.kind,
    };
    let handle = Handle::new(client, kind, identifiers);
    let data = cases::data(&case.asked, kind);
    let data = data.as_ref().map(|data| data as &dyn Structure);
    let (result, end) = match &definition.offer {
        Offer::Load(_) => ended(Loading::<Reached>::new(&handle).await.map(one)),
        Offer::Method(method) => run_method(&handle, method, data, case).await,
        Offer::Batch(action, operation, collections) => {
            let listed = &collections[case.number % collections.len()];
            let list = List::<Reached>::new(&handle, listed.action, data);
            let resources = listing(list, (listed.action, listed.operation), case);
            let params = &case.asked.batch.as_ref().unwrap().params;
            let params = params_of(operation, params);
            match Batch::new(resources, action)
                .call_dynamic(operation, params)
                .await
            {
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
            let given = case.asked.given.iter().map(text);
            let made = handle.subresource(kind, &parts(sources, given));
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
