//! What goes to standard output and standard error.

use std::io::{self, IsTerminal, Write};

use pageboy::jmespath::Expression;
use pageboy::view::Structure;

use super::exit::Failure;
use crate::printed::Printed;

/// Writes outputs as lines of JSON, or what `--query` finds in each.
pub(super) struct Lines {
    query: Option<Expression>,
    out: io::Stdout,
}

impl Lines {
    /// Lowers the expression, once for all lines.
    pub(super) fn new(query: Option<&str>) -> Result<Self, Failure> {
        let query = query.map(Expression::parse).transpose();
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
        let printed = Printed::new(structure);
        let line = match &self.query {
            Some(query) => printed
                .search(query)
                .map_err(|error| Failure::general(format!("--query: {error}")))?,
            None => printed.line(),
        };
        self.line(&line)
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
