//! The actions on a service with faults, and what must hold whatever it answers.

mod listing;
mod run;
mod waiting;
mod writing;

use std::error::Error as StdError;

use pageboy::Error;
use pageboy::schema::Operation;

pub(crate) use run::{Run, RunOutcome, Work};

/// The end of a run that kept the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Everything came, or was done.
    Complete,
    /// An error ended it, and it went on from the error's place.
    Resumed,
}

/// Checks that an error names service, operation and cause.
///
/// # Errors
///
/// The missing part.
fn explains(error: &Error, operation: &Operation) -> Result<(), String> {
    let text = error.to_string();
    let start = format!("{} {}: ", operation.service.name, operation.name);
    let cause = text.strip_prefix(&start).map(str::trim);
    match cause {
        Some(cause) if cause.chars().filter(|c| c.is_alphanumeric()).count() >= 3 => shown(&text),
        _ => Err(format!(
            "text: it should begin with {start:?} and tell why: {text:?}"
        )),
    }
}

/// Checks that a text is printable.
fn shown(text: &str) -> Result<(), String> {
    match text.chars().find(|c| c.is_control() && *c != '\n') {
        Some(c) => Err(format!("text: it has a control character, {c:?}: {text:?}")),
        None => Ok(()),
    }
}

/// An error with its causes.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text.chars().take(400).collect()
}
