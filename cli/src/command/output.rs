//! Standard output and standard error.
//!
//! Outputs are printed as `--query` sees them: as JSON with times in ISO 8601, as in the AWS CLI, or with `--output` as text
//! or as a table.

use std::io::{self, IsTerminal, Write};

use pageboy::Dynamic;
use pageboy::jmespath::{Expression, ExpressionValue};
use pageboy::paginator::Paginator;
use pageboy::schema::Shape;
use pageboy::view::{Structure, View};

use serde_json::{Value, json};

use super::exit::Failure;
use crate::format::{self, Format};

/// Writes outputs as lines of JSON, or in another format; or the result of `--query` on each.
pub(super) struct Lines {
    query: Option<Expression>,
    format: Format,
    title: &'static str,
    out: io::Stdout,
}

impl Lines {
    /// Resolves the expression, once for all lines, which have one shape.
    ///
    /// # Errors
    ///
    /// An expression that does not fit the shape; nothing was sent.
    pub(super) fn new(query: Option<&str>, shape: &'static Shape) -> Result<Self, Failure> {
        let query = query.map(|query| Expression::parse_for(query, shape));
        let query = query.transpose();
        Ok(Self {
            query: query.map_err(|error| Failure::usage(format!("--query: {error}")))?,
            format: Format::Json,
            title: "",
            out: io::stdout(),
        })
    }

    /// Sets another format; the title is for tables.
    pub(super) fn printed(self, format: Format, title: &'static str) -> Self {
        Self {
            format,
            title,
            ..self
        }
    }

    /// Whether `--query` is set.
    pub(super) const fn has_query(&self) -> bool {
        self.query.is_some()
    }

    /// Writes a page: as a whole for JSON or `--query`, else its results.
    pub(super) fn page(
        &mut self,
        page: &Dynamic,
        paginator: &Paginator,
        is_first: bool,
    ) -> Result<(), Failure> {
        match (&self.query, self.format) {
            (Some(_), _) | (None, Format::Json) => self.structure(page),
            (None, format) => {
                let page = value(&ExpressionValue::shown(View::Structure(page)))?;
                let nulls = format == Format::Text;
                self.value(&format::page(&page, paginator, is_first, nulls))
            }
        }
    }

    /// Writes the token from which a later run goes on.
    pub(super) fn token(&mut self, token: &str) -> Result<(), Failure> {
        let token = json!({ "NextToken": token });
        self.value(&match self.format {
            // With its name, as in the AWS CLI.
            Format::Text => json!({ "NextToken": token }),
            _ => token,
        })
    }

    /// Writes an output or an event.
    pub(super) fn structure(&mut self, structure: &dyn Structure) -> Result<(), Failure> {
        let output = View::Structure(structure);
        let found = match &self.query {
            Some(query) => query
                .evaluate(output)
                .map_err(|error| Failure::general(format!("--query: {error}")))?,
            None => ExpressionValue::shown(output),
        };
        match self.format {
            Format::Json => self.line(&found.to_string()),
            _ => self.value(&value(&found)?),
        }
    }

    fn value(&mut self, value: &Value) -> Result<(), Failure> {
        match self.format {
            Format::Json => self.line(&value.to_string()),
            Format::Text => self.write(&format::text(value)),
            Format::Table => self.write(&format::table(self.title, value)),
        }
    }

    /// Writes a line unchanged.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Failure> {
        self.write(&format!("{line}\n"))
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        let mut out = self.out.lock();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }
}

fn value(found: &ExpressionValue<'_>) -> Result<Value, Failure> {
    serde_json::to_value(found).map_err(|error| Failure::general(format!("--output: {error}")))
}

/// Prints a report to standard output.
///
/// A reader that stops early, such as `head`, is not an error.
///
/// # Errors
///
/// Any other reason why it cannot be written.
pub(super) fn report(text: &str) -> Result<(), String> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("error: cannot print: {error}"))
        }
        _ => Ok(()),
    }
}

/// Progress on stderr.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress(bool);

impl Progress {
    /// Shown on request, or when standard error is a terminal.
    pub(super) fn new(asked: bool) -> Self {
        Self(asked || io::stderr().is_terminal())
    }

    /// Shown in the same cases, but not between lines of output on the same terminal.
    pub(super) fn beside_output(asked: bool) -> Self {
        Self(asked || (io::stderr().is_terminal() && !io::stdout().is_terminal()))
    }

    /// Shows a line.
    pub(super) fn show(self, line: impl std::fmt::Display) {
        if self.0 {
            tell(format_args!("{line}\n"));
        }
    }
}

/// Writes to standard error. Where nobody can read it, the command goes on, and its exit code says the rest.
pub fn tell(text: impl std::fmt::Display) {
    let _unread = write!(io::stderr(), "{text}");
}
