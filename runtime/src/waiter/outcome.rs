//! The end of a wait.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use crate::error::Error;
use crate::excerpt::Excerpt;
use crate::jmespath::{EvaluationError, Expression};
use crate::view::{self, Structure};

use super::describe::{Seconds, actual, brief};
use super::shared_reply::SharedReply;
use super::{Acceptor, Waiter};

/// The outcome of a wait that reached its state.
pub struct WaitOutcome<O> {
    waiter: &'static Waiter,
    acceptor: &'static Acceptor,
    attempts: u32,
    elapsed: Duration,
    last: SharedReply,
    output: PhantomData<fn() -> O>,
}

impl<O: Structure> WaitOutcome<O> {
    #[inline]
    pub(crate) fn new(ended: Success) -> Self {
        let Success {
            waiter,
            acceptor,
            attempts,
            elapsed,
            last,
        } = ended;
        Self {
            waiter,
            acceptor,
            attempts,
            elapsed,
            last,
            output: PhantomData,
        }
    }

    /// The last output; `None` when the wait succeeded on a service error, as `InstanceTerminated` may.
    pub fn output(&self) -> Option<&O> {
        let output: &dyn Any = self.last.output()?;
        output.downcast_ref()
    }

    /// The last output, by value.
    pub fn into_output(self) -> Option<O> {
        // Polls share it, but the wait keeps none of them.
        let output: Box<dyn Any> = self.last.into_output()?;
        Some(*output.downcast::<O>().ok()?)
    }

    /// The service error the wait succeeded on, if it was one.
    pub fn error(&self) -> Option<&Error> {
        self.last.error()
    }

    /// The waiter's name, for example `InstanceRunning`.
    pub fn waiter(&self) -> &'static str {
        self.waiter.name
    }

    /// The acceptor that matched.
    pub fn acceptor(&self) -> &'static Acceptor {
        self.acceptor
    }

    /// The number of calls.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The time from the first call to the end.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The id of the last request, for the service's support.
    pub fn request_id(&self) -> Option<&str> {
        self.last.request_id()
    }
}

impl<O> fmt::Display for WaitOutcome<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.attempts == 1 { "" } else { "s" };
        write!(
            f,
            "{} after {} attempt{plural} in {}: {}",
            self.waiter.name,
            self.attempts,
            Seconds(self.elapsed),
            self.acceptor
        )
    }
}

impl<O: Structure> fmt::Debug for WaitOutcome<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitOutcome")
            .field("waiter", &self.waiter.name)
            .field("acceptor", &self.acceptor)
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .field("error", &self.error())
            .field("output", &self.output().map(|output| OutputDebug(output)))
            .finish()
    }
}

/// The success of a wait, with a type-erased output.
pub(crate) struct Success {
    pub(super) waiter: &'static Waiter,
    pub(super) acceptor: &'static Acceptor,
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
    pub(super) last: SharedReply,
}

#[cfg(feature = "resources")]
impl Success {
    /// The last output; `None` when the wait succeeded on a service error.
    pub(crate) fn output(&self) -> Option<&dyn Structure> {
        self.last.output()
    }
}

/// Why a wait did not reach its state.
///
/// `Display` is botocore's text, `Waiter <Name> failed: <reason>`; with `{:#}`, what the acceptor found, how long
/// the wait took and the request id follow.
pub struct WaitError(Box<WaitErrorData>);

pub(super) struct WaitErrorData {
    pub(super) waiter: &'static Waiter,
    pub(super) kind: WaitErrorKind,
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
    pub(super) ridden: u32,
    pub(super) last_was_ridden: bool,
    pub(super) last: Option<SharedReply>,
}

/// The reason why a wait did not reach its state.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitErrorKind {
    /// An acceptor excludes the state.
    Failed {
        /// The acceptor.
        acceptor: &'static Acceptor,
    },
    /// A service error that no acceptor names; see [`WaitError::error`].
    Unmatched,
    /// All attempts were made.
    Exhausted {
        /// The last acceptor that matched, which continued the wait.
        previous: Option<&'static Acceptor>,
    },
    /// The deadline passed.
    DeadlineExceeded {
        /// The maximum time.
        max_wait: Duration,
        /// The last acceptor that matched, which continued the wait.
        previous: Option<&'static Acceptor>,
    },
    /// A call failed without a service error, or a setting is wrong; see [`WaitError::error`].
    Call,
    /// An acceptor's expression could not be evaluated.
    Evaluation {
        /// The acceptor.
        acceptor: &'static Acceptor,
        /// The evaluation's error.
        error: EvaluationError,
    },
    /// The observer of polls ended it.
    Cancelled,
}

impl WaitError {
    pub(super) fn new(inner: WaitErrorData) -> Self {
        Self(Box::new(inner))
    }

    /// An error outside the polls: before the first, or in the use of the last answer.
    #[cfg(feature = "resources")]
    pub(crate) fn of_error(waiter: &'static Waiter, error: Error) -> Self {
        Self::new(WaitErrorData {
            waiter,
            kind: WaitErrorKind::Call,
            attempts: 0,
            elapsed: Duration::ZERO,
            ridden: 0,
            last_was_ridden: false,
            last: Some(SharedReply::new(Err(error))),
        })
    }

    /// The reason.
    pub fn kind(&self) -> &WaitErrorKind {
        &self.0.kind
    }

