//! The output of a run: files to write or to compare, and a report.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::{File, MARK};
use crate::plan::ServicePlan;
use crate::problem::Problems;

/// The generated services.
#[derive(Debug)]
pub struct Generated {
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

impl Generated {
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
            for path in leftovers(&folder, &service.files) {
                with_path(&path, fs::remove_file(&path))?;
            }
        }
        Ok(())
    }

    /// Writes beside each service's files what `include_service!` takes in: a module that is an ordinary file, so that its
    /// attributes stand in it.
    ///
    /// # Errors
    ///
    /// When a file cannot be written; the error names it.
    pub(crate) fn write_includes(&self, folder: &Path) -> io::Result<()> {
        for service in &self.services {
            let path = service.folder(folder).join("include.rs");
            let text = format!("#[path = \"mod.rs\"]\npub mod {};\n", service.plan.module);
            if !fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
                with_path(&path, fs::write(&path, &text))?;
            }
        }
        Ok(())
    }

    /// Compares with the contents of `folder`; empty if nothing would change and no other service is there.
    pub fn stale(&self, folder: &Path) -> Vec<Stale> {
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
            let left = leftovers(&folder, &service.files);
            stale.extend(left.into_iter().map(|path| Stale {
                path,
                reason: "is no longer generated",
            }));
        }
        let others = folders(folder).into_iter().filter(|path| {
            let is_asked_for = |service: &GeneratedService| service.folder(folder) == *path;
            is_generated(&path.join("mod.rs")) && !self.services.iter().any(is_asked_for)
        });
        stale.extend(others.map(|path| Stale {
            path,
            reason: "is of a service that the manifest does not name any more: remove the folder, or name the service",
        }));
        stale
    }

    /// Files that must not be overwritten, and files that would keep the code from compiling.
    fn in_the_way(&self, folder: &Path) -> Vec<Stale> {
        let mut found = Vec::new();
        for service in &self.services {
            let module = service.folder(folder);
            let beside = module.with_extension("rs");
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
    /// The folder of its module.
    fn folder(&self, folder: &Path) -> PathBuf {
        folder.join(self.plan.module.trim_start_matches("r#"))
    }
}

/// A file or folder that differs from the generator's output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    path: PathBuf,
    reason: &'static str,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path.display(), self.reason)
    }
}

/// The report at the end of a run: selected and all operations, emitted and all shapes, lines.
impl fmt::Display for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut total = [0_usize; 5];
        for service in &self.services {
            let plan = &service.plan;
            let lines = service
                .files
                .iter()
                .map(|file| file.text.lines().count())
                .sum::<usize>();
            let row = [
                plan.operations.len(),
                plan.operations_in_model,
                plan.shapes.len(),
                plan.shapes_in_model,
                lines,
            ];
            for (sum, value) in total.iter_mut().zip(row) {
                *sum += value;
            }
            write_row(f, &plan.name, row)?;
            for (operation, reason) in &plan.left_out {
                writeln!(f, "  left out: {operation}: {reason}")?;
            }
        }
        if self.services.len() != 1 {
            write_row(f, &format!("{} services", self.services.len()), total)?;
        }
        Ok(())
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, name: &str, row: [usize; 5]) -> fmt::Result {
    let [operations, of_operations, shapes, of_shapes, lines] = row;
    writeln!(
        f,
        "{name}: {operations} of {of_operations} operations, {shapes} of {of_shapes} shapes, {lines} lines"
    )
}

/// Generated Rust files in a service's folder that are no longer made.
fn leftovers(folder: &Path, files: &[File]) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| {
            !files
                .iter()
                .any(|file| path.file_name().is_some_and(|name| name == file.path))
        })
        .filter(|path| is_generated(path))
        .collect()
}

/// Whether a file has the mark of generated code.
fn is_generated(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(MARK.as_bytes()))
}

/// The folders in a folder, sorted.
fn folders(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.is_dir()).collect()
}

fn with_path<T>(path: &Path, result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}
