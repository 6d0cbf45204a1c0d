//! The plan of a service's resources.

use pageboy_schema::Step;

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
    /// The file that defines them, for the docs.
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
    /// The structure of its data, if a call or collection returns data.
    pub data: Option<ShapeId>,
    /// The call that loads the data.
    pub load: Option<LoadPlan>,
    /// The other methods, in the order of the definition.
    pub methods: Vec<MethodPlan>,
    /// Calls for all resources of a collection.
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
    /// The name of the method that returns it, and of the constructors' argument.
    pub method: String,
    /// A second method, named after the member with the same value.
    pub alias: Option<String>,
    /// The index of that member in the data, if the data has it.
    pub member: Option<u16>,
    /// It is a whole number.
    pub is_integer: bool,
    /// The empty text is a valid value.
    pub may_be_empty: bool,
}

/// A call with parameters that the resource fills in.
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
    /// The target in the input, as the definition writes it.
    pub target: String,
    /// The target as members.
    pub steps: Vec<Step>,
    /// The source of its value.
    pub source: SourcePlan,
}

/// The source of a parameter's value.
///
/// The runtime's `ParamSource` is the same in a `static`, with borrowed text and expressions.
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

/// The resources in an answer or in data: an entry `resource`.
#[derive(Clone, Debug)]
pub struct ResponseResourcePlan {
    /// The index of the resource in [`ResourcesPlan::resources`].
    pub resource: usize,
    /// The source of each identifier.
    pub identifiers: Vec<IdentifierSource>,
    /// The place of the data, if there is any.
    pub data: Option<expression::Expression>,
    /// Whether it is a list of resources.
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
    /// The result of an expression on the parent's data.
    Data(expression::Expression),
    /// An identifier of the parent, by its index.
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
    /// Whether it reads the resource's data; only a loaded resource has such a method.
    pub needs_data: bool,
    /// Its behaviour.
    pub kind: MethodKind,
}

/// The behaviour of a resource's method.
#[derive(Clone, Debug)]
pub enum MethodKind {
    /// Makes a call, and resources from its answer if there are any.
    Action(CallPlan, Option<ResponseResourcePlan>),
    /// Makes a resource from identifiers alone.
    Subresource {
        /// The index of the resource.
        resource: usize,
        /// The source of each identifier: the index of one of this resource, or the caller (`None`).
        identifiers: Vec<Option<u16>>,
    },
    /// Makes a resource from the data.
    Reference(ResponseResourcePlan),
    /// Lists resources.
    Collection {
        /// The call.
        call: CallPlan,
        /// The index of its paginator.
        paginator: Option<usize>,
        /// The resources in the answers.
        made: ResponseResourcePlan,
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
    /// The maximum number of resources per call.
    pub limit: Option<u32>,
    /// The list of failures in the answer.
    pub failures: Option<expression::Expression>,
}

/// The purposes of an operation's requests in resources; each adds a method to the builder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// An action that returns the operation's output.
    pub act: bool,
    /// An action that returns resources.
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

    /// The purposes of each operation's requests: one entry per operation. `polled` returns the operation of a
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
