//! Looks up the definitions named on the command line, as tables of one operation, never of a whole service.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use pageboy::paginator::Paginator;
use pageboy::schema::Operation;
use pageboy::waiter::Waiter;
use pageboy_codegen::{Builder, Manifest, Problems, Service as ServiceSelection};
use pageboy_models::{Archive, Correction, Definitions, Error, Models, pointer};

use crate::dynamic::Tables;
use crate::names;

/// The built-in definitions, packed when the command was built (`build.rs`).
const BUILT_IN: Archive = Archive::new(include_bytes!(concat!(env!("OUT_DIR"), "/definitions")));

/// The source of definitions: the built-in ones or a folder instead of them, and the user's folders that are merged over
/// them.
#[derive(Clone, Debug)]
pub struct DefinitionSource {
    base: Models,
    folder: Option<PathBuf>,
    overlays: Vec<PathBuf>,
}

impl DefinitionSource {
    /// A folder in botocore's layout; if absent, the built-in definitions.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self {
            base: match &folder {
                Some(folder) => Models::from_dir(folder),
                None => Models::from_archive(BUILT_IN),
            },
            folder,
            overlays: Vec::new(),
        }
    }

    /// Adds folders that are merged over the others, in this order.
    #[must_use]
    pub fn overlays(mut self, folders: &[PathBuf]) -> Self {
        self.overlays.extend_from_slice(folders);
        self
    }

    /// The definitions.
    pub fn models(&self) -> Models {
        let overlays = self.overlays.iter();
        overlays.fold(self.base.clone(), Models::overlay)
    }

    /// A builder for these definitions; a folder that is named here takes precedence over the manifest's.
    pub fn builder(&self, manifest: Option<Manifest>) -> Builder {
        let mut builder = Builder::over(self.base.clone());
        if let Some(manifest) = manifest {
            builder = builder.manifest(manifest);
        }
        if let Some(folder) = &self.folder {
            builder = builder.definitions(folder);
        }
        self.overlays.iter().fold(builder, Builder::overlay)
    }

    const fn has_only_built_in(&self) -> bool {
        self.folder.is_none() && self.overlays.is_empty()
    }
}

impl Default for DefinitionSource {
    fn default() -> Self {
        Self::new(None)
    }
}

/// A service, found by its name.
#[derive(Debug)]
pub struct Service {
    name: String,
    definitions: Arc<Definitions>,
    /// A builder with these definitions.
    builder: Builder,
}

/// Why a definition was not found.
#[derive(Debug)]
pub enum NotFound {
    /// Nothing has this name: a sentence, with the nearest names.
    Unknown(String),
    /// It exists, but is wrong: every mistake in the definitions, as `check` shows them.
    Broken(Problems),
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(text) => f.write_str(text),
            Self::Broken(problems) => f.write_str(problems.report(false).trim_end()),
        }
    }
}

impl std::error::Error for NotFound {}

/// The AWS CLI's names of services that have other names in botocore.
const ALIASES: [(&str, &str); 3] = [
    ("s3api", "s3"),
    ("deploy", "codedeploy"),
    ("configservice", "config"),
];

/// The kinds of definition that commands name.
#[derive(Clone, Copy)]
enum Kind {
    Operation,
    Waiter,
    Paginator,
}

impl Service {
    /// Finds a service in the definitions.
    ///
    /// # Errors
    ///
    /// When no service has this name, or its files cannot be read.
    pub fn find(wanted: &str, source: DefinitionSource) -> Result<Self, NotFound> {
        let broken = |error: Error| NotFound::Broken(Problems::from(&error));
        let models = source.models();
        let alias = ALIASES.iter().find(|(alias, _)| *alias == wanted);
        let wanted = alias.map_or(wanted, |(_, name)| name);
        let services = match models.has(wanted).map_err(broken)? {
            true => vec![wanted.to_owned()],
            false => models.services().map_err(broken)?,
        };
        let name = names::find(wanted, services.iter().map(String::as_str));
        let name = name.map_err(|nearest| {
            // Another name is not what was meant.
            if let Err(gone @ Error::UnknownService { gone: Some(_), .. }) =
                models.load(wanted, None)
            {
                return NotFound::Unknown(gone.to_string());
            }
            let hint = match nearest.is_empty() && source.has_only_built_in() {
                true => "; definitions of your own are named with --overlay <FOLDER>",
                false => &nearest,
            };
            NotFound::Unknown(format!("unknown service `{wanted}`{hint}"))
        })?;
        let definitions = Arc::new(models.load(name, None).map_err(broken)?);
        Ok(Self {
            name: name.to_owned(),
            builder: source.builder(None).loaded(Arc::clone(&definitions)),
            definitions,
        })
    }

    /// The folder name, for example `ec2`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the waiters, in the order of the files.
    pub fn waiters(&self) -> impl Iterator<Item = &str> + Clone {
        self.definitions.waiters.all().keys().map(String::as_str)
    }

