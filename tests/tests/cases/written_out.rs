//! Cases about a caller's concurrent actions, or about random values.

use std::ops::ControlFlow;
use std::time::Duration;

use pageboy::waiter::{Jitter, WaitErrorKind};
use pageboy::{Backoff, Dynamic, Pages, Poll, Wait};
use pageboy_cli::dynamic::Tables;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use crate::definitions::{ServiceSelection, made_up};
use crate::script::{Answer, Script};
use crate::values::{input, json_of};

/// The expected values of Smithy's formula, in the middle of the range.
#[test]
fn t53_exponential_delays_are_smithys() {
    let backoff = Backoff::Exponential {
        min: Some(Duration::from_secs(2)),
        max: Some(Duration::from_secs(120)),
        jitter: Jitter::Full,
    };
    let golden = [
        (2, 2),
        (4, 3),
        (7, 5),
        (12, 9),
        (21, 17),
        (38, 33),
        (71, 61),
        (132, 61),
        (193, 61),
        (254, 46),
        (300, 0),
    ];
    for (retry, (elapsed, delay)) in (1..).zip(golden) {
        let remaining = Duration::from_secs(300 - elapsed);
        let found = backoff.delay(Duration::ZERO, retry, Some(remaining), 0.5);
        assert_eq!(found.as_secs(), delay, "retry {retry} after {elapsed} s");
    }
}

#[tokio::test(start_paused = true)]
async fn t54_a_dropped_wait_calls_no_more() {
    let tables = never_ready("Describe", 10);
    let script = Script::new(
        tables.service,
        &answers(json!([{"status": 201, "body": {}, "times": 3}])),
    );
    // Calls at 0 s and 10 s; the second sleep lasts until 20 s.
    let ended = timeout(
        Duration::from_secs(15),
        wait(&tables, &script).run_dynamic(nothing(&tables)),
    )
    .await;
    assert!(ended.is_err(), "the wait ended by itself: {ended:?}");
    assert_eq!(script.len(), 2);
    sleep(Duration::from_secs(60)).await;
    assert_eq!(script.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn t55_an_observer_ends_the_wait_without_another_sleep() {
    let tables = never_ready("Describe", 5);
    let script = Script::new(
        tables.service,
        &answers(json!([{"status": 201, "body": {}, "times": 3}])),
    );
    let begun = Instant::now();
    let observer = |poll: &Poll| {
        if poll.attempt() == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let ended = wait(&tables, &script)
        .on_poll(observer)
        .run_dynamic(nothing(&tables))
        .await;
    let error = ended.unwrap_err();
    assert!(
        matches!(error.kind(), WaitErrorKind::Cancelled),
        "{error:?}"
    );
    assert_eq!((error.attempts(), script.len()), (2, 2));
    assert_eq!(error.elapsed(), Duration::from_secs(5));
    assert_eq!(begun.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn t61_every_attempt_has_its_own_idempotency_token() {
    let tables = never_ready("DescribeOnce", 1);
    let script = Script::new(
        tables.service,
        &answers(json!([{"status": 201, "body": {}, "times": 2}, {"body": {}}])),
    );
    let waited = wait(&tables, &script)
        .run_dynamic(nothing(&tables))
        .await
        .unwrap();
    assert_eq!(waited.attempts(), 3);
    assert_all_different(&script.calls());
}

#[tokio::test(start_paused = true)]
async fn every_page_has_its_own_idempotency_token() {
    let tables = users("ListOnce");
    let answers =
        answers(json!([{"body": {"Marker": "a"}}, {"body": {"Marker": "b"}}, {"body": {}}]));
    let script = Script::new(tables.service, &answers);
    pages(&tables, &script, "ListOnce")
        .full_result()
        .await
        .unwrap();
    assert_all_different(&script.calls());
}

#[tokio::test(start_paused = true)]
async fn p38_a_second_stream_starts_afresh() {
    let tables = users("List");
    let pages_served = json!([
        {"body": {"Users": ["1"], "Marker": "a"}}, {"body": {"Users": ["2"]}},
        {"body": {"Users": ["1"], "Marker": "a"}}, {"body": {"Users": ["2"]}},
    ]);
    let script = Script::new(tables.service, &answers(pages_served));
    for _ in 0..2 {
        let result = pages(&tables, &script, "List").full_result().await.unwrap();
        assert_eq!(result, json!({"Users": ["1", "2"]}));
    }
    assert_eq!(
        script.calls(),
        [
            json!({}),
            json!({"Marker": "a"}),
            json!({}),
            json!({"Marker": "a"})
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn p60_a_dropped_stream_calls_no_more() {
    let tables = users("List");
    let endless =
        answers(json!([{"body": {"Users": ["1"], "Marker": "a"}}, {"body": {"Marker": "b"}}]));
    let script = Script::new(tables.service, &endless);
    let mut stream = pages(&tables, &script, "List");
    assert_eq!(script.len(), 0);
    let page = stream.next().await.unwrap().unwrap();
    assert_eq!(json_of(&page), json!({"Users": ["1"], "Marker": "a"}));
    drop(stream);
    sleep(Duration::from_secs(60)).await;
    assert_eq!(script.len(), 1);
}

/// A waiter `W` that succeeds on status 200, which the tests send when they want it to end.
fn never_ready(operation: &str, delay: u32) -> Tables {
    let acceptor = json!({"state": "success", "matcher": "status", "expected": 200});
    let waiter = json!({
        "operation": operation, "delay": delay, "maxAttempts": 3, "acceptors": [acceptor],
    });
    made_up(
        ServiceSelection::Waiter("W"),
        &json!({"version": 2, "waiters": {"W": waiter}}),
    )
    .unwrap()
}

/// The paginator of most cases.
fn users(operation: &str) -> Tables {
    let paginator =
        json!({"input_token": "Marker", "output_token": "Marker", "result_key": "Users"});
    made_up(
        ServiceSelection::Paginator(operation),
        &json!({"pagination": {operation: paginator}}),
    )
    .unwrap()
}

fn wait(tables: &Tables, script: &Script) -> Wait {
    Wait::new(script.client(tables.service), tables.waiters["W"])
}

fn pages(tables: &Tables, script: &Script, operation: &str) -> Pages<Dynamic> {
    let paginator = tables.paginators[operation];
    let input = input(paginator.operation, &serde_json::Map::new());
    Pages::dynamic(script.client(tables.service), paginator, input)
}

fn nothing(tables: &Tables) -> Dynamic {
    input(tables.waiters["W"].operation, &serde_json::Map::new())
}

fn answers(answers: Value) -> Vec<Answer> {
    serde_json::from_value(answers).unwrap()
}

fn assert_all_different(calls: &[Value]) {
    let mut tokens: Vec<&str> = calls
        .iter()
        .filter_map(|call| call["ClientToken"].as_str())
        .collect();
    assert_eq!(tokens.len(), 3, "{calls:?}");
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), 3, "{calls:?}");
}
