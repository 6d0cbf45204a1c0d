//! The cases of resources: the calls of their methods, and the resources made from answers.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use pageboy::resource::{
    Act, Batch, Handle, List, Listing, Loading, Make, UntypedResource, WaitFor, reference,
    references,
};
use pageboy::schema::Operation;
use pageboy::testing::{self, Script};
use pageboy::{Client, Dynamic};
use pageboy_cli::dynamic::Tables;
use pageboy_cli::dynamic::resources::{Method, Resource, parts};
use pageboy_codegen::{Builder, Service};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::report::{self, Differences};
use crate::values::{input, json_of};

#[tokio::test(start_paused = true)]
async fn identity_and_data() {
    report::run::<ResourceCase>("resources/data").await;
}

#[tokio::test(start_paused = true)]
async fn actions() {
    report::run::<ResourceCase>("resources/actions").await;
}

#[tokio::test(start_paused = true)]
async fn collections_and_batches() {
    report::run::<ResourceCase>("resources/collections").await;
}

/// Resources of a vendored service, the steps, and the calls.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResourceCase {
    /// The number.
    case: String,
    /// Why it is not run.
    skip: Option<String>,
    /// A note for the reader.
    #[serde(rename = "note")]
    _note: Option<String>,
    /// boto3's behaviour, if different.
    #[serde(rename = "differs")]
    _differs: Option<String>,

    service: String,
    /// The answers of the service, by operation, in order.
    #[serde(default)]
    answers: Vec<Map<String, Value>>,
    /// The steps, in order.
    steps: Vec<Step>,
    /// The calls, each with its parameters.
    #[serde(default)]
    calls: Vec<Value>,
}

/// A step with a resource; default: the resource of the step before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// The resource: its name in an earlier step, or a kind and identifiers of a new one.
    on: Option<Value>,
    /// The method; `load` loads the data.
    call: Option<String>,
    /// The batch action for all resources of a collection.
    batch: Option<String>,
    /// The identifiers from the caller.
    #[serde(default)]
    given: Vec<String>,
    /// The caller's input.
    #[serde(default)]
    params: Map<String, Value>,
    /// The caller's input for a batch action.
    #[serde(default)]
    batch_params: Map<String, Value>,
    /// Maximum number of resources of a collection.
    limit: Option<usize>,
    /// The name of the result.
    #[serde(rename = "as")]
    name: Option<String>,

    /// The result: a resource or a list of these as shown, or an output.
    gives: Option<Value>,
    /// Members of the result's data.
    data: Option<Value>,
    /// The text of the error.
    error: Option<String>,
    /// The name of another result that must be equal.
    equals: Option<String>,
}

impl report::Case for ResourceCase {
    fn name(&self) -> &str {
        &self.case
    }

    fn skip(&self) -> Option<&str> {
        self.skip.as_deref()
    }

    async fn run(&self, found: &mut Differences) {
        let tables = tables(&self.service);
        let script = Script::new();
        for answer in &self.answers {
            for (operation, answer) in answer {
                script.push(operation, self::answer(answer));
            }
        }
        let config = script.config().to_builder().no_retries().build().unwrap();
        let mut run = Run {
            tables: &tables,
            client: Client::new(tables.service, &config),
            results: HashMap::new(),
            last: None,
        };
        for (at, step) in self.steps.iter().enumerate() {
            let what = format!("step {}", at + 1);
            match run.step(step).await {
                Ok(result) => {
                    found.equal(&format!("{what}: error"), step.error.clone(), None);
                    run.check(&what, step, &result, found);
                    run.keep(step, result);
                }
                Err(error) => {
                    found.equal(&format!("{what}: error"), step.error.clone(), Some(error));
                }
            }
        }
        let calls: Vec<Value> = script
            .calls()
            .iter()
            .map(|call| json!({ call.operation(): json_of(call.dynamic_input()) }))
            .collect();
        found.equal("calls", self.calls.clone(), calls);
        let unfinished = script.finish().err().map(|error| error.to_string());
        found.equal("the script", None, unfinished);
    }
}

fn answer(answer: &Value) -> testing::Answer {
    match answer.get("error").and_then(Value::as_str) {
        Some(code) => testing::Answer::error(code, "refused"),
        None => testing::Answer::json(answer.to_string()),
    }
}

/// The tables of all resources of a service, made once.
fn tables(service: &str) -> Arc<Tables> {
    static MADE: Mutex<BTreeMap<String, Arc<Tables>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap();
    let tables = made.entry(service.to_owned()).or_insert_with(|| {
        let service = Service::new(service).resources(["*"]);
        let plans = Builder::new().service(service).plan().unwrap();
        Arc::new(Tables::new(plans.first().unwrap()))
    });
    tables.clone()
}

/// The result of a step.
enum StepResult {
    One(UntypedResource),
    Maybe(Option<UntypedResource>),
    Many(Vec<UntypedResource>),
    Output(Value),
}

struct Run<'a> {
    tables: &'a Tables,
    client: Client,
    results: HashMap<String, (Handle, Option<Value>)>,
    last: Option<PreviousResource>,
}

/// The resource of the step before.
struct PreviousResource {
    handle: Handle,
    data: Option<Box<dyn pageboy::view::Structure>>,
}

