//! Changes in operations and in the shapes that they reach.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::Notes;
use crate::error::Error;
use crate::service::Service;
use crate::shape::{Shape, ShapeType};

pub(super) fn compare(before: &Service, after: &Service, notes: &mut Notes) -> Result<(), Error> {
    notes.names(
        "operation",
        before.operation_names(),
        after.operation_names(),
    );
    for name in before
        .operation_names()
        .filter(|name| after.has_operation(name))
    {
        let [old, new] = [before.operation(name)?, after.operation(name)?];
        let types = |ends: [&Option<crate::service::Reference>; 2]| {
            ends.map(|end| end.as_ref().map(|end| end.shape.clone()))
        };
        let [old_ends, new_ends] = [
            types([&old.input, &old.output]),
            types([&new.input, &new.output]),
        ];
        for ((end, old), new) in ["input", "output"].iter().zip(old_ends).zip(new_ends) {
            match (old, new) {
                (old, new) if old == new => {}
                (None, Some(new)) => notes.added(format!("operation `{name}` has an {end}, {new}")),
                (Some(_), None) => {
                    notes.breaking(format!("operation `{name}` has no {end} any more"))
                }
                (Some(old), Some(new)) => {
                    notes.breaking(format!(
                        "operation `{name}`: its {end} is {new}, and was {old}"
                    ));
                }
                (None, None) => {}
            }
        }
        if new.deprecated && !old.deprecated {
            notes.added(format!("operation `{name}` is deprecated"));
        }
    }
    let [old, new] = [Reached::of(before)?, Reached::of(after)?];
    for (name, one) in &old.shapes {
        if let Some(other) = new.shapes.get(name) {
            let is_sent = new.inputs.contains(name);
            shape(name, one, other, is_sent, (&old, &new), notes);
        }
    }
    Ok(())
}

/// The shapes that operations reach.
struct Reached {
    shapes: BTreeMap<String, Shape>,
    /// Those that inputs reach.
    inputs: BTreeSet<String>,
}

impl Reached {
    fn of(service: &Service) -> Result<Self, Error> {
        let mut reached = Self {
            shapes: BTreeMap::new(),
            inputs: BTreeSet::new(),
        };
        let mut outputs = Vec::new();
        let mut inputs = Vec::new();
        for name in service.operation_names() {
            let operation = service.operation(name)?;
            inputs.extend(operation.input.into_iter().map(|end| end.shape));
            outputs.extend(operation.output.into_iter().map(|end| end.shape));
            outputs.extend(operation.errors.into_iter().map(|error| error.shape));
        }
        reached.walk(service, inputs)?;
        reached.inputs = reached.shapes.keys().cloned().collect();
        reached.walk(service, outputs)?;
        Ok(reached)
    }

    fn walk(&mut self, service: &Service, mut open: Vec<String>) -> Result<(), Error> {
        while let Some(name) = open.pop() {
            if self.shapes.contains_key(&name) || !service.has_shape(&name) {
                continue;
            }
            let shape = service.shape(&name)?;
            let parts = shape.member.iter().chain(&shape.key).chain(&shape.value);
            let parts = parts.chain(shape.members.values());
            open.extend(parts.map(|member| member.shape.clone()));
            self.shapes.insert(name, shape);
        }
        Ok(())
    }

    /// The Rust type of a shape, as far as it matters: by name for what has a type of its own, else what it is made of.
    fn type_of(&self, name: &str, depth: usize) -> String {
        let Some(shape) = self.shapes.get(name) else {
            return name.to_owned();
        };
        let part = |part: &Option<crate::shape::Member>| match part {
            Some(part) if depth < 8 => self.type_of(&part.shape, depth + 1),
            _ => "…".to_owned(),
        };
        match shape.kind {
            ShapeType::Structure => name.to_owned(),
            ShapeType::String if !shape.traits.values.is_empty() => name.to_owned(),
            ShapeType::List => format!("a list of {}", part(&shape.member)),
            ShapeType::Map => format!("a map of {}", part(&shape.value)),
            kind => format!("{kind:?}").to_lowercase(),
        }
    }
}

fn shape(
    name: &str,
    old: &Shape,
    new: &Shape,
    is_sent: bool,
    (before, after): (&Reached, &Reached),
    notes: &mut Notes,
) {
    if old.kind != new.kind || old.union != new.union {
        let [was, is] = [before, after].map(|reached| reached.type_of(name, 0));
        let union = |shape: &Shape| if shape.union { " (a union)" } else { "" };
        notes.breaking(format!(
            "`{name}` is {is}{}, and was {was}{}",
            union(new),
            union(old)
        ));
        return;
    }
    let [gone, added] = [(old, new), (new, old)].map(|(these, others)| {
        let values = these.traits.values.iter();
        let values = values.filter(|value| !others.traits.values.contains(value));
        values.cloned().collect::<Vec<_>>()
    });
    if !gone.is_empty() && new.traits.values.is_empty() {
        notes.breaking(format!("enum `{name}` is plain text"));
    } else if !added.is_empty() && old.traits.values.is_empty() && old.kind == ShapeType::String {
        notes.breaking(format!("`{name}` is an enum, and was plain text"));
    } else {
        for value in gone {
            notes.breaking(format!("enum `{name}`: value `{value}` is gone"));
        }
        for value in added {
            notes.added(format!("enum `{name}`: value `{value}` is new"));
        }
    }
    let [members, now] = [old, new].map(|shape| shape.members.keys().map(String::as_str));
    notes.names(&format!("`{name}`: member"), members, now);
    for (member, one) in &old.members {
        let Some(other) = new.members.get(member) else {
            continue;
        };
        let [was, is] = [
            before.type_of(&one.shape, 0),
            after.type_of(&other.shape, 0),
        ];
        // What a shape of the same name has become is told of the shape.
        if was != is
            && (one.shape != other.shape
                || before.type_of(&one.shape, 8) == after.type_of(&other.shape, 8))
        {
            notes.breaking(format!(
                "`{name}`: member `{member}` is {is}, and was {was}"
            ));
        }
        if other.traits.deprecated && !one.traits.deprecated {
            notes.added(format!("`{name}`: member `{member}` is deprecated"));
        }
    }
    for member in new.required.iter().filter(|it| !old.required.contains(it)) {
        let text = format!("`{name}`: member `{member}` is required");
        notes.add(!is_sent, text);
    }
    for member in old.required.iter().filter(|it| !new.required.contains(it)) {
        if new.members.contains_key(member) {
            notes.added(format!("`{name}`: member `{member}` is no longer required"));
        }
    }
}
