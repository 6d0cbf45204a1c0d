//! The selected resources, and the operations, waiters and paginators that they pull in.

use pageboy_models::Definitions;
use pageboy_models::pointer;
use pageboy_models::resources::{Action, Resource};

use super::Selector;
use crate::manifest::Selection;
use crate::plan::resource_selection::{ResourceSelection, SERVICE_RESOURCE};
use crate::problem::Problem;

impl<'d> Selector<'_, '_, 'd> {
    /// Resolves the selection of resources, and selects their calls.
    pub(in crate::plan) fn resources(
        &mut self,
        selection: &Selection,
        definitions: &'d Definitions,
    ) {
        let file = &definitions.resources;
        let mut chosen = ResourceSelection::default();
        match selection {
            Selection::Absent => return,
            Selection::All => {
                chosen.names = file.all().keys().cloned().collect();
                chosen.service = !file.document().sources().is_empty();
            }
            Selection::Names(names) => {
                for wanted in names {
                    if wanted.name == SERVICE_RESOURCE {
                        chosen.service = true;
                    } else if file.find(&wanted.name).is_some() {
                        chosen.names.insert(wanted.name.clone());
                    } else {
                        let known = file.all().keys().map(String::as_str);
                        self.unknown("resource", wanted, known.chain([SERVICE_RESOURCE]));
                    }
                }
            }
        }
        if chosen.is_empty() {
            return;
        }
        let actions = file.service().actions.iter().map(|pair| ("actions", pair));
        let collections = file.service().has_many.iter();
        for (kind, (name, action)) in actions.chain(collections.map(|pair| ("hasMany", pair))) {
            if chosen.service_leads(action.resource.as_ref()).is_ok() {
                self.call(action, &pointer(["service", kind, name]), definitions);
            }
        }
        for (name, resource) in file.all() {
            if chosen.has(name) {
                let base = pointer(["resources", name]);
                self.resource(&chosen, resource, &base, definitions);
            }
        }
        self.selected.resources = chosen;
    }

    fn resource(
        &mut self,
        chosen: &ResourceSelection,
        resource: &'d Resource,
        base: &str,
        definitions: &'d Definitions,
    ) {
        if let Some(load) = &resource.load {
            self.call(load, &format!("{base}/load"), definitions);
        }
        let kinds = [
            ("actions", &resource.actions),
            ("batchActions", &resource.batch_actions),
            ("hasMany", &resource.has_many),
        ];
        for (kind, actions) in kinds {
            for (name, action) in actions {
                if chosen.leads(action.resource.as_ref()).is_ok() {
                    let place = base.to_owned() + &pointer([kind, name]);
                    self.call(action, &place, definitions);
                }
            }
        }
        if let Some(operation) = &resource.batch_writer {
            let place = format!("{base}/batchWriter");
            let document = definitions.resources.document();
            self.add_named(operation, &place, document);
        }
        for (name, wait) in &resource.waiters {
            let place = base.to_owned() + &pointer(["waiters", name, "waiterName"]);
            match definitions.waiters.all().get_full(&wait.waiter) {
                Some((_, name, waiter)) => {
                    let place = pointer(["waiters", name, "operation"]);
                    let document = definitions.waiters.document();
                    if self.add_named(&waiter.operation, &place, document) {
                        self.selected.waiters.insert(name, waiter);
                    }
                }
                // The reader of the file has reported a missing name.
                None if wait.waiter.is_empty() => {}
                None => {
                    let file = definitions.resources.document().origin(&place);
                    let message = format!("no waiter `{}`", wait.waiter);
                    let known = definitions.waiters.all().keys().map(String::as_str);
                    let problem = Problem::at_pointer(file, &place, message);
                    let problem = problem.unless_wrong(pointer(["waiters", &wait.waiter]));
                    self.model.report(problem.nearest(&wait.waiter, known));
                }
            }
        }
    }

    /// Selects an operation, and its paginator if it lists resources.
    fn call(&mut self, action: &Action, place: &str, definitions: &'d Definitions) {
        let place = format!("{place}/request/operation");
        let document = definitions.resources.document();
        if self.add_named(&action.operation, &place, document)
            && let Some((_, name, paginator)) =
                definitions.paginators.all().get_full(&action.operation)
        {
            self.selected.paginators.insert(name, paginator);
        }
    }
}
