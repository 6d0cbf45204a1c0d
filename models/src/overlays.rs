use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::file_kind::FileKind;
use crate::files::Files;
use crate::loader::Models;
use crate::overlay::Overlay;
use crate::unconverted;
use pageboy_schema::nearest;

/// A file or folder that no definitions are read from, most likely because its name is misspelt; or one that is easily taken for
/// another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedOverlay {
    /// The file or folder.
    pub path: PathBuf,
    /// Why it has no effect, and the nearest name.
    pub reason: String,
}

/// Files that botocore has beside the definitions, by their stem.
const BESIDE: [&str; 3] = ["completions-1", "endpoint-bdd-1", "examples-1"];

/// Endings that resemble those of definition files, but that no definition has.
const OTHER_ENDS: [&str; 8] = [
    "json", "json.gz", "json5", "jsonc", "toml", "yaml", "yaml.gz", "yml",
];

/// Why definitions beside no service model have no effect.
const NO_SERVICE: &str = "it has no `service-2.json`, so that nothing in it is read";

impl Models {
    /// The parts of overlays that have no effect on any service, in any version; and services whose names differ only in the case
    /// of letters.
    ///
    /// Files that are not JSON are left alone, unless they have the names of definitions. A JSON AST of Smithy is among these
    /// parts: it is converted first.
    ///
    /// # Errors
    /// [`Error::Read`] when a folder cannot be read.
    pub fn unused(&self) -> Result<Vec<UnusedOverlay>, Error> {
        let mut unused = self.alike()?;
        if self.overlays().is_empty() {
            return Ok(unused);
        }
        for overlay in self.overlays() {
            let folder = overlay.folder();
            if !overlay.is_file() {
                let files = json_files(&self.files().files(folder)?, folder).into_iter();
                for file in files.filter(|file| !AT_TOP.contains(&file.stem.as_str())) {
                    let advice = unconverted::advice(self.files(), &file.path, folder);
                    unused.push(UnusedOverlay {
                        path: file.path,
                        reason: advice.unwrap_or_else(|| IN_FOLDER.to_owned()),
                    });
                }
            }
            for name in overlay.services(self.files())? {
                if self.has(&name)? {
                    self.unused_in(overlay, &name, &mut unused)?;
                } else if let Some(misnamed) =
                    self.misnamed(overlay.is_file(), &folder.join(&name))?
                {
                    unused.push(misnamed);
                } else {
                    let mut reason = self.unknown(&name, &self.services()?).to_string();
                    if overlay.is_file() {
                        reason = format!("its folder has to be named after a service: {reason}");
                    }
                    let path = match overlay.is_file() {
                        true => overlay.path.clone(),
                        false => folder.join(&name),
                    };
                    unused.push(UnusedOverlay { path, reason });
                }
            }
        }
        Ok(unused)
    }

    /// The folder of a version in which a file has nearly the name of a service model: what is there was meant as a new service.
    fn misnamed(&self, is_file: bool, folder: &Path) -> Result<Option<UnusedOverlay>, Error> {
        if is_file {
            return Ok(None);
        }
        for version in self.files().subfolders(folder)? {
            let folder = folder.join(&version);
            let names = self.files().files(&folder)?;
            if let Some(name) = unread_name(&names) {
                let reason = format!("{NO_SERVICE}; did you mean that by `{name}`?");
                let path = folder;
                return Ok(Some(UnusedOverlay { path, reason }));
            }
        }
        Ok(None)
    }

    /// The unread files and folders beside the definitions under the overlays; of services, only the named ones are searched.
    ///
    /// Definitions in an archive have none.
    ///
    /// # Errors
    /// [`Error::Read`] when a folder cannot be read.
    pub fn unread(&self, wanted: &[&str]) -> Result<Vec<UnusedOverlay>, Error> {
        let (files, base) = (self.files(), self.base());
        let mut unread = Vec::new();
        if !base.is_dir() {
            return Ok(unread);
        }
        for (path, stem) in definitions(&files.files(base)?, base) {
            let advice = match stem {
                Some(_) => Some(IN_FOLDER.to_owned()),
                None => other_end(&path),
            };
            unread.extend(advice.map(|reason| UnusedOverlay { path, reason }));
        }
        let services = self.services()?;
        for name in files.subfolders(base)? {
            let folder = base.join(&name);
            let is_known = services.contains(&name);
            if is_known && !wanted.contains(&name.as_str()) {
                continue;
            }
            for (path, stem) in definitions(&files.files(&folder)?, &folder) {
                let reason = match stem {
                    Some(_) => "definitions stand in a folder named after the API version, such as 2026-01-31".to_owned(),
                    None => match other_end(&path) {
                        Some(reason) => reason,
                        None => continue,
                    },
                };
                unread.push(UnusedOverlay { path, reason });
            }
            for version in files.subfolders(&folder)? {
                let folder = folder.join(&version);
                let names = files.files(&folder)?;
                if files.find(&folder, FileKind::Service.stem()).is_some() {
                    unread.extend(unread_files(files, (&folder, &names), &BESIDE, base));
                } else if definitions(&names, &folder).any(|(_, stem)| stem.is_some()) {
                    let reason = match unread_name(&names) {
                        Some(name) => format!("{NO_SERVICE}; did you mean that by `{name}`?"),
                        None => NO_SERVICE.to_owned(),
                    };
                    unread.push(UnusedOverlay {
                        path: folder,
                        reason,
                    });
                }
            }
        }
        Ok(unread)
    }

