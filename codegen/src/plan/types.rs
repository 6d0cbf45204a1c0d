//! The plan of a service: everything that `emit` writes.

use super::endpoint;
use super::resource_types::{ResourcesPlan, Uses};
use super::shape_id::ShapeId;
use pageboy_schema::expression::Expression;
use pageboy_schema::waiter::{Acceptor, BatchList};
use pageboy_schema::{
    Auth, ChecksumAlgorithm, Constant, Location, Protocol, RepeatedToken, TimestampFormat,
};

/// The plan of a service.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServicePlan {
    /// The folder name, for example `ec2`.
    pub name: String,
    /// The module's name.
    pub module: String,
    /// `metadata.serviceId`.
    pub id: String,
    /// `metadata.uid`, which addresses the service's API reference.
    pub uid: String,
    /// `metadata.apiVersion`.
    pub api_version: String,
    /// The wire format.
    pub protocol: Protocol,
    /// The endpoints of requests.
    pub endpoint: endpoint::EndpointPlan,
    /// The service part of the credential scope.
    pub signing_name: String,
    /// Precedes the operation's name in `X-Amz-Target`, or in the path of CBOR requests.
    pub target_prefix: Option<String>,
    /// `metadata.awsQueryCompatible`.
    pub query_compatible: bool,
    /// Whether the service is somebody's own and not one of Amazon's.
    pub foreign: bool,
    /// The shapes, sorted by their model names; [`ShapeId`] is the index.
    pub shapes: Vec<ShapePlan>,
    /// The operations, sorted by name.
    pub operations: Vec<OperationPlan>,
    /// The waiters, sorted by name.
    pub waiters: Vec<WaiterPlan>,
    /// The paginators, sorted by operation.
    pub paginators: Vec<PaginatorPlan>,
    /// The resources, if any are selected.
    pub resources: Option<ResourcesPlan>,
    /// The client's batch writer; DynamoDB alone has one.
    pub batch_writer: Option<BatchWriterPlan>,
    /// Operations that `*` selects and that cannot be generated, with the reason.
    pub left_out: Vec<(String, String)>,
    /// The number of operations in the model.
    pub operations_in_model: usize,
    /// The number of shapes in the model.
    pub shapes_in_model: usize,
}

/// A shape with a table: a structure, union, list or map; or an enum, which has only a type.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ShapePlan {
    /// The name in the model.
    pub name: String,
    /// The Rust type's name; lists and maps have no type of their own.
    pub type_name: String,
    /// The name of the table.
    pub table: String,
    /// Its form.
    pub form: Form,
    /// `sparse`.
    pub sparse: bool,
    /// The index of the `payload` member.
    pub payload: Option<u16>,
    /// Whether a request reaches it below the top level, so that it has setters.
    pub nested_in_input: bool,
    /// Whether it holds a streamed payload or a stream of events, so that it cannot be cloned.
    pub streams: bool,
    /// Whether it is a union of the events of a stream.
    pub event_stream: bool,
    /// The code on the wire, if it is an exception.
    pub code: Option<String>,
    /// `deprecated`, with its message.
    pub deprecated: Option<String>,
}

/// The form of a shape.
#[derive(Clone, Debug)]
pub enum Form {
    /// A structure.
    Structure(Vec<MemberPlan>),
    /// A structure of which exactly one member is set.
    Union(Vec<MemberPlan>),
    /// A list and its element.
    List(Box<MemberPlan>),
    /// A map, its key and its value.
    Map(Box<MemberPlan>, Box<MemberPlan>),
    /// Text with known values.
    Enum(Vec<ValuePlan>),
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct ValuePlan {
    /// The text on the wire.
    pub text: String,
    /// The Rust variant's name.
    pub variant: String,
}

/// The shape of a member, element, key or value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A scalar without a table of its own.
    Scalar(Scalar),
    /// A shape of the plan.
    Shape(ShapeId),
}

/// A scalar. The runtime's `Kind` has the compound kinds, too, which have a shape in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the runtime's kinds")]
pub enum Scalar {
    Boolean,
    Integer,
    Long,
    Float,
    Double,
    String,
    Blob,
    Stream,
    Timestamp,
    Document,
}

