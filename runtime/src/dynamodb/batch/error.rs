//! Why a batch was not written, and the requests that were not.

use std::error::Error as StdError;
use std::fmt;

use crate::error::Error;
use crate::excerpt::Excerpt;
use crate::schema::Operation;

use super::write_request::WriteRequest;

/// Requests were not written. [`unwritten`](Self::unwritten) has all of them: those that the service refused or did not
/// process, and those that had not been sent yet.
///
/// After a time limit or a broken connection the service may have processed some of them nevertheless. Repeating them
/// changes nothing.
pub struct BatchWriteError<V> {
    pub(super) operation: &'static Operation,
    pub(super) table: String,
    pub(super) unwritten: Vec<WriteRequest<V>>,
    pub(super) problem: Problem,
}

/// The cause.
#[derive(Debug)]
pub(super) enum Problem {
    /// A call failed.
    Call(Error),
    /// This many calls in a row left everything unprocessed.
    Idle(u32),
    /// The operation is not `BatchWriteItem`, or the values are not of its service.
    Mismatch(String),
    /// The unprocessed requests could not be read.
    Answer,
    /// The answer does not say which requests are unprocessed.
    Silent,
}

impl<V> BatchWriteError<V> {
    /// The requests that were not written, in order.
    #[must_use]
    pub fn unwritten(&self) -> &[WriteRequest<V>] {
        &self.unwritten
    }

    /// The requests that were not written, by value.
    #[must_use]
    pub fn into_unwritten(self) -> Vec<WriteRequest<V>> {
        self.unwritten
    }

    /// The error of the call, if one failed.
    #[must_use]
    pub const fn call(&self) -> Option<&Error> {
        match &self.problem {
            Problem::Call(error) => Some(error),
            _ => None,
        }
    }
}

impl<V> fmt::Display for BatchWriteError<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation, table, ..
        } = self;
        let count = self.unwritten.len();
        let requests = if count == 1 { "request" } else { "requests" };
        write!(
            f,
            "{} {}: {count} {requests} for the table {table} not written: ",
            operation.service.name, operation.name
        )?;
        match &self.problem {
            Problem::Call(_) => f.write_str("the call failed"),
            Problem::Idle(calls) => write!(
                f,
                "the service left everything unprocessed {calls} times in a row; it lacks capacity, so write more slowly or \
                 raise `max_idle_calls`"
            ),
            Problem::Mismatch(message) => write!(f, "{}", Excerpt::message(message)),
            Problem::Silent => f.write_str(
                "the answer has no UnprocessedItems, so the whole batch counts as not written",
            ),
            Problem::Answer => f.write_str(
                "what came back unprocessed is neither a put nor a delete, so the whole batch counts as not written",
            ),
        }
    }
}

impl<V> fmt::Debug for BatchWriteError<V> {
    /// Shows no items.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchWriteError")
            .field("operation", &self.operation.name)
            .field("table", &self.table)
            .field("unwritten", &self.unwritten.len())
            .field("problem", &self.problem)
            .finish()
    }
}

impl<V> StdError for BatchWriteError<V> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.call().map(|error| error as &(dyn StdError + 'static))
    }
}
