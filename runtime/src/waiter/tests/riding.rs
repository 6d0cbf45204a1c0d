//! Transient errors, and how a wait goes on after them.

use std::error::Error as _;

use super::*;

fn throttled(_: usize) -> Option<Error> {
    Some(service_error(400, "ThrottlingException"))
}

fn with_deadline(seconds: u64) -> Options {
    Options {
        delay: Some(Duration::from_secs(4)),
        max_wait: Some(Duration::from_secs(seconds)),
        ..Options::default()
    }
}

fn failing(fails: fn(usize) -> Option<Error>) -> WaitScript {
    WaitScript {
        fails: Some(fails),
        ..WaitScript::default()
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_deadline_an_unmatched_error_ends_the_wait() {
    let script = failing(throttled);
    let error = ends(run(&script, never(), Options::default()).await);
    assert!(matches!(error.kind(), WaitErrorKind::Unmatched));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn errors_that_pass_do_not_end_a_wait_with_a_deadline() {
    let script = failing(|number| match number {
        1 => throttled(number),
        2 => Some(service_error(503, "ServiceUnavailable")),
        3 => Some(unanswered(true)),
        _ => None,
    });
    let ended = run(&script, reached_at("state 4"), with_deadline(300)).await;
    assert_eq!(WaitOutcome::<Dynamic>::new(ended.unwrap()).attempts(), 4);
}

#[tokio::test(start_paused = true)]
async fn delays_grow_while_errors_last_and_not_afterwards() {
    let script = failing(|number| if number <= 3 { throttled(number) } else { None });
    let _ended = run(&script, reached_at("state 6"), with_deadline(300)).await;
    let times = script.seconds();
    let delays: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for (delay, least) in delays.iter().zip([4.0, 8.0, 16.0]) {
        assert!((least..=2.0 * least + 0.1).contains(delay), "{delays:?}");
    }
    assert!(
        delays[3..].iter().all(|delay| (delay - 4.0).abs() < 0.2),
        "{delays:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_last_error_is_told_when_the_deadline_passes() {
    let script = failing(throttled);
    let error = ends(run(&script, never(), with_deadline(60)).await);
    assert!(matches!(
        error.kind(),
        WaitErrorKind::DeadlineExceeded { .. }
    ));
    assert_eq!(error.elapsed(), Duration::from_secs(60));
    assert_eq!(error.ridden_out(), error.attempts());
    assert_eq!(
        error.error().and_then(Error::code),
        Some("ThrottlingException")
    );
    assert!(error.source().is_some());
    insta::assert_snapshot!(error, @"Waiter ThingsReady failed: Max wait time of 60 s exceeded. Last error: ThrottlingException (HTTP 400)");
}

#[tokio::test(start_paused = true)]
async fn a_poll_shows_that_its_error_was_ridden_out() {
    let script = failing(|number| if number == 1 { throttled(number) } else { None });
    let mut polls = polls(&script, reached_at("state 2"), with_deadline(9));
    let first = polls.try_next().await.unwrap().unwrap();
    assert!(first.is_ridden_out());
    assert_eq!(first.state(), AcceptorState::Retry);
    let shown = first.to_string();
    let (shown, _random) = shown.split_once("; next poll in ").unwrap();
    insta::assert_snapshot!(shown, @"attempt 1 of 40, 0 s: error ThrottlingException (HTTP 400), ridden out");
    assert!(!polls.try_next().await.unwrap().unwrap().is_ridden_out());
}

#[tokio::test(start_paused = true)]
async fn errors_that_do_not_pass_end_a_wait_with_a_deadline_too() {
    for (fails, unmatched) in [
        (
            (|_| Some(service_error(400, "AccessDenied"))) as fn(usize) -> Option<Error>,
            true,
        ),
        (|_| Some(service_error(501, "NotImplemented")), true),
        (|_| Some(unanswered(false)), false),
    ] {
        let error = ends(run(&failing(fails), never(), with_deadline(60)).await);
        let is_unmatched = matches!(error.kind(), WaitErrorKind::Unmatched);
        assert_eq!((error.attempts(), is_unmatched), (1, unmatched), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_acceptor_names_is_not_ridden_out() {
    let script = failing(throttled);
    let code = Matcher::Error("ThrottlingException");
    let fails = waiter(vec![Acceptor::new(AcceptorState::Failure, code)]);
    let error = ends(run(&script, fails, with_deadline(60)).await);
    assert!(matches!(error.kind(), WaitErrorKind::Failed { .. }));
}

#[tokio::test(start_paused = true)]
async fn an_option_switches_it_either_way() {
    let script = failing(throttled);
    let options = Options {
        ride_out: Some(false),
        ..with_deadline(60)
    };
    let error = ends(run(&script, never(), options).await);
    assert!(matches!(error.kind(), WaitErrorKind::Unmatched));

    let options = Options {
        ride_out: Some(true),
        max_attempts: Some(3),
        ..Options::default()
    };
    let error = ends(run(&script, never(), options).await);
    assert_eq!(error.ridden_out(), 3);
    insta::assert_snapshot!(error, @"Waiter ThingsReady failed: Max attempts exceeded. Last error: ThrottlingException (HTTP 400)");
}
