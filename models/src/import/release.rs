use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::file_kind::FileKind;
use crate::files::Files;
use crate::loader::Models;

/// A release of a Python package with definitions.
#[derive(Debug)]
pub(super) struct Release {
    pub(super) data: PathBuf,
    pub(super) version: String,
    kind: FileKind,
}

impl Release {
    /// Finds the data folder and the version: in a source distribution, in a package, or in the folder itself.
    pub(super) fn find(
        package: &str,
        folder: &Path,
        kind: FileKind,
        version: Option<&str>,
    ) -> Result<Self, Error> {
        let failed = |message| Error::Import {
            path: folder.to_owned(),
            message,
        };
        let data = data_folder(package, folder, kind)?;
        let stated = data
            .parent()
            .and_then(|package| package_version(&package.join("__init__.py")));
        let Some(version) = version.map(str::to_owned).or(stated) else {
            return Err(failed(format!(
                "it does not say which version of {package} it is"
            )));
        };
        Ok(Self {
            data,
            version,
            kind,
        })
    }

    /// Checks that every service of this release has the API version that was imported.
    ///
    /// boto3 pairs resources with the client of the same version (`boto3/session.py`, `Session.resource`).
    pub(super) fn check_pairing(&self, models: &Models) -> Result<(), Error> {
        for service in Files::DISK.subfolders(&self.data)? {
            let versions = Files::DISK.versions(&self.data.join(&service), self.kind)?;
            let latest = models.versions(&service)?.pop();
            if let Some(own) = versions.last()
                && latest.as_ref() != Some(own)
            {
                let latest = latest.as_deref().unwrap_or("none");
                return Err(Error::Import {
                    path: self.data.clone(),
                    message: format!(
                        "the newest resources of {service} are for API version {own}, the newest model is {latest}"
                    ),
                });
            }
        }
        Ok(())
    }
}

/// The folder of the services: in a source distribution, in a package, or the folder itself.
pub(super) fn data_folder(package: &str, folder: &Path, kind: FileKind) -> Result<PathBuf, Error> {
    let places = [
        folder.join(package).join("data"),
        folder.join("data"),
        folder.to_owned(),
    ];
    for place in places {
        if place.is_dir() && has_files(&place, kind)? {
            return Ok(place);
        }
    }
    Err(Error::Import {
        path: folder.to_owned(),
        message: format!(
            "there is no `<service>/<API version>/{}.json` in it, nor in its `data` or `{package}/data`",
            kind.stem()
        ),
    })
}

fn has_files(data: &Path, kind: FileKind) -> Result<bool, Error> {
    for service in Files::DISK.subfolders(data)? {
        if !Files::DISK.versions(&data.join(service), kind)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The text in `__version__ = '…'`.
fn package_version(init: &Path) -> Option<String> {
    let text = fs::read_to_string(init).ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("__version__"))?;
    let value = line.trim_start().strip_prefix('=')?.trim();
    let version = value.trim_matches(['\'', '"']);
    (!version.is_empty()).then(|| version.to_owned())
}
