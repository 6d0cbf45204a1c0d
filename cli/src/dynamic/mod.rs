//! A plan as tables in memory, instead of as Rust source.
//!
//! Wire formats, waiters and paginators treat these tables like generated ones, so the command reaches every service without
//! compiling one, and tests cover every definition through the engine that consumers use. Tables live as long as the
//! program: they are meant for commands and tests, which load a service once.

pub mod endpoint;
pub mod resources;

use std::collections::HashMap;
use std::time::Duration;

use pageboy::jmespath::Expression;
use pageboy::paginator::{Paginator, RequestMember, ResultPath, Token};
use pageboy::schema::{
    Checksum, Exception, Kind, Member, Operation, Service, Shape, XmlName, shapes,
};
use pageboy::waiter::{Acceptor, Batch, BatchItems, Waiter};
use pageboy_codegen::plan::expression::Expression as ExpressionPlan;
use pageboy_codegen::plan::{
    BatchPlan, ChecksumPlan, ExceptionPlan, Form, MemberPlan, OperationPlan, PaginatorPlan,
    ResultPlan, Scalar, ServicePlan, ShapeId, ShapePlan, Target, WaiterPlan,
};

/// The tables of a service.
#[derive(Debug)]
pub struct Tables {
    /// The service.
    pub service: &'static Service,
    /// The operations by name.
    pub operations: HashMap<&'static str, &'static Operation>,
    /// The waiters by name.
    pub waiters: HashMap<&'static str, &'static Waiter>,
    /// The paginators by operation.
    pub paginators: HashMap<&'static str, &'static Paginator>,
    /// The resources by name, with the service itself as `ServiceResource`.
    pub resources: HashMap<String, resources::Resource>,
}

impl Tables {
    /// Builds the tables of a plan.
    pub fn new(plan: &ServicePlan) -> Self {
        let service = leak(service(plan));
        let shapes = shape_tables(plan);
        let exceptions = exceptions(plan, &shapes);
        let operations: Vec<&'static Operation> = plan
            .operations
            .iter()
            .map(|planned| leak(operation(service, planned, &shapes, &exceptions)))
            .collect();
        let paginators: Vec<&'static Paginator> = plan
            .paginators
            .iter()
            .map(|planned| leak(paginator(planned, operations[planned.operation])))
            .collect();
        let waiters: Vec<&'static Waiter> = plan
            .waiters
            .iter()
            .map(|planned| leak(waiter(planned, operations[planned.operation], &paginators)))
            .collect();
        let resources = plan.resources.as_ref().map(|resources| {
            let known = resources::ResourceTables {
                service,
                shapes: &shapes,
                operations: &operations,
                waiters: &waiters,
                paginators: &paginators,
            };
            known.resources(resources)
        });
        let selected = plan
            .paginators
            .iter()
            .zip(&paginators)
            .filter(|(planned, _)| planned.selected)
            .map(|(_, table)| (table.operation.name, *table));
        Self {
            service,
            resources: resources.unwrap_or_default(),
            waiters: waiters.iter().map(|table| (table.name, *table)).collect(),
            paginators: selected.collect(),
            operations: operations
                .iter()
                .map(|operation| (operation.name, *operation))
                .collect(),
        }
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn slice<T>(values: impl IntoIterator<Item = T>) -> &'static [T] {
    values.into_iter().collect::<Vec<_>>().leak()
}

fn service(plan: &ServicePlan) -> Service {
    let endpoint = endpoint::endpoint(&plan.endpoint);
    let mut service = Service::new(
        text(&plan.name),
        text(&plan.id),
        text(&plan.api_version),
        plan.protocol,
        endpoint,
    )
    .signing_name(text(&plan.signing_name))
    .target_prefix(plan.target_prefix.as_deref().map_or("", text));
    if plan.query_compatible {
        service = service.query_compatible();
    }
    if plan.foreign {
        service = service.foreign();
    }
    service
}

/// Every shape is made first, then gets its members, because shapes refer to each other in cycles.
fn shape_tables(plan: &ServicePlan) -> Vec<&'static Shape> {
    let made: Vec<&'static Shape> = plan
        .shapes
        .iter()
        .map(|shape| leak(incomplete(shape)))
        .collect();
    for (table, shape) in made.iter().zip(&plan.shapes) {
        let members = match &shape.form {
            Form::Structure(members) | Form::Union(members) => {
                slice(members.iter().map(|planned| member(planned, &made)))
            }
            Form::List(element) => slice([member(element, &made)]),
            Form::Map(key, value) => slice([member(key, &made), member(value, &made)]),
            Form::Enum(_) => &[],
        };
        table.complete(members);
    }
    made
}

