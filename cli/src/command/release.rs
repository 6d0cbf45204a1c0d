//! A release of a Python package: a folder, an archive, or what pip fetches. Python unpacks it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use pageboy_models::Error;

/// A release in a folder. What was unpacked for it is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Release {
    folder: PathBuf,
    version: Option<String>,
    unpacked: Option<PathBuf>,
    /// The archive that was unpacked.
    archive: Option<PathBuf>,
}

impl Release {
    /// The release in a folder, a wheel or a source distribution.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        if !path.exists() {
            return Err(format!(
                "error: there is no file or folder {}",
                path.display()
            ));
        }
        if !path.is_file() {
            return Ok(Self {
                folder: path.to_owned(),
                version: None,
                unpacked: None,
                archive: None,
            });
        }
        let mut release = Self::empty(
            path.file_stem()
                .and_then(|it| it.to_str())
                .unwrap_or("release"),
        )?;
        release.unpack(path)?;
        release.archive = Some(path.to_owned());
        Ok(release)
    }

    /// The release that pip fetches, the latest without a version.
    pub(super) fn fetch(package: &str, version: Option<&str>) -> Result<Self, String> {
        let mut release = Self::empty(package)?;
        let wanted = match version {
            Some(version)
                if version
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '.') =>
            {
                format!("{package}=={version}")
            }
            Some(version) => {
                return Err(format!(
                    "error: `{version}` is not the version of a release"
                ));
            }
            None => package.to_owned(),
        };
        let archives = release.folder.join("archive");
        let archives = archives.to_string_lossy();
        let options = [
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary",
            ":all:",
        ];
        let arguments = [&options[..], &["--dest", &archives, &wanted]].concat();
        python(&arguments).map_err(|error| match error {
            PythonError::NotStarted(error) => {
                format!("error: cannot run python3, whose pip fetches {wanted}: {error}")
            }
            PythonError::Failed(said) => fetch_failed(package, version, &said),
        })?;
        let failed = |error| format!("error: cannot read {archives}: {error}");
        let entry = fs::read_dir(&*archives).map_err(failed)?.next();
        let Some(entry) = entry else {
            return Err(format!("error: pip has fetched nothing for {wanted}"));
        };
        let archive = entry.map_err(failed)?.path();
        release.unpack(&archive)?;
        // `botocore-1.44.8-py3-none-any.whl`: pip calls an archive by package and version.
        let name = archive.file_name().unwrap_or_default().to_string_lossy();
        release.version = name.split('-').nth(1).map(str::to_owned);
        release.archive = Some(PathBuf::from(&*name));
        Ok(release)
    }

    /// The message for an error in the folder: it names the archive, since nobody knows the unpacked copy.
    pub(super) fn failed(&self, error: Error) -> String {
        Self::failed_in([self], error)
    }

    /// The message for an error in the folder of one of these releases.
    pub(super) fn failed_in<'a>(
        releases: impl IntoIterator<Item = &'a Self>,
        error: Error,
    ) -> String {
        let mut text = format!("error: {error}");
        for release in releases {
            if let Some(archive) = &release.archive {
                let folder = release.folder.display().to_string();
                text = text.replace(&folder, &archive.display().to_string());
            }
        }
        text
    }

    /// The folder that has the package or its data.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The version that was fetched; other releases say it themselves.
    pub(super) fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// A temporary folder, removed on drop.
    pub(super) fn empty(name: &str) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!(
            "pageboy-{}-{}-{name}",
            std::process::id(),
            unique_number()
        ));
        fs::create_dir_all(&folder).map_err(|error| {
            format!(
                "error: cannot make the folder {}: {error}",
                folder.display()
            )
        })?;
        Ok(Self {
            folder: folder.clone(),
            version: None,
            unpacked: Some(folder),
            archive: None,
        })
    }

    fn unpack(&mut self, archive: &Path) -> Result<(), String> {
        const UNPACK: &str = "import shutil, sys\n\
            kind = 'zip' if sys.argv[1].endswith(('.whl', '.zip')) else None\n\
            shutil.unpack_archive(sys.argv[1], sys.argv[2], kind, **({} if kind else {'filter': 'data'}))";
        let inside = self.folder.join("unpacked");
        let arguments = [archive, &inside].map(Path::to_string_lossy);
        let [archive_text, inside_text] = &arguments;
        python(&["-c", UNPACK, archive_text, inside_text]).map_err(|error| match error {
            PythonError::NotStarted(error) => {
                format!(
                    "error: cannot run python3, which unpacks {}: {error}",
                    archive.display()
                )
            }
            PythonError::Failed(said) if said.contains("ReadError") => {
                format!(
                    "error: {} is no wheel and no source distribution",
                    archive.display()
                )
            }
            PythonError::Failed(said) => {
                format!(
                    "error: cannot unpack {}: {}",
                    archive.display(),
                    last_line(&said)
                )
            }
        })?;
        // A source distribution is one folder; a wheel has several.
        let entries = fs::read_dir(&inside).into_iter().flatten().flatten();
        let entries: Vec<_> = entries.map(|entry| entry.path()).collect();
        self.folder = match &entries[..] {
            [only] if only.is_dir() && !only.join("data").is_dir() => only.clone(),
            _ => inside,
        };
        Ok(())
    }
}

impl Drop for Release {
    fn drop(&mut self) {
        if let Some(folder) = &self.unpacked {
            // A failure has no receiver any more.
            let _removed = fs::remove_dir_all(folder);
        }
    }
}

/// A number that no other release of this process has.
fn unique_number() -> usize {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    MADE.fetch_add(1, Ordering::Relaxed)
}

/// Why Python failed.
enum PythonError {
    NotStarted(std::io::Error),
    /// Its lines on standard error.
    Failed(String),
}

fn python(arguments: &[&str]) -> Result<(), PythonError> {
    let output = Command::new("python3").args(arguments).output();
    let output = output.map_err(PythonError::NotStarted)?;
    match output.status.success() {
        true => Ok(()),
        false => Err(PythonError::Failed(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )),
    }
}

/// The message when pip has fetched nothing.
fn fetch_failed(package: &str, version: Option<&str>, said: &str) -> String {
    // pip lists no versions at all whenever it cannot reach its index, whatever the cause.
    match version {
        _ if said.contains("(from versions: none)") => format!(
            "error: pip finds no {package}: it cannot reach its index, or the index has none; --from takes a release that is here"
        ),
        Some(version) if said.contains("No matching distribution") => {
            format!("error: pip knows no release {version} of {package}")
        }
        _ => format!("error: pip cannot fetch {package}: {}", last_line(said)),
    }
}

fn last_line(said: &str) -> &str {
    let mut lines = said.lines().rev().map(str::trim);
    let last = lines.find(|line| !line.is_empty() && !line.starts_with("[notice]"));
    last.unwrap_or("it failed")
}
