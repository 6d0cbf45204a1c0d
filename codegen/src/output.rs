//! The code in a folder, brought up to date: only what has changed is generated.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pageboy_models::{Contents, Fingerprint, Models};

use crate::builder::Builder;
use crate::generated::{GeneratedService, GeneratedServices, Stale};
use crate::generated::{beside, module_folder, others, with_path};
use crate::manifest::{Manifest, Selection, ServiceRequest};
use crate::problem::Problems;
use crate::run::{self, PlanResult, Run, Stage};
use crate::stamps::{self, Stamp, Stamps};
use crate::summary::Summary;

/// The code that belongs into a folder; only services that have changed were generated.
///
/// A stamp in the folder's `.pageboy` tells what the code of a service was made of, and what it was: definitions, overlays,
/// request, generator and code. If all of these are the same, nothing is read, planned or written. A service with a warning has
/// no stamp, since each run repeats the warning. Git ignores the stamps; without them, everything is generated.
#[derive(Debug)]
pub struct Output {
    folder: PathBuf,
    changed: GeneratedServices,
    summaries: Vec<Summary>,
    stamps: Stamps,
}

/// A service, generated or left as it is.
enum Work {
    Generated(Box<GeneratedService>),
    Unchanged(Summary),
}

impl Builder {
    /// Loads, checks, plans and emits the services whose code in a folder is not what it would be.
    ///
    /// # Errors
    ///
    /// As [`generate`](Self::generate).
    pub fn output(&self, folder: impl Into<PathBuf>) -> Result<Output, Problems> {
        let folder = folder.into();
        let (base, manifest) = (self.base(), &self.manifest);
        let mut stamps = Stamps::read(&folder);
        let common = common(&base);
        let stage = |models: &Models, request: &ServiceRequest| {
            // Without them, its plan says what is wrong.
            let contents = models.contents(&request.name.name, request.version_name());
            let Some((contents, common)) = contents.ok().zip(common) else {
                return Stage::Named;
            };
            let inputs = inputs(common, &contents, manifest, request);
            let module = request.module_name();
            let own = module_folder(&folder, &module);
            let stamp = stamps.get(&module);
            match stamp.filter(|stamp| stamp.holds(inputs, &own, &beside(&own))) {
                Some(stamp) => Stage::Settled(PlanResult::settled(
                    Work::Unchanged(stamp.summary.clone()),
                    contents.files().map(Path::to_owned).collect(),
                    stamp.names.clone(),
                )),
                None => Stage::Read(contents, inputs),
            }
        };
        let mut run = Run::from(&base, manifest, stage, |plan, is_whole| {
            is_whole.then(|| Work::Generated(Box::new(GeneratedService::new(plan))))
        })?;
        let warnings = self.warnings(&base, &mut run)?;
        let mut services = Vec::new();
        let mut summaries = Vec::new();
        let made = run.results.into_iter().zip(run.names).zip(run.fingerprints);
        for ((made, names), inputs) in made {
            let service = match made {
                Work::Unchanged(summary) => {
                    summaries.push(summary);
                    continue;
                }
                Work::Generated(service) => *service,
            };
            let summary = service.summary();
            let warned = |name| {
                warnings
                    .iter()
                    .any(|problem| problem.service() == Some(name))
            };
            let inputs = inputs.filter(|_| !warned(summary.service.as_str()));
            let stamp = inputs.map(|inputs| Stamp {
                inputs,
                outputs: stamps::outputs(service.files()),
                files: service
                    .files()
                    .iter()
                    .map(|file| file.path.to_owned())
                    .collect(),
                names,
                summary: summary.clone(),
            });
            stamps.set(&summary.module, stamp);
            summaries.push(summary);
            services.push(service);
        }
        Ok(Output {
            folder,
            changed: GeneratedServices {
                services,
                inputs: run.inputs,
                warnings,
            },
            summaries,
            stamps,
        })
    }
}

impl Output {
    /// A summary of each service, in the order of the selection.
    pub fn summaries(&self) -> &[Summary] {
        &self.summaries
    }

    /// The files and folders that the code depends on, sorted.
    pub fn inputs(&self) -> &[PathBuf] {
        self.changed.inputs()
    }

    /// Doubts about definitions in the user's overlays.
    pub fn warnings(&self) -> &Problems {
        self.changed.warnings()
    }

