//! What changes in the generated API from one set of definitions to another.

mod lists;
mod notes;
mod resources;
mod shapes;
mod types;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use pageboy_models::endpoints::Endpoints;
use pageboy_models::{Contents, Error, FileKind, Models};

use crate::builder::Service;
use crate::manifest::ServiceRequest;
use crate::plan::{self, ServicePlan};
use crate::problem::{Problem, Problems};
use crate::run::in_parallel;

pub use notes::Change;
use notes::Notes;

/// What changes in the generated API: in services, operations, types, members, enum values, waiters, paginators and resources.
///
/// Plans are compared, so what generated code does not have is no change, and what it has under another name is one. `Display`
/// gives Markdown: a section for each service, a line for each change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By service in alphabetical order, and what breaks first.
    entries: Vec<Change>,
    gone: Vec<String>,
}

impl Changes {
    /// Compares the plans of the latest API version of every service.
    ///
    /// A service whose files are the same has no change. One that cannot be planned has one, which says so. Where an overlay
    /// does not fit one of the sides, the service is compared without overlays. Resources are compared if both sides have any:
    /// boto3 ships them, not botocore.
    ///
    /// # Errors
    ///
    /// When the definitions of a side cannot be read at all.
    pub fn between(before: &Models, after: &Models) -> Result<Self, Problems> {
        let [before, after] = [Side::new(before)?, Side::new(after)?];
        let services: Vec<&String> = before.services.union(&after.services).collect();
        let found = in_parallel(&services, |service| {
            let mut notes = Notes::default();
            notes.service.clone_from(service);
            compare(service, &before, &after, &mut notes);
            notes.entries
        });
        let mut entries: Vec<Change> = found.into_iter().flatten().collect();
        entries.sort();
        entries.dedup();
        let gone = before.services.difference(&after.services);
        Ok(Self {
            entries,
            gone: gone.cloned().collect(),
        })
    }

    /// Each change, by service, what breaks first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Change> {
        self.entries.iter()
    }

    /// The services that are gone.
    pub fn gone(&self) -> impl Iterator<Item = &str> {
        self.gone.iter().map(String::as_str)
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let breaking = self.entries.iter().filter(|change| !change.is_compatible);
        let breaking = breaking.count();
        let services: BTreeSet<&str> = self.entries.iter().map(|it| it.service.as_str()).collect();
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let (entries, services) = (self.entries.len(), services.len());
        writeln!(
            f,
            "{entries} change{} in {services} service{}, {breaking} of them breaking.",
            plural(entries),
            plural(services)
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

/// The files of a service, or why it has none.
type Read = Result<Contents, Error>;

/// One of the two sets of definitions.
struct Side<'m> {
    models: &'m Models,
    endpoints: Arc<Endpoints>,
    services: BTreeSet<String>,
    /// Whether any service has resources: those of a botocore alone have none.
    has_resources: bool,
}

impl<'m> Side<'m> {
    fn new(models: &'m Models) -> Result<Self, Problems> {
        let failed = |error: Error| Problems::from(&error);
        let services: BTreeSet<String> = models.services().map_err(failed)?.into_iter().collect();
        Ok(Self {
            models,
            endpoints: models.endpoints().map_err(failed)?,
            has_resources: services.iter().any(|name| has_resources(models, name)),
            services,
        })
    }

    /// The plan of a whole service, or the mistakes that it has none for.
    fn plan(&self, service: &str, contents: Read) -> Result<Whole, NoPlan> {
        let definitions = contents?.load()?;
        let errors = |request: ServiceRequest| {
            let (plan, problems) = plan::plan(&request, &definitions, &self.endpoints);
            let errors: Vec<_> = problems.into_iter().filter(Problem::is_error).collect();
            (plan, errors)
        };
        let wanted = Service::new(service).operations(["*"]);
        let (plan, wrong) = errors(wanted.clone().resources(["*"]).into_request());
        if wrong.is_empty() {
            let has_resources = self.has_resources;
            return Ok(Whole {
                plan,
                has_resources,
            });
        }
        // What is wrong with boto3's resources is no reason to be silent about the rest.
        let (plan, mut wrong) = errors(wanted.into_request());
        wrong.retain(|problem| !is_of_resources(problem));
        match Problems::check(wrong) {
            Ok(()) => Ok(Whole {
                plan,
                has_resources: false,
            }),
            Err(problems) => Err(NoPlan::Wrong(problems.to_string().replace('\n', "; "))),
        }
    }
}

/// A service with all operations, waiters and paginators.
struct Whole {
    plan: ServicePlan,
    /// Whether the plan has all resources too.
    has_resources: bool,
}

fn is_of_resources(problem: &Problem) -> bool {
    let mut tokens = problem.pointer().unwrap_or_default().split('/');
    matches!(tokens.nth(1), Some("resources" | "service"))
}

fn has_resources(models: &Models, service: &str) -> bool {
    let version = models.versions(service).ok().and_then(|mut all| all.pop());
    version.is_some_and(|version| {
        let document = models.document(service, &version, FileKind::Resources);
        document.is_ok_and(|document| !document.sources().is_empty())
    })
}

/// Why there is no plan.
enum NoPlan {
    /// An overlay does not fit.
    Overlay,
    /// The mistakes in the definitions.
    Wrong(String),
}

impl fmt::Display for NoPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overlay => f.write_str("an overlay does not fit"),
            Self::Wrong(problems) => f.write_str(problems),
        }
    }
}

