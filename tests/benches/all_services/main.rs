//! Every vendored service, generated whole and type-checked with warnings denied.
//!
//! `cargo bench -p pageboy-tests --bench all_services` prints the operations, shapes and lines, the time, and the memory of the
//! compiler that took most. Each service is a crate of a workspace in `target/all-services`, so that cargo checks as many at
//! once as there are cores.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use pageboy_codegen::{Builder, Generated, Service};
use pageboy_models::Models;

#[path = "../budgets/rustc.rs"]
#[allow(dead_code, reason = "the budgets measure one crate, this measures all")]
mod rustc;
#[path = "../budgets/scratch.rs"]
#[allow(dead_code, reason = "the budgets use more of it")]
mod scratch;

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a report is printed"
)]
fn main() -> ExitCode {
    if let Some(code) = rustc::measure_if_asked() {
        return code;
    }
    match check() {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn check() -> Result<String, Box<dyn Error>> {
    let folder = folder();
    let generated = generate()?;
    generated.write_to(&folder.join("generated"))?;
    write_workspace(&folder, &generated)?;
    let report = folder.join("report");
    let _ = fs::remove_file(&report);
    let start = Instant::now();
    scratch::run(rustc::wrapped(
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--quiet", "--keep-going"])
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTFLAGS", "-Dwarnings")
            .env_remove("RUSTC_WRAPPER")
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .current_dir(&folder),
        &report,
    )?)?;
    let seconds = start.elapsed().as_secs_f64();
    let most = fs::read_to_string(&report).unwrap_or_default();
    let most = most
        .lines()
        .filter_map(|line| line.split(' ').nth(2)?.parse::<f64>().ok())
        .fold(0.0, f64::max);
    let counts = generated.to_string();
    let counts = counts.lines().last().unwrap_or_default();
    Ok(format!(
        "{counts}\nchecked in {seconds:.0} s; the compiler that took most held {most:.0} MiB\n"
    ))
}

/// Every service, with all that can be generated of it.
fn generate() -> Result<Generated, Box<dyn Error>> {
    let all = Models::vendored().services()?.into_iter();
    let builder = all.fold(Builder::new(), |builder, name| {
        builder.service(Service::new(name).operations(["*"]))
    });
    Ok(builder.generate()?)
}

/// One crate per service, each taking in its generated module.
fn write_workspace(folder: &Path, generated: &Generated) -> Result<(), Box<dyn Error>> {
    let runtime = scratch::root().join("runtime");
    for service in generated.services() {
        let module = service.plan().module.trim_start_matches("r#");
        let package = folder.join("crates").join(module);
        fs::create_dir_all(package.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"service-{module}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\npageboy = {{ path = {runtime:?} }}\n"
        );
        fs::write(package.join("Cargo.toml"), manifest)?;
        let code = folder.join("generated").join(module).join("mod.rs");
        fs::write(
            package.join("src/lib.rs"),
            format!("//! Checked.\n\n/// Generated.\n#[path = {code:?}]\npub mod service;\n"),
        )?;
    }
    fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n",
    )?;
    fs::copy(
        scratch::root().join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )?;
    Ok(())
}

fn folder() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().unwrap_or(tmp).join("all-services")
}