    /// Writes as [`GeneratedServices::write_to`] does, and the stamps.
    ///
    /// # Errors
    ///
    /// As [`GeneratedServices::write_to`].
    pub fn write(&self) -> io::Result<()> {
        self.changed.write_to(&self.folder)?;
        self.write_stamps();
        Ok(())
    }

    /// Compares as [`GeneratedServices::stale`] does, and writes the stamps if nothing is stale.
    pub fn check(&self) -> Vec<Stale> {
        let mut stale = self.changed.differences(&self.folder);
        let modules = self.summaries.iter().map(|it| it.module.as_str());
        stale.extend(others(&self.folder, modules));
        if stale.is_empty() {
            self.write_stamps();
        }
        stale
    }

    /// Writes beside each service's files what `include_service!` takes in: a module that is an ordinary file, so that its
    /// attributes stand in it.
    ///
    /// # Errors
    ///
    /// When a file cannot be written; the error names it.
    pub(crate) fn write_includes(&self) -> io::Result<()> {
        for Summary { module, .. } in &self.summaries {
            let path = module_folder(&self.folder, module).join("include.rs");
            let text = format!("#[path = \"mod.rs\"]\npub mod {module};\n");
            if !fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
                with_path(&path, fs::write(&path, &text))?;
            }
        }
        Ok(())
    }

    fn write_stamps(&self) {
        // In a folder that cannot be written, everything is generated each time.
        let _unkept = self.stamps.write(&self.folder);
    }
}

/// The report at the end of a run: selected and all operations, emitted and all shapes, lines.
impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Summary::report(&self.summaries, f)
    }
}

/// The number of what all services have in common; `None` if it cannot be told.
fn common(models: &Models) -> Option<Fingerprint> {
    let endpoints = models.endpoints_fingerprint().ok()?;
    Some(stamps::generator()?.with(&endpoints.to_string()))
}

/// The number of all that a service's code is made of.
fn inputs(
    common: Fingerprint,
    contents: &Contents,
    manifest: &Manifest,
    request: &ServiceRequest,
) -> Fingerprint {
    let mut inputs = common
        .with(&contents.fingerprint().to_string())
        .with(&request.module_name());
    if let Some(protocol) = &request.protocol {
        inputs = inputs.with("protocol").with(&protocol.name);
    }
    let selections = [
        &request.operations,
        &request.waiters,
        &request.paginators,
        &request.resources,
    ];
    for selection in selections {
        inputs = match selection {
            Selection::Absent => inputs.with("absent"),
            Selection::All => inputs.with("all"),
            Selection::Names(names) => names
                .iter()
                .fold(inputs.with("names"), |inputs, wanted| {
                    inputs.with(&wanted.name)
                })
                .with("end"),
        };
    }
    // Warnings of own definitions depend on these two.
    for overlay in &manifest.overlays {
        inputs.add(overlay.as_os_str().as_encoded_bytes());
    }
    let filters = run::filters(manifest, request);
    filters.fold(inputs.with("filters"), |inputs, it| {
        inputs.with(&it.filter.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_request_counts() {
        let models = Models::vendored();
        let number = |text: &str| {
            let manifest = Manifest::parse(text, Path::new("pageboy.toml"));
            let manifest = manifest.unwrap_or_else(|problems| panic!("{problems}"));
            let request = &manifest.services[0];
            let contents = models.contents(&request.name.name, request.version_name());
            let contents = contents.unwrap();
            inputs(Fingerprint::default(), &contents, &manifest, request).to_string()
        };
        let texts = [
            "[sqs]\noperations = \"*\"",
            "[sns]\noperations = \"*\"",
            "[sqs]\noperations = [\"ListQueues\"]",
            "[sqs]\noperations = [\"ListQueue\", \"s\"]",
            "[sqs]\npaginators = [\"ListQueues\"]",
            "[sqs]\nresources = \"*\"",
            "[sqs]\nwaiters = \"*\"",
            "[sqs]\noperations = \"*\"\nmodule = \"queues\"",
            "[sqs]\noperations = \"*\"\nprotocol = \"query\"",
            "[sqs]\noperations = \"*\"\nallow = \"hints\"",
            "[sqs]\noperations = \"*\"\n[settings]\noverlays = \"own\"",
        ];
        let mut numbers = texts.map(number);
        assert_eq!(
            numbers[0],
            number("# The same.\n[sqs]\noperations = \"*\"\nversion = \"2012-11-05\"")
        );
        numbers.sort();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }
}
