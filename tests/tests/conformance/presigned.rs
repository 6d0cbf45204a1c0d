//! Signed URLs beside those of botocore's `generate_presigned_url`, for the same second, keys and parameters.
//!
//! The cases are those of `cases/presigned`. botocore is asked for the method that pageboy chose, and signs for S3 with version
//! 4 at the bucket's own host; without these two settings it signs with version 2, for the host of all regions.

use std::fs;
use std::path::Path;
use std::time::Duration;

use pageboy::schema::shapes;
use pageboy::testing::ScriptedTransport;
use pageboy::{Client, Config, Dynamic, PresignOptions, PresignedRequest};
use pageboy_models::Json;
use pageboy_tests::{not_run::not_run, python};

use crate::compare::{equal, sorted};
use crate::model;
use crate::report::{Outcomes, Report};
use crate::requests::{ask, config, expanded, question};
use crate::suites::text_at;
use crate::values::fill;

#[tokio::test]
async fn signed_urls_are_those_of_botocore() {
    let interpreter = match python::interpreter() {
        Ok(interpreter) => interpreter,
        Err(reason) => return not_run("botocore", reason),
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/presigned/presigned.json");
    let cases: Vec<Json> = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let mut report = Report::new("presigned", &["presigned"]);
    let (mut ours, mut asked) = (Vec::new(), Vec::new());
    for case in &cases {
        let signed = presigned(case).await;
        asked.push(asked_for(case, signed.as_ref().ok()));
        ours.push(signed);
    }
    let theirs = ask(interpreter, &Json::Array(asked));
    let mut outcomes = Outcomes::default();
    for ((case, ours), theirs) in cases.iter().zip(ours).zip(theirs.as_array().unwrap()) {
        let outcome = ours.and_then(|ours| same(&ours, theirs));
        outcomes.push(text_at(case, "/name"), outcome);
    }
    report.file("presigned/presigned", outcomes);
    report.finish();
}

async fn presigned(case: &Json) -> Result<PresignedRequest, String> {
    let (service, name) = (text_at(case, "/service"), text_at(case, "/operation"));
    let operation = model::vendored(service, &name.to_lowercase())?;
    let mut input = Dynamic::new(operation.input.unwrap_or(&shapes::EMPTY));
    fill(&mut input, &expanded(case.get("parameters").unwrap()))?;
    let lifetime = case.get("expires_in").and_then(Json::as_number);
    let lifetime = lifetime.and_then(|seconds| seconds.as_u64());
    let mut options = PresignOptions::new(match lifetime {
        Some(seconds) => Duration::from_secs(seconds),
        None => PresignedRequest::DEFAULT_LIFETIME,
    });
    if let Some(method) = case.get("method").and_then(Json::as_str) {
        options = options.method(method);
    }
    let config = config(case, Config::builder()).transport(ScriptedTransport::default());
    let client = Client::new(operation.service, &config.build().unwrap());
    let signed = client.presign(operation, &input, options).await;
    signed.map_err(|error| error.to_string())
}

/// The question that botocore is asked: for the time and the method of our URL.
fn asked_for(case: &Json, ours: Option<&PresignedRequest>) -> Json {
    let url = ours.map_or("", PresignedRequest::url);
    let time = url
        .split_once("X-Amz-Date=")
        .and_then(|(_, rest)| rest.get(..16));
    let mut question = question(case, time.unwrap_or("20260102T030405Z").to_owned());
    if let Json::Object(members) = &mut question {
        let method = ours.map_or("GET", PresignedRequest::method);
        members.insert("presigned".to_owned(), Json::String(method.to_owned()));
    }
    question
}

fn same(ours: &PresignedRequest, theirs: &Json) -> Result<(), String> {
    if let Some(problem) = theirs.get("error").and_then(Json::as_str) {
        return Err(format!("botocore: {problem}"));
    }
    equal(
        "the URL",
        &sorted(ours.url()),
        &sorted(text_at(theirs, "/url")),
    )
}
