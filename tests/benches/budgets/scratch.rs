//! A workspace of its own in the target folder, for the measured crates.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate of the scratch workspace.
pub(crate) struct Scratch {
    name: String,
    folder: PathBuf,
}

impl Scratch {
    /// An empty crate; `dependencies` are the tables of its `Cargo.toml`.
    pub(crate) fn new(name: &str, dependencies: &str) -> Result<Self, Box<dyn Error>> {
        let workspace = folder();
        let scratch = Self {
            name: name.to_owned(),
            folder: workspace.join(name),
        };
        let package = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n{dependencies}"
        );
        scratch.write("Cargo.toml", &package)?;
        scratch.write("src/lib.rs", "")?;
        write(
            &workspace.join("Cargo.toml"),
            // Made anew for each crate, so that none of them is built along with another.
            &format!(
                "[workspace]\nresolver = \"3\"\nmembers = [\"{name}\"]\n\n[profile.release]\nstrip = true\n"
            ),
        )?;
        // The versions of the workspace, so that no others are fetched or measured.
        fs::copy(root().join("Cargo.lock"), workspace.join("Cargo.lock"))?;
        Ok(scratch)
    }

    /// Where the crate is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file of the crate, new even if it has the same text, so that cargo compiles it again.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
        write(&self.folder.join(name), text)
    }

    /// Where the measured compiler reports.
    pub(crate) fn report(&self) -> PathBuf {
        folder().join(format!("{}.report", self.name))
    }

    /// `cargo` with these arguments in the scratch workspace.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo(arguments);
        command.current_dir(folder());
        command
    }

    /// A file that a build leaves in this profile's folder.
    pub(crate) fn built(&self, profile: &str, name: &str) -> PathBuf {
        target().join(profile).join(name)
    }
}

/// `cargo` with these arguments and a target folder of its own.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(arguments)
        .arg("--quiet")
        .arg("--target-dir")
        .arg(target());
    // A cache would be measured in the compiler's place.
    command
        .env_remove("RUSTC_WRAPPER")
        .env_remove("CARGO_TARGET_DIR");
    command.current_dir(root());
    command
}

/// Runs a command to its end; what it printed is in the error if it fails.
pub(crate) fn run(command: &mut Command) -> Result<Vec<u8>, Box<dyn Error>> {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} ended with {}:\n{printed}", output.status).into())
}

/// The folder of the scratch workspace.
pub(crate) fn folder() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().unwrap_or(tmp).join("budgets")
}

/// The folder of this workspace.
pub(crate) fn root() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

fn target() -> PathBuf {
    folder().join("target")
}

fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()).into())
}
