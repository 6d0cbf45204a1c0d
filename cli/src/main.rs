//! The `pageboy` command.

use std::process::ExitCode;

use clap::Parser;
use pageboy_cli::command::Command;

#[allow(clippy::print_stderr, reason = "a command talks to its user")]
fn main() -> ExitCode {
    match Command::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
