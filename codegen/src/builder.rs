//! The entry point of the generator: a selection in code or from a manifest.

use std::path::{Path, PathBuf};

use pageboy_models::{Error, Models};

use crate::generated::{Generated, GeneratedService};
use crate::lint::{Allow, Level};
use crate::manifest::{Manifest, Selection, ServiceRequest, Source, Wanted};
use crate::names;
use crate::problem::{Problem, Problems};
use crate::{emit, plan};

/// Generates services that are named in code or in a manifest.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use pageboy_codegen::{Builder, Service};
///
/// let generated = Builder::new()
///     .service(Service::new("ec2").operations(["StartInstances"]).waiters(["InstanceRunning"]))
///     .generate()?;
/// generated.write_to("src/generated".as_ref())?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    models: Models,
    manifest: Manifest,
}

/// The selection of one service. `["*"]` stands for everything.
#[derive(Clone, Debug)]
pub struct Service {
    request: ServiceRequest,
}

impl Service {
    /// The service with this folder name in botocore's data, for example `ec2` or `cognito-idp`.
    pub fn new(name: impl Into<String>) -> Self {
        let request = ServiceRequest {
            name: Wanted {
                name: name.into(),
                source: Source::code(),
            },
            version: None,
            module: None,
            protocol: None,
            operations: Selection::Absent,
            waiters: Selection::Absent,
            paginators: Selection::Absent,
            resources: Selection::Absent,
            allow: Vec::new(),
        };
        Self { request }
    }

