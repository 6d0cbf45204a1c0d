//! What definitions are made of, without reading them as JSON.

use std::path::{Path, PathBuf};

use crate::document::Part;
use crate::error::Error;
use crate::file_kind::FileKind;
use crate::fingerprint::Fingerprint;
use crate::loader::Models;

/// The files of a service, and a number for all that is in them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Contents {
    /// The API version: the name of the folder.
    pub api_version: String,
    /// The files, as [`Definitions::files`](crate::Definitions::files) has them.
    pub files: Vec<PathBuf>,
    /// Another one whenever a file comes, goes or changes, or is merged otherwise.
    pub fingerprint: Fingerprint,
}

impl Models {
    /// The files of a service: of the named API version, or of the latest.
    ///
    /// # Errors
    /// [`Error::UnknownService`], [`Error::UnknownVersion`], and [`Error::Read`].
    pub fn contents(&self, service: &str, version: Option<&str>) -> Result<Contents, Error> {
        let api_version = self.choose(service, version)?;
        let mut files = Vec::new();
        let mut fingerprint = Fingerprint::default().with(service).with(&api_version);
        for kind in FileKind::ALL {
            for part in self.parts(service, &api_version, kind) {
                let Part {
                    path,
                    extras,
                    overlay,
                } = part;
                fingerprint.add(kind.stem().as_bytes());
                fingerprint.add(path.as_os_str().as_encoded_bytes());
                fingerprint.add(&[u8::from(extras), u8::from(overlay)]);
                self.add(&path, &mut fingerprint)?;
                files.push(path);
            }
        }
        Ok(Contents {
            api_version,
            files,
            fingerprint,
        })
    }

    /// Whether the latest version of a service is made of the same files here and there, byte for byte.
    ///
    /// # Errors
    /// [`Error::UnknownService`] and [`Error::Read`].
    pub fn has_same(&self, other: &Self, service: &str) -> Result<bool, Error> {
        let version = self.choose(service, None)?;
        if version != other.choose(service, None)? {
            return Ok(false);
        }
        for kind in FileKind::ALL {
            let [ours, theirs] =
                [self, other].map(|models| (models, models.parts(service, &version, kind)));
            if ours.1.len() != theirs.1.len() {
                return Ok(false);
            }
            for (our, their) in ours.1.iter().zip(&theirs.1) {
                let bytes = |models: &Self, part: &Part| {
                    let bytes = models.files().read(&part.path);
                    bytes.map_err(|error| Error::read(&part.path, error))
                };
                let role = |part: &Part| (part.extras, part.overlay);
                if role(our) != role(their) || bytes(ours.0, our)? != bytes(theirs.0, their)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// A number for the file that [`endpoints`](Self::endpoints) reads.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn endpoints_fingerprint(&self) -> Result<Fingerprint, Error> {
        let mut fingerprint = Fingerprint::default();
        self.add(&self.endpoints_file(), &mut fingerprint)?;
        Ok(fingerprint)
    }

    fn add(&self, path: &Path, fingerprint: &mut Fingerprint) -> Result<(), Error> {
        let bytes = self.files().read(path);
        fingerprint.add(&bytes.map_err(|error| Error::read(path, error))?);
        Ok(())
    }
}
