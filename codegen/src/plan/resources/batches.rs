//! The batch actions of a resource.

use pageboy_models::resources::Action;

use super::BatchPlan;
use super::answers::Answer;
use super::names::{MethodNames, OF_COLLECTIONS};
use super::reader::ResourceReader;

impl ResourceReader<'_, '_> {
    pub(super) fn batch_actions(&self) -> Vec<BatchPlan> {
        let mut names = MethodNames::new(OF_COLLECTIONS);
        let mut plans = Vec::new();
        for (name, action) in &self.resource.batch_actions {
            let method = names.claim(name, "batch_action");
            let place = self.place("batchActions", name);
            if let Some(call) = self.call(action, &place) {
                let failures = action.failures.as_ref().and_then(|path| {
                    let answer = Answer::Of(&action.operation);
                    self.data_path(path, &format!("{place}/failures"), answer)
                });
                plans.push(BatchPlan {
                    name: name.clone(),
                    table: format!("{}_BATCH", self.table(&method)),
                    method,
                    needs_data: call.needs_data(),
                    call,
                    limit: action.limit.or_else(|| self.list_limit(action)),
                    failures,
                });
            }
        }
        plans
    }

    /// Maximum resources per call by the model: the `max` of the list they are put into.
    fn list_limit(&self, action: &Action) -> Option<u32> {
        let input = self.model.operation(&action.operation)?.input.clone()?;
        let lists = action.params.iter().filter_map(|param| {
            let mut shape = self.model.shape(&input.shape)?;
            for part in param.target.split('.') {
                let name = part.split('[').next()?;
                let member = shape.members.get(name)?;
                shape = self.model.shape(&member.shape)?;
                if part.ends_with("[]") || part.ends_with("[*]") {
                    return shape.traits.max;
                }
            }
            None
        });
        // A `max` that is not a number of resources is no limit.
        lists
            .filter(|max| (1.0..=f64::from(u32::MAX)).contains(max))
            .map(|max| max as u32)
            .min()
    }
}
