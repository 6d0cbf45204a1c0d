//! Parameters that are filled in: their place in the input, and their value (`boto3/resources/params.py`).

use pageboy_models::resources::Param;

use pageboy_schema::{Element, Step};

use super::reader::ResourceReader;
use super::{ParamPlan, SourcePlan};
use crate::plan::model::Type;

const SOURCES: &[&str] = &[
    "boolean",
    "data",
    "identifier",
    "input",
    "integer",
    "string",
];

impl ResourceReader<'_, '_> {
    /// Plans the parameters of a call; `place` is that of the array.
    pub(super) fn params(&self, params: &[Param], place: &str, operation: &str) -> Vec<ParamPlan> {
        params
            .iter()
            .enumerate()
            .filter_map(|(at, param)| self.param(param, &format!("{place}/{at}"), operation))
            .collect()
    }

    fn param(&self, param: &Param, place: &str, operation: &str) -> Option<ParamPlan> {
        // Both are resolved, so that both mistakes are reported.
        let target = self.target(&param.target, &format!("{place}/target"), operation);
        let (source, kind) = self.source(param, place)?;
        let (steps, wanted) = target?;
        let fits = match (&kind, &wanted) {
            (_, Type::Any) | (Type::Any, _) => true,
            (Type::String | Type::Enum(_), Type::String | Type::Enum(_)) => true,
            (kind, wanted) => kind == wanted,
        };
        if !fits {
            let message = format!(
                "`{}` is {}, what is written there is {}",
                param.target,
                wanted.describe(),
                kind.describe()
            );
            self.report(&format!("{place}/target"), message);
            return None;
        }
        Some(ParamPlan {
            target: param.target.clone(),
            steps,
            source,
        })
    }

    /// The value and its type; `None` if the caller gives it, and after a mistake.
    fn source(&self, param: &Param, place: &str) -> Option<(SourcePlan, Type)> {
        let constant = || {
            if param.value.is_none() {
                self.report(
                    place,
                    format!("the source `{}` needs a `value`", param.source),
                );
            }
            param.value.as_ref()
        };
        let other = |expected: &str, found: &str| {
            let message = format!("expected {expected}, found {found}");
            self.report(&format!("{place}/value"), message);
        };
        match param.source.as_str() {
            "identifier" => {
                let index = self.own_identifier(param, place)?;
                let is_integer = self.resource.identifiers[usize::from(index)]
                    .kind
                    .as_deref()
                    .is_some_and(|kind| kind == "integer");
                let kind = if is_integer {
                    Type::Number
                } else {
                    Type::String
                };
                Some((SourcePlan::Identifier(index), kind))
            }
            "data" => {
                let (expression, kind) = self.in_data(param, place)?;
                Some((SourcePlan::Data(expression), kind))
            }
            "string" => {
                let value = constant()?;
                match value.as_str() {
                    Some(text) => Some((SourcePlan::Text(text.to_owned()), Type::String)),
                    None => {
                        other("a string", value.kind());
                        None
                    }
                }
            }
            "integer" => {
                let value = constant()?;
                let number = value.as_number().and_then(|number| number.as_i64());
                match value.as_number() {
                    _ if number.is_some() => {}
                    Some(found) => other("a whole number", &found.to_string()),
                    None => other("a whole number", value.kind()),
                }
                Some((SourcePlan::Integer(number?), Type::Number))
            }
            "boolean" => {
                let value = constant()?;
                if value.as_bool().is_none() {
                    other("a boolean", value.kind());
                }
                Some((SourcePlan::Boolean(value.as_bool()?), Type::Boolean))
            }
            "input" => None,
            unknown => {
                self.unknown_source(unknown, place, SOURCES);
                None
            }
        }
    }

    /// Resolves a target from the operation's input down: `Filters[0].Values[]`.
    fn target(&self, target: &str, place: &str, operation: &str) -> Option<(Vec<Step>, Type)> {
        let input = self.model.operation(operation)?.input.clone();
        let Some(input) = input else {
            self.without((operation, "input"), place, "takes no input");
            return None;
        };
        if target.is_empty() {
            // The reader of the file has reported it.
            return None;
        }
        let mut kind = self.model.type_of(&input.shape);
        let mut steps = Vec::new();
        for part in target.split('.') {
            if kind == Type::Any && self.model.is_wrong() {
                // The shape is wrong, which has been reported.
                return None;
            }
            let Some((name, element)) = bracket(part) else {
                let message = format!(
                    "`{part}` is not a part of a target: a name, or one with `[]`, `[*]` or `[0]`"
                );
                self.report(place, message);
                return None;
            };
            let Type::Structure(structure) = &kind else {
                let message = format!("{} has no member `{name}`", kind.describe());
                self.report(place, message);
                return None;
            };
            let (member, found) = match self.model.member_type(structure, name) {
                Ok(found) => found,
                Err(known) => {
                    let problem = self.problem(place, format!("no member `{name}` in {structure}"));
                    self.model
                        .report(problem.nearest(name, known.iter().map(String::as_str)));
                    return None;
                }
            };
            kind = match (element, found) {
                (Element::None, found) => found,
                (_, Type::List(item)) => item.as_ref().clone(),
                (_, found) => {
                    let message = format!("`{name}` is {}, no list", found.describe());
                    self.report(place, message);
                    return None;
                }
            };
            steps.push(Step::new(member, element));
        }
        Some((steps, kind))
    }
}

/// A part of a target: the name and the element; `None` for anything else.
fn bracket(part: &str) -> Option<(&str, Element)> {
    let (name, element) = match part.split_once('[') {
        None => (part, Element::None),
        Some((name, rest)) => (
            name,
            match rest.strip_suffix(']')? {
                "" => Element::New,
                "*" => Element::Same,
                number => Element::At(number.parse().ok()?),
            },
        ),
    };
    (!name.is_empty()).then_some((name, element))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_a_name_with_at_most_one_bracket() {
        assert_eq!(bracket("Key"), Some(("Key", Element::None)));
        assert_eq!(bracket("Values[2]"), Some(("Values", Element::At(2))));
        assert_eq!(bracket("Values[]"), Some(("Values", Element::New)));
        assert_eq!(bracket("Values[*]"), Some(("Values", Element::Same)));
        for wrong in [
            "",
            "[0]",
            "Values[",
            "Values[x]",
            "Values[0][1]",
            "Values[-1]",
            "Values[70000]",
        ] {
            assert_eq!(bracket(wrong), None, "{wrong}");
        }
    }
}
