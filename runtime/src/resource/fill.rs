//! The values that a resource fills into a request, and how they combine with the caller's.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind};
use crate::jmespath::ExpressionValue;
use crate::schema::Operation;
use crate::view::{Slot, Structure, View, copy, copy_member};

use super::target::{self, Argument};
use super::{Handle, Param, ParamSource, Step};

/// The values of parameters, read before the request is made: a method may outlive the resource's data.
#[derive(Clone, Debug)]
pub(super) struct Arguments {
    values: Vec<(&'static [Step], Argument)>,
    /// The missing values, each with the member that the caller may set instead.
    problems: Vec<(Option<u16>, String)>,
}

/// How filled-in values combine with the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The caller's member replaces the value as a whole (`boto3/resources/action.py`, `ServiceAction`).
    CallersMember,
    /// Top-level lists are appended, structures merged, anything else is the caller's (`boto3/resources/collection.py`,
    /// `ResourceCollection`; `boto3/utils.py`, `merge_dicts`).
    Together,
    /// Structures are merged; a list that is filled in cannot be set. boto3 loses its own values here.
    Apart,
}

impl Arguments {
    /// The values for a resource; `data` is its data, if it is loaded.
    pub(super) fn new(
        handle: &Handle,
        params: &'static [Param],
        data: Option<&dyn Structure>,
    ) -> Self {
        let mut filled = Self {
            values: Vec::with_capacity(params.len()),
            problems: Vec::new(),
        };
        for param in params {
            match value(handle, &param.source, data) {
                Ok(value) => filled.values.push((param.target, value)),
                Err(problem) => {
                    let is_data = matches!(param.source, ParamSource::Data(_));
                    let step = param.target.first().filter(|_| is_data);
                    let problem = (step.map(|step| step.member), problem);
                    // One empty identifier may fill several parameters.
                    if !filled.problems.contains(&problem) {
                        filled.problems.push(problem);
                    }
                }
            }
        }
        filled
    }

    /// The input of a call: the filled-in values and the caller's. `empty` is an empty input.
    ///
    /// # Errors
    ///
    /// An identifier is empty, or data is missing and the caller did not set the member; each is named.
    pub(super) fn input(
        mut self,
        operation: &'static Operation,
        mode: Mode,
        mut empty: Box<dyn Structure>,
        mut given: Box<dyn Structure>,
    ) -> Result<Box<dyn Structure>, Error> {
        if mode == Mode::CallersMember {
            let emptied = self.emptied(&*given);
            if !emptied.is_empty() {
                return Err(invalid(operation, emptied));
            }
            self.problems.retain(|(member, _)| {
                member.is_none_or(|member| given.view_of(usize::from(member)).is_null())
            });
        }
        self.write(None, &mut *empty)
            .and_then(|()| merge(&mut *empty, &mut *given, mode, true))
            .map_err(|problems| invalid(operation, problems))?;
        Ok(given)
    }

    /// Lists that the caller sets to empty, although the resource would fill them in.
    fn emptied(&self, given: &dyn Structure) -> Vec<String> {
        let steps = self.values.iter().filter_map(|(steps, _)| steps.first());
        let members: BTreeSet<_> = steps.map(|step| usize::from(step.member)).collect();
        let empty =
            |member: &usize| matches!(given.view_of(*member), View::List(list) if list.is_empty());
        let shape = given.shape();
        let empty = members.into_iter().filter(empty);
        empty
            .filter_map(|member| shape.members().get(member))
            .map(|member| {
                format!(
                    "{} is set and empty; leave it unset to mean the resource",
                    member.name
                )
            })
            .collect()
    }

