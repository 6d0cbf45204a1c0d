//! Stand-ins for services, for tests of programs that call them.
//!
//! - [`Script`] answers calls by operation, with outputs and errors as values or as JSON. An answer is written as the
//!   service would write it and read like any other answer, so waits, pages and retries behave as in production.
//! - [`Recorder`] keeps the answers of a service in a file, without secrets, and [`Replay`] answers from that file.
//! - [`ScriptedTransport`] answers with bytes, in order, whatever the request: for tests of wire formats.
//!
//! ```
//! # use std::time::Duration;
//! use pageboy::testing::{Answer, Script};
//!
//! let script = Script::new()
//!     .on("DescribeInstances", Answer::json(r#"{"Reservations": []}"#).times(2))
//!     .on("DescribeInstances", Answer::error("RequestLimitExceeded", "slow down").status(503))
//!     .on("DescribeInstances", Answer::json(r#"{"Reservations": [{"Instances": [{"State": {"Name": "running"}}]}]}"#))
//!     .on("ListObjectsV2", Answer::json(r#"{"KeyCount": 0}"#).delay(Duration::from_secs(1)));
//! let config = script.config();
//! // … `ec2::Client::new(&config)`, `s3::Client::new(&config)`, and the program under test …
//! assert_eq!(script.calls().len(), 0);
//! assert!(script.finish().is_err(), "nothing was called, so all answers are left");
//! # drop(config);
//! ```
//!
//! With tokio's clock paused (`#[tokio::test(start_paused = true)]`), delays of waiters, retries and scripts take no time.

mod answer;
mod call;
mod json;
mod record;
mod replay;
mod script;
mod scrub;
mod tape;
mod tape_form;
mod transport;

pub use answer::Answer;
pub use call::ScriptedCall;
pub use record::Recorder;
pub use replay::Replay;
pub use script::{Script, ScriptMismatch};
pub use tape::TapeError;
pub use transport::{ScriptStep, ScriptedTransport, SentRequest};

#[cfg(test)]
mod tests;
