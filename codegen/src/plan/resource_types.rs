//! Resources as they will be emitted.

use super::expression;
use super::shape_id::ShapeId;

/// The resources of a service.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ResourcesPlan {
    /// The service as a resource: it has no identifiers.
    pub service: ResourcePlan,
    /// The selected resources, in the order of the file.
    pub resources: Vec<ResourcePlan>,
    /// Where they were defined, for the docs.
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
    /// What tells one resource of this kind from another.
    pub identifiers: Vec<IdentifierPlan>,
    /// The structure that holds its data, if any call or collection gives data.
    pub data: Option<ShapeId>,
    /// The call that gets the data.
    pub load: Option<LoadPlan>,
    /// What else it can do, in the order of the definition.
    pub methods: Vec<MethodPlan>,
    /// Calls for all resources of a collection.
    pub batch_actions: Vec<BatchPlan>,
    /// Whether it has a batch writer, the client's, for itself.
    pub batch_writer: bool,
    /// Methods of the definition that are not there, with the reason.
    pub left_out: Vec<(String, String)>,
}

/// An identifier of a resource.
#[derive(Clone, Debug)]
pub struct IdentifierPlan {
    /// The name in the definition.
    pub name: String,
    /// The name of the method that gives it, and of constructors' arguments.
    pub method: String,
    /// A second method, named after the member that holds the same.
    pub alias: Option<String>,
    /// The index of that member in the data, if it is there.
    pub member: Option<u16>,
    /// It is a whole number.
    pub is_integer: bool,
    /// The empty text is a value like any other.
    pub may_be_empty: bool,
}

/// A call whose parameters are partly filled in.
#[derive(Clone, Debug)]
pub struct CallPlan {
    /// The index of the operation in [`ServicePlan::operations`](super::ServicePlan::operations).
    pub operation: usize,
    /// What is filled in.
    pub params: Vec<ParamPlan>,
}

/// A parameter that is filled in.
#[derive(Clone, Debug)]
pub struct ParamPlan {
    /// Where in the input, as the definition has it.
    pub target: String,
    /// The same, resolved.
    pub steps: Vec<StepPlan>,
    /// What is written there.
    pub source: SourcePlan,
}

/// A member of a structure on the way to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepPlan {
    /// The index of the member.
    pub member: u16,
    /// Which element of it, if it is a list.
    pub element: ElementPlan,
}

/// Which element of a list a target means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementPlan {
    /// It is no list.
    None,
    /// `[n]`.
    At(u16),
    /// `[]`: a new one at the end.
    New,
    /// `[*]`: that of the resource's place in its batch, else as [`New`](Self::New).
    Same,
}

/// What is written to a parameter.
#[derive(Clone, Debug)]
pub enum SourcePlan {
    /// An identifier of the resource, by its index.
    Identifier(u16),
    /// What an expression finds in the resource's data.
    Data(expression::Expression),
    /// A constant.
    Text(String),
    /// A constant.
    Integer(i64),
    /// A constant.
    Boolean(bool),
}

/// What an answer is made into.
#[derive(Clone, Debug)]
pub struct MadePlan {
    /// The index of the resource in [`ResourcesPlan::resources`].
    pub resource: usize,
    /// Where each of its identifiers comes from.
    pub identifiers: Vec<IdentifierSource>,
    /// Where the data is, if there is any.
    pub data: Option<expression::Expression>,
    /// Whether it is any number of resources.
    pub many: bool,
    /// The index of the identifier for each of whose values the others are taken once more.
    pub for_each: Option<u16>,
}

/// Where an identifier of a new resource comes from.
#[derive(Clone, Debug)]
pub enum IdentifierSource {
    /// What an expression finds in the answer.
    Answer(expression::Expression),
    /// What an expression finds in the request.
    Request(expression::Expression),
    /// What an expression finds in the data of the resource it is reached from.
    Data(expression::Expression),
    /// An identifier of the resource it is reached from, by its index.
    Identifier(u16),
}

/// The call that gets a resource's data.
#[derive(Clone, Debug)]
pub struct LoadPlan {
    /// The call.
    pub call: CallPlan,
    /// Where the answer holds the data: a structure, or a list in which the resource is one of many.
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
    /// What it does.
    pub kind: MethodKind,
}

/// What a method of a resource does.
#[derive(Clone, Debug)]
pub enum MethodKind {
    /// Makes a call; its answer may be made into resources.
    Action(CallPlan, Option<MadePlan>),
    /// Makes another resource of identifiers alone.
    Subresource {
        /// The index of the resource.
        resource: usize,
        /// Where each of its identifiers comes from: the index of one of this resource's, or the caller (`None`).
        identifiers: Vec<Option<u16>>,
    },
    /// Makes another resource of the data.
    Reference(MadePlan),
    /// Lists resources.
    Collection {
        /// The call.
        call: CallPlan,
        /// The index of its paginator.
        paginator: Option<usize>,
        /// What answers are made into.
        made: MadePlan,
    },
    /// Waits.
    Wait {
        /// The index of the waiter.
        waiter: usize,
        /// What is filled in.
        params: Vec<ParamPlan>,
        /// Where the last answer holds the resource's data, if it always does.
        data: Option<expression::Expression>,
    },
}

/// A call for all resources of a collection.
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
    /// The most resources of one call.
    pub limit: Option<u32>,
    /// Where the answer lists what could not be done.
    pub failures: Option<expression::Expression>,
}

/// What the requests of an operation are for, beside being sent: a builder has the methods for that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// An action that returns what the operation returns.
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

impl ResourcesPlan {
    /// The service as a resource, then the others.
    pub fn all(&self) -> impl Iterator<Item = &ResourcePlan> {
        std::iter::once(&self.service).chain(&self.resources)
    }

    /// What the requests of each operation are for; `operations` of them there are. `polled` gives the operation of a
    /// waiter.
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
