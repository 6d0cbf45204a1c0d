//! Secrets of single services: API keys, passwords.

use std::fmt;

use super::sources::Sources;
use crate::client::by_name::ByName;
use crate::client::profile::SharedFiles;
use crate::client::secret::Secret;
use crate::client::service_part::service_part;
use crate::schema::Service;

/// The secrets of one kind: from code, else `PAGEBOY_<NAME>_<SERVICE>`, else `AWS_<NAME>_<SERVICE>`, else the key in the `services` section of the profile.
#[derive(Clone, Default)]
pub(crate) struct ServiceSecrets {
    code: Option<Secret>,
    of_service: ByName<Secret>,
}

impl ServiceSecrets {
    /// A service's secret.
    pub(crate) fn of(&self, service: &Service) -> Option<&Secret> {
        self.code
            .as_ref()
            .or_else(|| self.of_service.get(&service_part(service.id)))
    }

    pub(super) fn read(
        code: Option<&Secret>,
        (variables, key): (&[&'static str], &str),
        files: Option<&SharedFiles>,
        sources: &Sources<'_>,
    ) -> Self {
        let mut of_service = ByName::default();
        // The endpoint URLs report a missing section.
        let section = sources.profile.get("services");
        let section = section.and_then(|setting| files?.services(setting.value));
        for (service, block) in section.iter().flat_map(|section| section.blocks()) {
            if let Some(setting) = block.get(key) {
                of_service.set(service_part(service), Secret::new(setting.value.trim()));
            }
        }
        // Of two variables, the later one wins.
        for variable in variables {
            for (service, _, value) in sources.environment.of_services(variable) {
                of_service.set(service.to_owned(), Secret::new(value.trim()));
            }
        }
        Self {
            code: code.cloned(),
            of_service,
        }
    }
}

/// Shows which services have one.
impl fmt::Debug for ServiceSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_code = self.code.as_ref().map(|_| "any service");
        let services = self.of_service.names();
        f.debug_set()
            .entries(of_code.into_iter().chain(services))
            .finish()
    }
}