fn incomplete(plan: &ShapePlan) -> Shape {
    let kind = match plan.form {
        Form::Structure(_) => Kind::Structure,
        Form::Union(_) => Kind::Union,
        Form::List(_) => Kind::List,
        Form::Map(..) => Kind::Map,
        Form::Enum(_) => Kind::Enum,
    };
    if let Form::Enum(values) = &plan.form {
        let values = slice(values.iter().map(|value| text(&value.text)));
        return Shape::enumeration(text(&plan.name), values);
    }
    let shape = Shape::incomplete(text(&plan.name), kind);
    let shape = if plan.sparse { shape.sparse() } else { shape };
    match plan.payload {
        Some(index) => shape.payload(index),
        None => shape,
    }
}

fn target(target: Target, made: &[&'static Shape]) -> &'static Shape {
    match target {
        Target::Scalar(Scalar::Boolean) => &shapes::BOOLEAN,
        Target::Scalar(Scalar::Integer) => &shapes::INTEGER,
        Target::Scalar(Scalar::Long) => &shapes::LONG,
        Target::Scalar(Scalar::Float) => &shapes::FLOAT,
        Target::Scalar(Scalar::Double) => &shapes::DOUBLE,
        Target::Scalar(Scalar::String) => &shapes::STRING,
        Target::Scalar(Scalar::Blob) => &shapes::BLOB,
        Target::Scalar(Scalar::Stream) => &shapes::STREAM,
        Target::Scalar(Scalar::Timestamp) => &shapes::TIMESTAMP,
        Target::Scalar(Scalar::Document) => &shapes::DOCUMENT,
        Target::Shape(id) => made[id.0],
    }
}

fn member(member: &MemberPlan, made: &[&'static Shape]) -> Member {
    let mut table = Member::new(text(&member.name), target(member.target, made))
        .request(text(&member.request))
        .response(text(&member.response))
        .location(member.location);
    table.min = member.min;
    table.timestamp = member.timestamp;
    if let Some((uri, prefix)) = &member.namespace {
        table = table.namespace(text(uri), text(prefix));
    }
    let mut with = |set: bool, flag: fn(Member) -> Member| {
        if set {
            table = flag(table);
        }
    };
    with(member.required, Member::required);
    with(member.flattened, Member::flattened);
    with(member.named_items, Member::named_items);
    with(member.xml_attribute, Member::xml_attribute);
    with(member.sensitive, Member::sensitive);
    with(member.idempotency_token, Member::idempotency_token);
    with(member.json_value, Member::json_value);
    with(member.text, Member::text);
    with(member.host_label, Member::host_label);
    with(member.id, Member::id);
    with(member.event_stream, Member::event_stream);
    table
}

fn exceptions(plan: &ServicePlan, made: &[&'static Shape]) -> HashMap<ShapeId, &'static Exception> {
    let mut exceptions = HashMap::new();
    for ExceptionPlan {
        code,
        shape,
        retryable,
    } in plan
        .operations
        .iter()
        .flat_map(|operation| &operation.errors)
    {
        exceptions.entry(*shape).or_insert_with(|| {
            let exception = Exception::new(text(code), made[shape.0]);
            leak(match retryable {
                Some(throttling) => exception.retryable(*throttling),
                None => exception,
            })
        });
    }
    exceptions
}

fn operation(
    service: &'static Service,
    plan: &OperationPlan,
    made: &[&'static Shape],
    exceptions: &HashMap<ShapeId, &'static Exception>,
) -> Operation {
    let schemes = plan.auth.schemes.iter().cloned();
    let schemes = schemes.map(|scheme| scheme.map(|value| text(&value)));
    let mut operation = Operation::new(service, text(&plan.name))
        .http(text(&plan.http_method), text(&plan.uri))
        .errors(slice(
            plan.errors
                .iter()
                .filter_map(|error| exceptions.get(&error.shape).copied()),
        ))
        .checksum(checksum(&plan.checksum))
        .auth(slice(schemes));
    operation.unsigned_payload = plan.auth.unsigned_payload;
    operation.own_auth = plan.auth.of_operation;
    operation.endpoint_parameters = endpoint::context(&plan.endpoint_parameters);
    operation.gzip = plan.gzip;
    operation.discovers_endpoints = plan.discovers_endpoints;
    operation.needs_discovery = plan.needs_discovery;
    operation.input = plan.input.map(|id| made[id.0]);
    operation.output = plan.output.map(|id| made[id.0]);
    operation.result_wrapper = plan.result_wrapper.as_deref().map(text);
    operation.output_root = plan.output_root.as_deref().map(text);
    operation.host_prefix = plan.host_prefix.as_deref().map(text);
    operation.root = plan.root.as_ref().map(|root| {
        let name = XmlName::new(text(&root.name));
        match &root.namespace {
            Some((uri, prefix)) => name.namespace(text(uri), text(prefix)),
            None => name,
        }
    });
    operation
}

fn checksum(plan: &ChecksumPlan) -> Checksum {
    let mut checksum = Checksum::NONE;
    checksum.required = plan.required;
    checksum.algorithm_member = plan.algorithm_member;
    checksum.validation_member = plan.validation_member;
    checksum.response_algorithms = slice(plan.response_algorithms.iter().copied());
    checksum
}

fn waiter(
    plan: &WaiterPlan,
    operation: &'static Operation,
    paginators: &[&'static Paginator],
) -> Waiter {
    let acceptors = plan.acceptors.iter().cloned().map(Acceptor::from);
    let delay = Duration::try_from_secs_f64(plan.delay).unwrap_or(Duration::MAX);
    let (name, attempts) = (text(&plan.name), plan.max_attempts);
    let waiter = Waiter::new(name, operation, delay, attempts, slice(acceptors));
    match &plan.batch {
        Some(planned) => waiter.batch(leak(batch(planned, paginators))),
        None => waiter,
    }
}

fn batch(plan: &BatchPlan, paginators: &[&'static Paginator]) -> Batch {
    let items = plan.lists.iter().map(|list| {
        let (members, ids) = (list.members.iter().copied(), list.ids.iter().copied());
        BatchItems::new(text(&list.path), slice(members), slice(ids))
    });
    let batch = Batch::new(plan.ids, plan.limit, slice(items));
    match plan.paginator {
        Some(at) => batch.paginator(paginators[at]),
        None => batch,
    }
}

fn paginator(plan: &PaginatorPlan, operation: &'static Operation) -> Paginator {
    let tokens = plan.tokens.iter();
    let tokens = tokens.map(|token| Token::new(token.input, expression(&token.output)));
    let results = plan.results.iter().map(result_path);
    let every_request = plan.every_request.iter().map(|(input, value)| {
        let value = value.clone().map(|value| text(&value));
        RequestMember::new(*input, value)
    });
    let mut table = Paginator::new(operation, slice(tokens), slice(results));
    table.more_results = plan.more_results.as_ref().map(kept);
    table.limit = plan.limit;
    table.non_aggregate = slice(plan.non_aggregate.iter().map(result_path));
    table.repeated_token = plan.repeated_token;
    table.every_request = slice(every_request);
    table.first_token = slice(plan.first_token.iter().map(|token| text(token)));
    table.default_limit = plan.default_limit;
    table.max_limit = plan.max_limit;
    table
}

fn result_path(plan: &ResultPlan) -> ResultPath {
    ResultPath::new(text(&plan.path), slice(plan.members.iter().copied()))
}

/// An expression that lives as long as the program.
fn kept(plan: &ExpressionPlan) -> &'static Expression {
    leak(expression(plan))
}

fn expression(plan: &ExpressionPlan) -> Expression {
    plan.clone().into()
}
