//! Resources: objects with identifiers, whose methods fill in requests and make further resources from answers.

mod answers;
mod batches;
mod has;
mod meaning;
mod methods;
mod names;
mod parameters;
mod reader;
mod select;
mod waits;

use std::collections::HashMap;

use pageboy_models::resources::Resource;
use pageboy_models::{Definitions, pointer};

use super::model::{Model, Type};
use super::names::{Scope, table, type_name};
use super::reachable::Reachable;
use super::select::Selected;
use super::shapes::Shapes;
use super::{OperationPlan, PaginatorPlan, ShapeId, WaiterPlan, expression};
use reader::Reader;

pub(super) use select::{Chosen, SERVICE_RESOURCE};

/// The resources of a service.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ResourcesPlan {
    /// The service as a resource: it has no identifiers.
    pub service: ResourcePlan,
    /// The selected resources, in the order of the file.
    pub resources: Vec<ResourcePlan>,
    /// The files that define them, for the docs.
    pub origin: String,
}

/// A resource, or the service as one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ResourcePlan {
    /// The name in the definition; `ServiceResource` for the service.
    pub name: String,
    /// The Rust type's name.
    pub type_name: String,
    /// The name of the table.
    pub table: String,
    /// The identifiers, which tell resources of this kind apart.
    pub identifiers: Vec<IdentifierPlan>,
    /// The structure of its data, if any call or collection returns it.
    pub data: Option<ShapeId>,
    /// The call that loads the data.
    pub load: Option<LoadPlan>,
    /// Its other methods, in the order of the definition.
    pub methods: Vec<MethodPlan>,
    /// Its batch actions.
    pub batch_actions: Vec<BatchPlan>,
    /// Whether it has the client's batch writer.
    pub batch_writer: bool,
    /// Methods of the definition that are left out, with the reason.
    pub left_out: Vec<(String, String)>,
}

/// An identifier of a resource.
#[derive(Clone, Debug)]
pub struct IdentifierPlan {
    /// The name in the definition.
    pub name: String,
    /// The method that returns it, also the name of constructors' arguments.
    pub method: String,
    /// A second method, named after the member of the data with the same value.
    pub alias: Option<String>,
    /// The index of that member in the data, if the data has it.
    pub member: Option<u16>,
    /// Whether it is a whole number.
    pub is_integer: bool,
    /// Whether the empty text is a valid value.
    pub may_be_empty: bool,
}

/// A call whose parameters are partly filled in.
#[derive(Clone, Debug)]
pub struct CallPlan {
    /// The index of the operation in [`ServicePlan::operations`](super::ServicePlan::operations).
    pub operation: usize,
    /// The parameters that are filled in.
    pub params: Vec<ParamPlan>,
}

/// A parameter that is filled in.
#[derive(Clone, Debug)]
pub struct ParamPlan {
    /// The place in the input, as the definition has it.
    pub target: String,
    /// The same, resolved.
    pub steps: Vec<StepPlan>,
    /// The value that is written there.
    pub source: SourcePlan,
}

/// A member of a structure on the way to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepPlan {
    /// The index of the member.
    pub member: u16,
    /// Its element, if it is a list.
    pub element: ElementPlan,
}

/// The element of a list that a target means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementPlan {
    /// It is not a list.
    None,
    /// `[n]`.
    At(u16),
    /// `[]`: a new element at the end.
    New,
    /// `[*]`: the element at the resource's index in its batch, else as [`New`](Self::New).
    Same,
}

/// The value of a parameter.
#[derive(Clone, Debug)]
pub enum SourcePlan {
    /// An identifier of the resource, by its index.
    Identifier(u16),
    /// The result of an expression on the resource's data.
    Data(expression::Expression),
    /// A constant.
    Text(String),
    /// A constant.
    Integer(i64),
    /// A constant.
    Boolean(bool),
}

/// The resources that are made from an answer.
#[derive(Clone, Debug)]
pub struct MadePlan {
    /// The index of the resource in [`ResourcesPlan::resources`].
    pub resource: usize,
    /// The source of each identifier.
    pub identifiers: Vec<IdentifierSource>,
    /// The place of the data, if there is any.
    pub data: Option<expression::Expression>,
    /// Whether there may be any number of resources.
    pub many: bool,
    /// The index of the identifier for each of whose values the others are repeated.
    pub for_each: Option<u16>,
}

/// The source of an identifier of a new resource.
#[derive(Clone, Debug)]
pub enum IdentifierSource {
    /// The result of an expression on the answer.
    Answer(expression::Expression),
    /// The result of an expression on the request.
    Request(expression::Expression),
    /// The result of an expression on the data of the resource it is reached from.
    Data(expression::Expression),
    /// An identifier of the resource it is reached from, by its index.
    Identifier(u16),
}

