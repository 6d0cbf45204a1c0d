//! A folder of a test's own.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder below the target folder, empty at first; it is left for inspection.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder of the test with this name.
    pub(crate) fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("golden")
            .join(test);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A file or folder in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file, with its folders.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Text with this folder's path replaced, the same on every machine.
    pub(crate) fn redact(&self, text: &str) -> String {
        let text = text.replace(
            &format!("{}{}", self.0.display(), std::path::MAIN_SEPARATOR),
            "",
        );
        text.replace('\\', "/")
    }
}
