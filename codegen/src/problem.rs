//! What is wrong with a manifest or a definition: all of it in one run, each with its place.

use std::fmt;
use std::path::{Path, PathBuf};

use pageboy_models::Error;

/// As many names as are listed when none of them is near; more would be a wall.
const LISTED: usize = 8;

/// One mistake, with the file, the place in it and, where there is one, the likely fix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    file: PathBuf,
    place: Place,
    message: String,
    help: Option<String>,
}

/// Where in a file a mistake is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    File,
    Line { line: usize, column: usize },
    Pointer(String),
}

impl Problem {
    /// A mistake somewhere in `file`.
    pub(crate) fn in_file(file: &Path, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            place: Place::File,
            message: message.into(),
            help: None,
        }
    }

    /// A mistake at a byte offset of `text`, the content of `file`.
    pub(crate) fn at_offset(
        file: &Path,
        text: &str,
        offset: usize,
        message: impl Into<String>,
    ) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Self {
            file: file.to_owned(),
            place: Place::Line { line, column },
            message: message.into(),
            help: None,
        }
    }

    /// A mistake at a JSON pointer in `file`.
    pub(crate) fn at_pointer(file: &Path, pointer: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            place: Place::Pointer(pointer.to_owned()),
            message: message.into(),
            help: None,
        }
    }

    /// A mistake that was found when definitions were read; `fallback` is the file if the error names none.
    pub(crate) fn in_definitions(error: &Error, fallback: &Path) -> Self {
        match error {
            Error::Malformed {
                path,
                line,
                column,
                message,
            } => Self {
                place: Place::Line {
                    line: *line,
                    column: *column,
                },
                ..Self::in_file(path, message)
            },
            Error::Invalid {
                path,
                pointer,
                message,
            } if pointer.is_empty() => Self::in_file(path, message),
            Error::Invalid {
                path,
                pointer,
                message,
            } => Self::at_pointer(path, pointer, message),
            Error::Read { path, source } => {
                Self::in_file(path, format!("cannot be read: {source}"))
            }
            other => Self::in_file(other.path().unwrap_or(fallback), other.to_string()),
        }
    }

    /// Adds what to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the nearest names; when none is near, all of them, unless they are many.
    pub(crate) fn nearest<'a>(self, wanted: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let known: Vec<_> = known.collect();
        let names = pageboy_models::nearest(wanted, known.iter().copied());
        let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        match quoted.as_slice() {
            [] if self.help.is_some() || known.is_empty() || known.len() > LISTED => self,
            [] => self.help(format!("known are {}", known.join(", "))),
            [name] => self.help(format!("did you mean {name}?")),
            [names @ .., last] => {
                self.help(format!("did you mean {} or {last}?", names.join(", ")))
            }
        }
    }

    /// File and place, with the indices of a pointer as numbers, so that 2 comes before 10.
    fn natural_key(&self) -> (&Path, Vec<(usize, &str)>) {
        let parts = match &self.place {
            Place::Pointer(pointer) => pointer.split('/').collect(),
            Place::File | Place::Line { .. } => Vec::new(),
        };
        let number = |part: &str| part.parse().unwrap_or(usize::MAX);
        (
            &self.file,
            parts.into_iter().map(|part| (number(part), part)).collect(),
        )
    }

    /// The file the mistake is in.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The JSON pointer of the mistake, if the file is JSON that could be read.
    pub fn pointer(&self) -> Option<&str> {
        match &self.place {
            Place::Pointer(pointer) => Some(pointer),
            Place::File | Place::Line { .. } => None,
        }
    }

    /// What is wrong, in one sentence.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        match &self.place {
            Place::File => {}
            Place::Line { line, column } => write!(f, ":{line}:{column}")?,
            Place::Pointer(pointer) => write!(f, ": {pointer}")?,
        }
        write!(f, ": {}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// Every mistake of one run.
#[derive(Debug)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The mistakes, sorted by file and place; an empty list is no error.
    pub(crate) fn check(mut problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            return Ok(());
        }
        problems.sort_by(|a, b| a.natural_key().cmp(&b.natural_key()).then_with(|| a.cmp(b)));
        problems.dedup();
        Err(Self(problems))
    }

    /// The mistakes, sorted by file and place.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}error: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
