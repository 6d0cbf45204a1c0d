//! The plan of a whole service.

use std::collections::{BTreeMap, HashMap};

use pageboy_models::Definitions;
use pageboy_models::endpoints::Endpoints;
use pageboy_models::paginators::Paginator;
use pageboy_models::service::Metadata;
use pageboy_schema::Protocol;

use super::model::Model;
use super::reachable::Reachable;
use super::resource_types::ResourcesPlan;
use super::select::{ServiceSelection, select};
use super::shapes::{self, Shapes};
use super::{OperationPlan, PaginatorPlan, ServicePlan, WaiterPlan};
use super::{
    auth, batch_writer, endpoint, ids, lints, operations, paginators, resources, waiters,
    well_formed,
};
use crate::manifest::{ManifestName, ServiceRequest};
use crate::names::{self, Scope};
use crate::problem::Problem;

/// Plans the selection of a service.
///
/// Returns the plan, and every mistake in the selection and in the definitions that it uses. After an error the plan has
/// holes and is useless.
pub(crate) fn plan(
    request: &ServiceRequest,
    definitions: &Definitions,
    endpoints: &Endpoints,
) -> (ServicePlan, Vec<Problem>) {
    let service = &definitions.service;
    let metadata = service.metadata();
    let model = Model::new(service);
    report_unread(&model, definitions);
    report_file_problems(&model, definitions);
    auth::check_service(&model);
    let protocol = protocol(&model, metadata, request.protocol.as_ref());
    let selected = select(request, definitions, &model, protocol);
    let mut reachable = reach(&model, &selected);
    resources::reach(&mut reachable, &model, definitions, &selected);
    for (name, operation) in &selected.operations {
        well_formed::operation(&model, protocol, name, operation);
        auth::check_operation(&model, name, operation);
    }
    for name in reachable.shapes.keys() {
        well_formed::shape(&model, name);
    }
    let mut shapes = shapes::plan(&reachable, &model, protocol, &definitions.paginators);
    ids::mark(&mut shapes, selected.operations.values().map(AsRef::as_ref));
    let mut operations = operation_plans(&model, protocol, (&selected, definitions), &shapes);
    let positions: HashMap<String, usize> = operations
        .iter()
        .enumerate()
        .map(|(at, plan)| (plan.name.clone(), at))
        .collect();
    let mut waiters = waiter_plans(&model, definitions, &selected, &positions);
    let followed = followed(definitions, &operations, &waiters);
    let paginators = paginator_plans(
        &model,
        definitions,
        (&selected, &followed),
        &positions,
        &shapes,
    );
    lints::target(&model, protocol);
    lints::wire_names(&model, &shapes.plans);
    lints::check(&model, definitions, request, (&selected, &reachable));
    let known = resources::ServicePlans {
        definitions,
        selected: &selected,
        shapes: &shapes,
        operations: &operations,
        waiters: &waiters,
        paginators: &paginators,
    };
    let resources = resources::plan(&model, &known);
    mark_uses(
        &mut operations,
        &mut waiters,
        &paginators,
        resources.as_ref(),
    );
    let endpoint = endpoint::plan(&model, definitions, endpoints);
    let batch_writer = batch_writer::plan(&model, &operations, &shapes.plans);
    let plan = ServicePlan {
        name: service.name().to_owned(),
        module: request.module_name(),
        id: metadata
            .service_id
            .clone()
            .unwrap_or_else(|| service.name().to_owned()),
        uid: metadata
            .uid
            .clone()
            .unwrap_or_else(|| service.name().to_owned()),
        api_version: metadata.api_version.clone(),
        protocol,
        endpoint,
        signing_name: metadata.resolved_signing_name().to_owned(),
        target_prefix: metadata.target_prefix.clone(),
        query_compatible: metadata.aws_query_compatible,
        foreign: auth::is_foreign(metadata),
        shapes: shapes.plans,
        operations,
        waiters,
        paginators,
        resources,
        batch_writer,
        left_out: selected.left_out.into_iter().collect(),
        operations_in_model: service.operation_names().len(),
        shapes_in_model: service.shape_names().len(),
    };
    (plan, model.into_problems())
}