    /// Writes the values to an input; `index` is the resource's place in its batch.
    pub(super) fn write(
        self,
        index: Option<usize>,
        input: &mut dyn Structure,
    ) -> Result<(), Vec<String>> {
        let mut problems: Vec<String> = self.problems.into_iter().map(|(_, it)| it).collect();
        for (steps, value) in &self.values {
            if target::write(input, steps, value, index).is_err() {
                let shape = input.shape().name;
                problems.push(format!("{value:?} does not fit into {shape}"));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }
}

/// An error that names the mistakes before anything is sent.
pub(super) fn invalid(operation: &'static Operation, problems: Vec<String>) -> Error {
    Error::new(operation, ErrorKind::Invalid(problems))
}

/// Merges the filled-in values into the caller's input.
pub(super) fn merge(
    filled: &mut dyn Structure,
    given: &mut dyn Structure,
    mode: Mode,
    at_top: bool,
) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    let shape = filled.shape();
    for (index, member) in shape.members().iter().enumerate() {
        if filled.view_of(index).is_null() {
            continue;
        }
        if given.view_of(index).is_null() {
            if let Some(to) = given.get_mut(index) {
                copy_member(filled.view_of(index), to);
            }
            continue;
        }
        if mode == Mode::CallersMember {
            continue;
        }
        let (Some(ours), Some(theirs)) = (filled.get_mut(index), given.get_mut(index)) else {
            continue;
        };
        match (ours.slot(), theirs.slot()) {
            (Slot::Structure(ours), Slot::Structure(theirs)) => {
                if let Err(inner) = merge(ours, theirs, mode, false) {
                    problems.extend(inner);
                }
            }
            (Slot::List(_), Slot::List(_)) if mode == Mode::Apart => {
                problems.push(format!(
                    "`{}` of {} is filled in by the collection and cannot be set",
                    member.name, shape.name
                ));
            }
            (Slot::List(ours), Slot::List(theirs)) if at_top => {
                for at in 0..theirs.len() {
                    copy(theirs.get(at), ours.push());
                }
                theirs.keep(0, 0);
                for at in 0..ours.len() {
                    copy(ours.get(at), theirs.push());
                }
            }
            _ => {}
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn value(
    handle: &Handle,
    source: &ParamSource,
    data: Option<&dyn Structure>,
) -> Result<Argument, String> {
    Ok(match source {
        ParamSource::Identifier(index) => {
            Argument::Text(handle.named(usize::from(*index))?.to_owned())
        }
        ParamSource::Data(path) => {
            let found = data.map(|data| path.evaluate(View::Structure(data)));
            let found = found.and_then(Result::ok);
            match found.as_ref().and_then(text) {
                Some(text) => Argument::Text(text),
                None => return Err(format!("`{path}` is absent from the data of {handle:?}")),
            }
        }
        ParamSource::Text(text) => Argument::Text((*text).to_owned()),
        ParamSource::Integer(number) => Argument::Integer(*number),
        ParamSource::Boolean(value) => Argument::Boolean(*value),
    })
}

/// The result of an expression as the text of an identifier or parameter; `None` if it is neither text nor a number.
pub(super) fn text(found: &ExpressionValue<'_>) -> Option<String> {
    match found.as_str() {
        Some(text) => Some(text.into_owned()),
        None => found.as_i64().map(|number| number.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dynamic;
    use crate::schema::{Endpoint, Member, Protocol, Service, Shape, shapes};

    static SERVICE: Service = Service::new(
        "ec2",
        "EC2",
        "2016-11-15",
        Protocol::Ec2,
        Endpoint::regional("ec2"),
    );
    static DETACH: Operation = Operation::new(&SERVICE, "Detach").input(&DETACH_INPUT);
    static DETACH_INPUT: Shape = Shape::structure(
        "DetachRequest",
        &[Member::new("AttachmentId", &shapes::STRING)],
    );

    /// The input when a value is missing for the member; `set` is the caller's value there.
    fn filled(missing_for: Option<u16>, mode: Mode, set: Option<&str>) -> Result<(), Error> {
        let filled = Arguments {
            values: Vec::new(),
            problems: vec![(missing_for, "something is missing".to_owned())],
        };
        let empty = || Box::new(Dynamic::new(&DETACH_INPUT));
        let mut given = empty();
        if let Some(text) = set
            && let Some(Slot::String(place)) = given.get_mut(0).map(|value| value.slot())
        {
            text.clone_into(place);
        }
        filled.input(&DETACH, mode, empty(), given).map(|_| ())
    }

    #[test]
    fn data_may_be_missing_for_what_the_caller_sets() {
        assert!(filled(Some(0), Mode::CallersMember, Some("attach-1")).is_ok());
        assert!(filled(Some(0), Mode::CallersMember, None).is_err());
        // There the two are merged.
        assert!(filled(Some(0), Mode::Together, Some("attach-1")).is_err());
        // An empty identifier names nothing, whatever the caller sets.
        assert!(filled(None, Mode::CallersMember, Some("attach-1")).is_err());
    }
}
