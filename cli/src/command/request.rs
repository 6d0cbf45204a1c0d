//! The arguments of every command that calls a service: the service, the input, the settings.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use pageboy::schema::{Operation, Shape, shapes};
use pageboy::{Client, Dynamic};
use pageboy_models::Json;

use super::exit::Failure;
use super::output::Lines;
use super::settings::Settings;
use super::text::{path, text};
use crate::definitions::{DefinitionSource, Service};
use crate::format::Format;
use crate::input::{self, Mistake, Mistakes};
use crate::parameters;
use crate::text_file;

#[derive(Debug, Args)]
pub(super) struct Request {
    /// The service, for example ec2, dynamodb, s3.
    pub(super) service: String,
    /// A member of the input, as Name=value; may be repeated.
    ///
    /// The name is the model's or the AWS CLI's: InstanceIds or instance-ids. Items of a list are separated by commas, or
    /// given one by one. Structures use the AWS CLI's shorthand, Key=value,Key=[a,b],Key={Key=value}; a text with commas,
    /// quotes or brackets needs quotes. Anything may be JSON. file://path reads text from a file, fileb://path bytes. Bytes
    /// are base64 otherwise; times are ISO 8601 or seconds since 1970.
    #[arg(long = "param", value_name = "NAME=VALUE", allow_hyphen_values = true, value_parser = text)]
    parameters: Vec<String>,
    /// The whole input as JSON: the text, file://path, or - for standard input. A --param replaces a member of it.
    #[arg(long, value_name = "JSON", allow_hyphen_values = true, value_parser = text)]
    input: Option<String>,
    #[command(flatten)]
    settings: Settings,
    /// A folder of your own definitions, <service>/<version>/waiters-2.json and the like, or one such file, merged over the
    /// others; may be repeated.
    #[arg(long = "overlay", value_name = "PATH", allow_hyphen_values = true, value_parser = path())]
    overlays: Vec<PathBuf>,
}

/// How outputs are printed.
#[derive(Debug, Args)]
pub(super) struct Printing {
    /// A JMESPath expression; its result for each output is printed instead of the output.
    ///
    /// Names are the model's. Names and comparisons are checked before anything is sent. Times are ISO 8601;
    /// `to_string(LaunchTime) >= '2026-01-31'` compares one with text.
    #[arg(long, value_name = "JMESPATH", allow_hyphen_values = true, value_parser = text)]
    query: Option<String>,
    /// The format of outputs.
    ///
    /// `text` is the AWS CLI's: a line for each item, values separated by tabs and sorted by name, nested values after their
    /// name; null is None. `table` is for people, and may change in a later version. Neither the profile's `output` nor
    /// AWS_DEFAULT_OUTPUT changes it.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Json, allow_hyphen_values = true)]
    output: Format,
}

impl Printing {
    /// The printer of an operation's outputs, or of the results of `--query`.
    pub(super) fn lines(
        &self,
        operation: &Operation,
        shape: Option<&'static Shape>,
    ) -> Result<Lines, Failure> {
        let lines = Lines::new(self.query.as_deref(), shape.unwrap_or(&shapes::EMPTY))?;
        Ok(lines.printed(self.output, operation.name))
    }
}

impl Request {
    /// The definitions of the service.
    pub(super) fn definitions(&self, source: DefinitionSource) -> Result<Service, Failure> {
        Ok(Service::find(
            &self.service,
            source.overlays(&self.overlays),
        )?)
    }

    /// A client with the settings of the environment, the shared files and the command line; `max_attempts` is the maximum
    /// number of requests per call.
    pub(super) async fn client(
        &self,
        operation: &Operation,
        max_attempts: Option<u32>,
    ) -> Result<Client, Failure> {
        let config = self.settings.config(max_attempts).await?;
        Ok(Client::new(operation.service, &config))
    }

    /// The input of `operation`, from `--input` and `--param`.
    pub(super) fn input(&self, operation: &Operation) -> Result<Dynamic, Failure> {
        let shape = operation.input.unwrap_or(&shapes::EMPTY);
        let streams = shape.members().iter();
        if let Some(member) = streams.clone().find(|member| member.is_event_stream()) {
            return Err(Failure::usage(format!(
                "{} {} is sent a stream of events, {}, which this command cannot do",
                operation.service.name, operation.name, member.name
            )));
        }
        let mut json = match self.input.as_deref() {
            None => Json::empty(),
            Some(source) => parse(source)?,
        };
        let (files, mut mistakes) = parameters::add(shape, &self.parameters, &mut json);
        match input::read(shape, &json) {
            Ok(mut input) if mistakes.is_empty() => {
                files.set(&mut input);
                Ok(input)
            }
            Ok(_) => Err(Mistakes(mistakes).into()),
            Err(Mistakes(more)) => {
                mistakes.extend(more);
                Err(Mistakes(mistakes).into())
            }
        }
    }
}

fn parse(source: &str) -> Result<Json, Failure> {
    let unread = |problem: String| Failure::usage(format!("--input: {problem}"));
    let text = match source.strip_prefix("file://") {
        Some(path) => text_file::read(path).map_err(unread)?,
        None if source == "-" => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().read_to_end(&mut bytes);
            read.map_err(|error| unread(format!("cannot read standard input: {error}")))?;
            let text = text_file::text(bytes);
            text.map_err(|problem| unread(format!("standard input is {problem}")))?
        }
        None => source.to_owned(),
    };
    serde_json::from_str(&text).map_err(|error| {
        let reason = pageboy_models::NotJson::explain(&text, &error);
        let hint = match Path::new(source).is_file() {
            true => format!("; the file is `file://{source}`"),
            false => String::new(),
        };
        Mistakes(vec![Mistake {
            place: "--input".to_owned(),
            message: format!("is not JSON: {reason}{hint}"),
        }])
        .into()
    })
}

/// Runs a command's future to its end.
pub(super) fn run(
    command: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::general)?;
    let done = runtime.block_on(command);
    // A pending host name lookup must not delay the exit.
    runtime.shutdown_background();
    Ok(done?)
}