    /// Sets the API version; default: the newest.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.request.version = Some(Wanted {
            name: version.into(),
            source: Source::code(),
        });
        self
    }

    /// Sets the name of the module; default: the folder name.
    #[must_use]
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.request.module = Some(Wanted {
            name: name.into(),
            source: Source::code(),
        });
        self
    }

    /// Sets the wire format, one of those the service speaks, for example `smithy-rpc-v2-cbor`; default: the one that
    /// botocore prefers.
    #[must_use]
    pub fn protocol(mut self, name: impl Into<String>) -> Self {
        self.request.protocol = Some(Wanted {
            name: name.into(),
            source: Source::code(),
        });
        self
    }

    /// Sets the operations. `["*"]` includes all waiters and paginators, unless those are set too.
    #[must_use]
    pub fn operations(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.request.operations = Selection::from_names(names);
        self
    }

    /// Sets the waiters; each pulls in the operation it polls.
    #[must_use]
    pub fn waiters(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.request.waiters = Selection::from_names(names);
        self
    }

    /// Sets the paginators, by their operations; each pulls in its operation.
    #[must_use]
    pub fn paginators(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.request.paginators = Selection::from_names(names);
        self
    }

    /// Sets the resources; each pulls in the operations, waiters and paginators that it needs. `["*"]` means all of them.
    #[must_use]
    pub fn resources(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.request.resources = Selection::from_names(names);
        self
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// A builder without services, which reads the vendored definitions.
    pub fn new() -> Self {
        Self::over(Models::vendored())
    }

    /// A builder without services, which reads other definitions.
    pub fn over(models: Models) -> Self {
        Self {
            models,
            manifest: Manifest::default(),
        }
    }

    /// A builder for a manifest, which reads the vendored definitions.
    pub fn from_manifest(manifest: Manifest) -> Self {
        Self::new().manifest(manifest)
    }

    /// Replaces everything with a manifest.
    #[must_use]
    pub fn manifest(mut self, manifest: Manifest) -> Self {
        self.manifest = manifest;
        self
    }

    /// Adds a service.
    #[must_use]
    pub fn service(mut self, service: Service) -> Self {
        self.manifest.services.push(service.request);
        self
    }

    /// Replaces the services; the settings stay.
    #[must_use]
    pub fn services(mut self, services: impl IntoIterator<Item = Service>) -> Self {
        let requests = services.into_iter().map(|service| service.request);
        self.manifest.services = requests.collect();
        self
    }

    /// Merges a folder of the user's definitions over the others and over earlier overlays.
    #[must_use]
    pub fn overlay(mut self, folder: impl Into<PathBuf>) -> Self {
        self.manifest.overlays.push(folder.into());
        self
    }

    /// Ignores the findings of a lint.
    #[must_use]
    pub fn allow(mut self, allow: Allow) -> Self {
        self.manifest.allow.push(allow);
        self
    }

    /// Reads definitions from a folder in botocore's layout instead, whatever a manifest says.
    #[must_use]
    pub fn definitions(mut self, folder: impl Into<PathBuf>) -> Self {
        self.manifest.definitions = Some(folder.into());
        self
    }

    /// Loads, checks, plans and emits every service.
    ///
    /// # Errors
    ///
    /// Every mistake in the manifest and in the definitions that were read.
    pub fn generate(&self) -> Result<Generated, Problems> {
        let run = self.run(|plan, is_whole| {
            is_whole.then(|| GeneratedService {
                files: emit::emit(&plan),
                plan,
            })
        })?;
        let problems = self.relevant(run.problems);
        if problems.iter().any(Problem::is_error) {
            return Err(Problems::all(problems));
        }
        Ok(Generated {
            services: run.results,
            inputs: run.inputs,
            warnings: Problems::all(problems),
        })
    }

    /// Loads, checks and plans every service, without emitting code.
    ///
    /// # Errors
    ///
    /// As [`generate`](Self::generate).
    pub fn plan(&self) -> Result<Vec<plan::ServicePlan>, Problems> {
        let run = self.run(|plan, is_whole| is_whole.then_some(plan))?;
        let errors = run.problems.into_iter().filter(Problem::is_error);
        Problems::check(errors.collect())?;
        Ok(run.results)
    }

    /// Loads, checks and plans every service, and returns every finding: errors, warnings and hints.
    ///
    /// # Errors
    ///
    /// When the definitions cannot be read.
    pub fn check(&self) -> Result<Checked, Problems> {
        let run = self.run(|plan, _| {
            Some(Checked {
                services: 1,
                operations: plan.operations.len(),
                waiters: plan.waiters.len(),
                paginators: plan
                    .paginators
                    .iter()
                    .filter(|paginator| paginator.selected)
                    .count(),
                left_out: {
                    let left_out = plan.left_out.iter();
                    left_out
                        .map(|(operation, reason)| LeftOut {
                            service: plan.name.clone(),
                            operation: operation.clone(),
                            reason: reason.clone(),
                        })
                        .collect()
                },
                resources: plan.resources.map_or(0, |plan| plan.resources.len()),
                problems: Problems::default(),
            })
        })?;
        let mut all = Checked::default();
        for one in run.results {
            all.services += one.services;
            all.operations += one.operations;
            all.waiters += one.waiters;
            all.paginators += one.paginators;
            all.resources += one.resources;
            all.left_out.extend(one.left_out);
        }
        all.problems = Problems::all(run.problems);
        Ok(all)
    }

    /// Problems a build reports: errors, and warnings about the user's own definitions.
    fn relevant(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        let own = |problem: &Problem| {
            let mut overlays = self.manifest.overlays.iter();
            overlays.any(|overlay| problem.file().starts_with(overlay))
        };
        problems.retain(|problem| {
            problem.is_error() || (problem.level() == Level::Warning && own(problem))
        });
        problems
    }

    /// Plans every service; `finish` gets the plan, and whether it has no error.
    fn run<T: Send>(
        &self,
        finish: impl Fn(plan::ServicePlan, bool) -> Option<T> + Sync,
    ) -> Result<Run<T>, Problems> {
        let models = self.models();
        let endpoints = models
            .endpoints()
            .map_err(|error| Problem::in_definitions(&error, models.base()))?;
        let one = |request: &ServiceRequest| -> Result<_, Vec<Problem>> {
            let version = request
                .version
                .as_ref()
                .map(|version| version.name.as_str());
            let definitions = models
                .load(&request.name.name, version)
                .map_err(|error| load_problems(request, &error))?;
            let (plan, mut found) = plan::plan(request, &definitions, &endpoints);
            found.extend(definitions.corrections().filter_map(Problem::of_correction));
            found.retain(|problem| !self.allows(request, problem));
            let is_whole = !found.iter().any(Problem::is_error);
            let files = definitions.files().map(Path::to_owned);
            Ok((finish(plan, is_whole), files.collect::<Vec<_>>(), found))
        };
        let mut results = Vec::new();
        let mut inputs = self.manifest.overlays.clone();
        inputs.push(models.endpoints_file());
        let mut problems = self.manifest_problems();
        // A misspelt overlay would change nothing, in silence.
        let unused = models
            .unused()
            .map_err(|error| Problem::in_definitions(&error, models.base()))?;
        problems.extend(
            unused
                .iter()
                .map(|unused| Problem::in_file(&unused.path, &unused.reason)),
        );
        for result in in_parallel(&self.manifest.services, one) {
            match result {
                Ok((result, files, found)) => {
                    results.extend(result);
                    inputs.extend(files);
                    problems.extend(found);
                }
                Err(more) => problems.extend(more),
            }
        }
        inputs.sort();
        inputs.dedup();
        Ok(Run {
            results,
            inputs,
            problems,
        })
    }

    /// Whether a lint is allowed for all services, or for this one.
    fn allows(&self, request: &ServiceRequest, problem: &Problem) -> bool {
        let mut allowed = self.manifest.allow.iter().chain(&request.allow);
        problem
            .id()
            .is_some_and(|lint| allowed.any(|allow| allow.covers(lint, problem.definition())))
    }

    fn models(&self) -> Models {
        let base = match &self.manifest.definitions {
            Some(folder) => Models::from_dir(folder),
            None => self.models.clone(),
        };
        self.manifest.overlays.iter().fold(base, Models::overlay)
    }

    /// A module is an identifier, and unique.
    fn manifest_problems(&self) -> Vec<Problem> {
        let services = &self.manifest.services;
        let repeated = services.iter().enumerate().filter(|(at, service)| {
            services[..*at]
                .iter()
                .any(|earlier| earlier.module_name() == service.module_name())
        });
        let repeated = repeated.map(|(_, service)| {
            let message = format!("the module `{}` already exists", service.module_name());
            service
                .name
                .source
                .problem(message)
                .help("set `module` to another name")
        });
        let named = services
            .iter()
            .filter_map(|service| service.module.as_ref());
        let wrong = named
            .filter(|module| !names::is_identifier(&module.name))
            .map(|module| {
                let message = format!("`{}` cannot be the name of a module", module.name);
                module
                    .source
                    .problem(message)
                    .help("a name consists of letters, digits and `_`, and is not a keyword")
            });
        repeated.chain(wrong).collect()
    }
}

