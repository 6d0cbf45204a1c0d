//! Writes a parameter at its target: JMESPath read backwards (`boto3/resources/params.py`, `build_param_structure`).

use crate::view::{Slot, Structure};

use super::{Element, Step};

/// A value for a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Argument {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

/// A value that does not fit its target.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit;

/// Writes a value at `target`, and creates what is missing on the path.
///
/// `index` is the index of the resource in its batch. `[n]` sets it, `[]` creates an element and sets it to that, `[*]` uses
/// it; so it is carried from part to part.
pub(super) fn write(
    input: &mut dyn Structure,
    target: &[Step],
    value: &Argument,
    mut index: Option<usize>,
) -> Result<(), Misfit> {
    let mut structure = input;
    let (last, way) = target.split_last().ok_or(Misfit)?;
    for step in way {
        match slot(structure, *step, &mut index)? {
            Slot::Structure(inner) => structure = inner,
            _ => return Err(Misfit),
        }
    }
    put(slot(structure, *last, &mut index)?, value)
}

/// The member, or its element.
fn slot<'s>(
    structure: &'s mut dyn Structure,
    step: Step,
    index: &mut Option<usize>,
) -> Result<Slot<'s>, Misfit> {
    let member = structure
        .get_mut(usize::from(step.member))
        .ok_or(Misfit)?
        .slot();
    let wanted = match step.element {
        Element::None => return Ok(member),
        Element::At(at) => Some(usize::from(at)),
        Element::New => None,
        Element::Same => *index,
    };
    let Slot::List(list) = member else {
        return Err(Misfit);
    };
    let at = wanted.unwrap_or(list.len());
    *index = Some(at);
    while list.len() <= at {
        list.push();
    }
    list.get_mut(at).ok_or(Misfit)
}

fn put(slot: Slot<'_>, value: &Argument) -> Result<(), Misfit> {
    match (slot, value) {
        (Slot::String(slot), Argument::Text(text)) => text.clone_into(slot),
        (Slot::Enum(slot), Argument::Text(text)) => slot.set(text),
        (Slot::String(slot), Argument::Integer(number)) => *slot = number.to_string(),
        (Slot::Integer(slot), Argument::Integer(number)) => {
            *slot = i32::try_from(*number).map_err(|_| Misfit)?;
        }
        (Slot::Long(slot), Argument::Integer(number)) => *slot = *number,
        // An identifier that is a number is kept as text.
        (Slot::Integer(slot), Argument::Text(text)) => *slot = text.parse().map_err(|_| Misfit)?,
        (Slot::Long(slot), Argument::Text(text)) => *slot = text.parse().map_err(|_| Misfit)?,
        (Slot::Boolean(slot), Argument::Boolean(value)) => *slot = *value,
        _ => return Err(Misfit),
    }
    Ok(())
}
