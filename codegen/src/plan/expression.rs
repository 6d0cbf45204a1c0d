//! Expressions of definitions, checked against the model.

use std::rc::Rc;

pub use pageboy_schema::expression::{Expression, Node};
use pageboy_schema::expression::{Form, Mistake, Shape, Type as ValueType, fit};
use pageboy_schema::{Times, ValueKind};

use super::model::{Model, Type};

/// Parses `source`, checks it against `root`, and resolves its members.
///
/// Returns the expression and the type of its value, or every mistake in it.
pub(crate) fn lower(
    source: &str,
    root: &Type,
    model: &Model<'_>,
) -> Result<(Expression, Type), Vec<Mistake>> {
    let fitting = fit(source, &value_type(model, root), Times::Seconds)?;
    Ok((fitting.expression, found(&fitting.kind)))
}

/// A type of the model, as expressions see it.
pub(super) fn value_type<'a, 'm>(
    model: &'a Model<'m>,
    kind: &Type,
) -> ValueType<ModelType<'a, 'm>> {
    ValueType::Shape(ModelType {
        model,
        kind: kind.clone(),
    })
}

/// A type of the model, with the model that has its members.
#[derive(Clone)]
pub(super) struct ModelType<'a, 'm> {
    model: &'a Model<'m>,
    kind: Type,
}

impl PartialEq for ModelType<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Shape for ModelType<'_, '_> {
    fn form(&self) -> Form<Self> {
        let of = |kind: &Type| Self {
            model: self.model,
            kind: kind.clone(),
        };
        match &self.kind {
            Type::List(item) => Form::List(of(item)),
            Type::Map(value) => Form::Map(of(value)),
            Type::Structure(name) => {
                let shape = self.model.shape(name);
                match shape.is_some_and(|shape| shape.union) {
                    true => Form::Union(name.clone()),
                    false => Form::Structure(name.clone()),
                }
            }
            Type::Events => Form::Events,
            other => Form::Scalar(other.known(self.model)),
        }
    }

    fn member(&self, name: &str) -> Option<(u16, Self)> {
        let Type::Structure(structure) = &self.kind else {
            return None;
        };
        let (index, kind) = self.model.member_type(structure, name).ok()?;
        let model = self.model;
        Some((index, Self { model, kind }))
    }

    fn member_names(&self) -> Vec<String> {
        let shape = match &self.kind {
            Type::Structure(structure) => self.model.shape(structure),
            _ => None,
        };
        shape
            .map(|shape| shape.members.keys().cloned().collect())
            .unwrap_or_default()
    }
}

/// The type of an expression's value.
fn found(kind: &ValueType<ModelType<'_, '_>>) -> Type {
    match kind {
        ValueType::Any => Type::Any,
        ValueType::Shape(shape) => shape.kind.clone(),
        ValueType::List(element) => Type::List(Rc::new(found(element))),
        ValueType::Object(entries) => {
            let entries = entries.iter();
            Type::Object(
                entries
                    .map(|(key, kind)| (key.clone(), found(kind)))
                    .collect(),
            )
        }
        ValueType::Scalar(known) => match known {
            ValueKind::Boolean => Type::Boolean,
            ValueKind::Number => Type::Number,
            ValueKind::Time => Type::Timestamp,
            ValueKind::Text | ValueKind::TimeText => Type::String,
            _ => Type::Any,
        },
    }
}
