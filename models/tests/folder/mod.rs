//! A folder of definitions that a test writes.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot write its folder has failed"
)]
#![allow(dead_code, reason = "no test needs all of it")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A fresh folder below the build's temporary one.
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let unique = format!("{name}-{}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn pack(&self, name: &str, text: &str) -> PathBuf {
        let path = self.write(name, "");
        let file = fs::File::create(&path).unwrap();
        let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap();
        path
    }

    /// Every file below the folder, by its path from here, with its bytes.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let mut open = vec![self.path.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    files.push((self.relative(&path), fs::read(path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    /// A path from here, with `/` between its parts.
    pub(crate) fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.path).unwrap_or(path);
        path.to_str().unwrap().replace('\\', "/")
    }

    /// A message with paths from here.
    pub(crate) fn message(&self, error: &impl std::fmt::Display) -> String {
        let folder = format!("{}/", self.path.display());
        error.to_string().replace('\\', "/").replace(&folder, "")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What a failed test wrote is worth looking at.
        if !std::thread::panicking() {
            fs::remove_dir_all(&self.path).unwrap_or_default();
        }
    }
}

/// A service model with one operation and one shape.
pub(crate) fn model(version: &str, operation: &str) -> String {
    format!(
        r#"{{"metadata":{{"apiVersion":"{version}","endpointPrefix":"toy","protocol":"json"}},
        "operations":{{"{operation}":{{"name":"{operation}","input":{{"shape":"Request"}}}}}},
        "shapes":{{"Request":{{"type":"structure","members":{{"Z":{{"shape":"Text"}},"A":{{"shape":"Text"}}}}}},
        "Text":{{"type":"string","min":1}}}}}}"#
    )
}

/// A file of waiters, all of them on one operation; each has its name and its delay.
pub(crate) fn waiters(operation: &str, entries: &[(&str, u32)]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(name, delay)| {
            format!(
                r#""{name}":{{"operation":"{operation}","delay":{delay},"maxAttempts":3,
                "acceptors":[{{"state":"success","matcher":"status","expected":200}}]}}"#
            )
        })
        .collect();
    format!(r#"{{"version":2,"waiters":{{{}}}}}"#, entries.join(","))
}