/// Reports the files that cannot be read, and the entries of overlays that are not merged.
fn report_unread(model: &Model<'_>, definitions: &Definitions) {
    for (kind, error) in definitions.unread() {
        for section in kind.sections() {
            model.add_unread(section);
        }
        for problem in Problem::in_definitions(error, model.service.origin("")) {
            model.report_form(problem.of_own_file());
        }
    }
    let corrections = definitions.corrections();
    for correction in corrections.filter(|it| it.fit.is_error()) {
        if let Some(problem) = Problem::of_correction(correction) {
            model.report_form(problem.of_own_file());
        }
    }
}

fn report_file_problems(model: &Model<'_>, definitions: &Definitions) {
    let documents = [
        (
            definitions.waiters.document(),
            definitions.waiters.problems(),
        ),
        (
            definitions.paginators.document(),
            definitions.paginators.problems(),
        ),
        (
            definitions.resources.document(),
            definitions.resources.problems(),
        ),
        (
            definitions.endpoint_rules.document(),
            definitions.endpoint_rules.problems(),
        ),
    ];
    for found in definitions.service.problems() {
        let place = definitions.service.locate(&found.pointer);
        model.report_form(Problem::of_format(place, found));
    }
    for (document, problems) in documents {
        for found in problems {
            let place = document.locate(&found.pointer);
            model.report_form(Problem::of_format(place, found));
        }
    }
}

/// The selected wire format, else the one botocore prefers.
fn protocol(model: &Model<'_>, metadata: &Metadata, wanted: Option<&ManifestName>) -> Protocol {
    let wanted = wanted.filter(|wanted| is_offered(model, metadata, wanted));
    let resolved = match wanted {
        Some(wanted) => Some(wanted.name.as_str()),
        None => metadata.resolved_protocol(),
    };
    match resolved {
        Some("ec2") => Protocol::Ec2,
        Some("query") => Protocol::Query,
        Some("rest-xml") => Protocol::RestXml,
        Some("rest-json") => Protocol::RestJson,
        Some("json") if metadata.json_version.as_deref() == Some("1.0") => Protocol::Json10,
        Some("json") => Protocol::Json11,
        Some("smithy-rpc-v2-cbor") => Protocol::RpcV2Cbor,
        other => {
            let message = format!("protocol `{}` is not known", other.unwrap_or("(none)"));
            let problem = Problem::at_pointer(
                model.service.origin("/metadata"),
                "/metadata/protocol",
                message,
            );
            let problem = problem.unless_wrong("/metadata/protocols/*");
            model
                .report(problem.help(
                    "known are ec2, json, query, rest-json, rest-xml and smithy-rpc-v2-cbor",
                ));
            Protocol::Json11
        }
    }
}

/// Whether the service speaks the selected protocol; otherwise the selection is a mistake.
fn is_offered(model: &Model<'_>, metadata: &Metadata, wanted: &ManifestName) -> bool {
    let offered = metadata.offered_protocols();
    let is_offered = offered.contains(&wanted.name);
    if !is_offered {
        let (service, name) = (model.service.name(), &wanted.name);
        let message = format!(
            "{service} has no protocol `{name}`; it has {}",
            offered.join(", ")
        );
        // The message has listed all of them, so only the nearest is left to name.
        let near = pageboy_models::nearest(name, offered.iter().map(String::as_str));
        let problem = wanted.source.problem(message);
        model.report(problem.nearest(name, near.iter().map(String::as_str)));
    }
    is_offered
}

fn reach(model: &Model<'_>, selected: &ServiceSelection<'_>) -> Reachable {
    let mut reachable = Reachable::default();
    for operation in selected.operations.values() {
        if let Some(input) = &operation.input {
            reachable.input(model, &input.shape);
        }
        if let Some(output) = &operation.output {
            reachable.output(model, &output.shape);
            reachable.exceptions_in_events(model, &output.shape);
        }
        for error in &operation.errors {
            reachable.exception(model, &error.shape);
        }
    }
    reachable
}

