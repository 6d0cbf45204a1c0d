//! Operations: names, requests, inputs and outputs.

use std::rc::Rc;

use pageboy_models::service::{Operation, Reference};
use pageboy_models::shape::XmlNamespace;
use pageboy_schema::Protocol;

use super::auth::auth;
use super::model::Model;
use super::payload;
use super::resource_types::Uses;
use super::shapes::{self, Shapes};
use super::{AuthPlan, ExceptionPlan, OperationPlan, RootPlan, ShapeId};

/// An operation, as the selection has resolved it.
pub(super) struct SelectedOperation {
    pub(super) name: String,
    pub(super) operation: Rc<Operation>,
}

/// The names of an operation, claimed after those of all operations of the model.
#[derive(Clone)]
pub(super) struct OperationNames {
    pub(super) method: String,
    pub(super) type_name: String,
    pub(super) table: String,
}

/// Plans an operation.
pub(super) fn plan(
    model: &Model<'_>,
    protocol: Protocol,
    selected: &SelectedOperation,
    shapes: &Shapes,
    names: OperationNames,
) -> OperationPlan {
    let SelectedOperation { name, operation } = selected;
    let id = |reference: &Reference| shapes.ids.get(&reference.shape).copied();
    let input = operation.input.as_ref().and_then(id);
    let output = operation.output.as_ref().and_then(id);
    let streams = |id: Option<ShapeId>| id.is_some_and(|id| shapes.plans[id.0].streams);
    OperationPlan {
        name: name.clone(),
        method: names.method,
        table: names.table,
        type_name: names.type_name,
        http_method: operation.http.method.clone(),
        uri: operation.http.request_uri.clone(),
        input,
        output,
        result_wrapper: operation
            .output
            .as_ref()
            .and_then(|output| output.result_wrapper.clone()),
        root: root(model, protocol, operation),
        output_root: output_root(model, protocol, operation),
        errors: exceptions(model, operation, shapes),
        host_prefix: operation
            .endpoint
            .as_ref()
            .map(|endpoint| endpoint.host_prefix.clone()),
        endpoint_parameters: Vec::new(),
        // Unknown ones were reported, and nothing is generated.
        auth: auth(model.service.metadata(), operation).unwrap_or(AuthPlan {
            schemes: Vec::new(),
            unsigned_payload: false,
            of_operation: true,
        }),
        checksum: payload::checksum(operation, input, shapes),
        gzip: payload::gzip(model, operation),
        discovers_endpoints: operation.endpoint_operation,
        needs_discovery: operation
            .endpoint_discovery
            .is_some_and(|discovery| discovery.required),
        deprecated: operation
            .deprecated
            .then(|| operation.deprecated_message.clone().unwrap_or_default()),
        paginator: None,
        waitable: false,
        uses: Uses::default(),
        batched: false,
        repeatable: !streams(input) && !streams(output),
    }
}

/// The root element of a REST-XML request: what the input shape is called as a document, else what the reference to it
/// says, else the shape's name.
fn root(model: &Model<'_>, protocol: Protocol, operation: &Operation) -> Option<RootPlan> {
    let reference = operation
        .input
        .as_ref()
        .filter(|_| protocol == Protocol::RestXml)?;
    let shape = model.shape(&reference.shape)?;
    let document = shape.traits.location_name.as_ref();
    let name = document.or(reference.location_name.as_ref());
    let namespace = reference
        .xml_namespace
        .as_ref()
        .or(shape.traits.xml_namespace.as_ref());
    Some(RootPlan {
        name: name.unwrap_or(&reference.shape).clone(),
        namespace: namespace.map(pair),
    })
}

/// The root element of a REST-XML answer, where the model names it: the name of the output shape as a document, else the
/// name in the reference to it. A payload has a name of its own.
fn output_root(model: &Model<'_>, protocol: Protocol, operation: &Operation) -> Option<String> {
    let reference = operation
        .output
        .as_ref()
        .filter(|_| protocol == Protocol::RestXml)?;
    let shape = model.shape(&reference.shape)?;
    if shape.payload.is_some() {
        return None;
    }
    let document = shape.traits.location_name.as_ref();
    document.or(reference.location_name.as_ref()).cloned()
}

fn pair(namespace: &XmlNamespace) -> (String, String) {
    (
        namespace.uri.clone(),
        namespace.prefix.clone().unwrap_or_default(),
    )
}

fn exceptions(model: &Model<'_>, operation: &Operation, shapes: &Shapes) -> Vec<ExceptionPlan> {
    let declared = operation.errors.iter().filter_map(|error| {
        let shape = model.shape(&error.shape)?;
        let own_code = error.error.as_ref().and_then(|error| error.code.clone());
        Some(ExceptionPlan {
            code: own_code.unwrap_or_else(|| shapes::code(&error.shape, &shape)),
            shape: *shapes.ids.get(&error.shape)?,
            retryable: shape
                .retryable
                .as_ref()
                .map(|retryable| retryable.throttling),
        })
    });
    let mut exceptions: Vec<_> = declared.collect();
    exceptions.sort_by_key(|exception| exception.shape);
    exceptions.dedup_by_key(|exception| exception.shape);
    exceptions
}
