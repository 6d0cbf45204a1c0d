//! Why a command that calls a service ends, and the exit code of its process.

use std::fmt;
use std::io::{self, IsTerminal};

use pageboy::waiter::{WaitError, WaitErrorKind};
use pageboy::{Error, ErrorKind, Excerpt};

use crate::definitions::NotFound;
use crate::input::Mistakes;

/// The exit codes, for `--help`; they are the AWS CLI's.
pub(super) const EXIT_CODES: &str = "\
Exit codes, as those of the AWS CLI:
    0  done; of `wait`: the state is reached
  130  interrupted (129 and 143: ended from outside)
  252  the command line is wrong: an unknown name, an input that does not fit; nothing was sent
  253  a setting is missing or wrong: no region, no credentials; nothing was sent
  254  the service answered with an error; of `wait`: never
  255  anything else: no answer, an answer that cannot be read; of `wait`: the state is not reached, whatever the reason, an
       error of the service included";

/// The options of a command that calls no service are wrong; clap's code.
const OPTIONS: u8 = 2;
/// The command line is wrong.
pub(super) const USAGE: u8 = 252;
/// A setting is missing or wrong.
const CONFIGURATION: u8 = 253;
/// The service answered with an error.
const SERVICE: u8 = 254;
/// Anything else.
const GENERAL: u8 = 255;

/// The end of a command: a text for standard error, and an exit code.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    text: String,
}

impl Failure {
    /// The exit code.
    pub const fn code(&self) -> u8 {
        self.code
    }

    /// The command line is wrong.
    pub(super) fn usage(text: impl fmt::Display) -> Self {
        Self::new(USAGE, text)
    }

    /// The options of a command that calls no service are wrong.
    pub(super) fn options(text: impl fmt::Display) -> Self {
        Self::new(OPTIONS, text)
    }

    /// A setting is missing or wrong.
    pub(super) fn configuration(text: impl fmt::Display) -> Self {
        Self::new(CONFIGURATION, text)
    }

    /// Anything else.
    pub(super) fn general(text: impl fmt::Display) -> Self {
        Self::new(GENERAL, text)
    }

    /// The command was interrupted; the code is the shell's for the signal.
    pub(super) fn interrupted(code: u8) -> Self {
        Self::new(code, "interrupted")
    }

    /// The same failure after something was sent; the codes of mistakes say that nothing was.
    pub(super) fn after_a_request(self) -> Self {
        let code = match self.code {
            USAGE | CONFIGURATION => GENERAL,
            code => code,
        };
        Self { code, ..self }
    }

    fn new(code: u8, text: impl fmt::Display) -> Self {
        let text = format!("error: {text}");
        Self { code, text }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(code(&error), with_causes(&error, error.to_string()))
    }
}

impl From<WaitError> for Failure {
    /// A mistake before the first call has the code that it would have without the wait.
    fn from(error: WaitError) -> Self {
        let code = match (error.kind(), error.error()) {
            (WaitErrorKind::Call, Some(call)) => match code(call) {
                SERVICE => GENERAL,
                code => code,
            },
            _ => GENERAL,
        };
        let failure = Self::new(code, with_causes(&error, format!("{error:#}")));
        match error.attempts() {
            0 | 1 => failure,
            _ => failure.after_a_request(),
        }
    }
}

impl From<NotFound> for Failure {
    fn from(problem: NotFound) -> Self {
        match problem {
            NotFound::Unknown(text) => Self::usage(text),
            NotFound::Broken(mut problems) => {
                if let Ok(folder) = std::env::current_dir() {
                    problems.relative_to(&folder);
                }
                let text = problems.report(io::stderr().is_terminal());
                Self {
                    code: GENERAL,
                    text: text.trim_end().to_owned(),
                }
            }
        }
    }
}

impl From<Mistakes> for Failure {
    fn from(mistakes: Mistakes) -> Self {
        let text = mistakes.to_string();
        Self { code: USAGE, text }
    }
}

impl From<io::Error> for Failure {
    /// A reader that closes the pipe has seen enough (`pageboy pages … | head`): that is not a failure, and nothing is
    /// printed.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            let text = String::new();
            return Self { code: 0, text };
        }
        Self::general(format!("cannot write: {error}"))
    }
}

fn code(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::Invalid(_) => USAGE,
        ErrorKind::Config(_) | ErrorKind::Credentials(_) => CONFIGURATION,
        ErrorKind::Service(_) => SERVICE,
        _ => GENERAL,
    }
}

fn with_causes(error: &dyn std::error::Error, mut text: String) -> String {
    let mut cause = error.source();
    while let Some(next) = cause {
        // These are texts from others, and may quote the service.
        let words = Excerpt::message(&next.to_string()).to_string();
        // Some libraries repeat their cause.
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = next.source();
    }
    text
}