/// Marks each operation with its waiters, paginator and resources, and each waiter for many ids with the operation's paginator.
fn mark_uses(
    operations: &mut [OperationPlan],
    waiters: &mut [WaiterPlan],
    paginators: &[PaginatorPlan],
    resources: Option<&ResourcesPlan>,
) {
    for waiter in &mut *waiters {
        operations[waiter.operation].waitable = true;
        if let Some(batch) = &mut waiter.batch {
            operations[waiter.operation].batched = true;
            batch.paginator = paginators
                .iter()
                .position(|paginator| paginator.operation == waiter.operation)
                .filter(|_| !batch.lists.is_empty());
        }
    }
    if let Some(resources) = resources {
        let uses = resources.uses(operations.len(), |waiter| waiters[waiter].operation);
        for (operation, uses) in operations.iter_mut().zip(uses) {
            operation.uses = uses;
        }
    }
    for (at, paginator) in paginators.iter().enumerate() {
        if paginator.selected {
            operations[paginator.operation].paginator = Some(at);
        }
    }
}

fn operation_plans(
    model: &Model<'_>,
    protocol: Protocol,
    (selected, definitions): (&ServiceSelection<'_>, &Definitions),
    shapes: &Shapes,
) -> Vec<OperationPlan> {
    // All operations of the model claim their names, so that names do not depend on the selection.
    let mut methods = Scope::default();
    let mut types = Scope::default();
    let mut tables = Scope::default();
    let names: HashMap<&str, operations::OperationNames> = model
        .service
        .operation_names()
        .map(|name| {
            let names = operations::OperationNames {
                method: methods.claim(names::field(name)),
                type_name: types.claim(names::type_name(name)),
                table: tables.claim(names::table(name)),
            };
            (name, names)
        })
        .collect();
    selected
        .operations
        .iter()
        .filter_map(|(name, operation)| {
            let selected = operations::SelectedOperation {
                name: name.clone(),
                operation: operation.clone(),
            };
            let names = names.get(name.as_str())?.clone();
            let rules = &definitions.endpoint_rules;
            Some(OperationPlan {
                endpoint_parameters: endpoint::parameters(model, (name, operation), rules),
                ..operations::plan(model, protocol, &selected, shapes, names)
            })
        })
        .collect()
}

fn waiter_plans(
    model: &Model<'_>,
    definitions: &Definitions,
    selected: &ServiceSelection<'_>,
    positions: &HashMap<String, usize>,
) -> Vec<WaiterPlan> {
    let document = definitions.waiters.document();
    let mut methods: HashMap<String, &str> = HashMap::new();
    selected
        .waiters
        .iter()
        .filter_map(|(name, waiter)| {
            let place = pageboy_models::pointer(["waiters", name]);
            let file = document.origin(&place);
            let plan = waiters::plan(
                model,
                file,
                (name, waiter),
                *positions.get(&waiter.operation)?,
            );
            if let Some(other) = methods.insert(plan.method.clone(), name) {
                let message = format!(
                    "its method is `wait_until_{}`, like that of `{other}`",
                    plan.method
                );
                model.report(
                    Problem::at_pointer(file, &place, message).help("give it another name"),
                );
            }
            Some(plan)
        })
        .collect()
}

/// The paginators that waits for many ids follow, selected or not.
fn followed<'d>(
    definitions: &'d Definitions,
    operations: &[OperationPlan],
    waiters: &[WaiterPlan],
) -> BTreeMap<&'d str, &'d Paginator> {
    let batches = waiters.iter().filter(|waiter| {
        let batch = waiter.batch.as_ref();
        batch.is_some_and(|batch| !batch.lists.is_empty())
    });
    let all = definitions.paginators.all();
    batches
        .filter_map(|waiter| all.get_full(operations[waiter.operation].name.as_str()))
        .map(|(_, name, paginator)| (name.as_str(), paginator))
        .collect()
}

fn paginator_plans(
    model: &Model<'_>,
    definitions: &Definitions,
    (selected, followed): (&ServiceSelection<'_>, &BTreeMap<&str, &Paginator>),
    positions: &HashMap<String, usize>,
    shapes: &Shapes,
) -> Vec<PaginatorPlan> {
    let document = definitions.paginators.document();
    let asked = selected.paginators.iter().chain(followed);
    let all: BTreeMap<_, _> = asked.collect();
    all.into_iter()
        .filter_map(|(name, paginator)| {
            let file = document.origin(&pageboy_models::pointer(["pagination", name]));
            let operation = selected.operations.get(*name)?;
            let at = *positions.get(*name)?;
            let plan = paginators::plan(model, file, (name, paginator), (at, operation), shapes);
            Some(PaginatorPlan {
                selected: selected.paginators.contains_key(name),
                ..plan
            })
        })
        .collect()
}
