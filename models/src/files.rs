use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::archive::{self, Archive};
use crate::error::Error;
use crate::file_kind::FileKind;

/// The apparent folder of an archive's definitions; no real file has such a name.
pub(crate) const BUILT_IN: &str = "<built-in>";
/// The apparent folder of an archive's corrections.
pub(crate) const BUILT_IN_OVERLAYS: &str = "<built-in overlays>";

/// Resolves paths: in an archive if they begin with [`BUILT_IN`] or [`BUILT_IN_OVERLAYS`], else on disk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Files {
    archive: Option<Archive>,
}

impl Files {
    /// Files on disk.
    pub(crate) const DISK: Self = Self { archive: None };

    /// Files on disk and in an archive.
    pub(crate) const fn with(archive: Archive) -> Self {
        Self {
            archive: Some(archive),
        }
    }

    /// The bytes of a file.
    pub(crate) fn read(self, path: &Path) -> io::Result<Cow<'static, [u8]>> {
        match self.packed(path) {
            Some((archive, name)) => match archive.get(&name) {
                Some(bytes) => Ok(Cow::Borrowed(bytes)),
                None => Err(io::ErrorKind::NotFound.into()),
            },
            None => fs::read(path).map(Cow::Owned),
        }
    }

    /// Fails when a folder cannot be read.
    pub(crate) fn check_folder(self, folder: &Path) -> Result<(), Error> {
        if self.packed(folder).is_none() {
            fs::read_dir(folder).map_err(|error| Error::read(folder, error))?;
        }
        Ok(())
    }

    /// The file with this stem: `.json`, else `.json.gz`.
    pub(crate) fn find(self, folder: &Path, stem: &str) -> Option<PathBuf> {
        [".json", ".json.gz"]
            .into_iter()
            .map(|extension| folder.join(format!("{stem}{extension}")))
            .find(|path| self.is_file(path))
    }

    /// The version folders with a file of this kind, oldest first; none if the folder does not exist.
    pub(crate) fn versions(self, folder: &Path, kind: FileKind) -> Result<Vec<String>, Error> {
        if self.packed(folder).is_none() && !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut versions = self.subfolders(folder)?;
        versions.retain(|version| self.find(&folder.join(version), kind.stem()).is_some());
        Ok(versions)
    }

    /// The names of the folders in a folder, sorted.
    pub(crate) fn subfolders(self, folder: &Path) -> Result<Vec<String>, Error> {
        self.names(folder, true)
    }

    /// The names of the files in a folder, sorted.
    pub(crate) fn files(self, folder: &Path) -> Result<Vec<String>, Error> {
        self.names(folder, false)
    }

    fn names(self, folder: &Path, folders: bool) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        if let Some((archive, name)) = self.packed(folder) {
            for file in archive.below(&name) {
                match file.split_once('/') {
                    Some((name, _)) if folders => names.push(name.to_owned()),
                    None if !folders => names.push(file.to_owned()),
                    _ => {}
                }
            }
            names.dedup();
        } else {
            let failed = |error| Error::read(folder, error);
            for entry in fs::read_dir(folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let wanted = match folders {
                    true => entry.path().is_dir(),
                    false => entry.path().is_file(),
                };
                if let Ok(name) = entry.file_name().into_string()
                    && wanted
                {
                    names.push(name);
                }
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn is_file(self, path: &Path) -> bool {
        match self.packed(path) {
            Some((archive, name)) => archive.get(&name).is_some(),
            // A folder or a broken link of this name is told when it is read; it would otherwise be passed over in silence.
            None => fs::symlink_metadata(path).is_ok(),
        }
    }

    /// The archive and the name in it that a path means; `None` for a path on disk.
    fn packed(self, path: &Path) -> Option<(Archive, String)> {
        let archive = self.archive?;
        let (root, rest) = match path.strip_prefix(BUILT_IN) {
            Ok(rest) => (archive::DATA, rest),
            Err(_) => (
                archive::OVERLAYS,
                path.strip_prefix(BUILT_IN_OVERLAYS).ok()?,
            ),
        };
        let mut name = root.to_owned();
        for component in rest.components() {
            if let Component::Normal(part) = component {
                name.push('/');
                name.push_str(&part.to_string_lossy());
            }
        }
        Some((archive, name))
    }
}
