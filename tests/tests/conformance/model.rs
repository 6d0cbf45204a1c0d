//! A case as tables: its model is written down as a definition, and planned like any other.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use pageboy::schema::Operation;
use pageboy_cli::dynamic::Tables;
use pageboy_codegen::{Builder, Service};
use pageboy_models::Json;

use crate::suites::{Case, text_at};

/// The operation of a case.
pub(crate) fn operation(case: &Case<'_>) -> Result<&'static Operation, String> {
    let given = case.case.get("given").unwrap();
    let name = match text_at(given, "/name") {
        "" => "OperationName",
        name => name,
    };
    let folder = Folder::with(&model(case, name, given));
    let service = Service::new(SERVICE).operations([name]);
    planned(Builder::new().definitions(&folder.0).service(service), name)
}

/// The operation of a vendored service whose name, in lower case and without separators, is this one.
pub(crate) fn vendored(service: &str, name: &str) -> Result<&'static Operation, String> {
    let models = pageboy_models::Models::vendored();
    let definitions = models
        .load(service, None)
        .map_err(|error| error.to_string())?;
    let mut names = definitions.service.operation_names();
    let name = names
        .find(|known| known.to_lowercase() == name)
        .ok_or_else(|| format!("{service} has no operation {name}"))?;
    planned(
        Builder::new().service(Service::new(service).operations([name])),
        name,
    )
}

fn planned(builder: Builder, name: &str) -> Result<&'static Operation, String> {
    let plans = builder.plan().map_err(|problems| problems.to_string())?;
    let tables = Tables::new(plans.first().unwrap());
    Ok(tables.operations[name])
}

/// The definition botocore's runner makes of a case.
fn model(case: &Case<'_>, name: &str, given: &Json) -> Json {
    let mut metadata = case.suite.get("metadata").unwrap().clone();
    if let Json::Object(metadata) = &mut metadata {
        // The file's protocol is the one that is tested.
        metadata.shift_remove("protocols");
        // Without a name, requests could not be signed.
        for (required, value) in [("apiVersion", ""), ("endpointPrefix", SERVICE)] {
            let entry = metadata.entry(required.to_owned());
            entry.or_insert_with(|| Json::String(value.to_owned()));
        }
    }
    let mut shapes = case.suite.get("shapes").cloned().unwrap_or(Json::empty());
    let mut operation = given.clone();
    if let Json::Object(members) = &mut operation {
        // Some suites name the payload where the input is referred to; definitions do so where it is described.
        if let Some(Json::Object(input)) = members.get_mut("input")
            && let Some(payload) = input.shift_remove("payload")
            && let Some(name) = input.get("shape").and_then(Json::as_str)
        {
            let payload = object([("payload", payload)]);
            shapes.merge(object([(name, payload)]));
        }
        if case.case.get("error").is_some() {
            // An error is looked up among all of the service.
            members.insert("errors".to_owned(), exceptions(&shapes));
        } else if let Some(Json::Object(output)) = members.get_mut("output")
            && case.protocol() == "query"
            && has_members(&shapes, output.get("shape"))
        {
            let wrapper = Json::String(format!("{name}Result"));
            output.insert("resultWrapper".to_owned(), wrapper);
        }
    }
    object([
        ("metadata", metadata),
        ("operations", object([(name, operation)])),
        ("shapes", shapes),
    ])
}

fn has_members(shapes: &Json, name: Option<&Json>) -> bool {
    let shape = name.and_then(|name| shapes.get(name.as_str()?));
    let members = shape.and_then(|shape| shape.get("members")?.as_object());
    members.is_some_and(|members| !members.is_empty())
}

/// References to all exceptions.
fn exceptions(shapes: &Json) -> Json {
    let shapes = shapes.as_object().unwrap().iter();
    let exceptions = shapes.filter(|(_, shape)| shape.get("exception").is_some());
    let references = exceptions.map(|(name, _)| object([("shape", Json::String(name.clone()))]));
    Json::Array(references.collect())
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    let members = members.into_iter();
    Json::Object(
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

const SERVICE: &str = "suite";

/// A folder of definitions with one service.
struct Folder(PathBuf);

impl Folder {
    fn with(model: &Json) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let unique = format!("conformance-{}-{number}", std::process::id());
        let folder = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique));
        let version = folder.0.join(SERVICE).join("2020-01-01");
        fs::create_dir_all(&version).unwrap();
        let endpoints = r#"{"version": 3, "partitions": []}"#;
        fs::write(folder.0.join("endpoints.json"), endpoints).unwrap();
        let text = serde_json::to_string(model).unwrap();
        fs::write(version.join("service-2.json"), text).unwrap();
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}
