//! What changes in the generated API from one set of definitions to another.

mod lists;
mod notes;
mod shapes;

use std::collections::BTreeSet;
use std::fmt;

use crate::error::Error;
use crate::loader::{Definitions, Models};

pub use notes::Change;
use notes::Notes;

/// What changes in the generated API: in services, operations, members, enum values, waiters, paginators and resources.
///
/// `Display` gives Markdown: a section for each service, a line for each change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By service in alphabetical order, and what breaks first.
    entries: Vec<Change>,
}

impl Changes {
    /// Compares the latest API version of every service.
    ///
    /// # Errors
    /// Whatever is wrong with the definitions of either side.
    pub fn between(before: &Models, after: &Models) -> Result<Self, Error> {
        let [old, new] = [before.services()?, after.services()?].map(BTreeSet::from_iter);
        let mut notes = Notes::default();
        for service in old.union(&new) {
            notes.service.clone_from(service);
            match (old.contains(service), new.contains(service)) {
                (true, false) => notes.breaking("the service is gone".to_owned()),
                (false, true) => {
                    let operations = after.load(service, None)?.service.operation_names().len();
                    let plural = if operations == 1 { "" } else { "s" };
                    notes.added(format!(
                        "the service is new, with {operations} operation{plural}"
                    ));
                }
                _ => {
                    let [before, after] = [before.load(service, None)?, after.load(service, None)?];
                    compare(&before, &after, &mut notes)?;
                }
            }
        }
        let mut entries = notes.entries;
        entries.sort();
        entries.dedup();
        Ok(Self { entries })
    }

    /// Each change, by service, what breaks first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Change> {
        self.entries.iter()
    }

    /// The services that are gone.
    pub fn gone(&self) -> impl Iterator<Item = &str> {
        let gone = self
            .entries
            .iter()
            .filter(|change| change.text == "the service is gone");
        gone.map(|change| change.service.as_str())
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let breaking = self.entries.iter().filter(|change| !change.is_compatible);
        let breaking = breaking.count();
        let services: BTreeSet<&str> = self.entries.iter().map(|it| it.service.as_str()).collect();
        writeln!(
            f,
            "{} changes in {} services, {breaking} of them breaking.",
            self.entries.len(),
            services.len()
        )?;
        let mut service = "";
        for change in &self.entries {
            if change.service != service {
                service = &change.service;
                writeln!(f, "\n## {service}\n")?;
            }
            let mark = if change.is_compatible {
                ""
            } else {
                "**breaking** "
            };
            writeln!(f, "- {mark}{}", change.text)?;
        }
        Ok(())
    }
}

fn compare(before: &Definitions, after: &Definitions, notes: &mut Notes) -> Result<(), Error> {
    if before.api_version != after.api_version {
        notes.added(format!(
            "the API version is {}, and was {}",
            after.api_version, before.api_version
        ));
    }
    shapes::compare(&before.service, &after.service, notes)?;
    lists::waiters(&before.waiters, &after.waiters, notes);
    lists::paginators(&before.paginators, &after.paginators, notes);
    lists::resources(&before.resources, &after.resources, notes);
    Ok(())
}
