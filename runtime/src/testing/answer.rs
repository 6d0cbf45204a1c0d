//! The answers of a script.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::call::ScriptedCall;
use super::json;
use super::transport::ScriptStep;
use crate::body::Body;
use crate::client::{TransportError, encoded};
use crate::dynamic::Dynamic;
use crate::error::ErrorKind;
use crate::schema::{Operation, shapes};
use crate::view::ModeledError;
use crate::view::Structure;
use crate::wire::{self, ErrorAnswer};

/// One answer of a [`Script`](super::Script): an output, a service error, or none at all; once, several times, or forever.
///
/// An output of a generated type converts into an answer.
#[derive(Clone)]
pub struct Answer {
    pub(super) what: What,
    pub(super) delay: Duration,
    /// How often it is given; `None` for ever.
    pub(super) times: Option<usize>,
}

#[derive(Clone)]
pub(super) enum What {
    Output(Arc<dyn Structure>),
    Json(Arc<str>),
    Error(Arc<ServiceError>),
    None(Arc<dyn Fn() -> TransportError + Send + Sync>),
    Http(Arc<dyn Fn() -> ScriptStep + Send + Sync>),
    Computed(Arc<dyn Fn(&ScriptedCall) -> Answer + Send + Sync>),
}

pub(super) struct ServiceError {
    code: String,
    message: String,
    status: Option<u16>,
    fields: Vec<(String, String)>,
    details: Option<Box<dyn Structure>>,
}

impl Answer {
    /// An output of a generated type, or `()` of an operation that has none.
    ///
    /// The protocol writes the times, and some protocols drop fractions of a second.
    pub fn output(output: impl Structure) -> Self {
        Self::new(What::Output(Arc::new(output)))
    }

    /// An output as the AWS CLI prints it: JSON with the names of the model, bytes in base64, times in ISO 8601 or as
    /// seconds since 1970.
    ///
    /// An unknown member or a value of another type is an error of the call, which names it.
    pub fn json(output: impl Into<String>) -> Self {
        Self::new(What::Json(output.into().into()))
    }

    /// A service error with this code. Its status is 400, or the code itself if that is a status, such as `404`.
    ///
    /// Retries work as in production: a throttling error, and one with a status of 500 or more, uses up an answer for every
    /// further attempt.
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Self {
        let code = code.into();
        Self::new(What::Error(Arc::new(ServiceError {
            status: code.parse().ok().filter(|status| *status >= 300),
            code,
            message: message.into(),
            fields: Vec::new(),
            details: None,
        })))
    }

    /// A modelled error, with its members and status 400.
    pub fn modeled<E: ModeledError>(error: E) -> Self {
        let members = error.shape().members().iter();
        let index = members
            .map(|member| member.name)
            .position(|name| name.eq_ignore_ascii_case("message"));
        let message = index.and_then(|index| (&error as &dyn Structure).view_of(index).as_str());
        Self::new(What::Error(Arc::new(ServiceError {
            code: E::CODE.to_owned(),
            message: message.unwrap_or_default().to_owned(),
            status: None,
            fields: Vec::new(),
            details: Some(Box::new(error)),
        })))
    }

    /// No answer, for example a timeout. `error` makes the reason each time.
    ///
    /// ```
    /// # use pageboy::{TransportError, testing::Answer};
    /// Answer::no_answer(|| TransportError::timeout("too slow")).times(2);
    /// ```
    pub fn no_answer(error: impl Fn() -> TransportError + Send + Sync + 'static) -> Self {
        Self::new(What::None(Arc::new(error)))
    }

    /// An answer as HTTP, for what no value can express, such as a truncated body. `step` makes it each time.
    pub fn http(step: impl Fn() -> ScriptStep + Send + Sync + 'static) -> Self {
        Self::new(What::Http(Arc::new(step)))
    }

    /// The answer that `compute` gives to a call.
    ///
    /// Its delay applies; its number of times does not.
    pub fn computed(compute: impl Fn(&ScriptedCall) -> Self + Send + Sync + 'static) -> Self {
        Self::new(What::Computed(Arc::new(compute)))
    }

    /// Sets the HTTP status of an error; no effect on other answers.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.change(|error| error.status = Some(status))
    }

    /// Adds a further text to an error, by its name on the wire; no effect on other answers.
    #[must_use]
    pub fn field(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let field = (name.into(), value.into());
        self.change(|error| error.fields.push(field))
    }

    /// Waits before the answer is given, on tokio's clock.
    #[must_use]
    pub const fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Gives the answer this many times; never for 0.
    #[must_use]
    pub const fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// Gives the answer to all later calls. [`Script::finish`](super::Script::finish) does not ask for it.
    #[must_use]
    pub const fn forever(mut self) -> Self {
        self.times = None;
        self
    }

    const fn new(what: What) -> Self {
        Self {
            what,
            delay: Duration::ZERO,
            times: Some(1),
        }
    }

    /// Changes an error, which is not shared while its answer is built.
    fn change(mut self, change: impl FnOnce(&mut ServiceError)) -> Self {
        if let What::Error(error) = &mut self.what
            && let Some(error) = Arc::get_mut(error)
        {
            change(error);
        }
        self
    }
}

impl<O: Structure> From<O> for Answer {
    fn from(output: O) -> Self {
        Self::output(output)
    }
}

impl fmt::Debug for Answer {
    /// Shows the kind, but no value, which may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({})", self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(output) => f.write_str(output.shape().name),
            Self::Json(_) => f.write_str("JSON"),
            Self::Error(error) => write!(f, "error {}", error.code),
            Self::None(_) => f.write_str("no answer"),
            Self::Http(_) => f.write_str("HTTP"),
            Self::Computed(_) => f.write_str("computed"),
        }
    }
}

impl What {
    /// The answer as the service would send it.
    ///
    /// # Errors
    ///
    /// The reason why it is not an answer: it does not belong to the operation, or cannot be written.
    pub(super) fn response(
        &self,
        operation: &'static Operation,
    ) -> Result<http::Response<Body>, TransportError> {
        let expected = operation.output.unwrap_or(&shapes::EMPTY);
        match self {
            Self::Output(output) => {
                let shape = output.shape();
                if !std::ptr::eq(shape, expected) {
                    let found = shape.name;
                    return Err(wrong(format!(
                        "{} answers with {}, not with {found}",
                        operation.name, expected.name
                    )));
                }
                written(operation, &**output)
            }
            Self::Json(text) => {
                let mut output = Dynamic::new(expected);
                json::read(text, &mut output).map_err(wrong)?;
                written(operation, &output)
            }
            Self::Error(error) => {
                let answer = ErrorAnswer {
                    code: &error.code,
                    message: &error.message,
                    status: error.status.unwrap_or(400),
                    fields: &error.fields,
                    details: error.details.as_deref(),
                };
                wire::error_answer(operation, &answer).map_err(unwritable)
            }
            Self::None(error) => Err(error()),
            // Both were resolved before.
            Self::Http(_) | Self::Computed(_) => Err(wrong("nothing to write")),
        }
    }
}

fn written(
    operation: &'static Operation,
    output: &dyn Structure,
) -> Result<http::Response<Body>, TransportError> {
    let texts = encoded(operation, output);
    wire::answer(operation, output, &texts).map_err(unwritable)
}

pub(super) fn wrong(problem: impl fmt::Display) -> TransportError {
    TransportError::refused(format!("the script is wrong: {problem}"))
}

pub(super) fn unwritable(kind: ErrorKind) -> TransportError {
    match kind {
        ErrorKind::Invalid(problems) => wrong(problems.join("; ")),
        other => wrong(format!("{other:?}")),
    }
}
