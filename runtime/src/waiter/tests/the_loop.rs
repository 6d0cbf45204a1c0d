//! The loop on a paused clock.

use std::ops::ControlFlow;

use super::*;

#[tokio::test(start_paused = true)]
async fn the_delay_and_the_attempts_are_the_definitions() {
    let script = WaitScript::default();
    let error = ends(run(&script, never(), Options::default()).await);
    let expected: Vec<f64> = (0..40).map(|n| f64::from(n) * 15.0).collect();
    assert_eq!(script.seconds(), expected);
    assert!(matches!(
        error.kind(),
        WaitErrorKind::Exhausted { previous: None }
    ));
    assert_eq!(error.attempts(), 40);
    assert_eq!(error.elapsed(), Duration::from_secs(39 * 15));
    insta::assert_snapshot!(error, @"Waiter ThingsReady failed: Max attempts exceeded");
    insta::assert_snapshot!(format!("{error:#}"), @r##"Waiter ThingsReady failed: Max attempts exceeded (made-up DescribeThings, 40 attempts in 585 s, x[].s is ["state 40", "stopped"], request id id-40)"##);
    assert!(error.last_output::<Dynamic>().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_last_poll_falls_on_the_deadline() {
    let script = WaitScript::default();
    let options = Options {
        delay: Some(Duration::from_secs(4)),
        max_wait: Some(Duration::from_secs(10)),
        unlimited: true,
        ..Options::default()
    };
    let error = ends(run(&script, never(), options).await);
    assert_eq!(script.seconds(), [0.0, 4.0, 8.0, 10.0]);
    assert_eq!(error.elapsed(), Duration::from_secs(10));
    insta::assert_snapshot!(error, @"Waiter ThingsReady failed: Max wait time of 10 s exceeded");
}

#[tokio::test(start_paused = true)]
async fn the_last_poll_begins_early_enough_to_be_answered() {
    let script = WaitScript {
        takes: Duration::from_secs(1),
        ..WaitScript::default()
    };
    let options = Options {
        delay: Some(Duration::from_secs(4)),
        max_wait: Some(Duration::from_secs(10)),
        ..Options::default()
    };
    let error = ends(run(&script, never(), options).await);
    assert_eq!(script.seconds(), [0.0, 5.0, 9.0]);
    assert_eq!(error.request_id(), Some("id-3"));
    assert!(error.elapsed() <= Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_cuts_a_call_that_is_under_way() {
    let script = WaitScript {
        takes: Duration::from_secs(6),
        ..WaitScript::default()
    };
    let options = Options {
        delay: Some(Duration::from_secs(1)),
        max_wait: Some(Duration::from_secs(10)),
        ..Options::default()
    };
    let error = ends(run(&script, never(), options).await);
    assert_eq!(script.seconds(), [0.0, 7.0]);
    assert_eq!(error.elapsed(), Duration::from_secs(10));
    assert_eq!(error.request_id(), Some("id-1"), "the last answer is kept");
}

#[tokio::test(start_paused = true)]
async fn an_observer_sees_each_poll_and_may_cancel() {
    let script = WaitScript::default();
    let lines = Arc::new(Mutex::new(Vec::new()));
    let seen = lines.clone();
    let options = Options::default().on_poll(move |poll: &Poll| {
        seen.lock().unwrap().push(poll.to_string());
        if poll.attempt() == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let error = ends(run(&script, never(), options).await);
    assert!(matches!(error.kind(), WaitErrorKind::Cancelled));
    assert_eq!(error.elapsed(), Duration::from_secs(15));
    insta::assert_snapshot!(lines.lock().unwrap().join("\n"), @r#"
    attempt 1 of 40, 0 s: x[].s is ["state 1", "stopped"]; next poll in 15 s
    attempt 2 of 40, 15 s: x[].s is ["state 2", "stopped"]; next poll in 15 s
    "#);
}

#[tokio::test(start_paused = true)]
async fn success_says_what_matched_and_when() {
    let script = WaitScript::default();
    let ended = run(&script, reached_at("state 3"), Options::default())
        .await
        .unwrap();
    let waited: WaitOutcome<Dynamic> = WaitOutcome::new(ended);
    assert!(waited.output().is_some());
    assert_eq!(waited.request_id(), Some("id-3"));
    insta::assert_snapshot!(waited, @r##"ThingsReady after 3 attempts in 30 s: For expression "x[].s" we matched expected path: "state 3" at least once"##);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_a_service_error_ends_the_wait_at_once() {
    let script = WaitScript {
        fails: Some(|_| Some(unanswered(false))),
        ..WaitScript::default()
    };
    let error = ends(run(&script, never(), Options::default()).await);
    assert!(matches!(error.kind(), WaitErrorKind::Call));
    assert_eq!(error.attempts(), 1);
    insta::assert_snapshot!(error, @"Waiter ThingsReady failed: made-up DescribeThings: connection refused");
}

#[tokio::test(start_paused = true)]
async fn wrong_settings_are_found_before_any_call() {
    let script = WaitScript::default();
    let none = Options {
        max_attempts: Some(0),
        ..Options::default()
    };
    insta::assert_snapshot!(ends(run(&script, never(), none).await), @"Waiter ThingsReady failed: made-up DescribeThings: ThingsReady: max_attempts must be at least 1");
    let endless = Options {
        unlimited: true,
        ..Options::default()
    };
    insta::assert_snapshot!(ends(run(&script, never(), endless).await), @"Waiter ThingsReady failed: made-up DescribeThings: ThingsReady: no_attempt_limit needs max_wait");
    assert!(script.calls.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_ends_the_calls() {
    let script = WaitScript::default();
    let wait = run(&script, never(), Options::default());
    let _elapsed = tokio::time::timeout(Duration::from_secs(20), wait).await;
    tokio::time::sleep(Duration::from_secs(1_000)).await;
    assert_eq!(script.seconds(), [0.0, 15.0]);
}

#[tokio::test(start_paused = true)]
async fn a_sensitive_value_is_not_shown() {
    let script = WaitScript::default();
    let secret = waiter(vec![success(path(
        "secret || x",
        ExpectedValue::String("hunter2"),
    ))]);
    let error = ends(run(&script, secret, Options::default()).await);
    assert_eq!(error.actual().as_deref(), Some("***"));
}
