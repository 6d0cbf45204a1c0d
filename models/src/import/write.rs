//! Files that are written only if that changes them.

use std::fs;
use std::path::Path;

use crate::error::Error;

/// Writes a file if that changes it, and says whether it did.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    let failed = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    // In a staged folder, this may be a link to the file that was imported before.
    if path.exists() {
        fs::remove_file(path).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)?;
    Ok(true)
}
