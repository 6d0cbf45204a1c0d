//! Requests beside those that botocore sends for the same parameters, from the definition to the signature.
//!
//! `cases/requests` has the calls. pageboy makes them over a scripted transport, with the vendored definitions; botocore
//! makes them at the time that pageboy signed, and both are compared: method, URL, headers, body, and the signature where
//! both have the same headers and bytes to sign.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pageboy::schema::{Operation, shapes};
use pageboy::testing::{Scripted, ScriptedTransport, SentRequest};
use pageboy::view::{Slot, Structure};
use pageboy::{
    Body, Client, Config, Credentials, Dynamic, RequestChecksumCalculation,
    ResponseChecksumValidation, Token,
};
use pageboy_models::Json;
use pageboy_tests::{moto, not_run::not_run, python};

use crate::report::{Outcomes, Report};
use crate::suites::text_at;
use crate::values::fill;
use crate::{body, model};

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
            let time = sent
                .as_ref()
                .map_or(String::new(), |sent| sent.time.clone());
            asked.push(question(case, time));
            ours.push(sent);
        }
        let theirs = ask(interpreter, &Json::Array(asked));
        let mut outcomes = Outcomes::default();
        for ((case, ours), theirs) in cases.iter().zip(ours).zip(theirs.as_array().unwrap()) {
            let outcome = ours.and_then(|ours| compare(&ours, theirs));
            outcomes.push(text_at(case, "/name"), outcome);
        }
        let name = file.file_stem().unwrap().to_string_lossy();
        report.file(&format!("requests/{name}"), outcomes);
    }
    report.finish();
}

/// What pageboy sent.
struct Ours {
    operation: &'static Operation,
    request: SentRequest,
    /// When it was signed.
    time: String,
}

const KEYS: (&str, &str) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

async fn send(case: &Json) -> Result<Ours, String> {
    let (service, name) = (text_at(case, "/service"), text_at(case, "/operation"));
    let operation = model::vendored(service, &name.to_lowercase())?;
    let transport = ScriptedTransport::new([Scripted::response(200, &[], "")]);
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    fill(&mut input, &expanded(case.get("parameters").unwrap()))?;
    if let Some(member) = case.get("streamed").and_then(Json::as_str) {
        stream(&mut input, member);
    }
    let client = Client::new(operation.service, &config(case, &transport));
    let output = Box::new(Dynamic::new(operation.output.unwrap_or(&shapes::EMPTY)));
    let result = client.call(operation, &input, output).await;
    // That the empty answer may be no answer does not matter.
    let Some(request) = transport.requests().pop() else {
        return Err(result.err().unwrap().to_string());
    };
    let time = match (
        request.header("x-amz-date"),
        field(&request.text(), "Timestamp"),
    ) {
        (Some(time), _) => time.to_owned(),
        (None, Some(time)) => time.replace(['-', ':'], "").replace("%3A", ""),
        (None, None) => "20260102T030405Z".to_owned(),
    };
    Ok(Ours {
        operation,
        request,
        time,
    })
}

