//! What goes to standard output and standard error.
//!
//! Outputs are printed as `--query` sees them: JSON in which points in time are ISO 8601 text, as in the AWS CLI.

use std::io::{self, IsTerminal, Write};

use pageboy::jmespath::{Expression, Found};
use pageboy::schema::Shape;
use pageboy::view::{Structure, View};

use super::exit::Failure;

/// Writes outputs as lines of JSON, or what `--query` finds in each.
pub(super) struct Lines {
    query: Option<Expression>,
    out: io::Stdout,
}

impl Lines {
    /// Lowers the expression, once for all lines, which are of a shape.
    ///
    /// # Errors
    ///
    /// The expression does not fit the shape; nothing was sent.
    pub(super) fn new(query: Option<&str>, shape: &'static Shape) -> Result<Self, Failure> {
        let query = query.map(|query| Expression::parse_for(query, shape));
        let query = query.transpose();
        Ok(Self {
            query: query.map_err(|error| Failure::usage(format!("--query: {error}")))?,
            out: io::stdout(),
        })
    }

    /// Whether `--query` is there.
    pub(super) const fn has_query(&self) -> bool {
        self.query.is_some()
    }

    /// Writes an output, a page or an event.
    pub(super) fn structure(&mut self, structure: &dyn Structure) -> Result<(), Failure> {
        let output = View::Structure(structure);
        let found = match &self.query {
            Some(query) => query
                .evaluate(output)
                .map_err(|error| Failure::general(format!("--query: {error}")))?,
            None => Found::shown(output),
        };
        self.line(&found.to_string())
    }

    /// Writes a line as it is.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Failure> {
        let mut out = self.out.lock();
        writeln!(out, "{line}")?;
        Ok(out.flush()?)
    }
}

/// Prints a report to standard output.
///
/// Whoever reads may have seen enough before its end, as `head` does; that is no error.
///
/// # Errors
///
/// What else keeps it from being written.
pub(super) fn report(text: &str) -> Result<(), String> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("error: cannot print: {error}"))
        }
        _ => Ok(()),
    }
}

/// Lines for whoever watches, on standard error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress(bool);

impl Progress {
    /// Shown when somebody asked for it, or when standard error is a terminal.
    pub(super) fn new(asked: bool) -> Self {
        Self(asked || io::stderr().is_terminal())
    }

    /// Shown as above, but not between lines of output on the same terminal.
    pub(super) fn beside_output(asked: bool) -> Self {
        Self(asked || (io::stderr().is_terminal() && !io::stdout().is_terminal()))
    }

    /// Shows a line.
    #[allow(clippy::print_stderr, reason = "a command talks to its user")]
    pub(super) fn show(self, line: impl std::fmt::Display) {
        if self.0 {
            eprintln!("{line}");
        }
    }
}