/// The call that loads a resource's data.
#[derive(Clone, Debug)]
pub struct LoadPlan {
    /// The call.
    pub call: CallPlan,
    /// The place of the data in the answer: a structure, or a list that contains the resource.
    pub path: expression::Expression,
    /// Whether it is a list.
    pub many: bool,
}

/// A method of a resource.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MethodPlan {
    /// The name in the definition.
    pub name: String,
    /// The method's name.
    pub method: String,
    /// The name of its table; subresources need none.
    pub table: String,
    /// Whether it reads the resource's data, so that only a loaded resource has it.
    pub needs_data: bool,
    /// Its behaviour.
    pub kind: MethodKind,
}

/// The behaviour of a resource's method.
#[derive(Clone, Debug)]
pub enum MethodKind {
    /// Makes a call; resources may be made from its answer.
    Action(CallPlan, Option<MadePlan>),
    /// Makes another resource from identifiers alone.
    Subresource {
        /// The index of the resource.
        resource: usize,
        /// The source of each identifier: the index of one of this resource's, or the caller (`None`).
        identifiers: Vec<Option<u16>>,
    },
    /// Makes another resource from the data.
    Reference(MadePlan),
    /// Lists resources.
    Collection {
        /// The call.
        call: CallPlan,
        /// The index of its paginator.
        paginator: Option<usize>,
        /// The resources that are made from answers.
        made: MadePlan,
    },
    /// Waits.
    Wait {
        /// The index of the waiter.
        waiter: usize,
        /// The parameters that are filled in.
        params: Vec<ParamPlan>,
        /// The place of the resource's data in the last answer, if it is always there.
        data: Option<expression::Expression>,
    },
}

/// A batch action of a collection.
#[derive(Clone, Debug)]
pub struct BatchPlan {
    /// The name in the definition.
    pub name: String,
    /// The method's name.
    pub method: String,
    /// The name of its table.
    pub table: String,
    /// Whether it reads the resources' data.
    pub needs_data: bool,
    /// The call.
    pub call: CallPlan,
    /// Maximum number of resources per call.
    pub limit: Option<u32>,
    /// The list of failures in the answer.
    pub failures: Option<expression::Expression>,
}

/// The further purposes of an operation's requests; its builder has the methods for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// An action that returns the operation's output.
    pub act: bool,
    /// An action that leads to resources.
    pub make: bool,
    /// A collection.
    pub list: bool,
    /// A batch action.
    pub batch: bool,
    /// A wait of a resource.
    pub wait: bool,
}

/// Types that generated code puts beside those of resources.
const TAKEN: &[&str] = &[
    "Act",
    "Batch",
    "Client",
    "Collection",
    "Handle",
    "List",
    "Loaded",
    "Loading",
    "Make",
    "Part",
    SERVICE_RESOURCE,
    "WaitFor",
];

/// The plans that resources refer to.
pub(super) struct Known<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) selected: &'a Selected<'a>,
    pub(super) shapes: &'a Shapes,
    pub(super) operations: &'a [OperationPlan],
    pub(super) waiters: &'a [WaiterPlan],
    pub(super) paginators: &'a [PaginatorPlan],
}

/// Adds the structures of data: not every answer refers to them as the definition does.
pub(super) fn reach(
    reachable: &mut Reachable,
    model: &Model<'_>,
    definitions: &Definitions,
    selected: &Selected<'_>,
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
pub(super) fn plan(model: &Model<'_>, known: &Known<'_>) -> Option<ResourcesPlan> {
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
        let reader = Reader::new(model, known, &positions, (name, resource), base);
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
        origin: super::service::file_label(document.origin("/service")),
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

impl ResourcesPlan {
    /// The service as a resource, then the others.
    pub fn all(&self) -> impl Iterator<Item = &ResourcePlan> {
        std::iter::once(&self.service).chain(&self.resources)
    }

    /// The purposes of each operation's requests: one entry per operation. `polled` returns the operation of a waiter.
    pub(super) fn uses(&self, operations: usize, polled: impl Fn(usize) -> usize) -> Vec<Uses> {
        let mut uses = vec![Uses::default(); operations];
        for resource in self.all() {
            for method in &resource.methods {
                match &method.kind {
                    MethodKind::Action(call, None) => uses[call.operation].act = true,
                    MethodKind::Action(call, Some(_)) => uses[call.operation].make = true,
                    MethodKind::Collection { call, .. } => uses[call.operation].list = true,
                    MethodKind::Wait { waiter, .. } => uses[polled(*waiter)].wait = true,
                    MethodKind::Subresource { .. } | MethodKind::Reference(_) => {}
                }
            }
            for action in &resource.batch_actions {
                uses[action.call.operation].batch = true;
            }
        }
        uses
    }
}
