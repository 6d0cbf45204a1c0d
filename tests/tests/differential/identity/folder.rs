//! The home folder that both sides see.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::Value;

use super::case::{IdentityCase, placed};

/// A folder of its own, removed in the end.
pub(super) struct Folder(PathBuf);

const CACHE: &str = ".aws/sso/cache";
const LOGINS: [&str; 2] = [".aws/login/cache", "sessions"];

impl Folder {
    pub(super) fn new(worker: usize) -> Self {
        let name = format!("identity-{}-{worker}", std::process::id());
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes the files of a case, and takes away all that was there.
    pub(super) fn fill(&self, case: &IdentityCase) {
        let _none = fs::remove_dir_all(&self.0);
        fs::create_dir_all(self.0.join(CACHE)).unwrap();
        for (path, text) in &case.files {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, placed(text, &self.0)).unwrap();
        }
    }

    /// The tokens in the caches, if there are any that can be read.
    pub(super) fn token(&self) -> Option<String> {
        let sign_on = self.saved(CACHE).and_then(|saved| {
            let token = saved.get("accessToken")?;
            Some(token.to_string())
        });
        let mut sessions = LOGINS.iter().filter_map(|folder| self.saved(folder));
        sign_on.or_else(|| sessions.next().map(session))
    }

    fn saved(&self, folder: &str) -> Option<Value> {
        let mut files = fs::read_dir(self.0.join(folder)).ok()?;
        let saved = fs::read(files.next()?.unwrap().path()).unwrap();
        serde_json::from_slice(&saved).ok()
    }
}

/// All that a login session has; a time that is not far away was written for this side alone.
fn session(mut saved: Value) -> String {
    let expiry = saved.pointer_mut("/accessToken/expiresAt");
    if let Some(Value::String(expiry)) = expiry {
        let time = DateTime::from_str(expiry, Format::DateTimeWithOffset).ok();
        let now = DateTime::from(SystemTime::now()).secs();
        let shown = match time.map(|time| time.secs() - now) {
            Some(0..840) => "in some minutes",
            Some(840..=900) => "in a quarter of an hour",
            _ => expiry.as_str(),
        };
        *expiry = shown.to_owned();
    }
    saved.to_string()
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}
