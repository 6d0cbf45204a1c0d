//! `pageboy pages`: all pages of an operation.

use std::error::Error;

use clap::Args;
use pageboy::{Error as CallError, ErrorKind, Pages as Stream};

use super::exit::{EXIT_CODES, Failure};
use super::output::Progress;
use super::request::{self, Printing, Request};
use super::text::{count, items, size, text};
use crate::definitions::DefinitionSource;

const EXAMPLES: &str = "\
Examples:
  pageboy pages ec2 describe-instances --query 'Reservations[].Instances[].InstanceId'
  pageboy pages s3 list-objects-v2 --param bucket=logs --page-size 100 --max-items 250
  pageboy pages iam list-users --starting-token eyJNYXJrZXIiOiAibTEifQ==

Every page is a line of JSON, printed when it arrives; --query is applied to each, and gives null where a page does not have
what it asks for, such as an absent list. When --max-items has cut the pages and something is left, one more line follows,
{\"NextToken\": \"…\"}: give the token to --starting-token to go on, here or in boto3 or the AWS CLI, whose tokens are taken
too.

With --output text or table a page is, as in the AWS CLI, its results, and the first one what belongs to all of them; --query
looks at whole pages. The token is then a line NEXTTOKEN, or a table, also with --query.";

/// Follow an operation's pages to the end.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(super) struct Pages {
    #[command(flatten)]
    request: Request,
    #[command(flatten)]
    printing: Printing,
    /// The operation, for example describe-instances or DescribeInstances.
    operation: String,
    /// Maximum number of requests per call, retries included [default: 3; DynamoDB 4].
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = count)]
    max_attempts: Option<u32>,
    /// End after this many items of the primary result.
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = items)]
    max_items: Option<usize>,
    /// Maximum results per page.
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = size)]
    page_size: Option<i32>,
    /// Start where an earlier run ended: its NextToken, or a token of the service.
    #[arg(long, value_name = "TOKEN", allow_hyphen_values = true, value_parser = text)]
    starting_token: Option<String>,
    /// Follow botocore's rules where they are looser, so that what may be incomplete ends without an error.
    #[arg(long)]
    botocore_rules: bool,
    /// Count pages on standard error even if it is not a terminal.
    #[arg(long)]
    progress: bool,
}

impl Pages {
    pub(super) fn run(self, source: DefinitionSource) -> Result<(), Box<dyn Error>> {
        request::run(self.pages(source))
    }

    async fn pages(self, source: DefinitionSource) -> Result<(), Failure> {
        let paginator = self
            .request
            .definitions(source)?
            .paginator(&self.operation)?;
        let mut lines = self
            .printing
            .lines(paginator.operation, paginator.operation.output)?;
        let input = self.request.input(paginator.operation)?;
        if self.page_size.is_some() && paginator.limit.is_none() {
            return Err(Failure::usage(format!(
                "--page-size: {} {} has no member that sets the size of a page",
                paginator.operation.service.name, paginator.operation.name
            )));
        }
        let client = self
            .request
            .client(paginator.operation, self.max_attempts)
            .await?;
        let mut pages =
            Stream::dynamic(client, paginator, input).botocore_rules(self.botocore_rules);
        if let Some(items) = self.max_items {
            pages = pages.max_items(items);
        }
        if let Some(size) = self.page_size {
            pages = pages.page_size(size);
        }
        if let Some(token) = self.starting_token {
            pages = pages.starting_token(token);
        }
        let progress = Progress::beside_output(self.progress);
        let mut number = 0_u64;
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| match pages.cursor() {
                _ if number > 0 => Failure::from(error).after_a_request(),
                None => not_begun(error),
                Some(_) => error.into(),
            })?;
            number += 1;
            progress.show(format_args!("page {number}"));
            lines.page(&page, paginator, number == 1)?;
        }
        match pages.resume_token() {
            Some(token) => lines.token(&token),
            None => Ok(()),
        }
    }
}

/// The error of pages without a first request: a bad starting token, which is a mistake of the command line.
fn not_begun(error: CallError) -> Failure {
    match error.kind() {
        ErrorKind::Pagination(_) => Failure::usage(error),
        _ => error.into(),
    }
}
