//! Structures that require themselves, so that no request can hold one.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pageboy_models::pointer;
use pageboy_models::shape::{Shape, ShapeType};

use super::ServiceSelection;
use crate::lint::Lint;
use crate::plan::model::Model;
use crate::plan::reachable::Reachable;
use crate::problem::Problem;

/// Looks at the inputs of the selected operations, and at everything below them.
pub(super) fn check(model: &Model<'_>, selected: &ServiceSelection<'_>, reachable: &Reachable) {
    let inputs = selected.operations.values();
    let inputs = inputs.filter_map(|operation| Some(operation.input.as_ref()?.shape.clone()));
    let nested = reachable.shapes.iter();
    let nested = nested.filter(|(_, reached)| reached.nested_in_input);
    let names = inputs.chain(nested.map(|(name, _)| name.clone()));
    let shapes = names.filter_map(|name| Some((model.shape(&name)?, name)));
    let mut open: Shapes = shapes.map(|(shape, name)| (name, shape)).collect();
    loop {
        let ready = open
            .iter()
            .filter(|(_, shape)| needed(shape, &open).is_none());
        let ready: Vec<String> = ready.map(|(name, _)| name.clone()).collect();
        if ready.is_empty() {
            break;
        }
        for name in ready {
            open.remove(&name);
        }
    }
    let mut seen = BTreeSet::new();
    for name in open.keys() {
        if let Some(cycle) = cycle(name, &open, &mut seen) {
            report(model, &cycle);
        }
    }
}

/// Shapes that are not known to have a value.
type Shapes = BTreeMap<String, Rc<Shape>>;

/// A step of a cycle: a shape, and what it requires.
struct Step {
    shape: String,
    needs: Need,
}

/// What a value needs and cannot have: by its place in the shape, and its own shape.
struct Need {
    place: String,
    shape: String,
}

/// What every value of this shape needs, if the shape is among those without values.
fn needed(shape: &Shape, open: &Shapes) -> Option<Need> {
    let need = |place: &str, target: &str| {
        let (place, shape) = (place.to_owned(), target.to_owned());
        open.contains_key(target).then_some(Need { place, shape })
    };
    let is_filled = shape.traits.min.is_some_and(|min| min >= 1.0);
    match shape.kind {
        ShapeType::Structure if shape.eventstream => None,
        ShapeType::Structure if shape.union => {
            let mut needs = shape
                .members
                .iter()
                .map(|(name, member)| need(name, &member.shape));
            let first = needs.next()?;
            needs.all(|need| need.is_some()).then_some(first?)
        }
        ShapeType::Structure => shape.required.iter().find_map(|name| {
            let member = shape.members.get(name)?;
            need(name, &member.shape)
        }),
        ShapeType::List if is_filled => need("[]", &shape.member.as_ref()?.shape),
        ShapeType::Map if is_filled => need("{}", &shape.value.as_ref()?.shape),
        _ => None,
    }
}

/// The cycle that a shape leads to, unless it was found before.
fn cycle(from: &str, open: &Shapes, seen: &mut BTreeSet<String>) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut at = from.to_owned();
    loop {
        if let Some(start) = steps.iter().position(|step| step.shape == at) {
            return Some(steps.split_off(start));
        }
        if !seen.insert(at.clone()) {
            return None;
        }
        let needs = needed(open.get(&at)?, open)?;
        let next = needs.shape.clone();
        steps.push(Step { shape: at, needs });
        at = next;
    }
}

fn report(model: &Model<'_>, cycle: &[Step]) {
    let is_structure = |step: &&Step| {
        let shape = model.shape(&step.shape);
        shape.is_some_and(|shape| shape.kind == ShapeType::Structure)
    };
    let Some(first) = cycle.iter().find(is_structure).or(cycle.first()) else {
        return;
    };
    let way = cycle.iter().map(|step| match step.needs.place.as_str() {
        place @ ("[]" | "{}") => format!("`{}{place}`", step.shape),
        member => format!("`{}.{member}`", step.shape),
    });
    let way: Vec<String> = way.collect();
    let message = format!(
        "{} requires itself, by {}: no request can hold one",
        first.shape,
        way.join(", ")
    );
    let place = pointer(["shapes", first.shape.as_str(), "required"]);
    let file = model.service.origin(&place);
    let problem = Problem::at_pointer(file, &place, message).lint(Lint::RequiredCycle);
    model.report(problem.help("take one of them out of `required`"));
}