/// The result of planning every service.
struct Run<T> {
    results: Vec<T>,
    inputs: Vec<PathBuf>,
    problems: Vec<Problem>,
}

/// The outcome of a check.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Checked {
    /// Number of services.
    pub services: usize,
    /// Number of operations.
    pub operations: usize,
    /// Number of waiters.
    pub waiters: usize,
    /// Number of paginators.
    pub paginators: usize,
    /// Number of resources.
    pub resources: usize,
    /// Operations that are left out.
    pub left_out: Vec<LeftOut>,
    /// Errors, warnings and hints, sorted by file and place.
    pub problems: Problems,
}

/// An operation that `*` selects and that cannot be generated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The service.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// Why it cannot be generated.
    pub reason: String,
}

/// An unknown service or version is the manifest's mistake; anything else is the file's.
fn load_problems(request: &ServiceRequest, error: &Error) -> Vec<Problem> {
    let problem = match error {
        Error::Overlay { entries } => {
            return entries.iter().filter_map(Problem::of_correction).collect();
        }
        Error::UnknownService { .. } => request.name.source.problem(error.to_string()),
        Error::UnknownVersion { .. } => request
            .version
            .as_ref()
            .unwrap_or(&request.name)
            .source
            .problem(error.to_string()),
        other => Problem::in_definitions(other, Path::new(&request.name.name)),
    };
    vec![problem]
}

/// Processes all items on as many threads as there are cores; results keep the order of the items.
fn in_parallel<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(item) = items.get(at) else {
                    return done;
                };
                done.push((at, work(item)));
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The body of [`build`](crate::build).
#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is how build scripts talk"
)]
pub(crate) fn build_script() {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    let manifest = folder.join("pageboy.toml");
    println!("cargo::rerun-if-changed={}", manifest.display());
    let Some(out) = std::env::var_os("OUT_DIR") else {
        eprintln!("error: OUT_DIR is not set: `pageboy_codegen::build` is for build scripts");
        std::process::exit(1);
    };
    let generated = Manifest::from_file(&manifest)
        .and_then(|manifest| Builder::from_manifest(manifest).generate());
    let generated = match generated {
        Ok(generated) => generated,
        Err(problems) => {
            eprint!("{}", problems.report(false));
            std::process::exit(1);
        }
    };
    for warning in generated.warnings().iter() {
        println!("cargo::warning={}", warning.summary());
    }
    for input in generated.inputs() {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    let out = Path::new(&out);
    let written = generated
        .write_to(out)
        .and_then(|()| generated.write_includes(out));
    if let Err(error) = written {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}
