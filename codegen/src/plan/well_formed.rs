//! Finds parts of a model that cannot be generated, or that would be lost on the wire in silence.

use std::collections::BTreeSet;

use pageboy_models::pointer;
use pageboy_models::service::Operation;
use pageboy_models::shape::{Location, Shape, ShapeType};
use pageboy_schema::Protocol;
use pageboy_schema::nearest;
use pageboy_schema::reader::{NAMELESS, empty};

use super::model::Model;
use crate::problem::Problem;

/// Checks an operation: input and output are structures, and placeholders and members fit each other.
pub(super) fn operation(model: &Model<'_>, protocol: Protocol, name: &str, operation: &Operation) {
    let checker = Checker { model };
    checker.named(name, &["operations", name]);
    let place = |key: &str| pointer(["operations", name, key, "shape"]);
    let sides = [("input", &operation.input), ("output", &operation.output)];
    for (key, reference) in sides {
        if let Some(reference) = reference {
            checker.structure(&place(key), &reference.shape);
        }
    }
    for (at, error) in operation.errors.iter().enumerate() {
        let place = pointer(["operations", name, "errors", &at.to_string(), "shape"]);
        checker.structure(&place, &error.shape);
    }
    let input = operation
        .input
        .as_ref()
        .and_then(|input| model.shape(&input.shape));
    // Nothing fits an input that is wrong, which has been reported.
    let is_readable = input.is_some() || operation.input.is_none();
    if protocol.is_rest() {
        if is_readable {
            checker.labels(name, operation, input.as_deref());
        }
        for (_, reference) in sides {
            if let Some(reference) = reference {
                checker.bindings(&reference.shape);
            }
        }
    }
    if let Some(endpoint) = &operation.endpoint
        && is_readable
    {
        let place = pointer(["operations", name, "endpoint", "hostPrefix"]);
        let known = input.as_deref().into_iter().flat_map(|input| {
            let members = input.members.iter();
            members.filter(|(_, member)| member.traits.host_label)
        });
        let known: Vec<&str> = known.map(|(name, _)| name.as_str()).collect();
        let basis = pointer(["operations", name, "input"]);
        checker.placeholders(
            (&place, basis),
            &endpoint.host_prefix,
            &known,
            "`hostLabel`",
        );
    }
}

/// Checks a shape by itself: its members exist, keys are text, and lists and maps end.
pub(super) fn shape(model: &Model<'_>, name: &str) {
    let Some(shape) = model.shape(name) else {
        return;
    };
    let checker = Checker { model };
    checker.named(name, &["shapes", name]);
    for member in shape.members.keys() {
        checker.named(member, &["shapes", name, "members", member]);
    }
    let payload = shape.payload.iter().map(|member| ("payload", member));
    let required = shape.required.iter().map(|member| ("required", member));
    for (key, member) in payload.chain(required) {
        if !shape.members.contains_key(member) {
            let place = pointer(["shapes", name, key]);
            let known = shape.members.keys().map(String::as_str);
            checker.nearest(
                &place,
                format!("no member `{member}` in {name}"),
                member,
                known,
            );
        }
    }
    if let Some(key) = &shape.key
        && let Some(target) = model.shape(&key.shape)
        && target.kind != ShapeType::String
    {
        let place = pointer(["shapes", name, "key", "shape"]);
        checker.report(&place, format!("`{}` is not text", key.shape));
    }
    checker.end(name);
}

struct Checker<'a, 'm> {
    model: &'a Model<'m>,
}

impl Checker<'_, '_> {
    fn problem(&self, place: &str, message: impl Into<String>) -> Problem {
        Problem::at_pointer(self.model.service.origin(place), place, message)
    }

    fn report(&self, place: &str, message: impl Into<String>) {
        self.model.report(self.problem(place, message));
    }

