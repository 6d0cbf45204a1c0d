use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::file_kind::FileKind;
use crate::files::Files;

/// An overlay: a folder in the layout of definitions, or a single file of one.
#[derive(Clone, Debug)]
pub(crate) struct Overlay {
    /// As the user names it.
    pub(crate) path: PathBuf,
    /// The folder that the services' folders stand in.
    folder: PathBuf,
    /// The only file that counts, by the names of its folders and without an extension.
    only: Option<Only>,
}

#[derive(Clone, Debug)]
struct Only {
    /// The file as it is found from the folder.
    file: PathBuf,
    service: String,
    version: Option<String>,
}

impl Overlay {
    /// A folder; or a file, whose service is the name of its folder, or of that above if its own is that of an API version.
    pub(crate) fn new(path: PathBuf) -> Self {
        let only = path.is_file().then(|| Only::new(&path)).flatten();
        match only {
            Some((folder, only)) => Self {
                path,
                folder,
                only: Some(only),
            },
            None => Self {
                folder: path.clone(),
                path,
                only: None,
            },
        }
    }

    /// The folder that the services' folders stand in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether it is a single file.
    pub(crate) const fn is_file(&self) -> bool {
        self.only.is_some()
    }

    /// Fails when it cannot be read.
    pub(crate) fn check(&self, files: Files) -> Result<(), Error> {
        match self.is_file() {
            true => Ok(()),
            false => files.check_folder(&self.folder),
        }
    }

    /// The names of the services' folders, sorted.
    pub(crate) fn services(&self, files: Files) -> Result<Vec<String>, Error> {
        match &self.only {
            Some(only) => Ok(vec![only.service.clone()]),
            None => files.subfolders(&self.folder),
        }
    }

    /// The names of the folders of API versions that a service has, sorted.
    pub(crate) fn subfolders(&self, files: Files, service: &str) -> Result<Vec<String>, Error> {
        match &self.only {
            Some(only) if only.service == service => Ok(only.version.iter().cloned().collect()),
            Some(_) => Ok(Vec::new()),
            None => files.subfolders(&self.folder.join(service)),
        }
    }

    /// The names of the files in one of its folders, sorted.
    pub(crate) fn files(&self, files: Files, folder: &Path) -> Result<Vec<String>, Error> {
        let mut names = files.files(folder)?;
        if self.only.is_some() {
            names.retain(|name| self.has(&folder.join(name)));
        }
        Ok(names)
    }

    /// The file with this stem in one of its folders: `.json`, else `.json.gz`.
    pub(crate) fn find(&self, files: Files, folder: &Path, stem: &str) -> Option<PathBuf> {
        files.find(folder, stem).filter(|path| self.has(path))
    }

    /// The folders of API versions of a service that have a file of this kind, oldest first.
    pub(crate) fn versions(
        &self,
        files: Files,
        service: &str,
        kind: FileKind,
    ) -> Result<Vec<String>, Error> {
        let folder = self.folder.join(service);
        let mut versions = files.versions(&folder, kind)?;
        versions.retain(|version| {
            self.find(files, &folder.join(version), kind.stem())
                .is_some()
        });
        Ok(versions)
    }

    fn has(&self, path: &Path) -> bool {
        self.only.as_ref().is_none_or(|only| only.file == path)
    }
}

impl Only {
    fn new(path: &Path) -> Option<(PathBuf, Self)> {
        Self::below(path).or_else(|| Self::below(&std::path::absolute(path).ok()?))
    }

    fn below(path: &Path) -> Option<(PathBuf, Self)> {
        let name = |folder: &Path| Some(folder.file_name()?.to_str()?.to_owned());
        let mut folder = path.parent()?;
        let mut service = name(folder)?;
        let mut version = None;
        if is_date(&service)
            && let Some(above) = folder.parent().and_then(name)
        {
            version = Some(std::mem::replace(&mut service, above));
            folder = folder.parent()?;
        }
        let only = Self {
            file: path.to_owned(),
            service,
            version,
        };
        Some((folder.parent()?.to_owned(), only))
    }
}

/// Whether a name has the form of an API version.
fn is_date(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_of_the_service_whose_folder_it_stands_in() {
        for (path, folder, service, version) in [
            ("own/ec2/waiters-2.json", "own", "ec2", None),
            (
                "own/ec2/2016-11-15/waiters-2.json",
                "own",
                "ec2",
                Some("2016-11-15"),
            ),
            ("ec2/waiters-2.json", "", "ec2", None),
        ] {
            let (found, only) = Only::below(Path::new(path)).unwrap();
            assert_eq!(found, Path::new(folder), "{path}");
            assert_eq!(
                (only.service.as_str(), only.version.as_deref()),
                (service, version)
            );
        }
        assert!(Only::below(Path::new("waiters-2.json")).is_none());
        assert!(Only::new(Path::new("waiters-2.json")).is_some());
    }
}
