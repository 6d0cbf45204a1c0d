//! Whole calls over a scripted transport.

mod authentication;
mod call_settings;
mod clock_skew;
mod compression;
mod logged;
mod objects;
mod pace;
mod presigned;
mod published;
mod redirects;
mod refusals;
mod retries;
mod schemes;
mod secrets;
#[cfg(feature = "event-streams")]
mod silence;
mod unreadable;
#[cfg(feature = "sigv4a")]
mod version_4a;

use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use tokio::time::Instant;

use super::samples::{
    self, GET_BUCKET_LOCATION, GET_OBJECT, LIST_OBJECTS, PUT_OBJECT, RUN_INSTANCES, UNSIGNED,
};
use super::{
    Client, Config, ConfigBuilder, Reply, RequestChecksumCalculation, ResponseChecksumValidation,
    TransportError,
};
use crate::body::Body;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::schema::Operation;
use crate::testing::{ScriptStep, ScriptedTransport, SentRequest};
use crate::view::{Slot, Structure, View};
use crate::{BodyError, Dynamic};

const RESERVATION: &str = r#"<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>r-id</requestId><reservationId>r-1</reservationId></RunInstancesResponse>"#;
const IMAGE: &[(&str, &str)] = &[("ImageId", "ami-1")];
const XML: &[(&str, &str)] = &[("content-type", "text/xml;charset=UTF-8")];

fn success() -> ScriptStep {
    ScriptStep::response(200, XML, RESERVATION)
}

fn failure(status: u16, code: &str) -> ScriptStep {
    let body = format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>why</Message></Error></Errors>\
         <RequestID>e-id</RequestID></Response>"
    );
    ScriptStep::response(status, XML, body)
}

fn builder(transport: &ScriptedTransport) -> ConfigBuilder {
    Config::builder()
        .region("eu-central-1")
        .credentials(keys())
        .transport(transport.clone())
}

async fn call(
    config: ConfigBuilder,
    operation: &'static Operation,
    members: &[(&str, &str)],
) -> Result<Reply, Error> {
    let input = samples::with(samples::input(operation, None), members);
    let output = Box::new(samples::output(operation, &[]));
    let client = Client::new(operation.service, &config.build().unwrap());
    client.call(operation, &input, output).await
}

fn keys() -> Credentials {
    Credentials::new("id", "secret", None, None, "test")
}

#[derive(Debug)]
struct Broken;

impl ProvideCredentials for Broken {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let error = CredentialsError::provider_error("the vault is closed");
        future::ProvideCredentials::ready(Err(error))
    }
}

/// Calls RunInstances with an image, over a script.
async fn run(
    script: impl IntoIterator<Item = ScriptStep>,
) -> (Result<Reply, Error>, Vec<SentRequest>) {
    let transport = ScriptedTransport::new(script);
    let result = call(
        builder(&transport),
        &RUN_INSTANCES,
        &[("ImageId", "ami-1"), ("UserData", "#!/bin/sh")],
    )
    .await;
    (result, transport.requests())
}

fn text(reply: &Reply, member: &str) -> String {
    let text = reply.output.view_by_name(member).as_str();
    text.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_call_is_signed_sent_and_parsed() {
    let (reply, requests) = run([success()]).await;
    let reply = reply.unwrap();
    assert_eq!(text(&reply, "ReservationId"), "r-1");
    assert_eq!(reply.metadata.status, 200);
    assert_eq!(reply.metadata.attempts, 1);
    let [request] = &requests[..] else {
        panic!("{requests:?}");
    };
    assert_eq!(request.method, "POST");
    assert_eq!(request.uri, "https://ec2.eu-central-1.amazonaws.com/");
    assert!(
        request.text().contains("IyEvYmluL3No"),
        "{}",
        request.text()
    );
    let authorization = request.header("authorization").unwrap();
    assert!(
        authorization.contains("/eu-central-1/ec2/aws4_request"),
        "{authorization}"
    );
    assert_eq!(request.header("amz-sdk-request"), Some("attempt=1; max=3"));
    assert_eq!(request.header("amz-sdk-invocation-id").unwrap().len(), 36);
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("pageboy/")
    );
    let length = request.body.len().to_string();
    assert_eq!(request.header("content-length"), Some(&*length));
}

