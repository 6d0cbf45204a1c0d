//! Plans every service of a manifest, and gathers the mistakes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pageboy_models::{Contents, Definitions, Error, Fingerprint, Models};
use pageboy_schema::nearest::did_you_mean;

use crate::lint::{Level, Lint, LintFilter};
use crate::manifest::{Exception, Manifest, ManifestPlace, ServiceRequest};
use crate::names;
use crate::plan::{self, ServicePlan};
use crate::problem::{Problem, Problems};

/// The result of planning every service.
pub(crate) struct Run<T> {
    pub(crate) results: Vec<T>,
    /// For each service, the names in filters of findings that its definitions have; empty for an unreadable service.
    pub(crate) names: Vec<BTreeSet<String>>,
    /// For each service, the number of all that its code is made of, if its [`Stage`] had it.
    pub(crate) fingerprints: Vec<Option<Fingerprint>>,
    /// The files and folders that were read, sorted.
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) problems: Vec<Problem>,
    /// Filters of findings that name a definition which is not there.
    pub(crate) unknown: Vec<UnknownFilter>,
}

/// A filter of findings that names a definition which is not there.
pub(crate) struct UnknownFilter {
    pub(crate) filter: LintFilter,
    pub(crate) source: ManifestPlace,
    near: Option<String>,
}

impl UnknownFilter {
    /// The mistake, with the nearest names.
    pub(crate) fn sentence(&self) -> String {
        let name = self.filter.definition().unwrap_or_default();
        let hint = self.near.as_deref().unwrap_or(
            "after the colon stands the name of a waiter, an operation, a resource or a shape",
        );
        format!("nothing that is checked has the name `{name}`; {hint}")
    }

    pub(crate) fn problem(&self) -> Problem {
        self.source.problem(self.sentence())
    }
}

/// How far the planning of a service is.
pub(crate) enum Stage<T> {
    /// Only its name is known.
    Named,
    /// Its files are read; the number stands for everything that its code is made of.
    Read(Contents, Fingerprint),
    /// Its definitions are loaded.
    Loaded(Arc<Definitions>),
    /// It need not be planned.
    Settled(PlanResult<T>),
}

/// The result of planning a service.
pub(crate) struct PlanResult<T> {
    result: Option<T>,
    files: Vec<PathBuf>,
    problems: Vec<Problem>,
    /// The names of its definitions, if a filter of findings has any; `None` if it could not be read.
    names: Option<BTreeSet<String>>,
    inputs: Option<Fingerprint>,
    is_settled: bool,
}

impl<T> PlanResult<T> {
    /// An earlier result, which had no problems.
    pub(crate) const fn settled(result: T, files: Vec<PathBuf>, names: BTreeSet<String>) -> Self {
        Self {
            result: Some(result),
            files,
            problems: Vec::new(),
            names: Some(names),
            inputs: None,
            is_settled: true,
        }
    }

    const fn failed(problems: Vec<Problem>) -> Self {
        Self {
            result: None,
            files: Vec::new(),
            problems,
            names: None,
            inputs: None,
            is_settled: false,
        }
    }
}

impl<T: Send> Run<T> {
    /// Plans every service; `finish` gets the plan, and whether it has no error.
    ///
    /// # Errors
    ///
    /// When the definitions cannot be read at all.
    pub(crate) fn new(
        base: &Models,
        manifest: &Manifest,
        finish: impl Fn(ServicePlan, bool) -> Option<T> + Sync,
    ) -> Result<Self, Problems> {
        Self::from(base, manifest, |_, _| Stage::Named, finish)
    }

