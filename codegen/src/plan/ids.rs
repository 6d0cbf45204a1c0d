//! Finds the members of an input that identify things: an empty one is not "all".
//!
//! One rule for every service, by names and types alone, so that it does not depend on a selection or a waiter:
//!
//! - a list of text directly in an input, named after an identifying noun (`InstanceIds`, `names`, `TapeARNs`,
//!   `ExecutableUsers`), or like a list of structures in the output (`services` of ECS);
//! - an optional text there with such a name (`StackName`), except tokens and starting places;
//! - the `Values` of a filter, a structure that also has a name or a key.

use pageboy_models::service::Operation;

use super::shapes::Shapes;
use super::{Form, MemberPlan, Scalar, ShapePlan, Target};

/// Identifying nouns, as the ends of names. Plurals have an `s`.
const NOUNS: [&str; 10] = [
    "Account",
    "Arn",
    "ARN",
    "Id",
    "ID",
    "Identifier",
    "Ip",
    "Name",
    "Owner",
    "User",
];

/// Suffixes that may follow the noun.
const ENDINGS: [&str; 4] = ["Filters", "Filter", "List", "Set"];

/// Prefixes of names that exclude things, or say where to start.
const OTHERS: [&str; 7] = [
    "continuation",
    "exclude",
    "exclusive",
    "last",
    "marker",
    "next",
    "start",
];

/// Marks the members that identify things.
pub(super) fn mark<'o>(shapes: &mut Shapes, operations: impl Iterator<Item = &'o Operation>) {
    let mut found = Vec::new();
    for operation in operations {
        let Some(input) = operation
            .input
            .as_ref()
            .and_then(|it| shapes.ids.get(&it.shape))
        else {
            continue;
        };
        let output = operation.output.as_ref();
        let output = output.and_then(|output| shapes.ids.get(&output.shape));
        let lists = output.map(|output| lists(&shapes.plans, &shapes.plans[output.0]));
        let lists = lists.unwrap_or_default();
        for (at, member) in members(&shapes.plans[input.0]).iter().enumerate() {
            if says_what(&shapes.plans, member, &lists) {
                found.push((input.0, at));
            }
            if let Some((filter, values)) = filter(&shapes.plans, member) {
                found.push((filter, values));
            }
        }
    }
    for (shape, at) in found {
        if let Form::Structure(members) = &mut shapes.plans[shape].form
            && let Some(member) = members.get_mut(at)
        {
            member.id = true;
        }
    }
}

fn says_what(plans: &[ShapePlan], member: &MemberPlan, lists: &[String]) -> bool {
    match member.target {
        Target::Scalar(Scalar::String) => {
            !member.required && !member.idempotency_token && tells_apart(&member.name)
        }
        target => {
            is_list_of_text(plans, target)
                && (tells_apart(&member.name) || lists.contains(&member.name.to_lowercase()))
        }
    }
}

/// Whether a member is named after an identifying noun.
fn tells_apart(name: &str) -> bool {
    let lower = name.to_lowercase();
    if lower.contains("attribute") || OTHERS.iter().any(|other| lower.starts_with(other)) {
        return false;
    }
    let ending = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    let name = ending.unwrap_or(name);
    let is_noun = |name: &str| {
        let mut nouns = NOUNS.iter();
        nouns.any(|noun| name.ends_with(noun) || name.eq_ignore_ascii_case(noun))
    };
    is_noun(name) || name.strip_suffix('s').is_some_and(is_noun) || name.ends_with("Identities")
}

/// The lists of structures directly in an output, in lower case.
fn lists(plans: &[ShapePlan], output: &ShapePlan) -> Vec<String> {
    let members = members(output).iter();
    let lists = members.filter(|member| item(plans, member.target).is_some());
    lists.map(|member| member.name.to_lowercase()).collect()
}

/// The structure of a list of filters, and the place of its values.
fn filter(plans: &[ShapePlan], member: &MemberPlan) -> Option<(usize, usize)> {
    let at = item(plans, member.target)?;
    let plan = &plans[at];
    let members = members(plan);
    let has_name = members.iter().any(|member| {
        let name = member.name.to_lowercase();
        matches!(name.as_str(), "name" | "key" | "filtername" | "filterkey")
    });
    let values = members.iter().position(|member| {
        member.name.eq_ignore_ascii_case("values") && is_list_of_text(plans, member.target)
    });
    (has_name && plan.name.to_lowercase().contains("filter"))
        .then_some(values?)
        .map(|values| (at, values))
}

/// The structure that is the element of a list.
fn item(plans: &[ShapePlan], target: Target) -> Option<usize> {
    let Target::Shape(list) = target else {
        return None;
    };
    let Form::List(element) = &plans[list.0].form else {
        return None;
    };
    match element.target {
        Target::Shape(item) if matches!(plans[item.0].form, Form::Structure(_)) => Some(item.0),
        _ => None,
    }
}

fn is_list_of_text(plans: &[ShapePlan], target: Target) -> bool {
    let Target::Shape(list) = target else {
        return false;
    };
    matches!(
        &plans[list.0].form,
        Form::List(element) if element.target == Target::Scalar(Scalar::String)
    )
}

fn members(plan: &ShapePlan) -> &[MemberPlan] {
    match &plan.form {
        Form::Structure(members) => members,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_tell_things_apart_are_known_by_their_end() {
        for name in [
            "InstanceIds",
            "ids",
            "names",
            "TapeARNs",
            "ExecutableUsers",
            "Owners",
            "PublicIps",
            "ResourceIdList",
            "TargetIdFilters",
            "StackName",
            "DBInstanceIdentifier",
            "Identities",
        ] {
            assert!(tells_apart(name), "{name}");
        }
        for name in [
            "AttributeNames",
            "ExcludeVerifiedIds",
            "NextRecordName",
            "StartRecordName",
            "Status",
            "ResourceTypeFilters",
            "Paid",
            "include",
            "TagKeys",
        ] {
            assert!(!tells_apart(name), "{name}");
        }
    }
}
