//! Pages that are requested before they are asked for.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::*;

/// A service that takes ten seconds for a page, whose number is its token.
struct Slow {
    pages: i64,
    calls: Arc<Mutex<Vec<Instant>>>,
    alive: Arc<()>,
}

impl Caller for Slow {
    fn call(&self, input: Box<dyn Structure>) -> Pin<Box<dyn Future<Output = CallOutcome> + Send>> {
        let (calls, alive, pages) = (self.calls.clone(), self.alive.clone(), self.pages);
        Box::pin(async move {
            calls.lock().unwrap().push(Instant::now());
            sleep(Duration::from_secs(10)).await;
            drop(alive);
            let at: i64 = shown(&*input)["Marker"]
                .as_str()
                .map_or(0, |at| at.parse().unwrap());
            let mut page = json!({"Users": [at * 2, at * 2 + 1]});
            if at + 1 < pages {
                page["Marker"] = json!((at + 1).to_string());
            }
            let result = match pages {
                -1 => panic!("a transport that panics"),
                _ => Ok(Reply {
                    output: Box::new(made(&OUTPUT, &page)),
                    metadata: Metadata {
                        status: 200,
                        request_id: None,
                        attempts: 1,
                    },
                }),
            };
            CallOutcome { input, result }
        })
    }
}

struct SlowPages {
    pages: Pages<Dynamic>,
    calls: Arc<Mutex<Vec<Instant>>>,
    alive: Arc<()>,
}

fn slow(pages: i64) -> SlowPages {
    let (calls, alive) = (Arc::default(), Arc::new(()));
    let caller = Slow {
        pages,
        calls: Arc::clone(&calls),
        alive: Arc::clone(&alive),
    };
    let input = Box::new(Dynamic::new(&INPUT));
    let paginator = Box::leak(Box::new(users()));
    SlowPages {
        pages: Pages::from_caller(Box::new(caller), paginator, input, empty_dynamic),
        calls,
        alive,
    }
}

fn first_user(page: &Dynamic) -> i64 {
    shown(page)["Users"][0].as_i64().unwrap()
}

/// How long it takes to work ten seconds on each of five pages.
async fn time_to_work(prefetch: usize) -> Duration {
    let start = Instant::now();
    let mut pages = slow(5).pages.prefetch(prefetch);
    let mut seen = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        seen.push(first_user(&page));
        sleep(Duration::from_secs(10)).await;
    }
    assert_eq!(seen, [0, 2, 4, 6, 8]);
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn the_service_answers_while_the_consumer_works() {
    let seconds = async |prefetch| time_to_work(prefetch).await.as_secs();
    assert_eq!(seconds(0).await, 100);
    assert_eq!(seconds(1).await, 60);
    assert_eq!(seconds(3).await, 60);
}

#[tokio::test(start_paused = true)]
async fn no_more_pages_are_held_than_asked_for() {
    let watched = slow(100);
    let mut pages = watched.pages.prefetch(3);
    pages.try_next().await.unwrap();
    sleep(Duration::from_secs(1000)).await;
    assert_eq!(
        watched.calls.lock().unwrap().len(),
        4,
        "one delivered, three held"
    );
    pages.try_next().await.unwrap();
    sleep(Duration::from_secs(1000)).await;
    assert_eq!(watched.calls.lock().unwrap().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn what_is_requested_ahead_ends_with_the_stream() {
    let watched = slow(100);
    let mut pages = watched.pages.prefetch(2);
    pages.try_next().await.unwrap();
    sleep(Duration::from_secs(5)).await;
    drop(pages);
    sleep(Duration::from_secs(1000)).await;
    assert_eq!(watched.calls.lock().unwrap().len(), 2);
    assert_eq!(Arc::strong_count(&watched.alive), 1, "nothing is under way");
}

#[tokio::test(start_paused = true)]
async fn a_cursor_tells_where_the_consumer_is_not_how_far_was_requested() {
    let take = |page: Dynamic| -> Vec<i64> {
        serde_json::from_value(shown(&page)["Users"].clone()).unwrap()
    };
    let mut items = slow(5).pages.items(take).prefetch(4);
    for expected in 0..3 {
        assert_eq!(items.try_next().await.unwrap(), Some(expected));
    }
    sleep(Duration::from_secs(1000)).await;
    let cursor = items.cursor().unwrap();
    let token = cursor.to_resume_token().unwrap();
    assert_eq!(token, enc(r#"{"Marker": "1", "boto_truncate_amount": 1}"#));
    let rest = slow(5).pages.items(take).start_at(cursor);
    assert_eq!(rest.collect_all().await.unwrap(), [3, 4, 5, 6, 7, 8, 9]);
}

#[tokio::test(start_paused = true)]
async fn errors_limits_and_ends_come_in_their_places() {
    let pages = [
        json!({"Users": [1], "Marker": "a"}),
        json!({"Users": [2], "Marker": "b"}),
        json!("connection refused"),
    ];
    let failed = run(users(), &json!({}), &pages).with(|pages| pages.prefetch(8));
    let (delivered, end, _) = failed.each().await;
    assert_eq!(delivered.len(), 2);
    insta::assert_snapshot!(end.unwrap(), @"made-up ListThings: connection refused");

    let limited = run(users(), &json!({}), &pages).with(|pages| pages.max_items(2).prefetch(8));
    let (result, calls) = limited.full().await;
    assert_eq!(
        result,
        json!({"Users": [1, 2], "NextToken": enc(r#"{"Marker": "b"}"#)})
    );
    assert_eq!(calls.len(), 2, "nothing beyond the limit");
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "a transport that panics")]
async fn a_panic_is_the_consumers() {
    let mut pages = slow(-1).pages.prefetch(1);
    let _page = pages.try_next().await;
}

#[test]
fn without_a_runtime_pages_come_when_they_are_asked_for() {
    let pages = [json!({"Users": [1], "Marker": "a"}), json!({"Users": [2]})];
    let mut run = run(users(), &json!({}), &pages).with(|pages| pages.prefetch(2));
    let mut next = std::pin::pin!(run.pages.next());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Some(Ok(page))) = next.as_mut().poll(&mut cx) else {
        panic!("the script answers at once");
    };
    assert_eq!(first_user(&page), 1);
    assert_eq!(run.calls.lock().unwrap().len(), 1);
}
