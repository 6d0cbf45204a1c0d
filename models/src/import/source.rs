use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::write::write;
use crate::error::Error;
use crate::files::Files;
use crate::part::read_text;

const NAME: &str = "SOURCE.json";

/// `SOURCE.json`: the origin of the files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct ReleaseRecord {
    /// Empty where no service came from botocore.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) botocore: String,
    pub(super) boto3: Option<String>,
    /// Services that earlier releases had, with the release that no longer has them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) gone: BTreeMap<String, String>,
    /// Services that came from Smithy's JSON AST: the name of that file, by `<service>/<API version>`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) trees: BTreeMap<String, String>,
    /// SHA-256 in hexadecimal, by path.
    pub(super) files: BTreeMap<String, String>,
}

impl ReleaseRecord {
    /// Reads the record of a folder; a folder without one has an empty one.
    pub(super) fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(NAME);
        if !path.is_file() {
            return Ok(Self::default());
        }
        let text = read_text(Files::DISK, &path)?;
        let source: Self =
            serde_json::from_str(&text).map_err(|error| Error::malformed(&path, &text, &error))?;
        // These names are appended to the folder, for comparison and removal.
        match source.files.keys().find(|name| !stays_inside(name)) {
            Some(name) => Err(Error::invalid(
                &path,
                "/files",
                format!("`{name}` is not a path inside the folder"),
            )),
            None => Ok(source),
        }
    }

    /// The services that are gone when another release takes the place of this one.
    pub(super) fn gone_by(&self, after: &Self, release: &str) -> BTreeMap<String, String> {
        let services = |files: &BTreeMap<String, String>| {
            let folders = files.keys().filter_map(|name| name.split_once('/'));
            folders
                .map(|(service, _)| service.to_owned())
                .collect::<BTreeSet<_>>()
        };
        let left = services(&after.files);
        let mut gone = self.gone.clone();
        gone.extend(
            services(&self.files)
                .into_iter()
                .map(|service| (service, release.to_owned())),
        );
        gone.retain(|service, _| !left.contains(service));
        gone
    }

    pub(super) fn record(&mut self, name: String, bytes: &[u8]) {
        self.files.insert(name, checksum(bytes));
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), Error> {
        let path = folder.join(NAME);
        let mut text = serde_json::to_string_pretty(self).map_err(|error| Error::Write {
            path: path.clone(),
            source: error.into(),
        })?;
        text.push('\n');
        write(&path, text.as_bytes())?;
        Ok(())
    }
}

/// A file that contradicts `SOURCE.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is listed, but missing.
    Missing(PathBuf),
    /// Its checksum differs.
    Changed(PathBuf),
    /// It exists, but is not listed.
    Unlisted(PathBuf),
}

/// Compares imported files with their record.
///
/// Unlisted services count; other files next to the services, such as a licence, do not.
///
/// # Errors
/// [`Error::Read`] or [`Error::Malformed`] for `SOURCE.json` or a folder that cannot be read.
pub fn verify(folder: &Path) -> Result<Vec<Difference>, Error> {
    let source = ReleaseRecord::read(folder)?;
    let mut differences = Vec::new();
    for (name, recorded) in &source.files {
        let path = folder.join(name);
        match fs::read(&path) {
            Ok(bytes) if checksum(&bytes) == *recorded => {}
            Ok(_) => differences.push(Difference::Changed(path)),
            Err(_) => differences.push(Difference::Missing(path)),
        }
    }
    for service in Files::DISK.subfolders(folder)? {
        for version in Files::DISK.subfolders(&folder.join(&service))? {
            let place = folder.join(&service).join(&version);
            let failed = |error| Error::read(&place, error);
            for entry in fs::read_dir(&place).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let name = entry.file_name();
                let listed = name.to_str().is_some_and(|name| {
                    source
                        .files
                        .contains_key(&format!("{service}/{version}/{name}"))
                });
                if !listed {
                    differences.push(Difference::Unlisted(entry.path()));
                }
            }
        }
    }
    Ok(differences)
}

fn checksum(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    Sha256::digest(bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| DIGITS.get(usize::from(digit)))
        .collect()
}

fn stays_inside(name: &str) -> bool {
    !name.is_empty()
        && Path::new(name)
            .components()
            .all(|component| matches!(component, Component::Normal(_)))
}
