use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::file_kind::FileKind;
use crate::files::Files;
use crate::loader::Models;
use crate::unconverted;
use pageboy_schema::nearest;

/// A file or folder of an overlay that changes no definition, most likely because its name is misspelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// The file or folder.
    pub path: PathBuf,
    /// Why it has no effect, and the name that may have been meant.
    pub reason: String,
}

impl Models {
    /// The parts of overlays that have no effect on any service, in any version.
    ///
    /// Files that are not JSON are left alone. A JSON AST of Smithy is among these parts: it is converted first.
    ///
    /// # Errors
    /// [`Error::Read`] when a folder cannot be read.
    pub fn unused(&self) -> Result<Vec<Unused>, Error> {
        let mut unused = Vec::new();
        if self.overlays().is_empty() {
            return Ok(unused);
        }
        let services = self.services()?;
        for overlay in self.overlays() {
            for file in json_files(self.files(), overlay)? {
                let advice = unconverted::advice(self.files(), &file.path, overlay);
                unused.push(Unused {
                    path: file.path,
                    reason: advice.unwrap_or_else(|| {
                        "definitions stand in a folder named after their service".to_owned()
                    }),
                });
            }
            for name in self.files().subfolders(overlay)? {
                let folder = overlay.join(&name);
                if services.contains(&name) {
                    self.unused_in(overlay, &name, &mut unused)?;
                } else {
                    let near = nearest(&name, services.iter().map(String::as_str));
                    unused.push(Unused {
                        path: folder,
                        reason: format!("unknown service `{name}`{}", did_you_mean(&near)),
                    });
                }
            }
        }
        Ok(unused)
    }

    fn unused_in(
        &self,
        overlay: &Path,
        service: &str,
        unused: &mut Vec<Unused>,
    ) -> Result<(), Error> {
        let folder = overlay.join(service);
        let versions = self.versions(service)?;
        unknown_files(self.files(), overlay, &folder, unused)?;
        for version in self.files().subfolders(&folder)? {
            let path = folder.join(&version);
            if versions.contains(&version) {
                unknown_files(self.files(), overlay, &path, unused)?;
            } else {
                let reason = format!(
                    "{service} has no API version `{version}`; it has `{}`",
                    versions.join("`, `")
                );
                unused.push(Unused { path, reason });
            }
        }
        Ok(())
    }
}

struct JsonFile {
    path: PathBuf,
    /// The name without `.json` or `.json.gz`.
    stem: String,
}

/// Finds files in a folder of an overlay that no definitions are read from.
fn unknown_files(
    files: Files,
    overlay: &Path,
    folder: &Path,
    unused: &mut Vec<Unused>,
) -> Result<(), Error> {
    for file in json_files(files, folder)? {
        let stem = file.stem.strip_suffix(".sdk-extras").unwrap_or(&file.stem);
        if FileKind::ALL.iter().any(|kind| kind.stem() == stem) {
            continue;
        }
        let near = nearest(stem, FileKind::ALL.iter().map(|kind| kind.stem()));
        let reason = unconverted::advice(files, &file.path, overlay)
            .unwrap_or_else(|| format!("no definitions have this name{}", did_you_mean(&near)));
        unused.push(Unused {
            path: file.path,
            reason,
        });
    }
    Ok(())
}

fn json_files(files: Files, folder: &Path) -> Result<Vec<JsonFile>, Error> {
    let names = files.files(folder)?;
    let files = names.iter().filter_map(|name| {
        let stem = name.strip_suffix(".gz").unwrap_or(name);
        Some(JsonFile {
            path: folder.join(name),
            stem: stem.strip_suffix(".json")?.to_owned(),
        })
    });
    Ok(files.collect())
}

fn did_you_mean(near: &[String]) -> String {
    near.first()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}
