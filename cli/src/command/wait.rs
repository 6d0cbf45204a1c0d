//! `pageboy wait`: poll until a waiter's state is reached.

use std::error::Error;
use std::time::Duration;

use clap::Args;
use pageboy::{Poll, Wait as Waiting};

use super::duration::duration;
use super::exit::{EXIT_CODES, Failure};
use super::output::Progress;
use super::request::{self, Printing, Request};
use super::text::count;
use crate::definitions::DefinitionSource;

const EXAMPLES: &str = "\
Examples:
  pageboy wait ec2 instance-running --param instance-ids=i-0123456789abcdef0
  pageboy wait cloudformation stack-create-complete --param stack-name=web --delay 5s --max-wait 20m
  pageboy wait dynamodb table-exists --param table-name=music --query Table.ItemCount

`pageboy explain ec2 instance-running` tells what is polled, how often, and what ends the wait. Nothing is printed when the
state is reached, unless --query asks for something of the last output. Polls are shown on standard error when it is a terminal.";

/// Wait until a waiter's state is reached.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(super) struct Wait {
    #[command(flatten)]
    request: Request,
    #[command(flatten)]
    printing: Printing,
    /// The waiter, for example instance-running or InstanceRunning.
    waiter: String,
    /// The time between two polls, for example 500ms, 15 (seconds), 2m [default: the waiter's].
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration)]
    delay: Option<Duration>,
    /// The number of polls [default: the waiter's, or no limit with --max-wait].
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = count)]
    max_attempts: Option<u32>,
    /// A deadline for the whole wait, which also ends a call under way, for example 90, 20m, 2h.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration)]
    max_wait: Option<Duration>,
    /// Show polls on standard error even if it is not a terminal.
    #[arg(long)]
    progress: bool,
}

impl Wait {
    pub(super) fn run(self, source: DefinitionSource) -> Result<(), Box<dyn Error>> {
        request::run(self.wait(source))
    }

    async fn wait(self, source: DefinitionSource) -> Result<(), Failure> {
        let waiter = self.request.definitions(source)?.waiter(&self.waiter)?;
        let mut lines = self
            .printing
            .lines(waiter.operation, waiter.operation.output)?;
        let input = self.request.input(waiter.operation)?;
        let client = self.request.client(waiter.operation, None).await?;
        let progress = Progress::new(self.progress);
        let mut wait = Waiting::new(client, waiter).on_poll(move |poll: &Poll| progress.show(poll));
        if let Some(delay) = self.delay {
            wait = wait.delay(delay);
        }
        if let Some(limit) = self.max_wait {
            wait = wait.max_wait(limit);
        }
        wait = match (self.max_attempts, self.max_wait) {
            (Some(attempts), _) => wait.max_attempts(attempts),
            (None, Some(_)) => wait.no_attempt_limit(),
            (None, None) => wait,
        };
        let waited = wait.run_dynamic(input).await?;
        match waited.output() {
            Some(output) if lines.has_query() => lines.structure(output),
            _ => Ok(()),
        }
    }
}
