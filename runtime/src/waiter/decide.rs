//! What one answer means for a wait.

use crate::jmespath::EvaluationError;
use crate::view::Structure;

use super::AcceptorState;

/// What one call of a wait returned.
///
/// Only an output or a service error is an answer. Anything else, such as a connection that could not be opened,
/// is no matter for acceptors.
#[derive(Clone, Copy)]
pub enum Answer<'a> {
    /// The call succeeded.
    Output {
        /// The HTTP status.
        status: u16,
        /// The parsed output.
        output: &'a dyn Structure,
    },
    /// The service answered with an error.
    Error {
        /// The HTTP status.
        status: u16,
        /// The error code.
        code: &'a str,
    },
}

/// What an answer means for a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// An acceptor matched: its index, and the state it leads to.
    Matched {
        /// The index of the acceptor.
        acceptor: usize,
        /// Where it leads.
        state: AcceptorState,
    },
    /// No acceptor matched an output: poll again.
    Pending,
    /// No acceptor matched a service error: the wait has failed.
    Unmatched,
    /// An acceptor's expression could not be evaluated: the wait has failed.
    Evaluation {
        /// The index of the acceptor.
        acceptor: usize,
        /// What went wrong.
        error: EvaluationError,
    },
}
