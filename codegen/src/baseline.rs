//! A file of known findings, so that only new ones count.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use pageboy_models::decode_text;
use pageboy_schema::NotJson;
use pageboy_schema::json::{Json, pointer};
use pageboy_schema::reader::{self, ObjectReader};
use serde_json::json;

use crate::lint::Lint;
use crate::problem::{Problem, Problems};

/// The only version of the format.
const VERSION: u64 = 1;

/// Known findings, read from a file or collected from a check.
///
/// A finding is recognised by lint, service, definition and JSON pointer, not by its line; an error, which has no lint, by its
/// sentence too. The file is JSON with a finding on each line.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    file: PathBuf,
    entries: Vec<Entry>,
}

/// The key of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    service: Option<String>,
    pointer: Option<String>,
    lint: String,
    name: Option<String>,
    message: Option<String>,
}

impl Entry {
    fn of(problem: &Problem) -> Self {
        Self {
            lint: problem
                .id()
                .map_or_else(|| "error".to_owned(), |lint| lint.id().to_owned()),
            service: problem.service().map(str::to_owned),
            name: problem.definition().map(|(_, name)| name),
            pointer: problem.about().map(str::to_owned),
            message: problem.id().is_none().then(|| problem.message().to_owned()),
        }
    }

    fn read(value: &Json, place: String, problems: &mut Vec<reader::Problem>) -> Option<Self> {
        let mut reader = ObjectReader::new(value, place, problems)?;
        let entry = Self {
            lint: reader.required_text("lint", problems).unwrap_or_default(),
            service: reader.text("service", problems),
            name: reader.text("name", problems),
            pointer: reader.text("pointer", problems),
            message: reader.text("message", problems),
        };
        reader.finish(problems);
        Some(entry)
    }

    /// On one line, with what is known alone.
    fn line(&self) -> String {
        let parts = [
            ("lint", Some(&self.lint)),
            ("service", self.service.as_ref()),
            ("name", self.name.as_ref()),
            ("pointer", self.pointer.as_ref()),
            ("message", self.message.as_ref()),
        ];
        let parts = parts.into_iter().filter_map(|(name, value)| {
            let value = json!(value?);
            Some(format!("\"{name}\": {value}"))
        });
        format!("    {{ {} }}", parts.collect::<Vec<_>>().join(", "))
    }
}

impl Baseline {
    /// The findings of a check.
    pub fn of(problems: &Problems) -> Self {
        let mut entries: Vec<_> = problems.iter().map(Entry::of).collect();
        entries.sort();
        let file = PathBuf::new();
        Self { file, entries }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not what [`write_to`](Self::write_to) writes.
    pub fn from_file(file: &Path) -> Result<Self, Problems> {
        let bytes = std::fs::read(file)
            .map_err(|error| Problem::in_file(file, format!("cannot be read: {error}")))?;
        let text = decode_text(bytes)
            .map_err(|error| Problem::in_file(file, format!("cannot be read: it is {error}")))?;
        let value: Json = serde_json::from_str(&text)
            .map_err(|error| Problem::of_text(file, NotJson::explain(&text, &error)))?;
        let mut problems = Vec::new();
        let mut entries = Vec::new();
        if let Some(mut top) = ObjectReader::new(&value, String::new(), &mut problems) {
            if let Some(version) = top.required("version", &mut problems)
                && version.as_number().and_then(serde_json::Number::as_u64) != Some(VERSION)
            {
                top.mismatch("version", "1", version, &mut problems);
            }
            match top.required("findings", &mut problems) {
                Some(Json::Array(items)) => {
                    let items = items.iter().enumerate().filter_map(|(at, item)| {
                        let place = pointer(["findings", at.to_string().as_str()]);
                        Entry::read(item, place, &mut problems)
                    });
                    entries = items.collect();
                }
                Some(other) => top.mismatch("findings", "an array", other, &mut problems),
                None => {}
            }
            top.finish(&mut problems);
        }
        let problems = problems.into_iter();
        let problems = problems.map(|it| Problem::at_pointer(file, &it.pointer, it.message));
        Problems::check(problems.collect())?;
        let file = file.to_owned();
        Ok(Self { file, entries })
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the error names it.
    pub fn write_to(&self, file: &Path) -> io::Result<()> {
        let lines: Vec<_> = self.entries.iter().map(Entry::line).collect();
        let findings = match lines.is_empty() {
            true => "[]".to_owned(),
            false => format!("[\n{}\n  ]", lines.join(",\n")),
        };
        let text = format!("{{\n  \"version\": {VERSION},\n  \"findings\": {findings}\n}}\n");
        std::fs::write(file, text).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("cannot write {}: {error}", file.display()),
            )
        })
    }

    /// Number of findings in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it lists nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The findings that it does not list, and one for each listed finding of these services that is gone.
    pub(crate) fn compare(
        &self,
        found: Vec<Problem>,
        services: &[&str],
    ) -> (Vec<Problem>, Vec<Problem>) {
        let mut listed: BTreeMap<&Entry, Vec<usize>> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate().rev() {
            listed.entry(entry).or_default().push(at);
        }
        let unlisted = found.into_iter().filter(|problem| {
            let places = listed.get_mut(&Entry::of(problem));
            places.and_then(Vec::pop).is_none()
        });
        let unlisted = unlisted.collect();
        let is_checked = |entry: &Entry| match &entry.service {
            Some(service) => services.contains(&service.as_str()),
            None => true,
        };
        let mut left: Vec<usize> = listed
            .into_iter()
            .filter(|(entry, _)| is_checked(entry))
            .flat_map(|(_, places)| places)
            .collect();
        left.sort_unstable();
        let gone = left.into_iter().map(|at| {
            let place = pointer(["findings", at.to_string().as_str()]);
            let message = "this finding is gone: remove it from the baseline";
            Problem::at_pointer(&self.file, &place, message).lint(Lint::BaselineOutdated)
        });
        (unlisted, gone.collect())
    }
}
