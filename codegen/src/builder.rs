//! The entry point of the generator: a selection in code or from a manifest.

use std::path::PathBuf;
use std::sync::Arc;

use pageboy_models::{Definitions, Models};

use crate::baseline::Baseline;
use crate::generated::{GeneratedService, GeneratedServices};
use crate::lint::{Level, LintFilter};
use crate::manifest::{
    Exception, Manifest, ManifestName, ManifestPlace, Selection, ServiceRequest,
};
use crate::own::own;
use crate::plan;
use crate::problem::{Problem, Problems};
use crate::run::{Run, Stage, UnknownFilter};

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
    loaded: Option<Arc<Definitions>>,
    pub(crate) manifest: Manifest,
    pub(crate) baseline: Option<Baseline>,
    pub(crate) is_only_own: bool,
}

/// The selection of one service. `["*"]` stands for everything.
#[derive(Clone, Debug)]
pub struct Service {
    request: ServiceRequest,
}

impl Service {
    /// The service with this folder name in botocore's data, for example `ec2` or `cognito-idp`.
    pub fn new(name: impl Into<String>) -> Self {
        let request = ServiceRequest::new(ManifestName {
            name: name.into(),
            source: ManifestPlace::code(),
        });
        Self { request }
    }

    /// Sets the API version; default: the newest.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.request.version = Some(ManifestName {
            name: version.into(),
            source: ManifestPlace::code(),
        });
        self
    }

    /// Sets the name of the module; default: the folder name.
    #[must_use]
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.request.module = Some(ManifestName {
            name: name.into(),
            source: ManifestPlace::code(),
        });
        self
    }

    /// Sets the wire format, one of those the service speaks, for example `smithy-rpc-v2-cbor`; default: the one that
    /// botocore prefers.
    #[must_use]
    pub fn protocol(mut self, name: impl Into<String>) -> Self {
        self.request.protocol = Some(ManifestName {
            name: name.into(),
            source: ManifestPlace::code(),
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

impl Service {
    pub(crate) fn into_request(self) -> ServiceRequest {
        self.request
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
            loaded: None,
            manifest: Manifest::default(),
            baseline: None,
            is_only_own: false,
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

    /// Merges a folder of the user's definitions, or a single file of one, over the others and over earlier overlays.
    #[must_use]
    pub fn overlay(mut self, folder: impl Into<PathBuf>) -> Self {
        self.manifest.overlays.push(folder.into());
        self
    }

    /// Whether definitions of the user are merged over others.
    pub const fn has_overlays(&self) -> bool {
        !self.manifest.overlays.is_empty()
    }

    /// Ignores findings. Of filters that cover the same finding the most exact holds, and of equally exact ones the strictest.
    #[must_use]
    pub fn allow(mut self, filter: LintFilter) -> Self {
        self.manifest.allow.push(in_code(filter));
        self
    }

    /// Makes findings warnings in [`check`](Self::check), whatever their lint's level.
    #[must_use]
    pub fn warn(mut self, filter: LintFilter) -> Self {
        self.manifest.warn.push(in_code(filter));
        self
    }

    /// Makes findings errors in [`check`](Self::check).
    #[must_use]
    pub fn deny(mut self, filter: LintFilter) -> Self {
        self.manifest.deny.push(in_code(filter));
        self
    }

    /// Leaves out of [`check`](Self::check) what a baseline lists, and reports what it lists in vain.
    #[must_use]
    pub fn baseline(mut self, baseline: Baseline) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// Leaves in [`check`](Self::check) errors, and of other findings those that the overlays cause or that stand in what they
    /// write.
    #[must_use]
    pub const fn only_own(mut self) -> Self {
        self.is_only_own = true;
        self
    }

    /// Reads definitions from a folder in botocore's layout instead, whatever a manifest says.
    #[must_use]
    pub fn definitions(mut self, folder: impl Into<PathBuf>) -> Self {
        self.manifest.definitions = Some(folder.into());
        self
    }

    /// Plans a service from definitions that are loaded, instead of reading its files again. They are those that this builder
    /// would load. Only [`plan`](Self::plan) uses them.
    #[must_use]
    pub fn loaded(mut self, definitions: Arc<Definitions>) -> Self {
        self.loaded = Some(definitions);
        self
    }

    /// Loads, checks, plans and emits every service.
    ///
    /// # Errors
    ///
    /// Every mistake in the manifest and in the definitions that were read.
    pub fn generate(&self) -> Result<GeneratedServices, Problems> {
        let base = self.base();
        let mut run = Run::new(&base, &self.manifest, |plan, is_whole| {
            is_whole.then(|| GeneratedService::new(plan))
        })?;
        let warnings = self.warnings(&base, &mut run)?;
        Ok(GeneratedServices {
            services: run.results,
            inputs: run.inputs,
            warnings,
        })
    }

    /// The definitions beneath the user's overlays.
    pub(crate) fn base(&self) -> Models {
        match &self.manifest.definitions {
            Some(folder) if folder == self.models.base() => self.models.without_overlays(),
            Some(folder) => Models::from_dir(folder),
            None => self.models.clone(),
        }
    }

    /// The warnings of a run.
    ///
    /// # Errors
    ///
    /// Every problem, if one is an error.
    pub(crate) fn warnings<T>(
        &self,
        base: &Models,
        run: &mut Run<T>,
    ) -> Result<Problems, Problems> {
        let mut found = std::mem::take(&mut run.problems);
        found.extend(run.unknown.iter().map(UnknownFilter::problem));
        // A build judges the user's own definitions alone.
        found.retain(|problem| problem.is_error() || problem.level() != Level::Hint);
        let (problems, _) = own(base, &self.manifest, found)?;
        let is_wrong = problems.iter().any(Problem::is_error);
        let problems = Problems::all(problems);
        match is_wrong {
            true => Err(problems),
            false => Ok(problems),
        }
    }

    /// Loads, checks and plans every service, without emitting code.
    ///
    /// # Errors
    ///
    /// As [`generate`](Self::generate).
    pub fn plan(&self) -> Result<Vec<plan::ServicePlan>, Problems> {
        let stage = |_: &Models, request: &ServiceRequest| {
            let mut loaded = self.loaded.iter();
            let loaded = loaded.find(|it| request.name.name == it.service.name());
            let version = request.version_name();
            let loaded = loaded.filter(|it| version.is_none_or(|name| name == it.api_version));
            loaded.map_or(Stage::Named, |it| Stage::Loaded(Arc::clone(it)))
        };
        let run = Run::from(&self.base(), &self.manifest, stage, |plan, is_whole| {
            is_whole.then_some(plan)
        })?;
        let errors = run.problems.into_iter().filter(Problem::is_error);
        Problems::check(errors.collect())?;
        Ok(run.results)
    }
}

fn in_code(filter: LintFilter) -> Exception {
    let source = ManifestPlace::code();
    Exception { filter, source }
}