/// A member of a structure, the element of a list, or the key or value of a map.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MemberPlan {
    /// The name in the model.
    pub name: String,
    /// The field's name, or the variant's in a union.
    pub field: String,
    /// The setter's name.
    pub setter: String,
    /// The name in requests.
    pub request: String,
    /// The name in responses.
    pub response: String,
    /// Its shape.
    pub target: Target,
    /// Whether it is boxed because the structure contains itself.
    pub boxed: bool,
    /// Its location in a request or answer.
    pub location: Location,
    /// `timestampFormat`.
    pub timestamp: Option<TimestampFormat>,
    /// `min`.
    pub min: Option<f64>,
    /// `xmlNamespace`: URI and prefix.
    pub namespace: Option<(String, String)>,
    /// Requests must set it.
    pub required: bool,
    /// Items stand in the parent element.
    pub flattened: bool,
    /// In requests of `query`, each item of this flattened list has the element's name.
    pub named_items: bool,
    /// It is an attribute of the parent element.
    pub xml_attribute: bool,
    /// Its value is never printed.
    pub sensitive: bool,
    /// A random UUID is sent when it is absent.
    pub idempotency_token: bool,
    /// In a header, the value is JSON in base64.
    pub json_value: bool,
    /// Its bytes may be given as text.
    pub text: bool,
    /// The value is part of the host name.
    pub host_label: bool,
    /// It identifies things by ids, names or ARNs; an empty list does not mean "all".
    pub id: bool,
    /// The value is a stream of events of the target.
    pub event_stream: bool,
    /// In a stream's union: an exception, which has no variant.
    pub exception: bool,
    /// `deprecated`, with its message.
    pub deprecated: Option<String>,
}

/// An operation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OperationPlan {
    /// The name in the model, and on the wire.
    pub name: String,
    /// The client method's name.
    pub method: String,
    /// The builder type's name.
    pub type_name: String,
    /// The name of the table.
    pub table: String,
    /// `http.method`.
    pub http_method: String,
    /// `http.requestUri`.
    pub uri: String,
    /// The input shape.
    pub input: Option<ShapeId>,
    /// The output shape.
    pub output: Option<ShapeId>,
    /// `output.resultWrapper`.
    pub result_wrapper: Option<String>,
    /// `input.locationName` with its namespace: the root element of a request.
    pub root: Option<RootPlan>,
    /// `output.locationName`: the root element of an answer.
    pub output_root: Option<String>,
    /// The exceptions it declares.
    pub errors: Vec<ExceptionPlan>,
    /// `endpoint.hostPrefix`.
    pub host_prefix: Option<String>,
    /// The endpoint parameters that it sets.
    pub endpoint_parameters: Vec<endpoint::ContextPlan>,
    /// The authentication of requests.
    pub auth: AuthPlan,
    /// The checksums of requests and answers.
    pub checksum: ChecksumPlan,
    /// Requests may be compressed with gzip.
    pub gzip: bool,
    /// `endpointoperation`: it returns endpoints.
    pub discovers_endpoints: bool,
    /// Whether its endpoint has to be discovered.
    pub needs_discovery: bool,
    /// `deprecated`, with its message.
    pub deprecated: Option<String>,
    /// The index of its paginator in [`ServicePlan::paginators`].
    pub paginator: Option<usize>,
    /// Whether a waiter of the plan polls it.
    pub waitable: bool,
    /// The purposes for which resources use it.
    pub uses: Uses,
    /// Whether a waiter of the plan with a batch polls it.
    pub batched: bool,
    /// Whether a program's own wait may poll it: neither its input nor its output is a stream.
    pub repeatable: bool,
}

/// The root element of a REST-XML request.
#[derive(Clone, Debug)]
pub struct RootPlan {
    /// The element's name.
    pub name: String,
    /// URI and prefix of its namespace.
    pub namespace: Option<(String, String)>,
}

/// An exception an operation declares.
#[derive(Clone, Debug)]
pub struct ExceptionPlan {
    /// The code on the wire.
    pub code: String,
    /// Its members.
    pub shape: ShapeId,
    /// `retryable`, and whether it is throttling.
    pub retryable: Option<bool>,
}

/// A waiter.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WaiterPlan {
    /// The name in the model.
    pub name: String,
    /// The name in snake case: `wait_until_<method>` on the client.
    pub method: String,
    /// The name of the table.
    pub table: String,
    /// The index of the operation it polls in [`ServicePlan::operations`].
    pub operation: usize,
    /// Seconds between two polls.
    pub delay: f64,
    /// The maximum number of polls.
    pub max_attempts: u32,
    /// The acceptors, in order.
    pub acceptors: Vec<Acceptor>,
    /// How ids relate to the operation, for waits for many things at once.
    pub batch: Option<BatchPlan>,
    /// The file that defines it, for the docs.
    pub origin: String,
}

