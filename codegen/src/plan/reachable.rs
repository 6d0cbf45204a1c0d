//! The shapes that operations reach.

use std::collections::BTreeMap;

use pageboy_models::shape::{Member, Shape, ShapeType};

use super::model::Model;

/// How a shape was reached.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    pub(super) nested_in_input: bool,
    pub(super) is_exception: bool,
}

/// The reachable shapes.
#[derive(Debug, Default)]
pub(super) struct Reachable {
    pub(super) shapes: BTreeMap<String, Reach>,
}

impl Reachable {
    /// Adds an operation's input with everything below it.
    pub(super) fn input(&mut self, model: &Model<'_>, name: &str) {
        // A missing shape was reported; adding it would shift the numbers of the others.
        if model.shape(name).is_none() {
            return;
        }
        self.shapes.entry(name.to_owned()).or_default();
        let below = |name: &str| {
            let shape = model.shape(name);
            shape
                .iter()
                .flat_map(|shape| references(shape))
                .map(|member| member.shape.clone())
                .collect()
        };
        let mut pending: Vec<String> = below(name);
        while let Some(name) = pending.pop() {
            if !model.shape(&name).is_some_and(|shape| has_plan(&shape)) {
                continue;
            }
            let reached = self.shapes.entry(name.clone()).or_default();
            if !std::mem::replace(&mut reached.nested_in_input, true) {
                pending.extend(below(&name));
            }
        }
    }

    /// Adds an operation's output with everything below it.
    pub(super) fn output(&mut self, model: &Model<'_>, name: &str) {
        let mut pending = vec![name.to_owned()];
        while let Some(name) = pending.pop() {
            // A known shape was added with everything below it.
            if self.shapes.contains_key(&name) {
                continue;
            }
            let Some(shape) = model.shape(&name).filter(|shape| has_plan(shape)) else {
                continue;
            };
            self.shapes.insert(name, Reach::default());
            pending.extend(references(&shape).map(|member| member.shape.clone()));
        }
    }

    /// Marks the exceptions within a stream of events of an operation's output.
    pub(super) fn exceptions_in_events(&mut self, model: &Model<'_>, output: &str) {
        let Some(output) = model.shape(output) else {
            return;
        };
        let targets = |shape: &Shape| -> Vec<_> {
            let members = shape.members.values();
            members
                .filter_map(|member| Some((member.shape.clone(), model.shape(&member.shape)?)))
                .collect()
        };
        for (_, stream) in targets(&output) {
            if !stream.eventstream {
                continue;
            }
            for (name, _) in targets(&stream).iter().filter(|(_, shape)| shape.exception) {
                self.exception(model, name);
            }
        }
    }

    /// Adds an exception with everything below it.
    pub(super) fn exception(&mut self, model: &Model<'_>, name: &str) {
        self.output(model, name);
        if let Some(reached) = self.shapes.get_mut(name) {
            reached.is_exception = true;
        }
    }
}

fn references(shape: &Shape) -> impl Iterator<Item = &Member> {
    shape
        .members
        .values()
        .chain(&shape.member)
        .chain(&shape.key)
        .chain(&shape.value)
}

/// Whether a shape gets an entry in the plan; other scalars do not.
fn has_plan(shape: &Shape) -> bool {
    match shape.kind {
        ShapeType::Structure => !shape.traits.document,
        ShapeType::List | ShapeType::Map => true,
        ShapeType::String => !shape.traits.values.is_empty(),
        _ => false,
    }
}
