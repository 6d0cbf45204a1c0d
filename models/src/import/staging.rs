use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::report::Report;
use crate::error::Error;

/// An import before it takes its place. Dropped, it changes nothing.
#[derive(Debug)]
pub struct StagedImport {
    pub(super) staging: Staging,
    pub(super) report: Report,
}

impl StagedImport {
    /// The folder that has been written.
    pub fn folder(&self) -> &Path {
        &self.staging.folder
    }

    /// The report of the import.
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// Puts the folder in its place, by renaming.
    ///
    /// # Errors
    /// [`Error::Write`] when it cannot be renamed; the folder that stood there stays.
    pub fn finish(self) -> Result<Report, Error> {
        self.staging.place()?;
        Ok(self.report)
    }
}

/// A copy of a folder, beside it.
#[derive(Debug)]
pub(super) struct Staging {
    pub(super) folder: PathBuf,
    /// Its final place.
    target: PathBuf,
}

impl Staging {
    pub(super) fn new(to: &Path) -> Result<Self, Error> {
        let failed = |path: &Path, source| Error::Write {
            path: path.to_owned(),
            source,
        };
        // A link stays one.
        let target = fs::canonicalize(to).unwrap_or_else(|_| to.to_owned());
        let folder = beside(&target, "new");
        if let Some(above) = folder
            .parent()
            .filter(|above| !above.as_os_str().is_empty())
        {
            fs::create_dir_all(above).map_err(|error| failed(above, error))?;
        }
        let staging = Self { folder, target };
        fs::create_dir(&staging.folder).map_err(|error| failed(&staging.folder, error))?;
        if staging.target.exists() {
            copy(&staging.target, &staging.folder)
                .map_err(|error| failed(&staging.folder, error))?;
        }
        Ok(staging)
    }

    pub(super) fn place(&self) -> Result<(), Error> {
        let failed = |source| Error::Write {
            path: self.target.clone(),
            source,
        };
        let old = beside(&self.target, "old");
        let had_one = self.target.exists();
        if had_one {
            fs::rename(&self.target, &old).map_err(failed)?;
        }
        if let Err(error) = fs::rename(&self.folder, &self.target) {
            if had_one {
                fs::rename(&old, &self.target).map_err(failed)?;
            }
            return Err(failed(error));
        }
        if had_one {
            fs::remove_dir_all(&old).map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Once it is in its place, there is nothing here.
        let _removed = fs::remove_dir_all(&self.folder);
    }
}

fn beside(target: &Path, what: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}-{}.{what}", std::process::id()))
}

/// Copies a folder; files as links, if the file system has them.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy(&entry.path(), &target)?;
        } else if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
