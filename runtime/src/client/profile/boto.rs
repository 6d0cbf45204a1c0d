//! The files of boto, which are older than the shared ones (`botocore/credentials.py`, `BotoProvider`).

use std::path::PathBuf;
use std::sync::Arc;

use super::{Located, Section, parsed, path_of, text};
use crate::client::environment::Environment;

/// The section with keys.
const TITLE: &str = "Credentials";

/// The section with keys in the file that `BOTO_CONFIG` names, else in `/etc/boto.cfg` and `~/.boto`; a problem for a file
/// that cannot be read. It matters only if nothing else is asked for.
pub(super) fn sections(environment: &Environment) -> Vec<Result<Section, String>> {
    let of_home = path_of(environment, "BOTO_CONFIG", ".boto");
    let of_all = match environment.get("BOTO_CONFIG") {
        Some(_) => None,
        None => Some(PathBuf::from("/etc/boto.cfg")),
    };
    let files = of_all.into_iter().chain(of_home);
    let mut sections = Vec::new();
    for file in files {
        sections.extend(section(file).transpose());
    }
    sections
}

fn section(file: PathBuf) -> Result<Option<Section>, String> {
    let sections = parsed(&file, &text(&file)?).map_err(|problems| problems.join("; "))?;
    let mut sections = sections.into_iter();
    let Some(found) = sections.find(|section| section.title == TITLE) else {
        return Ok(None);
    };
    let file = Arc::new(file);
    let mut section = Section::default();
    for entry in found.entries {
        let located = Located {
            file: Arc::clone(&file),
            in_credentials: true,
            entry,
        };
        section.settings.set(located.entry.name.clone(), located);
    }
    Ok(Some(section))
}
