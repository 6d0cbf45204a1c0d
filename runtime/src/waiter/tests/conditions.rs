//! Closures that judge.

use super::*;

/// A wait that `judge` decides, every second.
fn judged<J: Judgement>(
    judge: impl FnMut(Result<&Dynamic, &Error>) -> J + Send + 'static,
) -> (&'static Waiter, Options) {
    let options = Options {
        delay: Some(Duration::from_secs(1)),
        condition: Some(condition(judge)),
        ..Options::default()
    };
    (conditional(&OPERATION), options)
}

#[tokio::test(start_paused = true)]
async fn a_condition_that_holds_ends_the_wait() {
    let script = WaitScript::default();
    let mut seen = 0;
    let (waiter, options) = judged(move |answer| {
        seen += 1;
        answer.is_ok() && seen == 3
    });
    let waited = WaitOutcome::<Dynamic>::new(run(&script, waiter, options).await.unwrap());
    assert_eq!(script.seconds(), [0.0, 1.0, 2.0]);
    insta::assert_snapshot!(waited, @"DescribeThings after 3 attempts in 2 s: The condition of the program decided");
    assert!(waited.into_output().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_condition_may_fail_a_wait_and_judge_errors() {
    let script = WaitScript {
        fails: Some(|_| Some(service_error(404, "NotFound"))),
        ..WaitScript::default()
    };
    let (waiter, options) = judged(|answer| match answer {
        Err(error) if error.code() == Some("NotFound") => AcceptorState::Success,
        _ => AcceptorState::Retry,
    });
    let waited = WaitOutcome::<Dynamic>::new(run(&script, waiter, options).await.unwrap());
    assert_eq!(waited.error().and_then(Error::code), Some("NotFound"));

    let (waiter, options) = judged(|_| AcceptorState::Failure);
    let error = ends(run(&script, waiter, options).await);
    insta::assert_snapshot!(error, @"Waiter DescribeThings failed: Waiter encountered a terminal failure state: The condition of the program decided");
}

#[tokio::test(start_paused = true)]
async fn an_error_about_which_nothing_is_said_ends_the_wait() {
    let script = WaitScript {
        fails: Some(|_| Some(service_error(400, "ThrottlingException"))),
        ..WaitScript::default()
    };
    let (waiter, options) = judged(|_| None::<AcceptorState>);
    let error = ends(run(&script, waiter, options).await);
    assert!(matches!(error.kind(), WaitErrorKind::Unmatched));

    let (waiter, mut options) = judged(|_| None::<AcceptorState>);
    options.max_wait = Some(Duration::from_secs(5));
    let error = ends(run(&script, waiter, options).await);
    assert!(matches!(
        error.kind(),
        WaitErrorKind::DeadlineExceeded { .. }
    ));
}

#[tokio::test(start_paused = true)]
async fn a_condition_polls_every_five_seconds_and_sixty_times() {
    let script = WaitScript::default();
    let (waiter, mut options) = judged(|_| false);
    options.delay = None;
    let error = ends(run(&script, waiter, options).await);
    assert_eq!((error.attempts(), error.elapsed().as_secs()), (60, 59 * 5));
}

#[test]
fn the_waiter_of_an_operation_is_made_once() {
    assert!(std::ptr::eq(
        conditional(&OPERATION),
        conditional(&OPERATION)
    ));
}
