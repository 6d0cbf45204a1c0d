//! The definitions of a service's resources, as tables.

use std::collections::HashMap;
use std::fs;

use pageboy::resource::{Action, BatchAction, Load, ResourceType};
use pageboy::schema::{Auth, Operation, Service};
use pageboy_cli::dynamic::Tables;
use pageboy_cli::dynamic::resources::Method;
use pageboy_codegen::plan::ServicePlan;
use pageboy_codegen::plan::resources::{MethodKind, ResourcePlan};
use pageboy_codegen::{Builder, Service as ServiceSelection};
use pageboy_models::Models;

use crate::settings::Settings;

/// The services that have resources.
pub(crate) fn plans(settings: &Settings) -> Vec<ServicePlan> {
    let vendored = Models::vendored();
    let mut builder = Builder::new();
    for name in vendored.services().unwrap() {
        if settings.has_service(&name) && has_resources(&vendored, &name) {
            builder = builder.service(ServiceSelection::new(name).resources(["*"]));
        }
    }
    builder
        .plan()
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn has_resources(models: &Models, service: &str) -> bool {
    let versions = fs::read_dir(models.base().join(service)).unwrap();
    let mut files = versions.map(|version| version.unwrap().path().join("resources-1.json.gz"));
    files.any(|file| file.exists())
}

/// What a service offers.
pub(crate) struct Definitions {
    pub(crate) service: String,
    pub(crate) table: &'static Service,
    /// The resources by name.
    pub(crate) kinds: HashMap<String, &'static ResourceType>,
    pub(crate) all: Vec<Definition>,
}

/// A part of a resource's definition.
pub(crate) struct Definition {
    /// Its name, such as `Instance/actions/Stop`.
    pub(crate) name: String,
    /// Its resource.
    pub(crate) of: Kind,
    /// The name in boto3.
    pub(crate) method: String,
    /// Whether the resource needs data.
    pub(crate) needs_data: bool,
    pub(crate) offer: Offer,
}

/// A kind of resource.
#[derive(Clone)]
pub(crate) struct Kind {
    pub(crate) table: &'static ResourceType,
    /// Which of its identifiers are numbers.
    pub(crate) integers: Vec<bool>,
}

pub(crate) enum Offer {
    Load(&'static Load),
    Method(Method),
    /// A batch action, and the collections that lead to resources that have it.
    Batch(
        &'static BatchAction,
        &'static Operation,
        Vec<CollectionOffer>,
    ),
}

/// A collection of a resource.
#[derive(Clone)]
pub(crate) struct CollectionOffer {
    pub(crate) of: Kind,
    pub(crate) method: String,
    pub(crate) needs_data: bool,
    pub(crate) action: &'static Action,
    pub(crate) operation: &'static Operation,
}

impl Definitions {
    /// Those of a service whose requests need no signature: other tests compare signatures.
    pub(crate) fn unsigned(mut plan: ServicePlan) -> Self {
        for operation in &mut plan.operations {
            operation.auth.schemes = vec![Auth::None];
        }
        Self::new(plan)
    }

    pub(crate) fn new(plan: ServicePlan) -> Self {
        let tables = Tables::new(&plan);
        let resources = plan.resources.as_ref().unwrap();
        let mut all = Vec::new();
        for resource in resources.all() {
            let of = kind(&tables, resource);
            let definition = |name: String, method: String, needs_data, offer| Definition {
                name: format!("{}/{name}", resource.name),
                of: of.clone(),
                method,
                needs_data,
                offer,
            };
            if let Some(load) = &of.table.load {
                let method = "load".to_owned();
                all.push(definition(method.clone(), method, false, Offer::Load(load)));
            }
            for method in &resource.methods {
                let table = method_table(&tables, resource, &method.method);
                let name = format!("{}/{}", category(&method.kind), method.name);
                // boto3 keeps the names of methods that lead to other resources.
                let called = match method.kind {
                    MethodKind::Subresource { .. } => &method.name,
                    _ => plain(&method.method),
                };
                let offer = Offer::Method(table.clone());
                all.push(definition(
                    name,
                    called.to_owned(),
                    method.needs_data,
                    offer,
                ));
            }
        }
        let collections: Vec<CollectionOffer> = all.iter().filter_map(Definition::listed).collect();
        for resource in resources.all() {
            let of = kind(&tables, resource);
            for action in &resource.batch_actions {
                let (table, operation) =
                    tables.resources[&resource.name].batch_actions[&action.method];
                let lists = |it: &&CollectionOffer| {
                    let made = it.action.made.as_ref();
                    made.is_some_and(|made| made.resource.name == resource.name)
                };
                let lists = collections.iter().filter(lists).cloned();
                all.push(Definition {
                    name: format!("{}/batchActions/{}", resource.name, action.name),
                    of: of.clone(),
                    method: plain(&action.method).to_owned(),
                    needs_data: action.needs_data,
                    offer: Offer::Batch(table, operation, lists.collect()),
                });
            }
        }
        Self {
            service: plan.name,
            table: tables.service,
            kinds: tables
                .resources
                .iter()
                .map(|(name, resource)| (name.clone(), resource.kind))
                .collect(),
            all,
        }
    }
}

impl Definition {
    /// The collection it is, if it is one.
    pub(crate) fn listed(&self) -> Option<CollectionOffer> {
        match self.offer {
            Offer::Method(Method::List(action, operation)) => Some(CollectionOffer {
                of: self.of.clone(),
                method: self.method.clone(),
                needs_data: self.needs_data,
                action,
                operation,
            }),
            _ => None,
        }
    }
}

fn method_table<'a>(tables: &'a Tables, resource: &ResourcePlan, method: &str) -> &'a Method {
    &tables.resources[&resource.name].methods[plain(method)]
}

fn kind(tables: &Tables, resource: &ResourcePlan) -> Kind {
    let identifiers = resource.identifiers.iter();
    Kind {
        table: tables.resources[&resource.name].kind,
        integers: identifiers.map(|it| it.is_integer).collect(),
    }
}

/// The key in the definition.
fn category(kind: &MethodKind) -> &'static str {
    match kind {
        MethodKind::Action(..) => "actions",
        MethodKind::Subresource { .. } | MethodKind::Reference(_) => "has",
        MethodKind::Collection { .. } => "hasMany",
        MethodKind::Wait { .. } => "waiters",
    }
}

/// A name as it is without Rust's keywords.
fn plain(method: &str) -> &str {
    method.trim_start_matches("r#")
}
