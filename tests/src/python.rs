//! The Python of the tests: a virtual environment of their own, with the packages of `requirements.txt`; and the
//! sources of botocore.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// The interpreter of the environment, which is created when a process first asks for it.
///
/// It is in `python` beside the build's own folders, so `cargo clean` removes it. Creating it needs Python 3.10 or newer
/// with `venv`, and half a minute on a good connection; later it takes a fifth of a second.
///
/// # Errors
///
/// The text says what is missing: Python, one of its parts, or the network.
pub fn interpreter() -> Result<&'static Path, &'static str> {
    static INTERPRETER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let made = INTERPRETER.get_or_init(install);
    made.as_deref().map_err(String::as_str)
}

/// The folder with the sources of botocore, tests included, which are fetched when a process first asks for them.
///
/// It is in `botocore` beside the build's own folders. `conformance/requirements.txt` has version and hash.
///
/// # Errors
///
/// As [`interpreter`].
pub fn botocore_sources() -> Result<&'static Path, &'static str> {
    static SOURCES: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let fetched = SOURCES.get_or_init(|| fetch("conformance/requirements.txt"));
    fetched.as_deref().map_err(String::as_str)
}

/// The folder with the sources of an older botocore, which is fetched likewise; `smithy/requirements.txt` has version and hash.
///
/// # Errors
///
/// As [`interpreter`].
pub fn older_botocore_sources() -> Result<&'static Path, &'static str> {
    static SOURCES: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let fetched = SOURCES.get_or_init(|| fetch("smithy/requirements.txt"));
    fetched.as_deref().map_err(String::as_str)
}

/// The folder with archives of releases of botocore and boto3, which are fetched likewise; `update/requirements.txt` has versions
/// and hashes.
///
/// # Errors
///
/// As [`interpreter`].
pub fn releases() -> Result<&'static Path, &'static str> {
    static RELEASES: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let fetched = RELEASES.get_or_init(|| {
        let interpreter = interpreter().map_err(str::to_owned)?;
        run(
            interpreter,
            "archives.py",
            "releases",
            "update/requirements.txt",
            "fetch releases of botocore",
        )
    });
    fetched.as_deref().map_err(String::as_str)
}

/// Where the package's sources are.
pub(crate) const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

fn install() -> Result<PathBuf, String> {
    run(
        Path::new(PYTHON),
        "install.py",
        "python",
        "requirements.txt",
        "install moto",
    )
}

fn fetch(requirements: &str) -> Result<PathBuf, String> {
    let interpreter = interpreter().map_err(str::to_owned)?;
    run(
        interpreter,
        "fetch.py",
        "botocore",
        requirements,
        "fetch the sources of botocore",
    )
}

/// Runs one of our scripts, which prints a path.
fn run(
    interpreter: &Path,
    script: &str,
    folder: &str,
    requirements: &str,
    purpose: &str,
) -> Result<PathBuf, String> {
    let package = Path::new(PACKAGE);
    let python = interpreter.display();
    let output = Command::new(interpreter)
        // Nothing is written beside the scripts.
        .arg("-B")
        .arg(package.join("src/python").join(script))
        .arg(target().join(folder))
        .arg(package.join(requirements))
        .output()
        .map_err(|error| format!("`{python}` cannot be started: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim();
        let status = output.status;
        return Err(format!(
            "`{python}` could not {purpose} ({status}):\n{said}"
        ));
    }
    let path = String::from_utf8_lossy(&output.stdout);
    Ok(PathBuf::from(path.trim()))
}

/// The folder Cargo builds in.
pub fn target() -> PathBuf {
    let workspace = Path::new(PACKAGE).join("..");
    let folder = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target"));
    // An absolute folder replaces what it is joined to.
    workspace.join(folder)
}
