//! The parameters that an operation gives the rules: fixed values, members of the input, and results of expressions on it.

use std::path::Path;

use pageboy_models::endpoint_rules::{EndpointRules, ParameterKind};
use pageboy_models::service::Operation;
use pageboy_models::{nearest, pointer};

use super::super::expression::{self, Expression};
use super::super::model::{Model, Type};
use super::rules::ValuePlan;
use crate::problem::Problem;

/// A parameter that an operation gives a value.
#[derive(Clone, Debug)]
pub struct ContextPlan {
    /// Its position among the parameters of the rules.
    pub parameter: u16,
    /// The source of the value.
    pub source: SourcePlan,
}

/// The source of a parameter's value.
#[derive(Clone, Debug)]
pub enum SourcePlan {
    /// `staticContextParams`.
    Static(ValuePlan),
    /// `contextParam`: an input member, by its index.
    Member(u16),
    /// `operationContextParams`.
    Path(Expression),
}

/// Plans the parameters that an operation gives the rules, in order of precedence (botocore/regions.py,
/// `EndpointRulesetResolver._resolve_param_from_context`).
///
/// Parameters that the rules do not have are ignored, as there, unless the name of one is near.
pub(in crate::plan) fn parameters(
    model: &Model<'_>,
    (name, operation): (&str, &Operation),
    known: &EndpointRules,
) -> Vec<ContextPlan> {
    let planning = Planning { model, name, known };
    let mut plans = Vec::new();
    for (parameter, fixed) in &operation.static_context_params {
        let place = planning.place("staticContextParams", parameter, "value");
        let value = ValuePlan::of(&fixed.value);
        let kind = value.as_ref().map(kind_of);
        if value.is_none() {
            planning.report(
                &place,
                "expected a boolean, a string or an array of strings".to_owned(),
            );
        }
        if let Some(value) = value
            && let Some(parameter) = planning.taken(parameter, kind, &place)
        {
            let source = SourcePlan::Static(value);
            plans.push(ContextPlan { parameter, source });
        }
    }
    let input = operation.input.as_ref();
    let input = input.and_then(|input| Some((&input.shape, model.shape(&input.shape)?)));
    if let Some((shape, input)) = &input {
        for (index, (member, reference)) in input.members.iter().enumerate() {
            let Some(parameter) = &reference.traits.context_param else {
                continue;
            };
            let place = pointer(["shapes", shape.as_str(), "members", member, "contextParam"]);
            let kind = kind(&model.type_of(&reference.shape));
            if let Some(parameter) = planning.taken(parameter, kind, &place)
                && let Ok(index) = u16::try_from(index)
            {
                let source = SourcePlan::Member(index);
                plans.push(ContextPlan { parameter, source });
            }
        }
    }
    for (parameter, source) in &operation.operation_context_params {
        let place = planning.place("operationContextParams", parameter, "path");
        let Some((shape, _)) = &input else {
            // What is wrong with its shape has been reported.
            if operation.input.is_none() {
                let message = "the operation has no input";
                let problem = Problem::at_pointer(planning.file(&place), &place, message);
                model.report(problem.unless_wrong(pointer(["operations", name, "input"])));
            }
            continue;
        };
        match expression::lower(&source.path, &model.type_of(shape), model) {
            Ok((expression, found)) => {
                if let Some(parameter) = planning.taken(parameter, kind(&found), &place) {
                    let source = SourcePlan::Path(expression);
                    plans.push(ContextPlan { parameter, source });
                }
            }
            Err(mistakes) => {
                let file = planning.file(&place);
                model.report_mistakes(file, &place, &source.path, mistakes);
            }
        }
    }
    plans
}

fn kind_of(value: &ValuePlan) -> ParameterKind {
    match value {
        ValuePlan::Text(_) => ParameterKind::Text,
        ValuePlan::Boolean(_) => ParameterKind::Boolean,
        ValuePlan::Texts(_) => ParameterKind::Texts,
    }
}

/// The type of parameters that accept a value; `None` if the model does not tell.
fn kind(found: &Type) -> Option<ParameterKind> {
    match found {
        Type::Boolean => Some(ParameterKind::Boolean),
        Type::String | Type::Enum(_) => Some(ParameterKind::Text),
        Type::List(_) => Some(ParameterKind::Texts),
        _ => None,
    }
}

struct Planning<'a, 'm> {
    model: &'a Model<'m>,
    name: &'a str,
    known: &'a EndpointRules,
}

impl Planning<'_, '_> {
    fn place(&self, section: &str, parameter: &str, key: &str) -> String {
        pointer(["operations", self.name, section, parameter, key])
    }

    fn file(&self, place: &str) -> &Path {
        self.model.service.origin(place)
    }

    fn report(&self, place: &str, message: String) {
        let problem = Problem::at_pointer(self.file(place), place, message);
        self.model.report(problem);
    }

    /// The parameter of the rules; `None` if they do not have it. A value of another type is a mistake.
    fn taken(&self, parameter: &str, kind: Option<ParameterKind>, place: &str) -> Option<u16> {
        let all = self.known.parameters();
        let Some((at, _, known)) = all.get_full(parameter) else {
            let known = all.keys().map(String::as_str);
            if !nearest(parameter, known.clone()).is_empty() {
                let message = format!("the endpoint rules have no parameter `{parameter}`");
                let problem = Problem::at_pointer(self.file(place), place, message);
                self.model.report(problem.nearest(parameter, known));
            }
            return None;
        };
        if kind.is_none_or(|kind| kind == known.kind) {
            return u16::try_from(at).ok();
        }
        let message = format!("the parameter `{parameter}` of the endpoint rules has another type");
        self.report(place, message);
        None
    }
}
