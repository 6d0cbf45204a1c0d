//! Resources made from answers (`boto3/resources/response.py`).

use pageboy_models::resources::{Param, Target};

use super::reader::ResourceReader;
use super::{IdentifierSource, ResponseResourcePlan};
use crate::plan::expression::{self, Expression};
use crate::plan::model::Type;

const SOURCES: &[&str] = &[
    "data",
    "identifier",
    "input",
    "requestParameter",
    "response",
];

/// Where the sources of identifiers and data are looked up.
#[derive(Clone, Copy)]
pub(super) enum Answer<'a> {
    /// The answer to a call of this operation, and the request.
    Of(&'a str),
    /// The resource's own data.
    Data,
}

impl ResourceReader<'_, '_> {
    /// Plans the resources of an answer; `place` is that of the entry `resource`.
    ///
    /// `None` after a mistake, which is reported.
    pub(super) fn made(
        &self,
        target: &Target,
        place: &str,
        answer: Answer<'_>,
    ) -> Option<ResponseResourcePlan> {
        let (resource, definition) = self.resource_named(&target.kind)?;
        let complete = self.given_once(target, place, definition);
        let mut many = false;
        let mut sources = Vec::new();
        for identifier in &definition.identifiers {
            let mut params = target.identifiers.iter().enumerate();
            let found = params.find(|(_, param)| param.target == identifier.name);
            if let Some((at, param)) = found {
                let place = format!("{place}/identifiers/{at}");
                sources.push(self.identifier(param, &place, answer, &mut many));
            }
        }
        let for_each = target.for_each.as_ref().and_then(|name| {
            let names = definition.identifiers.iter();
            let at = names
                .clone()
                .position(|identifier| identifier.name == *name);
            if at.is_none() {
                let place = format!("{place}/forEach");
                let message = format!("`{}` has no identifier `{name}`", target.kind);
                let known = names.map(|identifier| identifier.name.as_str());
                self.model
                    .report(self.problem(&place, message).nearest(name, known));
            }
            u16::try_from(at?).ok()
        });
        let data = match (&target.path, &definition.shape) {
            (Some(path), Some(shape)) if self.knows_shape(shape) => {
                Some(self.data_path(path, &format!("{place}/path"), answer))
            }
            _ => None,
        };
        // Only now, after all mistakes of the entry have been reported.
        let identifiers = sources.into_iter().collect::<Option<_>>()?;
        if !complete {
            return None;
        }
        Some(ResponseResourcePlan {
            resource,
            identifiers,
            data: match data {
                Some(data) => Some(data?),
                None => None,
            },
            many,
            for_each,
        })
    }

    /// The place of a resource's data in an answer: a structure, or a list of structures.
    pub(super) fn data_path(
        &self,
        path: &str,
        place: &str,
        answer: Answer<'_>,
    ) -> Option<Expression> {
        let (expression, kind) = self.expression(path, place, &self.root(answer, place)?)?;
        let item = match &kind {
            Type::List(item) => item.as_ref(),
            other => other,
        };
        if !matches!(item, Type::Any | Type::Structure(_) | Type::Object(_)) {
            let message = format!("data is a structure, this is {}", item.describe());
            self.report(place, message);
            return None;
        }
        Some(expression)
    }

    /// The source of an identifier, which must be text; `many` becomes true for a list.
    fn identifier(
        &self,
        param: &Param,
        place: &str,
        answer: Answer<'_>,
        many: &mut bool,
    ) -> Option<IdentifierSource> {
        let (source, kind) = self.identifier_source(param, place, answer)?;
        let (is_list, item) = match kind {
            Type::List(item) => (true, item.as_ref().clone()),
            other => (false, other),
        };
        let is_text = matches!(
            item,
            Type::Any | Type::String | Type::Enum(_) | Type::Number | Type::Timestamp
        );
        if !is_text {
            let message = format!("an identifier is text, this is {}", item.describe());
            self.report(&format!("{place}/path"), message);
        }
        *many |= is_list;
        is_text.then_some(source)
    }

    fn identifier_source(
        &self,
        param: &Param,
        place: &str,
        answer: Answer<'_>,
    ) -> Option<(IdentifierSource, Type)> {
        let path_place = format!("{place}/path");
        let path = || {
            if param.path.is_none() {
                self.report(
                    place,
                    format!("the source `{}` needs a `path`", param.source),
                );
            }
            param.path.as_deref()
        };
        match (param.source.as_str(), answer) {
            ("identifier", _) => {
                let index = self.own_identifier(param, place)?;
                Some((IdentifierSource::Identifier(index), Type::String))
            }
            ("data", _) => {
                let (expression, kind) = self.in_data(param, place)?;
                Some((IdentifierSource::Data(expression), kind))
            }
            ("response", Answer::Of(_)) => {
                let root = self.root(answer, place)?;
                let (expression, kind) = self.expression(path()?, &path_place, &root)?;
                Some((IdentifierSource::Answer(expression), kind))
            }
            ("requestParameter", Answer::Of(operation)) => {
                let input = self.model.operation(operation)?.input.clone();
                let Some(input) = input else {
                    self.without((operation, "input"), place, "takes no input");
                    return None;
                };
                let root = self.model.type_of(&input.shape);
                let (expression, kind) = self.expression(path()?, &path_place, &root)?;
                Some((IdentifierSource::Request(expression), kind))
            }
            ("response" | "requestParameter" | "input", _) => {
                let message = format!("the source `{}` has no meaning here", param.source);
                self.report(&format!("{place}/source"), message);
                None
            }
            (unknown, _) => {
                self.unknown_source(unknown, place, SOURCES);
                None
            }
        }
    }

    /// An expression over the resource's own data.
    pub(super) fn in_data(&self, param: &Param, place: &str) -> Option<(Expression, Type)> {
        let Some(path) = param.path.as_deref() else {
            self.report(place, "the source `data` needs a `path`");
            return None;
        };
        let root = self.root(Answer::Data, place)?;
        self.expression(path, &format!("{place}/path"), &root)
    }

    fn root(&self, answer: Answer<'_>, place: &str) -> Option<Type> {
        match answer {
            Answer::Data => match &self.resource.shape {
                Some(_) => Some(self.model.type_of(self.shape()?)),
                None => {
                    let message = format!("`{}` has no data: no `shape`", self.name);
                    let problem = self.problem(place, message);
                    let problem = problem.unless_wrong(format!("{}/shape", self.base));
                    self.model.report(problem);
                    None
                }
            },
            Answer::Of(operation) => {
                let output = self.model.operation(operation)?.output.clone();
                if output.is_none() {
                    self.without((operation, "output"), place, "returns nothing");
                }
                Some(self.model.type_of(&output?.shape))
            }
        }
    }

    fn expression(&self, source: &str, place: &str, root: &Type) -> Option<(Expression, Type)> {
        // boto3's word for the whole.
        let source = if source == "$" { "@" } else { source };
        match expression::lower(source, root, self.model) {
            Ok(found) => Some(found),
            Err(mistakes) => {
                self.model
                    .report_mistakes(self.file(place), place, source, mistakes);
                None
            }
        }
    }
}
