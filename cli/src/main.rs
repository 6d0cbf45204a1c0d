//! The `pageboy` command.

use std::process::ExitCode;

use clap::Parser;
use pageboy_cli::command::{Command, Failure, tell};

fn main() -> ExitCode {
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(error) => {
            let _told = error.print();
            return match error.use_stderr() {
                true => ExitCode::from(Command::usage_code(std::env::args_os())),
                false => ExitCode::SUCCESS,
            };
        }
    };
    match command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let text = failure.to_string();
            if !text.is_empty() {
                tell(format_args!("{text}\n"));
            }
            let failure = failure.downcast_ref::<Failure>();
            failure.map_or(ExitCode::FAILURE, |failure| ExitCode::from(failure.code()))
        }
    }
}