    fn nearest<'n>(
        &self,
        place: &str,
        message: String,
        wanted: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        let problem = self.problem(place, message);
        self.model.report(problem.nearest(wanted, known));
    }

    fn named(&self, name: &str, place: &[&str]) {
        if name.is_empty() {
            self.report(&pointer(place.iter().copied()), NAMELESS);
        }
    }

    fn structure(&self, place: &str, name: &str) {
        let shape = self.model.shape(name);
        if let Some(shape) = shape
            && (shape.kind != ShapeType::Structure || shape.traits.document)
        {
            self.report(place, format!("`{name}` is not a structure"));
        }
    }

    /// Checks the placeholders of a request URI against the members in it; neither makes sense without the other.
    fn labels(&self, name: &str, operation: &Operation, input: Option<&Shape>) {
        let members = input.into_iter().flat_map(|input| &input.members);
        let labelled: Vec<(&str, &str)> = members
            .filter(|(_, member)| self.location(member) == Some(Location::Uri))
            .map(|(name, member)| {
                let label = member.traits.location_name.as_deref();
                (name.as_str(), label.unwrap_or(name))
            })
            .collect();
        let known: Vec<&str> = labelled.iter().map(|(_, label)| *label).collect();
        let place = pointer(["operations", name, "http", "requestUri"]);
        let uri = &operation.http.request_uri;
        let path = uri.split('?').next().unwrap_or_default();
        if !path.starts_with('/') {
            self.report(&place, format!("a path begins with `/`, `{uri}` does not"));
        }
        let input = operation.input.as_ref();
        let members = input.map(|input| pointer(["shapes", &input.shape, "members"]) + "/*");
        let basis = members.unwrap_or_else(|| pointer(["operations", name, "input"]));
        let found = self.placeholders((&place, basis), path, &known, "the location `uri`");
        let unknown: Vec<&str> = found
            .iter()
            .copied()
            .filter(|it| !known.contains(it))
            .collect();
        for (member, label) in labelled {
            // A misspelt placeholder has been reported, with the label that was meant.
            let is_misspelt = unknown
                .iter()
                .any(|it| !nearest(it, [label].into_iter()).is_empty());
            // One whose brace is not closed likewise.
            let is_open = path
                .rsplit_once('{')
                .is_some_and(|(_, rest)| !rest.contains('}'));
            if !found.contains(&label) && !is_misspelt && !is_open {
                let message =
                    format!("`{member}` goes into the path, which has no `{{{label}}}`: {uri}");
                self.report(&place, message);
            }
        }
    }

    /// The placeholders of a template, each of which has to be `known`.
    fn placeholders<'t>(
        &self,
        (place, basis): (&str, String),
        template: &'t str,
        known: &[&str],
        mark: &str,
    ) -> BTreeSet<&'t str> {
        let mut found = BTreeSet::new();
        let mut rest = template;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((label, after)) = after.split_once('}') else {
                self.report(place, format!("a `{{` is not closed: {template}"));
                break;
            };
            let label = label.strip_suffix('+').unwrap_or(label);
            if !known.contains(&label) {
                let message = format!("no member with {mark} for `{{{label}}}`");
                let problem = self.problem(place, message).unless_wrong(basis.as_str());
                self.model
                    .report(problem.nearest(label, known.iter().copied()));
            }
            found.insert(label);
            rest = after;
        }
        found
    }

    /// Checks the types of members outside the body.
    fn bindings(&self, name: &str) {
        let Some(shape) = self.model.shape(name) else {
            return;
        };
        for (member_name, member) in &shape.members {
            let Some(target) = self.model.shape(&member.shape) else {
                continue;
            };
            let is_json = member.traits.jsonvalue || target.traits.jsonvalue;
            let fits = match self.location(member) {
                None => true,
                Some(Location::Uri) => is_scalar(&target),
                Some(Location::Header) => is_json || is_scalar(&target) || self.list(&target),
                Some(Location::Headers) => self.map(&target, is_scalar),
                Some(Location::Query) => {
                    let value = |value: &Shape| is_scalar(value) || self.list(value);
                    value(&target) || self.map(&target, value)
                }
                Some(Location::StatusCode) => {
                    matches!(target.kind, ShapeType::Integer | ShapeType::Long)
                }
            };
            let label = member.traits.location_name.as_deref();
            let label = label.unwrap_or(member_name);
            if self.location(member) == Some(Location::Header) && !is_header(label) {
                let members = ["shapes", name, "members", member_name];
                let key = member.traits.location_name.as_ref().map(|_| "locationName");
                let place = pointer(members.into_iter().chain(key));
                let message = match label.is_empty() {
                    true => empty("locationName"),
                    false => format!("`{label}` cannot be the name of a header"),
                };
                self.report(&place, message);
            }
            if !fits {
                let place = pointer(["shapes", name, "members", member_name, "location"]);
                self.report(&place, format!("`{}` cannot travel there", member.shape));
            }
        }
    }

    fn location(&self, member: &pageboy_models::shape::Member) -> Option<Location> {
        member.traits.location.or_else(|| {
            let target = self.model.shape(&member.shape)?;
            target.traits.location
        })
    }

    /// Whether a shape is a list of scalars.
    fn list(&self, shape: &Shape) -> bool {
        let element = shape.member.as_ref();
        let element = element.and_then(|element| self.model.shape(&element.shape));
        shape.kind == ShapeType::List && element.is_none_or(|element| is_scalar(&element))
    }

    /// Whether a shape is a map of such values.
    fn map(&self, shape: &Shape, fits: impl Fn(&Shape) -> bool) -> bool {
        let value = shape.value.as_ref();
        let value = value.and_then(|value| self.model.shape(&value.shape));
        shape.kind == ShapeType::Map && value.is_none_or(|value| fits(&value))
    }

    /// Finds a list or map that contains itself without a structure in between, which no type can represent. In a cycle, the
    /// first one is reported.
    fn end(&self, name: &str) {
        let mut passed = BTreeSet::new();
        let mut at = name.to_owned();
        while let Some(shape) = self.model.shape(&at) {
            let inner = match shape.kind {
                ShapeType::List => &shape.member,
                ShapeType::Map => &shape.value,
                _ => return,
            };
            let Some(inner) = inner else {
                return;
            };
            let inner = inner.shape.clone();
            passed.insert(std::mem::replace(&mut at, inner));
            if passed.contains(&at) {
                break;
            }
        }
        // A list that leads to a cycle without being part of it returns to another one than itself.
        if at == name && passed.first().is_some_and(|first| first == name) {
            let message = "it holds itself, without a structure in between";
            self.report(&pointer(["shapes", name]), message);
        }
    }
}

/// Whether a text can be a header's name: a token (RFC 9110, section 5.6.2).
pub(super) fn is_header(name: &str) -> bool {
    let is_token = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&c);
    !name.is_empty() && name.bytes().all(is_token)
}

fn is_scalar(shape: &Shape) -> bool {
    !matches!(
        shape.kind,
        ShapeType::Structure | ShapeType::List | ShapeType::Map
    )
}
