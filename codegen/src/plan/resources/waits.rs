//! The waits of a resource.

use pageboy_models::resources::Wait;
use pageboy_schema::waiter::{AcceptorState, Matcher};

use super::answers::Answer;
use super::names::MethodNames;
use super::reader::ResourceReader;
use super::{MethodKind, MethodPlan, ResourcePlan};
use crate::plan::expression::Expression;

impl ResourceReader<'_, '_> {
    pub(super) fn waiters(&self, names: &mut MethodNames, plan: &mut ResourcePlan) {
        for (name, wait) in &self.resource.waiters {
            let method = names.claim(&format!("WaitUntil{name}"), "waiter");
            let place = self.place("waiters", name);
            let mut waiters = self.known.waiters.iter();
            let Some(waiter) = waiters.position(|it| it.name == wait.waiter) else {
                // The selection has reported an unknown one.
                continue;
            };
            let operation = self.known.operations[self.known.waiters[waiter].operation]
                .name
                .clone();
            let params = self.params(&wait.params, &format!("{place}/params"), &operation);
            let data = self.waited_data(wait, &place, waiter, &operation);
            plan.methods.push(MethodPlan {
                name: name.clone(),
                table: self.table(&method),
                method,
                needs_data: params.iter().any(|param| param.source.needs_data()),
                kind: MethodKind::Wait {
                    waiter,
                    params,
                    data,
                },
            });
        }
    }

    /// The place of the resource's data in the last answer of a wait: the definition's, or that of the load if the polled
    /// operation is the one that loads it. `None` if a wait may succeed on an error, which holds no data.
    fn waited_data(
        &self,
        wait: &Wait,
        place: &str,
        waiter: usize,
        operation: &str,
    ) -> Option<Expression> {
        let shape = self.resource.shape.as_ref()?;
        let succeeds_on_errors = self.known.waiters[waiter].acceptors.iter().any(|acceptor| {
            acceptor.state == AcceptorState::Success
                && match acceptor.matcher {
                    Matcher::Status(status) => status >= 300,
                    Matcher::Error(_) => true,
                    Matcher::AnyError(any) => any,
                    _ => false,
                }
        });
        if succeeds_on_errors || !self.knows_shape(shape) {
            return None;
        }
        let loaded = self.resource.load.as_ref();
        let loaded = loaded.filter(|load| load.operation == operation);
        let load_path = loaded.map(|load| load.path.as_deref().unwrap_or("@"));
        let (path, place) = match (&wait.path, load_path) {
            (Some(path), _) => (path.as_str(), format!("{place}/path")),
            (None, Some(path)) => (path, format!("{}/load/path", self.base)),
            (None, None) => return None,
        };
        self.data_path(path, &place, Answer::Of(operation))
    }
}
