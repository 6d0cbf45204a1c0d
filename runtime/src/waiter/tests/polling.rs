//! The stream of polls.

use futures_util::StreamExt as _;

use super::*;

const fn is_send<T: Send + 'static>(_: &T) {}

#[tokio::test(start_paused = true)]
async fn the_stream_yields_every_poll_and_ends_with_the_state() {
    let script = WaitScript::default();
    let mut polls = polls(&script, reached_at("state 3"), Options::default());
    is_send(&polls);
    let mut lines = Vec::new();
    let mut states = Vec::new();
    while let Some(poll) = polls.try_next().await.unwrap() {
        assert!(poll.output().is_some() && poll.error().is_none());
        states.push((poll.state(), poll.acceptor().is_some(), poll.next_delay()));
        lines.push(poll.to_string());
    }
    assert!(polls.next().await.is_none());
    assert_eq!(script.seconds(), [0.0, 15.0, 30.0]);
    let pause = Some(Duration::from_secs(15));
    assert_eq!(
        states,
        [
            (AcceptorState::Retry, false, pause),
            (AcceptorState::Retry, false, pause),
            (AcceptorState::Success, true, None),
        ]
    );
    insta::assert_snapshot!(lines.join("\n"), @r#"
    attempt 1 of 40, 0 s: x[].s is ["state 1", "stopped"]; next poll in 15 s
    attempt 2 of 40, 15 s: x[].s is ["state 2", "stopped"]; next poll in 15 s
    attempt 3 of 40, 30 s: x[].s is ["state 3", "stopped"]; the state is reached
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_failed_wait_tells_its_last_poll_and_then_why() {
    let script = WaitScript::default();
    let options = Options {
        max_attempts: Some(2),
        ..Options::default()
    };
    let mut items: Vec<_> = polls(&script, never(), options).collect().await;
    let error = items.pop().unwrap().unwrap_err();
    assert!(matches!(error.kind(), WaitErrorKind::Exhausted { .. }));
    assert!(error.last_output::<Dynamic>().is_some());
    let last = items.pop().unwrap().unwrap();
    assert_eq!((last.attempt(), last.next_delay()), (2, None));
    assert_eq!(items.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_cuts_a_call_leaves_no_poll_to_tell() {
    let script = WaitScript {
        takes: Duration::from_secs(6),
        ..WaitScript::default()
    };
    let options = Options {
        max_wait: Some(Duration::from_secs(5)),
        ..Options::default()
    };
    let mut polls = polls(&script, never(), options);
    let error = polls.try_next().await.unwrap_err();
    insta::assert_snapshot!(error, @"Waiter ThingsReady failed: Max wait time of 5 s exceeded");
    assert!(polls.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_slow_consumer_does_not_delay_polls_twice() {
    let script = WaitScript::default();
    let mut polls = polls(&script, reached_at("state 3"), Options::default());
    while polls.try_next().await.unwrap().is_some() {
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    assert_eq!(script.seconds(), [0.0, 15.0, 30.0]);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_ends_the_calls() {
    let script = WaitScript::default();
    let mut polls = polls(&script, never(), Options::default());
    let _first = polls.try_next().await;
    let _elapsed = tokio::time::timeout(Duration::from_secs(1), polls.try_next()).await;
    drop(polls);
    tokio::time::sleep(Duration::from_secs(1_000)).await;
    assert_eq!(script.seconds(), [0.0]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_of_the_stream_outlives_it() {
    let script = WaitScript::default();
    let mut polls = polls(&script, never(), Options::default());
    let first = polls.try_next().await.unwrap().unwrap();
    drop(polls);
    assert!(first.output().is_some());
}

#[tokio::test(start_paused = true)]
async fn wrong_settings_are_the_only_item() {
    let options = Options {
        max_attempts: Some(0),
        ..Options::default()
    };
    let items: Vec<_> = polls(&WaitScript::default(), never(), options)
        .collect()
        .await;
    assert_eq!(items.len(), 1);
    assert!(items[0].is_err());
}
