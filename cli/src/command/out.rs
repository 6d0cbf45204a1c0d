//! A file that exists whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::exit::Failure;

/// A file that is written beside its place, and moved there when it is complete.
///
/// Dropped before [`finish`](Self::finish), it leaves nothing, and an existing file at its place stays unchanged.
#[derive(Debug)]
pub(super) struct Out {
    file: File,
    place: PathBuf,
    /// The temporary file; `None` if the place is a device or a pipe, which is written directly.
    beside: Option<PathBuf>,
}

impl Out {
    /// Opens the file before anything is sent, so that an unwritable file is known early.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        Self::open(&target(path)).map_err(|error| unwritten(path, &error))
    }

    fn open(place: &Path) -> io::Result<Self> {
        let existing = match fs::metadata(place) {
            Ok(existing) => {
                // A file that must not be written must not be replaced either.
                let file = OpenOptions::new().write(true).open(place)?;
                if !existing.is_file() {
                    return Ok(Self {
                        file,
                        place: place.to_owned(),
                        beside: None,
                    });
                }
                Some(existing)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if place.file_name().is_none() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let (file, beside) = create_beside(place)?;
        let out = Self {
            file,
            place: place.to_owned(),
            beside: Some(beside),
        };
        if let (Some(existing), Some(beside)) = (existing, &out.beside) {
            fs::set_permissions(beside, existing.permissions())?;
        }
        Ok(out)
    }

    /// Moves the file to its place.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let Some(beside) = &self.beside else {
            return Ok(());
        };
        // Some file systems report only now that there is no space.
        let placed = self.file.sync_all();
        let placed = placed.and_then(|()| fs::rename(beside, &self.place));
        placed.map_err(|error| unwritten(&self.place, &error))?;
        self.beside = None;
        Ok(())
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            // A failure has no receiver any more.
            let _removed = fs::remove_file(beside);
        }
    }
}

/// A new file in the same folder, so that it can be renamed.
fn create_beside(place: &Path) -> io::Result<(File, PathBuf)> {
    let id = std::process::id();
    let mut number = 0_u32;
    loop {
        let beside = place.with_file_name(format!(".pageboy-{id}-{number}.part"));
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&beside)
        {
            Ok(file) => return Ok((file, beside)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// The target of a link, whether it exists or not: the link stays.
fn target(path: &Path) -> PathBuf {
    const LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(link) = fs::read_link(&path) else {
            break;
        };
        path = match path.parent() {
            Some(folder) => folder.join(link),
            None => link,
        };
    }
    path
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::general(format!("cannot write {}: {error}", path.display()))
}
