//! Closures of the program that panic.

use crate::Credentials;
use crate::client::{Client, Config};
use crate::request::{ToSend as Request, Wait};
use crate::testing::{ScriptStep as Step, ScriptedTransport};

use super::*;

fn client(steps: usize) -> Client {
    let steps = (0..steps).map(|_| Step::response(200, &[], r#"{"x": "busy"}"#));
    let config = Config::builder()
        .region("us-east-1")
        .credentials(Credentials::new("id", "secret", None, None, "test"))
        .transport(ScriptedTransport::new(steps))
        .build()
        .unwrap();
    Client::new(&SERVICE, &config)
}

fn busy() -> &'static Waiter {
    waiter(vec![success(path("x", ExpectedValue::String("busy")))])
}

fn input() -> Dynamic {
    Dynamic::new(&shapes::EMPTY)
}

/// Runs a wait in a task of its own, in which it panics.
async fn panics(wait: impl Future<Output = ()> + Send + 'static) {
    let ended = tokio::spawn(wait).await;
    assert!(ended.is_err_and(|error| error.is_panic()));
}

#[tokio::test(start_paused = true)]
async fn a_client_and_its_clones_work_after_a_closure_has_panicked() {
    let client = client(6);
    let observed = Wait::new(client.clone(), busy()).on_poll(|_| -> () { panic!("the observer") });
    panics(async move {
        let _waited = observed.run_dynamic(input()).await;
    })
    .await;
    let judged = Request::new(client.clone())
        .repeat_dynamic(&OPERATION, input())
        .until(|_| -> bool { panic!("the condition") });
    panics(async move {
        let _waited = judged.await;
    })
    .await;

    let clone = client.clone();
    let (asked, empty) = (input(), Box::new(Dynamic::new(&OUTPUT)));
    let reply = clone.call(&OPERATION, &asked, empty).await.unwrap();
    assert_eq!(reply.metadata.attempts, 1);
    let waited = Wait::new(client.clone(), busy()).run_dynamic(input()).await;
    assert!(waited.is_ok());
    let again = Request::new(client)
        .repeat_dynamic(&OPERATION, input())
        .until(|answer| answer.is_ok());
    assert!(again.await.is_ok(), "the operation's waiter is there still");
}

#[tokio::test(start_paused = true)]
async fn other_waits_go_on_while_one_panics() {
    let client = client(4);
    let slow = Request::new(client.clone())
        .repeat_dynamic(&OPERATION, input())
        .until({
            let mut polls = 0;
            move |_| {
                polls += 1;
                polls == 3
            }
        });
    let slow = tokio::spawn(slow.into_future());
    let observed = Wait::new(client, busy()).on_poll(|_| -> () { panic!("the observer") });
    panics(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let _waited = observed.run_dynamic(input()).await;
    })
    .await;
    assert_eq!(slow.await.unwrap().unwrap().attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_polls_has_ended_when_its_closure_panicked() {
    let mut polls = Wait::new(client(2), busy())
        .on_poll(|_| -> () { panic!("the observer") })
        .polls_dynamic(input());
    let (polls, first) = tokio::spawn(async move {
        let caught =
            futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(polls.next()));
        let first = caught.await.is_err();
        (polls, first)
    })
    .await
    .unwrap();
    assert!(first);
    let mut polls = polls;
    assert!(polls.next().await.is_none());
}
