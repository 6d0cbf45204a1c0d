//! The selection of resources.

use std::collections::BTreeSet;

use pageboy_models::resources::Target;

/// The name of the service as a resource, as boto3 has it.
pub(crate) const SERVICE_RESOURCE: &str = "ServiceResource";

/// The selected resources.
#[derive(Debug, Default)]
pub(crate) struct ResourceSelection {
    pub(super) names: BTreeSet<String>,
    /// Whether the service's actions that return no resource are selected.
    pub(super) service: bool,
}

impl ResourceSelection {
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.service
    }

    /// Whether a resource is selected.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether a method of a resource is kept; otherwise the reason.
    pub(super) fn leads(&self, target: Option<&Target>) -> Result<(), String> {
        match target {
            Some(target) if !self.has(&target.kind) => Err(format!(
                "it returns `{}`, which is not selected",
                target.kind
            )),
            _ => Ok(()),
        }
    }

    /// As [`leads`](Self::leads), for the service's own actions: those that return no resource come with the service.
    pub(super) fn service_leads(&self, target: Option<&Target>) -> Result<(), String> {
        match target {
            None if !self.service => Err(format!("`{SERVICE_RESOURCE}` is not selected")),
            target => self.leads(target),
        }
    }
}