    /// The operations with pages, in the order of the files.
    pub fn paginators(&self) -> impl Iterator<Item = &str> + Clone {
        let all = self.definitions.paginators.all();
        all.keys().map(String::as_str)
    }

    /// The operation of this name.
    ///
    /// # Errors
    ///
    /// When it does not exist, or its definition is wrong.
    pub fn operation(&self, wanted: &str) -> Result<&'static Operation, NotFound> {
        let known = self.definitions.service.operation_names();
        let name = names::find(wanted, known)
            .map_err(|nearest| self.none("operation", wanted, &nearest))?;
        let tables = self.tables(Kind::Operation, name)?;
        self.of(tables.operations.get(name).copied(), name)
    }

    /// The paginator of the operation of this name.
    ///
    /// # Errors
    ///
    /// When it does not exist, or its definition is wrong.
    pub fn paginator(&self, wanted: &str) -> Result<&'static Paginator, NotFound> {
        let name = match names::find(wanted, self.paginators()) {
            Ok(name) => name,
            Err(nearest) => {
                let operations = self.definitions.service.operation_names();
                return Err(match names::find(wanted, operations) {
                    Ok(operation) => NotFound::Unknown(format!(
                        "{service} {operation} has no pages: it answers in one piece; use `pageboy call {service} {operation}`",
                        service = self.name
                    )),
                    Err(_) => self.none("operation with pages", wanted, &nearest),
                });
            }
        };
        let tables = self.tables(Kind::Paginator, name)?;
        self.of(tables.paginators.get(name).copied(), name)
    }

    /// The waiter of this name.
    ///
    /// # Errors
    ///
    /// When it does not exist, or its definition is wrong.
    pub fn waiter(&self, wanted: &str) -> Result<&'static Waiter, NotFound> {
        let name = names::find(wanted, self.waiters())
            .map_err(|nearest| self.none("waiter", wanted, &nearest))?;
        let tables = self.tables(Kind::Waiter, name)?;
        self.of(tables.waiters.get(name).copied(), name)
    }

    /// The overlays' changes of an entry of a section, and of the operation that it calls.
    pub fn corrections<'a>(
        &'a self,
        section: &str,
        name: &str,
        operation: &str,
    ) -> impl Iterator<Item = &'a Correction> {
        let places = [pointer([section, name]), pointer(["operations", operation])];
        self.definitions.corrections().filter(move |correction| {
            let rest = places
                .iter()
                .find_map(|place| correction.place().strip_prefix(place.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    fn none(&self, kind: &str, wanted: &str, nearest: &str) -> NotFound {
        let name = &self.name;
        let what = match (kind, nearest) {
            ("waiter", _) if self.waiters().next().is_none() => {
                format!("{name} has no waiters")
            }
            ("waiter", "") => {
                format!(
                    "{name} has no waiter `{wanted}`; `pageboy explain {name}` lists those it has"
                )
            }
            (kind, nearest) => format!("{name} has no {kind} `{wanted}`{nearest}"),
        };
        NotFound::Unknown(what)
    }

    fn tables(&self, kind: Kind, name: &str) -> Result<Tables, NotFound> {
        let wanted = ServiceSelection::new(&self.name);
        let wanted = match kind {
            Kind::Operation => wanted.operations([name]),
            Kind::Waiter => wanted.waiters([name]),
            Kind::Paginator => wanted.paginators([name]),
        };
        let builder = self.builder.clone().service(wanted);
        let plans = builder.plan().map_err(NotFound::Broken)?;
        match plans.first() {
            Some(plan) => Ok(Tables::new(plan)),
            None => Err(NotFound::Unknown(format!(
                "{} cannot be planned",
                self.name
            ))),
        }
    }

    fn of<T>(&self, table: Option<T>, name: &str) -> Result<T, NotFound> {
        table.ok_or_else(|| NotFound::Unknown(format!("{} {name} cannot be planned", self.name)))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn tables_are_planned_from_the_definitions_that_were_found() {
        let folder = std::env::temp_dir().join(format!("pageboy-once-{}", std::process::id()));
        let file = folder.join("toll/2026-01-31/service-2.json");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let model = r#"{"metadata": {"apiVersion": "2026-01-31", "protocol": "json", "jsonVersion": "1.1",
                "endpointPrefix": "toll", "serviceId": "Toll", "targetPrefix": "Toll"},
            "operations": {"ListGates": {"name": "ListGates"}}, "shapes": {}}"#;
        fs::write(&file, model).unwrap();
        let service = Service::find(
            "toll",
            DefinitionSource::default().overlays(std::slice::from_ref(&folder)),
        );
        let service = service.unwrap();
        fs::write(&file, "a later edit").unwrap();
        let operation = service.operation("list-gates").unwrap();
        assert_eq!(operation.name, "ListGates");
        fs::remove_dir_all(folder).unwrap();
    }
}
