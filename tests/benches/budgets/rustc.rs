//! Time and memory of one compiler run, measured by a wrapper that cargo starts instead.
//!
//! The wrapper is this program again: cargo starts it instead of `rustc` for the crates of the scratch workspace
//! (`RUSTC_WORKSPACE_WRAPPER`), and it starts the compiler and measures it.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

use pageboy_tests::compiler;
pub(crate) use pageboy_tests::compiler::Cost;

/// Where the wrapper writes; set only for the cargo this program starts.
pub(crate) const REPORT: &str = "PAGEBOY_BUDGETS_RUSTC_REPORT";

/// Acts as the wrapper if cargo started this program as one.
pub(crate) fn measure_if_asked() -> Option<ExitCode> {
    let report = std::env::var_os(REPORT)?;
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next()?;
    let status = watch(&compiler, arguments.collect(), Path::new(&report));
    Some(status.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    }))
}

/// Lets a cargo command measure the crates of the workspace, and reads what the crate of this name took.
pub(crate) fn measured(
    cargo: &mut Command,
    report: &Path,
    crate_name: &str,
) -> Result<Cost, Box<dyn Error>> {
    let _ = fs::remove_file(report);
    crate::scratch::run(wrapped(cargo, report)?)?;
    let text = fs::read_to_string(report).unwrap_or_default();
    let line = text
        .lines()
        .rfind(|line| line.split(' ').next() == Some(crate_name));
    let line = line.ok_or_else(|| format!("the compiler was not started for {crate_name}"))?;
    let mut numbers = line.split(' ').skip(1).map(str::parse::<f64>);
    let seconds = numbers.next().ok_or("the report is cut off")??;
    let mebibytes = numbers
        .next()
        .transpose()?
        .filter(|mebibytes| *mebibytes > 0.0);
    let cpu = numbers.next().transpose()?.filter(|cpu| *cpu > 0.0);
    Ok(Cost {
        seconds,
        mebibytes,
        cpu,
    })
}

/// A cargo command whose compilers for the workspace's crates report what they took.
fn wrapped<'c>(cargo: &'c mut Command, report: &Path) -> Result<&'c mut Command, Box<dyn Error>> {
    Ok(cargo
        .env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?)
        .env(REPORT, report))
}

fn watch(
    compiler: &OsString,
    arguments: Vec<OsString>,
    report: &Path,
) -> Result<ExitCode, Box<dyn Error>> {
    let name = arguments
        .iter()
        .skip_while(|argument| *argument != "--crate-name")
        .nth(1)
        .cloned();
    let (status, cost) = compiler::watch(Command::new(compiler).args(arguments))?;
    let (seconds, mebibytes) = (cost.seconds, cost.mebibytes.unwrap_or_default());
    let cpu = cost.cpu.unwrap_or_default();
    if let Some(name) = name.as_ref().and_then(|name| name.to_str()) {
        let mut file = fs::File::options().create(true).append(true).open(report)?;
        writeln!(file, "{name} {seconds} {mebibytes} {cpu}")?;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
