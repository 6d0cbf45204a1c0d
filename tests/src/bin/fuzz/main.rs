//! Runs the fuzz targets, each for some seconds, with seeds that are written anew.
//!
//! `cargo run -p pageboy-tests --bin fuzz -- [seconds] [target…]`; 5 seconds and all targets are the default. A line is
//! printed for each target. What is found stays in `fuzz` beside the build's own folders: the corpus, from which the next
//! run goes on, the logs, and the inputs that made a target fail, with the command that runs them again.
//!
//! libFuzzer is built from source, which needs a C++ compiler; nothing else is needed beside stable Rust.

mod dictionary;
/// The frames of event streams.
#[path = "../../../fuzz/src/frames.rs"]
#[allow(dead_code, reason = "the targets use the rest of it")]
mod frames;
/// The form of the targets' inputs.
#[path = "../../../fuzz/src/input.rs"]
#[allow(dead_code, reason = "the targets read what is written here")]
mod input;
mod seeds;
mod target;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pageboy_tests::python;

use crate::target::Target;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[allow(clippy::print_stderr, reason = "errors are printed")]
fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether no target failed.
fn run() -> Outcome<bool> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seconds = arguments.first().and_then(|first| first.parse().ok());
    let names = &arguments[usize::from(seconds.is_some())..];
    let targets = target::all()?;
    if let Some(unknown) = names
        .iter()
        .find(|name| !targets.iter().any(|target| target.name == **name))
    {
        let known: Vec<_> = targets.iter().map(|target| target.name.as_str()).collect();
        return Err(format!("no target `{unknown}`; known are {}", known.join(", ")).into());
    }
    let wanted = |target: &Target| names.is_empty() || names.contains(&target.name);
    let targets: Vec<_> = targets.into_iter().filter(wanted).collect();
    for target in &targets {
        seeds::write(target)?;
    }
    build()?;
    Ok(run_all(&targets, seconds.unwrap_or(5)))
}

/// Builds the instrumented targets, with the flags of the package's own `.cargo/config.toml`.
fn build() -> Outcome<()> {
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--release", "--bins", "--target-dir"])
        .arg(folder())
        // Flags of the environment would replace those of the file.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .current_dir(package())
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err("the targets cannot be built; libFuzzer needs a C++ compiler".into())
}

/// As many at once as there are cores; whether no target failed.
#[allow(clippy::print_stdout, reason = "a report is printed")]
fn run_all(targets: &[Target], seconds: u32) -> bool {
    let next = AtomicUsize::new(0);
    let failed = AtomicUsize::new(0);
    let work = || {
        while let Some(target) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
            match target.run(seconds) {
                Ok(line) => println!("{:<20}{line}", target.name),
                Err(error) => {
                    failed.fetch_add(1, Ordering::Relaxed);
                    println!("{:<20}FAILED\n{error}", target.name);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    failed.into_inner() == 0
}

/// The package of the targets.
fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// Where targets are built, and where all that belongs to a run is kept.
fn folder() -> PathBuf {
    python::target().join("fuzz")
}
