//! The output of a run: files to write or to compare, and a report.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::{File, emit};
use crate::plan::ServicePlan;
use crate::problem::Problems;
use crate::stamps::{is_generated, leftovers};
use crate::summary::Summary;

/// The generated services.
#[derive(Debug)]
pub struct GeneratedServices {
    pub(crate) services: Vec<GeneratedService>,
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) warnings: Problems,
}

/// One generated service.
#[derive(Debug)]
pub struct GeneratedService {
    pub(crate) plan: ServicePlan,
    pub(crate) files: Vec<File>,
}

impl GeneratedService {
    /// The plan of the code.
    pub fn plan(&self) -> &ServicePlan {
        &self.plan
    }

    /// The files; `mod.rs` first.
    pub fn files(&self) -> &[File] {
        &self.files
    }
}

impl GeneratedServices {
    /// The services, in the order of the selection.
    pub fn services(&self) -> &[GeneratedService] {
        &self.services
    }

    /// The files and folders that the code depends on, sorted.
    pub fn inputs(&self) -> &[PathBuf] {
        &self.inputs
    }

    /// Doubts about definitions in the user's overlays; a build does not judge the vendored ones.
    pub fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// Writes `<folder>/<module>/*.rs`. An unchanged file is not written; a generated file of these services that is no
    /// longer made is removed. Other services in the folder stay.
    ///
    /// # Errors
    ///
    /// When a file that the generator did not write is in the way: nothing is written then. When a file cannot be written;
    /// the error names it.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        let in_the_way = self.in_the_way(folder);
        if !in_the_way.is_empty() {
            let lines: Vec<_> = in_the_way.iter().map(Stale::to_string).collect();
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                lines.join("\n"),
            ));
        }
        for service in &self.services {
            let folder = service.folder(folder);
            with_path(&folder, fs::create_dir_all(&folder))?;
            for file in &service.files {
                let path = folder.join(file.path);
                if fs::read(&path).is_ok_and(|old| old == file.text.as_bytes()) {
                    continue;
                }
                with_path(&path, fs::write(&path, &file.text))?;
            }
            for path in service.leftovers(&folder) {
                with_path(&path, fs::remove_file(&path))?;
            }
        }
        Ok(())
    }

    /// Compares with the contents of `folder`; empty if nothing would change and no other service is there.
    pub fn stale(&self, folder: &Path) -> Vec<Stale> {
        let mut stale = self.differences(folder);
        stale.extend(others(
            folder,
            self.services
                .iter()
                .map(|service| service.plan.module.as_str()),
        ));
        stale
    }

    /// Stale files in the folders of these services, and files in their way.
    pub(crate) fn differences(&self, folder: &Path) -> Vec<Stale> {
        let mut stale = self.in_the_way(folder);
        for service in &self.services {
            let folder = service.folder(folder);
            for file in &service.files {
                let path = folder.join(file.path);
                if stale.iter().any(|known| known.path == path) {
                    continue;
                }
                let reason = match fs::read_to_string(&path) {
                    Err(_) => "is missing",
                    // A checkout may have changed the line ends.
                    Ok(old) if old.replace("\r\n", "\n") != file.text => "is out of date",
                    Ok(_) => continue,
                };
                stale.push(Stale { path, reason });
            }
            stale.extend(service.leftovers(&folder).into_iter().map(|path| Stale {
                path,
                reason: "is no longer generated",
            }));
        }
        stale
    }

    /// Files that must not be overwritten, and files that would keep the code from compiling.
    fn in_the_way(&self, folder: &Path) -> Vec<Stale> {
        let mut found = Vec::new();
        for service in &self.services {
            let module = service.folder(folder);
            let beside = beside(&module);
            if beside.exists() {
                found.push(Stale {
                    path: beside,
                    reason: "would be the same module as the folder of this name: rename one of them, the folder by `module` of \
                             the service in the manifest",
                });
            }
            let files = service.files.iter().map(|file| module.join(file.path));
            let foreign = files.filter(|path| path.exists() && !is_generated(path));
            found.extend(foreign.map(|path| Stale {
                path,
                reason: "was not generated, and is not written over: move it, or give the service another `module` in the \
                         manifest",
            }));
        }
        found
    }
}

impl GeneratedService {
    pub(crate) fn new(plan: ServicePlan) -> Self {
        let files = emit(&plan);
        Self { plan, files }
    }

    pub(crate) fn summary(&self) -> Summary {
        Summary::new(&self.plan, &self.files)
    }

    /// The folder of its module.
    fn folder(&self, folder: &Path) -> PathBuf {
        module_folder(folder, &self.plan.module)
    }

    /// Generated Rust files in its folder that are no longer made.
    fn leftovers(&self, folder: &Path) -> BTreeSet<PathBuf> {
        leftovers(folder, |name| {
            self.files.iter().any(|file| file.path == name)
        })
    }
}

/// The folder of a module.
pub(crate) fn module_folder(folder: &Path, module: &str) -> PathBuf {
    folder.join(module.trim_start_matches("r#"))
}

/// The file that would be the same module as a folder.
pub(crate) fn beside(module: &Path) -> PathBuf {
    module.with_extension("rs")
}

/// Folders of services that nobody asks for any more.
pub(crate) fn others<'a>(
    folder: &Path,
    modules: impl Iterator<Item = &'a str> + Clone,
) -> impl Iterator<Item = Stale> {
    let known: BTreeSet<_> = modules.map(|name| module_folder(folder, name)).collect();
    let others = folders(folder).into_iter();
    let others =
        others.filter(move |path| !known.contains(path) && is_generated(&path.join("mod.rs")));
    others.map(|path| Stale {
        path,
        reason: "is of a service that the manifest does not name any more: remove the folder, or name the service",
    })
}

/// A file or folder that differs from the generator's output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    path: PathBuf,
    reason: &'static str,
}

impl Stale {
    /// The file or folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How it differs.
    pub const fn reason(&self) -> &'static str {
        self.reason
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path.display(), self.reason)
    }
}

/// The report at the end of a run: selected and all operations, emitted and all shapes, lines.
impl fmt::Display for GeneratedServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let services = self.services.iter();
        let summaries: Vec<_> = services.map(GeneratedService::summary).collect();
        Summary::report(&summaries, f)
    }
}

/// The folders in a folder, sorted.
fn folders(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.is_dir()).collect()
}

pub(crate) fn with_path<T>(path: &Path, result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}
