//! Compares requests with botocore's for the same parameters, from the definition to the signature.
//!
//! `cases/requests` has the calls. pageboy makes them over a scripted transport, with the vendored definitions; botocore
//! makes them at the time that pageboy signed, and both are compared: method, URL, headers, body, and the signature where
//! both have the same headers and bytes to sign.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use pageboy::schema::{Operation, shapes};
use pageboy::testing::{ScriptStep, ScriptedTransport};
use pageboy::view::{Slot, Structure};
use pageboy::{
    Body, Client, Config, ConfigBuilder, Credentials, Dynamic, RequestChecksumCalculation,
    ResponseChecksumValidation, Token,
};
use pageboy_models::Json;
use pageboy_tests::{moto, not_run::not_run, python};

use crate::compare::{Ours, SigningTime, compare, field};
use crate::model;
use crate::report::{Outcomes, Report};
use crate::suites::text_at;
use crate::values::fill;

#[tokio::test]
async fn requests_are_those_that_botocore_sends() {
    let interpreter = match python::interpreter() {
        Ok(interpreter) => interpreter,
        Err(reason) => return not_run("botocore", reason),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/requests");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut report = Report::new("requests", &["requests"]);
    for file in files {
        let cases: Vec<Json> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let mut ours = Vec::new();
        let mut asked = Vec::new();
        for case in &cases {
            let sent = send(case).await;
            let time = sent.as_ref().map_or(String::new(), signing_time);
            asked.push(question(case, time));
            ours.push(sent);
        }
        let theirs = ask(interpreter, &Json::Array(asked));
        let mut outcomes = Outcomes::default();
        for ((case, ours), theirs) in cases.iter().zip(ours).zip(theirs.as_array().unwrap()) {
            let outcome = match case.get("refused").and_then(Json::as_str) {
                Some(problem) => refused(ours, problem),
                None => ours.and_then(|ours| compare(&ours, theirs, SigningTime::AtTheSameTime)),
            };
            outcomes.push(text_at(case, "/name"), outcome);
        }
        let name = file.file_stem().unwrap().to_string_lossy();
        report.file(&format!("requests/{name}"), outcomes);
    }
    report.finish();
}

/// The reason why nothing was sent.
fn refused(ours: Result<Ours, String>, problem: &str) -> Result<(), String> {
    match ours {
        Ok(_) => Err(format!("sent, and should not be: {problem}")),
        Err(found) if found.contains(problem) => Ok(()),
        Err(found) => Err(format!("refused with {found:?}, not {problem:?}")),
    }
}

/// The sender of the requests.
pub(crate) const KEYS: (&str, &str) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

/// Sends the request of a case. One that contains a signed URL has two times, and is sent again if a second passed between them.
async fn send(case: &Json) -> Result<Ours, String> {
    loop {
        let second = this_second();
        let ours = send_once(case).await;
        if second == this_second() {
            return ours;
        }
    }
}

fn this_second() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.unwrap().as_secs()
}

async fn send_once(case: &Json) -> Result<Ours, String> {
    let (service, name) = (text_at(case, "/service"), text_at(case, "/operation"));
    let operation = model::vendored(service, &name.to_lowercase())?;
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    fill(&mut input, &expanded(case.get("parameters").unwrap()))?;
    if let Some(member) = case.get("streamed").and_then(Json::as_str) {
        stream(&mut input, member, false);
    }
    if let Some(member) = case.get("repeatable").and_then(Json::as_str) {
        stream(&mut input, member, true);
    }
    sent(operation, &input, |builder| config(case, builder)).await
}

/// The request with this input; the configuration needs only settings.
pub(crate) async fn sent(
    operation: &'static Operation,
    input: &Dynamic,
    configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Result<Ours, String> {
    // S3 Express asks for a session first; for all others this is an answer like any other.
    let answers = [SESSION, ""].map(|body| ScriptStep::response(200, &[], body));
    let transport = ScriptedTransport::new(answers);
    let config = configure(Config::builder()).transport(transport.clone());
    let client = Client::new(operation.service, &config.no_retries().build().unwrap());
    let output = Box::new(Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY)));
    let result = client.call(operation, input, output).await;
    // The answer need not belong to the operation.
    match transport.requests().pop() {
        Some(request) => Ok(Ours { operation, request }),
        None => Err(result.err().unwrap().to_string()),
    }
}

pub(crate) const SESSION: &str = "<CreateSessionResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Credentials>\
    <SessionToken>session</SessionToken><SecretAccessKey>secret</SecretAccessKey><AccessKeyId>id</AccessKeyId>\
    <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></CreateSessionResult>";

