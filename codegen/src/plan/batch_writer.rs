//! Whether the client gets a batch writer, because an operation is DynamoDB's `BatchWriteItem`.

use super::model::Model;
use super::{BatchWriterPlan, Form, OperationPlan, ShapeId, ShapePlan, Target};
use crate::names;

/// The client's method.
const METHOD: &str = "batch_writer";

/// The writer, if the operation is selected and no operation of the model has the method's name.
pub(super) fn plan(
    model: &Model<'_>,
    operations: &[OperationPlan],
    shapes: &[ShapePlan],
) -> Option<BatchWriterPlan> {
    let operation = operations
        .iter()
        .position(|operation| operation.name == "BatchWriteItem")?;
    if model
        .service
        .operation_names()
        .any(|name| names::field(name) == METHOD)
    {
        return None;
    }
    let shapes = Lookup(shapes);
    let by_table = shapes.member(operations[operation].input?, "RequestItems")?;
    let request = shapes.inner(shapes.inner(by_table)?)?;
    let item = shapes.member(shapes.member(request, "PutRequest")?, "Item")?;
    let value = shapes.inner(item)?;
    matches!(shapes.0[value.0].form, Form::Union(_)).then_some(BatchWriterPlan { operation, value })
}

struct Lookup<'a>(&'a [ShapePlan]);

impl Lookup<'_> {
    /// The shape of a structure's member.
    fn member(&self, structure: ShapeId, name: &str) -> Option<ShapeId> {
        let members = self.0[structure.0].members();
        let member = members.iter().find(|member| member.name == name)?;
        shape(member.target)
    }

    /// The shape that a list or a map holds.
    fn inner(&self, id: ShapeId) -> Option<ShapeId> {
        match &self.0[id.0].form {
            Form::List(value) | Form::Map(_, value) => shape(value.target),
            Form::Structure(_) | Form::Union(_) | Form::Enum(_) => None,
        }
    }
}

const fn shape(target: Target) -> Option<ShapeId> {
    match target {
        Target::Shape(id) => Some(id),
        Target::Scalar(_) => None,
    }
}
