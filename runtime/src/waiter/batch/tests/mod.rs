//! Waits for many things.

mod cloud;
mod small;

use std::collections::{BTreeMap, HashMap};
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::view::Structure;
use crate::waiter::{WaitErrorKind, WaitOutcome, Waiter};

use super::*;
use cloud::{Cloud, OPERATION, of, running, service_error};

async fn run(run: RunAll) -> WaitAllOutcome<Dynamic> {
    WaitAllOutcome::new(
        wait_all(run)
            .await
            .map_err(|error| error.to_string())
            .unwrap(),
    )
}

fn ids(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("i-{number}"))
}

/// The ids that failed, by what is said.
fn failures(all: &WaitAllOutcome<Dynamic>) -> String {
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (id, error) in all.failed() {
        texts.entry(error.to_string()).or_default().push(id);
    }
    let lines = texts
        .iter()
        .map(|(text, ids)| format!("{}: {text}", ids.join(" ")));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_take_ten_calls_a_round_and_what_is_done_is_dropped() {
    let cloud = Cloud::new(|id, seconds| {
        let late = id.ends_with('7');
        Some(if late && seconds < 20.0 {
            "pending"
        } else {
            "running"
        })
    });
    let all = run(of(&cloud, running(1000, false), ids(10_000))).await;
    assert!(all.is_success());
    assert_eq!((all.len(), all.calls()), (10_000, 12));
    let sizes: Vec<usize> = cloud.asked().iter().map(|(_, ids)| ids.len()).collect();
    assert_eq!(sizes[..10], [1000; 10]);
    assert_eq!(sizes[10..], [1000, 1000], "rounds at 15 s and 30 s");
}

#[tokio::test(start_paused = true)]
async fn each_id_has_its_own_result_with_what_is_about_it_alone() {
    let cloud = Cloud::new(|id, _| match id {
        "i-1" => Some("broken"),
        "i-2" => None,
        _ => Some("running"),
    });
    let mut all = of(&cloud, running(100, false), ids(4));
    all.options.max_attempts = Some(2);
    let all = run(all).await;
    let given: Vec<&str> = all.iter().map(|(id, _)| id).collect();
    assert_eq!(
        given,
        ["i-0", "i-1", "i-2", "i-3"],
        "in the order that was given"
    );
    let Some(Ok(waited)) = all.get("i-3") else {
        panic!("{all:?}");
    };
    assert_eq!(waited.request_id(), Some("id-1"));
    let output = serde_json::to_string(
        &crate::search::<serde_json::Value>(
            waited.output().unwrap(),
            "Groups[].Things[].[Arn, State]",
        )
        .unwrap(),
    );
    assert_eq!(output.unwrap(), r#"[["i-3","running"]]"#);
    insta::assert_snapshot!(failures(&all), @r#"
    i-2: Waiter ThingsRunning failed: Max attempts exceeded
    i-1: Waiter ThingsRunning failed: Waiter encountered a terminal failure state: For expression "Groups[].Things[].State" we matched expected path: "broken" at least once
    "#);
    insta::assert_snapshot!(cloud.requests(), @"
    0.0 s: i-0 i-1 i-2 i-3
    15.0 s: i-2
    ");
    insta::assert_snapshot!(all, @"2 done, 2 failed after 2 calls");
}

#[tokio::test(start_paused = true)]
async fn no_ids_make_no_call_and_equal_ones_count_once() {
    let cloud = Cloud::new(|_, _| Some("running"));
    let none = run(of(&cloud, running(100, false), [])).await;
    assert!(none.is_empty() && none.is_success() && cloud.asked().is_empty());
    let twice = ids(3).chain(ids(3));
    let all = run(of(&cloud, running(100, false), twice)).await;
    assert_eq!(all.len(), 3);
    insta::assert_snapshot!(cloud.requests(), @"0.0 s: i-0 i-1 i-2");
}

#[tokio::test(start_paused = true)]
async fn an_id_may_be_the_end_of_an_arn() {
    let cloud = Cloud::new(|_, _| Some("running"));
    let arns = ["arn:aws:made-up:::thing/main/a".to_owned()];
    assert!(
        run(of(&cloud, running(100, false), arns))
            .await
            .is_success()
    );
    let names = HashMap::from([("a", 0), ("main/b", 1)]);
    let mut page = Cloud::new(|_, _| Some("running"));
    page.page = 10;
    let page = page.output(
        &[
            "arn:aws:made-up:::thing/main/a",
            "arn:aws:made-up:::thing/main/b",
            "x/a",
        ]
        .map(str::to_owned),
        0,
    );
    let lists = running(1, false).batch.unwrap().items;
    let page: &dyn Structure = &page;
    let items = items::by_id(lists, [page].into_iter(), &names);
    assert_eq!((items[&0].len(), items[&1].len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn pages_are_followed() {
    let mut cloud = Cloud::new(|_, _| Some("running"));
    cloud.page = 2;
    let all = run(of(&cloud, running(5, true), ids(5))).await;
    assert!(all.is_success());
    assert_eq!(all.calls(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_error_about_one_id_fails_that_one_alone() {
    let mut cloud = Cloud::new(|_, _| Some("running"));
    cloud.fails = |_, ids| {
        let bad = ids.iter().any(|id| id == "i-5");
        bad.then(|| service_error(400, "InvalidThing.NotFound", "there is no such thing"))
    };
    let all = run(of(&cloud, running(100, false), ids(8))).await;
    insta::assert_snapshot!(failures(&all), @"i-5: Waiter ThingsRunning failed: An error occurred (InvalidThing.NotFound): there is no such thing");
    insta::assert_snapshot!(cloud.requests(), @"
    0.0 s: i-0 … i-7 (8)
    0.0 s: i-0 i-1 i-2 i-3
    0.0 s: i-4 i-5 i-6 i-7
    0.0 s: i-4 i-5
    0.0 s: i-6 i-7
    0.0 s: i-4
    0.0 s: i-5
    ");
}

#[tokio::test(start_paused = true)]
async fn an_error_that_names_ids_takes_one_call_more_for_each() {
    let mut cloud = Cloud::new(|_, _| Some("running"));
    cloud.fails = |_, ids| {
        let bad = ids.iter().any(|id| id == "i-5");
        bad.then(|| service_error(400, "InvalidThing.NotFound", "there is no i-5"))
    };
    let all = run(of(&cloud, running(100, false), ids(100))).await;
    assert_eq!((all.failed().count(), all.calls()), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn an_error_about_who_asks_is_not_narrowed() {
    let mut cloud = Cloud::new(|_, _| Some("running"));
    cloud.fails = |_, _| Some(service_error(400, "AccessDeniedException", "no"));
    let all = run(of(&cloud, running(100, false), ids(100))).await;
    assert_eq!((all.failed().count(), all.calls()), (100, 1));
    let (_, error) = all.failed().next().unwrap();
    assert!(matches!(error.kind(), WaitErrorKind::Unmatched));
    assert!(error.source().is_some());
}

#[tokio::test(start_paused = true)]
async fn throttling_is_ridden_out() {
    let mut cloud = Cloud::new(|_, _| Some("running"));
    cloud.fails =
        |number, _| (number <= 2).then(|| service_error(400, "ThrottlingException", "slower"));
    let all = run(of(&cloud, running(2, false), ids(6))).await;
    assert!(all.is_success());
    assert_eq!(all.calls(), 5);
    let (_, waited) = all.succeeded().next().unwrap();
    assert_eq!(waited.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_fails_nobody() {
    let mut cloud = Cloud::new(|_, _| Some("running"));
    cloud.fails = |number, _| {
        let kind = ErrorKind::Response {
            message: "the answer is not a JSON object: it has no body".to_owned(),
            status: 200,
            request_id: None,
        };
        (number == 1).then(|| Error::new(&OPERATION, kind).transient(true))
    };
    let all = run(of(&cloud, running(1000, false), ids(1000))).await;
    assert!(all.is_success());
    assert_eq!(all.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_keep_to_the_rate_and_to_the_concurrency() {
    let mut cloud = Cloud::new(|_, _| Some("running"));
    cloud.takes = Duration::from_secs(1);
    let mut all = of(&cloud, running(1, false), ids(8));
    all.pace = Some(10.0);
    all.concurrency = Some(2);
    assert!(run(all).await.is_success());
    assert_eq!(cloud.under_way.lock().unwrap().1, 2);
    let times: Vec<f64> = cloud.asked().iter().map(|(seconds, _)| *seconds).collect();
    let closest = times
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .fold(f64::MAX, f64::min);
    assert!(closest > 0.099, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_keeps_what_was_heard_before() {
    let mut cloud = Cloud::new(|_, _| Some("running"));
    cloud.takes = Duration::from_secs(4);
    let mut all = of(&cloud, running(1, false), ids(3));
    all.concurrency = Some(1);
    all.options.max_wait = Some(Duration::from_secs(10));
    let all = run(all).await;
    assert_eq!(all.succeeded().count(), 2);
    insta::assert_snapshot!(failures(&all), @"i-2: Waiter ThingsRunning failed: Max wait time of 10 s exceeded");
}

#[tokio::test(start_paused = true)]
async fn rounds_tell_how_far_the_wait_has_come_and_may_end_it() {
    let cloud = Cloud::new(|id, seconds| {
        Some(match id {
            "i-0" => "running",
            "i-1" => "broken",
            "i-2" if seconds > 10.0 => "running",
            _ => "pending",
        })
    });
    let lines = Arc::new(Mutex::new(Vec::new()));
    let seen = lines.clone();
    let mut all = of(&cloud, running(3, false), ids(4));
    all.observer = Some(Box::new(move |round| {
        seen.lock().unwrap().push(round.to_string());
        if round.number == 3 {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    }));
    let all = run(all).await;
    insta::assert_snapshot!(lines.lock().unwrap().join("\n"), @"
    round 1, 0 s: 1 done, 1 failed, 2 pending after 2 calls; next round in 15 s
    round 2, 15 s: 2 done, 1 failed, 1 pending after 3 calls; next round in 15 s
    round 3, 30 s: 2 done, 1 failed, 1 pending after 4 calls; next round in 15 s
    ");
    insta::assert_snapshot!(failures(&all), @r#"
    i-3: Waiter ThingsRunning failed: Cancelled by the observer
    i-1: Waiter ThingsRunning failed: Waiter encountered a terminal failure state: For expression "Groups[].Things[].State" we matched expected path: "broken" at least once
    "#);
}

#[tokio::test(start_paused = true)]
async fn wrong_settings_are_found_before_any_call() {
    let cloud = Cloud::new(|_, _| Some("running"));
    let wrong = |change: fn(&mut RunAll)| {
        let mut all = of(&cloud, running(3, false), ids(1));
        change(&mut all);
        async {
            wait_all(all)
                .await
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default()
        }
    };
    insta::assert_snapshot!(wrong(|all| all.pace = Some(0.0)).await, @"Waiter ThingsRunning failed: made-up DescribeThings: ThingsRunning: calls_per_second must be a number above 0");
    insta::assert_snapshot!(wrong(|all| all.concurrency = Some(0)).await, @"Waiter ThingsRunning failed: made-up DescribeThings: ThingsRunning: concurrency must be at least 1");
    insta::assert_snapshot!(wrong(|all| all.options.max_attempts = Some(0)).await, @"Waiter ThingsRunning failed: made-up DescribeThings: ThingsRunning: max_attempts must be at least 1");
    let unknown = |all: &mut RunAll| {
        all.waiter = Box::leak(Box::new(Waiter::new(
            "Alone",
            &OPERATION,
            Duration::ZERO,
            1,
            &[],
        )));
    };
    insta::assert_snapshot!(wrong(unknown).await, @"Waiter Alone failed: made-up DescribeThings: Alone: its definition does not say how ids relate to answers; add `batch` to it");
    assert!(cloud.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn dropping_the_wait_ends_the_calls() {
    let cloud = Cloud::new(|_, _| Some("pending"));
    let all = wait_all(of(&cloud, running(3, false), ids(3)));
    let _elapsed = tokio::time::timeout(Duration::from_secs(20), all).await;
    tokio::time::sleep(Duration::from_secs(1_000)).await;
    assert_eq!(cloud.asked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_output_can_be_taken_out_of_a_result() {
    let cloud = Cloud::new(|_, _| Some("running"));
    let all = run(of(&cloud, running(3, false), ids(2))).await;
    for (id, result) in all {
        let output = result.ok().and_then(WaitOutcome::into_output);
        assert!(output.is_some(), "{id}");
    }
}
