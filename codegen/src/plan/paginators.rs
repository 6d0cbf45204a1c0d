//! Paginators: tokens, limits and results checked against the operation's input and output.

use std::path::Path;

use pageboy_models::paginators::Paginator;
use pageboy_models::service::Operation;
use pageboy_models::shape::ShapeType;
use pageboy_models::{Json, OneOrMany, pointer};
use pageboy_schema::{Constant, RepeatedToken};

use super::model::{Model, Type};
use super::shapes::{self, Shapes};
use super::{Form, Scalar};
use super::{PaginatorPlan, ResultPlan, Target, TokenPlan, expression};
use crate::names;
use crate::problem::Problem;

/// Plans a paginator; mistakes go to the model's problems.
pub(super) fn plan(
    model: &Model<'_>,
    file: &Path,
    (name, paginator): (&str, &Paginator),
    (at, operation): (usize, &Operation),
    shapes: &Shapes,
) -> PaginatorPlan {
    let reader = PaginatorReader {
        model,
        file,
        name,
        base: pointer(["pagination", name]),
        operation,
        shapes,
    };
    PaginatorPlan {
        operation: at,
        table: names::table(name),
        selected: true,
        tokens: reader.tokens(paginator),
        more_results: paginator
            .more_results
            .as_deref()
            .and_then(|source| reader.expression(&reader.place("more_results"), source)),
        results: reader.results(&paginator.result_key),
        limit: paginator
            .limit_key
            .as_deref()
            .and_then(|member| reader.limit(&reader.place("limit_key"), member)),
        non_aggregate: reader.paths("non_aggregate_keys", &paginator.non_aggregate_keys),
        repeated_token: paginator
            .repeated_token
            .as_deref()
            .map_or(RepeatedToken::Error, |word| reader.repeated_token(word)),
        every_request: reader.every_request(paginator),
        first_token: reader.first_token(paginator),
        default_limit: reader.size("default_limit", paginator.default_limit, paginator),
        max_limit: reader.size("max_limit", paginator.max_limit, paginator),
        origin: format!("`{}`, `{name}`", super::model::file_label(file)),
    }
}

struct PaginatorReader<'a, 'm> {
    model: &'a Model<'m>,
    file: &'a Path,
    name: &'a str,
    base: String,
    operation: &'a Operation,
    shapes: &'a Shapes,
}

impl PaginatorReader<'_, '_> {
    fn place(&self, key: &str) -> String {
        format!("{}/{key}", self.base)
    }

    fn problem(&self, place: &str, message: impl Into<String>) -> Problem {
        Problem::at_pointer(self.file, place, message)
    }

    fn report(&self, place: &str, message: impl Into<String>) {
        self.model.report(self.problem(place, message));
    }

    /// Reports that the operation lacks its input or output, unless that is wrong.
    fn without(&self, side: &str, place: &str, message: String) {
        let problem = self.problem(place, message);
        let problem = problem.unless_wrong(pointer(["operations", self.name, side]));
        self.model.report(problem);
    }

    fn tokens(&self, paginator: &Paginator) -> Vec<TokenPlan> {
        let (inputs, outputs) = (&paginator.input_token, &paginator.output_token);
        let (input_count, output_count) = (inputs.values().len(), outputs.values().len());
        let place = self.place("output_token");
        if input_count != output_count && input_count > 0 && output_count > 0 {
            let message =
                format!("{input_count} input tokens are paired with {output_count} output tokens");
            self.report(&place, message);
        }
        inputs
            .with_pointers(&self.place("input_token"))
            .zip(outputs.with_pointers(&place))
            .filter_map(|((input_place, input), (output_place, output))| {
                let input = self.input_member(&input_place, input);
                let output = self.expression(&output_place, output);
                Some(TokenPlan {
                    input: input?.0,
                    output: output?,
                })
            })
            .collect()
    }

