//! Reads the definition of one resource, its references, and its mistakes.

use std::collections::HashMap;
use std::path::Path;

use pageboy_models::pointer;
use pageboy_models::resources::{Param, Resource, Resources};

use super::service_plans::ServicePlans;
use crate::names;
use crate::plan::model::Model;
use crate::plan::resource_selection::SERVICE_RESOURCE;
use crate::problem::Problem;

/// Reads one resource's definition.
pub(super) struct ResourceReader<'a, 'm> {
    pub(super) model: &'a Model<'m>,
    pub(super) known: &'a ServicePlans<'a>,
    positions: &'a HashMap<&'a str, usize>,
    pub(super) name: &'a str,
    pub(super) resource: &'a Resource,
    pub(super) base: String,
}

impl<'a, 'm> ResourceReader<'a, 'm> {
    pub(super) fn new(
        model: &'a Model<'m>,
        known: &'a ServicePlans<'a>,
        positions: &'a HashMap<&'a str, usize>,
        (name, resource): (&'a str, &'a Resource),
        base: String,
    ) -> Self {
        Self {
            model,
            known,
            positions,
            name,
            resource,
            base,
        }
    }

    /// The file of an entry.
    pub(super) fn file(&self, place: &str) -> &Path {
        self.known.definitions.resources.document().origin(place)
    }

    pub(super) fn problem(&self, place: &str, message: impl Into<String>) -> Problem {
        Problem::at_pointer(self.file(place), place, message)
    }

    pub(super) fn report(&self, place: &str, message: impl Into<String>) {
        self.model.report(self.problem(place, message));
    }

    /// Reports that an operation lacks its input or output, unless that is wrong.
    pub(super) fn without(&self, (operation, side): (&str, &str), place: &str, what: &str) {
        let problem = self.problem(place, format!("`{operation}` {what}"));
        let problem = problem.unless_wrong(pointer(["operations", operation, side]));
        self.model.report(problem);
    }

    /// The index of one of this resource's identifiers.
    pub(super) fn own_identifier(&self, param: &Param, place: &str) -> Option<u16> {
        let Some(name) = param.name.as_deref() else {
            self.report(place, "an identifier needs a `name`");
            return None;
        };
        let mut names = self.resource.identifiers.iter();
        let at = names.clone().position(|identifier| identifier.name == name);
        if at.is_none() {
            let message = format!("`{}` has no identifier `{name}`", self.name);
            let problem = self.problem(&format!("{place}/name"), message);
            let problem = problem.unless_wrong(identifiers_of(self.name));
            let known = names.by_ref().map(|identifier| identifier.name.as_str());
            let known = known.filter(|name| !name.is_empty());
            self.model.report(problem.nearest(name, known));
        }
        u16::try_from(at?).ok()
    }

    pub(super) fn unknown_source(&self, source: &str, place: &str, known: &[&'static str]) {
        // An empty word was missing or not a string, which the reader of the file has reported.
        if !source.is_empty() {
            let problem = self.problem(
                &format!("{place}/source"),
                format!("unknown source `{source}`"),
            );
            let problem = problem.help(format!("known are {}", known.join(", ")));
            self.model
                .report(problem.nearest(source, known.iter().copied()));
        }
    }

    /// All resources of the service, selected or not.
    pub(super) fn resources(&self) -> &'a Resources {
        &self.known.definitions.resources
    }

    /// A selected resource by its name.
    pub(super) fn resource_named(&self, name: &str) -> Option<(usize, &'a Resource)> {
        let position = self.positions.get(name).copied();
        position.zip(self.resources().find(name))
    }

    /// Whether the structure of a resource's data is in the plan.
    pub(super) fn knows_shape(&self, shape: &str) -> bool {
        self.known.shapes.ids.contains_key(shape)
    }

    pub(super) fn is_service(&self) -> bool {
        self.name == SERVICE_RESOURCE
    }

    pub(super) fn place(&self, kind: &str, name: &str) -> String {
        self.base.clone() + &pointer([kind, name])
    }

    pub(super) fn operation(&self, name: &str) -> Option<usize> {
        let mut operations = self.known.operations.iter();
        operations.position(|operation| operation.name == name)
    }

    /// The name of a method's table, which is unique in the service.
    pub(super) fn table(&self, method: &str) -> String {
        let method = method.trim_start_matches("r#").to_ascii_uppercase();
        format!("{}_{method}", names::table(self.name))
    }
}

/// Where the identifiers of a resource stand, for what follows from mistakes there.
pub(super) fn identifiers_of(resource: &str) -> String {
    pointer(["resources", resource, "identifiers"]) + "/*"
}
