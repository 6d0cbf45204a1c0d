//! The home folder that both sides see.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::case::{Case, placed};

/// A folder of its own, removed in the end.
pub(super) struct Folder(PathBuf);

const CACHE: &str = ".aws/sso/cache";

impl Folder {
    pub(super) fn new(worker: usize) -> Self {
        let name = format!("identity-{}-{worker}", std::process::id());
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes the files of a case, and takes away all that was there.
    pub(super) fn fill(&self, case: &Case) {
        let _none = fs::remove_dir_all(&self.0);
        fs::create_dir_all(self.0.join(CACHE)).unwrap();
        for (path, text) in &case.files {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, placed(text, &self.0)).unwrap();
        }
    }

    /// The token in the cache, if there is one that can be read.
    pub(super) fn token(&self) -> Option<String> {
        let mut files = fs::read_dir(self.0.join(CACHE)).unwrap();
        let saved = fs::read(files.next()?.unwrap().path()).unwrap();
        let saved: Value = serde_json::from_slice(&saved).ok()?;
        Some(saved.get("accessToken")?.to_string())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}
