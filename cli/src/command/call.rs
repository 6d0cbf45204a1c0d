//! `pageboy call`: one call of an operation.

use std::error::Error;
use std::future::poll_fn;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use pageboy::view::{Events, Slot, Structure, Value};
use pageboy::{Body, Dynamic, Send};

use super::exit::{EXIT_CODES, Failure};
use super::output::Lines;
use super::request::{self, Request};

const EXAMPLES: &str = "\
Examples:
  pageboy call sts get-caller-identity
  pageboy call ec2 describe-instances --param instance-ids=i-0123456789abcdef0 \\
      --query 'Reservations[].Instances[].State.Name'
  pageboy call dynamodb get-item --input '{\"TableName\": \"music\", \"Key\": {\"Id\": {\"S\": \"1\"}}}'
  pageboy call s3 get-object --param bucket=logs --param key=today.gz > today.gz
  pageboy call s3 put-object --param bucket=logs --param key=a --param body=fileb://a

The output is a line of JSON, members by their names in the model. A payload that is streamed (S3's GetObject) goes to
standard output as it is, or with --out into a file. Events are a line each, as they arrive.";

/// Call an operation of a service once.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(super) struct Call {
    #[command(flatten)]
    request: Request,
    /// The operation, for example describe-instances or DescribeInstances.
    operation: String,
    /// Where a streamed payload goes; the other members are then printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Call {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        request::run(self.call())
    }

    async fn call(self) -> Result<(), Failure> {
        let mut lines = Lines::new(self.request.query.as_deref())?;
        let operation = self.request.definitions()?.operation(&self.operation)?;
        let input = self.request.input(operation)?;
        let members = operation.output.map(|output| output.members());
        let streamed = members.unwrap_or_default().iter().position(|member| {
            member.is_event_stream() || member.target.kind == pageboy::schema::Kind::Stream
        });
        if streamed.is_none() && self.out.is_some() {
            return Err(Failure::usage(format!(
                "--out: {} {} streams no payload",
                operation.service.name, operation.name
            )));
        }
        let events =
            streamed.is_some_and(|index| members.unwrap_or_default()[index].is_event_stream());
        if streamed.is_some() && !events && self.out.is_none() && lines.has_query() {
            return Err(Failure::usage(
                "--query looks at JSON, and standard output has the payload; put that into a file with --out",
            ));
        }
        let client = self.request.client(operation).await?;
        let mut output = Send::new(client).call_dynamic(operation, input).await?;
        match streamed
            .and_then(|index| output.get_mut(index))
            .map(Value::slot)
        {
            Some(Slot::Events(events)) => each(events, &mut lines).await,
            Some(Slot::Stream(body)) => {
                let body = std::mem::take(body);
                self.payload(body, &output, &mut lines).await
            }
            _ if operation.output.is_none() => Ok(()),
            _ => lines.structure(&output),
        }
    }

    async fn payload(self, body: Body, output: &Dynamic, lines: &mut Lines) -> Result<(), Failure> {
        let Some(path) = &self.out else {
            return copy(body, &mut io::stdout().lock()).await;
        };
        let unwritten = |error: io::Error| {
            Failure::general(format!("cannot write {}: {error}", path.display()))
        };
        let mut file = std::fs::File::create(path).map_err(unwritten)?;
        copy(body, &mut file).await?;
        lines.structure(output)
    }
}

/// Copies a payload to its end; one that breaks off, or has another checksum, is a failure.
async fn copy(body: Body, to: &mut impl Write) -> Result<(), Failure> {
    let length = body.len();
    let mut written = 0_u64;
    let mut chunks = body.into_chunks();
    while let Some(chunk) = poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
        let chunk =
            chunk.map_err(|error| Failure::general(format!("after {written} bytes: {error}")))?;
        to.write_all(&chunk)?;
        written += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
    }
    to.flush()?;
    match length {
        Some(length) if written < length => Err(Failure::general(format!(
            "the payload ended after {written} of {length} bytes"
        ))),
        _ => Ok(()),
    }
}

async fn each(events: &mut dyn Events, lines: &mut Lines) -> Result<(), Failure> {
    while let Some(event) = poll_fn(|cx| events.poll_event(cx)).await {
        lines.structure(&*event?)?;
    }
    Ok(())
}