impl From<Error> for NoPlan {
    fn from(error: Error) -> Self {
        match error {
            Error::Overlay { .. } => Self::Overlay,
            other => Self::Wrong(format!("error: {other}")),
        }
    }
}

fn compare(service: &str, before: &Side<'_>, after: &Side<'_>, notes: &mut Notes) {
    let sides = [before, after];
    let [was, is] = sides.map(|side| side.services.contains(service));
    if was && !is {
        return notes.breaking("the service is gone".to_owned());
    }
    if is && !was {
        return notes.added(
            match after.plan(service, after.models.contents(service, None)) {
                Ok(Whole { plan, .. }) => {
                    let operations = plan.operations.len();
                    let plural = if operations == 1 { "" } else { "s" };
                    format!("the service is new, with {operations} operation{plural}")
                }
                Err(_) => "the service is new".to_owned(),
            },
        );
    }
    let [was, is] = sides.map(|side| side.models.contents(service, None));
    // A plan tells the errors of files.
    if let (Ok(was), Ok(is)) = (&was, &is)
        && was.is_same(is)
    {
        return;
    }
    let mut plans = [before.plan(service, was), after.plan(service, is)];
    if plans
        .iter()
        .any(|plan| matches!(plan, Err(NoPlan::Overlay)))
    {
        plans = sides.map(|side| {
            let models = side.models.without_overlays();
            side.plan(service, models.contents(service, None))
        });
    }
    let [was, is] = plans;
    match (was, is) {
        (Ok(was), Ok(is)) => {
            compare_plans(&was.plan, &is.plan, notes);
            if was.has_resources && is.has_resources {
                resources::compare(&was.plan, &is.plan, notes);
            } else if before.has_resources && after.has_resources {
                notes.added("its resources have mistakes, and are not compared".to_owned());
            }
        }
        (Ok(_), Err(problems)) => {
            notes.breaking(format!(
                "the service cannot be generated any more: {problems}"
            ));
        }
        (Err(_), Ok(is)) => {
            let operations = is.plan.operations.len();
            notes.added(format!(
                "the service could not be generated before, and has {operations} operations"
            ));
        }
        (Err(_), Err(problems)) => {
            notes.added(format!("the service cannot be generated: {problems}"));
        }
    }
}

fn compare_plans(before: &ServicePlan, after: &ServicePlan, notes: &mut Notes) {
    if before.api_version != after.api_version {
        notes.added(format!(
            "the API version is {}, and was {}",
            after.api_version, before.api_version
        ));
    }
    if before.protocol != after.protocol {
        notes.added(format!(
            "the wire format is {:?}, and was {:?}",
            after.protocol, before.protocol
        ));
    }
    shapes::compare(before, after, notes);
    lists::waiters(before, after, notes);
    lists::paginators(before, after, notes);
}
