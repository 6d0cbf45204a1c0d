//! The files of boto, which are older than the shared ones (`botocore/credentials.py`, `BotoProvider`).

use std::path::PathBuf;
use std::sync::Arc;

use super::{Section, SharedFiles, path_of, text};
use crate::client::by_name::ByName;
use crate::client::environment::Environment;

/// The section with keys.
pub(super) const TITLE: &str = "Credentials";

/// The sections of the file that `BOTO_CONFIG` names, else of `/etc/boto.cfg` and of `~/.boto`; a problem for a file that
/// cannot be read. It matters only if nothing else is asked for.
pub(super) fn files(environment: &Environment) -> Vec<Result<ByName<Section>, String>> {
    let mut files = Vec::new();
    if environment.get("BOTO_CONFIG").is_none() {
        files.push(sections(PathBuf::from("/etc/boto.cfg")));
    }
    if let Some(file) = path_of(environment, "BOTO_CONFIG", ".boto") {
        files.push(sections(file));
    }
    files
}

/// A section in them is called by its title alone, as a profile in the credentials file.
fn sections(file: PathBuf) -> Result<ByName<Section>, String> {
    let text = text(&file)?;
    let mut files = SharedFiles::default();
    match files.read(&Arc::new(file), &text, true) {
        Ok(()) => Ok(files.profiles),
        Err(problems) => Err(problems.join("; ")),
    }
}
