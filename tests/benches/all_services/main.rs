//! Every vendored service, generated whole and type-checked with warnings denied.
//!
//! `cargo bench -p pageboy-tests --bench all_services` prints a line for each; then the operations, shapes and lines of all,
//! the time, and the highest memory of a compiler. As many compilers run at once as there are cores.

use std::error::Error;
use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use pageboy_models::Models;
use pageboy_tests::{python, services};

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a report is printed"
)]
fn main() -> ExitCode {
    match check() {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stdout, reason = "it takes minutes")]
fn check() -> Result<String, Box<dyn Error>> {
    let names = largest_first(&Models::vendored())?;
    let folder = python::target().join("all-services");
    let start = Instant::now();
    let (passed, failed) = services::check_all(&names, &folder, |checked| println!("{checked}"));
    if !failed.is_empty() {
        return Err(failed.join("\n").into());
    }
    let sum = |count: fn(&services::CheckedCrate) -> usize| passed.iter().map(count).sum::<usize>();
    let most = passed
        .iter()
        .filter_map(|checked| checked.cost.mebibytes)
        .fold(0.0, f64::max);
    Ok(format!(
        "{} services: {} operations, {} shapes, {} lines\nchecked in {:.0} s; the compiler that took most held {most:.0} MiB",
        passed.len(),
        sum(|checked| checked.operations),
        sum(|checked| checked.shapes),
        sum(|checked| checked.lines),
        start.elapsed().as_secs_f64(),
    ))
}

/// All services, those with the largest models first: none of them is left for the end.
fn largest_first(models: &Models) -> Result<Vec<String>, Box<dyn Error>> {
    let mut sizes = Vec::new();
    for service in models.services()? {
        let version = models.versions(&service)?.pop().unwrap_or_default();
        let folder = models.base().join(&service).join(version);
        let size = fs::metadata(folder.join("service-2.json.gz")).map_or(0, |file| file.len());
        sizes.push((size, service));
    }
    sizes.sort_by(|a, b| b.cmp(a));
    Ok(sizes.into_iter().map(|(_, service)| service).collect())
}
