use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use pageboy_schema::json::{Json, pointer, unescape};

/// The file of each entry of a merged document.
///
/// An entry is a member of a member of the root, like `/waiters/InstanceRunning`, or a plain member of the root, like
/// `/version`; the last file that defines any part of it counts.
#[derive(Clone, Debug)]
pub(crate) struct Origins {
    /// The file named when no file defines an entry: the first, or the one that would be it.
    place: PathBuf,
    files: Vec<PathBuf>,
    /// The entries that files define, except those of a first file: pointers, and positions in `files`.
    entries: IndexMap<String, usize>,
    /// Whatever no later file defines comes from the first.
    whole: bool,
}

impl Origins {
    /// Nothing read yet; `place` is where a first file would be.
    pub(crate) fn new(place: PathBuf) -> Self {
        Self {
            place,
            files: Vec::new(),
            entries: IndexMap::new(),
            whole: false,
        }
    }

    /// Adds the first file: whatever no later one defines comes from it.
    pub(crate) fn add_first(&mut self, file: PathBuf) {
        self.place.clone_from(&file);
        self.files.push(file);
        self.whole = true;
    }

    /// Adds a file that is merged over the others, and notes its entries.
    pub(crate) fn add(&mut self, file: PathBuf, defines: &Json) {
        let position = self.files.len();
        if position == 0 {
            self.place.clone_from(&file);
        }
        self.files.push(file);
        for (section, value) in defines.as_object().into_iter().flatten() {
            if !self.whole {
                self.entries
                    .entry(pointer([section.as_str()]))
                    .or_insert(position);
            }
            match value.as_object() {
                Some(entries) => {
                    for name in entries.keys() {
                        let entry = pointer([section.as_str(), name.as_str()]);
                        self.entries.insert(entry, position);
                    }
                }
                None => {
                    self.entries.insert(pointer([section.as_str()]), position);
                }
            }
        }
    }

    /// The file that defines the value at a JSON pointer.
    pub(crate) fn of(&self, place: &str) -> &Path {
        let tokens: Vec<String> = place.split('/').skip(1).map(unescape).collect();
        (1..=tokens.len().min(2))
            .rev()
            .find_map(|length| {
                let entry = pointer(tokens.iter().take(length).map(String::as_str));
                self.files.get(*self.entries.get(&entry)?)
            })
            .unwrap_or(&self.place)
    }

    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }
}
