//! Changes in operations and in the types that they reach.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::Notes;
use super::types::{of_member, sent};
use crate::plan::{Form, MemberPlan, OperationPlan, ServicePlan, ShapeId, ShapePlan, ValuePlan};

pub(super) fn compare(before: &ServicePlan, after: &ServicePlan, notes: &mut Notes) {
    let operations = [before, after].map(|plan| by_name(&plan.operations, |it| &it.name));
    for (_, old, new) in notes.both("operation", operations) {
        operation((before, old), (after, new), notes);
    }
    let sent = sent(after);
    let [old, new] = [before, after].map(types);
    errors(&old, &new, notes);
    for (name, old) in &old {
        if let Some(new) = new.get(name) {
            shape((before, old), (after, new), sent.contains(name), notes);
        }
    }
}

fn operation(
    (before, old): (&ServicePlan, &OperationPlan),
    (after, new): (&ServicePlan, &OperationPlan),
    notes: &mut Notes,
) {
    let name = &old.name;
    let what = format!("operation `{name}`");
    notes.renamed(&what, &old.method, &new.method);
    let of = |plan: &ServicePlan, id: Option<ShapeId>| id.map(|id| plan.shape(id).name.clone());
    let ends = [
        ("input", of(before, old.input), of(after, new.input)),
        ("output", of(before, old.output), of(after, new.output)),
    ];
    for (end, old, new) in ends {
        match (old, new) {
            (Some(old), Some(new)) if old != new => {
                notes.breaking(format!("{what}: its {end} is {new}, and was {old}"));
            }
            (None, Some(new)) => notes.added(format!("{what} has an {end}, {new}")),
            (Some(_), None) => notes.breaking(format!("{what} has no {end} any more")),
            _ => {}
        }
    }
    notes.deprecated(&what, old.deprecated.as_ref(), new.deprecated.as_ref());
}

/// The shapes that have a type of their own in Rust, by name.
fn types(plan: &ServicePlan) -> BTreeMap<&str, &ShapePlan> {
    let mut types = by_name(&plan.shapes, |it| &it.name);
    types.retain(|_, shape| !matches!(shape.form, Form::List(_) | Form::Map(..)));
    types
}

fn by_name<'p, T>(all: &'p [T], name: impl Fn(&'p T) -> &'p String) -> BTreeMap<&'p str, &'p T> {
    all.iter().map(|it| (name(it).as_str(), it)).collect()
}

/// Notes the exceptions that are gone or new: programs name their types.
fn errors(old: &BTreeMap<&str, &ShapePlan>, new: &BTreeMap<&str, &ShapePlan>, notes: &mut Notes) {
    let errors = [old, new].map(|all| {
        let errors = all.iter().filter(|(_, shape)| shape.code.is_some());
        errors.map(|(name, _)| (*name, ())).collect()
    });
    notes.both("error", errors);
}

fn shape(
    (before, old): (&ServicePlan, &ShapePlan),
    (after, new): (&ServicePlan, &ShapePlan),
    is_sent: bool,
    notes: &mut Notes,
) {
    let name = &old.name;
    let what = format!("`{name}`");
    notes.renamed(&what, &old.type_name, &new.type_name);
    notes.deprecated(&what, old.deprecated.as_ref(), new.deprecated.as_ref());
    match (&old.form, &new.form) {
        (Form::Structure(_), Form::Structure(_)) | (Form::Union(_), Form::Union(_)) => {
            members((before, old), (after, new), is_sent, notes);
        }
        (Form::Enum(old), Form::Enum(new)) => values(name, old, new, notes),
        (old, new) => {
            let (is, was) = (kind(new), kind(old));
            notes.breaking(format!("{what} is {is}, and was {was}"));
        }
    }
}

fn kind(form: &Form) -> &'static str {
    match form {
        Form::Structure(_) => "a structure",
        Form::Union(_) => "a union",
        Form::List(_) => "a list",
        Form::Map(..) => "a map",
        Form::Enum(_) => "an enum",
    }
}

fn values(name: &str, old: &[ValuePlan], new: &[ValuePlan], notes: &mut Notes) {
    let what = format!("enum `{name}`: value");
    let values = [old, new].map(|all| by_name(all, |it| &it.text));
    for (text, old, new) in notes.both(&what, values) {
        notes.renamed(&format!("{what} `{text}`"), &old.variant, &new.variant);
    }
}

fn members(
    (before, old): (&ServicePlan, &ShapePlan),
    (after, new): (&ServicePlan, &ShapePlan),
    is_sent: bool,
    notes: &mut Notes,
) {
    let what = format!("`{}`: member", old.name);
    let [old, new] = [old, new].map(|shape| {
        // An exception among the events of a stream is no variant.
        let members = shape.members().iter().filter(|member| !member.exception);
        let members = members.map(|member| (member.name.as_str(), member));
        members.collect::<BTreeMap<_, _>>()
    });
    let is_new =
        |(name, member): &(&&str, &&MemberPlan)| member.required && !old.contains_key(**name);
    for (name, _) in new.iter().filter(is_new).filter(|_| is_sent) {
        notes.breaking(format!("{what} `{name}` is required"));
    }
    for (name, old, new) in notes.both(&what, [old, new]) {
        let what = format!("{what} `{name}`");
        member(&what, (before, old), (after, new), is_sent, notes);
    }
}

fn member(
    what: &str,
    (before, old): (&ServicePlan, &MemberPlan),
    (after, new): (&ServicePlan, &MemberPlan),
    is_sent: bool,
    notes: &mut Notes,
) {
    let [was, is] = [of_member(before, old), of_member(after, new)];
    if was != is {
        notes.breaking(format!("{what} is {is}, and was {was}"));
    }
    let names: BTreeSet<_> = [(&old.field, &new.field), (&old.setter, &new.setter)].into();
    for (was, is) in names {
        notes.renamed(what, was, is);
    }
    notes.deprecated(what, old.deprecated.as_ref(), new.deprecated.as_ref());
    match (old.required, new.required) {
        (false, true) => notes.add(!is_sent, format!("{what} is required")),
        (true, false) => notes.added(format!("{what} is no longer required")),
        _ => {}
    }
}
