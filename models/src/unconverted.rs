//! Smithy's JSON AST in the place of definitions: it must be converted first.

use std::path::Path;

use crate::error::Error;
use crate::files::Files;
use crate::part::{parse, read_text};

/// The message for a file that is an AST.
pub(crate) fn advice(files: Files, path: &Path, into: &Path) -> Option<String> {
    let text = read_text(files, path).ok()?;
    parse(path, &text).ok()?.get("smithy")?;
    Some(format!(
        "a JSON AST of Smithy is converted first: `pageboy models import --from {} --into {}`",
        path.display(),
        into.display()
    ))
}

/// The error that the service stands in its folder, or the definitions in theirs, as an AST; `None` if none does.
pub(crate) fn error(files: Files, folder: &Path, service: &str) -> Option<Error> {
    let own = folder.join(service);
    let versions = files.subfolders(&own).unwrap_or_default();
    let inside = versions.iter().map(|version| own.join(version));
    let places = [folder.to_owned(), own.clone()].into_iter().chain(inside);
    for place in places {
        for name in files.files(&place).unwrap_or_default() {
            let is_known = matches!(name.split('.').next(), Some("partitions" | "endpoints"));
            let path = place.join(&name);
            if is_known || !(name.ends_with(".json") || name.ends_with(".json.gz")) {
                continue;
            }
            if let Some(message) = advice(files, &path, folder) {
                return Some(Error::invalid(&path, "", message));
            }
        }
    }
    None
}
