//! Paginators: tokens, limits and results checked against the operation's input and output.

use std::path::Path;

use pageboy_models::{Json, Operation, ShapeType, pointer};

use super::model::{Model, Type, strings};
use super::shapes::{self, Shapes};
use super::waiters::report_mistakes;
use super::{PaginatorPlan, ResultPlan, Target, TokenPlan, expression, names};
use crate::problem::Problem;

const KEYS: &[&str] = &[
    "input_token", "limit_key", "more_results", "non_aggregate_keys", "output_token", "py_input_token",
    "result_key",
];

/// Settles a paginator; what is wrong with it goes to the model's problems.
pub(super) fn plan(
    model: &Model<'_>,
    file: &Path,
    (name, definition): (&str, &Json),
    (at, operation): (usize, &Operation),
    shapes: &Shapes,
) -> PaginatorPlan {
    let reader = Reader { model, file, base: pointer(["pagination", name]), operation, shapes };
    for key in definition.as_object().into_iter().flat_map(|object| object.keys()) {
        if !KEYS.contains(&key.as_str()) {
            let problem = reader.problem(key, format!("unknown key `{key}`"));
            model.report(problem.nearest(key, KEYS.iter().copied()));
        }
    }
    PaginatorPlan {
        operation: at,
        table: names::table(name),
        tokens: reader.tokens(definition),
        more_results: reader
            .optional(definition, "more_results")
            .and_then(|(place, source)| reader.expression(&place, source)),
        results: reader.paths(definition, "result_key", true),
        limit: reader
            .optional(definition, "limit_key")
            .and_then(|(place, member)| reader.limit(&place, member)),
        non_aggregate: reader.paths(definition, "non_aggregate_keys", false),
        origin: format!("`{}`, `{name}`", crate::plan::service::file_label(file)),
    }
}

struct Reader<'a, 'm> {
    model: &'a Model<'m>,
    file: &'a Path,
    base: String,
    operation: &'a Operation,
    shapes: &'a Shapes,
}

impl<'a> Reader<'a, '_> {
    /// A mistake at a key, or at a pointer below the paginator.
    fn problem(&self, place: &str, message: impl Into<String>) -> Problem {
        let place = place.trim_start_matches('/');
        let separator = if place.is_empty() { "" } else { "/" };
        Problem::at_pointer(self.file, &format!("{}{separator}{place}", self.base), message)
    }

    fn report(&self, place: &str, message: impl Into<String>) {
        self.model.report(self.problem(place, message));
    }

    fn list<'j>(&self, definition: &'j Json, key: &str, required: bool) -> Vec<(String, &'j str)> {
        let Some(value) = definition.get(key) else {
            if required {
                self.report("", format!("`{key}` is missing"));
            }
            return Vec::new();
        };
        strings(value, key).unwrap_or_else(|(place, message)| {
            self.report(&place, message);
            Vec::new()
        })
    }

    fn optional<'j>(&self, definition: &'j Json, key: &str) -> Option<(String, &'j str)> {
        let value = definition.get(key)?;
        let text = value.as_str();
        if text.is_none() {
            self.report(key, format!("expected a string, found {}", value.kind()));
        }
        text.map(|text| (key.to_owned(), text))
    }

    fn tokens(&self, definition: &Json) -> Vec<TokenPlan> {
        let inputs = self.list(definition, "input_token", true);
        let outputs = self.list(definition, "output_token", true);
        if !inputs.is_empty() && !outputs.is_empty() && inputs.len() != outputs.len() {
            let message =
                format!("{} input tokens are paired with {} output tokens", inputs.len(), outputs.len());
            self.report("output_token", message);
        }
        inputs
            .iter()
            .zip(&outputs)
            .filter_map(|((input_place, input), (output_place, output))| {
                let input = self.input_member(input_place, input);
                let output = self.expression(output_place, output);
                Some(TokenPlan { input: input?.0, output: output? })
            })
            .collect()
    }

    /// A top-level member of the input.
    fn input_member(&self, place: &str, member: &str) -> Option<(u16, Type)> {
        let Some(input) = &self.operation.input else {
            self.report(place, "the operation takes no input");
            return None;
        };
        match self.model.member_type(&input.shape, member) {
            Ok(found) => Some(found),
            Err(known) => {
                let message = format!("no member `{member}` in {}", input.shape);
                let problem = self.problem(place, message);
                self.model.report(problem.nearest(member, known.iter().map(String::as_str)));
                None
            }
        }
    }

    fn limit(&self, place: &str, member: &str) -> Option<u16> {
        let (index, kind) = self.input_member(place, member)?;
        if matches!(kind, Type::Number | Type::String) {
            Some(index)
        } else {
            let message = format!("a page size is a number or a string, `{member}` is {}", kind.describe());
            self.report(place, message);
            None
        }
    }

    fn expression(&self, place: &str, source: &str) -> Option<expression::Expression> {
        let Some(output) = &self.operation.output else {
            self.report(place, "the operation has no output to look at");
            return None;
        };
        match expression::lower(source, &self.model.type_of(&output.shape), self.model) {
            Ok((expression, _)) => Some(expression),
            Err(mistakes) => {
                report_mistakes(self.model, self.file, &format!("{}/{place}", self.base), mistakes);
                None
            }
        }
    }

    fn paths(&self, definition: &Json, key: &str, required: bool) -> Vec<ResultPlan> {
        self.list(definition, key, required)
            .into_iter()
            .filter_map(|(place, path)| self.path(&place, path))
            .collect()
    }

    /// A dotted path from the output down through structures.
    fn path(&self, place: &str, path: &str) -> Option<ResultPlan> {
        let Some(output) = &self.operation.output else {
            self.report(place, "the operation has no output to look at");
            return None;
        };
        let mut members = Vec::new();
        let mut shape_name = output.shape.clone();
        let mut target = Target::Shape(*self.shapes.ids.get(&shape_name)?);
        for name in path.split('.') {
            let shape = self.model.shape(&shape_name)?;
            let Some((index, _, member)) = shape.members.get_full(name) else {
                let message = if shape.kind == ShapeType::Structure {
                    format!("no member `{name}` in {shape_name}")
                } else {
                    format!("`{name}` is asked of {shape_name}, which is no structure")
                };
                let known = shape.members.keys().map(String::as_str);
                self.model.report(self.problem(place, message).nearest(name, known));
                return None;
            };
            members.push(u16::try_from(index).ok()?);
            let inner = self.model.shape(&member.shape)?;
            let traits = member.traits.over(&inner.traits);
            target = shapes::target(&inner, &traits, self.shapes.ids.get(&member.shape).copied())?;
            shape_name = member.shape.clone();
        }
        Some(ResultPlan { path: path.to_owned(), members, target })
    }
}
