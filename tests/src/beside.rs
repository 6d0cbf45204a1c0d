//! Data beside the checkout, which is not part of it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::python::PACKAGE;

/// The folder of this name in `../shared/data` from the workspace, or in the folder that `PAGEBOY_DATA` names.
///
/// Without it nothing is run, which is said: `what` is the subject of that.
pub fn data(name: &str, what: &str) -> Option<PathBuf> {
    let beside = || Path::new(PACKAGE).join("../../shared/data");
    let folder = std::env::var_os("PAGEBOY_DATA").map_or_else(beside, PathBuf::from);
    let folder = folder.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let text = format!("not run: {what}: there is no folder {}\n", folder.display());
    // Unlike what `eprintln!` writes, this is not withheld when the test passes.
    let _ = std::io::stderr().write_all(text.as_bytes());
    None
}
