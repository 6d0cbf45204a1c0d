//! Time and memory of one compiler, measured by a wrapper that cargo starts in its place.
//!
//! The wrapper is this program again: cargo starts it instead of `rustc` for the crates of the scratch workspace
//! (`RUSTC_WORKSPACE_WRAPPER`), and it starts the compiler, watches it and notes what it took.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

/// Where the wrapper writes; set only for the cargo this program starts.
const REPORT: &str = "PAGEBOY_BUDGETS_RUSTC_REPORT";

/// How often the compiler's memory is looked at.
const INTERVAL: Duration = Duration::from_millis(20);

/// What a compiler took.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    /// The most memory it held; `None` where the system does not tell.
    pub(crate) mebibytes: Option<f64>,
}

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
    Ok(Cost { seconds, mebibytes })
}

/// A cargo command whose compilers for the workspace's crates report what they took.
pub(crate) fn wrapped<'c>(
    cargo: &'c mut Command,
    report: &Path,
) -> Result<&'c mut Command, Box<dyn Error>> {
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
    let start = Instant::now();
    let mut child = Command::new(compiler).args(arguments).spawn()?;
    let mut mebibytes = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        mebibytes = mebibytes.max(most_memory(&child).unwrap_or_default());
        std::thread::sleep(INTERVAL);
    };
    let seconds = start.elapsed().as_secs_f64();
    if let Some(name) = name.as_ref().and_then(|name| name.to_str()) {
        let mut file = fs::File::options().create(true).append(true).open(report)?;
        writeln!(file, "{name} {seconds} {mebibytes}")?;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The high-water mark of a process, which Linux keeps.
fn most_memory(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kibibytes / 1024.0)
}
