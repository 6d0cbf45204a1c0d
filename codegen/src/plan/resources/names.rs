//! The names of a resource's methods.

use crate::names::{self, Scope};

/// Methods that every resource has, loaded ones included.
pub(super) const OWN: &[&str] = &[
    "batch_writer",
    "borrow",
    "client",
    "clone",
    "clone_into",
    "cmp",
    "data",
    "deref",
    "deref_mut",
    "eq",
    "fmt",
    "from",
    "handle",
    "hash",
    "into",
    "into_data",
    "into_resource",
    "load",
    "meta",
    "ne",
    "new",
    "reload",
    "resource",
    "to_owned",
    "try_into",
    "type_id",
];

/// Methods that every collection has.
pub(super) const OF_COLLECTIONS: &[&str] = &[
    "collect_all",
    "fmt",
    "from",
    "into",
    "into_future",
    "limit",
    "next",
    "of",
    "pages",
    "poll_next",
    "try_next",
];

/// The names of a resource's methods; a taken name gets its category as a suffix, as in boto3 (`boto3/resources/model.py`,
/// `load_rename_map`).
pub(super) struct MethodNames(Scope);

impl MethodNames {
    pub(super) fn new(own: &[&str]) -> Self {
        let mut scope = Scope::default();
        for name in own {
            scope.claim((*name).to_owned());
        }
        Self(scope)
    }

    pub(super) fn claim(&mut self, name: &str, category: &str) -> String {
        let field = names::field(name);
        if self.0.is_free(&field) {
            self.0.claim(field)
        } else {
            let plain = field.trim_start_matches("r#");
            self.0.claim(format!("{plain}_{category}"))
        }
    }

    /// The name, if it is free.
    pub(super) fn claim_free(&mut self, name: &str) -> Option<String> {
        let field = names::field(name);
        self.0.is_free(&field).then(|| self.0.claim(field))
    }
}