#[tokio::test]
async fn only_what_is_needed_is_signed() {
    let (_, requests) = run([success()]).await;
    let authorization = requests[0].header("authorization").unwrap();
    for header in ["user-agent", "amz-sdk", "content-length"] {
        assert!(!authorization.contains(header), "{authorization}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_passes_is_retried_with_the_same_token_and_id() {
    let start = Instant::now();
    let (reply, requests) = run([
        failure(503, "Unavailable"),
        failure(400, "RequestLimitExceeded"),
        success(),
    ])
    .await;
    assert_eq!(reply.unwrap().metadata.attempts, 3);
    assert!(start.elapsed() <= Duration::from_secs(1 + 2));
    let id = requests[0].header("amz-sdk-invocation-id");
    for (number, request) in (1..).zip(&requests) {
        assert_eq!(request.text(), requests[0].text());
        assert_eq!(request.header("amz-sdk-invocation-id"), id);
        if number > 1 {
            let expected = format!("attempt={number}; max=3");
            assert_eq!(request.header("amz-sdk-request"), Some(&*expected));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_failure_is_the_error() {
    let (result, requests) = run([
        failure(503, "First"),
        failure(503, "Second"),
        failure(503, "Third"),
        success(),
    ])
    .await;
    let error = result.err().unwrap();
    assert_eq!(requests.len(), 3);
    assert_eq!(error.attempts(), 3);
    assert_eq!(error.code(), Some("Third"));
    assert_eq!(error.status(), Some(503));
    assert!(
        error.to_string().starts_with("ec2 RunInstances: "),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_declared_error_is_retried_if_the_model_says_so() {
    let (reply, _) = run([failure(400, "Busy"), success()]).await;
    assert_eq!(reply.unwrap().metadata.attempts, 2);
}

#[tokio::test]
async fn a_failure_for_good_is_not_retried() {
    let (result, requests) = run([failure(400, "InvalidAMIID.NotFound"), success()]).await;
    let error = result.err().unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(error.code(), Some("InvalidAMIID.NotFound"));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn retries_can_be_switched_off() {
    let transport = ScriptedTransport::new([failure(503, "Unavailable"), success()]);
    let config = builder(&transport).no_retries();
    let result = call(config, &RUN_INSTANCES, IMAGE).await;
    assert_eq!(result.err().unwrap().attempts(), 1);
    assert_eq!(transport.unused(), 1);
}

#[tokio::test(start_paused = true)]
async fn clones_share_the_retry_quota() {
    let script = (0..400).map(|_| failure(503, "Unavailable"));
    let transport = ScriptedTransport::new(script);
    let client = Client::new(&samples::EC2, &builder(&transport).build().unwrap());
    let input = samples::input(&RUN_INSTANCES, Some(("ImageId", "ami-1")));
    // Two retries a call, at 14 each, of 500.
    for call in 0..20 {
        let output = Box::new(samples::output(&RUN_INSTANCES, &[]));
        let result = client.clone().call(&RUN_INSTANCES, &input, output).await;
        let expected = match call {
            0..17 => 3,
            17 => 2,
            _ => 1,
        };
        assert_eq!(result.err().unwrap().attempts(), expected, "call {call}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_closed_connection_names_service_and_operation() {
    let closed = || ScriptStep::error(TransportError::new("the connection was closed"));
    let (result, requests) = run([closed(), closed(), closed()]).await;
    let error = result.err().unwrap();
    assert_eq!(
        error.to_string(),
        "ec2 RunInstances: the connection was closed"
    );
    assert_eq!(requests.len(), 3);
    assert!(error.is_transient());
    assert!(!error.is_timeout());
}

#[tokio::test]
async fn a_request_that_was_not_scripted_is_not_retried() {
    let (result, requests) = run([]).await;
    assert_eq!(
        result.err().unwrap().to_string(),
        "ec2 RunInstances: request 1 was not scripted: POST https://ec2.eu-central-1.amazonaws.com/"
    );
    assert_eq!(requests.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_takes_too_long_is_retried() {
    let transport = ScriptedTransport::new([success().delay(Duration::from_secs(9)), success()]);
    let config = builder(&transport).attempt_timeout(Duration::from_secs(5));
    let reply = call(config, &RUN_INSTANCES, IMAGE).await;
    assert_eq!(reply.unwrap().metadata.attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn attempts_that_all_take_too_long_are_a_timeout() {
    let slow = || success().delay(Duration::from_secs(9));
    let transport = ScriptedTransport::new([slow(), slow(), slow()]);
    let config = builder(&transport).attempt_timeout(Duration::from_secs(5));
    let result = call(config, &RUN_INSTANCES, IMAGE).await;
    let error = result.err().unwrap();
    assert_eq!(error.to_string(), "ec2 RunInstances: no answer within 5s");
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_takes_too_long_ends() {
    let start = Instant::now();
    let transport = ScriptedTransport::new([success().delay(Duration::from_secs(3600))]);
    let config = builder(&transport).operation_timeout(Duration::from_secs(7));
    let result = call(config, &RUN_INSTANCES, IMAGE).await;
    let error = result.err().unwrap();
    assert_eq!(
        error.to_string(),
        "ec2 RunInstances: the call took longer than 7s"
    );
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 1);
    assert_eq!(start.elapsed(), Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_ends_early_is_retried_and_then_an_error() {
    let truncated = || ScriptStep::truncated(200, XML, &RESERVATION[..40], 300);
    let (reply, _) = run([truncated(), success()]).await;
    assert_eq!(reply.unwrap().metadata.attempts, 2);
    let (result, _) = run([truncated(), truncated(), truncated()]).await;
    let error = result.err().unwrap();
    assert_eq!(
        error.to_string(),
        "ec2 RunInstances: the body ended after 40 of 300 bytes (HTTP 200)"
    );
    assert!(matches!(error.kind(), ErrorKind::Response { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_off_is_retried() {
    let broken = [
        Ok(RESERVATION.into()),
        Err(BodyError::timeout("no byte of the answer came for 60s")),
    ];
    let (reply, _) = run([ScriptStep::stream(200, XML, broken), success()]).await;
    assert_eq!(reply.unwrap().metadata.attempts, 2);
}

#[tokio::test]
async fn a_body_over_the_limit_is_an_error_at_once() {
    let transport = ScriptedTransport::new([success(), success()]);
    let limits = Limits {
        body: 20,
        ..Limits::default()
    };
    let config = builder(&transport).limits(limits);
    let result = call(config, &RUN_INSTANCES, IMAGE).await;
    assert_eq!(
        result.err().unwrap().to_string(),
        "ec2 RunInstances: the body is larger than the limit of 20 bytes (`Limits::body`) (HTTP 200)"
    );
    assert_eq!(transport.unused(), 1);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_retried() {
    let (result, requests) = run([ScriptStep::response(200, XML, "!{ not xml <"), success()]).await;
    let error = result.err().unwrap();
    assert!(
        matches!(error.kind(), ErrorKind::Response { .. }),
        "{error:?}"
    );
    assert!(
        error.to_string().starts_with("ec2 RunInstances: "),
        "{error}"
    );
    assert_eq!(requests.len(), 1);
}

#[tokio::test]
async fn the_time_of_signing_is_the_configurations() {
    let transport = ScriptedTransport::new([success()]);
    let now = || std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
    call(builder(&transport).now(now), &RUN_INSTANCES, IMAGE)
        .await
        .unwrap();
    let date = transport.requests()[0]
        .header("x-amz-date")
        .map(str::to_owned);
    assert_eq!(date.as_deref(), Some("20260102T030405Z"));
}

#[tokio::test]
async fn a_call_can_be_made_in_a_task_of_its_own() {
    let transport = Arc::new(ScriptedTransport::new([success()]));
    let config = Config::builder()
        .region("us-east-1")
        .credentials(keys())
        .transport(transport);
    let task = tokio::spawn(async move {
        call(config, &RUN_INSTANCES, IMAGE)
            .await
            .unwrap()
            .metadata
            .attempts
    });
    assert_eq!(task.await.unwrap(), 1);
}
