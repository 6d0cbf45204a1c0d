use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use pageboy_schema::json::Json;

use crate::error::Error;

/// The files of definitions in one piece, for programs that contain them.
///
/// Files are stored unchanged, each compressed by itself, behind a sorted index: a reader decompresses one file, and lists
/// names without reading any. [`Models::from_archive`](crate::Models::from_archive) reads it; a build script makes it with
/// [`Archive::pack`].
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// std::fs::write("definitions", pageboy_models::Archive::pack()?)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Archive {
    bytes: &'static [u8],
}

impl Archive {
    /// The archive in these bytes. Bytes that [`Archive::pack`] did not make yield nothing, or nonsense.
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { bytes }
    }

    /// Packs the definitions of this crate: the vendored ones and our corrections.
    ///
    /// # Errors
    /// [`Error::Read`] when a file or folder cannot be read, or when they are more than 4 GiB.
    pub fn pack() -> Result<Vec<u8>, Error> {
        let [data, overlays] = Self::sources();
        let mut files = BTreeMap::new();
        collect(&data, DATA, &mut files)?;
        collect(&overlays, OVERLAYS, &mut files)?;
        let read = |path: PathBuf| fs::read(&path).map_err(|error| Error::read(&path, error));
        let files = files
            .into_iter()
            .map(|(name, path)| Ok((name, read(path)?)));
        let mut files = files.collect::<Result<BTreeMap<_, _>, Error>>()?;
        files.insert(format!("{DATA}/SOURCE.json"), gone(&data)?);
        let mut names = String::new();
        let mut contents: Vec<u8> = Vec::new();
        let mut index = Vec::new();
        for (name, bytes) in &files {
            names.push_str(name);
            contents.extend(bytes);
            index.push(names.len());
            index.push(contents.len());
        }
        let mut archive =
            Vec::with_capacity(contents.len() + names.len() + (index.len() + 1) * WORD);
        for number in [files.len()].into_iter().chain(index) {
            let number = u32::try_from(number)
                .map_err(|error| Error::read(&data, std::io::Error::other(error)))?;
            archive.extend(number.to_le_bytes());
        }
        archive.extend(names.as_bytes());
        archive.extend(contents);
        Ok(archive)
    }

    /// The two folders that [`pack`](Self::pack) reads; a change in them changes the archive.
    pub fn sources() -> [PathBuf; 2] {
        crate::vendored::VENDORED.map(PathBuf::from)
    }

    /// The bytes of a file.
    pub(crate) fn get(&self, name: &str) -> Option<&'static [u8]> {
        let at = self.first_from(name);
        if self.name(at)? != name {
            return None;
        }
        let contents = self.bytes.get(self.contents()?..)?;
        contents.get(self.end(at, 1)?..self.end(at + 1, 1)?)
    }

    /// The names of the files in a folder and the folders below it, relative to it.
    pub(crate) fn below<'a>(
        &self,
        folder: &'a str,
    ) -> impl Iterator<Item = &'static str> + use<'a> {
        let this = *self;
        (self.first_from(folder)..)
            .map_while(move |at| this.name(at)?.strip_prefix(folder))
            .filter_map(|name| name.strip_prefix('/'))
    }

    /// The position of the first file whose name is equal or greater.
    fn first_from(&self, name: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.name(middle) {
                Some(other) if other < name => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    fn name(&self, at: usize) -> Option<&'static str> {
        if at >= self.len() {
            return None;
        }
        let names = self.bytes.get(self.names()..)?;
        std::str::from_utf8(names.get(self.end(at, 0)?..self.end(at + 1, 0)?)?).ok()
    }

    fn len(&self) -> usize {
        self.number(0).unwrap_or_default()
    }

    /// The start of the names: behind the index.
    fn names(&self) -> usize {
        (1 + 2 * self.len()) * WORD
    }

    /// The start of the files' bytes.
    fn contents(&self) -> Option<usize> {
        Some(self.names() + self.end(self.len(), 0)?)
    }

    /// The end of the names (column 0) or the bytes (column 1) of this many files.
    fn end(&self, files: usize, column: usize) -> Option<usize> {
        match files {
            0 => Some(0),
            files => self.number(1 + 2 * (files - 1) + column),
        }
    }

    fn number(&self, at: usize) -> Option<usize> {
        let word = self.bytes.get(at * WORD..)?.first_chunk::<WORD>()?;
        usize::try_from(u32::from_le_bytes(*word)).ok()
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive")
            .field("files", &self.len())
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// The folder of the vendored definitions in an archive.
pub(crate) const DATA: &str = "data";
/// The folder of our corrections.
pub(crate) const OVERLAYS: &str = "overlays";

/// The size of a number in the index, in bytes.
const WORD: usize = 4;

/// The part of `SOURCE.json` that a program needs: the services that are gone.
fn gone(data: &Path) -> Result<Vec<u8>, Error> {
    let path = data.join("SOURCE.json");
    let text = fs::read_to_string(&path).map_err(|error| Error::read(&path, error))?;
    let mut source: Json =
        serde_json::from_str(&text).map_err(|error| Error::malformed(&path, &text, &error))?;
    if let Json::Object(members) = &mut source {
        members.retain(|name, _| name == "gone");
    }
    Ok(source.to_string().into_bytes())
}

/// Finds the JSON below a folder. A name has no `.gz`: the start of a file says whether it is compressed.
fn collect(folder: &Path, name: &str, files: &mut BTreeMap<String, PathBuf>) -> Result<(), Error> {
    let failed = |error| Error::read(folder, error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let Some(own) = path.file_name().and_then(|own| own.to_str()) else {
            continue;
        };
        let plain = own.strip_suffix(".gz");
        let inside = format!("{name}/{}", plain.unwrap_or(own));
        if path.is_dir() {
            collect(&path, &inside, files)?;
        } else if inside.ends_with(".json") && own != "SOURCE.json" {
            // As on disk, an uncompressed file takes precedence over a compressed one.
            if plain.is_none() {
                files.insert(inside, path);
            } else {
                files.entry(inside).or_insert(path);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Archive;

    #[test]
    fn what_is_no_archive_has_no_files() {
        for bytes in [
            &b""[..],
            b"\x01",
            b"\x01\0\0\0",
            b"\xff\xff\xff\xff\x01\0\0\0\x02\0\0\0a",
        ] {
            let archive = Archive::new(bytes);
            assert_eq!(archive.get("a"), None, "{bytes:?}");
            assert_eq!(archive.below("a").next(), None, "{bytes:?}");
        }
    }

    #[test]
    fn files_are_found_by_name_and_folder() {
        // Three files: `a/b` (1 byte), `a/c/d` (2 bytes), `ab` (none).
        let index = [3_u32, 3, 1, 8, 3, 10, 3];
        let mut bytes: Vec<u8> = index.into_iter().flat_map(u32::to_le_bytes).collect();
        bytes.extend(b"a/ba/c/dabxyz");
        let archive = Archive::new(bytes.leak());
        assert_eq!(archive.get("a/b"), Some(&b"x"[..]));
        assert_eq!(archive.get("a/c/d"), Some(&b"yz"[..]));
        assert_eq!(archive.get("ab"), Some(&b""[..]));
        for name in ["", "a", "a/", "a/c", "b"] {
            assert_eq!(archive.get(name), None, "{name}");
        }
        assert_eq!(archive.below("a").collect::<Vec<_>>(), ["b", "c/d"]);
        assert_eq!(archive.below("a/c").collect::<Vec<_>>(), ["d"]);
        assert_eq!(archive.below("b").count(), 0);
    }
}
