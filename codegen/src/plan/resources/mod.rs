//! Resources: objects with identifiers, whose methods fill in requests and make further resources from answers.

mod answers;
mod batches;
mod has;
mod meaning;
mod methods;
mod names;
mod parameters;
mod reader;
mod service_plans;
mod waits;

use std::collections::HashMap;

use pageboy_models::resources::Resource;
use pageboy_models::{Definitions, pointer};

use super::model::{Model, Type};
use super::reachable::Reachable;
use super::resource_selection::SERVICE_RESOURCE;
use super::select::ServiceSelection;
use crate::names::{Scope, table, type_name};
use reader::ResourceReader;
pub(super) use service_plans::ServicePlans;

pub use super::resource_types::{
    BatchPlan, CallPlan, IdentifierPlan, IdentifierSource, LoadPlan, MethodKind, MethodPlan,
    ParamPlan, ResourcePlan, ResourcesPlan, ResponseResourcePlan, SourcePlan,
};

/// Types that generated code puts beside those of resources.
const TAKEN: &[&str] = &["Client", "Collection", "Loaded", SERVICE_RESOURCE];

/// Adds the structures that hold data: not every answer names them as the definition does.
pub(super) fn reach(
    reachable: &mut Reachable,
    model: &Model<'_>,
    definitions: &Definitions,
    selected: &ServiceSelection<'_>,
) {
    for (name, resource) in definitions.resources.all() {
        if selected.resources.has(name)
            && let Some(shape) = &resource.shape
            && model.service.has_shape(shape)
            && matches!(model.type_of(shape), Type::Structure(_))
        {
            reachable.output(model, shape);
        }
    }
}

/// Plans the selected resources; `None` when there are none. Mistakes go to the model's problems.
pub(super) fn plan(model: &Model<'_>, known: &ServicePlans<'_>) -> Option<ResourcesPlan> {
    let chosen = &known.selected.resources;
    if chosen.is_empty() {
        return None;
    }
    let file = &known.definitions.resources;
    // All resources claim their names, so that names do not depend on the selection.
    let mut types = Scope::default();
    let mut tables = Scope::default();
    for taken in TAKEN {
        types.claim((*taken).to_owned());
    }
    let service_table = tables.claim(table(SERVICE_RESOURCE));
    let claimed: Vec<(&String, &Resource, String, String)> = file
        .all()
        .iter()
        .map(|(name, resource)| {
            let type_name = types.claim(type_name(name));
            (name, resource, type_name, tables.claim(table(name)))
        })
        .collect();
    let positions: HashMap<&str, usize> = claimed
        .iter()
        .filter(|(name, ..)| chosen.has(name))
        .enumerate()
        .map(|(at, (name, ..))| (name.as_str(), at))
        .collect();
    let plan_one = |name: &str, resource, base: String, type_name, table| {
        let reader = ResourceReader::new(model, known, &positions, (name, resource), base);
        reader.plan(type_name, table)
    };
    let mut resources = Vec::new();
    for (name, resource, type_name, table) in claimed {
        if chosen.has(name) {
            let base = pointer(["resources", name]);
            resources.push(plan_one(name, resource, base, type_name, table));
        }
    }
    let service = plan_one(
        SERVICE_RESOURCE,
        file.service(),
        "/service".to_owned(),
        SERVICE_RESOURCE.to_owned(),
        service_table,
    );
    let document = file.document();
    let mut plan = ResourcesPlan {
        service,
        resources,
        origin: super::model::file_label(document.origin("/service")),
    };
    for resource in std::iter::once(&mut plan.service).chain(&mut plan.resources) {
        for method in &mut resource.methods {
            method.table = tables.claim(std::mem::take(&mut method.table));
        }
        for action in &mut resource.batch_actions {
            action.table = tables.claim(std::mem::take(&mut action.table));
        }
    }
    Some(plan)
}
