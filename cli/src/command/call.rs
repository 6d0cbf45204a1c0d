//! `pageboy call`: one call of an operation.

use std::error::Error;
use std::future::poll_fn;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use pageboy::Blob;
use pageboy::schema::{Kind, Member, Operation, Shape};
use pageboy::view::{Events, Slot, Structure, Value};
use pageboy::{Body, Dynamic, ToSend};

use super::exit::{EXIT_CODES, Failure};
use super::interrupt::unless_interrupted;
use super::out::Out;
use super::output::Lines;
use super::request::{self, Printing, Request};
use super::text::{count, path};
use crate::definitions::DefinitionSource;

const EXAMPLES: &str = "\
Examples:
  pageboy call sts get-caller-identity
  pageboy call ec2 describe-instances --param instance-ids=i-0123456789abcdef0 \\
      --query 'Reservations[].Instances[].State.Name'
  pageboy call dynamodb get-item --input '{\"TableName\": \"music\", \"Key\": {\"Id\": {\"S\": \"1\"}}}'
  pageboy call s3 get-object --param bucket=logs --param key=today.gz > today.gz
  pageboy call s3 put-object --param bucket=logs --param key=a --param body=fileb://a

The output is a line of JSON, members by their names in the model, or with --output text or table for people. A payload that is
streamed (S3's GetObject) goes to standard output as it is; one that is in memory (Lambda's Invoke) is a member, in base64.
With --out both go into a file, and the other members are printed. Events are printed one by one, as they arrive.";

/// Call an operation of a service once.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(super) struct Call {
    #[command(flatten)]
    request: Request,
    #[command(flatten)]
    printing: Printing,
    /// The operation, for example describe-instances or DescribeInstances.
    operation: String,
    /// Maximum number of requests per call, retries included [default: 3; DynamoDB 4].
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = count)]
    max_attempts: Option<u32>,
    /// Write a payload of bytes to this file, and print the other members.
    ///
    /// The file appears when the payload is complete and has the service's checksum. If it is not, or if the command is
    /// interrupted, an existing file stays unchanged, and nothing else is left.
    #[arg(long, value_name = "FILE", allow_hyphen_values = true, value_parser = path())]
    out: Option<PathBuf>,
}

/// The payload of an output, beside its printed members.
#[derive(Clone, Copy)]
enum Apart {
    /// A stream of events, in this member.
    Events(usize),
    /// A streamed payload.
    Stream(usize),
    /// A payload of bytes in memory.
    Blob(usize),
}

impl Apart {
    fn of(operation: &Operation) -> Option<Self> {
        let output = operation.output?;
        let events = output.members().iter().position(Member::is_event_stream);
        if let Some(index) = events {
            return Some(Self::Events(index));
        }
        let index = usize::from(output.payload?);
        match output.members().get(index)?.target.kind {
            Kind::Stream => Some(Self::Stream(index)),
            Kind::Blob => Some(Self::Blob(index)),
            _ => None,
        }
    }
}

impl Call {
    pub(super) fn run(self, source: DefinitionSource) -> Result<(), Box<dyn Error>> {
        request::run(self.call(source))
    }

    async fn call(self, source: DefinitionSource) -> Result<(), Failure> {
        let operation = self
            .request
            .definitions(source)?
            .operation(&self.operation)?;
        let apart = Apart::of(operation);
        let lines = self.printing.lines(operation, printed(operation, apart))?;
        let input = self.request.input(operation)?;
        let has_payload = matches!(apart, Some(Apart::Stream(_) | Apart::Blob(_)));
        if !has_payload && self.out.is_some() {
            return Err(Failure::usage(format!(
                "--out: the output of {} {} has no payload of bytes",
                operation.service.name, operation.name
            )));
        }
        if matches!(apart, Some(Apart::Stream(_))) && self.out.is_none() && lines.has_query() {
            return Err(Failure::usage(
                "--query looks at JSON, and standard output has the payload; put that into a file with --out",
            ));
        }
        match &self.out {
            Some(path) => {
                let out = Out::create(path)?;
                unless_interrupted(self.send(operation, input, apart, Some(out), lines)).await
            }
            None => self.send(operation, input, apart, None, lines).await,
        }
    }

    async fn send(
        &self,
        operation: &'static Operation,
        input: Dynamic,
        apart: Option<Apart>,
        out: Option<Out>,
        mut lines: Lines,
    ) -> Result<(), Failure> {
        let client = self.request.client(operation, self.max_attempts).await?;
        let mut output = ToSend::new(client).call_dynamic(operation, input).await?;
        match (apart, out) {
            (Some(Apart::Events(index)), _) => {
                if let Some(Slot::Events(events)) = output.get_mut(index).map(Value::slot) {
                    each(events, &mut lines).await?;
                }
                Ok(())
            }
            (Some(Apart::Stream(index) | Apart::Blob(index)), Some(mut out)) => {
                copy(payload(&mut output, index), &mut out).await?;
                out.finish()?;
                output.clear(index);
                lines.structure(&output)
            }
            (Some(Apart::Stream(index)), None) => {
                copy(payload(&mut output, index), &mut io::stdout().lock()).await
            }
            _ if operation.output.is_none() => Ok(()),
            _ => lines.structure(&output),
        }
    }
}

/// The shape of the printed value: an output, or each event.
fn printed(operation: &Operation, apart: Option<Apart>) -> Option<&'static Shape> {
    match (operation.output?, apart) {
        (output, Some(Apart::Events(index))) => Some(output.members().get(index)?.target),
        (output, _) => Some(output),
    }
}

/// Takes the payload out of an output.
fn payload(output: &mut Dynamic, index: usize) -> Body {
    match output.get_mut(index).map(Value::slot) {
        Some(Slot::Stream(body)) => std::mem::take(body),
        Some(Slot::Blob(bytes)) => {
            let bytes = std::mem::replace(bytes, Blob::new(Vec::new()));
            Body::from(bytes.into_inner())
        }
        _ => Body::empty(),
    }
}

/// Copies a payload to its end; a truncated payload, or one with a different checksum, is a failure.
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
