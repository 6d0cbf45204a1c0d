//! A release of a Python package: a folder, an archive, or what pip fetches. Python unpacks it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A release in a folder. What was unpacked for it is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Release {
    folder: PathBuf,
    version: Option<String>,
    unpacked: Option<PathBuf>,
}

impl Release {
    /// The release in a folder, a wheel or a source distribution.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        if !path.is_file() {
            return Ok(Self {
                folder: path.to_owned(),
                version: None,
                unpacked: None,
            });
        }
        let mut release = Self::empty(
            path.file_stem()
                .and_then(|it| it.to_str())
                .unwrap_or("release"),
        )?;
        release.unpack(path)?;
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
        python(&[&options[..], &["--dest", &archives, &wanted]].concat())?;
        let failed = |error| format!("error: cannot read {archives}: {error}");
        let entry = fs::read_dir(&*archives).map_err(failed)?.next();
        let Some(entry) = entry else {
            return Err(format!("error: pip has fetched nothing for {wanted}"));
        };
        release.unpack(&entry.map_err(failed)?.path())?;
        Ok(release)
    }

    /// The folder that has the package or its data.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The version, if the name of the archive says it.
    pub(super) fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// A folder of its own, which is not there any more when it is dropped.
    pub(super) fn empty(name: &str) -> Result<Self, String> {
        let folder =
            std::env::temp_dir().join(format!("pageboy-{}-{}-{name}", std::process::id(), made()));
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
        })
    }

    fn unpack(&mut self, archive: &Path) -> Result<(), String> {
        const UNPACK: &str = "import shutil, sys\n\
            kind = 'zip' if sys.argv[1].endswith(('.whl', '.zip')) else None\n\
            shutil.unpack_archive(sys.argv[1], sys.argv[2], kind, **({} if kind else {'filter': 'data'}))";
        let inside = self.folder.join("unpacked");
        python(&[
            "-c",
            UNPACK,
            &archive.to_string_lossy(),
            &inside.to_string_lossy(),
        ])?;
        // `botocore-1.44.8-py3-none-any.whl`, `botocore-1.44.8.tar.gz`, which has a folder of that name in it.
        let name = archive.file_name().unwrap_or_default().to_string_lossy();
        let stem = name
            .strip_suffix(".tar.gz")
            .or_else(|| name.strip_suffix(".zip"));
        let version = stem.unwrap_or(&name).split('-').nth(1);
        self.version = version.map(str::to_owned);
        self.folder = match stem.map(|stem| inside.join(stem)) {
            Some(folder) if folder.is_dir() => folder,
            _ => inside,
        };
        Ok(())
    }
}

impl Drop for Release {
    fn drop(&mut self) {
        if let Some(folder) = &self.unpacked {
            // There is nobody left to tell.
            let _removed = fs::remove_dir_all(folder);
        }
    }
}

/// A number that no other release of this process has.
fn made() -> usize {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    MADE.fetch_add(1, Ordering::Relaxed)
}

fn python(arguments: &[&str]) -> Result<(), String> {
    let output = Command::new("python3").args(arguments).output();
    let output = output.map_err(|error| format!("error: cannot run python3: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Err(format!("error: python3: {}", last.unwrap_or("failed")))
}