fn config(case: &Json, transport: &ScriptedTransport) -> Config {
    let set = |name: &str| case.at(&format!("/config/{name}")).and_then(Json::as_str);
    let token = set("session_token").map(str::to_owned);
    let mut config = Config::builder()
        .region(set("region").unwrap_or(REGION))
        .credentials(Credentials::new(KEYS.0, KEYS.1, token, None, "tests"))
        .transport(transport.clone())
        .no_retries();
    if let Some(url) = set("endpoint_url") {
        config = config.endpoint_url(url);
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
    config.build()
}

const REGION: &str = "eu-central-1";

/// Makes a stream of a payload in memory.
fn stream(input: &mut Dynamic, member: &str) {
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
    *body = Body::from_stream(futures_util::stream::iter(pieces), Some(length));
}

/// Parameters with `{"$repeat": [text, times]}` as the text it stands for.
fn expanded(value: &Json) -> Json {
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

/// What botocore is asked.
fn question(case: &Json, time: String) -> Json {
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

fn ask(interpreter: &Path, questions: &Json) -> Json {
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

/// What is not compared: it is random, or each library's own, or added by the transport.
const NOT_COMPARED: [&str; 8] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-length",
    "expect",
    "transfer-encoding",
    "user-agent",
    "x-amz-user-agent",
];

fn compare(ours: &Ours, theirs: &Json) -> Result<(), String> {
    if let Some(problem) = theirs.get("error").and_then(Json::as_str) {
        return Err(format!("botocore: {problem}"));
    }
    let request = &ours.request;
    equal(
        "the method",
        request.method.as_str(),
        text_at(theirs, "/method"),
    )?;
    let (found, expected) = (
        sorted(&request.uri.to_string()),
        sorted(text_at(theirs, "/url")),
    );
    equal("the URL", &found, &expected)?;
    let same_headers = compare_headers(ours, theirs)?;
    let body = BASE64_STANDARD.decode(text_at(theirs, "/body")).unwrap();
    let same_body = compare_body(ours, &body)?;
    compare_authorization(request, theirs, same_headers && same_body)
}

/// Whether the headers are the same, but for those that are not signed.
fn compare_headers(ours: &Ours, theirs: &Json) -> Result<bool, String> {
    let found = ours.request.headers.iter();
    let found: BTreeMap<String, String> = found
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let expected: BTreeMap<String, String> = theirs
        .get("headers")
        .and_then(Json::as_object)
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    let mut are_same = true;
    let names: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    for name in names {
        let (found, expected) = (found.get(name), expected.get(name));
        let is_hash_of_body = name == "x-amz-content-sha256" || name.starts_with("x-amz-checksum-");
        if found == expected || NOT_COMPARED.contains(&name.as_str()) {
            continue;
        }
        are_same = false;
        // botocore sends no type of XML and of bytes.
        let is_our_type = name == "content-type" && expected.is_none();
        // Bodies that mean the same need not have the same bytes.
        let is_of_other_bytes = is_hash_of_body && found.is_some() && expected.is_some();
        if !is_our_type && !is_of_other_bytes {
            return Err(format!(
                "the header {name} is {found:?}, expected {expected:?}"
            ));
        }
    }
    Ok(are_same)
}

/// Whether the bodies have the same bytes.
fn compare_body(ours: &Ours, expected: &[u8]) -> Result<bool, String> {
    let request = &ours.request;
    if *request.body == *expected {
        return Ok(true);
    }
    let (found, expected) = match request.header("content-encoding") {
        Some(encoding) if encoding.ends_with("aws-chunked") => {
            // The chunks may be others, of the same stream with the same trailer.
            let (found, expected) = (unchunked(&request.body)?, unchunked(expected)?);
            return if found == expected {
                Ok(true)
            } else {
                Err("the stream or its trailer is another one".to_owned())
            };
        }
        Some(encoding) if encoding.ends_with("gzip") => {
            (decompressed(&request.body)?, decompressed(expected)?)
        }
        _ => (
            request.text(),
            String::from_utf8_lossy(expected).into_owned(),
        ),
    };
    let is_form = request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let are_same = if is_form {
        fields(&found) == fields(&expected)
    } else {
        body::same(ours.operation.service.protocol, &found, &expected)
    };
    if are_same {
        Ok(false)
    } else {
        Err(format!("the body is {found:?}, expected {expected:?}"))
    }
}

/// Compares the header, or what is signed and for whom when the signature cannot be the same.
fn compare_authorization(
    request: &SentRequest,
    theirs: &Json,
    is_same_signature: bool,
) -> Result<(), String> {
    let found = request.header("authorization").unwrap_or_default();
    let expected = text_at(theirs, "/headers/authorization");
    if is_same_signature {
        return equal("the signature", found, expected);
    }
    let parts = |text: &str| {
        let text = text.replace("content-type;", "");
        text.split_once(", Signature=")
            .map(|(start, _)| start.to_owned())
    };
    if parts(found) == parts(expected) {
        Ok(())
    } else {
        Err(format!("{found:?} is signed, expected {expected:?}"))
    }
}

/// The content of a stream in chunks, and what stands behind it.
fn unchunked(mut rest: &[u8]) -> Result<(Vec<u8>, Vec<u8>), String> {
    let mut content = Vec::new();
    loop {
        let end = rest
            .windows(2)
            .position(|pair| pair == b"\r\n")
            .ok_or("no chunk")?;
        let size = std::str::from_utf8(&rest[..end]).map_err(|error| error.to_string())?;
        let size = usize::from_str_radix(size, 16).map_err(|error| error.to_string())?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Ok((content, rest.to_vec()));
        }
        content.extend_from_slice(rest.get(..size).ok_or("a chunk is cut off")?);
        rest = rest.get(size + 2..).ok_or("a chunk is cut off")?;
    }
}

fn decompressed(bytes: &[u8]) -> Result<String, String> {
    let mut text = String::new();
    let mut decoder = flate2::read::GzDecoder::new(bytes);
    match decoder.read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(error.to_string()),
    }
}

/// The fields of a form, sorted; those in a URL that is one, too.
fn fields(form: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = pairs(form)
        .map(|(name, value)| {
            let value = if value.starts_with("https://") {
                sorted(&value)
            } else {
                value
            };
            (name, value)
        })
        .collect();
    fields.sort();
    fields
}

/// A URL with its query sorted: its order says nothing, and is not signed.
fn sorted(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let mut fields: Vec<_> = query.split('&').collect();
    fields.sort_unstable();
    format!("{path}?{}", fields.join("&"))
}

fn pairs(form: &str) -> impl Iterator<Item = (String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned()
    };
    form.split('&').map(move |field| {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        (decode(name), decode(value))
    })
}

fn field(form: &str, name: &str) -> Option<String> {
    pairs(form)
        .find(|(field, _)| field == name)
        .map(|(_, value)| value)
}

fn equal(what: &str, found: &str, expected: &str) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what} is {found:?}, expected {expected:?}"))
    }
}