    /// Services whose names differ only in the case of letters: on some systems their folders are one.
    fn alike(&self) -> Result<Vec<UnusedOverlay>, Error> {
        // A folder that cannot be read is told when a service is loaded.
        let base = self.files().subfolders(self.base()).unwrap_or_default();
        let mut seen: HashMap<String, String> = base
            .iter()
            .map(|name| (name.to_lowercase(), name.clone()))
            .collect();
        let mut others: Vec<(PathBuf, String)> = base
            .into_iter()
            .map(|name| (self.base().join(&name), name))
            .collect();
        for overlay in self.overlays() {
            for name in overlay.services(self.files())? {
                others.push((overlay.folder().join(&name), name));
            }
        }
        let mut alike = Vec::new();
        for (path, name) in others {
            let first = seen.entry(name.to_lowercase()).or_insert(name.clone());
            if *first != name && self.has(&name)? && self.has(first)? {
                let reason = format!(
                    "the services `{first}` and `{name}` differ only in the case of letters, and on some systems their folders are one"
                );
                alike.push(UnusedOverlay { path, reason });
            }
        }
        Ok(alike)
    }

    fn unused_in(
        &self,
        overlay: &Overlay,
        service: &str,
        unused: &mut Vec<UnusedOverlay>,
    ) -> Result<(), Error> {
        let folder = overlay.folder().join(service);
        let versions = self.versions(service)?;
        let unread = |folder: &Path| {
            let names = overlay.files(self.files(), folder)?;
            let found = unread_files(self.files(), (folder, &names), &[], overlay.folder());
            Ok::<_, Error>(found)
        };
        unused.extend(unread(&folder)?);
        for version in overlay.subfolders(self.files(), service)? {
            let path = folder.join(&version);
            if versions.contains(&version) {
                unused.extend(unread(&path)?);
            } else {
                let reason = format!(
                    "{service} has no API version `{version}`; it has `{}`",
                    versions.join("`, `")
                );
                unused.push(UnusedOverlay { path, reason });
            }
        }
        Ok(())
    }
}

/// What a conversion writes beside the services, so that its folder can be read without ours.
const AT_TOP: [&str; 3] = ["SOURCE", "endpoints", "partitions"];

const IN_FOLDER: &str = "definitions stand in a folder named after their service";

/// The files of a folder of definitions that nothing reads, but for those that botocore has `beside` them; `into` is the folder
/// that a model of Smithy would be converted into.
fn unread_files(
    files: Files,
    (folder, names): (&Path, &[String]),
    beside: &[&str],
    into: &Path,
) -> Vec<UnusedOverlay> {
    let unknown = json_files(names, folder).into_iter().filter_map(|file| {
        let stem = file.stem.strip_suffix(".sdk-extras").unwrap_or(&file.stem);
        if is_kind(stem) || beside.contains(&stem) {
            return None;
        }
        let near = nearest(stem, FileKind::ALL.iter().map(|kind| kind.stem()));
        let reason = unconverted::advice(files, &file.path, into)
            .unwrap_or_else(|| format!("no definitions have this name{}", did_you_mean(&near)));
        Some(UnusedOverlay {
            path: file.path,
            reason,
        })
    });
    let others = names.iter().filter_map(|name| {
        let path = folder.join(name);
        let reason = other_end(&path)?;
        Some(UnusedOverlay { path, reason })
    });
    unknown.chain(others).collect()
}

/// The name that may have been meant for a service model.
fn unread_name(names: &[String]) -> Option<&String> {
    names.iter().find(|name| {
        let stem = name.split('.').next().unwrap_or_default();
        !is_kind(stem) && !nearest(stem, [FileKind::Service.stem()].into_iter()).is_empty()
    })
}

/// The files whose names begin like those of definitions, with the kind if they also end so.
fn definitions<'n>(
    names: &'n [String],
    folder: &'n Path,
) -> impl Iterator<Item = (PathBuf, Option<&'n str>)> {
    names.iter().filter_map(move |name| {
        let (stem, end) = name.split_once('.')?;
        let end = end.strip_prefix("sdk-extras.").unwrap_or(end);
        let is_read = matches!(end, "json" | "json.gz");
        is_kind(stem).then(|| (folder.join(name), is_read.then_some(stem)))
    })
}

/// The message for a file with the name of definitions and another end; none for the backup copies of editors.
fn other_end(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let (stem, end) = name.split_once('.')?;
    let end = end.strip_prefix("sdk-extras.").unwrap_or(end);
    let is_read = matches!(end, "json" | "json.gz");
    let is_meant = is_kind(stem) && OTHER_ENDS.contains(&end.to_lowercase().as_str());
    (is_meant && !is_read)
        .then(|| format!("not read, because definitions are JSON; did you mean `{stem}.json`?"))
}

fn is_kind(stem: &str) -> bool {
    FileKind::ALL.iter().any(|kind| kind.stem() == stem)
}

struct JsonFile {
    path: PathBuf,
    /// The name without `.json` or `.json.gz`.
    stem: String,
}

fn json_files(names: &[String], folder: &Path) -> Vec<JsonFile> {
    let files = names.iter().filter_map(|name| {
        let stem = name.strip_suffix(".gz").unwrap_or(name);
        Some(JsonFile {
            path: folder.join(name),
            stem: stem.strip_suffix(".json")?.to_owned(),
        })
    });
    files.collect()
}

fn did_you_mean(near: &[String]) -> String {
    near.first()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}