    /// A top-level member of the input.
    fn input_member(&self, place: &str, member: &str) -> Option<(u16, Type)> {
        let Some(input) = &self.operation.input else {
            self.without("input", place, format!("`{}` takes no input", self.name));
            return None;
        };
        match self.model.member_type(&input.shape, member) {
            Ok(found) => Some(found),
            Err(known) => {
                let message = format!("no member `{member}` in {}", input.shape);
                let problem = self.problem(place, message);
                self.model
                    .report(problem.nearest(member, known.iter().map(String::as_str)));
                None
            }
        }
    }

    fn limit(&self, place: &str, member: &str) -> Option<u16> {
        let (index, kind) = self.input_member(place, member)?;
        if matches!(
            kind,
            Type::Any | Type::Number | Type::Timestamp | Type::String | Type::Enum(_)
        ) {
            Some(index)
        } else {
            let message = format!(
                "a page size is a number or a string, `{member}` is {}",
                kind.describe()
            );
            self.report(place, message);
            None
        }
    }

    fn expression(&self, place: &str, source: &str) -> Option<expression::Expression> {
        let Some(output) = &self.operation.output else {
            self.without("output", place, format!("`{}` returns nothing", self.name));
            return None;
        };
        match expression::lower(source, &self.model.type_of(&output.shape), self.model) {
            Ok((expression, _)) => Some(expression),
            Err(mistakes) => {
                self.model
                    .report_mistakes(self.file, place, source, mistakes);
                None
            }
        }
    }

    fn repeated_token(&self, word: &str) -> RepeatedToken {
        match word {
            "error" => {}
            "stop" => return RepeatedToken::Stop,
            _ => {
                let message = format!("`{word}` is not a policy for a repeated token");
                let problem = self.problem(&self.place("repeated_token"), message);
                self.model
                    .report(problem.nearest(word, ["error", "stop"].into_iter()));
            }
        }
        RepeatedToken::Error
    }

    /// The fixed members of every request, without those that the pages set themselves.
    fn every_request(&self, paginator: &Paginator) -> Vec<(u16, Constant<String>)> {
        let place = self.place("every_request");
        let entries = paginator.every_request.iter();
        entries
            .filter_map(|(member, value)| {
                let place = format!("{place}{}", pointer([member.as_str()]));
                let (index, kind) = self.input_member(&place, member)?;
                let taken = if paginator.input_token.values().contains(member) {
                    Some("a token")
                } else {
                    (paginator.limit_key.as_ref() == Some(member)).then_some("the page size")
                };
                if let Some(taken) = taken {
                    let message =
                        format!("`{member}` is {taken}, which is not the same in every request");
                    self.report(&place, message);
                    return None;
                }
                let constant = match (value, &kind) {
                    (Json::Bool(value), Type::Boolean) => Constant::Boolean(*value),
                    (Json::Number(value), Type::Number) => Constant::Integer(value.as_i64()?),
                    (Json::String(value), Type::String) => Constant::String(value.clone()),
                    (Json::String(value), Type::Enum(shape)) => {
                        let shape = self.model.shape(shape)?;
                        let known = &shape.traits.values;
                        if !known.contains(value) {
                            let message = format!("`{member}` has no value `{value}`");
                            let problem = self.problem(&place, message);
                            self.model
                                .report(problem.nearest(value, known.iter().map(String::as_str)));
                            return None;
                        }
                        Constant::String(value.clone())
                    }
                    (_, Type::Any) => return None,
                    _ => {
                        let message = format!("`{member}` is {}", kind.describe());
                        self.report(&place, message);
                        return None;
                    }
                };
                Some((index, constant))
            })
            .collect()
    }