    /// As [`new`](Self::new); `stage` tells from the definitions how far a service is.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub(crate) fn from(
        base: &Models,
        manifest: &Manifest,
        stage: impl Fn(&Models, &ServiceRequest) -> Stage<T> + Sync,
        finish: impl Fn(ServicePlan, bool) -> Option<T> + Sync,
    ) -> Result<Self, Problems> {
        let models = with_overlays(base, manifest);
        let mut problems = manifest.problems.clone();
        problems.extend(manifest.without_services());
        problems.extend(module_problems(&manifest.services));
        let missing = missing_folders(manifest);
        if manifest.has_wrong_settings || !missing.is_empty() {
            // Nobody knows which definitions are meant.
            problems.extend(missing);
            return Err(Problems::all(problems));
        }
        let give_up = |error, mut problems: Vec<Problem>| {
            problems.extend(Problem::in_definitions(&error, models.base()));
            Problems::all(problems)
        };
        // A misspelt overlay would change nothing, in silence.
        match models.unused() {
            Ok(unused) => problems.extend(unused.iter().map(Problem::of_unused)),
            Err(error) => return Err(give_up(error, problems)),
        }
        let attempts = in_parallel(&manifest.services, |request| {
            let stage = stage(&models, request);
            let mut attempt = attempt(request, &models, stage, manifest, &finish)?;
            for problem in &mut attempt.problems {
                problem.set_service(&request.name.name);
            }
            Ok(attempt)
        });
        let attempts = match attempts.into_iter().collect::<Result<Vec<_>, Error>>() {
            Ok(attempts) => attempts,
            Err(error) => return Err(give_up(error, problems)),
        };
        let any_settled = attempts.iter().any(|attempt| attempt.is_settled);
        let mut run = Self::gather(manifest, problems, attempts);
        run.inputs.push(models.endpoints_file());
        if any_settled && !run.unknown.is_empty() {
            // Only all the names tell which is nearest.
            let stage: fn(&Models, &ServiceRequest) -> Stage<T> = |_, _| Stage::Named;
            return Self::from(base, manifest, stage, finish);
        }
        run.inputs.sort();
        run.inputs.dedup();
        Ok(run)
    }

    /// Gathers the results of all services, and the filters that name no definition of theirs.
    fn gather(manifest: &Manifest, problems: Vec<Problem>, attempts: Vec<PlanResult<T>>) -> Self {
        let mut run = Self {
            results: Vec::new(),
            names: Vec::new(),
            fingerprints: Vec::new(),
            inputs: manifest.overlays.clone(),
            problems,
            unknown: Vec::new(),
        };
        let named = named(manifest);
        let mut names = Some(BTreeSet::new());
        for (request, service) in manifest.services.iter().zip(attempts) {
            run.results.extend(service.result);
            run.inputs.extend(service.files);
            run.problems.extend(service.problems);
            let own = service.names.iter().flatten();
            let own = own.filter(|name| named.contains(name.as_str()));
            run.names.push(own.cloned().collect());
            run.fingerprints.push(service.inputs);
            let Some(own) = service.names else {
                // Nobody knows what it would have.
                names = None;
                continue;
            };
            run.unknown.extend(unknown(&request.allow, &own));
            if let Some(names) = &mut names {
                names.extend(own);
            }
        }
        if let Some(names) = names {
            for exceptions in [&manifest.allow, &manifest.warn, &manifest.deny] {
                run.unknown.extend(unknown(exceptions, &names));
            }
        }
        run
    }
}

/// The definitions with the user's overlays.
pub(crate) fn with_overlays(base: &Models, manifest: &Manifest) -> Models {
    manifest.overlays.iter().fold(base.clone(), Models::overlay)
}

/// The folders of definitions that a manifest names in vain. One that is not read, since an option names another, may be missing.
fn missing_folders(manifest: &Manifest) -> Vec<Problem> {
    let is_read = |folder: &PathBuf| {
        manifest.definitions.as_ref() == Some(folder) || manifest.overlays.contains(folder)
    };
    let folders = manifest
        .folders
        .iter()
        .filter(|(folder, _)| is_read(folder));
    // An overlay may be a single file.
    let may_be_file = |folder: &PathBuf| manifest.overlays.contains(folder);
    let missing = folders.filter(|(folder, _)| match may_be_file(folder) {
        true => !folder.exists(),
        false => !folder.is_dir(),
    });
    let problem = |(folder, source): &(PathBuf, ManifestPlace)| {
        let message = match folder.exists() {
            false if folder.as_os_str().is_empty() => "the name of a folder is empty".to_owned(),
            true => format!("{} is no folder", folder.display()),
            false => format!("there is no folder {}", folder.display()),
        };
        source.problem(message)
    };
    missing.map(problem).collect()
}

/// Loads and plans a service.
///
/// # Errors
///
/// When `endpoints.json` cannot be read, which concerns every service.
fn attempt<T>(
    request: &ServiceRequest,
    models: &Models,
    stage: Stage<T>,
    manifest: &Manifest,
    finish: impl Fn(ServicePlan, bool) -> Option<T>,
) -> Result<PlanResult<T>, Error> {
    let (definitions, inputs) = match stage {
        Stage::Settled(attempt) => return Ok(attempt),
        Stage::Loaded(definitions) => (Ok(definitions), None),
        Stage::Read(contents, inputs) => (contents.load_partly().map(Arc::new), Some(inputs)),
        Stage::Named => (load(models, request).map(Arc::new), None),
    };
    let endpoints = models.endpoints()?;
    let definitions = match definitions {
        Ok(definitions) => definitions,
        Err(error) => return Ok(PlanResult::failed(load_problems(request, &error))),
    };
    let (plan, mut found) = plan::plan(request, &definitions, &endpoints);
    let doubts = definitions.corrections().filter(|it| !it.fit.is_error());
    found.extend(doubts.filter_map(Problem::of_correction));
    found.retain_mut(|problem| match problem.id() {
        None => true,
        Some(lint) => judge(problem, lint, manifest, &request.allow),
    });
    for problem in &mut found {
        // Plans name the file of the entry; a part of it may be another file's.
        let place = problem.pointer();
        let origin = place.and_then(|pointer| definitions.locate(pointer));
        if let Some((file, pointer)) = origin.filter(|(file, _)| !file.as_os_str().is_empty()) {
            problem.set_file(file, pointer);
        }
        let written = problem.pointer().and_then(|pointer| {
            let mut written = definitions.written_below(pointer).into_iter();
            written.find(|(file, _)| is_own(file, manifest))
        });
        let written = written.map(|(file, pointer)| (file.to_owned(), pointer.to_owned()));
        problem.set_overlay(written);
    }
    let is_whole = !found.iter().any(Problem::is_error);
    Ok(PlanResult {
        result: finish(plan, is_whole),
        files: definitions.files().map(Path::to_owned).collect(),
        problems: found,
        names: match asks_for_names(manifest, request) {
            true => names_in(&definitions),
            false => Some(BTreeSet::new()),
        },
        inputs,
        is_settled: false,
    })
}

