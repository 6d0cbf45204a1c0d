//! The files in which the AWS CLI keeps sign-ins.

use std::path::{Path, PathBuf};

use aws_smithy_types::Document;

use super::document::{self, Object};
use crate::client::{blocking, hex};
use crate::wire::json_text;

/// Reads the contents of a file.
pub(super) async fn read(path: &Path) -> Result<Object, String> {
    let path = path.to_owned();
    let read = blocking(Box::new(move || {
        std::fs::read(path).map_err(|error| error.to_string())
    }));
    document::object(&read.await?)
}

/// Replaces the whole file or leaves it unchanged; only its owner may read it.
pub(super) async fn write(path: &Path, saved: Object) -> Result<(), String> {
    let path = path.to_owned();
    let text = json_text(&Document::Object(saved));
    let written = blocking(Box::new(move || match replace(&path, text.as_bytes()) {
        Ok(()) => Ok(Vec::new()),
        Err(error) => Err(error.to_string()),
    }));
    written
        .await
        .map(drop)
        .map_err(|error| format!("the renewed credentials cannot be stored: {error}"))
}

/// A text that is present and not empty.
pub(super) fn text<'a>(saved: &'a Object, name: &str) -> Option<&'a str> {
    saved.get(name)?.as_string().filter(|text| !text.is_empty())
}

/// A file that is named by a hash.
pub(super) fn called_by(folder: &Path, hash: &[u8]) -> PathBuf {
    folder.join(format!("{}.json", hex(hash)))
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    // Concurrent writers have names of their own.
    let number = fastrand::u64(..);
    let beside = path.with_extension(format!("{}-{number:x}.tmp", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let replaced = written.and_then(|()| std::fs::rename(&beside, path));
    if replaced.is_err() {
        let _left = std::fs::remove_file(&beside);
    }
    replaced
}
