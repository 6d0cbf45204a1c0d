//! `pageboy explain`: describes a waiter or a paginator.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use pageboy::schema::shapes;

use super::duration::duration;
use super::exit::{EXIT_CODES, Failure};
use super::output::Lines;
use super::text::{count, path};
use crate::definitions::{DefinitionSource, Service};
use crate::explain::Explanation;
use crate::names;

const EXAMPLES: &str = "\
Examples:
  pageboy explain ec2
  pageboy explain ec2 instance-running
  pageboy explain s3 list-objects-v2 --format mermaid
  pageboy explain rds db-instance-available --delay 10s --format svg > wait.svg";

/// Describe what a waiter polls, how often, and what ends it; or how an operation's pages follow each other.
///
/// Without a name, lists the waiters of a service and its operations with pages. Nothing is sent.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(super) struct Explain {
    /// The service, for example ec2, dynamodb, s3.
    service: String,
    /// A waiter, or an operation with pages; for example instance-running or describe-instances.
    name: Option<String>,
    /// Sentences and diagram, or the state diagram alone.
    #[arg(long, value_enum, default_value_t = DiagramFormat::Text, allow_hyphen_values = true)]
    format: DiagramFormat,
    /// Explain a wait with this time between two polls.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration)]
    delay: Option<Duration>,
    /// Explain a wait with this number of polls.
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = count)]
    max_attempts: Option<u32>,
    /// A folder of your own definitions, or a single file of one, merged over the others; may be repeated.
    #[arg(long = "overlay", value_name = "PATH", allow_hyphen_values = true, value_parser = path())]
    overlays: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiagramFormat {
    Text,
    Mermaid,
    Svg,
}

impl Explain {
    pub(super) fn run(self, source: DefinitionSource) -> Result<(), Box<dyn Error>> {
        Ok(self.explain(source)?)
    }

    fn explain(self, source: DefinitionSource) -> Result<(), Failure> {
        let mut lines = Lines::new(None, &shapes::EMPTY)?;
        let service = Service::find(&self.service, source.overlays(&self.overlays))?;
        let Some(name) = &self.name else {
            if self.format != DiagramFormat::Text {
                return Err(Failure::usage(
                    "--format is about one waiter or one operation with pages: name it",
                ));
            }
            for waiter in service.waiters() {
                lines.line(&format!("waiter {waiter}"))?;
            }
            for operation in service.paginators() {
                lines.line(&format!("pages  {operation}"))?;
            }
            return Ok(());
        };
        let explanation = self.explanation(&service, name)?;
        let text = match self.format {
            DiagramFormat::Text => explanation.to_string(),
            DiagramFormat::Mermaid => explanation.mermaid(),
            DiagramFormat::Svg => explanation.svg(),
        };
        lines.line(text.trim_end())
    }

    fn explanation(&self, service: &Service, name: &str) -> Result<Explanation, Failure> {
        if names::find(name, service.waiters()).is_ok() {
            let waiter = service.waiter(name)?;
            let explanation = Explanation::of_waiter(waiter, self.delay, self.max_attempts);
            let operation = waiter.operation.name;
            return Ok(explanation.with_corrections(service.corrections(
                "waiters",
                waiter.name,
                operation,
            )));
        }
        if names::find(name, service.paginators()).is_ok() {
            if self.delay.is_some() || self.max_attempts.is_some() {
                return Err(Failure::usage(format!(
                    "--delay and --max-attempts are about waits, and {name} names an operation with pages"
                )));
            }
            let paginator = service.paginator(name)?;
            let operation = paginator.operation.name;
            return Ok(
                Explanation::of_paginator(paginator).with_corrections(service.corrections(
                    "pagination",
                    operation,
                    operation,
                )),
            );
        }
        let known = service.waiters().chain(service.paginators());
        let service = service.name();
        let hint = match names::did_you_mean(name, known) {
            nearest if nearest.is_empty() => format!("; `pageboy explain {service}` lists them"),
            nearest => nearest,
        };
        Err(Failure::usage(format!(
            "{service} has no waiter and no operation with pages `{name}`{hint}"
        )))
    }
}