fn load(models: &Models, request: &ServiceRequest) -> Result<Definitions, Error> {
    let contents = models.contents(&request.name.name, request.version_name())?;
    contents.load_partly()
}

/// Whether a file is in one of the user's overlays.
pub(crate) fn is_own(file: &Path, manifest: &Manifest) -> bool {
    let mut overlays = manifest.overlays.iter();
    overlays.any(|overlay| {
        let is_same = || std::path::absolute(overlay).is_ok_and(|overlay| overlay == file);
        file.starts_with(overlay) || is_same()
    })
}

/// Sets the level that was asked for, of a problem that is of no service; `false` if it is to be ignored.
pub(crate) fn judge_everywhere(problem: &mut Problem, lint: Lint, manifest: &Manifest) -> bool {
    judge(problem, lint, manifest, &[])
}

/// Sets the level that was asked for; `false` if it is to be ignored.
fn judge(problem: &mut Problem, lint: Lint, manifest: &Manifest, allowed: &[Exception]) -> bool {
    let definition = problem.definition().map(|(_, name)| name);
    let filters: [(Option<Level>, &[Exception]); 4] = [
        (None, &manifest.allow),
        (None, allowed),
        (Some(Level::Warning), &manifest.warn),
        (Some(Level::Error), &manifest.deny),
    ];
    // The last of the greatest rank holds: the strictest.
    let holds = filters
        .into_iter()
        .flat_map(|(level, filters)| filters.iter().map(move |it| (it.filter.rank(), level, it)))
        .filter(|(_, _, it)| it.filter.covers(lint, definition.as_deref()))
        .max_by_key(|(rank, ..)| *rank);
    match holds {
        None => true,
        Some((_, None, _)) => false,
        Some((_, Some(level), _)) => {
            problem.set_level(level);
            true
        }
    }
}

fn asks_for_names(manifest: &Manifest, request: &ServiceRequest) -> bool {
    let mut filters = filters(manifest, request);
    filters.any(|it| it.filter.definition().is_some())
}

/// The filters of findings that a service is judged by.
pub(crate) fn filters<'m>(
    manifest: &'m Manifest,
    request: &'m ServiceRequest,
) -> impl Iterator<Item = &'m Exception> {
    let filters = [
        &manifest.allow,
        &manifest.warn,
        &manifest.deny,
        &request.allow,
    ];
    filters.into_iter().flatten()
}

/// The definitions that any filter of findings names.
fn named(manifest: &Manifest) -> BTreeSet<&str> {
    let services = manifest.services.iter();
    let filters = services.flat_map(|request| filters(manifest, request));
    filters.filter_map(|it| it.filter.definition()).collect()
}

/// The names of all definitions; `None` if a file that cannot be read may have more.
fn names_in(definitions: &Definitions) -> Option<BTreeSet<String>> {
    if !definitions.unread().is_empty() {
        return None;
    }
    let service = &definitions.service;
    let waiters = definitions.waiters.all().keys().map(String::as_str);
    let paginators = definitions.paginators.all().keys().map(String::as_str);
    let resources = definitions.resources.all().keys().map(String::as_str);
    let names = waiters.chain(paginators).chain(resources);
    let names = names
        .chain(service.operation_names())
        .chain(service.shape_names());
    Some(names.map(str::to_owned).collect())
}

fn unknown<'e>(
    exceptions: &'e [Exception],
    known: &'e BTreeSet<String>,
) -> impl Iterator<Item = UnknownFilter> + 'e {
    exceptions.iter().filter_map(|it| {
        let name = it.filter.definition()?;
        (!known.contains(name)).then(|| UnknownFilter {
            filter: it.filter.clone(),
            source: it.source.clone(),
            near: did_you_mean(name, known.iter().map(String::as_str)),
        })
    })
}

/// A module is an identifier, and unique.
fn module_problems(services: &[ServiceRequest]) -> Vec<Problem> {
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

/// An unknown service or version is the manifest's mistake; anything else is the file's.
fn load_problems(request: &ServiceRequest, error: &Error) -> Vec<Problem> {
    let source = match error {
        Error::UnknownService { .. } => &request.name.source,
        Error::UnknownVersion { .. } => &request.version.as_ref().unwrap_or(&request.name).source,
        other => return Problem::in_definitions(other, Path::new(&request.name.name)),
    };
    vec![source.problem(error.to_string())]
}

/// Processes all items on as many threads as there are cores; results keep the order of the items.
pub(crate) fn in_parallel<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
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
