//! Resolves the manifest's selection of operations, waiters, paginators and resources, and reports unknown names.

mod resources;

use std::collections::BTreeMap;
use std::rc::Rc;

use pageboy_models::paginators::Paginator;
use pageboy_models::service::Operation;
use pageboy_models::waiters::Waiter;
use pageboy_models::{Definitions, Document, pointer};
use pageboy_schema::Protocol;

use super::model::Model;
use super::resource_selection::ResourceSelection;
use super::supported::unsupported;
use crate::manifest::{ManifestName, Selection, ServiceRequest};
use crate::problem::Problem;

/// The selection, by name.
#[derive(Default)]
pub(super) struct ServiceSelection<'d> {
    pub(super) operations: BTreeMap<String, Rc<Operation>>,
    pub(super) waiters: BTreeMap<&'d str, &'d Waiter>,
    pub(super) paginators: BTreeMap<&'d str, &'d Paginator>,
    pub(super) resources: ResourceSelection,
    /// Operations that `*` leaves out, with the reason.
    pub(super) left_out: BTreeMap<String, String>,
}

/// Resolves the selection; mistakes go to the model's problems.
pub(super) fn select<'d>(
    request: &ServiceRequest,
    definitions: &'d Definitions,
    model: &Model<'_>,
    protocol: Protocol,
) -> ServiceSelection<'d> {
    let all = matches!(request.operations, Selection::All);
    let or_all = |selection: &Selection| match selection {
        Selection::Absent if all => Selection::All,
        other => other.clone(),
    };
    let mut selector = Selector {
        model,
        protocol,
        selected: ServiceSelection::default(),
    };
    selector.operations(&request.operations);
    selector.waiters(&or_all(&request.waiters), definitions);
    selector.paginators(&or_all(&request.paginators), definitions);
    selector.resources(&request.resources, definitions);
    selector.selected
}

pub(super) struct Selector<'a, 'm, 'd> {
    pub(super) model: &'a Model<'m>,
    protocol: Protocol,
    pub(super) selected: ServiceSelection<'d>,
}

impl<'d> Selector<'_, '_, 'd> {
    fn operations(&mut self, selection: &Selection) {
        match selection {
            Selection::Absent => {}
            Selection::All => {
                for name in self.model.service.operation_names() {
                    self.add(name, None);
                }
            }
            Selection::Names(names) => {
                for wanted in names {
                    self.add(&wanted.name, Some(wanted));
                }
            }
        }
    }

    fn waiters(&mut self, selection: &Selection, definitions: &'d Definitions) {
        let all = definitions.waiters.all();
        let document = definitions.waiters.document();
        match selection {
            Selection::Absent => {}
            Selection::All => {
                for (name, waiter) in all {
                    let place = format!("/waiters/{name}/operation");
                    if self.add_named(&waiter.operation, &place, document) {
                        self.selected.waiters.insert(name, waiter);
                    }
                }
            }
            Selection::Names(names) => {
                for wanted in names {
                    let Some((_, name, waiter)) = all.get_full(wanted.name.as_str()) else {
                        self.unknown("waiter", wanted, all.keys().map(String::as_str));
                        continue;
                    };
                    let place = format!("/waiters/{name}/operation");
                    if self.add_named(&waiter.operation, &place, document) {
                        self.selected.waiters.insert(name, waiter);
                    } else if let Some(reason) = self.selected.left_out.get(&waiter.operation) {
                        let message = format!("`{}` cannot be polled: {reason}", waiter.operation);
                        self.model.report(wanted.source.problem(message));
                    }
                }
            }
        }
    }

    fn paginators(&mut self, selection: &Selection, definitions: &'d Definitions) {
        let all = definitions.paginators.all();
        match selection {
            Selection::Absent => {}
            Selection::All => {
                for (name, paginator) in all {
                    // A paginator of an unknown operation is useless; `pageboy check` lists it.
                    if self.model.service.has_operation(name) && self.add(name, None) {
                        self.selected.paginators.insert(name, paginator);
                    }
                }
            }
            Selection::Names(names) => {
                for wanted in names {
                    let Some((_, name, paginator)) = all.get_full(wanted.name.as_str()) else {
                        self.unknown("paginator", wanted, all.keys().map(String::as_str));
                        continue;
                    };
                    if self.add(name, Some(wanted)) {
                        self.selected.paginators.insert(name, paginator);
                    }
                }
            }
        }
    }

    /// Adds an operation that a definition names; an unknown one is reported at its place in the file.
    pub(super) fn add_named(&mut self, name: &str, place: &str, document: &Document) -> bool {
        let service = self.model.service;
        // The reader of the file has reported a missing name.
        if !name.is_empty() && !service.has_operation(name) {
            let file = document.origin(place);
            let problem = Problem::at_pointer(file, place, format!("no operation `{name}`"));
            let problem = problem.unless_wrong(pointer(["operations", name]));
            self.model
                .report(problem.nearest(name, service.operation_names()));
        }
        service.has_operation(name) && self.add(name, None)
    }

    /// Adds an operation; returns whether it exists.
    fn add(&mut self, name: &str, wanted: Option<&ManifestName>) -> bool {
        if let Some(wanted) = wanted
            && !self.model.service.has_operation(name)
        {
            self.unknown("operation", wanted, self.model.service.operation_names());
            return false;
        }
        if self.selected.operations.contains_key(name) {
            return true;
        }
        let Some(operation) = self.model.operation(name) else {
            return false;
        };
        if let Some(reason) = unsupported(self.model, self.protocol, &operation) {
            if let Some(wanted) = wanted {
                let message = format!("`{name}` cannot be generated: {reason}");
                self.model.report(wanted.source.problem(message));
            }
            self.selected
                .left_out
                .insert(name.to_owned(), reason.to_owned());
            return false;
        }
        self.selected.operations.insert(name.to_owned(), operation);
        true
    }

    pub(super) fn unknown<'n>(
        &self,
        what: &str,
        wanted: &ManifestName,
        known: impl Iterator<Item = &'n str>,
    ) {
        let message = format!(
            "{} has no {what} `{}`",
            self.model.service.name(),
            wanted.name
        );
        let section = match what {
            "operation" => "operations",
            "paginator" => "pagination",
            "waiter" => "waiters",
            _ => "resources",
        };
        let problem = wanted.source.problem(message);
        let problem = problem.unless_wrong(pointer([section, &wanted.name]));
        self.model.report(problem.nearest(&wanted.name, known));
    }
}
