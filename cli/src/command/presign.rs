//! `pageboy presign`: a URL that lets somebody else make a request.

use std::error::Error;
use std::time::Duration;

use clap::Args;
use pageboy::{PresignOptions, PresignedRequest};

use super::duration::duration;
use super::exit::{EXIT_CODES, Failure};
use super::output;
use super::request::{self, Request};
use super::text::plain;
use crate::definitions::DefinitionSource;

const EXAMPLES: &str = "\
Examples:
  pageboy presign s3 get-object --param bucket=logs --param key=today.gz --expires-in 15m
  pageboy presign s3 put-object --param bucket=logs --param key=a --param content-type=text/plain
  pageboy presign sts get-caller-identity --expires-in 60

The URL is a line of standard output; whoever has it can make the request. If that is not a plain GET, standard error says how
it is made: the method, and headers that are signed.";

/// Sign a request for somebody else to send; nothing is sent.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(super) struct Presign {
    #[command(flatten)]
    request: Request,
    /// The operation, for example get-object or GetObject.
    operation: String,
    /// How long the URL is valid, for example 60 (seconds), 15m, 1h; at most 168h [default: 1h].
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration)]
    expires_in: Option<Duration>,
    /// The method of the request [default: the operation's; GET where the input is a form, as for sts, ec2 and iam].
    #[arg(long, value_name = "METHOD", allow_hyphen_values = true, value_parser = plain)]
    http_method: Option<String>,
}

impl Presign {
    pub(super) fn run(self, source: DefinitionSource) -> Result<(), Box<dyn Error>> {
        request::run(self.presign(source))
    }

    async fn presign(self, source: DefinitionSource) -> Result<(), Failure> {
        let operation = self
            .request
            .definitions(source)?
            .operation(&self.operation)?;
        let input = self.request.input(operation)?;
        let client = self.request.client(operation, None).await?;
        let lifetime = self
            .expires_in
            .unwrap_or(PresignedRequest::DEFAULT_LIFETIME);
        let mut options = PresignOptions::new(lifetime);
        if let Some(method) = &self.http_method {
            options = options.method(method);
        }
        let presigned = client.presign(operation, &input, options).await?;
        let headers: Vec<String> = presigned
            .headers()
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect();
        if presigned.method() != "GET" || !headers.is_empty() {
            output::tell(format_args!("{}\n{}", presigned.method(), headers.concat()));
        }
        output::report(&format!("{}\n", presigned.url()))
            .map_err(|error| Failure::general(error.trim_start_matches("error: ")))
    }
}