impl Run<'_> {
    async fn step(&mut self, step: &Step) -> Result<StepResult, String> {
        let here = match &step.on {
            Some(Value::Array(parts)) => {
                let mut parts = parts.iter().map(|part| part.as_str().unwrap().to_owned());
                let kind = self.resource(&parts.next().unwrap()).kind;
                PreviousResource {
                    handle: Handle::new(self.client.clone(), kind, parts),
                    data: None,
                }
            }
            Some(name) => {
                let (handle, _) = &self.results[name.as_str().unwrap()];
                PreviousResource {
                    handle: handle.clone(),
                    data: None,
                }
            }
            None => self.last.take().unwrap_or_else(|| PreviousResource {
                handle: Handle::new(
                    self.client.clone(),
                    self.resource("ServiceResource").kind,
                    std::iter::empty::<String>(),
                ),
                data: None,
            }),
        };
        let result = self.call(step, &here).await;
        // The next step uses the same resource, unless this one returns another.
        self.last = Some(here);
        result
    }

    async fn call(&self, step: &Step, here: &PreviousResource) -> Result<StepResult, String> {
        let text = |error: pageboy::Error| error.to_string();
        let (handle, data) = (&here.handle, here.data.as_deref());
        let Some(name) = &step.call else {
            return Ok(StepResult::One(UntypedResource {
                handle: handle.clone(),
                data: None,
            }));
        };
        if name == "load" {
            return Loading::<UntypedResource>::new(handle)
                .await
                .map(StepResult::One)
                .map_err(text);
        }
        let resource = self.resource(handle.kind().name);
        let Some(method) = resource.methods.get(name) else {
            panic!("{} has no method {name}", handle.kind().name);
        };
        let input = |operation: &Operation| input(operation, &step.params);
        Ok(match method {
            Method::Act(action, operation) => {
                let call = Act::new(handle, action, data).call_dynamic(operation, input(operation));
                StepResult::Output(json_of(&call.await.map_err(text)?))
            }
            Method::MakeOne(action, operation) => {
                let make = Make::<UntypedResource>::one(handle, action, data);
                let made = make.call_dynamic(operation, input(operation)).await;
                StepResult::One(made.map_err(text)?)
            }
            Method::MakeMany(action, operation) => {
                let make = Make::<Vec<UntypedResource>>::many(handle, action, data);
                let made = make.call_dynamic(operation, input(operation)).await;
                StepResult::Many(made.map_err(text)?)
            }
            Method::List(action, operation) => {
                let list = List::<UntypedResource>::new(handle, action, data);
                let listing = list.items_dynamic(operation, input(operation));
                self.list(step, action.made.as_ref().unwrap().resource.name, listing)
                    .await?
            }
            Method::Reference(made) => {
                let found =
                    reference::<UntypedResource>(handle, data.ok_or("there is no data")?, made);
                StepResult::Maybe(found.map_err(text)?)
            }
            Method::References(made) => {
                let found =
                    references::<UntypedResource>(handle, data.ok_or("there is no data")?, made);
                StepResult::Many(found.map_err(text)?)
            }
            Method::Subresource(kind, sources) => StepResult::One(UntypedResource {
                handle: handle.subresource(kind, &parts(sources, step.given.iter().cloned())),
                data: None,
            }),
            Method::Wait(waiter) => {
                let wait = WaitFor::<UntypedResource>::new(handle, waiter, data);
                let waited = wait.run_dynamic(input(waiter.waiter.operation)).await;
                StepResult::One(waited.map_err(|error| error.to_string())?)
            }
        })
    }

    async fn list(
        &self,
        step: &Step,
        item: &str,
        mut listing: Listing<UntypedResource>,
    ) -> Result<StepResult, String> {
        if let Some(limit) = step.limit {
            listing = listing.limit(limit);
        }
        let Some(batch) = &step.batch else {
            let all = listing.collect_all().await;
            return all.map(StepResult::Many).map_err(|error| error.to_string());
        };
        let (action, operation) = self.resource(item).batch_actions[batch];
        let call = Batch::new(listing, action);
        let outputs: Result<Vec<Dynamic>, _> = call
            .call_dynamic(operation, input(operation, &step.batch_params))
            .await;
        let outputs = outputs.map_err(|error| error.to_string())?;
        let outputs = outputs.iter().map(|output| json_of(output)).collect();
        Ok(StepResult::Output(outputs))
    }

    fn resource(&self, name: &str) -> &Resource {
        &self.tables.resources[name]
    }

    fn check(&self, what: &str, step: &Step, result: &StepResult, found: &mut Differences) {
        let shown = |reached: &UntypedResource| json!(format!("{:?}", reached.handle));
        let held = |reached: &UntypedResource| match &reached.data {
            Some(data) => json_of(&**data),
            None => Value::Null,
        };
        let (gives, data) = match result {
            StepResult::One(reached) => (shown(reached), held(reached)),
            StepResult::Maybe(reached) => (
                reached.as_ref().map_or(Value::Null, shown),
                reached.as_ref().map_or(Value::Null, held),
            ),
            StepResult::Many(all) => (
                all.iter().map(shown).collect(),
                all.iter().map(held).collect(),
            ),
            StepResult::Output(output) => (output.clone(), Value::Null),
        };
        found.equal_if_given(&format!("{what}: gives"), step.gives.clone(), gives);
        found.equal_if_given(&format!("{what}: data"), step.data.clone(), data);
        if let (Some(other), StepResult::One(reached)) = (&step.equals, result) {
            let (handle, _) = &self.results[other];
            found.equal(&format!("{what}: equals {other}"), handle, &reached.handle);
        }
    }

    fn keep(&mut self, step: &Step, result: StepResult) {
        let StepResult::One(reached) = result else {
            return;
        };
        if let Some(name) = &step.name {
            self.results
                .insert(name.clone(), (reached.handle.clone(), None));
        }
        let is_new = step.call.is_none() || step.name.is_some() || reached.data.is_some();
        if is_new {
            self.last = Some(PreviousResource {
                handle: reached.handle,
                data: reached.data,
            });
        }
    }
}
