//! Mistakes in manifests and definitions: all of them in one run, each with its place.

mod excerpt;
mod files;
mod problems;
mod report;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use pageboy_models::{Correction, Error, Fit};
use pageboy_schema::nearest::{did_you_mean, suggestion};

use crate::lint::{Level, Lint};
use excerpt::Excerpt;
pub use problems::Problems;

/// One mistake, with its file, its place and, if known, the likely fix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    file: PathBuf,
    place: Place,
    message: String,
    help: Option<String>,
    notes: Vec<String>,
    lint: Option<Lint>,
    expression: Option<Expression>,
    excerpt: Option<Excerpt>,
}

/// The expression with the mistake, and the wrong part of it, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Expression {
    text: String,
    start: usize,
    end: usize,
}

/// The place of a mistake in a file.
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
            notes: Vec::new(),
            lint: None,
            expression: None,
            excerpt: None,
        }
    }

    /// A mistake at a byte offset of `text`, the content of `file`.
    pub(crate) fn at_offset(
        file: &Path,
        text: &str,
        offset: usize,
        message: impl Into<String>,
    ) -> Self {
        let excerpt = Excerpt::word(text, offset);
        Self {
            place: Place::Line {
                line: excerpt.line,
                column: excerpt.column(),
            },
            excerpt: Some(excerpt),
            ..Self::in_file(file, message)
        }
    }

    /// A mistake at a JSON pointer in `file`.
    pub(crate) fn at_pointer(file: &Path, pointer: &str, message: impl Into<String>) -> Self {
        Self {
            place: Place::Pointer(pointer.to_owned()),
            ..Self::in_file(file, message)
        }
    }

    /// A mistake in the reading of definitions; `fallback` is the file if the error names none.
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

    /// How an entry of an overlay fits; `None` when it does.
    pub(crate) fn of_correction(correction: &Correction) -> Option<Self> {
        let problem = Self {
            notes: correction.difference.clone(),
            ..Self::at_pointer(&correction.file, &correction.pointer, &correction.advice)
        };
        match correction.fit {
            Fit::Fits => None,
            Fit::Adopted => Some(problem.lint(Lint::OverlayAdopted)),
            Fit::Changed => Some(problem.lint(Lint::OverlayOutdated)),
            _ => Some(problem),
        }
    }

    /// Adds the likely fix.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Makes it a finding of a lint.
    pub(crate) fn lint(mut self, lint: Lint) -> Self {
        self.lint = Some(lint);
        self
    }

    /// Adds the expression with the mistake, and the wrong part of it, in bytes.
    pub(crate) fn in_expression(mut self, text: &str, part: Range<usize>) -> Self {
        self.expression = Some(Expression {
            text: text.to_owned(),
            start: part.start,
            end: part.end,
        });
        self
    }

    /// Adds the nearest names; if none is near, all of them, unless they are many.
    pub(crate) fn nearest<'a>(self, wanted: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let known: Vec<_> = known.collect();
        let known = known.iter().copied();
        let help = match self.help {
            Some(_) => did_you_mean(wanted, known),
            None => suggestion(wanted, known),
        };
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// File and place, with numbers for the indices of a pointer, so that 2 comes before 10.
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

    /// Whether nothing can be generated.
    pub(crate) fn is_error(&self) -> bool {
        self.level() == Level::Error
    }

    /// The waiter or paginator of the mistake.
    pub(crate) fn definition(&self) -> Option<&str> {
        let pointer = self.pointer()?;
        let pointer = pointer.strip_prefix("/merge").unwrap_or(pointer);
        pointer.split('/').nth(2)
    }

    /// The level.
    pub fn level(&self) -> Level {
        self.lint.map_or(Level::Error, Lint::level)
    }

    /// The lint that found it; `None` for an error.
    pub const fn id(&self) -> Option<Lint> {
        self.lint
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

    /// Line and column in the file, counted from 1, if known; those of compressed files mean nothing.
    pub fn position(&self) -> Option<(usize, usize)> {
        match (&self.place, &self.excerpt) {
            (Place::Line { line, column }, _) => Some((*line, *column)),
            (_, Some(excerpt)) if excerpt.in_file => Some((excerpt.line, excerpt.column())),
            _ => None,
        }
    }

    /// The mistake, in one sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The likely fix.
    pub fn fix(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// What belongs to it, line by line: of an overlay that does not fit, what the definitions and what the overlay changes.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The expression with the mistake, and the wrong part of it, in bytes.
    pub fn expression(&self) -> Option<(&str, Range<usize>)> {
        let expression = self.expression.as_ref()?;
        Some((&expression.text, expression.start..expression.end))
    }

    /// The level, and the lint in brackets.
    fn heading(&self) -> String {
        match self.lint {
            Some(lint) => format!("{}[{lint}]", self.level()),
            None => self.level().to_string(),
        }
    }

    /// The mistake on one line, for `cargo::warning=`, with line and column if known.
    pub(crate) fn summary(&self) -> String {
        match (self.lint, self.position()) {
            (Some(lint), Some((line, column))) => {
                format!("[{lint}] line {line}, column {column} of {self}")
            }
            (Some(lint), None) => format!("[{lint}] {self}"),
            (None, _) => self.to_string(),
        }
    }

    /// The mistake on several lines: the place, and the text with the wrong part marked. Ends with a line break.
    pub fn report(&self, color: bool) -> String {
        report::report(self, color)
    }
}

/// On one line.
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
