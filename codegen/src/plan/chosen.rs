//! Which resources are wanted.

use std::collections::BTreeSet;

use pageboy_models::resources::Target;

/// The name of the service as a resource, as boto3 has it.
pub(crate) const SERVICE_RESOURCE: &str = "ServiceResource";

/// The resources that are wanted.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    pub(super) names: BTreeSet<String>,
    /// Also the actions of the service that lead to none of them.
    pub(super) service: bool,
}

impl Chosen {
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.service
    }

    /// Whether a resource is wanted.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether a method of a resource is there; the reason if it is not.
    pub(super) fn leads(&self, target: Option<&Target>) -> Result<(), String> {
        match target {
            Some(target) if !self.has(&target.kind) => Err(format!(
                "it leads to `{}`, which is not selected",
                target.kind
            )),
            _ => Ok(()),
        }
    }

    /// As [`leads`](Self::leads), of the service's own actions: those that lead nowhere come with all of it.
    pub(super) fn service_leads(&self, target: Option<&Target>) -> Result<(), String> {
        match target {
            None if !self.service => Err(format!("`{SERVICE_RESOURCE}` is not selected")),
            target => self.leads(target),
        }
    }
}