/// When a request was signed, in the form of `X-Amz-Date`.
fn signing_time(ours: &Ours) -> String {
    let request = &ours.request;
    match (
        request.header("x-amz-date"),
        field(&request.text(), "Timestamp"),
    ) {
        (Some(time), _) => time.to_owned(),
        (None, Some(time)) => time.replace(['-', ':'], ""),
        (None, None) => "20260102T030405Z".to_owned(),
    }
}

pub(crate) fn config(case: &Json, builder: ConfigBuilder) -> ConfigBuilder {
    let set = |name: &str| case.at(&format!("/config/{name}")).and_then(Json::as_str);
    let token = set("session_token").map(str::to_owned);
    let mut config = builder
        .region(set("region").unwrap_or(REGION))
        .credentials(Credentials::new(KEYS.0, KEYS.1, token, None, "tests"));
    let headers = case.get("headers").and_then(Json::as_object);
    for (name, value) in headers.into_iter().flatten() {
        config = config.header(name, value.as_str().unwrap());
    }
    if let Some(url) = set("endpoint_url") {
        config = config.endpoint_url(url);
    }
    if let Some(Json::Bool(true)) = case.at("/config/no_credentials") {
        config = config.no_credentials();
    }
    if let Some(token) = set("bearer_token") {
        config = config.bearer_token(Token::from(token));
    }
    if set("request_checksum_calculation") == Some("when_required") {
        config = config.request_checksum_calculation(RequestChecksumCalculation::WhenRequired);
    }
    if set("response_checksum_validation") == Some("when_required") {
        config = config.response_checksum_validation(ResponseChecksumValidation::WhenRequired);
    }
    if let Some(Json::Bool(allowed)) = case.at("/config/request_compression") {
        config = config.request_compression(*allowed);
    }
    let size = case.at("/config/request_min_compression_size_bytes");
    if let Some(size) = size.and_then(Json::as_number) {
        let size = usize::try_from(size.as_u64().unwrap()).unwrap();
        config = config.request_min_compression_size_bytes(size);
    }
    config
}

const REGION: &str = "eu-central-1";

/// Turns a payload in memory into a stream, or into a source of such streams.
fn stream(input: &mut Dynamic, member: &str, is_repeatable: bool) {
    let index = input.shape().index_of(member).unwrap();
    let Some(Slot::Stream(body)) = input.get_mut(index).map(|value| value.slot()) else {
        panic!("{member} is no stream");
    };
    let bytes = body.bytes().unwrap().clone();
    let length = bytes.len() as u64;
    let pieces: Vec<_> = bytes
        .chunks(100_000)
        .map(|piece| Ok(piece.to_vec().into()))
        .collect();
    *body = if is_repeatable {
        let chunks = move || {
            let pieces: Vec<_> = bytes
                .chunks(100_000)
                .map(bytes::Bytes::copy_from_slice)
                .collect();
            futures_util::stream::iter(pieces.into_iter().map(Ok))
        };
        Body::from_fn(chunks, Some(length))
    } else {
        Body::from_stream(futures_util::stream::iter(pieces), Some(length))
    };
}

/// Parameters with `{"$repeat": [text, times]}` as the text it stands for.
pub(crate) fn expanded(value: &Json) -> Json {
    match value {
        Json::Object(members) => match members.get("$repeat").and_then(Json::as_array) {
            Some([Json::String(text), Json::Number(times)]) => {
                let times = usize::try_from(times.as_u64().unwrap()).unwrap();
                Json::String(text.repeat(times))
            }
            _ => {
                let members = members.iter();
                Json::Object(
                    members
                        .map(|(name, value)| (name.clone(), expanded(value)))
                        .collect(),
                )
            }
        },
        Json::Array(items) => Json::Array(items.iter().map(expanded).collect()),
        other => other.clone(),
    }
}

/// The question for botocore.
pub(crate) fn question(case: &Json, time: String) -> Json {
    let mut question = expanded(case);
    if let Json::Object(members) = &mut question {
        let empty = Json::Object(Default::default());
        let config = members.entry("config".to_owned()).or_insert(empty);
        if let Json::Object(config) = config {
            let region = Json::String(REGION.to_owned());
            config.entry("region".to_owned()).or_insert(region);
        }
        members.insert("time".to_owned(), Json::String(time));
    }
    question
}

pub(crate) fn ask(interpreter: &Path, questions: &Json) -> Json {
    let mut command = Command::new(interpreter);
    command
        .arg("-B")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/python/send.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    moto::without_settings(&mut command);
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let questions = serde_json::to_vec(questions).unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&questions));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "botocore could not be asked");
    serde_json::from_slice(&output.stdout).unwrap()
}
