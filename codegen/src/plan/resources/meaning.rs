//! Finds entries of a definition without meaning: unknown resources and shapes, and keys in the wrong place.

use pageboy_models::pointer;
use pageboy_models::resources::{Action, Resource, Target};

use super::reader::{ResourceReader, identifiers_of};
use crate::plan::model::Type;

impl<'a> ResourceReader<'a, '_> {
    /// The structure that holds the data; [`meaning`](Self::meaning) reports any other shape.
    pub(super) fn shape(&self) -> Option<&'a str> {
        let shape = self.resource.shape.as_deref()?;
        let is_there = self.model.service.has_shape(shape);
        (is_there && matches!(self.model.type_of(shape), Type::Structure(_))).then_some(shape)
    }

    /// Reports entries without meaning.
    pub(super) fn meaning(&self) {
        if let (Some(shape), None) = (&self.resource.shape, self.shape()) {
            let place = format!("{}/shape", self.base);
            if self.model.service.has_shape(shape) {
                // What is wrong with a shape has been reported.
                if self.model.shape(shape).is_some() {
                    self.report(&place, format!("data is a structure, `{shape}` is none"));
                }
            } else {
                let problem = self.problem(&place, format!("no shape `{shape}`"));
                let problem = problem.unless_wrong(pointer(["shapes", shape]));
                let known = self.model.service.shape_names();
                self.model.report(problem.nearest(shape, known));
            }
        }
        let identifiers = &self.resource.identifiers;
        for (at, identifier) in identifiers.iter().enumerate() {
            let mut earlier = identifiers.iter().take(at);
            if !identifier.name.is_empty() && earlier.any(|other| other.name == identifier.name) {
                let place = format!("{}/identifiers/{at}/name", self.base);
                self.report(&place, twice(&identifier.name));
            }
        }
        if let Some(load) = &self.resource.load {
            let place = format!("{}/load", self.base);
            self.idle(load, &place, &["resource", "limit", "failures"]);
        }
        for (name, action) in &self.resource.batch_actions {
            let place = self.place("batchActions", name);
            self.idle(action, &place, &["resource", "path"]);
        }
        let kinds = [
            ("actions", &self.resource.actions),
            ("hasMany", &self.resource.has_many),
        ];
        for (kind, actions) in kinds {
            for (name, action) in actions {
                let place = self.place(kind, name);
                self.idle(action, &place, &["path", "limit", "failures"]);
                if let Some(target) = &action.resource {
                    self.leads_somewhere(target, &place);
                }
            }
        }
        for (name, target) in &self.resource.has {
            self.leads_somewhere(target, &self.place("has", name));
        }
    }

    /// Checks that each identifier of a resource has a source; reports missing, repeated and unknown ones.
    pub(super) fn given_once(&self, target: &Target, place: &str, definition: &Resource) -> bool {
        if !self.known_targets(target, place, definition) {
            // A source for an unknown identifier was probably meant for a missing one.
            return false;
        }
        let mut complete = true;
        for identifier in &definition.identifiers {
            let mut params = target.identifiers.iter();
            // The reader of the file has reported one without a name.
            if !params.any(|param| param.target == identifier.name) && !identifier.name.is_empty() {
                let message = format!(
                    "nothing gives the identifier `{}` of `{}`",
                    identifier.name, target.kind
                );
                let problem = self.problem(place, message);
                let problem = problem.unless_wrong(format!("{place}/identifiers/*"));
                self.model.report(problem);
                complete = false;
            }
        }
        complete
    }

    /// Whether every source belongs to an identifier of the resource, and only one to each; otherwise reports it.
    pub(super) fn known_targets(
        &self,
        target: &Target,
        place: &str,
        definition: &Resource,
    ) -> bool {
        let mut all = true;
        for (at, param) in target.identifiers.iter().enumerate() {
            let mut known = definition.identifiers.iter().map(|it| it.name.as_str());
            let place = format!("{place}/identifiers/{at}/target");
            let mut earlier = target.identifiers.iter().take(at);
            // The reader of the file has reported one without a target.
            if param.target.is_empty() {
                continue;
            } else if !known.clone().any(|name| name == param.target) {
                let message = format!("`{}` has no identifier `{}`", target.kind, param.target);
                let known = known.by_ref().filter(|name| !name.is_empty());
                let problem = self.problem(&place, message);
                let problem = problem.unless_wrong(identifiers_of(&target.kind));
                self.model.report(problem.nearest(&param.target, known));
                all = false;
            } else if earlier.any(|other| other.target == param.target) {
                self.report(&place, twice(&param.target));
                all = false;
            }
        }
        all
    }

    /// Reports an unknown resource. A known resource that is not selected is no mistake.
    fn leads_somewhere(&self, target: &Target, place: &str) {
        let all = self.resources().all();
        if !target.kind.is_empty() && !all.contains_key(&target.kind) {
            let message = format!("no resource `{}`", target.kind);
            let problem = self.problem(&format!("{place}/resource/type"), message);
            let problem = problem.unless_wrong(pointer(["resources", &target.kind]));
            let known = all.keys().map(String::as_str);
            self.model.report(problem.nearest(&target.kind, known));
        }
    }

    /// Reports the keys of an action that mean nothing there.
    fn idle(&self, action: &Action, place: &str, keys: &[&str]) {
        for &key in keys {
            let (is_there, help) = match key {
                "resource" => (
                    action.resource.is_some(),
                    "resources are made of the answers of `actions` and `hasMany`",
                ),
                "path" => (
                    action.path.is_some(),
                    "where the data is, `resource` says, and `load`",
                ),
                "limit" => (action.limit.is_some(), "it is a key of `batchActions`"),
                _ => (action.failures.is_some(), "it is a key of `batchActions`"),
            };
            if is_there {
                let place = format!("{place}/{key}");
                let problem = self.problem(&place, format!("`{key}` means nothing here"));
                self.model.report(problem.help(help));
            }
        }
    }
}

fn twice(identifier: &str) -> String {
    format!("the identifier `{identifier}` is given twice")
}
