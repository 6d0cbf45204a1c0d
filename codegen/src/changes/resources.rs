//! Changes in resources.

use std::collections::BTreeMap;

use super::notes::Notes;
use crate::plan::ServicePlan;
use crate::plan::resources::{MethodKind, MethodPlan, ResourcePlan};

pub(super) fn compare(before: &ServicePlan, after: &ServicePlan, notes: &mut Notes) {
    let resources = [before, after].map(|plan| {
        let all = plan.resources.iter().flat_map(|resources| resources.all());
        all.map(|it| (it.name.as_str(), it))
            .collect::<BTreeMap<_, _>>()
    });
    for (_, old, new) in notes.both("resource", resources) {
        resource((before, old), (after, new), notes);
    }
}

fn resource(
    (before, old): (&ServicePlan, &ResourcePlan),
    (after, new): (&ServicePlan, &ResourcePlan),
    notes: &mut Notes,
) {
    let what = format!("resource `{}`", old.name);
    notes.renamed(&what, &old.type_name, &new.type_name);
    let [was, is] = [old, new].map(|it| {
        let names = it.identifiers.iter().map(|id| id.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    });
    if was != is {
        notes.breaking(format!("{what}: its identifiers are {is}, and were {was}"));
    }
    let data = |plan: &ServicePlan, it: &ResourcePlan| {
        it.data
            .map_or_else(|| "none".to_owned(), |id| plan.shape(id).name.clone())
    };
    let [was, is] = [data(before, old), data(after, new)];
    if was != is {
        notes.breaking(format!("{what}: its data is {is}, and was {was}"));
    }
    let [was, is] = [old, new].map(|it| {
        let methods = it.methods.iter().map(|it| (method(it), it.method.as_str()));
        let batches = it.batch_actions.iter();
        let batches = batches.map(|it| (format!("batch action `{}`", it.name), it.method.as_str()));
        methods.chain(batches).collect::<BTreeMap<_, _>>()
    });
    for (name, was) in &was {
        match is.get(name) {
            Some(is) => notes.renamed(&format!("{what}: {name}"), was, is),
            None => notes.breaking(format!("{what}: {name} is gone")),
        }
    }
    for name in is.keys().filter(|name| !was.contains_key(*name)) {
        notes.added(format!("{what}: {name} is new"));
    }
}

fn method(method: &MethodPlan) -> String {
    let kind = match &method.kind {
        MethodKind::Action(..) => "action",
        MethodKind::Subresource { .. } => "subresource",
        MethodKind::Reference(_) => "reference",
        MethodKind::Collection { .. } => "collection",
        MethodKind::Wait { .. } => "waiter",
    };
    format!("{kind} `{}`", method.name)
}