/// How ids relate to the polled operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchPlan {
    /// The input member that carries the ids, as an index.
    pub ids: u16,
    /// The maximum number of ids per call.
    pub limit: u32,
    /// The lists whose items each belong to one id; none if a whole answer does.
    pub lists: Vec<BatchList>,
    /// The paginator of the operation in [`ServicePlan::paginators`], if answers come in pages.
    pub paginator: Option<usize>,
}

/// A paginator.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PaginatorPlan {
    /// The index of the operation in [`ServicePlan::operations`].
    pub operation: usize,
    /// The name of the table.
    pub table: String,
    /// Whether the manifest selects it; otherwise only waits for many follow its pages.
    pub selected: bool,
    /// Pairs of input member and output expression.
    pub tokens: Vec<TokenPlan>,
    /// The pages end when its value is falsy.
    pub more_results: Option<Expression>,
    /// The results, the primary one first.
    pub results: Vec<ResultPlan>,
    /// The input member that sets the page size.
    pub limit: Option<u16>,
    /// The values that the full result takes from the first page.
    pub non_aggregate: Vec<ResultPlan>,
    /// The meaning of a repeated token.
    pub repeated_token: RepeatedToken,
    /// The fixed members of every request: index and value.
    pub every_request: Vec<(u16, Constant<String>)>,
    /// The tokens of the first request, one for each of [`tokens`](Self::tokens), or none.
    pub first_token: Vec<String>,
    /// The page size if the caller sets none.
    pub default_limit: Option<i32>,
    /// The maximum page size with which the service returns tokens.
    pub max_limit: Option<i32>,
    /// The file that defines it, for the docs.
    pub origin: String,
}

/// A token: its input member and its output expression.
#[derive(Clone, Debug)]
pub struct TokenPlan {
    /// The input member, as an index.
    pub input: u16,
    /// The expression over the output.
    pub output: Expression,
}

/// A dotted path into the output.
#[derive(Clone, Debug)]
pub struct ResultPlan {
    /// The path in the model's names.
    pub path: String,
    /// The member indices from the output down.
    pub members: Vec<u16>,
    /// The shape at the end of the path.
    pub target: Target,
    /// The builder's method that streams its items, if there is one.
    pub method: Option<String>,
}

/// The checksums of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChecksumPlan {
    /// Requests must have one.
    pub required: bool,
    /// The member that names the algorithm.
    pub algorithm_member: Option<u16>,
    /// The member that asks for a checksum of the answer.
    pub validation_member: Option<u16>,
    /// The algorithms that an answer may have and the runtime can verify, best first.
    pub response_algorithms: Vec<ChecksumAlgorithm>,
}

/// The authentication of an operation's requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthPlan {
    /// The schemes, best first.
    pub schemes: Vec<Auth<String>>,
    /// `unsignedPayload`, or `v4-unsigned-body`: signatures leave the body out.
    pub unsigned_payload: bool,
    /// Whether the operation itself names the schemes, rather than the service.
    pub of_operation: bool,
}

/// A writer that puts and deletes items in batches.
#[derive(Clone, Copy, Debug)]
pub struct BatchWriterPlan {
    /// The index of its operation in [`ServicePlan::operations`](super::ServicePlan::operations).
    pub operation: usize,
    /// The union of attribute values.
    pub value: ShapeId,
}

impl ServicePlan {
    /// The shape with this id.
    pub fn shape(&self, id: ShapeId) -> &ShapePlan {
        &self.shapes[id.0]
    }
}

impl ShapePlan {
    /// The variants of a union, with their indices in the table.
    pub fn variants(&self) -> impl Iterator<Item = (usize, &MemberPlan)> {
        let members = self.members().iter().enumerate();
        members.filter(|(_, member)| !member.exception)
    }

    /// The members of a structure or union.
    pub fn members(&self) -> &[MemberPlan] {
        match &self.form {
            Form::Structure(members) | Form::Union(members) => members,
            Form::List(_) | Form::Map(..) | Form::Enum(_) => &[],
        }
    }
}