    /// The waiter's name, for example `InstanceRunning`.
    pub fn waiter(&self) -> &'static str {
        self.0.waiter.name
    }

    /// The service's folder name, for example `ec2`.
    pub fn service(&self) -> &'static str {
        self.0.waiter.operation.service.name
    }

    /// The operation that was polled.
    pub fn operation(&self) -> &'static str {
        self.0.waiter.operation.name
    }

    /// The number of started calls.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The time from the first call to the end.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The acceptor that ended the wait, or the last one that matched before it ended.
    pub fn acceptor(&self) -> Option<&'static Acceptor> {
        match &self.0.kind {
            WaitErrorKind::Failed { acceptor } | WaitErrorKind::Evaluation { acceptor, .. } => {
                Some(acceptor)
            }
            WaitErrorKind::Exhausted { previous }
            | WaitErrorKind::DeadlineExceeded { previous, .. } => *previous,
            _ => None,
        }
    }

    /// The result on the last output of the [`acceptor`](Self::acceptor)'s expression, or else of the awaited state's: JSON
    /// text, with long lists shortened and sensitive values as `***`.
    pub fn actual(&self) -> Option<String> {
        actual(self.path()?, self.last_output_structure()?)
    }

    /// The last output, when the last call succeeded and `O` is its type.
    pub fn last_output<O: 'static>(&self) -> Option<&O> {
        let output: &dyn Any = self.last_output_structure()?;
        output.downcast_ref()
    }

    /// The last output of any type, when the last call succeeded.
    pub fn last_output_structure(&self) -> Option<&dyn Structure> {
        self.0.last.as_ref()?.output()
    }

    /// The error of the last call, if it failed; or the last transient error before the deadline.
    pub fn error(&self) -> Option<&Error> {
        self.0.last.as_ref()?.error()
    }

    /// The number of polls whose errors were ridden out; see [`ride_out`](crate::Wait::ride_out).
    pub fn ridden_out(&self) -> u32 {
        self.0.ridden
    }

    /// The id of the last request, for the service's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.last.as_ref()?.request_id()
    }

    fn path(&self) -> Option<&Expression> {
        let acceptor = match &self.0.kind {
            WaitErrorKind::Failed { acceptor } => Some(*acceptor),
            _ => None,
        };
        self.0.waiter.path_of(acceptor)
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Waiter {} failed: ", self.waiter())?;
        match &self.0.kind {
            WaitErrorKind::Failed { acceptor } => {
                write!(f, "Waiter encountered a terminal failure state: {acceptor}")?
            }
            WaitErrorKind::Unmatched => {
                let known = |text: Option<&str>| {
                    let text = text.filter(|text| !text.is_empty());
                    Excerpt::message(text.unwrap_or("Unknown")).to_string()
                };
                let error = self.error();
                write!(
                    f,
                    "An error occurred ({}): {}",
                    known(error.and_then(Error::code)),
                    known(error.and_then(Error::message)),
                )?;
            }
            WaitErrorKind::Exhausted { previous } => {
                f.write_str("Max attempts exceeded")?;
                previously(f, *previous)?;
                self.ridden(f)?;
            }
            WaitErrorKind::DeadlineExceeded { max_wait, previous } => {
                write!(f, "Max wait time of {} exceeded", Seconds(*max_wait))?;
                previously(f, *previous)?;
                self.ridden(f)?;
            }
            WaitErrorKind::Call => match self.error() {
                Some(error) => write!(f, "{error}")?,
                None => f.write_str("the call failed")?,
            },
            WaitErrorKind::Evaluation { error, .. } => write!(f, "{error}")?,
            WaitErrorKind::Cancelled => f.write_str("Cancelled by the observer")?,
        }
        if f.alternate() {
            self.details(f)?;
        }
        Ok(())
    }
}

impl WaitError {
    /// The error of the last poll, if it was ridden out.
    fn ridden(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.error() {
            Some(error) if self.0.last_was_ridden => write!(f, ". Last error: {}", brief(error)),
            _ => Ok(()),
        }
    }

    fn details(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.attempts() == 1 { "" } else { "s" };
        write!(
            f,
            " ({} {}, {} attempt{plural} in {}",
            self.service(),
            self.operation(),
            self.attempts(),
            Seconds(self.elapsed()),
        )?;
        if let (Some(path), Some(actual)) = (self.path(), self.actual()) {
            write!(f, ", {path} is {actual}")?;
        }
        if let Some(id) = self.request_id() {
            write!(f, ", request id {}", Excerpt::name(id))?;
        }
        f.write_str(")")
    }
}

fn previously(f: &mut fmt::Formatter<'_>, previous: Option<&'static Acceptor>) -> fmt::Result {
    match previous {
        Some(acceptor) => write!(f, ". Previously accepted state: {acceptor}"),
        None => Ok(()),
    }
}

impl fmt::Debug for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitError")
            .field("service", &self.service())
            .field("waiter", &self.waiter())
            .field("kind", &self.0.kind)
            .field("attempts", &self.0.attempts)
            .field("elapsed", &self.0.elapsed)
            .field("actual", &self.actual())
            .field("error", &self.error())
            .field("output", &self.last_output_structure().map(OutputDebug))
            .finish()
    }
}

impl StdError for WaitError {
    /// The service error that no acceptor matched, the cause of the failed call, or the last error that was ridden out.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let error = self.error()?;
        match self.0.kind {
            WaitErrorKind::Unmatched => Some(error),
            WaitErrorKind::Call => error.source(),
            _ if self.0.last_was_ridden => Some(error),
            _ => None,
        }
    }
}

struct OutputDebug<'a>(&'a dyn Structure);

impl fmt::Debug for OutputDebug<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        view::debug(self.0, f)
    }
}
