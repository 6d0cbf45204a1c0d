//! Types of members in words, as far as they matter to whoever compiles against them.

use std::collections::BTreeSet;

use crate::plan::{Form, MemberPlan, Scalar, ServicePlan, ShapeId, Target};

/// The Rust type of a member in words: by name for what has a type of its own, else what it is made of.
pub(super) fn of_member(plan: &ServicePlan, member: &MemberPlan) -> String {
    let own = of_target(plan, member.target);
    match (member.event_stream, member.boxed) {
        (true, _) => format!("a stream of {own}"),
        (false, true) => format!("{own}, boxed"),
        (false, false) => own,
    }
}

pub(super) fn of_target(plan: &ServicePlan, target: Target) -> String {
    let id = match target {
        Target::Scalar(Scalar::Boolean) => return "a boolean".to_owned(),
        Target::Scalar(Scalar::Integer) => return "an integer".to_owned(),
        Target::Scalar(Scalar::Long) => return "a long".to_owned(),
        Target::Scalar(Scalar::Float) => return "a float".to_owned(),
        Target::Scalar(Scalar::Double) => return "a double".to_owned(),
        Target::Scalar(Scalar::String) => return "a string".to_owned(),
        Target::Scalar(Scalar::Blob) => return "a blob".to_owned(),
        Target::Scalar(Scalar::Stream) => return "a stream of bytes".to_owned(),
        Target::Scalar(Scalar::Timestamp) => return "a timestamp".to_owned(),
        Target::Scalar(Scalar::Document) => return "a document".to_owned(),
        Target::Shape(id) => id,
    };
    let shape = plan.shape(id);
    let sparse = if shape.sparse { " or nothing" } else { "" };
    match &shape.form {
        Form::List(element) => format!("a list of ({}{sparse})", of_target(plan, element.target)),
        Form::Map(_, value) => format!("a map of ({}{sparse})", of_target(plan, value.target)),
        Form::Structure(_) | Form::Union(_) | Form::Enum(_) => shape.name.clone(),
    }
}

/// The names of the shapes that inputs reach.
pub(super) fn sent(plan: &ServicePlan) -> BTreeSet<&str> {
    let mut open: Vec<ShapeId> = plan.operations.iter().filter_map(|it| it.input).collect();
    let mut sent = BTreeSet::new();
    while let Some(id) = open.pop() {
        let shape = plan.shape(id);
        if !sent.insert(shape.name.as_str()) {
            continue;
        }
        let mut targets: Vec<Target> = shape.members().iter().map(|it| it.target).collect();
        match &shape.form {
            Form::List(element) => targets.push(element.target),
            Form::Map(_, value) => targets.push(value.target),
            Form::Structure(_) | Form::Union(_) | Form::Enum(_) => {}
        }
        open.extend(targets.into_iter().filter_map(|target| match target {
            Target::Shape(id) => Some(id),
            Target::Scalar(_) => None,
        }));
    }
    sent
}
