//! Generates whole services, and type-checks them as crates of their own with warnings denied.
//!
//! The compiler is started directly, against the runtime that was built for the calling program; cargo is not involved,
//! because that program's own build may hold its lock.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::SystemTime;

use pageboy_codegen::{Builder, Service};

use crate::compiler::{self, Cost};

/// A service that was checked. `Display` is a line about it.
#[derive(Debug)]
pub struct CheckedCrate {
    /// The folder name.
    pub name: String,
    /// How many operations were generated.
    pub operations: usize,
    /// How many shapes were generated.
    pub shapes: usize,
    /// How many lines that are.
    pub lines: usize,
    /// What the compiler took.
    pub cost: Cost,
}

/// Checks services in `folder`, as many at once as there are cores; begin with the largest.
///
/// `done` sees each. Returns those that passed, in the order of their names, and the errors of the others.
pub fn check_all(
    names: &[String],
    folder: &Path,
    done: impl Fn(&CheckedCrate) + Sync,
) -> (Vec<CheckedCrate>, Vec<String>) {
    let (passed, failed) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let push = |result: Result<CheckedCrate, String>| match result {
        Ok(checked) => {
            done(&checked);
            lock(&passed).push(checked);
        }
        Err(problem) => lock(&failed).push(problem),
    };
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            push(check(name, folder).map_err(|problem| format!("{name}: {problem}")));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores.min(names.len()) {
            scope.spawn(work);
        }
    });
    let mut passed = std::mem::take(&mut *lock(&passed));
    passed.sort_by(|a, b| a.name.cmp(&b.name));
    let failed = std::mem::take(&mut *lock(&failed));
    (passed, failed)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Generates a service whole and type-checks it.
fn check(name: &str, folder: &Path) -> Result<CheckedCrate, String> {
    let service = Service::new(name).operations(["*"]).resources(["*"]);
    let generated = Builder::new().service(service).generate();
    let generated = generated.map_err(|problems| problems.to_string())?;
    let cannot = |error: std::io::Error| format!("cannot be written: {error}");
    generated.write_to(folder).map_err(cannot)?;
    let service = generated.services().first().ok_or("nothing is generated")?;
    let plan = service.plan();
    let module = plan.module.trim_start_matches("r#");
    let own = folder.join(module);
    // The compiler's output is useless afterwards.
    let (root, metadata, said) = (
        own.join("crate.rs"),
        own.join("crate.rmeta"),
        own.join("said"),
    );
    let text = "//! Checked.\n#![deny(warnings, missing_docs)]\n\n/// Generated.\n#[path = \"mod.rs\"]\npub mod service;\n";
    fs::write(&root, text).map_err(cannot)?;
    let mut rustc = rustc(&format!("service_{module}"), &root, &metadata)?;
    rustc.stderr(fs::File::create(&said).map_err(cannot)?);
    let (status, cost) =
        compiler::watch(&mut rustc).map_err(|error| format!("cannot be checked: {error}"))?;
    let _ = fs::remove_file(&metadata);
    if !status.success() {
        let said = fs::read_to_string(&said).unwrap_or_default();
        let start: String = said.chars().take(4_000).collect();
        return Err(format!("{status}\n{start}"));
    }
    let lines = service.files().iter().map(|file| file.text.lines().count());
    Ok(CheckedCrate {
        name: name.to_owned(),
        operations: plan.operations.len(),
        shapes: plan.shapes.len(),
        lines: lines.sum(),
        cost,
    })
}

/// Type-checks a crate that uses the runtime, and gives what the compiler says of it; nothing, if it is right.
///
/// # Errors
///
/// When the compiler cannot be started.
pub fn compile(root: &Path) -> Result<String, String> {
    let mut rustc = rustc("checked", root, &root.with_extension("rmeta"))?;
    let output = rustc
        .output()
        .map_err(|error| format!("cannot be checked: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The compiler, for a library that uses the runtime.
fn rustc(name: &str, root: &Path, metadata: &Path) -> Result<Command, String> {
    static RUNTIME: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(runtime).as_ref()?;
    let mut rustc = rustc_with(runtime)?;
    rustc
        .args(["--crate-name", name])
        .arg(format!("--emit=metadata={}", metadata.display()))
        .arg(root);
    Ok(rustc)
}

/// The compiler, for a library that uses this build of the runtime.
fn rustc_with(runtime: &Path) -> Result<Command, String> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc
        .args(["--edition=2024", "--crate-type=lib"])
        .arg(format!("--extern=pageboy={}", runtime.display()))
        .arg("-L")
        .arg(format!("dependency={}", deps()?.display()));
    Ok(rustc)
}

/// The folder of this program's dependencies.
fn deps() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = program.parent().ok_or("the program is in no folder")?;
    Ok(folder.to_owned())
}

/// The newest build of the runtime beside this program that has what generated code needs.
///
/// Builds of other features lie there too: tests run Cargo for examples and for the command. A check leaves no library, so
/// that what clippy looked at is not among them.
fn runtime() -> Result<PathBuf, String> {
    let folder = deps()?;
    let entries = fs::read_dir(&folder).map_err(|error| error.to_string())?;
    let mut builds: Vec<(SystemTime, PathBuf)> = Vec::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("libpageboy-") && name.ends_with(".rlib") {
            let modified = fs::metadata(&path).and_then(|data| data.modified());
            builds.push((modified.unwrap_or(SystemTime::UNIX_EPOCH), path));
        }
    }
    builds.sort();
    for (_, build) in builds.into_iter().rev() {
        if has_all_features(&build)? {
            return Ok(build);
        }
    }
    Err(format!(
        "no runtime with all features is in {}",
        folder.display()
    ))
}

/// Whether generated code finds all that it may need in this build of the runtime.
fn has_all_features(runtime: &Path) -> Result<bool, String> {
    const NEEDS: &str = "\
        pageboy::generated::needs_cbor!(\"any\");\n\
        pageboy::generated::needs_compression!(\"any\", \"Any\");\n\
        pageboy::generated::needs_dynamodb!(\"any\");\n\
        pageboy::generated::needs_event_streams!(\"any\", \"Any\");\n\
        pageboy::generated::needs_resources!(\"any\");\n";
    let folder = deps()?;
    let root = folder.join(format!("needs-{}.rs", std::process::id()));
    let metadata = root.with_extension("rmeta");
    fs::write(&root, NEEDS).map_err(|error| format!("cannot be written: {error}"))?;
    let mut rustc = rustc_with(runtime)?;
    rustc
        .args(["--crate-name", "needs"])
        .arg(format!("--emit=metadata={}", metadata.display()))
        .arg(&root);
    let output = rustc.output();
    let _ = fs::remove_file(&root);
    let _ = fs::remove_file(&metadata);
    let output = output.map_err(|error| format!("cannot be checked: {error}"))?;
    Ok(output.status.success())
}

impl fmt::Display for CheckedCrate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            operations,
            shapes,
            lines,
            cost,
        } = self;
        let seconds = cost.seconds;
        write!(
            f,
            "{name:<28}{operations:>5} operations {shapes:>5} shapes {lines:>7} lines {seconds:>6.1} s"
        )?;
        match cost.mebibytes {
            Some(mebibytes) => write!(f, " {mebibytes:>6.0} MiB"),
            None => Ok(()),
        }
    }
}
