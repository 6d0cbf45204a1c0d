//! Retries of calls.

use super::*;
use crate::client::RetryMode;
use crate::schema::{Endpoint, Operation, Protocol, Service, shapes};

static DYNAMODB: Service = Service::new(
    "dynamodb",
    "DynamoDB",
    "2012-08-10",
    Protocol::Json10,
    Endpoint::regional("dynamodb"),
)
.target_prefix("DynamoDB_20120810");
static LIST_TABLES: Operation = Operation::new(&DYNAMODB, "ListTables").output(&shapes::EMPTY);

static SQS: Service = Service::new(
    "sqs",
    "SQS",
    "2012-11-05",
    Protocol::Json10,
    Endpoint::regional("sqs"),
)
.target_prefix("AmazonSQS");
static RECEIVE: Operation = Operation::new(&SQS, "ReceiveMessage").output(&shapes::EMPTY);
static DELETE: Operation = Operation::new(&SQS, "DeleteMessage").output(&shapes::EMPTY);

fn throttled(after: &'static str) -> ScriptStep {
    let headers: &[(&str, &str)] = match after {
        "" => &[],
        after => &[("x-amz-retry-after", after)],
    };
    ScriptStep::response(429, headers, "")
}

#[tokio::test(start_paused = true)]
async fn the_service_says_how_long_to_wait_within_bounds() {
    for (after, least, most) in [("5000", 5.0, 6.0), ("60000", 5.0, 6.0), ("soon", 0.0, 1.0)] {
        let transport = ScriptedTransport::new([throttled(after), success()]);
        let start = Instant::now();
        call(builder(&transport), &RUN_INSTANCES, IMAGE)
            .await
            .unwrap();
        let waited = start.elapsed().as_secs_f64();
        assert!((least..=most + 0.01).contains(&waited), "{after}: {waited}");
    }
}

#[tokio::test(start_paused = true)]
async fn dynamodb_is_asked_four_times_and_its_answers_are_verified() {
    let wrong = || ScriptStep::response(200, &[("x-amz-crc32", "123")], "{}");
    let right = || ScriptStep::response(200, &[("x-amz-crc32", "2745614147")], "{}");
    let transport = ScriptedTransport::new([wrong(), wrong(), wrong(), right()]);
    call(builder(&transport), &LIST_TABLES, &[]).await.unwrap();
    assert_eq!(transport.requests().len(), 4);
    let last = transport.requests().pop().unwrap();
    assert_eq!(last.header("amz-sdk-request"), Some("attempt=4; max=4"));
    let transport = ScriptedTransport::new((0..4).map(|_| wrong()));
    let error = call(builder(&transport), &LIST_TABLES, &[])
        .await
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "dynamodb ListTables: the body is not what was sent: its CRC-32 is 2745614147, and the service says 123 (HTTP 200)"
    );
}

#[tokio::test(start_paused = true)]
async fn long_polls_pause_also_when_nothing_may_be_retried() {
    let failing = || ScriptStep::response(503, &[("x-amz-retry-after", "3000")], "");
    for (operation, pauses) in [(&RECEIVE, true), (&DELETE, false)] {
        let transport = ScriptedTransport::new((0..200).map(|_| failing()));
        let client = Client::new(&SQS, &builder(&transport).build().unwrap());
        let mut last = Duration::ZERO;
        for _ in 0..40 {
            let start = Instant::now();
            let input = samples::input(operation, None);
            let output = Box::new(samples::output(operation, &[]));
            let error = client.call(operation, &input, output).await.err().unwrap();
            last = start.elapsed();
            assert!(error.is_transient());
        }
        assert_eq!(last >= Duration::from_secs(3), pauses, "{last:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn legacy_retries_try_five_times() {
    let transport = ScriptedTransport::new((0..5).map(|_| failure(503, "Unavailable")));
    let config = builder(&transport).retry_mode(RetryMode::Legacy);
    let error = call(config, &RUN_INSTANCES, IMAGE).await.err().unwrap();
    assert_eq!(error.attempts(), 5);
}

#[tokio::test(start_paused = true)]
async fn adaptive_retries_hold_requests_back_after_a_complaint() {
    let script = (0..40).flat_map(|_| [success(), throttled("")]);
    let transport = ScriptedTransport::new(script);
    let config = builder(&transport)
        .retry_mode(RetryMode::Adaptive)
        .build()
        .unwrap();
    let client = Client::new(&samples::EC2, &config);
    let start = Instant::now();
    for _ in 0..20 {
        let input = samples::with(samples::input(&RUN_INSTANCES, None), IMAGE);
        let output = Box::new(samples::output(&RUN_INSTANCES, &[]));
        client.call(&RUN_INSTANCES, &input, output).await.unwrap();
    }
    assert!(
        start.elapsed() > Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}
