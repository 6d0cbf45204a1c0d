//! The closure of a service: its own operations, its resources' operations, and the shapes that they reach, with their names.

use std::collections::HashSet;

use indexmap::IndexMap;
use pageboy_schema::nearest;

use super::model::{Model, Shape, UNIT, local};
use super::node::Log;

/// The operations and shapes of a service.
#[derive(Debug, Default)]
pub(super) struct Closure<'a> {
    /// The operations, sorted by name.
    pub(super) operations: Vec<&'a str>,
    /// The shapes, with the names that they get.
    pub(super) shapes: IndexMap<&'a str, String>,
    /// Those that are an input, an output or an error.
    pub(super) tops: HashSet<&'a str>,
    /// Those that a member targets.
    pub(super) nested: HashSet<&'a str>,
    /// Those that are the events of a stream.
    pub(super) events: HashSet<&'a str>,
    /// Lists whose element has a name that a flattened member does not know, with the names of the lists that have none.
    pub(super) unnamed: IndexMap<&'a str, String>,
}

impl<'a> Closure<'a> {
    /// Follows a service; `is_query` says whether it speaks `awsQuery`.
    pub(super) fn of(
        model: &Model<'a>,
        service: &Shape<'a>,
        is_query: bool,
        log: &mut Log,
    ) -> Self {
        let mut closure = Self::default();
        closure.add_operations(model, service, log);
        closure.operations.sort_unstable_by_key(|id| local(id));
        let mut open: Vec<(&'a str, String)> = Vec::new();
        let errors = service.targets("errors", log);
        for id in &closure.operations {
            let Some(operation) = model.find(id) else {
                continue;
            };
            for name in ["input", "output"] {
                if let Some(node) = operation.property(name)
                    && let Some(target) = node.target(log)
                    && target != UNIT
                {
                    closure.tops.insert(target);
                    open.push((target, node.pointer));
                }
            }
            let own = operation.targets("errors", log);
            for (target, place) in own.into_iter().chain(errors.iter().cloned()) {
                closure.tops.insert(target);
                open.push((target, place));
            }
        }
        let mut reached = HashSet::new();
        while let Some((id, place)) = open.pop() {
            if reached.contains(id) {
                continue;
            }
            let Some(shape) = model.shape(id, &place, log) else {
                continue;
            };
            reached.insert(id);
            let is_stream = shape.kind == "union" && shape.is("smithy.api#streaming");
            for member in shape.members.values() {
                if matches!(shape.kind, "enum" | "intEnum") {
                    continue;
                }
                closure.nested.insert(member.target);
                if is_query
                    && member.traits.contains_key("smithy.api#xmlFlattened")
                    && model.find(member.target).is_some_and(has_named_elements)
                {
                    closure.unnamed.insert(member.target, String::new());
                }
                if is_stream {
                    closure.events.insert(member.target);
                }
                open.push((member.target, member.pointer.clone()));
            }
        }
        closure.name(model, service, reached, log);
        closure
    }

    /// Follows the operations and the resources of a service.
    fn add_operations(&mut self, model: &Model<'a>, service: &Shape<'a>, log: &mut Log) {
        const LIFECYCLE: [&str; 6] = ["create", "put", "read", "update", "delete", "list"];
        let mut seen = HashSet::new();
        let mut operations = service.targets("operations", log);
        let mut resources = service.targets("resources", log);
        while let Some((id, place)) = resources.pop() {
            if !seen.insert(id) {
                continue;
            }
            let Some(resource) = model.shape(id, &place, log) else {
                continue;
            };
            for name in LIFECYCLE {
                if let Some(node) = resource.property(name)
                    && let Some(target) = node.target(log)
                {
                    operations.push((target, node.pointer));
                }
            }
            for list in ["operations", "collectionOperations"] {
                operations.extend(resource.targets(list, log));
            }
            resources.extend(resource.targets("resources", log));
        }
        for (id, place) in operations {
            let Some(shape) = model.shape(id, &place, log) else {
                continue;
            };
            if shape.kind != "operation" {
                let message = format!("expected an operation; `{id}` is a {}", shape.kind);
                log.mistake(&place, message);
            } else if let Some(other) = self
                .operations
                .iter()
                .find(|other| local(other) == local(id))
            {
                if *other != id {
                    let message = format!("`{other}` has the same name, `{}`", local(id));
                    log.mistake(&place, message);
                }
            } else {
                self.operations.push(id);
            }
        }
    }

    /// Gives each shape its name: from the service's `rename`, else its own.
    ///
    /// Two simple shapes of one name are told apart by a number, since their names are never sent.
    fn name(
        &mut self,
        model: &Model<'a>,
        service: &Shape<'a>,
        reached: HashSet<&'a str>,
        log: &mut Log,
    ) {
        let mut renamed: IndexMap<&str, &str> = IndexMap::new();
        if let Some(rename) = service.property("rename") {
            for (id, node) in rename.entries(log) {
                if !reached.contains(id) {
                    let near = nearest(id, reached.iter().copied());
                    let advice = near.first().map(|near| format!("; did you mean `{near}`?"));
                    let advice = advice.unwrap_or_default();
                    let message = format!("the service does not reach a shape `{id}`{advice}");
                    log.warning(&node.pointer, message);
                }
                if let Some(name) = node.text(log) {
                    renamed.insert(id, name);
                }
            }
        }
        let mut named: Vec<(&str, &str)> = reached
            .into_iter()
            .map(|id| (renamed.get(id).copied().unwrap_or_else(|| local(id)), id))
            .collect();
        // The prelude's come last, and the order is always the same.
        named.sort_unstable_by_key(|(name, id)| (*name, id.starts_with("smithy.api#"), *id));
        let mut taken: HashSet<String> = named.iter().map(|(name, _)| (*name).to_owned()).collect();
        let mut given: IndexMap<String, &str> = IndexMap::new();
        for (name, id) in named {
            let Some(first) = given.get(name) else {
                given.insert(name.to_owned(), id);
                continue;
            };
            if let Some(shape) = model.find(id)
                && matches!(shape.kind, "structure" | "union")
            {
                let message = format!(
                    "`{first}` has the same name; give one of them another in the service's `rename`"
                );
                log.mistake(&shape.pointer, message);
            }
            let mut number = 2;
            while !taken.insert(format!("{name}{number}")) {
                number += 1;
            }
            given.insert(format!("{name}{number}"), id);
        }
        for (list, unnamed) in &mut self.unnamed {
            let named = given.iter().find(|(_, id)| *id == list);
            let base = named.map_or_else(|| local(list), |(name, _)| name);
            let mut name = format!("{base}Flattened");
            while !taken.insert(name.clone()) {
                name.push('2');
            }
            *unnamed = name;
        }
        self.unnamed.sort_unstable_keys();
        given.sort_unstable_keys();
        self.shapes = given.into_iter().map(|(name, id)| (id, name)).collect();
    }
}

/// Whether the elements of a list have a name.
pub(super) fn has_named_elements(list: &Shape<'_>) -> bool {
    let element = list.members.get("member");
    element.is_some_and(|element| element.traits.contains_key("smithy.api#xmlName"))
}
