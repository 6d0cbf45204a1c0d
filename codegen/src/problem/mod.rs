//! Mistakes in manifests and definitions: all of them in one run, each with its place.

mod consequences;
mod excerpt;
mod files;
mod problems;
mod report;

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use pageboy_models::{Correction, Error, FileKind, Fit, Problem as Difference, UnusedOverlay};
use pageboy_schema::NotJson;
use pageboy_schema::json::unescape;
use pageboy_schema::nearest::{did_you_mean, suggestion};

use crate::lint::{Level, Lint};
pub(crate) use consequences::WrongPlaces;
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
    /// A level other than the lint's.
    level: Option<Level>,
    service: Option<String>,
    /// The part below the place that a user's overlay wrote, if any: file and pointer.
    overlay: Option<(PathBuf, String)>,
    /// The pointer of the value in the file, if it is another than that in the document: in a step of `$edit`.
    in_file: Option<String>,
    /// The pointer before the place moved to an overlay.
    about: Option<String>,
    expression: Option<Expression>,
    position: Option<(usize, usize)>,
    excerpt: Option<Excerpt>,
    /// It is about the form of a file, not about what the file says.
    is_of_form: bool,
    /// The place that it would not be wrong without; all below that if it ends with `/*`.
    basis: Option<String>,
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
            level: None,
            service: None,
            overlay: None,
            in_file: None,
            about: None,
            expression: None,
            position: None,
            excerpt: None,
            is_of_form: false,
            basis: None,
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
            position: Some((excerpt.line, excerpt.column())),
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

    /// The mistakes in the reading of definitions; `fallback` is the file if the error names none.
    pub(crate) fn in_definitions(error: &Error, fallback: &Path) -> Vec<Self> {
        let problem = match error {
            Error::Mistakes { path, problems } => {
                let problems = problems.iter();
                return problems
                    .map(|it| Self::at_pointer(path, &it.pointer, &it.message))
                    .collect();
            }
            Error::Overlay { entries } => {
                return entries.iter().filter_map(Self::of_correction).collect();
            }
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
            Error::Several { errors } => {
                let problems = errors.iter();
                return problems
                    .flat_map(|error| Self::in_definitions(error, fallback))
                    .collect();
            }
            Error::Invalid {
                path,
                pointer,
                message,
            } => Self::at_pointer(path, pointer, message),
            Error::Read { path, source } => {
                Self::in_file(path, format!("cannot be read: {source}"))
            }
            other => Self::in_file(other.path().unwrap_or(fallback), other.to_string()),
        };
        vec![problem]
    }

    /// A difference from the format of a file, of which the value is at this place.
    pub(crate) fn of_format((file, pointer): (&Path, String), found: &Difference) -> Self {
        let mut problem = Self::at_pointer(file, &found.pointer, &found.message);
        let name = found.pointer.trim_start_matches('/');
        if let Some(kind) = FileKind::of_section(&found.pointer)
            && found.message.starts_with("unknown key")
        {
            problem.message = format!("unknown key; `{name}` stands in `{}.json`", kind.stem());
        }
        problem.in_file = Some(pointer);
        problem
    }

    /// A text that is not JSON.
    pub(crate) fn of_text(file: &Path, found: NotJson) -> Self {
        let NotJson {
            line,
            column,
            message,
        } = found;
        Self {
            place: Place::Line { line, column },
            ..Self::in_file(file, message)
        }
    }

    /// A file or folder of an overlay that changes nothing.
    pub(crate) fn of_unused(unused: &UnusedOverlay) -> Self {
        Self::in_file(&unused.path, &unused.reason)
    }

    /// A file or folder of the definitions beneath that is not read.
    pub(crate) fn of_unread(unread: &UnusedOverlay) -> Self {
        Self::of_unused(unread).lint(Lint::UnknownFile)
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

    /// Makes it one about the form of a file.
    pub(crate) fn of_form(mut self) -> Self {
        self.is_of_form = true;
        self
    }

    /// Says what it follows from, if that is wrong: a place, or with `/*` behind it anything there.
    pub(crate) fn unless_wrong(mut self, place: impl Into<String>) -> Self {
        self.basis = Some(place.into());
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

    /// Sets another level than the lint's.
    pub(crate) fn set_level(&mut self, level: Level) {
        self.level = Some(level);
    }

    /// Sets the service that it is about.
    pub(crate) fn set_service(&mut self, name: &str) {
        self.service = Some(name.to_owned());
    }

    /// Sets the file, and the pointer of the value in it, unless they are known.
    pub(crate) fn set_file(&mut self, file: &Path, pointer: String) {
        if self.in_file.is_none() {
            self.file = file.to_owned();
            self.in_file = Some(pointer);
        }
    }

    /// Says that its pointer is that in its file, of which nothing was merged.
    pub(crate) fn of_own_file(mut self) -> Self {
        self.in_file = self.pointer().map(str::to_owned);
        self
    }

    /// Sets the part below the place that a user's overlay wrote.
    pub(crate) fn set_overlay(&mut self, overlay: Option<(PathBuf, String)>) {
        self.overlay = overlay;
    }

    /// Moves it to the part below the place that a user's overlay wrote, if any.
    pub(crate) fn move_to_overlay(&mut self) {
        if let Some((file, pointer)) = self.overlay.take() {
            self.about = self.pointer().map(str::to_owned);
            self.file = file;
            self.in_file = None;
            self.place = Place::Pointer(pointer);
        }
    }

    /// The JSON pointer of its subject, which stays when the place moves to an overlay.
    pub(crate) fn about(&self) -> Option<&str> {
        self.about.as_deref().or_else(|| self.pointer())
    }

    /// Whether nothing can be generated.
    pub(crate) const fn is_error(&self) -> bool {
        self.lint.is_none()
    }

    /// The service that it is about, by its folder; `None` for a mistake in a manifest, or in a file of no service.
    pub fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// The definition that it is about: its kind (`waiter`, `paginator`, `operation`, `resource` or `shape`), and its name. The
    /// name of a paginator is its operation's.
    pub fn definition(&self) -> Option<(&'static str, String)> {
        let pointer = self.pointer()?;
        let pointer = pointer.strip_prefix("/merge").unwrap_or(pointer);
        let mut tokens = pointer.split('/').skip(1);
        let kind = match tokens.next()? {
            "waiters" => "waiter",
            "pagination" => "paginator",
            "operations" => "operation",
            "resources" => "resource",
            "shapes" => "shape",
            _ => return None,
        };
        Some((kind, unescape(tokens.next()?)))
    }

    /// The level: the lint's, unless another was asked for.
    pub fn level(&self) -> Level {
        let own = self.lint.map_or(Level::Error, Lint::level);
        self.level.unwrap_or(own)
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
            // That of the whole file says nothing.
            Place::Pointer(pointer) if !pointer.is_empty() => Some(pointer),
            Place::Pointer(_) | Place::File | Place::Line { .. } => None,
        }
    }

    /// Line and column in the file, counted from 1, if known; those of compressed files mean nothing.
    pub const fn position(&self) -> Option<(usize, usize)> {
        match &self.place {
            Place::Line { line, column } => Some((*line, *column)),
            _ => self.position,
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

    /// Further lines: for an overlay that does not fit, the changes of the definitions and of the overlay.
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
        if self.file.as_os_str().is_empty() {
            // It was asked for in code.
            f.write_str(&self.message)?;
            return match &self.help {
                Some(help) => write!(f, "; {help}"),
                None => Ok(()),
            };
        }
        write!(f, "{}", self.file.display())?;
        match &self.place {
            Place::File => {}
            Place::Line { line, column } => write!(f, ":{line}:{column}")?,
            Place::Pointer(pointer) if pointer.is_empty() => {}
            Place::Pointer(pointer) => write!(f, ": {pointer}")?,
        }
        write!(f, ": {}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}