    /// The tokens of the first request: one for each token, a text or a number.
    fn first_token(&self, paginator: &Paginator) -> Vec<String> {
        let place = self.place("first_token");
        let inputs = paginator.input_token.values();
        let first = paginator.first_token.values();
        if first.is_empty() {
            return Vec::new();
        }
        if first.len() != inputs.len() {
            let message = format!(
                "{} first tokens are paired with {} input tokens",
                first.len(),
                inputs.len()
            );
            self.report(&place, message);
            return Vec::new();
        }
        let first = paginator.first_token.with_pointers(&place);
        inputs
            .iter()
            .zip(first)
            .filter_map(|(input, (place, first))| {
                // A missing member was reported with the tokens.
                let shape = &self.operation.input.as_ref()?.shape;
                let (_, kind) = self.model.member_type(shape, input).ok()?;
                let fits = match kind {
                    Type::Any | Type::String | Type::Enum(_) => true,
                    Type::Number => first.parse::<i64>().is_ok(),
                    _ => false,
                };
                if !fits {
                    let message = format!("`{input}` is {}", kind.describe());
                    self.report(&place, message);
                }
                fits.then(|| first.to_owned())
            })
            .collect()
    }

    /// A page size that its member accepts.
    fn size(&self, key: &str, size: Option<i32>, paginator: &Paginator) -> Option<i32> {
        let size = size?;
        let place = self.place(key);
        let Some(limit) = &paginator.limit_key else {
            self.report(
                &place,
                "`limit_key` is missing, which names the member for it",
            );
            return None;
        };
        // A missing member was reported with the limit.
        let input = self.model.shape(&self.operation.input.as_ref()?.shape)?;
        let member = input.members.get(limit)?;
        let traits = member.traits.over(&self.model.shape(&member.shape)?.traits);
        let is_number = matches!(
            self.model
                .member_type(&self.operation.input.as_ref()?.shape, limit),
            Ok((_, Type::Number))
        );
        let most = paginator.max_limit.filter(|_| key == "default_limit");
        let most = most.map(f64::from).or(traits.max.filter(|_| is_number));
        let least = traits.min.filter(|_| is_number);
        let message = match (most, least) {
            (Some(most), _) if f64::from(size) > most => format!("{size} is more than {most}"),
            (_, Some(least)) if f64::from(size) < least => format!("{size} is less than {least}"),
            _ => return Some(size),
        };
        self.report(&place, format!("{message}, which `{limit}` may be"));
        None
    }

    /// The results, with the names of the methods that stream their items.
    fn results(&self, paths: &OneOrMany) -> Vec<ResultPlan> {
        let input = self.operation.input.as_ref();
        let input = input.and_then(|input| self.shapes.ids.get(&input.shape));
        let members = input.map_or(&[][..], |id| self.shapes.plans[id.0].members());
        let mut scope = names::items_scope(members.iter().map(|member| member.setter.as_str()));
        let mut results = self.paths("result_key", paths);
        for (at, result) in results.iter_mut().enumerate() {
            let form = match result.target {
                Target::Shape(id) => Some(&self.shapes.plans[id.0].form),
                Target::Scalar(_) => None,
            };
            result.method = if at == 0 {
                let is_text = result.target == Target::Scalar(Scalar::String);
                (is_text || form.is_some()).then(|| "items".to_owned())
            } else {
                matches!(form, Some(Form::List(_) | Form::Map(..)))
                    .then(|| scope.claim(names::items(&result.path)))
            };
        }
        results
    }

    fn paths(&self, key: &str, paths: &OneOrMany) -> Vec<ResultPlan> {
        paths
            .with_pointers(&self.place(key))
            .filter_map(|(place, path)| self.path(&place, path))
            .collect()
    }

    /// A dotted path from the output down through structures.
    fn path(&self, place: &str, path: &str) -> Option<ResultPlan> {
        let Some(output) = &self.operation.output else {
            self.without("output", place, format!("`{}` returns nothing", self.name));
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
                    format!("{shape_name} has no member `{name}`: it is not a structure")
                };
                let known = shape.members.keys().map(String::as_str);
                self.model
                    .report(self.problem(place, message).nearest(name, known));
                return None;
            };
            members.push(u16::try_from(index).ok()?);
            let inner = self.model.shape(&member.shape)?;
            let traits = member.traits.over(&inner.traits);
            target = shapes::target(&inner, &traits, self.shapes.ids.get(&member.shape).copied())?;
            shape_name = member.shape.clone();
        }
        Some(ResultPlan {
            path: path.to_owned(),
            members,
            target,
            method: None,
        })
    }
}
